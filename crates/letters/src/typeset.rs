//! Typst as a library: source and data in, pages out, nothing else reached.
//!
//! The compiler sees only what it is handed: one main source, the named files and the three fonts compiled into
//! this crate. There is no file system, no network, no package download and no clock (`datetime.today()` fails), so
//! the same input gives the same bytes on every machine. The standard library and the font book are built once per
//! process and shared by every letter.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Features, Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// Why a document could not be typeset.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TypesetError {
    /// A file name handed in is not a plain virtual path.
    #[error("naming the typeset file `{name}`: not a plain path")]
    Name {
        /// The name as given.
        name: String,
    },
    /// The source does not compile, or the pages break a rule of the standard asked for.
    #[error("typesetting: {messages}")]
    Compile {
        /// Each complaint of the compiler, joined by `; `.
        messages: String,
    },
}

/// The promise a PDF makes about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conformance {
    /// PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2) together: what every letter is.
    AccessibleArchival,
    /// A tagged PDF that claims nothing: for fixtures that are changed after typesetting.
    Tagged,
}

/// A typeset document: the pages, still open to questions about where things landed.
pub struct Typeset {
    document: PagedDocument,
}

/// Compiles `main` with the named `files` beside it.
///
/// # Errors
/// Every complaint of the compiler, joined; or a file name that is no plain path.
pub fn typeset(main: &str, files: &[(&str, Vec<u8>)]) -> Result<Typeset, TypesetError> {
    let main_id = file_id("main.typ")?;
    let mut named = BTreeMap::new();
    for (name, bytes) in files {
        named.insert(file_id(name)?.into_raw(), Bytes::new(bytes.clone()));
    }
    let closed = ClosedWorld { main: Source::new(main_id, main.to_owned()), files: named };
    let document = typst::compile::<PagedDocument>(&closed).output.map_err(|errors| complaint(&errors))?;
    // Keeps what the last few letters had in common (the template, the fonts) and lets the rest go.
    typst::comemo::evict(5);
    Ok(Typeset { document })
}

impl Typeset {
    /// The number of pages.
    #[must_use]
    pub fn page_count(&self) -> usize {
        self.document.pages().len()
    }

    /// The laid-out document, for callers that ask where an element landed.
    #[must_use]
    pub fn document(&self) -> &PagedDocument {
        &self.document
    }

    /// Writes the PDF; `ident` names the document stably, so that its file identifier is the same on each run.
    ///
    /// # Errors
    /// What in the document breaks the conformance asked for, each named by the exporter.
    pub fn to_pdf(&self, conformance: Conformance, ident: &str) -> Result<Vec<u8>, TypesetError> {
        let standards = match conformance {
            Conformance::AccessibleArchival => vec![PdfStandard::Ua_1, PdfStandard::A_2a],
            Conformance::Tagged => vec![PdfStandard::V_1_7],
        };
        let standards =
            PdfStandards::new(&standards).map_err(|error| TypesetError::Compile { messages: format!("{error:?}") })?;
        let options = PdfOptions {
            ident: Smart::Custom(ident.to_owned()),
            creator: Smart::Custom(Some("candour".to_owned())),
            timestamp: None,
            page_ranges: None,
            standards,
            tagged: true,
            pretty: false,
        };
        typst_pdf::pdf(&self.document, &options).map_err(|errors| complaint(&errors))
    }
}

/// Whether the built-in fonts can draw `character`.
///
/// PDF/A-2a refuses a document with a missing glyph, so what cannot be drawn must be spelt out beforehand.
#[must_use]
pub fn can_draw(character: char) -> bool {
    shared().fonts.iter().any(|font| font.info().coverage.contains(u32::from(character)))
}

/// What every compilation shares, built once: the library, the fonts and their book.
struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

fn shared() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| {
        let fonts: Vec<Font> = FONT_FILES.iter().flat_map(|data| Font::iter(Bytes::new(*data))).collect();
        Shared {
            library: LazyHash::new(
                Library::builder().with_features(Features::from_iter([Feature::A11yExtras])).build(),
            ),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
        }
    })
}

/// A world with no way out.
struct ClosedWorld {
    main: Source,
    files: BTreeMap<std::num::NonZeroU16, Bytes>,
}

impl World for ClosedWorld {
    fn library(&self) -> &LazyHash<Library> {
        &shared().library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &shared().book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            return Ok(self.main.clone());
        }
        let text = self.file(id)?;
        let text = std::str::from_utf8(&text).map_err(|_| FileError::InvalidUtf8)?;
        Ok(Source::new(id, text.to_owned()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id.into_raw()).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        shared().fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn file_id(name: &str) -> Result<FileId, TypesetError> {
    let path = VirtualPath::new(name).map_err(|_| TypesetError::Name { name: name.to_owned() })?;
    Ok(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

fn complaint(errors: &[SourceDiagnostic]) -> TypesetError {
    let messages: Vec<String> = errors
        .iter()
        .map(|error| {
            let hints: String = error.hints.iter().map(|hint| format!(" ({})", hint.v)).collect();
            format!("{}{hints}", error.message)
        })
        .collect();
    TypesetError::Compile { messages: messages.join("; ") }
}

/// Atkinson Hyperlegible Next (SIL Open Font License 1.1, `fonts/OFL.txt`): drawn by the Braille Institute so that
/// letters are not mistaken for one another, and complete for Welsh.
const FONT_FILES: [&[u8]; 3] = [
    include_bytes!("../fonts/AtkinsonHyperlegibleNext_400Regular.ttf"),
    include_bytes!("../fonts/AtkinsonHyperlegibleNext_400Regular_Italic.ttf"),
    include_bytes!("../fonts/AtkinsonHyperlegibleNext_700Bold.ttf"),
];
