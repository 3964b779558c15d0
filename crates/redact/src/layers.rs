//! Optional content: what the default configuration shows (ISO 32000-2, 8.11).
//!
//! The output has no layers. What is on stays as plain content, what is off goes;
//! so a reader cannot switch on what the officer never saw.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object, ObjectId};

use crate::draft::as_dictionary;
use crate::load::Source;

/// The state of every optional content group under the default configuration.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layers {
    off: BTreeSet<ObjectId>,
    base_is_off: bool,
    on: BTreeSet<ObjectId>,
    /// Groups the document lists, for reporting.
    pub(crate) groups: usize,
}

impl Layers {
    /// Reads `OCProperties`.
    pub(crate) fn read(source: &Source) -> Self {
        let Some(properties) = source.dictionary(source.catalog(), b"OCProperties") else {
            return Self::default();
        };
        let groups = source.array(properties, b"OCGs").map_or(0, <[Object]>::len);
        let Some(config) = source.dictionary(properties, b"D") else {
            return Self { groups, ..Self::default() };
        };
        let ids = |key: &[u8]| {
            source
                .array(config, key)
                .unwrap_or_default()
                .iter()
                .filter_map(|group| source.resolve_with_id(group).0)
                .collect::<BTreeSet<_>>()
        };
        Self {
            off: ids(b"OFF"),
            on: ids(b"ON"),
            base_is_off: source.name(config, b"BaseState") == Some(b"OFF"),
            groups,
        }
    }

    /// Whether content that belongs to `membership` (an `OC` value: group or membership dictionary) is off.
    pub(crate) fn is_hidden(&self, source: &Source, membership: &Object) -> bool {
        let (id, target) = source.resolve_with_id(membership);
        let Some(dictionary) = as_dictionary(target) else { return false };
        match source.name(dictionary, b"Type") {
            Some(b"OCMD") => !self.membership_is_visible(source, dictionary),
            _ => id.is_some_and(|id| !self.is_on(id)),
        }
    }

    /// How many groups are off.
    pub(crate) fn hidden_groups(&self) -> usize {
        if self.base_is_off { self.groups.saturating_sub(self.on.len()) } else { self.off.len() }
    }

    fn is_on(&self, group: ObjectId) -> bool {
        if self.off.contains(&group) { false } else { !self.base_is_off || self.on.contains(&group) }
    }

    /// 8.11.2.2: a visibility expression wins over the policy.
    fn membership_is_visible(&self, source: &Source, dictionary: &Dictionary) -> bool {
        let mut budget = MAX_OPERATORS;
        if let Some(expression) = source.array(dictionary, b"VE")
            && let Some(visible) = self.evaluate(source, expression, 0, &mut budget)
        {
            return visible;
        }
        let groups = match source.value(dictionary, b"OCGs") {
            Object::Array(groups) => groups.as_slice(),
            Object::Dictionary(_) => std::slice::from_ref(dictionary.get(b"OCGs").unwrap_or(&Object::Null)),
            _ => return true,
        };
        let states: Vec<bool> =
            groups.iter().filter_map(|group| source.resolve_with_id(group).0).map(|id| self.is_on(id)).collect();
        if states.is_empty() {
            return true;
        }
        match source.name(dictionary, b"P") {
            Some(b"AllOn") => states.iter().all(|on| *on),
            Some(b"AnyOff") => states.iter().any(|on| !on),
            Some(b"AllOff") => states.iter().all(|on| !on),
            _ => states.iter().any(|on| *on),
        }
    }

    /// The value of a visibility expression; none if it is malformed, too deep or too long.
    fn evaluate(&self, source: &Source, expression: &[Object], depth: usize, budget: &mut usize) -> Option<bool> {
        *budget = budget.checked_sub(1)?;
        if depth > source.limits.depth {
            return None;
        }
        let (operator, operands) = expression.split_first()?;
        let Object::Name(operator) = source.resolve(operator) else { return None };
        let mut values = operands.iter().map(|operand| match source.resolve_with_id(operand) {
            (_, Object::Array(nested)) => self.evaluate(source, nested, depth + 1, budget).unwrap_or(true),
            (id, _) => id.is_none_or(|id| self.is_on(id)),
        });
        match operator.as_slice() {
            b"And" => Some(values.all(|value| value)),
            b"Or" => Some(values.any(|value| value)),
            b"Not" => Some(!values.next()?),
            _ => None,
        }
    }
}

/// Operators of one visibility expression; references could make it endless.
const MAX_OPERATORS: usize = 10_000;
