//! `ToUnicode` maps (ISO 32000-2, 9.10.3) for the used codes only.

use std::fmt::Write as _;

/// A CMap from codes of so many bytes to text; none if no code reads as anything.
pub(super) fn cmap<'a>(codes: impl Iterator<Item = (u32, Option<&'a str>)>, bytes: u8) -> Option<Vec<u8>> {
    let mut entries: Vec<(u32, &str)> =
        codes.filter_map(|(code, text)| Some((code, text.filter(|text| !text.is_empty())?))).collect();
    if entries.is_empty() {
        return None;
    }
    entries.sort_unstable();
    entries.dedup_by_key(|(code, _)| *code);
    let digits = usize::from(bytes) * 2;
    let mut out = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Adobe-Identity-UCS def\n\
         /CMapType 2 def\n1 begincodespacerange\n",
    );
    let _ = writeln!(out, "<{:0digits$}> <{}>\nendcodespacerange", 0, "F".repeat(digits));
    for block in entries.chunks(100) {
        let _ = writeln!(out, "{} beginbfchar", block.len());
        for (code, text) in block {
            let _ = write!(out, "<{code:0digits$X}> <");
            for unit in text.encode_utf16() {
                let _ = write!(out, "{unit:04X}");
            }
            out.push_str(">\n");
        }
        out.push_str("endbfchar\n");
    }
    out.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    Some(out.into_bytes())
}
