//! The figures of a return: which table each stands in, what it is called, and what exactly it counts.

use serde::Serialize;

/// A table of the return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// Requests received, and where they stood on the day.
    Requests,
    /// How long the answers took.
    Timeliness,
    /// What the first answers were.
    Outcomes,
    /// What was relied on to refuse.
    Provisions,
    /// Internal reviews.
    Reviews,
    /// Complaints to the regulator.
    Regulator,
}

impl Table {
    /// Every table, in order.
    pub const ALL: [Self; 6] =
        [Self::Requests, Self::Timeliness, Self::Outcomes, Self::Provisions, Self::Reviews, Self::Regulator];

    /// The stable key, as in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Timeliness => "timeliness",
            Self::Outcomes => "outcomes",
            Self::Provisions => "provisions",
            Self::Reviews => "reviews",
            Self::Regulator => "regulator",
        }
    }

    /// What the table is called on a page.
    pub fn title(self) -> &'static str {
        match self {
            Self::Requests => "Requests received",
            Self::Timeliness => "Time taken to answer",
            Self::Outcomes => "First answers",
            Self::Provisions => "Exemptions and exceptions relied on",
            Self::Reviews => "Internal reviews",
            Self::Regulator => "Complaints to the regulator",
        }
    }
}

/// Key, name and definition of a figure.
pub(super) type Definition = (Table, &'static str, &'static str, &'static str);

/// Every figure but those of the provisions, in the order of the tables.
pub(super) const FIGURES: &[Definition] = &[
    (
        Table::Requests,
        "received",
        "Requests received",
        "Requests for information received in the period, under the Freedom of Information Act 2000 or the \
         Environmental Information Regulations 2004. Subject access requests, and pages imported from another \
         disclosure log, are not counted.",
    ),
    (Table::Requests, "answered", "Answered", "Of the requests received, those answered by the day of the return."),
    (
        Table::Requests,
        "open_in_time",
        "Open, within the time limit",
        "Not yet answered, and the last day for answering had not passed, without an extension.",
    ),
    (
        Table::Requests,
        "open_extended",
        "Open, within an extension",
        "Not yet answered, and within a time limit extended under section 10(3) of the Act or regulation 7(1) of the \
         Regulations.",
    ),
    (
        Table::Requests,
        "open_on_hold",
        "On hold",
        "Not yet answered, and waiting for the requester to clarify the request or to pay a fee.",
    ),
    (Table::Requests, "open_late", "Open, late", "Not yet answered, and the last day for answering had passed."),
    (Table::Requests, "withdrawn", "Withdrawn", "Taken back by the requester before an answer."),
    (Table::Requests, "lapsed", "Lapsed", "Closed because a clarification or a fee did not come."),
    (Table::Requests, "transferred", "Transferred", "Passed to the authority that holds the information."),
    (
        Table::Timeliness,
        "answered_in_time",
        "Answered in time",
        "Answered on or before the last day of the time limit, pauses for clarification and fees taken into account, \
         without needing an extension.",
    ),
    (
        Table::Timeliness,
        "answered_within_extension",
        "Answered within a permitted extension",
        "Answered after the first time limit and on or before the date it was extended to.",
    ),
    (Table::Timeliness, "answered_late", "Answered late", "Answered after the last day of the time limit."),
    (
        Table::Timeliness,
        "answered_time_unknown",
        "Time limit not known",
        "Answered, but the time limit could not be computed.",
    ),
    (
        Table::Timeliness,
        "extended",
        "Time limit extended",
        "Of the requests received, those whose time limit was extended at least once, answered or not.",
    ),
    (
        Table::Outcomes,
        "granted_in_full",
        "Granted in full",
        "All the information that was asked for and held was given.",
    ),
    (Table::Outcomes, "granted_in_part", "Granted in part", "Some information was given and some was refused."),
    (
        Table::Outcomes,
        "withheld_in_full",
        "Withheld in full",
        "All the information was withheld under exemptions or exceptions, or the authority neither confirmed nor denied \
         holding it.",
    ),
    (
        Table::Outcomes,
        "refused_cost_limit",
        "Refused: cost limit",
        "Refused in full because the cost of complying would exceed the appropriate limit (section 12 of the Act).",
    ),
    (Table::Outcomes, "refused_vexatious", "Refused: vexatious", "Refused in full under section 14(1) of the Act."),
    (Table::Outcomes, "refused_repeated", "Refused: repeated", "Refused in full under section 14(2) of the Act."),
    (
        Table::Outcomes,
        "available_elsewhere",
        "Available elsewhere",
        "Not given because the requester could get it by other means (section 21 of the Act).",
    ),
    (
        Table::Outcomes,
        "to_be_published",
        "To be published",
        "Not given because it was going to be published (section 22 of the Act).",
    ),
    (Table::Outcomes, "not_held", "Not held", "The authority did not hold the information."),
    (
        Table::Outcomes,
        "other_answer",
        "Other",
        "Answered in another way, such as by passing every question to another authority.",
    ),
    (
        Table::Outcomes,
        "resolvable",
        "Resolvable requests answered",
        "Answered requests that could be decided on their substance: all but those where the information was not held \
         and those answered in another way.",
    ),
    (
        Table::Reviews,
        "reviews_requested",
        "Internal reviews asked for",
        "Requests for an internal review received in the period, whenever the request for information came.",
    ),
    (Table::Reviews, "reviews_upheld", "Decision upheld", "Of these, reviews after which the decision stood."),
    (Table::Reviews, "reviews_upheld_in_part", "Upheld in part", "Of these, reviews after which part of it stood."),
    (Table::Reviews, "reviews_overturned", "Overturned", "Of these, reviews after which it did not stand."),
    (Table::Reviews, "reviews_open", "Not yet decided", "Of these, reviews not decided by the day of the return."),
    (
        Table::Reviews,
        "reviews_in_time",
        "Decided in time",
        "Of the reviews decided, those decided on or before their date: 20 working days, or 40 where extended with \
         notice, under the section 45 code; 40 under regulation 11.",
    ),
    (
        Table::Regulator,
        "complaints",
        "Complaints to the regulator",
        "Complaints under section 50 of the Act that the authority was told of, made in the period.",
    ),
    (Table::Regulator, "complaints_upheld", "Decision upheld", "Of these, the decision stood."),
    (Table::Regulator, "complaints_upheld_in_part", "Upheld in part", "Of these, part of the decision stood."),
    (Table::Regulator, "complaints_overturned", "Overturned", "Of these, the decision did not stand."),
    (Table::Regulator, "complaints_open", "Not yet decided", "Of these, not decided by the day of the return."),
];

/// What the figure of a provision counts.
pub(super) const RELIED_ON: &str = "Of the requests answered, those whose first answer relied on it to refuse information, to refuse the request, or \
     to neither confirm nor deny. A request that relies on several is counted under each.";
