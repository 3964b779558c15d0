//! Documents: collected, never changed, never deleted; flagged, marked, reviewed, and redacted by the engine only.

use super::finding::{is_being_answered, next};
use super::{Answer, By, Refused, must_say};
use crate::authority::Authority;
use crate::case::Case;
use crate::document::{Document, Mark, MarkState, PageFlag, Rendition};
use crate::event::EventKind;
use crate::id::DocumentId;
use crate::request::ProvisionId;
use crate::user::Role;

/// A mark as somebody proposes it; its number, author and state are given by the case.
#[derive(Clone, Debug, PartialEq)]
pub struct NewMark {
    /// Page, from 1.
    pub page: u32,
    /// Lower left and upper right, as in the marks file.
    pub rect: [f64; 4],
    /// The provisions relied on.
    pub provisions: Vec<ProvisionId>,
    /// The printed label; `None`: the provisions as cited.
    pub label: Option<String>,
    /// The level; `None`: `auto`.
    pub level: Option<String>,
    /// Removes whole objects touched.
    pub object: bool,
    /// Why, for colleagues.
    pub rationale: Option<String>,
}

impl Case {
    /// Adds a collected document. From here on it is under legal hold (FOIA 2000 s.77): there is no command to remove
    /// one.
    pub fn collect(&self, by: &By, document: Document) -> Answer {
        const ACTION: &str = "collect a document";
        let commissioned = self.commissions.iter().any(|commission| Some(commission.contributor) == by.actor().user());
        if !commissioned {
            self.may_work(by, ACTION)?;
        }
        self.must_be(is_being_answered, ACTION, "the request has been answered or closed")?;
        must_say(&document.title, "the title of the document")?;
        if self.document(document.id).is_some() {
            return Err(Refused::Already { what: "document", which: document.id.to_string() });
        }
        if let Some(same) = self.documents.iter().find(|known| known.original == document.original) {
            return Err(Refused::Already { what: "the same bytes as document", which: same.title.clone() });
        }
        if let Some(earlier) = document.supersedes {
            self.known(earlier)?;
        }
        let untouched = Document { page_flags: Vec::new(), marks: Vec::new(), renditions: Vec::new(), ..document };
        Ok(by.change([EventKind::DocumentCollected { document: Box::new(untouched) }]))
    }

    /// Says what is to happen to a page.
    pub fn flag_page(&self, by: &By, document: DocumentId, page: u32, flag: PageFlag) -> Answer {
        const ACTION: &str = "flag a page";
        self.may_work(by, ACTION)?;
        self.must_be(is_being_answered, ACTION, "the request has been answered or closed")?;
        self.page_exists(document, page)?;
        Ok(by.change([EventKind::PageFlagged { document, page, flag }]))
    }

    /// Proposes marks.
    pub fn propose_marks(&self, by: &By, document: DocumentId, marks: Vec<NewMark>) -> Answer {
        const ACTION: &str = "mark a document";
        let author = by.person(ACTION)?;
        self.may_work(by, ACTION)?;
        self.must_be(is_being_answered, ACTION, "the request has been answered or closed")?;
        let known = self.known(document)?;
        let first = next(known.marks.iter().map(|mark| mark.number));
        let mut kinds = Vec::with_capacity(marks.len());
        for (number, mark) in (first..).zip(marks) {
            self.page_exists(document, mark.page)?;
            let [left, bottom, right, top] = mark.rect;
            let sound = mark.rect.iter().all(|number| number.is_finite()) && left < right && bottom < top;
            if !sound {
                return Err(Refused::Empty { what: "the rectangle of a mark" });
            }
            if mark.provisions.is_empty() {
                return Err(Refused::Empty { what: "the list of provisions of a mark" });
            }
            known_provisions(&mark.provisions)?;
            let mark = Mark {
                number,
                page: mark.page,
                rect: mark.rect,
                provisions: mark.provisions,
                label: mark.label,
                level: mark.level,
                object: mark.object,
                rationale: mark.rationale,
                author,
                reviewer: None,
                state: MarkState::Proposed,
            };
            kinds.push(EventKind::MarkProposed { document, mark });
        }
        Ok(by.change(kinds))
    }

