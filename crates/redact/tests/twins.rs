//! Twins: two documents that differ only in what is withheld give the same bytes and the same manifest.
//!
//! Every kind of font, showing operator, spacing and alignment is set by the press of the test kit with one
//! secret and with another, so that what follows a secret stands where its producer would have put it. The marks hug
//! each secret. Pictures, charts and annotations that differ under a mark go with them.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test says what it sees and stops where it cannot go on"
)]

mod kit;
mod marked;

use std::path::Path;

use kit::press::{Align, Face, Kind, Operator, Random, Setting, Style, Word, set};
use marked::Marked;

#[test]
fn twins_of_every_font_and_producer_are_the_same_bytes_at_constant() {
    let Some(faces) = faces() else { return };
    let mut random = Random(20_261_122);
    let (mut failed, mut combinations) = (Vec::new(), 0);
    for round in 0..2 {
        for (at, kind) in KINDS.iter().enumerate() {
            for (on, operator) in OPERATORS.iter().enumerate() {
                let align = ALIGNS[(at + on + round) % ALIGNS.len()];
                let face = &faces[combinations % faces.len()];
                combinations += 1;
                let style = style(&mut random, *kind, *operator, align);
                for pair in 0..PAIRS {
                    let face = if matches!(kind, Kind::Standard(_)) { standard(&faces, *kind) } else { face };
                    if let Err(why) = same(&mut random, face, &style, "constant") {
                        failed.push(format!("{} {style:?}, pair {pair}: {why}", face.0));
                    }
                }
            }
        }
    }
    assert!(combinations >= 50, "{combinations}");
    assert!(failed.is_empty(), "{} of {} pairs:\n{}", failed.len(), combinations * PAIRS, failed.join("\n"));
}

