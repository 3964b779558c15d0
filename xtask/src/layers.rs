//! `cargo xtask layers`: dependencies point down only.
//!
//! The order is the design's: a crate may depend on crates below it and on no
//! other of ours. The list is read beside each crate's own `Cargo.toml`, so a
//! new crate without a line here is an error too.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// Each of our crates, with those of ours that it may depend on.
const ALLOWED: &[(&str, &[&str])] = &[
    ("candour-statute", &[]),
    ("candour-redact", &[]),
    ("candour-casework", &["candour-statute"]),
    ("candour-redact-worker", &["candour-redact"]),
    ("candour-letters", &["candour-casework", "candour-statute"]),
    ("candour-ingest", &["candour-casework", "candour-statute"]),
    ("candour-store", &["candour-casework", "candour-statute"]),
    ("candour-search", &["candour-casework", "candour-statute"]),
    (
        "candour-web",
        &[
            "candour-casework",
            "candour-ingest",
            "candour-letters",
            "candour-redact-worker",
            "candour-search",
            "candour-statute",
            "candour-store",
        ],
    ),
    (
        "candour",
        &[
            "candour-casework",
            "candour-ingest",
            "candour-letters",
            "candour-redact",
            "candour-redact-worker",
            "candour-search",
            "candour-statute",
            "candour-store",
            "candour-web",
        ],
    ),
    ("xtask", &["candour-statute"]),
];

/// Checks every crate of the workspace under `root`.
///
/// # Errors
///
/// All upward or unlisted dependencies at once, each with the crate that has it.
pub(crate) fn check(root: &Path) -> Result<usize> {
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.iter().copied().collect();
    let mut problems = Vec::new();
    let mut manifests = vec![root.join("xtask/Cargo.toml")];
    for entry in std::fs::read_dir(root.join("crates")).context("reading the folder of crates")? {
        manifests.push(entry?.path().join("Cargo.toml"));
    }
    manifests.sort();
    for manifest in &manifests {
        let text = std::fs::read_to_string(manifest).with_context(|| format!("reading {}", manifest.display()))?;
        let table: toml::Table = text.parse().with_context(|| format!("parsing {}", manifest.display()))?;
        let name = table
            .get("package")
            .and_then(|package| package.get("name"))
            .and_then(toml::Value::as_str)
            .with_context(|| format!("{} has no package name", manifest.display()))?;
        let Some(may_use) = allowed.get(name) else {
            problems.push(format!("{name}: not in the list of layers in xtask/src/layers.rs"));
            continue;
        };
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(dependencies) = table.get(section).and_then(toml::Value::as_table) else { continue };
            for dependency in dependencies.keys() {
                let ours = dependency == "candour" || dependency.starts_with("candour-");
                if ours && dependency != name && !may_use.contains(&dependency.as_str()) {
                    problems.push(format!("{name} depends on {dependency} in [{section}], which is not below it"));
                }
            }
        }
    }
    if !problems.is_empty() {
        bail!("{}", problems.join("\n"));
    }
    Ok(manifests.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_depends_downwards_only() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask stands in the workspace");
        check(root).unwrap();
    }

    #[test]
    fn an_upward_dependency_is_named_with_its_crate() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join("xtask")).unwrap();
        std::fs::create_dir_all(root.path().join("crates/statute")).unwrap();
        std::fs::write(root.path().join("xtask/Cargo.toml"), "[package]\nname = \"xtask\"\n").unwrap();
        std::fs::write(
            root.path().join("crates/statute/Cargo.toml"),
            "[package]\nname = \"candour-statute\"\n[dependencies]\ncandour-casework = { path = \"../casework\" }\n",
        )
        .unwrap();
        let error = check(root.path()).unwrap_err().to_string();
        assert!(error.contains("candour-statute depends on candour-casework"), "{error}");
    }
}
