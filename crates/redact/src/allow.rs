//! The allow-list: which keys of which objects may pass, and as what.
//!
//! This table is the only way into an output. A key that is not listed is not
//! copied, whatever it holds; a value of another type than listed is dropped.
//! Clauses are those of ISO 32000-2. Not listed on purpose: `Metadata`,
//! `PieceInfo`, `LastModified`, `Alternates`, `OPI`, `AF`, `OC`, `Measure`,
//! `PtData`, `StructParent`, `StructParents`, `Name`, `Ref`, `CharSet`, `CIDSet`, `FontFamily`.

/// What a value must be to pass.
#[derive(Debug)]
pub(crate) enum Rule {
    /// `true` or `false`.
    Boolean,
    /// Integer or real.
    Number,
    /// Any name.
    Name,
    /// One of these names.
    NameIn(&'static [&'static str]),
    /// An array of numbers, and of arrays of numbers.
    Numbers,
    /// An array of numbers and names (`Differences`).
    NumbersAndNames,
    /// A name or an array of names (`BM`).
    Names,
    /// An array of `true` and `false`.
    Booleans,
    /// A number or an array of numbers.
    NumberOrNumbers,
    /// A short string of printable ASCII (`Registry`, `Ordering`).
    Token,
    /// The character collection of a CID font; one that cannot be read is Adobe-Identity.
    Collection,
    /// A dictionary or stream of a known type; indirect ones stay shared.
    Object(&'static Type),
    /// The same, but copied in place even if indirect, so that a draft's resources are direct.
    Inline(&'static Type),
    /// A dictionary with names of the producer's choosing, each value by one rule.
    Map(&'static Rule),
    /// A font by its `Subtype` (9.5 to 9.7).
    Font,
    /// One descendant font in an array (9.7.6.1).
    DescendantFonts,
    /// An image or form XObject by its `Subtype` (8.8 to 8.10).
    XObject,
    /// A form XObject, or nothing.
    Form,
    /// Tiling or shading pattern by `PatternType` (8.7).
    Pattern,
    /// A shading by `ShadingType` (8.7.4.5).
    Shading,
    /// A function by `FunctionType` (7.10); an array of functions where several are allowed.
    Function,
    /// A colour space: name or array (8.6).
    ColorSpace,
    /// A name or an encoding dictionary (9.6.5).
    Encoding,
    /// A name or a `CMap` stream (9.7.5).
    CMap,
    /// A `ToUnicode` `CMap` (9.10.3).
    ToUnicode,
    /// `/Identity` or a stream of glyph numbers (9.7.4.3).
    CidToGid,
    /// `/None` or a soft-mask dictionary (11.6.5.2).
    SoftMask,
    /// Font and size in a graphics state.
    FontAndSize,
    /// Colour-key numbers or a stencil mask (8.9.6).
    ImageMask,
    /// An optional content property list, reduced to a stub (8.11.3.2).
    Properties,
}

/// How a stream's data passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Data {
    /// This type is a dictionary, not a stream.
    None,
    /// Decoded and encoded anew, unless it is exactly one clean Flate stream.
    Plain,
    /// A picture, in whatever codec it is.
    Image,
    /// PostScript calculator code, written anew from its tokens.
    Calculator,
    /// A `CMap`, written anew from its mappings.
    CMap,
    /// Content that no page rewrites, written anew from its operators.
    Content,
}

/// One object type: its name, its stream data and its keys.
#[derive(Debug)]
pub(crate) struct Type {
    pub(crate) name: &'static str,
    pub(crate) data: Data,
    pub(crate) keys: &'static [(&'static str, Rule)],
}

use Rule::{
    Boolean, CMap, CidToGid, ColorSpace, DescendantFonts, Encoding, Font, FontAndSize, Form, Function, ImageMask,
    Inline, Map, Name, NameIn, Names, Number, Numbers, NumbersAndNames, Object, Pattern, Properties, Shading, SoftMask,
    ToUnicode, Token, XObject,
};

/// 7.8.3. `ProcSet` is obsolete; `Properties` only feed optional content.
pub(crate) static RESOURCES: Type = Type {
    name: "Resources",
    data: Data::None,
    keys: &[
        ("ExtGState", Map(&Object(&EXT_G_STATE))),
        ("ColorSpace", Map(&ColorSpace)),
        ("Pattern", Map(&Pattern)),
        ("Shading", Map(&Shading)),
        ("XObject", Map(&XObject)),
        ("Font", Map(&Font)),
        ("Properties", Map(&Properties)),
    ],
};

