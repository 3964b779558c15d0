//! Grounds with rules of their own: sections 12, 14, 21 and 22, and what is not held or passed on.

use candour_statute::cost::estimate;

use super::model::{Notice, cited, said};
use super::{Check, Fault, Severity};
use crate::outcome::Outcome;

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "cost-estimate-given",
        severity: Severity::Guidance,
        citation: "ICO guidance on FOIA 2000 s.12; section 45 code of practice",
        eir_citation: "",
        asks: "a refusal under section 12 shows the estimate",
        mend: "Give the time for each of the four activities, best from a sample.",
        run: estimate_given,
    },
    Check {
        name: "redaction-not-counted",
        severity: Severity::Statute,
        citation: "SI 2004/3244 reg. 4(3)",
        eir_citation: "",
        asks: "only the four activities are counted towards the limit",
        mend: "Leave redaction, reading and deciding out; an oppressive load of them is a matter for s.14(1).",
        run: countable_only,
    },
    Check {
        name: "estimate-exceeds-limit",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.12(1)-(2); SI 2004/3244 reg. 3",
        eir_citation: "",
        asks: "what may be counted comes to more than the appropriate limit",
        mend: "Comply with the request, or refuse it on another ground.",
        run: exceeds,
    },
    Check {
        name: "help-to-narrow",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.16(1)",
        eir_citation: "EIR 2004 reg. 9(1)",
        asks: "a requester refused for cost is helped to bring the request under the limit",
        mend: "Say what could be had within the limit, or why nothing could.",
        run: help,
    },
    Check {
        name: "aggregated-requests-named",
        severity: Severity::Guidance,
        citation: "SI 2004/3244 reg. 5",
        eir_citation: "",
        asks: "requests whose costs are added together are named",
        mend: "List the requests, and say why they may be added together.",
        run: aggregated,
    },
    Check {
        name: "earlier-request-named",
        severity: Severity::Guidance,
        citation: "ICO guidance on FOIA 2000 s.14(2)",
        eir_citation: "",
        asks: "a repeated request is shown to repeat one that was answered",
        mend: "Name the earlier request and the day it was answered.",
        run: repeated,
    },
    Check {
        name: "location-given",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.16(1), s.17(1)(c), s.21(1)",
        eir_citation: "EIR 2004 reg. 6(1)(b)",
        asks: "information accessible elsewhere is pointed to exactly",
        mend: "Give the link or the place, and say why this requester can reach it.",
        run: location,
    },
    Check {
        name: "publication-intended",
        severity: Severity::Guidance,
        citation: "ICO guidance on FOIA 2000 s.22",
        eir_citation: "",
        asks: "section 22 says when publication is intended, or that no date is set",
        mend: "Say when and where it is to be published.",
        run: publication,
    },
    Check {
        name: "transfer-names-authority",
        severity: Severity::Guidance,
        citation: "section 45 code of practice, part 2",
        eir_citation: "EIR 2004 reg. 10(1)",
        asks: "a transferred part names the authority it went to",
        mend: "Name the authority and how to reach it.",
        run: transfer,
    },
];

fn relies_on(notice: &Notice, wanted: &[&str]) -> Option<String> {
    let on_limbs = notice.limbs.iter().flat_map(|limb| limb.provisions.iter().map(String::as_str));
    notice.grounds().map(|(_, id)| id).chain(on_limbs).find(|id| wanted.contains(id)).map(cited)
}

fn over_cost(notice: &Notice) -> Option<String> {
    relies_on(notice, &["s12-1", "s12-2", "s12-4"])
        .or_else(|| notice.has(Outcome::CostLimit).then(|| "notice".to_owned()))
        .filter(|_| !notice.is_environmental())
}

fn estimate_given(notice: &Notice) -> Vec<Fault> {
    match over_cost(notice) {
        Some(at) if notice.cost.as_ref().is_none_or(|cost| cost.efforts.is_empty()) => {
            vec![Fault::new(at, "section 12 is relied on without an estimate")]
        }
        _ => Vec::new(),
    }
}

fn countable_only(notice: &Notice) -> Vec<Fault> {
    let Some(cost) = &notice.cost else { return Vec::new() };
    let sum = estimate(&cost.efforts, cost.limit);
    sum.refused
        .iter()
        .map(|activity| {
            let name = serde_json::to_value(activity).ok().and_then(|value| value.as_str().map(str::to_owned));
            let name = name.unwrap_or_default().replace('_', " ");
            Fault::new("estimate", format!("time to {name} is counted, which may not be"))
        })
        .collect()
}

fn exceeds(notice: &Notice) -> Vec<Fault> {
    let (Some(at), Some(cost)) = (over_cost(notice), &notice.cost) else { return Vec::new() };
    if cost.efforts.is_empty() {
        return Vec::new();
    }
    let sum = estimate(&cost.efforts, cost.limit);
    let hours = sum.countable_minutes / 60;
    if relies_on(notice, &["s12-2"]).is_some() && !sum.confirming_alone_exceeds {
        return vec![Fault::new(at, "finding out whether it is held does not by itself exceed the limit")];
    }
    if !sum.exceeds {
        return vec![Fault::new(
            at,
            format!("what may be counted is {hours} hours; the limit is {}", cost.limit.hours()),
        )];
    }
    Vec::new()
}

fn help(notice: &Notice) -> Vec<Fault> {
    let at = if notice.is_environmental() { relies_on(notice, &["r12-4-b", "r12-4-c"]) } else { over_cost(notice) };
    match at {
        Some(at) if !said(notice.advice_and_assistance.as_ref()) => {
            vec![Fault::new(at, "no help is given to narrow the request")]
        }
        _ => Vec::new(),
    }
}

fn aggregated(notice: &Notice) -> Vec<Fault> {
    match relies_on(notice, &["s12-4"]) {
        Some(at) if notice.related_requests.is_empty() => {
            vec![Fault::new(at, "the requests added together are not named")]
        }
        _ => Vec::new(),
    }
}

fn repeated(notice: &Notice) -> Vec<Fault> {
    match relies_on(notice, &["s14-2"]) {
        Some(at) if notice.related_requests.is_empty() => vec![Fault::new(at, "the earlier request is not named")],
        _ => Vec::new(),
    }
}

fn location(notice: &Notice) -> Vec<Fault> {
    let at =
        relies_on(notice, &["s21"]).or_else(|| notice.has(Outcome::AccessibleElsewhere).then(|| "notice".to_owned()));
    match at {
        Some(at) if !said(notice.available_at.as_ref()) => {
            vec![Fault::new(at, "where the information is to be had is not said")]
        }
        _ => Vec::new(),
    }
}

fn publication(notice: &Notice) -> Vec<Fault> {
    match relies_on(notice, &["s22"]) {
        Some(at) if !said(notice.to_be_published.as_ref()) => {
            vec![Fault::new(at, "when it is to be published is not said")]
        }
        _ => Vec::new(),
    }
}

fn transfer(notice: &Notice) -> Vec<Fault> {
    if notice.has(Outcome::Transferred) && !said(notice.transferred_to.as_ref()) {
        return vec![Fault::new("notice", "a part was transferred, but not to whom")];
    }
    Vec::new()
}
