//! Identity: every corpus file rebuilt without any mark looks as before, to two readers.
//!
//! Sampled by default; `CANDOUR_FULL=1` takes the whole corpus. A file that is
//! refused needs a reason; the reasons are tabled in `docs/redact-corpus.md`.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use candour_redact::Error;
use candour_redact::api::Document;
use candour_redact::internals::unverified;
use candour_redact::load::OpenOptions;
use candour_redact::mark::MarkSet;
use candour_redact::plan::PlanOptions;

#[test]
fn every_corpus_file_is_rebuilt_looking_the_same_or_refused_with_a_reason() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    if !corpus.is_dir() {
        println!("SKIPPED: {} is not there, so the corpus was not tested", corpus.display());
        return;
    }
    let step = if environment("CANDOUR_FULL").is_some() { 1 } else { 16 };
    let wanted = environment("CANDOUR_ONLY").unwrap_or_default();
    let mut files = Vec::new();
    collect(&corpus, &mut files);
    files.sort();
    let out = tempfile::tempdir().unwrap();
    let mut tally = Tally::default();
    for file in files.iter().filter(|file| file.to_string_lossy().contains(&wanted)).step_by(step) {
        tally.add(file.strip_prefix(&corpus).unwrap(), outcome(file, out.path()));
    }
    tally.print();
    assert!(tally.panicked.is_empty(), "panicked: {:?}", tally.panicked);
    assert!(tally.slow.is_empty(), "over the time budget: {:?}", tally.slow);
    let share = tally.different.len() as f64 / (tally.same + tally.different.len()).max(1) as f64;
    // Half a per cent is what the whole corpus is held to (`./test --full`), and it is not met yet: docs/redact-corpus.md
    // lists what differs. The sample only guards against getting worse; one file of it is 1.6 per cent.
    let allowed = if step == 1 { 0.005 } else { 0.08 };
    assert!(share <= allowed, "{:.2} % look different: {:?}", share * 100.0, tally.different);
}

enum Outcome {
    Different(String),
    NotReadableByOthers,
    Panicked,
    Refused(Error),
    Same,
    Slow,
}

#[derive(Default)]
struct Tally {
    same: usize,
    unreadable: usize,
    different: Vec<String>,
    panicked: Vec<String>,
    slow: Vec<String>,
    refused: BTreeMap<String, Vec<String>>,
}

impl Tally {
    fn add(&mut self, file: &Path, outcome: Outcome) {
        let name = file.display().to_string();
        match outcome {
            Outcome::Different(how) => self.different.push(format!("{name}: {how}")),
            Outcome::NotReadableByOthers => self.unreadable += 1,
            Outcome::Panicked => self.panicked.push(name),
            Outcome::Refused(error) => self.refused.entry(reason(&error)).or_default().push(name),
            Outcome::Same => self.same += 1,
            Outcome::Slow => self.slow.push(name),
        }
    }

    fn print(&self) {
        println!("same {}, not readable by others {}", self.same, self.unreadable);
        for (reason, files) in &self.refused {
            println!("refused {}: {reason}: {}", files.len(), files.join(" "));
        }
        for different in &self.different {
            println!("different: {different}");
        }
    }
}

/// The message without the place, so that equal reasons count together.
fn reason(error: &Error) -> String {
    let message = error.to_string();
    message.split(" (page").next().and_then(|message| message.split(" (object").next()).unwrap_or("").to_owned()
}

