//! Invented authorities, people and requests for tests, and a journal in memory to tell a case's story with.
//!
//! Only with the feature `sample`. Nobody here exists.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::authority::{Authority, BodyKind, Nation, Regulator, ReviewContact};
use crate::case::Case;
use crate::command::{Answer, ArrivedRequest, By, Refused, log_request};
use crate::decision::{Decision, Factor, Harm, Likelihood, PublicInterestTest, Reliance};
use crate::event::Channel;
use crate::event::Event;
use crate::event::chain::Record;
use crate::id::{CaseId, Digest, RequesterId, UserId};
use crate::outcome::Outcome;
use crate::ports::FixedClock;
use crate::reference::{Reference, ReferenceKind, Regime};
use crate::request::{Holding, Limb, LimbId, Part};
use crate::requester::Requester;
use crate::sealed::{SealedText, SealingKey};
use crate::user::{Role, User};

/// The invented police force.
pub fn authority() -> Authority {
    Authority {
        slug: "sample-police".parse().expect("a sound slug"),
        name: "Sample Police (invented authority)".into(),
        code: "99".into(),
        body: BodyKind::Police,
        regimes: vec![Regime::Foia, Regime::Eir],
        nation: Nation::England,
        review: ReviewContact {
            team: "Information Rights Unit".into(),
            email: "reviews@sample-police.example".into(),
            address: vec!["1 Sample Street".into()],
            within_working_days: 40,
        },
        regulator: Regulator {
            name: "Information Commissioner's Office".into(),
            complaint_address: "https://ico.org.uk/make-a-complaint".into(),
            address: vec!["Wycliffe House".into()],
            telephone: "0303 123 1113".into(),
        },
        exit_address: "https://www.bbc.co.uk/weather".into(),
        sample: true,
        cookie_purposes: Vec::new(),
        published_grade: None,
        may_override_separation: false,
    }
}

/// A member of staff of the invented force; the number names the account.
pub fn user(number: u128, roles: &[Role]) -> User {
    User {
        id: UserId(Uuid::from_u128(number)),
        authority: authority().slug,
        sign_in_name: format!("sample-{number}"),
        display_name: format!("Sample Person {number}"),
        roles: roles.to_vec(),
        disabled: false,
        loopback_only: true,
    }
}

/// The officer of the sample stories.
pub fn officer() -> User {
    user(1, &[Role::Officer])
}

/// The reviewer of the sample stories.
pub fn reviewer() -> User {
    user(2, &[Role::Reviewer])
}

/// The approver of the sample stories.
pub fn approver() -> User {
    user(3, &[Role::Approver])
}

/// A clock that stands at noon of a day.
pub fn noon(day: Date) -> FixedClock {
    FixedClock(TimeZone::UTC.to_timestamp(day.at(12, 0, 0, 0)).expect("a day of this century"))
}

/// A request received on a day; the number is that of its reference.
pub fn arrived(number: u32, received_on: Date) -> ArrivedRequest {
    let byte = u8::try_from(number % 251).unwrap_or(0);
    ArrivedRequest {
        reference: Reference::new("99", ReferenceKind::Foi, 26, number).expect("a sound reference"),
        regime: Regime::Foia,
        received_on,
        channel: Channel::Form,
        requester: Requester {
            id: RequesterId(Uuid::from_u128(u128::from(number))),
            key: SealingKey::new([byte; 32]),
            name: format!("Alex Example {number}"),
            address: format!("alex{number}@example.org"),
            prefers_welsh: false,
            preferred_form: None,
        },
        text: SealedText::new(
            SealingKey::new([byte.wrapping_add(1); 32]),
            format!("Request {number}: how many widgets were counted in 2025? Yours, Alex Example"),
        ),
        aliases: Vec::new(),
    }
}

/// One part with one limb of this outcome; withheld under s31(1)(a) where it is withheld.
pub fn part(outcome: Outcome) -> Part {
    let provisions = match outcome {
        Outcome::Withheld | Outcome::DisclosedInPart => vec!["s31-1-a".into()],
        Outcome::NeitherConfirmNorDeny => vec!["s31-3".into()],
        _ => Vec::new(),
    };
    let describes = "the count of widgets".into();
    let limb = Limb { id: LimbId("1a".into()), describes, holding: Holding::Held, outcome: Some(outcome), provisions };
    Part { number: 1, text: "How many widgets were counted in 2025?".into(), regime: Regime::Foia, limbs: vec![limb] }
}

