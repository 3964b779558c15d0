//! The words of the sample's three requests and decisions. Every name, figure and sentence here is invented.

use candour_casework::decision::{Decision, Factor, Harm, Likelihood, PublicInterestTest, Reliance};
use candour_casework::reference::Regime;
use candour_casework::request::{Holding, Limb, LimbId, Part, ProvisionId};
use candour_casework::{Outcome, UserId};
use jiff::civil::{Date, date};

/// One of the sample's requests, from receipt to publication.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    /// Short name, the end of its dated address.
    pub(crate) slug: &'static str,
    pub(crate) title: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) topics: &'static [&'static str],
    /// Who asks; invented.
    pub(crate) requester: &'static str,
    /// What the requester wrote.
    pub(crate) verbatim: &'static str,
    /// The same without what identifies the requester.
    pub(crate) public: &'static str,
    pub(crate) received_on: Date,
    pub(crate) acknowledged_on: Date,
    pub(crate) issued_on: Date,
    pub(crate) published_on: Date,
    pub(crate) parts: Vec<Part>,
    pub(crate) decision: Decision,
    /// Where and for what was searched, and what came of it.
    pub(crate) searches: &'static [(&'static str, &'static str, u32, &'static str)],
    /// What was found and is given redacted.
    pub(crate) document: Option<SampleDocument>,
}

impl Story {
    /// The day of the decision.
    pub(crate) fn decided_on(&self) -> Date {
        self.decision.decided_on.unwrap_or(self.issued_on)
    }
}

/// A document of the sample, built from its source in `fixtures/`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SampleDocument {
    pub(crate) title: &'static str,
    pub(crate) file_name: &'static str,
    /// The last part of the published copy's address.
    pub(crate) published_name: &'static str,
    pub(crate) pages: u32,
    pub(crate) pdf: &'static [u8],
    /// Its marks file (docs/schemas/marks.schema.json).
    pub(crate) marks: &'static str,
}

/// The day the sample force begins.
pub(crate) const FIRST_DAY: Date = date(2026, 9, 1);

/// The review of public protection caseload: disclosed in part.
pub(crate) fn review_of_caseload(author: UserId) -> Story {
    let provisions: Vec<ProvisionId> = vec!["s31-1-a".into(), "s31-1-b".into()];
    Story {
        slug: "review-public-protection-caseload-2021",
        title: "2021 review of public protection caseload",
        summary: "The review is disclosed with parts withheld: charts of workload by crime type and by borough command unit, comments of staff, and options for change.",
        topics: &["Public protection", "Workload"],
        requester: "Pat Specimen",
        verbatim: "Dear Sample Police,\n\nYour force management statement for 2022 mentions a review, made in 2021, that compared the caseload of the public protection teams with that of local investigation teams. Please send me that review.\n\nYours faithfully,\nPat Specimen",
        public: "Your force management statement for 2022 mentions a review, made in 2021, that compared the caseload of the public protection teams with that of local investigation teams. Please send me that review.",
        received_on: date(2026, 10, 5),
        acknowledged_on: date(2026, 10, 6),
        issued_on: date(2026, 10, 29),
        published_on: date(2026, 11, 5),
        parts: vec![Part {
            number: 1,
            text: "The 2021 review that compared the caseload of the public protection teams with that of local investigation teams.".into(),
            regime: Regime::Foia,
            limbs: vec![
                Limb {
                    id: LimbId("1a".into()),
                    describes: "the review, but for the parts listed in 1b".into(),
                    holding: Holding::Held,
                    outcome: Some(Outcome::Disclosed),
                    provisions: Vec::new(),
                },
                Limb {
                    id: LimbId("1b".into()),
                    describes: "charts of workload by crime type and by borough command unit, comments of staff, and options for change".into(),
                    holding: Holding::Held,
                    outcome: Some(Outcome::Withheld),
                    provisions: provisions.clone(),
                },
            ],
        }],
        decision: Decision {
            decided_on: Some(date(2026, 10, 27)),
            author: Some(author),
            reliances: vec![Reliance {
                provisions,
                limbs: vec![LimbId("1b".into())],
                why: "The withheld parts show where the teams that investigate abuse and exploitation were most stretched, what their own staff said about it, and which changes were weighed. Knowing that would help a person who means to offend, or who wants not to be found.".into(),
                harm: Some(Harm {
                    evidence: vec![
                        "The charts rank the borough command units and the types of crime by open cases for each investigator. A person choosing where to offend could read from them where a report would be likely to wait longest.".into(),
                        "The comments of staff name gaps in cover and in training that were still being closed when this notice was written. They were given on the promise of frankness; if such comments were published, later reviews would be likely to hear less, and faults in the investigation of serious crime would stay hidden for longer.".into(),
                        "The options that were not chosen describe what the teams would do without. Their publication would be likely to show which lines of enquiry are followed last.".into(),
                    ],
                    likelihood: Likelihood::WouldBeLikelyTo,
                }),
                public_interest: Some(PublicInterestTest {
                    for_disclosure: vec![
                        Factor("People who report abuse have a strong interest in knowing whether the teams that answer them have the people they need.".into()),
                        Factor("The force asked for public money on the strength of this review; the public should be able to test its case.".into()),
                        Factor("Faults that are known are more likely to be put right.".into()),
                    ],
                    against_disclosure: vec![
                        Factor("A ranking of units by workload would help offenders to choose a place, and the people harmed would be those the teams exist to protect.".into()),
                        Factor("The shortfalls described had not all been made good by the day of this notice.".into()),
                        Factor("Investigators and their supervisors must be able to say plainly what goes wrong.".into()),
                    ],
                    balance: Some("What is disclosed lets anyone judge why the review was made, how it was made, and what was decided. What is withheld would add detail of use mainly to those who would exploit it. The public interest in preventing and detecting crime against people at risk outweighs the public interest in that detail.".into()),
                    estimated_on: None,
                }),
                ..Reliance::default()
            }],
            disclosed_items: vec!["Review of public protection caseload, 2021 (redacted copy)".into()],
            ..Decision::default()
        },
        searches: &[
            ("Strategic planning shared folders", "public protection; review; caseload; 2021", 25, "One final report and two drafts; the drafts add nothing to the final report"),
            ("Mailbox of the public protection lead", "caseload review", 15, "Covering message with the same final report"),
        ],
        document: Some(SampleDocument {
            title: "Review of public protection caseload, 2021",
            file_name: "review.pdf",
            published_name: "review-of-public-protection-caseload-redacted.pdf",
            pages: 13,
            pdf: include_bytes!("../../../../fixtures/review/review.pdf"),
            marks: include_str!("../../../../fixtures/review/marks.json"),
        }),
    }
}

