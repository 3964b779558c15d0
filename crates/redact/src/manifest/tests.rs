//! What the manifest must and must not say.

use ed25519_dalek::SigningKey;

use super::{Extent, Manifest, Redaction};
use crate::check::Check;
use crate::level::Level;

const OUTPUT: &[u8] = b"stands in for a released file";

fn manifest() -> Manifest {
    let redaction = |page, exemptions: &[&str]| Redaction {
        page,
        exemptions: exemptions.iter().map(|&id| id.to_owned()).collect(),
        level: Level::Constant,
        extent: Extent::Words,
    };
    Manifest::new(
        OUTPUT,
        3,
        vec![redaction(2, &["s40-2"]), redaction(1, &["s31-1-b", "s31-1-a", "s31-1-b"])],
        Check::all_passed(),
    )
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

#[test]
fn redactions_stand_by_page_and_exemptions_are_sorted() {
    let manifest = manifest();
    assert_eq!(manifest.redactions[0].page, 1);
    assert_eq!(manifest.redactions[0].exemptions, ["s31-1-a", "s31-1-b"]);
}

#[test]
fn a_signed_manifest_reads_back_and_its_signature_is_good() {
    let signed = manifest().signed(&key(7));
    let read = Manifest::from_json(&signed.to_json()).unwrap();
    assert_eq!(read, signed);
    assert!(read.signed_by(Some(&key(7).verifying_key())).unwrap().is_some());
    assert!(read.signed_by(None).unwrap().is_some());
}

#[test]
fn signing_twice_gives_the_same_bytes() {
    assert_eq!(manifest().signed(&key(7)).to_json(), manifest().signed(&key(7)).signed(&key(7)).to_json());
}

#[test]
fn a_changed_manifest_or_another_key_is_noticed() {
    let signed = manifest().signed(&key(7));
    let mut changed = signed.clone();
    changed.redactions.pop();
    assert!(changed.signed_by(None).is_err());
    assert!(signed.signed_by(Some(&key(8).verifying_key())).is_err());
    assert!(manifest().signed_by(Some(&key(7).verifying_key())).is_err());
    assert_eq!(manifest().signed_by(None), Ok(None));
}

#[test]
fn one_changed_byte_of_the_file_is_noticed() {
    let manifest = manifest();
    let wrong_hash = |output: &[u8]| {
        manifest.check(output, None).problems.iter().any(|problem| problem.detail.contains("not the one"))
    };
    assert!(!wrong_hash(OUTPUT));
    assert!(wrong_hash(b"stands in for a released fi1e"));
}

#[test]
fn unknown_fields_and_versions_are_refused_without_quoting_them() {
    let json = String::from_utf8(manifest().to_json()).unwrap();
    let extra = json.replacen("\"pages\"", "\"zebra\": 1, \"pages\"", 1);
    let message = Manifest::from_json(extra.as_bytes()).unwrap_err().to_string();
    assert!(message.contains("line") && !message.contains("zebra"), "{message}");
    let newer = json.replacen("\"version\": 1", "\"version\": 2", 1);
    assert!(Manifest::from_json(newer.as_bytes()).is_err());
}

#[test]
fn nothing_in_it_tells_of_the_input() {
    let json: serde_json::Value = serde_json::from_slice(&manifest().to_json()).unwrap();
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let mut top = keys(&json);
    top.sort();
    assert_eq!(top, ["checks", "output_sha256", "pages", "redactions", "signature", "tool", "version"]);
    let mut redaction = keys(&json["redactions"][0]);
    redaction.sort();
    assert_eq!(redaction, ["exemptions", "extent", "level", "page"]);
}
