//! Opening a document: bytes to objects, decrypted, or a reason why not.
//!
//! `lopdf` reads the file and repairs cross-reference tables; this module decides
//! whether what it read can be trusted. A load that yields no page, or that is
//! still encrypted, is an error here, because an empty document would pass every
//! later check.

mod mend;

use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};

use crate::decode;
use crate::draft::as_dictionary;
use crate::error::Error;
use crate::limits::Limits;
use crate::page_tree::{self, SourcePage};

/// How to open a document.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    /// Budgets.
    pub limits: Limits,
    /// The password; the empty one is tried in any case.
    pub password: Option<String>,
}

/// A loaded input document: objects as the file has them, and its pages.
#[derive(Debug)]
pub struct Source {
    pub(crate) document: Document,
    pub(crate) pages: Vec<SourcePage>,
    pub(crate) limits: Limits,
    /// Whether the file was encrypted; what is written never is.
    pub was_encrypted: bool,
    /// Whether the cross-reference data had to be rebuilt.
    pub was_repaired: bool,
}

/// Loads `bytes`; an error if they are no PDF, cannot be decrypted, or hold no page.
pub fn open(bytes: &[u8], options: &OpenOptions) -> Result<Source, Error> {
    if bytes.len() > options.limits.input_bytes {
        return Err(Error::over_limit(format!("the file is larger than {} bytes", options.limits.input_bytes)));
    }
    if !bytes.windows(5).any(|window| window == b"%PDF-") {
        if !bytes.windows(6).any(|window| window == b"endobj") {
            return Err(Error::damaged("the file is not a PDF: it has no %PDF header"));
        }
        // Objects without a header: viewers show such a file, so it is read as if it had one.
        return attempt(&[b"%PDF-1.4\n", bytes].concat(), options, true);
    }
    match attempt(bytes, options, false) {
        Ok(source) if lacks_content(&source) => {
            Ok(mend::lengths(bytes).and_then(|mended| attempt(&mended, options, false).ok()).unwrap_or(source))
        }
        Ok(source) => Ok(source),
        Err(error) if error.is_password() || error.is_over_limit() => Err(error),
        Err(error) => attempt(bytes, options, true)
            .or_else(|_| mend::names(bytes).map_or(Err(error.clone()), |mended| attempt(&mended, options, true)))
            .map_err(|_| error),
    }
}

fn attempt(bytes: &[u8], options: &OpenOptions, rebuild_xref: bool) -> Result<Source, Error> {
    let load_options = LoadOptions {
        password: Some(options.password.clone().unwrap_or_default()),
        max_decompressed_size: Some(options.limits.stream_bytes),
        force_reconstruct: rebuild_xref,
        ..LoadOptions::default()
    };
    // The parser is not ours: should it ever panic, that is one more damaged file.
    let loaded = catch_unwind(AssertUnwindSafe(|| Document::load_mem_with_options(bytes, load_options)))
        .map_err(|_| Error::damaged(UNPARSED))?;
    let document = loaded.map_err(|error| load_error(&error))?;
    if document.trailer.has(b"Encrypt") {
        return Err(if options.password.is_some() {
            Error::password("the password does not open the document")
        } else {
            Error::password("the document is encrypted and needs a password")
        });
    }
    Limits::check(document.objects.len(), options.limits.objects, "objects")?;
    let mut source = Source {
        was_encrypted: document.encryption_state.is_some(),
        was_repaired: document.xref_recovery.is_some(),
        document,
        pages: Vec::new(),
        limits: options.limits.clone(),
    };
    source.pages = page_tree::walk(&source)?;
    if source.pages.is_empty() {
        return Err(Error::damaged(
            "the document has no pages that can be found; repair it with another program and try again",
        ));
    }
    Ok(source)
}

/// Whether a page has content that is no stream or an empty one: the parser may have missed a stream with an odd length.
fn lacks_content(source: &Source) -> bool {
    source.pages.iter().map(|page| &page.dictionary).any(|page| match source.value(page, b"Contents") {
        Object::Dictionary(_) => true,
        Object::Null => page.has(b"Contents"),
        Object::Stream(stream) => stream.content.is_empty(),
        _ => false,
    })
}

/// Why a file is refused that is no document to the parser.
const UNPARSED: &str = "the file cannot be parsed; repair it with another program and try again";

fn load_error(error: &lopdf::Error) -> Error {
    match error {
        lopdf::Error::InvalidPassword => Error::password("the password does not open the document"),
        lopdf::Error::Decryption(lopdf::encryption::DecryptionError::IncorrectPassword) => {
            Error::password("the document is encrypted and the password does not open it")
        }
        lopdf::Error::Decryption(_) | lopdf::Error::UnsupportedSecurityHandler(_) => {
            Error::password("the document is encrypted in a way that is not supported")
        }
        lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { limit }) => {
            Error::over_limit(format!("a stream decodes to more than {limit} bytes"))
        }
        lopdf::Error::Xref(_) => Error::damaged(
            "the cross-reference table cannot be read or rebuilt; repair the file with another program and try again",
        ),
        _ => Error::damaged(UNPARSED),
    }
}

impl Source {
    /// Number of pages, by our own walk of the page tree.
    pub fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// Follows references to the object meant; `Null` for loops and missing objects.
    pub(crate) fn resolve<'a>(&'a self, object: &'a Object) -> &'a Object {
        self.resolve_with_id(object).1
    }

    /// Like `resolve`, with the id of the object meant if it is an indirect one.
    pub(crate) fn resolve_with_id<'a>(&'a self, object: &'a Object) -> (Option<ObjectId>, &'a Object) {
        let (mut id, mut object) = (None, object);
        for _ in 0..MAX_REFERENCES {
            match object {
                Object::Reference(target) => {
                    id = Some(*target);
                    object = self.document.objects.get(target).unwrap_or(&Object::Null);
                }
                _ => return (id, object),
            }
        }
        (None, &Object::Null)
    }

    /// The value of `key`, resolved; `Null` if there is none.
    pub(crate) fn value<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> &'a Object {
        dictionary.get(key).map_or(&Object::Null, |value| self.resolve(value))
    }

    /// The value of `key` as a dictionary (of a stream, its dictionary).
    pub(crate) fn dictionary<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
        as_dictionary(self.value(dictionary, key))
    }

    /// The value of `key` as a name.
    pub(crate) fn name<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
        match self.value(dictionary, key) {
            Object::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The value of `key` as an array's elements.
    pub(crate) fn array<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a [Object]> {
        match self.value(dictionary, key) {
            Object::Array(array) => Some(array),
            _ => None,
        }
    }

    /// The document catalog; empty if the file has none.
    pub(crate) fn catalog(&self) -> &Dictionary {
        static EMPTY: std::sync::OnceLock<Dictionary> = std::sync::OnceLock::new();
        self.dictionary(&self.document.trailer, b"Root").unwrap_or_else(|| EMPTY.get_or_init(Dictionary::new))
    }

    /// A stream's data with all filters undone that are no image codecs.
    pub(crate) fn decode(&self, stream: &Stream) -> Result<decode::Decoded, Error> {
        decode::decode(stream, &self.limits, &|object| self.resolve(object).clone())
    }

    /// A stream's filter chain.
    pub(crate) fn filters(&self, stream: &Stream) -> Result<Vec<(Vec<u8>, Dictionary)>, Error> {
        decode::filters(&stream.dict, &|object| self.resolve(object).clone())
    }
}

/// Chains of references longer than this are loops.
const MAX_REFERENCES: usize = 32;