/// 8.4.5. Halftones, black generation and undercolour removal are the press's business.
pub(crate) static EXT_G_STATE: Type = Type {
    name: "ExtGState",
    data: Data::None,
    keys: &[
        ("Type", NameIn(&["ExtGState"])),
        ("LW", Number),
        ("LC", Number),
        ("LJ", Number),
        ("ML", Number),
        ("D", Numbers),
        ("RI", NameIn(INTENTS)),
        ("OP", Boolean),
        ("op", Boolean),
        ("OPM", Number),
        ("Font", FontAndSize),
        ("FL", Number),
        ("SM", Number),
        ("SA", Boolean),
        ("BM", Names),
        ("SMask", SoftMask),
        ("CA", Number),
        ("ca", Number),
        ("AIS", Boolean),
        ("TK", Boolean),
        ("TR", Function),
    ],
};

/// 11.6.5.2.
pub(crate) static SOFT_MASK: Type = Type {
    name: "Mask",
    data: Data::None,
    keys: &[
        ("Type", NameIn(&["Mask"])),
        ("S", NameIn(&["Alpha", "Luminosity"])),
        ("G", Form),
        ("BC", Numbers),
        ("TR", Function),
    ],
};

/// 11.6.6.
pub(crate) static GROUP: Type = Type {
    name: "Group",
    data: Data::None,
    keys: &[
        ("Type", NameIn(&["Group"])),
        ("S", NameIn(&["Transparency"])),
        ("CS", ColorSpace),
        ("I", Boolean),
        ("K", Boolean),
    ],
};

/// 8.10.2.
pub(crate) static FORM: Type = Type {
    name: "Form",
    data: Data::Plain,
    keys: &[
        ("Type", NameIn(&["XObject"])),
        ("Subtype", NameIn(&["Form"])),
        ("FormType", Number),
        ("BBox", Numbers),
        ("Matrix", Numbers),
        ("Resources", Inline(&RESOURCES)),
        ("Group", Inline(&GROUP)),
    ],
};

/// 8.9.5.
pub(crate) static IMAGE: Type = Type {
    name: "Image",
    data: Data::Image,
    keys: &[
        ("Type", NameIn(&["XObject"])),
        ("Subtype", NameIn(&["Image"])),
        ("Width", Number),
        ("Height", Number),
        ("ColorSpace", ColorSpace),
        ("BitsPerComponent", Number),
        ("Intent", NameIn(INTENTS)),
        ("ImageMask", Boolean),
        ("Mask", ImageMask),
        ("SMask", Object(&MASK_IMAGE)),
        ("SMaskInData", Number),
        ("Decode", Numbers),
        ("Interpolate", Boolean),
    ],
};

/// 8.9.6.3 and 11.6.5.3: a stencil or soft mask has no masks of its own.
pub(crate) static MASK_IMAGE: Type = Type {
    name: "MaskImage",
    data: Data::Image,
    keys: &[
        ("Type", NameIn(&["XObject"])),
        ("Subtype", NameIn(&["Image"])),
        ("Width", Number),
        ("Height", Number),
        ("ColorSpace", ColorSpace),
        ("BitsPerComponent", Number),
        ("ImageMask", Boolean),
        ("Decode", Numbers),
        ("Interpolate", Boolean),
        ("Matte", Numbers),
    ],
};

/// 8.7.3.
pub(crate) static TILING: Type = Type {
    name: "TilingPattern",
    data: Data::Plain,
    keys: &[
        ("Type", NameIn(&["Pattern"])),
        ("PatternType", Number),
        ("PaintType", Number),
        ("TilingType", Number),
        ("BBox", Numbers),
        ("XStep", Number),
        ("YStep", Number),
        ("Resources", Inline(&RESOURCES)),
        ("Matrix", Numbers),
    ],
};

/// 8.7.4.
pub(crate) static SHADING_PATTERN: Type = Type {
    name: "ShadingPattern",
    data: Data::None,
    keys: &[
        ("Type", NameIn(&["Pattern"])),
        ("PatternType", Number),
        ("Shading", Shading),
        ("Matrix", Numbers),
        ("ExtGState", Object(&EXT_G_STATE)),
    ],
};

