//! The demonstration as a stranger finds it: what was withheld is gone from the published file, and anybody can check it.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test says what it sees and stops where it cannot go on"
)]

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const CANDOUR: &str = env!("CARGO_BIN_EXE_candour");
const EXPECTED: &str = include_str!("../../../fixtures/review/expected.json");
const REDACTED: &str = "/sample-police/d/99.FOI.26.000001/review-of-public-protection-caseload-redacted.pdf";

/// Builds the demonstration in `folder`.
fn demo(folder: &Path) {
    let output = Command::new(CANDOUR).args(["demo", "--no-serve", "--data"]).arg(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A served folder; the server ends with the value.
struct Site {
    server: Child,
    address: String,
}

impl Site {
    fn serve(folder: &Path) -> Self {
        let mut server = Command::new(CANDOUR)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(server.stdout.as_mut().unwrap()), &mut line).unwrap();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).unwrap().to_owned();
        Self { server, address }
    }

    /// The status line and the body at a path.
    fn ask(&self, path: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.0\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        (head.lines().next().unwrap_or_default().to_owned(), answer[end + 4..].to_vec())
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

/// What an outside program says of a file, without white space; `None` if the program is not there.
fn reading(program: &str, arguments: &[&str]) -> Option<String> {
    let output = match Command::new(program).args(arguments).output() {
        Ok(output) => output,
        Err(_) if std::env::var_os("CANDOUR_TEST_TOOLS").is_none_or(|value| value != "required") => {
            println!("SKIPPED: {program} is not installed");
            return None;
        }
        Err(error) => panic!("{program}: {error}"),
    };
    Some(squeezed(&String::from_utf8_lossy(&output.stdout)))
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|char| !char.is_whitespace()).collect()
}

fn strings(kind: &str) -> Vec<String> {
    let expected: serde_json::Value = serde_json::from_str(EXPECTED).unwrap();
    expected[kind].as_array().unwrap().iter().map(|one| squeezed(one.as_str().unwrap())).collect()
}

#[test]
fn what_was_withheld_is_gone_from_the_published_file() {
    let folder = tempfile::tempdir().unwrap();
    demo(&folder.path().join("data"));
    let site = Site::serve(&folder.path().join("data"));
    let (status, pdf) = site.ask(REDACTED);
    assert!(status.contains(" 200 "), "{status}");
    let file = folder.path().join("published.pdf");
    fs::write(&file, &pdf).unwrap();
    let name = file.to_str().unwrap();
    let plain = folder.path().join("plain.pdf");
    let plain = plain.to_str().unwrap();
    drop(Command::new("qpdf").args(["--qdf", "--object-streams=disable", name, plain]).output());
    let readings = [
        reading("pdftotext", &[name, "-"]),
        reading("pdftotext", &["-raw", name, "-"]),
        reading("mutool", &["draw", "-q", "-F", "text", "-o", "-", name]),
        reading("pdfinfo", &["-meta", name]),
        reading("mutool", &["show", name, "outline"]),
        fs::read(plain).ok().map(|bytes| squeezed(&String::from_utf8_lossy(&bytes))),
    ];
    for text in readings.iter().flatten() {
        for removed in strings("removed") {
            assert!(!text.contains(&removed), "a withheld string can be read");
        }
    }
    if let Some(text) = &readings[0] {
        for kept in strings("kept") {
            assert!(text.contains(&kept), "{kept} should have been disclosed");
        }
    }
}

#[test]
fn the_published_file_is_the_same_each_time_and_stands_with_its_manifest() {
    let folder = tempfile::tempdir().unwrap();
    let published = ["one", "two"].map(|name| {
        let data = folder.path().join(name);
        demo(&data);
        let site = Site::serve(&data);
        (site.ask(REDACTED).1, site.ask(&format!("{REDACTED}.manifest.json")).1)
    });
    assert_eq!(published[0].0, published[1].0);
    let unsigned = published.clone().map(|(_, manifest)| {
        let mut manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
        assert!(manifest["signature"].take().is_object(), "each installation signs with a key of its own");
        manifest
    });
    assert_eq!(unsigned[0], unsigned[1]);
    let (pdf, manifest) = &published[0];
    let (file, paper) = (folder.path().join("a.pdf"), folder.path().join("a.json"));
    fs::write(&file, pdf).unwrap();
    fs::write(&paper, manifest).unwrap();
    let verify = || Command::new(CANDOUR).arg("verify").arg(&file).arg("--manifest").arg(&paper).output().unwrap();
    let sound = verify();
    assert_eq!(sound.status.code(), Some(0), "{}", String::from_utf8_lossy(&sound.stdout));
    let mut changed = pdf.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    fs::write(&file, changed).unwrap();
    assert_eq!(verify().status.code(), Some(1));
}

#[test]
fn anybody_can_check_who_released_the_published_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    demo(&data);
    assert_eq!(fs::metadata(data.join("release.key")).unwrap().permissions().mode() & 0o777, 0o600);
    let doctor = Command::new(CANDOUR).args(["doctor", "--json", "--data"]).arg(&data).output().unwrap();
    let looks: serde_json::Value = serde_json::from_slice(&doctor.stdout).unwrap();
    let look = looks.as_array().unwrap().iter().find(|look| look["what"] == "release key").unwrap();
    let key = look["says"].as_str().unwrap().split_whitespace().last().unwrap().to_owned();
    let site = Site::serve(&data);
    assert_eq!(site.ask("/.well-known/release-key.txt").1, format!("{key}\n").into_bytes());
    let (file, paper) = (folder.path().join("a.pdf"), folder.path().join("a.json"));
    fs::write(&file, site.ask(REDACTED).1).unwrap();
    fs::write(&paper, site.ask(&format!("{REDACTED}.manifest.json")).1).unwrap();
    let verify = |key: &str| {
        Command::new(CANDOUR)
            .arg("verify")
            .arg(&file)
            .arg("--manifest")
            .arg(&paper)
            .args(["--key", key])
            .output()
            .unwrap()
    };
    let sound = verify(&key);
    let text = String::from_utf8_lossy(&sound.stdout).into_owned();
    assert_eq!(sound.status.code(), Some(0), "{text}");
    assert!(text.contains("signed with the key you gave"), "{text}");
    let other = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    assert_eq!(verify(other).status.code(), Some(1));
}

#[test]
fn a_second_run_opens_the_same_data_and_a_second_writer_is_refused_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    demo(folder.path());
    demo(folder.path());
    let site = Site::serve(folder.path());
    let second = Command::new(CANDOUR).args(["demo", "--no-serve", "--data"]).arg(folder.path()).output().unwrap();
    assert_eq!(second.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&second.stderr).contains("candour: "));
    assert!(site.ask("/sample-police").0.contains(" 200 "));
}

#[test]
fn a_page_of_the_log_is_imported_once() {
    let folder = tempfile::tempdir().unwrap();
    demo(folder.path());
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/seed/disclosure.txt");
    if !Path::new(page).exists() {
        println!("SKIPPED: the seed page is not there");
        return;
    }
    let import = || {
        let arguments = ["import", "page", page, "--authority", "sample-police", "--json", "--data"];
        let output = Command::new(CANDOUR).args(arguments).arg(folder.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()
    };
    let first = import();
    assert_eq!(first["reference"], "01.FOI.23.033059");
    assert_eq!(first["provisions"], serde_json::json!(["s31-1-a", "s31-1-b"]));
    assert_eq!((&first["already_imported"], &import()["already_imported"]), (&false.into(), &true.into()));
}
