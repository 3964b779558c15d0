//! The test corpus beside the repository, and how two readers of it look at a page.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use candour_redact::geom::Rect;
use rayon::prelude::*;

pub(crate) mod letters;

/// The corpus folder; none if it is not there, which is said.
pub(crate) fn folder() -> Option<PathBuf> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    if !corpus.is_dir() {
        println!("SKIPPED: {} is not there, so the corpus was not tested", corpus.display());
        return None;
    }
    Some(corpus)
}

/// The files to test, and whether they are the whole corpus.
///
/// Every `step`-th, and `of_each` of each [feature](FEATURES), so that what is rare is not missed; all with `CANDOUR_FULL`;
/// with `CANDOUR_ONLY` those whose path holds it; with `CANDOUR_LIST` those that the file of this name lists.
pub(crate) fn files(corpus: &Path, step: usize, of_each: usize) -> (Vec<PathBuf>, bool) {
    let mut files = Vec::new();
    collect(corpus, &mut files);
    files.sort();
    if let Some(list) = environment("CANDOUR_LIST") {
        let list = std::fs::read_to_string(list).unwrap();
        files.retain(|file| list.lines().any(|line| file.ends_with(line)));
        return (files, false);
    }
    if let Some(wanted) = environment("CANDOUR_ONLY") {
        files.retain(|file| file.to_string_lossy().contains(&wanted));
        return (files, false);
    }
    if environment("CANDOUR_FULL").is_some() {
        return (files, true);
    }
    let mut chosen: BTreeSet<usize> = (0..files.len()).step_by(step).collect();
    for holders in holders(&files).into_values() {
        chosen.extend((0..of_each).map(|at| holders[at * holders.len() / of_each]));
    }
    (chosen.into_iter().map(|at| files[at].clone()).collect(), false)
}

/// Which of the files show each feature, by their bytes.
pub(crate) fn holders(files: &[PathBuf]) -> BTreeMap<&'static str, Vec<usize>> {
    let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, file) in files.iter().enumerate() {
        let bytes = std::fs::read(file).unwrap();
        let names: BTreeSet<&[u8]> = bytes
            .split(|byte| *byte == b'/')
            .map(|rest| {
                let is_regular = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'-';
                &rest[..rest.iter().take_while(is_regular).count()]
            })
            .collect();
        for feature in FEATURES.iter().filter(|feature| names.contains(feature.as_bytes())) {
            holders.entry(feature).or_default().push(at);
        }
    }
    holders
}

/// Runs `test` on each file, on all cores, each with a folder of its own; results in the order of the files.
pub(crate) fn each<T: Send>(files: &[PathBuf], test: impl Fn(&Path, &Path) -> T + Sync) -> Vec<T> {
    let run = |file: &PathBuf| {
        let scratch = tempfile::tempdir().unwrap();
        test(file, scratch.path())
    };
    files.par_iter().map(run).collect()
}

/// qpdf finds nothing to complain about in what we wrote.
pub(crate) fn checked(written: &Path) -> Result<(), String> {
    let output = Command::new("qpdf").arg("--check").arg(written).output().unwrap();
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!("qpdf: {}", text.lines().next().unwrap_or_default().rsplit("rebuilt.pdf").next().unwrap_or_default()))
}

pub(crate) fn pages_to_compare(pages: usize) -> Vec<usize> {
    let mut chosen = vec![1, pages.div_ceil(2), pages];
    chosen.dedup();
    chosen
}

/// A page as a reader shows it.
pub(crate) struct Shown {
    /// The page at 50 dpi, as a binary PPM.
    pub(crate) picture: Vec<u8>,
    /// Whether the reader had no error to report. Both go on after one, with what they could not read left out or
    /// guessed, so that the picture does not say what the page looks like.
    pub(crate) is_clean: bool,
}

/// A page as seen by a reader; nothing if the reader cannot show it, or mupdf not without an error.
pub(crate) fn render(reader: &str, file: &Path, page: usize, out: &Path) -> Option<Shown> {
    render_at(reader, 50, file, page, out)
}

/// The same at so many dots per inch.
pub(crate) fn render_at(reader: &str, dots: u32, file: &Path, page: usize, out: &Path) -> Option<Shown> {
    let picture = out.join("page.ppm");
    let _ = std::fs::remove_file(&picture);
    let (page, dots) = (page.to_string(), dots.to_string());
    let mut command = Command::new("timeout");
    command.arg("20").arg(reader);
    match reader {
        "pdftoppm" => command
            .args(["-r", &dots, "-cropbox", "-singlefile", "-f", &page])
            .arg(file)
            .arg(picture.with_extension("")),
        _ => command.args(["draw", "-q", "-r", &dots, "-c", "rgb", "-o"]).arg(&picture).arg(file).arg(&page),
    };
    let output = command.stdout(Stdio::null()).output().unwrap();
    let says = |word: &[u8]| output.stderr.windows(word.len()).any(|found| found == word);
    let (is_read, is_clean) = match reader {
        "pdftoppm" => (output.status.success(), !says(b" Error")),
        _ => (output.status.success() && !says(b"error: "), true),
    };
    if !is_read {
        return None;
    }
    Some(Shown { picture: std::fs::read(&picture).ok()?, is_clean })
}

/// Pixels of which a channel is more than 40 outside the other picture's 3 by 3 neighbourhood, either way round.
pub(crate) fn differing_pixels(before: &[u8], after: &[u8]) -> usize {
    differing_pixels_outside(before, after, &|_, _| false)
}