/// Vacancies for detectives: disclosed in full.
pub(crate) fn detective_vacancies(author: UserId) -> Story {
    Story {
        slug: "detective-vacancies-2025-26",
        title: "Detective vacancies, 2025 to 2026",
        summary: "The number of vacant detective posts at the end of each quarter is disclosed in full.",
        topics: &["Workforce"],
        requester: "Jo Fictional",
        verbatim: "Hello,\n\nHow many detective constable posts were vacant at the end of each quarter between April 2025 and March 2026?\n\nThank you,\nJo Fictional",
        public: "How many detective constable posts were vacant at the end of each quarter between April 2025 and March 2026?",
        received_on: date(2026, 9, 28),
        acknowledged_on: date(2026, 9, 28),
        issued_on: date(2026, 10, 12),
        published_on: date(2026, 10, 19),
        parts: vec![Part {
            number: 1,
            text: "Detective constable posts vacant at the end of each quarter between April 2025 and March 2026.".into(),
            regime: Regime::Foia,
            limbs: vec![Limb {
                id: LimbId("1a".into()),
                describes: "the number of vacant posts at the end of each quarter".into(),
                holding: Holding::Held,
                outcome: Some(Outcome::Disclosed),
                provisions: Vec::new(),
            }],
        }],
        decision: Decision {
            decided_on: Some(date(2026, 10, 9)),
            author: Some(author),
            disclosed_items: vec![
                "30 June 2025: 41 vacant posts".into(),
                "30 September 2025: 38 vacant posts".into(),
                "31 December 2025: 44 vacant posts".into(),
                "31 March 2026: 36 vacant posts".into(),
            ],
            remarks: Some("A post counts as vacant from the day it is left until the day somebody takes it up. The figures are counted once, on the last day of the quarter, and are rounded nowhere.".into()),
            ..Decision::default()
        },
        searches: &[("Workforce planning system", "detective constable; vacancy; quarter end", 10, "One report with the four figures")],
        document: None,
    }
}

/// Street lighting: not held, with where to ask.
pub(crate) fn street_lighting(author: UserId) -> Story {
    Story {
        slug: "street-lighting-faults-sampleton",
        title: "Street lighting faults in Sampleton",
        summary: "The force does not hold the information. The answer says who is likely to, and what the force could give.",
        topics: &["Community safety"],
        requester: "Kit Placeholder",
        verbatim: "Please tell me how many street lights in Sampleton were reported as faulty in 2025, and how long each took to mend.\n\nKit Placeholder",
        public: "Please tell me how many street lights in Sampleton were reported as faulty in 2025, and how long each took to mend.",
        received_on: date(2026, 10, 19),
        acknowledged_on: date(2026, 10, 20),
        issued_on: date(2026, 10, 30),
        published_on: date(2026, 11, 6),
        parts: vec![Part {
            number: 1,
            text: "Street lights in Sampleton reported as faulty in 2025, and how long each took to mend.".into(),
            regime: Regime::Foia,
            limbs: vec![Limb {
                id: LimbId("1a".into()),
                describes: "reports of faulty street lights and the time to mend them".into(),
                holding: Holding::NotHeld,
                outcome: Some(Outcome::NotHeld),
                provisions: Vec::new(),
            }],
        }],
        decision: Decision {
            decided_on: Some(date(2026, 10, 29)),
            author: Some(author),
            advice_and_assistance: Some("Street lights in Sampleton are kept by the highway authority, Sampleton Borough Council (invented), which publishes its repair times and answers requests at foi@sampleton.invalid. We do hold the number of calls in which a caller mentioned that a street was dark. If that would help, write to us and say for which months and streets you would like it.".into()),
            ..Decision::default()
        },
        searches: &[
            ("Command and control system", "street light; street lamp; lighting", 20, "Calls that mention darkness; no reports of faults and no repair times"),
            ("Estates and facilities mailbox", "street light", 5, "Nothing"),
        ],
        document: None,
    }
}
