//! The keys that may stand in an output, whoever wrote it.
//!
//! Kept apart from the tables that the rebuild copies by, and written down
//! from what a released page needs: a key that slips into those tables by
//! mistake is stopped here. Dictionaries whose keys are names of the
//! producer's choosing (fonts, forms, glyph procedures) are known by the key
//! they stand under.

use hayro_syntax::object::{Object, Stream};

use crate::check::{CheckName, Problem};
use crate::second_reader::census::Census;

/// Checks every key of every reachable dictionary.
pub(super) fn check(census: &Census<'_>, problems: &mut Vec<Problem>) {
    let mut unknown: Vec<(u32, String)> = Vec::new();
    census.each(&mut |met| {
        let is_named_by_producer = FREE.contains(&met.parent);
        if met.key.is_empty() || is_named_by_producer || KEYS.contains(&met.key) {
            return;
        }
        // The key may itself be a hiding place, so only known suspects are named.
        let name = SUSPECTS.iter().find(|suspect| **suspect == met.key);
        let name =
            name.map_or("a key that is not permitted".to_owned(), |name| format!("/{}", String::from_utf8_lossy(name)));
        unknown.push((met.object, name));
    });
    unknown.sort();
    unknown.dedup();
    for (object, name) in unknown.into_iter().take(MAX_PROBLEMS) {
        problems.push(Problem::of_file(CheckName::Properties, format!("object {object} has {name}")));
    }
}

/// Checks that no content stream speaks of a property list, and that streams
/// say only what they hold.
pub(super) fn check_contents(census: &Census<'_>, problems: &mut Vec<Problem>) {
    for (number, object) in census.objects() {
        let Object::Stream(stream) = object else { continue };
        if is_content(stream) && speaks(stream) {
            let detail = format!("object {number} has marked content with text, or a comment");
            problems.push(Problem::of_file(CheckName::Properties, detail));
        }
    }
}

/// Whether the stream is a form, pattern or glyph procedure.
fn is_content(stream: &Stream<'_>) -> bool {
    let dict = stream.dict();
    dict.contains_key("BBox") || dict.contains_key("PaintType")
}

/// Whether content holds a property list with more than an identifier.
///
/// The page's own content is looked at by the eye; this is for what no page
/// happens to paint.
fn speaks(stream: &Stream<'_>) -> bool {
    let Ok(content) = stream.decoded_data() else { return false };
    PROPERTY_WORDS.iter().any(|word| content.windows(word.len()).any(|window| window == *word))
}

/// Keys whose dictionaries have keys of the producer's choosing.
const FREE: [&[u8]; 12] = [
    b"Font",
    b"XObject",
    b"ExtGState",
    b"ColorSpace",
    b"Pattern",
    b"Shading",
    b"CharProcs",
    b"Colorants",
    b"RoleMap",
    b"Solidities",
    b"ClassMap",
    b"N",
];

/// Property list keys that carry text.
const PROPERTY_WORDS: [&[u8]; 3] = [b"/ActualText", b"/Alt ", b"/Alt("];

/// Keys worth naming in a problem.
const SUSPECTS: [&[u8]; 21] = [
    b"AA",
    b"AF",
    b"Alternates",
    b"ActualText",
    b"E",
    b"EmbeddedFiles",
    b"JS",
    b"JavaScript",
    b"Metadata",
    b"Names",
    b"OC",
    b"OCProperties",
    b"OpenAction",
    b"OPI",
    b"PieceInfo",
    b"Private",
    b"Thumb",
    b"XFA",
    b"RC",
    b"Properties",
    b"LastModified",
];

/// More problems than this say nothing new.
const MAX_PROBLEMS: usize = 50;