/// The same, pixels left out that `is_masked` by column and row.
pub(crate) fn differing_pixels_outside(before: &[u8], after: &[u8], is_masked: &dyn Fn(usize, usize) -> bool) -> usize {
    if before == after {
        return 0;
    }
    let (Some(a), Some(b)) = (Picture::parse(before), Picture::parse(after)) else { return usize::MAX };
    if (a.width, a.height) != (b.width, b.height) {
        return usize::MAX;
    }
    a.outside(&b, is_masked) + b.outside(&a, is_masked)
}

/// Whether `after` shows, wherever it differs from `before`, what the other reader showed there before: the two readers
/// contradict each other in the input, and no copy could look to both as it did unless it kept what they disagree on.
pub(crate) fn is_as_the_other_showed(
    (before, after): (&[u8], &[u8]),
    other: &[u8],
    is_masked: &dyn Fn(usize, usize) -> bool,
) -> bool {
    let pictures = [before, after, other].map(Picture::parse);
    let [Some(before), Some(after), Some(other)] = pictures else { return false };
    if (before.width, before.height) != (after.width, after.height)
        // Readers round the size of a page differently.
        || before.width.abs_diff(other.width) > 1
        || before.height.abs_diff(other.height) > 1
    {
        return false;
    }
    let differs = |a: &Picture<'_>, b: &Picture<'_>, x, y| a.differs(b, x, y) || b.differs(a, x, y);
    let (width, height) = (after.width.min(other.width), after.height.min(other.height));
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let changed = places.filter(|(x, y)| !is_masked(*x, *y) && differs(&before, &after, *x, *y));
    changed.filter(|(x, y)| differs(&after, &other, *x, *y)).count() <= SAME
}

pub(crate) struct Picture<'a> {
    width: usize,
    height: usize,
    samples: &'a [u8],
}

impl<'a> Picture<'a> {
    pub(crate) fn parse(ppm: &'a [u8]) -> Option<Self> {
        let mut fields = ppm.splitn(4, |byte| byte.is_ascii_whitespace());
        let mut field = || std::str::from_utf8(fields.next()?).ok()?.parse::<usize>().ok();
        let rest = ppm.strip_prefix(b"P6\n")?;
        let _ = field();
        let (width, height) = (field()?, field()?);
        let samples = rest.get(rest.len().checked_sub(width * height * 3)?..)?;
        Some(Self { width, height, samples })
    }

    fn outside(&self, other: &Picture<'_>, is_masked: &dyn Fn(usize, usize) -> bool) -> usize {
        let row = |y: usize| (0..self.width).filter(|x| !is_masked(*x, y) && self.differs(other, *x, y)).count();
        (0..self.height).map(row).sum()
    }

    /// Whether nothing can be seen in a place, in pixels: its middle is of one colour.
    pub(crate) fn is_of_one_colour(&self, place: Rect) -> bool {
        let place = place.inset(1.0_f64.min(place.width() / 4.0));
        let [left, top] = [place.x0, place.y0].map(|side| side.floor().max(0.0) as usize);
        let (right, bottom) = (self.width.min(place.x1.ceil().max(0.0) as usize), place.y1.ceil().max(0.0) as usize);
        let bottom = self.height.min(bottom);
        let row = |y: usize| (left..right).map(move |x| &self.samples[(y * self.width + x) * 3..][..3]);
        let mut pixels = (top..bottom).flat_map(row);
        let Some(first) = pixels.next() else { return true };
        pixels.all(|pixel| pixel.iter().zip(first).all(|(a, b)| a.abs_diff(*b) <= 8))
    }

    /// Whether a channel of a pixel is more than 40 outside the other picture's 3 by 3 neighbourhood.
    fn differs(&self, other: &Picture<'_>, x: usize, y: usize) -> bool {
        (0..3).any(|channel| {
            let value = i32::from(self.samples[(y * self.width + x) * 3 + channel]);
            let around = (y.saturating_sub(1)..(y + 2).min(other.height)).flat_map(|y| {
                (x.saturating_sub(1)..(x + 2).min(other.width))
                    .map(move |x| i32::from(other.samples[(y * other.width + x) * 3 + channel]))
            });
            let (low, high) = around.fold((255, 0), |(low, high), v| (v.min(low), v.max(high)));
            value < low - 40 || value > high + 40
        })
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

pub(crate) fn environment(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "a test may be told how much to do")]
    std::env::var(name).ok()
}

/// So many pixels that differ do not make a page look different.
pub(crate) const SAME: usize = 20;

pub(crate) const READERS: [&str; 2] = ["pdftoppm", "mutool"];

/// Names that say what a file puts to the test: kinds of fonts, filters, colour spaces, painting, annotations, structure.
#[rustfmt::skip]
const FEATURES: &[&str] = &[
    "Type0", "Type3", "Type1C", "MMType1", "TrueType", "CIDFontType0", "CIDFontType0C", "CIDFontType2", "OpenType", "Identity-V",
    "ASCII85Decode", "ASCIIHexDecode", "CCITTFaxDecode", "DCTDecode", "JBIG2Decode", "JPXDecode", "LZWDecode", "RunLengthDecode",
    "CalGray", "CalRGB", "DeviceN", "ICCBased", "Indexed", "Separation",
    "ImageMask", "Luminosity", "PatternType", "SMask", "ShadingType", "OCG", "OCMD",
    "Circle", "FileAttachment", "FreeText", "Highlight", "Ink", "Line", "Link", "Polygon", "Square", "Stamp", "Widget",
    "Btn", "Ch", "Sig", "Tx", "Encrypt", "ObjStm", "Rotate", "StructTreeRoot", "UserUnit", "XRef",
];