/// 8.7.4.5, types 1 to 3.
pub(crate) static SMOOTH_SHADING: Type = Type {
    name: "Shading",
    data: Data::None,
    keys: &[
        ("ShadingType", Number),
        ("ColorSpace", ColorSpace),
        ("Background", Numbers),
        ("BBox", Numbers),
        ("AntiAlias", Boolean),
        ("Domain", Numbers),
        ("Matrix", Numbers),
        ("Coords", Numbers),
        ("Extend", Rule::Booleans),
        ("Function", Function),
    ],
};

/// 8.7.4.5, types 4 to 7.
pub(crate) static MESH_SHADING: Type = Type {
    name: "MeshShading",
    data: Data::Plain,
    keys: &[
        ("ShadingType", Number),
        ("ColorSpace", ColorSpace),
        ("Background", Numbers),
        ("BBox", Numbers),
        ("AntiAlias", Boolean),
        ("BitsPerCoordinate", Number),
        ("BitsPerComponent", Number),
        ("BitsPerFlag", Number),
        ("VerticesPerRow", Number),
        ("Decode", Numbers),
        ("Function", Function),
    ],
};

/// 7.10.2.
pub(crate) static SAMPLED: Type = Type {
    name: "SampledFunction",
    data: Data::Plain,
    keys: &[
        ("FunctionType", Number),
        ("Domain", Numbers),
        ("Range", Numbers),
        ("Size", Numbers),
        ("BitsPerSample", Number),
        ("Order", Number),
        ("Encode", Numbers),
        ("Decode", Numbers),
    ],
};

/// 7.10.3.
pub(crate) static EXPONENTIAL: Type = Type {
    name: "ExponentialFunction",
    data: Data::None,
    keys: &[
        ("FunctionType", Number),
        ("Domain", Numbers),
        ("Range", Numbers),
        ("C0", Numbers),
        ("C1", Numbers),
        ("N", Number),
    ],
};

/// 7.10.4.
pub(crate) static STITCHING: Type = Type {
    name: "StitchingFunction",
    data: Data::None,
    keys: &[
        ("FunctionType", Number),
        ("Domain", Numbers),
        ("Range", Numbers),
        ("Functions", Function),
        ("Bounds", Numbers),
        ("Encode", Numbers),
    ],
};

/// 7.10.5.
pub(crate) static CALCULATOR: Type = Type {
    name: "CalculatorFunction",
    data: Data::Calculator,
    keys: &[("FunctionType", Number), ("Domain", Numbers), ("Range", Numbers)],
};

/// 8.6.5.2 to 8.6.5.4: `CalGray`, `CalRGB`, `Lab`.
pub(crate) static CIE_BASED: Type = Type {
    name: "CieBased",
    data: Data::None,
    keys: &[
        ("WhitePoint", Numbers),
        ("BlackPoint", Numbers),
        ("Gamma", Rule::NumberOrNumbers),
        ("Matrix", Numbers),
        ("Range", Numbers),
    ],
};

/// 9.6.2 and 9.6.3: Type 1 and TrueType.
pub(crate) static SIMPLE_FONT: Type = Type {
    name: "SimpleFont",
    data: Data::None,
    keys: &[
        ("Type", NameIn(&["Font"])),
        ("Subtype", NameIn(&["Type1", "MMType1", "TrueType"])),
        ("BaseFont", Name),
        ("FirstChar", Number),
        ("LastChar", Number),
        ("Widths", Numbers),
        ("FontDescriptor", Object(&FONT_DESCRIPTOR)),
        ("Encoding", Encoding),
        ("ToUnicode", ToUnicode),
    ],
};

/// 9.6.4.
pub(crate) static TYPE3_FONT: Type = Type {
    name: "Type3Font",
    data: Data::None,
    keys: &[
        ("Type", NameIn(&["Font"])),
        ("Subtype", NameIn(&["Type3"])),
        ("FontBBox", Numbers),
        ("FontMatrix", Numbers),
        ("CharProcs", Map(&Object(&CHAR_PROC))),
        ("Encoding", Encoding),
        ("FirstChar", Number),
        ("LastChar", Number),
        ("Widths", Numbers),
        ("Resources", Inline(&RESOURCES)),
        ("ToUnicode", ToUnicode),
    ],
};

