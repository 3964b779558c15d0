//! The other reader is `hayro-font`: what was drawn for a code before must be drawn for its new code after.

use hayro_font::StandardFont;
use lopdf::dictionary;

use super::*;
use crate::font::GlyphShape;

fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

/// A draft with a Type 1 program, in `WinAnsi`, as font object 3.
fn type1_draft() -> Draft {
    let mut draft = Draft::default();
    let program = StandardFont::TimesRoman.get_font_data().0;
    let file = draft.add(Stream::new(dictionary! {}, (*program).as_ref().to_vec()));
    let descriptor = draft.add(dictionary! {"Type" => "FontDescriptor", "FontName" => name("ABCDEF+Sample"),
    "Flags" => 34, "CharSet" => Object::string_literal("/Z/Q"), "FontFile" => file});
    let widths: Vec<Object> = (32..127).map(|code| Object::Integer(400 + code)).collect();
    draft.add(dictionary! {"Type" => "Font", "Subtype" => "Type1", "BaseFont" => name("ABCDEF+Sample"),
    "Encoding" => name("WinAnsiEncoding"), "FirstChar" => 32, "LastChar" => 126, "Widths" => widths,
    "FontDescriptor" => descriptor});
    draft
}

/// No font keeps its codes.
fn subset_all(draft: &mut Draft, used: &BTreeMap<u32, Vec<(u32, u8)>>) -> Result<BTreeMap<u32, CodeMap>, Error> {
    super::subset_all(draft, used, &BTreeSet::new())
}

fn used(text: &str) -> BTreeMap<u32, Vec<(u32, u8)>> {
    BTreeMap::from([(3, text.bytes().map(|byte| (u32::from(byte), 1)).collect())])
}

fn looks(draft: &Draft, code: u32) -> (Vec<(i64, i64)>, GlyphShape) {
    let file = FontFile::new(draft).unwrap();
    let book = FontBook::new(&file);
    let face = book.face(draft, 3);
    assert!(face.is_readable());
    let outline = face.outline(code).unwrap();
    let round = |v: f64| (v * 2.0).round() as i64;
    let points = outline.elements().iter().filter_map(kurbo::PathEl::end_point).map(|p| (round(p.x), round(p.y)));
    (points.collect(), GlyphShape::clone(&face.glyph(code)))
}

#[test]
fn every_used_code_draws_and_reads_as_before() {
    let before = type1_draft();
    let mut after = type1_draft();
    let maps = subset_all(&mut after, &used("Hamburg fq&")).unwrap();
    for (old, (new, bytes)) in &maps[&3] {
        assert_eq!(*bytes, 1);
        let (a, b) = (looks(&before, *old), looks(&after, *new));
        assert_eq!(a.0, b.0, "outline of {old}");
        assert_eq!(a.1.text, b.1.text, "text of {old}");
        assert!((a.1.advance - b.1.advance).hypot() < 1e-6, "advance of {old}");
    }
    assert_eq!(maps[&3][&32], (32, 1));
    assert_eq!(maps[&3][&u32::from(b'H')], (u32::from(b'H'), 1));
}

#[test]
fn nothing_of_the_old_program_or_its_unused_glyphs_is_left() {
    let mut draft = type1_draft();
    let _ = subset_all(&mut draft, &used("ab")).unwrap();
    let Object::Dictionary(font) = draft.get((3, 0)) else { panic!("no font") };
    // Producers name fonts as they like; people's names have been seen there.
    assert!(!format!("{font:?}").contains("Sample"), "{font:?}");
    assert_eq!(draft.value(font, b"Widths").as_array().unwrap().len(), 2);
    let descriptor = draft.dictionary(font, b"FontDescriptor").unwrap();
    assert!(descriptor.get(b"FontFile").is_err() && descriptor.get(b"CharSet").is_err());
    let Object::Stream(program) = draft.value(descriptor, b"FontFile3") else { panic!("no program") };
    assert!(program.content.len() < 600, "{} bytes for two glyphs", program.content.len());
}