    /// Accepts or rejects marks. The reviewer is not their author.
    pub fn review_marks(
        &self,
        by: &By,
        document: DocumentId,
        marks: &[u32],
        verdict: (MarkState, Option<String>),
    ) -> Answer {
        const ACTION: &str = "review marks";
        let reviewer = by.person(ACTION)?;
        by.must_have(Role::Reviewer, ACTION)?;
        self.may_see(by, ACTION)?;
        self.must_be(is_being_answered, ACTION, "the request has been answered or closed")?;
        let known = self.known(document)?;
        let (state, why) = verdict;
        let mut kinds = Vec::with_capacity(marks.len());
        for &number in marks {
            let mark = known.marks.iter().find(|mark| mark.number == number);
            let mark = mark.ok_or_else(|| Refused::NoSuch { what: "mark", which: number.to_string() })?;
            if mark.author == reviewer {
                return Err(Refused::OwnWork { action: ACTION, who: "the reviewer of a mark" });
            }
            kinds.push(EventKind::MarkReviewed { document, mark: number, state, why: why.clone() });
        }
        Ok(by.change(kinds))
    }

    /// Accepts one's own marks, where the authority is small enough to allow it, for a recorded reason.
    pub fn accept_own_marks(
        &self,
        by: &By,
        authority: &Authority,
        document: DocumentId,
        (marks, why): (&[u32], &str),
    ) -> Answer {
        const ACTION: &str = "accept one's own marks";
        by.person(ACTION)?;
        self.may_work(by, ACTION)?;
        self.must_be(is_being_answered, ACTION, "the request has been answered or closed")?;
        if !authority.may_override_separation {
            return Err(Refused::OwnWork { action: ACTION, who: "the reviewer of a mark" });
        }
        must_say(why, "the reason for accepting one's own marks")?;
        let known = self.known(document)?;
        if let Some(number) = marks.iter().find(|number| known.marks.iter().all(|mark| mark.number != **number)) {
            return Err(Refused::NoSuch { what: "mark", which: number.to_string() });
        }
        let (state, why) = (MarkState::Accepted, Some(why.to_owned()));
        let review = |&mark: &u32| EventKind::MarkReviewed { document, mark, state, why: why.clone() };
        Ok(by.change(marks.iter().map(review)))
    }

    /// Keeps what the engine made of a document and its accepted marks.
    pub fn keep_rendition(&self, by: &By, document: DocumentId, rendition: Rendition) -> Answer {
        const ACTION: &str = "keep a redacted copy";
        self.may_work(by, ACTION)?;
        let known = self.known(document)?;
        let waiting = known.marks.iter().filter(|mark| mark.state == MarkState::Proposed).count();
        if waiting > 0 {
            return Err(Refused::MarksWaiting { count: waiting, document: known.title.clone() });
        }
        if !rendition.verified {
            let file = known.title.clone();
            return Err(Refused::Unpublishable { file, because: "the second reader has not passed it" });
        }
        Ok(by.change([EventKind::RenditionMade { document, rendition }]))
    }

    fn known(&self, document: DocumentId) -> Result<&Document, Refused> {
        let unknown = || Refused::NoSuch { what: "document", which: document.to_string() };
        self.document(document).ok_or_else(unknown)
    }

    fn page_exists(&self, document: DocumentId, page: u32) -> Result<(), Refused> {
        let pages = self.known(document)?.pages.unwrap_or(u32::MAX);
        if (1..=pages).contains(&page) {
            return Ok(());
        }
        Err(Refused::NoSuch { what: "page", which: page.to_string() })
    }
}

/// Refuses a provision that the law does not know.
pub(super) fn known_provisions(ids: &[ProvisionId]) -> Result<(), Refused> {
    use candour_statute::provision::{by_id, denial_ground};
    let unknown = ids.iter().find(|id| by_id(id.as_str()).is_none() && denial_ground(id.as_str()).is_none());
    unknown.map_or(Ok(()), |id| Err(Refused::UnknownProvision(id.clone())))
}
