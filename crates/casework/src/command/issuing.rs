//! The response goes out. The one gate: what statute requires of a notice cannot be gone around.

use jiff::civil::Date;

use super::{Answer, By, Refused};
use crate::authority::Authority;
use crate::case::{Case, CaseState};
use crate::decision::Decision;
use crate::event::EventKind;
use crate::id::Digest;
use crate::notice::{self, Notice, Severity};
use crate::request::Part;

impl Case {
    /// Issues the response. `letter` is the digest of what is sent.
    ///
    /// The checks run here, on the decision as it stands, and not where the command comes from: no caller can leave
    /// them out.
    pub fn issue(&self, by: &By, authority: &Authority, on: Date, letter: Digest) -> Answer {
        const ACTION: &str = "issue the response";
        self.may_work(by, ACTION)?;
        let because = "a response is issued once its decision is signed off";
        self.must_be(|state| *state == CaseState::SignedOff, ACTION, because)?;
        by.must_have_happened(on, self.received_on, "the response")?;
        let decision = self.decision.clone().unwrap_or_default();
        self.may_pass(authority, &self.parts, &decision, on)?;
        let due_on = self.due.as_ref().and_then(|due| due.due_on);
        let late = due_on.is_some_and(|due_on| on > due_on);
        Ok(by.change([EventKind::Issued { on, letter, late }]))
    }

    /// Refuses a notice that statute does not allow, or that departs from guidance without an approver's reason.
    pub(super) fn may_pass(
        &self,
        authority: &Authority,
        parts: &[Part],
        decision: &Decision,
        on: Date,
    ) -> Result<(), Refused> {
        let notices = Notice::each_of_case(self, authority, parts, decision, on);
        let findings: Vec<_> = notices.iter().flat_map(notice::check).collect();
        let of = |severity: Severity| findings.iter().filter(move |finding| finding.severity == severity);
        let statute: Vec<String> = of(Severity::Statute).map(ToString::to_string).collect();
        if !statute.is_empty() {
            return Err(Refused::Notice(statute));
        }
        let overridden = |check: &str| self.overridden_guidance.iter().any(|(known, _)| known == check);
        let guidance = of(Severity::Guidance).filter(|finding| !overridden(finding.check));
        let guidance: Vec<String> = guidance.map(ToString::to_string).collect();
        if guidance.is_empty() { Ok(()) } else { Err(Refused::Guidance(guidance)) }
    }
}