#[test]
fn the_font_is_a_function_of_the_codes_used() {
    let fonts = [1, 2].map(|_| {
        let mut draft = type1_draft();
        let maps = subset_all(&mut draft, &used("ab")).unwrap();
        (format!("{:?}", draft.objects.range(3..).collect::<Vec<_>>()), maps)
    });
    assert_eq!(fonts[0], fonts[1]);
    let mut draft = type1_draft();
    let other = subset_all(&mut draft, &used("ac")).unwrap();
    assert_ne!(other, fonts[0].1);
}

#[test]
fn a_composite_font_counts_its_codes_from_one() {
    let mut draft = type1_draft();
    let _ = subset_all(&mut draft, &used("sample")).unwrap();
    let Object::Dictionary(font) = draft.get((3, 0)).clone() else { panic!("no font") };
    let descriptor = font.get(b"FontDescriptor").unwrap().clone();
    let descendant =
        draft.add(dictionary! {"Type" => "Font", "Subtype" => "CIDFontType0", "BaseFont" => name("Sample"),
        "CIDSystemInfo" => dictionary!{"Registry" => Object::string_literal("Adobe"),
            "Ordering" => Object::string_literal("Identity"), "Supplement" => 0},
        "W" => vec![Object::Integer(2), Object::Array(vec![Object::Integer(321), Object::Integer(654)])],
        "FontDescriptor" => descriptor});
    draft.set(
        (3, 0),
        dictionary! {"Type" => "Font", "Subtype" => "Type0", "BaseFont" => name("Sample"),
        "Encoding" => name("Identity-H"), "DescendantFonts" => vec![Object::Reference(descendant)]},
    );
    let before = draft.clone();
    let used = BTreeMap::from([(3, vec![(3, 2), (2, 2)])]);
    // Asking it to keep its codes is of no use: they are places in a program that is made anew.
    let (file, kept) = (FontFile::new(&draft).unwrap(), BTreeSet::from([3]));
    assert_eq!(renumbered(&draft, &file, &used, &kept).unwrap(), kept);
    let maps = super::subset_all(&mut draft, &used, &kept).unwrap();
    assert_eq!(maps[&3], BTreeMap::from([(3, (1, 2)), (2, (2, 2))]));
    assert_eq!(looks(&before, 3).0, looks(&draft, 1).0);
    assert_eq!(looks(&before, 2).0, looks(&draft, 2).0);
    assert!((looks(&draft, 2).1.advance.x - 0.321).abs() < 1e-6);
}

#[test]
fn a_type_3_font_keeps_the_glyphs_shown_and_what_they_mention() {
    let mut draft = Draft::default();
    let resource = draft.add(Stream::new(dictionary! {"Subtype" => "Form"}, b"0 0 1 1 re f".to_vec()));
    let shown = draft.add(Stream::new(dictionary! {}, b"500 0 0 0 400 400 d1 /X1 Do".to_vec()));
    let secret = draft.add(Stream::new(dictionary! {}, b"600 0 0 0 400 400 d1 /X2 Do".to_vec()));
    let font = draft.add(
        dictionary! {"Type" => "Font", "Subtype" => "Type3", "FontBBox" => vec![0.into(), 0.into(), 9.into(), 9.into()],
        "FontMatrix" => vec![Object::Real(0.001), 0.into(), 0.into(), Object::Real(0.001), 0.into(), 0.into()],
        "CharProcs" => dictionary!{"sample" => shown, "secret" => secret},
        "Encoding" => dictionary!{"Differences" => vec![65.into(), name("sample"), name("secret")]},
        "FirstChar" => 65, "LastChar" => 66, "Widths" => vec![500.into(), 600.into()],
        "Resources" => dictionary!{"XObject" => dictionary!{"X1" => resource, "X2" => resource}}},
    );
    let maps = subset_all(&mut draft, &BTreeMap::from([(font.0, vec![(65, 1)])])).unwrap();
    assert_eq!(maps[&font.0].len(), 1);
    let Object::Dictionary(made) = draft.get(font) else { panic!("no font") };
    let written = format!("{made:?}");
    assert!(!written.contains("secret") && !written.contains("sample") && !written.contains("X2"), "{written}");
    assert!(written.contains("X1"));
    assert_eq!(draft.dictionary(made, b"CharProcs").unwrap().len(), 1);
    assert_eq!(draft.value(made, b"Widths").as_array().unwrap().as_slice(), [Object::Integer(500)]);
}

