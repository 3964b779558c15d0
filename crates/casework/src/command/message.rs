//! What a requester writes while a request is under way, or after.

use jiff::civil::Date;

use super::{Answer, By, Refused, must_say};
use crate::case::{Case, CaseState};
use crate::event::EventKind;
use crate::sealed::SealedText;

impl Case {
    /// Takes a message of the requester about the request. It changes no date: what answers a question of ours is
    /// [`take_clarification`](Self::take_clarification).
    pub fn receive_message(&self, by: &By, on: Date, message: SealedText) -> Answer {
        const ACTION: &str = "take a message";
        let because = "it was not made here, and nobody here can answer";
        self.must_be(|state| *state != CaseState::IssuedElsewhere, ACTION, because)?;
        if self.requester_erased {
            let because = "the requester's details have been erased".into();
            return Err(Refused::Retention { because });
        }
        must_say(&message.text, "the message")?;
        by.must_have_happened(on, self.received_on, "the message")?;
        let mut change = by.change([EventKind::MessageReceived { on, message: message.digest }]);
        change.private_texts = vec![message];
        Ok(change)
    }
}
