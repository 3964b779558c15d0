//! Checks that every dependency may be given away with us, by the licences that `deny.toml` allows, and that each comes
//! from the package registry.
//!
//! It reads what crates say of themselves and needs nothing installed; `cargo deny check` reads their licence files too.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// How many dependencies were looked at.
///
/// # Errors
///
/// Names every dependency that may not be given away, or that comes from elsewhere.
pub(crate) fn check(root: &Path) -> Result<usize> {
    let allowed = allowed(&std::fs::read_to_string(root.join("deny.toml")).context("reading deny.toml")?)?;
    let answered = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(root)
        .output()
        .context("running cargo metadata")?;
    if !answered.status.success() {
        bail!("cargo metadata failed: {}", String::from_utf8_lossy(&answered.stderr).trim());
    }
    let metadata: Value = serde_json::from_slice(&answered.stdout).context("reading what cargo metadata says")?;
    let faults = faults(&metadata, &allowed);
    if !faults.is_empty() {
        bail!("dependencies that cannot be taken:\n  {}", faults.join("\n  "));
    }
    Ok(list(&metadata, "packages").len())
}

fn allowed(deny: &str) -> Result<Vec<String>> {
    let deny: toml::Table = deny.parse().context("deny.toml")?;
    let list = deny.get("licenses").and_then(|licenses| licenses.get("allow")).and_then(|allow| allow.as_array());
    let list = list.context("deny.toml has no list licenses.allow")?;
    Ok(list.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect())
}

fn faults(metadata: &Value, allowed: &[String]) -> Vec<String> {
    let mut faults = Vec::new();
    for package in list(metadata, "packages") {
        let text = |key: &str| package.get(key).and_then(Value::as_str).unwrap_or_default();
        let name = format!("{} {}", text("name"), text("version"));
        let source = text("source");
        // Without a source it is ours.
        if source.is_empty() {
            continue;
        }
        if !source.starts_with("registry+") {
            faults.push(format!("{name} comes from {source}"));
        }
        if !is_allowed(text("license"), allowed) {
            faults.push(format!("{name} has the licence \"{}\"", text("license")));
        }
    }
    faults
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Whether one of the choices that an SPDX expression gives is allowed in all its parts; the old `/` is a choice too.
fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    choice(&mut rest, allowed) && rest.is_empty()
}

fn choice(words: &mut &[&str], allowed: &[String]) -> bool {
    let mut any = both(words, allowed);
    while take(words, "OR") {
        any |= both(words, allowed);
    }
    any
}

fn both(words: &mut &[&str], allowed: &[String]) -> bool {
    let mut all = one(words, allowed);
    while take(words, "AND") {
        all &= one(words, allowed);
    }
    all
}

fn one(words: &mut &[&str], allowed: &[String]) -> bool {
    if take(words, "(") {
        let inner = choice(words, allowed);
        return take(words, ")") && inner;
    }
    let Some((name, rest)) = words.split_first() else { return false };
    *words = rest;
    let mut licence = (*name).to_owned();
    if take(words, "WITH")
        && let Some((exception, rest)) = words.split_first()
    {
        *words = rest;
        licence = format!("{licence} WITH {exception}");
    }
    allowed.contains(&licence)
}

fn take(words: &mut &[&str], word: &str) -> bool {
    match words.split_first() {
        Some((first, rest)) if *first == word => {
            *words = rest;
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours() -> Vec<String> {
        ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "IJG"].map(str::to_owned).to_vec()
    }

    #[test]
    fn a_choice_needs_one_allowed_and_a_sum_needs_all() {
        for fine in
            ["MIT", "GPL-3.0 OR MIT", "MIT/GPL-2.0", "(MIT OR GPL-3.0) AND IJG", "Apache-2.0 WITH LLVM-exception"]
        {
            assert!(is_allowed(fine, &ours()), "{fine}");
        }
        for not in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT", "Apache-2.0 WITH Font-exception", "MIT IJG"] {
            assert!(!is_allowed(not, &ours()), "{not}");
        }
    }

    #[test]
    fn a_dependency_from_elsewhere_is_named() {
        let metadata = serde_json::json!({"packages": [
            {"name": "ours", "version": "1.0.0", "license": null, "source": null},
            {"name": "far", "version": "2.0.0", "license": "MIT", "source": "git+https://example.org/far"},
            {"name": "shared", "version": "3.0.0", "license": "AGPL-3.0", "source": "registry+https://example.org"},
        ]});
        let expected =
            ["far 2.0.0 comes from git+https://example.org/far", "shared 3.0.0 has the licence \"AGPL-3.0\""];
        assert_eq!(faults(&metadata, &ours()), expected);
    }
}