#[test]
fn a_font_without_a_program_keeps_its_codes_and_loses_its_other_entries() {
    let mut draft = Draft::default();
    let font = draft.add(dictionary! {"Type" => "Font", "Subtype" => "Type1", "BaseFont" => name("Helvetica"),
    "Encoding" => dictionary!{"BaseEncoding" => name("WinAnsiEncoding"),
        "Differences" => vec![65.into(), name("A"), name("Q"), name("Z")]}});
    let maps = subset_all(&mut draft, &BTreeMap::from([(font.0, vec![(65, 1)])])).unwrap();
    assert!(maps.is_empty());
    let written = format!("{:?}", draft.get(font));
    assert!(written.contains("WinAnsiEncoding") && !written.contains("/Q"), "{written}");
}

#[test]
fn a_program_that_cannot_be_read_is_refused() {
    let mut draft = type1_draft();
    draft.set((1, 0), Stream::new(dictionary! {}, b"no font at all".to_vec()));
    let error = subset_all(&mut draft, &used("ab")).unwrap_err();
    assert!(error.to_string().contains("font"), "{error}");
}

#[test]
fn a_font_that_keeps_its_codes_says_so_beforehand() {
    let (mut draft, mut other) = (type1_draft(), type1_draft());
    // Codes 1 and 2 have no letters of their own in this encoding.
    let used = BTreeMap::from([(3, vec![(u32::from(b'a'), 1), (2, 1), (1, 1)])]);
    let file = FontFile::new(&draft).unwrap();
    let changed = |kept: &BTreeSet<u32>| renumbered(&draft, &file, &used, kept).unwrap();
    assert_eq!(changed(&BTreeSet::new()), BTreeSet::from([3]));
    assert_eq!(changed(&BTreeSet::from([3])), BTreeSet::new());
    assert_eq!(subset_all(&mut other, &used).unwrap()[&3][&2].0, 128);
    let kept = super::subset_all(&mut draft, &used, &BTreeSet::from([3])).unwrap();
    assert!(kept[&3].iter().all(|(old, (new, _))| old == new));
}

#[test]
fn a_quotation_mark_has_the_code_that_windows_gives_it() {
    let draft = type1_draft();
    let file = FontFile::new(&draft).unwrap();
    let used = BTreeMap::from([(3, vec![(0x93, 1), (0x94, 1), (0x96, 1), (0xE9, 1)])]);
    assert!(renumbered(&draft, &file, &used, &BTreeSet::new()).unwrap().is_empty());
}

#[test]
fn widths_of_a_font_without_a_program_do_not_say_how_many_codes_were_given_out() {
    let widths = |differences: Vec<Object>, last: i64| {
        let mut draft = Draft::default();
        draft.add(Object::Null);
        draft.add(Object::Null);
        let widths: Vec<Object> = (32..=last).map(|_| Object::Integer(500)).collect();
        let encoding =
            dictionary! {"Type" => "Encoding", "BaseEncoding" => "WinAnsiEncoding", "Differences" => differences};
        draft.add(dictionary! {"Type" => "Font", "Subtype" => "TrueType", "BaseFont" => name("SimSun"),
        "Encoding" => encoding, "FirstChar" => 32, "LastChar" => last, "Widths" => widths});
        let _ = subset_all(&mut draft, &used("AB")).unwrap();
        let Object::Dictionary(font) = draft.get((3, 0)) else { panic!("no font") };
        (draft.value(font, b"FirstChar").clone(), draft.value(font, b"LastChar").clone())
    };
    let given_out =
        |count: usize| std::iter::once(Object::Integer(64)).chain((0..count).map(|_| name("uni4E4B"))).collect();
    assert_eq!(widths(given_out(90), 153), widths(given_out(120), 183));
    assert_eq!(widths(given_out(90), 153), (Object::Integer(65), Object::Integer(66)));
    // A plain encoding with a width for every printable character says nothing, and readers choose by it.
    assert_eq!(
        widths(vec![Object::Integer(39), name("quotesingle")], 150),
        (Object::Integer(32), Object::Integer(126))
    );
}
