//! `cargo xtask vendor-frontend`: builds the committed front end from npm.
//!
//! The result lands in `crates/web/assets/vendor` with a manifest of versions, licences and
//! hashes, and is embedded by `candour-web`. Running candour needs no Node.js; only this task does.
//! A build that names the GDS Transport typeface, or points at any picture or font file, is
//! refused: those are licensed for GOV.UK alone.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Installs the locked npm packages, compiles the style sheet, copies the script, writes the manifest.
pub(crate) fn run() -> Result<String> {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/web");
    let frontend = web.join("frontend");
    let vendor = web.join("assets/vendor");

    npm_ci(&frontend)?;
    let files = [
        ("govuk-frontend.css", style_sheet(&frontend)?),
        ("govuk-frontend.js", script(&frontend)?),
        ("LICENCE-govuk-frontend.txt", LICENCE.to_owned()),
    ];

    fs::create_dir_all(&vendor).with_context(|| format!("creating {}", vendor.display()))?;
    let mut listed = Vec::new();
    for (name, text) in &files {
        write(&vendor.join(name), text)?;
        listed.push(json!({ "file": name, "bytes": text.len(), "sha256": sha256(text) }));
    }
    let manifest = json!({
        "generator": "cargo xtask vendor-frontend",
        "packages": packages(&frontend)?,
        "files": listed,
    });
    write(&vendor.join("manifest.json"), &format!("{}\n", serde_json::to_string_pretty(&manifest)?))?;
    Ok(format!("{} files built into crates/web/assets/vendor", files.len()))
}

/// `npm ci` without install scripts: nothing the packages bring may run here but the compiler itself.
fn npm_ci(frontend: &Path) -> Result<()> {
    let status = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(frontend)
        .status()
        .context("running npm: this task needs Node.js and npm")?;
    ensure!(status.success(), "npm ci failed in {}", frontend.display());
    Ok(())
}

fn style_sheet(frontend: &Path) -> Result<String> {
    let output = Command::new(frontend.join("node_modules/.bin/sass"))
        .args(["--no-source-map", "--no-charset", "--style=compressed", "--load-path=node_modules"])
        .arg("govuk-frontend.scss")
        .current_dir(frontend)
        .output()
        .context("running sass")?;
    if !output.status.success() {
        bail!("sass failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let css = String::from_utf8(output.stdout).context("reading the style sheet")?;
    for forbidden in ["GDS Transport", "url(", "@font-face", "@import"] {
        ensure!(!css.contains(forbidden), "the style sheet contains `{forbidden}`, which may not be served off GOV.UK");
    }
    Ok(css)
}

fn script(frontend: &Path) -> Result<String> {
    let path = frontend.join("node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js");
    let text = read(&path)?;
    let (code, _) = text.split_once("//# sourceMappingURL").unwrap_or((&text, ""));
    Ok(format!("{}\n", code.trim_end()))
}

/// The packages whose files are served, as the lock file names them. The compiler's own are not.
fn packages(frontend: &Path) -> Result<Vec<Value>> {
    let lock: Value = serde_json::from_str(&read(&frontend.join("package-lock.json"))?)?;
    let package = &lock["packages"]["node_modules/govuk-frontend"];
    ensure!(package["license"] == "MIT", "the licence of govuk-frontend has changed: {}", package["license"]);
    Ok(vec![json!({
        "name": "govuk-frontend",
        "version": package["version"],
        "licence": package["license"],
        "integrity": package["integrity"],
        "built_with": format!("sass {}", lock["packages"]["node_modules/sass"]["version"].as_str().unwrap_or("?")),
        "left_out": ["GDS Transport", "crown", "royal arms", "GOV.UK header"],
    })])
}

fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read(path: &PathBuf) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

fn write(path: &PathBuf, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}

/// The licence has to travel with the files, and the npm package does not carry its text.
const LICENCE: &str = include_str!("licence_govuk_frontend.txt");