fn outcome(file: &Path, out: &Path) -> Outcome {
    let bytes = std::fs::read(file).unwrap();
    let started = Instant::now();
    let rebuilt = catch_unwind(AssertUnwindSafe(|| {
        let document = Document::open(&bytes, &OpenOptions::default())?;
        let pages = document.page_count();
        let plan = document.plan(&MarkSet::from_json(br#"{"version":1,"marks":[]}"#)?, &PlanOptions::default())?;
        Ok((unverified(&document.apply(plan)?).to_vec(), pages))
    }));
    if started.elapsed() > Duration::from_secs(20) {
        return Outcome::Slow;
    }
    let (output, pages) = match rebuilt {
        Err(_) => return Outcome::Panicked,
        Ok(Err(error)) => return Outcome::Refused(error),
        Ok(Ok(rebuilt)) => rebuilt,
    };
    let written = out.join("rebuilt.pdf");
    std::fs::write(&written, &output).unwrap();
    if let Some(dir) = environment("CANDOUR_KEEP") {
        let name = file.file_name().unwrap();
        std::fs::write(Path::new(&dir).join(name), &output).unwrap();
    }
    if let Err(complaint) = checked(&written) {
        return Outcome::Different(complaint);
    }
    let mut compared = false;
    for reader in READERS {
        for page in pages_to_compare(pages) {
            let (Some(before), Some(after)) = (render(reader, file, page, out), render(reader, &written, page, out))
            else {
                continue;
            };
            compared = true;
            let pixels = differing_pixels(&before, &after);
            if pixels > 20 {
                return Outcome::Different(format!("{reader} page {page}: {pixels} pixels"));
            }
        }
    }
    if compared { Outcome::Same } else { Outcome::NotReadableByOthers }
}

/// qpdf finds nothing to complain about in what we wrote.
fn checked(written: &Path) -> Result<(), String> {
    let output = Command::new("qpdf").arg("--check").arg(written).output().unwrap();
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!("qpdf: {}", text.lines().next().unwrap_or_default().rsplit("rebuilt.pdf").next().unwrap_or_default()))
}

fn pages_to_compare(pages: usize) -> Vec<usize> {
    let mut chosen = vec![1, pages.div_ceil(2), pages];
    chosen.dedup();
    chosen
}

/// A page as seen by a reader at 50 dpi, as a binary PPM; nothing if the reader cannot show it.
fn render(reader: &str, file: &Path, page: usize, out: &Path) -> Option<Vec<u8>> {
    let picture = out.join("page.ppm");
    let _ = std::fs::remove_file(&picture);
    let page = page.to_string();
    let mut command = Command::new("timeout");
    command.arg("20").arg(reader);
    match reader {
        "pdftoppm" => command.args(["-r", "50", "-singlefile", "-f", &page]).arg(file).arg(picture.with_extension("")),
        _ => command.args(["draw", "-q", "-r", "50", "-c", "rgb", "-o"]).arg(&picture).arg(file).arg(&page),
    };
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    if status.success() { std::fs::read(&picture).ok() } else { None }
}

/// Pixels of which a channel is more than 40 outside the other picture's 3 by 3 neighbourhood, either way round.
fn differing_pixels(before: &[u8], after: &[u8]) -> usize {
    if before == after {
        return 0;
    }
    let (Some(a), Some(b)) = (Picture::parse(before), Picture::parse(after)) else { return usize::MAX };
    if (a.width, a.height) != (b.width, b.height) {
        return usize::MAX;
    }
    a.outside(&b) + b.outside(&a)
}

struct Picture<'a> {
    width: usize,
    height: usize,
    samples: &'a [u8],
}

impl<'a> Picture<'a> {
    fn parse(ppm: &'a [u8]) -> Option<Self> {
        let mut fields = ppm.splitn(4, |byte| byte.is_ascii_whitespace());
        let mut field = || std::str::from_utf8(fields.next()?).ok()?.parse::<usize>().ok();
        let rest = ppm.strip_prefix(b"P6\n")?;
        let _ = field();
        let (width, height) = (field()?, field()?);
        let samples = rest.get(rest.len().checked_sub(width * height * 3)?..)?;
        Some(Self { width, height, samples })
    }

    fn outside(&self, other: &Picture<'_>) -> usize {
        let mut count = 0;
        for y in 0..self.height {
            for x in 0..self.width {
                let differs = (0..3).any(|channel| {
                    let value = i32::from(self.samples[(y * self.width + x) * 3 + channel]);
                    let around = (y.saturating_sub(1)..(y + 2).min(self.height)).flat_map(|y| {
                        (x.saturating_sub(1)..(x + 2).min(self.width))
                            .map(move |x| i32::from(other.samples[(y * other.width + x) * 3 + channel]))
                    });
                    let (low, high) = around.fold((255, 0), |(low, high), v| (v.min(low), v.max(high)));
                    value < low - 40 || value > high + 40
                });
                count += usize::from(differs);
            }
        }
        count
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "pdf") {
            files.push(path);
        }
    }
}

fn environment(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "a test may be told how much to do")]
    std::env::var(name).ok()
}

const READERS: [&str; 2] = ["pdftoppm", "mutool"];