/// The reasons that go with [`part`].
pub fn decision(part: &Part) -> Decision {
    let refused = part.limbs.iter().filter(|limb| !limb.provisions.is_empty());
    let reliances = refused.map(|limb| Reliance {
        provisions: limb.provisions.clone(),
        limbs: vec![limb.id.clone()],
        neither_confirm_nor_deny: limb.outcome == Some(Outcome::NeitherConfirmNorDeny),
        why: "The count shows where widgets are left unguarded.".into(),
        harm: Some(Harm {
            evidence: vec!["Widgets would be likely to be taken where few are counted.".into()],
            likelihood: Likelihood::WouldBeLikelyTo,
        }),
        public_interest: Some(PublicInterestTest {
            for_disclosure: vec![Factor("The public pays for widgets.".into())],
            against_disclosure: vec![Factor("Widgets taken cannot be counted again.".into())],
            balance: Some("The harm outweighs the little that the count adds to what is known.".into()),
            estimated_on: None,
        }),
        ..Reliance::default()
    });
    let disclosed = part.limbs.iter().any(|limb| limb.outcome == Some(Outcome::Disclosed));
    Decision {
        reliances: reliances.collect(),
        disclosed_items: if disclosed { vec!["The count of widgets".into()] } else { Vec::new() },
        advice_and_assistance: Some("Last year's count is in the annual report.".into()),
        ..Decision::default()
    }
}

/// A case told in memory: commands go in, their events are chained and applied.
#[derive(Clone, Debug)]
pub struct Story {
    /// The case as it stands.
    pub case: Case,
    /// Its events.
    pub events: Vec<Event>,
}

impl Story {
    /// A request received on a day.
    pub fn of_request(received_on: Date) -> Self {
        let calendar = candour_statute::Calendar::built_in();
        let by = By::requester(&noon(received_on));
        let logged = log_request(&authority(), arrived(1, received_on), calendar, &by);
        Self::begin(logged.expect("a sound request"))
    }

    /// The same, in the hands of the [`officer`].
    pub fn of_open_request(received_on: Date) -> Self {
        let mut story = Self::of_request(received_on);
        let by = By::user(&officer(), &noon(received_on));
        story.must(|case| case.allocate(&by, officer().id));
        story
    }

    /// The same, decided, reviewed and signed off on its day of receipt.
    pub fn of_signed_off_request(received_on: Date, part: Part) -> Self {
        let mut story = Self::of_open_request(received_on);
        let clock = noon(received_on);
        let decision = decision(&part);
        story.must(|case| case.decide(&By::user(&officer(), &clock), vec![part], decision));
        story.must(|case| case.peer_review(&By::user(&reviewer(), &clock), true, ""));
        let by = By::user(&approver(), &clock);
        story.must(|case| case.sign_off(&by, &authority(), crate::command::OwnWork::No));
        story
    }

    /// The same, issued on its day of receipt.
    pub fn of_issued_request(received_on: Date, part: Part) -> Self {
        let mut story = Self::of_signed_off_request(received_on, part);
        let by = By::user(&officer(), &noon(received_on));
        story.must(|case| case.issue(&by, &authority(), received_on, Digest::of(b"letter")));
        story
    }

    /// Begins with what a command answered.
    pub fn begin(change: crate::ports::Change) -> Self {
        let id = CaseId(Uuid::from_u128(99));
        let mut events = Vec::new();
        seal(&mut events, id, &change);
        let case = Case::from_events(&events).expect("a sound beginning");
        Self { case, events }
    }

    /// Does what a command answers, or says why it is refused.
    pub fn try_to(&mut self, command: impl FnOnce(&Case) -> Answer) -> Result<(), Refused> {
        let change = command(&self.case)?;
        seal(&mut self.events, self.case.id, &change);
        self.case = Case::from_events(&self.events).expect("a sound history");
        Ok(())
    }

    /// Does what a command answers; it must not be refused.
    pub fn must(&mut self, command: impl FnOnce(&Case) -> Answer) {
        if let Err(refused) = self.try_to(command) {
            panic!("refused: {refused}");
        }
    }
}

fn seal(events: &mut Vec<Event>, id: CaseId, change: &crate::ports::Change) {
    for event in change.events() {
        let position = events.len() as u64 + 1;
        let previous = events.last().map_or(Digest::ZERO, |last| last.hash);
        let record = Record::seal(position, Some(id), position, event, previous).expect("an event is JSON");
        events.push(record.open().expect("what was sealed opens"));
    }
}

/// A day on which nothing is special: Monday 1 June 2026.
pub const A_MONDAY: Date = date(2026, 6, 1);
