//! Standard structure types (ISO 32000-2, 14.8.4, and ISO 32000-1 for what readers know best).

/// The standard type a role stands for; none if it is not a standard one.
pub(super) fn standard(role: &[u8]) -> Option<&'static str> {
    let role = match role {
        // Types of PDF 2.0 as the nearest of PDF 1.7, so that no namespace is needed.
        b"Aside" => b"Sect",
        b"DocumentFragment" => b"Part",
        // Annotations become content, and what only an annotation can be becomes a span.
        b"Annot" | b"Em" | b"Form" | b"Strong" | b"Sub" => b"Span".as_slice(),
        b"FENote" => b"Note",
        b"Title" => b"P",
        [b'H', level @ b'7'..=b'9'] if level.is_ascii_digit() => b"H6",
        role => role,
    };
    ROLES.iter().copied().find(|standard| standard.as_bytes() == role)
}

/// Whether the type only groups blocks.
pub(super) fn is_grouping(role: &str) -> bool {
    matches!(role, "Art" | "BlockQuote" | "Div" | "Document" | "NonStruct" | "Part" | "Private" | "Sect")
}

/// Whether the type stands for a picture and needs an alternative text.
pub(super) fn is_illustration(role: &str) -> bool {
    matches!(role, "Figure" | "Formula")
}

const ROLES: &[&str] = &[
    "Annot",
    "Art",
    "BibEntry",
    "BlockQuote",
    "Caption",
    "Code",
    "Div",
    "Document",
    "Figure",
    "Form",
    "Formula",
    "H",
    "H1",
    "H2",
    "H3",
    "H4",
    "H5",
    "H6",
    "Index",
    "L",
    "LBody",
    "LI",
    "Lbl",
    "Link",
    "NonStruct",
    "Note",
    "P",
    "Part",
    "Private",
    "Quote",
    "RB",
    "RP",
    "RT",
    "Reference",
    "Ruby",
    "Sect",
    "Span",
    "TBody",
    "TD",
    "TFoot",
    "TH",
    "THead",
    "TOC",
    "TOCI",
    "TR",
    "Table",
    "WP",
    "WT",
    "Warichu",
];
