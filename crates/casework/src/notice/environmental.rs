//! What only an EIR refusal needs (EIR 2004 reg. 12 and 14).

use candour_statute::provision;

use super::model::{Notice, cited, said};
use super::{Check, Fault, Severity};

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "unfinished-material-particulars",
        severity: Severity::Statute,
        citation: "",
        eir_citation: "EIR 2004 reg. 14(4)",
        asks: "where regulation 12(4)(d) is relied on, who is preparing the information and when it will be finished are named, if known",
        mend: "Name the authority preparing it and the estimated time, or say that they are not known.",
        run: unfinished,
    },
    Check {
        name: "no-bar-for-emissions",
        severity: Severity::Statute,
        citation: "",
        eir_citation: "EIR 2004 reg. 12(9)",
        asks: "regulation 12(5)(d) to (g) is not used for information on emissions",
        mend: "Disclose what is on emissions, or rely on an exception that is open for it.",
        run: emissions,
    },
];

fn unfinished(notice: &Notice) -> Vec<Fault> {
    let relied_on = notice.grounds().any(|(_, id)| id == "r12-4-d");
    let particulars = notice.environmental.as_ref();
    let prepared_by = particulars.is_some_and(|particulars| said(particulars.prepared_by.as_ref()));
    let finished_by = particulars.is_some_and(|particulars| said(particulars.finished_by.as_ref()));
    if relied_on && !(prepared_by && finished_by) {
        return vec![Fault::new(
            cited("r12-4-d"),
            "who is preparing it and when it will be finished are not both named",
        )];
    }
    Vec::new()
}

fn emissions(notice: &Notice) -> Vec<Fault> {
    let mut faults = Vec::new();
    for limb in notice.limbs.iter().filter(|limb| limb.is_on_emissions) {
        let more = notice.reliances_on(limb).flat_map(|reliance| &reliance.provisions);
        let mut ids: Vec<&String> = limb.provisions.iter().chain(more).collect();
        ids.sort();
        ids.dedup();
        for id in ids {
            if provision::by_id(id).is_some_and(|known| known.barred_for_emissions) {
                faults
                    .push(Fault::new(limb.place(), format!("{} is not open for information on emissions", cited(id))));
            }
        }
    }
    faults
}