/// Every key an output may have.
#[rustfmt::skip]
pub(super) const KEYS: &[&[u8]] = &[
    // catalog, pages
    b"Type", b"Version", b"Pages", b"Lang", b"MarkInfo", b"Marked", b"Suspects", b"StructTreeRoot", b"ViewerPreferences",
    b"DisplayDocTitle", b"Kids", b"Count", b"Parent", b"Contents", b"Resources", b"MediaBox", b"CropBox", b"Rotate",
    b"UserUnit", b"StructParents", b"StructParent", b"Tabs", b"Group", b"Annots", b"ProcSet", b"OutputIntents",
    b"OutputConditionIdentifier", b"DestOutputProfile", b"RegistryName", b"OutputCondition", b"PageMode", b"PageLayout",
    b"Outlines", b"First", b"Last", b"Next", b"Prev", b"Title", b"Dest", b"PageLabels", b"Nums", b"St",
    // document information
    b"Producer", b"Metadata",
    // resources
    b"Font", b"XObject", b"ExtGState", b"ColorSpace", b"Pattern", b"Shading",
    // streams
    b"Length", b"Filter", b"DecodeParms", b"Predictor", b"Colors", b"Columns", b"BitsPerComponent", b"EarlyChange",
    b"Rows", b"BlackIs1", b"EncodedByteAlign", b"EndOfBlock", b"EndOfLine", b"DamagedRowsBeforeError", b"ColorTransform",
    b"JBIG2Globals", b"K", b"W", b"Index", b"Size", b"Root", b"Info", b"ID",
    // forms, patterns, shadings, masks, functions
    b"Subtype", b"FormType", b"BBox", b"Matrix", b"Ref", b"S", b"CS", b"I", b"PaintType", b"TilingType", b"XStep",
    b"YStep", b"PatternType", b"ShadingType", b"Coords", b"Domain", b"Extend", b"Function", b"Background", b"AntiAlias",
    b"BitsPerCoordinate", b"BitsPerFlag", b"Decode", b"VerticesPerRow", b"FunctionType", b"Range", b"C0", b"C1", b"N",
    b"Functions", b"Bounds", b"Encode", b"BitsPerSample", b"Order", b"G", b"BC", b"TR", b"TR2",
    // graphics state
    b"LW", b"LC", b"LJ", b"ML", b"D", b"RI", b"OP", b"op", b"OPM", b"FL", b"SM", b"SA", b"BM", b"SMask", b"CA", b"ca",
    b"AIS", b"TK", b"BG", b"BG2", b"UCR", b"UCR2", b"HT", b"HalftoneType", b"HTP",
    // images
    b"Width", b"Height", b"ImageMask", b"Mask", b"Interpolate", b"Intent", b"SMaskInData", b"Matte", b"Alternate",
    // colour spaces
    b"WhitePoint", b"BlackPoint", b"Gamma", b"Colorants", b"Process", b"Components", b"MixingHints", b"Solidities",
    b"PrintingOrder", b"DotGain",
    // fonts
    b"BaseFont", b"Name", b"FirstChar", b"LastChar", b"Widths", b"FontDescriptor", b"Encoding", b"ToUnicode",
    b"BaseEncoding", b"Differences", b"FontName", b"FontFamily", b"FontStretch", b"FontWeight", b"Flags", b"FontBBox",
    b"ItalicAngle", b"Ascent", b"Descent", b"Leading", b"CapHeight", b"XHeight", b"StemV", b"StemH", b"AvgWidth",
    b"MaxWidth", b"MissingWidth", b"FontFile", b"FontFile2", b"FontFile3", b"Length1", b"Length2", b"Length3",
    b"CharSet", b"CIDSet", b"DescendantFonts", b"CIDSystemInfo", b"Registry", b"Ordering", b"Supplement", b"DW", b"DW2",
    b"W2", b"CIDToGIDMap", b"FontMatrix", b"CharProcs", b"CMapName", b"WMode", b"UseCMap", b"Style", b"Panose", b"FD",
    // structure
    b"P", b"Pg", b"RoleMap", b"ParentTree", b"ParentTreeNextKey", b"MCID", b"A", b"O", b"Alt", b"R", b"Obj", b"Scope", b"Headers",
    b"RowSpan", b"ColSpan", b"ListNumbering", b"Summary", b"Placement", b"Stm", b"NS", b"Namespaces", b"ClassMap", b"C", b"T",
    b"IDTree", b"Names", b"Limits",
    // links
    b"Rect", b"Border", b"QuadPoints", b"F", b"URI", b"H", b"BS", b"PDFUA",
    // form fields and markup that stay
    b"AcroForm", b"Fields", b"FT", b"Ff", b"AP", b"NeedAppearances", b"DR", b"DA", b"V", b"Q", b"MaxLen", b"Opt", b"MK", b"AS", b"TU",
    b"BE", b"CL", b"IC", b"IT", b"InkList", b"L", b"LE", b"LL", b"LLE", b"LLO", b"RD", b"Vertices",
];
