//! An invented desk: every stage in which a request can be has a link, `/{authority}/request/{n}000…0`, where `n` is one of
//! the digits 0 to 9 and a. Nothing is kept of what is sent here.

use candour_casework::clock::{due, query};
use candour_casework::{Authority, Due, Regime, StatusToken};
use candour_statute::Calendar;
use candour_web::desk::{Action, Done, NewRequest, RequestDesk};
use candour_web::own_case::{Happening, OwnCase, Stage};
use candour_web::public::Answer;
use jiff::civil::{Date, date};

/// The desk.
#[derive(Debug)]
pub(crate) struct StagedDesk;

impl RequestDesk for StagedDesk {
    fn receive<'a>(&'a self, authority: &'a Authority, request: NewRequest) -> Answer<'a, Done<OwnCase>> {
        let words = Some(request.text);
        Box::pin(async move { Ok(Ok(OwnCase { words, ..own_case(authority, 0) })) })
    }

    fn look_up<'a>(&'a self, authority: &'a Authority, token: &'a StatusToken) -> Answer<'a, Option<OwnCase>> {
        let digits = token.reveal();
        let is_one = digits[1..].bytes().all(|digit| digit == b'0');
        let stage = digits.chars().next().and_then(|digit| digit.to_digit(16)).filter(|stage| is_one && *stage <= 10);
        Box::pin(async move { Ok(stage.map(|stage| own_case(authority, stage as usize))) })
    }

    fn act<'a>(&'a self, _: &'a Authority, _: &'a StatusToken, _: Action) -> Answer<'a, Option<Done<()>>> {
        Box::pin(async { Ok(Some(Ok(()))) })
    }

    fn letter<'a>(&'a self, _: &'a Authority, _: &'a StatusToken) -> Answer<'a, Option<Vec<u8>>> {
        Box::pin(async { Ok(Some(b"%PDF-1.7 sample".to_vec())) })
    }

    fn sends_mail(&self) -> bool {
        true
    }
}

const STAGES: [Stage; 11] = [
    Stage::UnderWay,
    Stage::AwaitingClarification,
    Stage::AwaitingFee,
    Stage::Answered,
    Stage::UnderReview,
    Stage::Reviewed,
    Stage::WithRegulator,
    Stage::Withdrawn,
    Stage::Lapsed,
    Stage::Transferred,
    // Late.
    Stage::UnderWay,
];

fn own_case(authority: &Authority, number: usize) -> OwnCase {
    let stage = STAGES[number];
    let is_late = number == 10;
    let received = if is_late { date(2026, 4, 1) } else { date(2026, 6, 10) };
    let is_answered = matches!(stage, Stage::Answered | Stage::UnderReview | Stage::Reviewed | Stage::WithRegulator);
    let answered_on = is_answered.then_some(date(2026, 6, 24));
    OwnCase {
        reference: format!("{}.FOI.26.000123", authority.code),
        stage,
        received_on: Some(received),
        due: Some(worked_out(authority, received)),
        answered_on,
        words: Some("How many zebras were counted in 2025?\n\nWhere did they graze?".to_owned()),
        history: history(received, answered_on),
        has_letter: is_answered,
        is_published: false,
        may_withdraw: matches!(stage, Stage::UnderWay | Stage::AwaitingClarification | Stage::AwaitingFee),
        may_reply: true,
        may_ask_for_review: stage == Stage::Answered,
        review_until: answered_on.map(|_| date(2026, 8, 19)),
    }
}

fn worked_out(authority: &Authority, received: Date) -> Due {
    due(&query(authority, Regime::Foia, received), Calendar::built_in()).unwrap_or_default()
}

fn history(received: Date, answered: Option<Date>) -> Vec<(Date, Happening)> {
    let mut all = vec![
        (received, Happening::Received),
        (received, Happening::Acknowledged),
        (date(2026, 6, 12), Happening::Asked { about: "Do you mean plains zebras or all zebras?".to_owned() }),
        (date(2026, 6, 14), Happening::Clarified),
        (date(2026, 6, 15), Happening::FeeAsked { pence: 1_250 }),
        (date(2026, 6, 16), Happening::FeePaid),
        (date(2026, 6, 17), Happening::Extended { to: date(2026, 8, 5) }),
        (date(2026, 6, 18), Happening::DateChanged { to: Some(date(2026, 8, 6)) }),
        (date(2026, 6, 19), Happening::YouWrote),
    ];
    if let Some(on) = answered {
        all.push((on, Happening::Answered { late: false }));
        all.push((
            on,
            Happening::ReviewAsked { reference: "99.IR.26.000001".to_owned(), due_on: Some(date(2026, 7, 22)) },
        ));
        all.push((on, Happening::ReviewExtended { due_on: Some(date(2026, 8, 19)) }));
        all.push((on, Happening::ReviewAnswered));
        all.push((on, Happening::RegulatorInvolved));
    }
    all
}
