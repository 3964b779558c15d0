//! The draft while it is written, and what of it is given up on the way.

use std::borrow::Cow;
use std::collections::BTreeSet;

use lopdf::Object;

use crate::draft::Draft;

/// What of a draft is still there when it has been written.
pub(crate) enum Stays {
    /// All of it, or nobody asks.
    All,
    /// Its objects below a number; of those, pictures only if they are among these. No page's content.
    Below(u32, BTreeSet<u32>),
}

/// The draft being written.
pub(super) struct Holder<'d> {
    pub(super) draft: Cow<'d, Draft>,
    pub(super) stays: Stays,
}

impl Holder<'_> {
    /// Takes an object out if it may be given up.
    pub(super) fn take(&mut self, number: u32) -> Option<Object> {
        let (Cow::Owned(draft), Stays::Below(end, pictures)) = (&mut self.draft, &self.stays) else { return None };
        let is_picture =
            || matches!(draft.objects.get(&number), Some(Object::Stream(stream)) if stream.dict.has(b"Width"));
        if number >= *end || (!pictures.contains(&number) && is_picture()) {
            draft.objects.remove(&number)
        } else {
            None
        }
    }

    /// Takes a page's content out, plain and encoded, if it may be given up.
    pub(super) fn take_content(&mut self, page: usize) -> Option<(Vec<u8>, Option<Vec<u8>>)> {
        let (Cow::Owned(draft), Stays::Below(..)) = (&mut self.draft, &self.stays) else { return None };
        let page = draft.pages.get_mut(page)?;
        Some((std::mem::take(&mut page.content), page.raw.take()))
    }
}

/// What was taken out of the draft to be written.
pub(super) struct GivenUp {
    pub(super) object: Option<Object>,
    /// Plain and encoded.
    pub(super) content: Option<(Vec<u8>, Option<Vec<u8>>)>,
}
