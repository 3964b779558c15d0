//! Sorting a request: whose it is, what parts it has, what it is related to.

use candour_statute::Calendar;
use candour_statute::cost::may_be_aggregated;
use jiff::civil::Date;

use super::{Answer, By, Refused, must_say};
use crate::case::{Case, CaseState};
use crate::event::{EventKind, Relation};
use crate::id::{CaseId, UserId};
use crate::request::{Holding, Limb, LimbId, Part};

const ANSWERED: &str = "the request has been answered or closed";
/// What the public is told of a restricted case. The officer's reason stays inside.
const NOT_PUBLIC: &str = "This answer is not open to the public at present.";

impl Case {
    /// Gives the case to an officer.
    pub fn allocate(&self, by: &By, officer: UserId) -> Answer {
        const ACTION: &str = "allocate the case";
        self.may_work(by, ACTION)?;
        self.must_be(|state| state.awaits_response(), ACTION, ANSWERED)?;
        Ok(by.change([EventKind::Allocated { officer }]))
    }

    /// Splits the request into numbered parts. A question that the requester numbered keeps its number.
    pub fn set_parts(&self, by: &By, parts: Vec<Part>) -> Answer {
        const ACTION: &str = "split the request into parts";
        self.may_work(by, ACTION)?;
        let divisible =
            |state: &CaseState| state.awaits_response() && !matches!(state, CaseState::Decided | CaseState::SignedOff);
        self.must_be(
            divisible,
            ACTION,
            "what was decided on is divided as it was decided; send the decision back first",
        )?;
        if parts.is_empty() {
            return Err(Refused::Empty { what: "the list of parts" });
        }
        let mut parts = parts;
        let mut numbers = Vec::with_capacity(parts.len());
        for part in &mut parts {
            must_say(&part.text, "the text of a part")?;
            if numbers.contains(&part.number) {
                return Err(Refused::Already { what: "a part with the number", which: part.number.to_string() });
            }
            numbers.push(part.number);
            if part.limbs.is_empty() {
                part.limbs.push(undecided(part.number));
            }
        }
        Ok(by.change([EventKind::PartsSet { parts }]))
    }

    /// Keeps the public copy of the request, once somebody has taken out what identifies a person.
    pub fn screen_request(&self, by: &By, public: &str) -> Answer {
        const ACTION: &str = "screen the request";
        by.person(ACTION)?;
        self.may_work(by, ACTION)?;
        must_say(public, "the public copy of the request")?;
        Ok(by.change([EventKind::RequestScreened { public: public.to_owned() }]))
    }

    /// Lets only named members of staff see the case; nobody named lifts it. What is published of the case is taken down
    /// in the same change: whoever may not see it inside may not read it outside. Published again it is by a decision
    /// of its own, once the restriction is lifted.
    pub fn restrict(&self, by: &By, to: Vec<UserId>, why: &str) -> Answer {
        self.may_work(by, "restrict the case")?;
        must_say(why, "the reason for restricting")?;
        let is_public = self.publication.is_some() && self.publish == Some(true);
        let hidden = self.hidden(by, NOT_PUBLIC).filter(|_| is_public && !to.is_empty());
        let restricted = by.change([EventKind::Restricted { to, why: why.to_owned() }]);
        Ok(match hidden {
            Some(hidden) => restricted.with(hidden),
            None => restricted,
        })
    }

    /// Notes that the request was acknowledged.
    pub fn acknowledge(&self, by: &By, on: Date) -> Answer {
        const ACTION: &str = "acknowledge the request";
        self.may_work(by, ACTION)?;
        self.must_be(|state| state.awaits_response(), ACTION, "an acknowledgement comes before the answer")?;
        by.must_have_happened(on, self.received_on, "the acknowledgement")?;
        Ok(by.change([EventKind::Acknowledged { on }]))
    }

    /// Adds the cost of another request to that of this one (SI 2004/3244 reg. 5): to the same extent on the same or
    /// similar information, received within 60 consecutive working days, from one person or people acting together.
    pub fn aggregate(&self, by: &By, other: &Self, calendar: &Calendar) -> Answer {
        const ACTION: &str = "aggregate the costs";
        self.may_work(by, ACTION)?;
        let received: Vec<Date> = [self, other].iter().filter_map(|case| case.received_on).collect();
        let within = received.len() == 2 && may_be_aggregated(&received, calendar) == Some(true);
        if !within {
            let because = "SI 2004/3244 reg. 5(2): requests are aggregated only if received within 60 consecutive \
                           working days";
            return Err(Refused::State { action: ACTION, because, state: self.state.key() });
        }
        self.note_relation(by, other.id, Relation::Aggregated)
    }

    /// Notes that another request is on the same subject, or a repetition of this one.
    pub fn relate(&self, by: &By, case: CaseId, relation: Relation) -> Answer {
        const ACTION: &str = "relate the case";
        self.may_work(by, ACTION)?;
        if relation == Relation::Aggregated {
            let because = "SI 2004/3244 reg. 5: aggregation looks at both requests; use that command";
            return Err(Refused::State { action: ACTION, because, state: self.state.key() });
        }
        self.note_relation(by, case, relation)
    }

    fn note_relation(&self, by: &By, case: CaseId, relation: Relation) -> Answer {
        if case == self.id {
            return Err(Refused::Import("a case cannot be related to itself".into()));
        }
        if self.related.contains(&(case, relation)) {
            return Err(Refused::Already { what: "this relation to case", which: case.to_string() });
        }
        Ok(by.change([EventKind::Related { case, relation }]))
    }

    /// Makes the case known by another reference.
    pub fn add_alias(&self, by: &By, alias: &str) -> Answer {
        self.may_work(by, "add a reference")?;
        must_say(alias, "the reference")?;
        if self.aliases.iter().any(|known| known == alias) {
            return Err(Refused::Already { what: "the reference", which: alias.to_owned() });
        }
        Ok(by.change([EventKind::AliasAdded { alias: alias.to_owned() }]))
    }
}

fn undecided(part: u32) -> Limb {
    Limb {
        id: LimbId(format!("{part}a")),
        describes: String::new(),
        holding: Holding::Unknown,
        outcome: None,
        provisions: Vec::new(),
    }
}
