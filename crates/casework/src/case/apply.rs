//! How each event changes a case. The only place where a [`Case`] changes.

use super::{
    BrokenHistory, Case, CaseState, Commission, Complaint, Consultation, Due, Event, EventKind, InternalReview,
    PublishedAs, RequestText,
};
use candour_statute::deadline::{Event as ClockEvent, EventKind as ClockEventKind};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::document::{Document, FlaggedPage};
use crate::id::{CaseId, DocumentId};
use crate::reference::{Reference, Regime};

impl Case {
    /// Starts a case from the event by which it arrived.
    pub(super) fn begin(event: &Event) -> Result<Self, BrokenHistory> {
        let (Some(id), 1) = (event.case, event.case_version) else {
            return Err(BrokenHistory::OutOfOrder { position: event.position, found: event.case_version, expected: 1 });
        };
        let begun = match &event.kind {
            EventKind::RequestReceived {
                authority,
                reference,
                regime,
                received_on,
                channel,
                requester,
                request,
                due,
            } => Ok(Self {
                regime: *regime,
                channel: Some(*channel),
                received_on: Some(*received_on),
                due: Some(due.clone()),
                requester: Some(*requester),
                request_digest: Some(*request),
                ..Self::blank(id, authority.clone(), reference.clone(), CaseState::Received)
            }),
            EventKind::PageImported { reference, page } => Ok(Self {
                aliases: vec![page.reference.clone()],
                request: RequestText { public: page.request.clone(), ..RequestText::default() },
                received_on: page.received_on,
                issued_on: page.answered_on,
                imported: Some((**page).clone()),
                ..Self::blank(id, page.authority.clone(), reference.clone(), CaseState::IssuedElsewhere)
            }),
            _ => Err(BrokenHistory::NoArrival(event.position)),
        };
        begun.map(|case| Self { changed_at: event.at, ..case })
    }

    fn blank(id: CaseId, authority: crate::AuthoritySlug, reference: Reference, state: CaseState) -> Self {
        Self {
            id,
            version: 1,
            changed_at: Timestamp::UNIX_EPOCH,
            authority,
            reference,
            aliases: Vec::new(),
            state,
            regime: Regime::Foia,
            channel: None,
            received_on: None,
            due: None,
            counted_from: None,
            clock_events: Vec::new(),
            superseded_dues: Vec::new(),
            requester: None,
            request_digest: None,
            request: RequestText::default(),
            parts: Vec::new(),
            officer: None,
            restricted_to: Vec::new(),
            acknowledged_on: None,
            related: Vec::new(),
            commissions: Vec::new(),
            searches: Vec::new(),
            cost_estimate: None,
            documents: Vec::new(),
            consultations: Vec::new(),
            extensions: Vec::new(),
            qualified_person: None,
            decision: None,
            peer_reviews: Vec::new(),
            signed_off_by: None,
            overridden_guidance: Vec::new(),
            issued_on: None,
            letter: None,
            publish: None,
            publication: None,
            internal_review: None,
            complaint: None,
            imported: None,
            requester_erased: false,
        }
    }

    /// Takes the next event.
    pub fn apply(&mut self, event: &Event) -> Result<(), BrokenHistory> {
        if event.case != Some(self.id) || event.case_version != self.version + 1 {
            let (found, expected) = (event.case_version, self.version + 1);
            return Err(BrokenHistory::OutOfOrder { position: event.position, found, expected });
        }
        self.version = event.case_version;
        self.changed_at = event.at;
        self.change(event).map_err(|what| BrokenHistory::Unknown { position: event.position, what })
    }