/// A glyph description of a Type 3 font.
pub(crate) static CHAR_PROC: Type = Type { name: "CharProc", data: Data::Content, keys: &[] };

/// 9.7.6.
pub(crate) static COMPOSITE_FONT: Type = Type {
    name: "CompositeFont",
    data: Data::None,
    keys: &[
        ("Type", NameIn(&["Font"])),
        ("Subtype", NameIn(&["Type0"])),
        ("BaseFont", Name),
        ("Encoding", CMap),
        ("DescendantFonts", DescendantFonts),
        ("ToUnicode", ToUnicode),
    ],
};

/// 9.7.4.
pub(crate) static CID_FONT: Type = Type {
    name: "CidFont",
    data: Data::None,
    keys: &[
        ("Type", NameIn(&["Font"])),
        ("Subtype", NameIn(&["CIDFontType0", "CIDFontType2"])),
        ("BaseFont", Name),
        ("CIDSystemInfo", Rule::Collection),
        ("FontDescriptor", Object(&FONT_DESCRIPTOR)),
        ("DW", Number),
        ("W", Numbers),
        ("DW2", Numbers),
        ("W2", Numbers),
        ("CIDToGIDMap", CidToGid),
    ],
};

/// 9.7.3.
pub(crate) static CID_SYSTEM_INFO: Type = Type {
    name: "CIDSystemInfo",
    data: Data::None,
    keys: &[("Registry", Token), ("Ordering", Token), ("Supplement", Number)],
};

/// Glyph numbers by CID.
pub(crate) static CID_TO_GID: Type = Type { name: "CIDToGIDMap", data: Data::Plain, keys: &[] };

/// 9.7.5.3. The system info is copied into the `CMap` that is written.
pub(crate) static CMAP: Type = Type {
    name: "CMap",
    data: Data::CMap,
    keys: &[
        ("Type", NameIn(&["CMap"])),
        ("CMapName", Name),
        ("CIDSystemInfo", Rule::Collection),
        ("WMode", Number),
        ("UseCMap", CMap),
    ],
};

/// 9.10.3.
pub(crate) static TO_UNICODE: Type = Type { name: "ToUnicode", data: Data::CMap, keys: &[("UseCMap", CMap)] };

/// 9.6.5.1.
pub(crate) static ENCODING: Type = Type {
    name: "Encoding",
    data: Data::None,
    keys: &[
        ("Type", NameIn(&["Encoding"])),
        ("BaseEncoding", NameIn(&["MacRomanEncoding", "MacExpertEncoding", "WinAnsiEncoding", "StandardEncoding"])),
        ("Differences", NumbersAndNames),
    ],
};

/// 9.8.
pub(crate) static FONT_DESCRIPTOR: Type = Type {
    name: "FontDescriptor",
    data: Data::None,
    keys: &[
        ("Type", NameIn(&["FontDescriptor"])),
        ("FontName", Name),
        ("FontStretch", Name),
        ("FontWeight", Number),
        ("Flags", Number),
        ("FontBBox", Numbers),
        ("ItalicAngle", Number),
        ("Ascent", Number),
        ("Descent", Number),
        ("Leading", Number),
        ("CapHeight", Number),
        ("XHeight", Number),
        ("StemV", Number),
        ("StemH", Number),
        ("AvgWidth", Number),
        ("MaxWidth", Number),
        ("MissingWidth", Number),
        ("FontFile", Object(&FONT_FILE)),
        ("FontFile2", Object(&FONT_FILE)),
        ("FontFile3", Object(&FONT_FILE)),
    ],
};

/// 9.9.
pub(crate) static FONT_FILE: Type = Type {
    name: "FontFile",
    data: Data::Plain,
    keys: &[
        ("Subtype", NameIn(&["Type1C", "CIDFontType0C", "OpenType"])),
        ("Length1", Number),
        ("Length2", Number),
        ("Length3", Number),
    ],
};

const INTENTS: &[&str] = &["AbsoluteColorimetric", "Perceptual", "RelativeColorimetric", "Saturation"];

/// A page's resources.
pub(crate) static PAGE_RESOURCES: Rule = Inline(&RESOURCES);
/// A page's transparency group.
pub(crate) static PAGE_GROUP: Rule = Inline(&GROUP);
/// The parameters of a CIE-based colour space.
pub(crate) static CIE_PARAMETERS: Rule = Inline(&CIE_BASED);