#[test]
fn twins_are_the_same_bytes_at_every_level_that_hides_the_size() {
    let Some(faces) = faces() else { return };
    let mut random = Random(7);
    let mut failed = Vec::new();
    for level in ["auto", "line", "cell", "block", "page"] {
        for (on, operator) in OPERATORS.iter().enumerate() {
            let kind = KINDS[on % KINDS.len()];
            let align = ALIGNS[on % ALIGNS.len()];
            let style = style(&mut random, kind, *operator, align);
            let face = if matches!(kind, Kind::Standard(_)) { standard(&faces, kind) } else { &faces[on] };
            if let Err(why) = same(&mut random, face, &style, level) {
                failed.push(format!("{level}: {} {style:?}: {why}", face.0));
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn twins_in_pictures_charts_and_annotations_are_the_same_bytes() {
    let mut random = Random(11);
    for graphic in [Graphic::Picture, Graphic::Chart, Graphic::Line, Graphic::Note, Graphic::Stamp] {
        for level in ["constant", "exact", "auto"] {
            for _ in 0..3 {
                let (mark, secrets) = ([280.0, 380.0, 360.0, 460.0], [random.below(1000), random.below(1000)]);
                let copies = secrets.map(|secret| redact(&graphic.page(secret), &[mark], level));
                assert!(copies[0] == copies[1], "{graphic:?} at {level}: {:?}", difference(&copies));
            }
        }
    }
}

/// Fonts of the machine, with their names; none if one is missing.
fn faces() -> Option<Vec<(&'static str, Face)>> {
    FACES.iter().map(|file| Some((*file, Face::open(file)?))).collect()
}

/// The installed font whose advances are those of a standard font.
fn standard<'f>(faces: &'f [(&'static str, Face)], kind: Kind) -> &'f (&'static str, Face) {
    let wanted = match kind {
        Kind::Standard("Times-Roman") => "Serif-Regular",
        Kind::Standard("Courier") => "Mono-Regular",
        _ => "Sans-Regular",
    };
    faces.iter().find(|(name, _)| name.starts_with("liberation/") && name.contains(wanted)).unwrap()
}

fn style(random: &mut Random, kind: Kind, operator: Operator, align: Align) -> Style {
    Style {
        kind,
        operator,
        align,
        size: *random.choice(&[9.0, 10.5, 11.0, 12.0]),
        tc: *random.choice(&[0.0, 0.0, 0.2, -0.1]),
        tw: *random.choice(&[0.0, 0.0, 1.0]),
        tz: *random.choice(&[1.0, 1.0, 0.9, 1.05]),
        ts: *random.choice(&[0.0, 0.0, 2.0]),
        // These two take one string and no numbers.
        kerned: !matches!(operator, Operator::Quote | Operator::DoubleQuote) && random.below(2) == 0,
    }
}

/// Redacts one pair of twins; how they differ if they do.
fn same(random: &mut Random, face: &(&str, Face), style: &Style, level: &str) -> Result<(), String> {
    let names = [random.name(), random.name()];
    // Sometimes a second, equal name, sometimes one of its own.
    let second = match random.below(3) {
        0 => None,
        1 => Some(names.clone()),
        _ => Some([random.name(), random.name()]),
    };
    let place = random.below(4);
    let text: Vec<Vec<String>> = (0..7).map(|_| (0..5 + random.below(3)).map(|_| random.word()).collect()).collect();
    let copies = [0, 1].map(|twin| {
        let lines: Vec<Vec<Word>> = text
            .iter()
            .enumerate()
            .map(|(number, words)| {
                let mut line: Vec<Word> = words.iter().map(|word| (word.clone(), false)).collect();
                if number == 3 {
                    line.insert(place.min(line.len()), (names[twin].clone(), true));
                }
                if let Some(second) = second.as_ref().filter(|_| number == 5) {
                    line.insert(2, (second[twin].clone(), true));
                }
                line
            })
            .collect();
        let setting = set(&face.1, style, &lines, 700.0);
        page(&face.1, style, &setting)
    });
    let outputs = [0, 1].map(|twin| redact(&copies[twin].0, &copies[twin].1, level));
    if outputs[0] == outputs[1] {
        return Ok(());
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for ((twin, copy), output) in ["a", "b"].into_iter().zip(&copies).zip(&outputs) {
        std::fs::write(folder.join(format!("twin-{}-{twin}.pdf", names[0])), &copy.0).unwrap();
        std::fs::write(folder.join(format!("twin-{}-{twin}-redacted.pdf", names[0])), &output.0).unwrap();
    }
    Err(format!("{names:?} {}; both are in {}", difference(&outputs), folder.display()))
}

fn page(face: &Face, style: &Style, setting: &Setting) -> (Vec<u8>, Vec<[f64; 4]>) {
    let mut file = kit::Builder::new();
    let font = face.embed(&mut file, style.kind);
    file.page(&format!("/Font << /P1 {font} 0 R >>"), &setting.content);
    (file.finish(), setting.secrets.clone())
}

/// The redacted bytes and the manifest.
fn redact(file: &[u8], marks: &[[f64; 4]], level: &str) -> (Vec<u8>, String) {
    let marks: Vec<Marked<'_>> = marks.iter().map(|rect| (*rect, "s40(2)", level)).collect();
    let (_, bytes, manifest) = marked::redact(file, &marks);
    (bytes, manifest)
}

fn difference(copies: &[(Vec<u8>, String); 2]) -> String {
    let [a, b] = copies;
    if a.0 == b.0 {
        return "the manifests differ".to_owned();
    }
    let at = a.0.iter().zip(&b.0).position(|(a, b)| a != b).unwrap_or(a.0.len().min(b.0.len()));
    format!("{} and {} bytes, different from byte {at}", a.0.len(), b.0.len())
}

/// What can differ under a mark besides words.
#[derive(Clone, Copy, Debug)]
enum Graphic {
    Picture,
    Chart,
    Line,
    Note,
    Stamp,
}

impl Graphic {
    /// A page with the secret between (280, 380) and (360, 460).
    fn page(self, secret: usize) -> Vec<u8> {
        let mut file = kit::Builder::new();
        let mut random = Random(secret as u64);
        let text = "BT /F1 11 Tf 72 700 Td (What is shown below was counted twice.) Tj ET\n";
        match self {
            Graphic::Picture => {
                let mut samples = Vec::new();
                for row in 0..40_usize {
                    for column in 0..40_usize {
                        let hidden = (20..40).contains(&column) && (20..40).contains(&row);
                        let shade = if hidden { random.below(256) } else { row * 4 + column };
                        samples.push(u8::try_from(shade).unwrap());
                    }
                }
                // Samples of four points: the lower right quarter lies under the mark.
                let image = file.stream(
                    "/Type /XObject /Subtype /Image /Width 40 /Height 40 /ColorSpace /DeviceGray /BitsPerComponent 8",
                    &samples,
                );
                let content = format!("{text}q 160 0 0 160 200 380 cm /I1 Do Q");
                file.page(&format!("/XObject << /I1 {image} 0 R >>"), content);
            }
            Graphic::Chart => {
                let height = 10 + random.below(60);
                file.page(
                    "",
                    format!("{text}0.2 0.4 0.7 rg 200 380 30 50 re 240 380 30 20 re 300 385 30 {height} re f"),
                );
            }
            Graphic::Line => {
                let heights: Vec<String> =
                    (0..4).map(|at| format!("{} {} l", 300 + at * 15, 390 + random.below(60))).collect();
                file.page("", format!("{text}1 w 200 400 m 275 410 l S 285 400 m {} 350 400 l S", heights.join(" ")));
            }
            Graphic::Note => {
                let name = random.name();
                let note = format!(
                    "/MediaBox [0 0 595 842] /Annots [<< /Type /Annot /Subtype /Text /Rect [290 390 310 410] /Contents ({name}) \
                     /T ({name}) >> << /Type /Annot /Subtype /Link /Rect [290 420 340 440] /A << /S /URI /URI \
                     (https://example.org/{name}) >> >>]"
                );
                file.page_with(&note, "", text);
            }
            Graphic::Stamp => {
                let name = random.name();
                let form = file.stream(
                    "/Type /XObject /Subtype /Form /BBox [0 0 60 20] /Resources << /Font << /F1 3 0 R >> >>",
                    format!("BT /F1 10 Tf 2 5 Td ({name}) Tj ET"),
                );
                let stamp = format!(
                    "/MediaBox [0 0 595 842] /Annots [<< /Type /Annot /Subtype /Stamp /Rect [290 390 350 410] /Contents \
                     ({name}) /AP << /N {form} 0 R >> >>]"
                );
                file.page_with(&stamp, "", text);
            }
        }
        file.finish()
    }
}

/// Pairs for each combination.
const PAIRS: usize = 2;
const KINDS: [Kind; 7] = [
    Kind::WinAnsi,
    Kind::MacRoman,
    Kind::Differences,
    Kind::Composite,
    Kind::Standard("Helvetica"),
    Kind::Standard("Times-Roman"),
    Kind::Standard("Courier"),
];
const OPERATORS: [Operator; 6] =
    [Operator::Tj, Operator::Array, Operator::Quote, Operator::DoubleQuote, Operator::Words, Operator::Glyphs];
const ALIGNS: [Align; 4] = [Align::Left, Align::Right, Align::Centre, Align::Justified];
const FACES: [&str; 11] = [
    "liberation/LiberationSerif-Regular.ttf",
    "crosextra/Carlito-Regular.ttf",
    "dejavu/DejaVuSans.ttf",
    "liberation/LiberationSans-Regular.ttf",
    "dejavu/DejaVuSerif.ttf",
    "liberation/LiberationMono-Regular.ttf",
    "crosextra/Carlito-BoldItalic.ttf",
    "liberation/LiberationSerif-Italic.ttf",
    "dejavu/DejaVuSansMono.ttf",
    "liberation/LiberationSans-Bold.ttf",
    "dejavu/DejaVuSansCondensed.ttf",
];