    fn change(&mut self, event: &Event) -> Result<(), &'static str> {
        match event.kind.clone() {
            EventKind::AliasAdded { alias } => self.aliases.push(alias),
            EventKind::PartsSet { parts } => self.parts = parts,
            EventKind::RequestScreened { public } => {
                self.request.public = Some(public);
                self.request.screened_by = event.by.user();
            }
            EventKind::Allocated { officer } => {
                self.officer = Some(officer);
                if self.state == CaseState::Received {
                    self.state = CaseState::Open;
                }
            }
            EventKind::Restricted { to, .. } => self.restricted_to = to,
            EventKind::Acknowledged { on } => self.acknowledged_on = Some(on),
            EventKind::Related { case, relation } => self.related.push((case, relation)),
            EventKind::ClarificationSought { on, .. } => {
                self.note_clock(ClockEventKind::ClarificationSought, on);
                self.state = CaseState::AwaitingClarification { since: on };
            }
            EventKind::Clarified { on, due, .. } => {
                self.note_clock(ClockEventKind::Clarified, on);
                self.resume(due, "the requester clarified the request");
            }
            EventKind::FeesNoticeIssued { on, .. } => {
                self.note_clock(ClockEventKind::FeesNotice, on);
                self.state = CaseState::AwaitingFee { since: on };
            }
            EventKind::FeePaid { on, due } => {
                self.note_clock(ClockEventKind::FeePaid, on);
                self.resume(due, "the fee was received");
            }
            EventKind::Extended { estimated_on, due, why, .. } => {
                self.note_clock(ClockEventKind::ExtendedTo, estimated_on);
                self.extensions.push(estimated_on);
                self.replace_due(due, why);
            }
            EventKind::DueRecomputed { due, why } => self.replace_due(due, why),
            EventKind::Commissioned { commission, contributor, asks, due_on } => self.commissions.push(Commission {
                number: commission,
                contributor,
                asks,
                due_on,
                chased_on: Vec::new(),
                nil_return: None,
            }),
            EventKind::Chased { commission, on } => self.commission_mut(commission)?.chased_on.push(on),
            EventKind::CommissionAnswered { commission, nil_return, .. } => {
                self.commission_mut(commission)?.nil_return = Some(nil_return);
            }
            EventKind::Searched { search } => self.searches.push(search),
            EventKind::CostEstimated { estimate } => self.cost_estimate = Some(estimate),
            EventKind::DocumentCollected { document } => self.documents.push(*document),
            EventKind::PageFlagged { document, page, flag } => {
                let document = self.document_mut(document)?;
                document.page_flags.retain(|flagged| flagged.page != page);
                document.page_flags.push(FlaggedPage { page, flag });
                document.page_flags.sort_by_key(|flagged| flagged.page);
            }
            EventKind::MarkProposed { document, mark } => self.document_mut(document)?.marks.push(mark),
            EventKind::MarkReviewed { document, mark, state, .. } => {
                let marks = &mut self.document_mut(document)?.marks;
                let mark = marks.iter_mut().find(|known| known.number == mark).ok_or("a mark")?;
                mark.state = state;
                mark.reviewer = event.by.user();
            }
            EventKind::RenditionMade { document, rendition } => self.document_mut(document)?.renditions.push(rendition),
            EventKind::Consulted { consultation, party, about, on } => {
                self.consultations.push(Consultation { number: consultation, party, about, on, views: None });
            }
            EventKind::ConsultationAnswered { consultation, views, .. } => {
                let known = self.consultations.iter_mut().find(|known| known.number == consultation);
                known.ok_or("a consultation")?.views = Some(views);
            }
            EventKind::QualifiedPersonOpined { opinion } => self.qualified_person = Some(opinion),
            EventKind::Decided { parts, decision } => {
                self.parts = parts;
                self.decision = Some(*decision);
                self.peer_reviews.clear();
                self.signed_off_by = None;
                self.overridden_guidance.clear();
                self.state = CaseState::Decided;
            }
            EventKind::PeerReviewed { agrees, .. } => {
                self.peer_reviews.extend(event.by.user().map(|reviewer| (reviewer, agrees)));
            }
            EventKind::SignedOff { .. } => {
                self.signed_off_by = event.by.user();
                self.state = CaseState::SignedOff;
            }
            EventKind::SentBack { .. } => {
                self.signed_off_by = None;
                self.state = CaseState::Open;
            }
            EventKind::GuidanceOverridden { check, why } => self.overridden_guidance.push((check, why)),
            EventKind::Issued { on, letter, .. } => {
                self.issued_on = Some(on);
                self.letter = Some(letter);
                self.state = CaseState::Issued;
            }
            EventKind::PublicationDecided { publish, .. } => self.publish = Some(publish),
            EventKind::Published { publication, version, on, slug, .. } => {
                let first_on = self.publication.as_ref().map_or(on, |known| known.first_on);
                self.publication = Some(PublishedAs { id: publication, version, first_on, slug });
            }
            EventKind::TakenDown { .. } => self.publish = Some(false),
            EventKind::InternalReviewRequested { .. }
            | EventKind::InternalReviewAllocated { .. }
            | EventKind::InternalReviewExtended { .. }
            | EventKind::InternalReviewDecided { .. }
            | EventKind::RegulatorComplained { .. }
            | EventKind::DecisionNoticeReceived { .. } => self.change_afterwards(event.kind.clone())?,
            EventKind::Withdrawn { on } => self.state = CaseState::Withdrawn { on },
            EventKind::Lapsed { on, .. } => self.state = CaseState::Lapsed { on },
            EventKind::Transferred { on, to } => self.state = CaseState::Transferred { on, to },
            EventKind::Reopened { on, due, why } => {
                self.clock_events.clear();
                self.counted_from = Some(on);
                self.resume(due, &why);
            }
            EventKind::RequesterErased { .. } => {
                self.requester_erased = true;
                self.request.verbatim = None;
            }
            EventKind::BundleExported { .. } | EventKind::Corrected { .. } | EventKind::MessageReceived { .. } => {}
            EventKind::RequestReceived { .. } | EventKind::PageImported { .. } => return Err("a second arrival"),
            EventKind::AuthoritySaved { .. }
            | EventKind::UserAdded { .. }
            | EventKind::UserDisabled { .. }
            | EventKind::UserReset { .. }
            | EventKind::CalendarDayAdded { .. } => return Err("a matter of the installation"),
        }
        Ok(())
    }

    /// What follows the response: review and complaint.
    fn change_afterwards(&mut self, kind: EventKind) -> Result<(), &'static str> {
        match kind {
            EventKind::InternalReviewRequested { reference, on, due, .. } => {
                self.internal_review =
                    Some(InternalReview { reference, requested_on: on, due, reviewer: None, result: None });
                self.state = CaseState::UnderInternalReview;
            }
            EventKind::InternalReviewAllocated { reviewer } => self.review_mut()?.reviewer = Some(reviewer),
            EventKind::InternalReviewExtended { due, .. } => self.review_mut()?.due = due,
            EventKind::InternalReviewDecided { on, upheld, parts, decision } => {
                self.review_mut()?.result = Some((upheld, on));
                self.parts = parts;
                self.decision = Some(*decision);
                self.state = CaseState::Reviewed;
            }
            EventKind::RegulatorComplained { on, regulator_reference } => {
                self.complaint = Some(Complaint { regulator_reference, made_on: on, result: None });
                // A complaint that no answer came leaves the answer due.
                if !self.state.awaits_response() {
                    self.state = CaseState::WithRegulator;
                }
            }
            EventKind::DecisionNoticeReceived { on, upheld, .. } => {
                self.complaint.as_mut().ok_or("a complaint")?.result = Some((upheld, on));
                if !self.state.awaits_response() {
                    self.state = CaseState::RegulatorDecided;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn note_clock(&mut self, kind: ClockEventKind, on: Date) {
        self.clock_events.push(ClockEvent { kind, on });
    }

    fn resume(&mut self, due: Due, why: &str) {
        self.replace_due(due, why.to_owned());
        self.state = if self.officer.is_some() { CaseState::Open } else { CaseState::Received };
    }

    fn replace_due(&mut self, due: Due, why: String) {
        if let Some(earlier) = self.due.replace(due) {
            self.superseded_dues.push((earlier, why));
        }
    }

    fn commission_mut(&mut self, number: u32) -> Result<&mut Commission, &'static str> {
        self.commissions.iter_mut().find(|commission| commission.number == number).ok_or("a commission")
    }

    fn document_mut(&mut self, id: DocumentId) -> Result<&mut Document, &'static str> {
        self.documents.iter_mut().find(|document| document.id == id).ok_or("a document")
    }

    fn review_mut(&mut self) -> Result<&mut InternalReview, &'static str> {
        self.internal_review.as_mut().ok_or("an internal review")
    }
}
