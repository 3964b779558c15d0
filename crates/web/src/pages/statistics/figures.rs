//! The figures as the public sees them: small ones hidden, and nothing shown from which a hidden one could be computed.
//!
//! Only the sum over both Acts is shown: a table of two ways would give more away than its margins tell. A year's figure is
//! made of what its quarters show and of nothing else, so that it tells nothing about what they hide: where one of them
//! hides a figure, the year gives the bounds that anybody could work out.

use std::fmt;

use candour_casework::Authority;
use candour_casework::returns::small_numbers::{self, USUAL_LIMIT, parts_of_total, shown as shown_alone};
use candour_casework::returns::{Figure, Return, Table};
use serde_json::{Value, json};

use super::period::Choice;

/// Figures below this are not shown exactly.
pub(super) const LIMIT: u64 = USUAL_LIMIT;

/// A figure as the public sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// The figure.
    Exactly(u64),
    /// One to one less than this.
    FewerThan(u64),
    /// In a year of which a quarter hides a small figure: from, to.
    Between(u64, u64),
    /// In a year of which a quarter hides a figure that is not small.
    AtLeast(u64),
    /// Hidden beside a small one; not nought.
    Withheld,
}

impl From<small_numbers::Shown> for Shown {
    fn from(shown: small_numbers::Shown) -> Self {
        match shown {
            small_numbers::Shown::Exactly(count) => Self::Exactly(count),
            small_numbers::Shown::FewerThan(limit) => Self::FewerThan(limit),
            small_numbers::Shown::Withheld => Self::Withheld,
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(count) => count.fmt(f),
            Self::FewerThan(limit) => write!(f, "fewer than {limit}"),
            Self::Between(from, to) => write!(f, "{from} to {to}"),
            Self::AtLeast(0) | Self::Withheld => f.write_str("not shown"),
            Self::AtLeast(count) => write!(f, "at least {count}"),
        }
    }
}

impl Shown {
    /// What anybody can say of it: at least, and at most unless that is not told.
    fn bounds(self) -> (u64, Option<u64>) {
        match self {
            Self::Exactly(count) => (count, Some(count)),
            Self::FewerThan(limit) => (1, Some(limit.saturating_sub(1))),
            Self::Between(from, to) => (from, Some(to)),
            Self::AtLeast(count) => (count, None),
            Self::Withheld => (0, None),
        }
    }

    /// What anybody can say of the sum of two.
    fn and(self, other: Self) -> Self {
        if let (Self::Exactly(0), only) | (only, Self::Exactly(0)) = (self, other) {
            return only;
        }
        let ((from, to), (more_from, more_to)) = (self.bounds(), other.bounds());
        let from = from + more_from;
        match to.zip(more_to) {
            Some((to, more)) if to + more == from => Self::Exactly(from),
            Some((to, more)) => Self::Between(from, to + more),
            None => Self::AtLeast(from),
        }
    }
}

/// A table as it is shown.
#[derive(Clone, Debug)]
pub(super) struct ShownTable {
    pub(super) table: Table,
    /// Its key, for anchors and files.
    pub(super) key: &'static str,
    pub(super) rows: Vec<ShownFigure>,
}

/// A figure as it is shown.
#[derive(Clone, Debug)]
pub(super) struct ShownFigure {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) definition: String,
    pub(super) shown: Shown,
}

/// Every table of a period, of the returns of its quarters; nothing where there are none.
pub(super) fn shown<'a>(quarters: impl IntoIterator<Item = &'a Return>) -> Vec<ShownTable> {
    let mut quarters = quarters.into_iter().map(|found| Table::ALL.map(|table| shown_table(found, table)));
    let Some(first) = quarters.next() else { return Vec::new() };
    let mut tables = Vec::from(first);
    for quarter in quarters {
        for (table, other) in tables.iter_mut().zip(quarter) {
            table.add(other);
        }
    }
    tables
}

/// Whether there is anything in it.
pub(super) fn is_empty(tables: &[ShownTable]) -> bool {
    tables.iter().flat_map(|table| &table.rows).all(|row| row.shown == Shown::Exactly(0))
}

impl ShownTable {
    fn add(&mut self, other: Self) {
        for (place, figure) in other.rows.into_iter().enumerate() {
            match self.rows.iter_mut().find(|known| known.key == figure.key) {
                Some(known) => known.shown = known.shown.and(figure.shown),
                // Provisions are listed where they were relied on: in the order of the Acts, whichever quarter it was.
                None => self.rows.insert(place.min(self.rows.len()), figure),
            }
        }
    }
}

fn shown_table(found: &Return, table: Table) -> ShownTable {
    let all: Vec<&Figure> = found.table(table).collect();
    let mut counts: Vec<Option<Shown>> = vec![None; all.len()];
    for parts in PARTS.iter().filter(|(of, _)| *of == table).map(|(_, parts)| parts) {
        let places: Vec<usize> =
            all.iter().enumerate().filter(|(_, one)| parts.contains(&one.key.as_str())).map(|(at, _)| at).collect();
        let values: Vec<u64> = places.iter().filter_map(|at| all.get(*at)).map(|one| one.total).collect();
        for (at, shown) in places.into_iter().zip(parts_of_total(&values, LIMIT)) {
            if let Some(count) = counts.get_mut(at) {
                *count = Some(shown.into());
            }
        }
    }
    // A sum over some of the parts is one more equation about those that are hidden.
    let hides = counts.iter().flatten().any(|shown| !matches!(shown, Shown::Exactly(_)));
    for (figure, count) in
        all.iter().zip(&mut counts).filter(|(figure, _)| hides && SUMS.contains(&figure.key.as_str()))
    {
        *count = (figure.total > 0).then_some(Shown::Withheld);
    }
    let rows = all
        .into_iter()
        .zip(counts)
        .map(|(figure, shown)| ShownFigure {
            key: figure.key.clone(),
            name: figure.name.clone(),
            definition: figure.definition.clone(),
            shown: shown.unwrap_or_else(|| shown_alone(figure.total, LIMIT).into()),
        })
        .collect();
    ShownTable { table, key: table.key(), rows }
}

/// Figures that add up to one that is shown elsewhere. Requests received fall into those answered, which stands by
/// itself because the tables of times and outcomes add up to it, and the rest.
const PARTS: [(Table, &[&str]); 5] = [
    (
        Table::Requests,
        &["open_in_time", "open_extended", "open_on_hold", "open_late", "withdrawn", "lapsed", "transferred"],
    ),
    (Table::Timeliness, &["answered_in_time", "answered_within_extension", "answered_late", "answered_time_unknown"]),
    (
        Table::Outcomes,
        &[
            "granted_in_full",
            "granted_in_part",
            "withheld_in_full",
            "refused_cost_limit",
            "refused_vexatious",
            "refused_repeated",
            "available_elsewhere",
            "to_be_published",
            "not_held",
            "other_answer",
        ],
    ),
    (Table::Reviews, &["reviews_upheld", "reviews_upheld_in_part", "reviews_overturned", "reviews_open"]),
    (Table::Regulator, &["complaints_upheld", "complaints_upheld_in_part", "complaints_overturned", "complaints_open"]),
];

/// Figures that are sums over some of the parts above.
const SUMS: [&str; 1] = ["resolvable"];

/// As CSV (RFC 4180): one figure a line, as it is shown.
pub(super) fn as_csv(authority: &Authority, choice: &Choice, tables: &[ShownTable]) -> String {
    let mut text = "authority,from,to,as_known_on,table,key,figure,number,definition\r\n".to_owned();
    let day = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let (from, to) = (day(choice.from()), day(choice.to()));
    let known = day(choice.quarters.last().map(|quarter| quarter.as_known_on()));
    for (table, row) in tables.iter().flat_map(|table| table.rows.iter().map(move |row| (table, row))) {
        let whose = format!("{},{from},{to},{known},{}", authority.slug, table.key);
        let (name, definition) = (quoted(&row.name), quoted(&row.definition));
        text.push_str(&format!("{whose},{},{name},{},{definition}\r\n", row.key, row.shown));
    }
    text
}

/// As JSON: an exact figure is a number, a hidden one its words.
pub(super) fn as_json(authority: &Authority, choice: &Choice, tables: &[ShownTable]) -> Value {
    let figure = |table: &ShownTable, row: &ShownFigure| {
        let number = match row.shown {
            Shown::Exactly(count) => json!(count),
            hidden => json!(hidden.to_string()),
        };
        json!({ "table": table.key, "key": row.key, "name": row.name, "number": number, "definition": row.definition })
    };
    let figures: Vec<Value> =
        tables.iter().flat_map(|table| table.rows.iter().map(move |row| figure(table, row))).collect();
    json!({
        "authority": authority.slug,
        "from": choice.from(),
        "to": choice.to(),
        "is_unfinished": choice.is_unfinished,
        "quarters": choice.quarters.iter().map(|quarter| json!({
            "from": quarter.from(), "to": quarter.to(), "as_known_on": quarter.as_known_on(),
        })).collect::<Vec<_>>(),
        "small_numbers": format!("figures below {LIMIT} are given as words, and so are those that would give one away"),
        "figures": figures,
    })
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use candour_casework::returns::Period;
    use jiff::civil::date;

    use super::*;

    fn of(counts: &[(Table, &str, u64)]) -> Return {
        let figure = |(table, key, total): &(Table, &str, u64)| Figure {
            table: *table,
            key: (*key).to_owned(),
            name: (*key).to_owned(),
            definition: "\"so\", it is".to_owned(),
            foia: *total,
            eir: 0,
            total: *total,
        };
        Return {
            authority: "sample-police".parse().unwrap(),
            period: Period::new(date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 30)).unwrap(),
            figures: counts.iter().map(figure).collect(),
        }
    }

    fn words(tables: &[ShownTable], key: &str) -> String {
        tables.iter().flat_map(|table| &table.rows).find(|row| row.key == key).unwrap().shown.to_string()
    }

    #[test]
    fn no_hidden_figure_can_be_computed_from_those_shown() {
        let found = of(&[
            (Table::Requests, "received", 60),
            (Table::Requests, "answered", 50),
            (Table::Requests, "open_in_time", 8),
            (Table::Requests, "withdrawn", 2),
            (Table::Outcomes, "granted_in_full", 40),
            (Table::Outcomes, "not_held", 7),
            (Table::Outcomes, "withheld_in_full", 3),
            (Table::Outcomes, "resolvable", 43),
        ]);
        let tables = shown([&found]);
        assert_eq!(words(&tables, "resolvable"), "not shown");
        assert_eq!((words(&tables, "received"), words(&tables, "answered")), ("60".into(), "50".into()));
        assert_eq!(words(&tables, "withdrawn"), "fewer than 5");
        assert_eq!(words(&tables, "open_in_time"), "not shown");
        assert_eq!(words(&tables, "withheld_in_full"), "fewer than 5");
        assert_eq!(words(&tables, "not_held"), "not shown");
        assert_eq!(words(&tables, "granted_in_full"), "40");
    }

    #[test]
    fn a_year_tells_nothing_that_its_quarters_do_not() {
        let quarter = |received, withdrawn, relied: &[(Table, &'static str, u64)]| {
            let counts = [(Table::Requests, "received", received), (Table::Requests, "withdrawn", withdrawn)];
            of(&[&counts, relied].concat())
        };
        let year = |withdrawn| {
            let quarters = [
                quarter(30, 0, &[]),
                quarter(20, withdrawn, &[(Table::Provisions, "relied_on_s40", 7)]),
                quarter(10, 6, &[(Table::Provisions, "relied_on_s31", 9), (Table::Provisions, "relied_on_s40", 2)]),
            ];
            shown(&quarters)
        };
        let tables = year(3);
        assert_eq!(words(&tables, "received"), "60");
        assert_eq!(words(&tables, "relied_on_s31"), "9");
        assert_eq!(words(&tables, "relied_on_s40"), "8 to 11");
        let hidden = words(&tables, "withdrawn");
        // Whatever the hidden figure is, the year says the same of it.
        assert!((1..5).all(|count| words(&year(count), "withdrawn") == hidden), "{hidden}");
        assert!(!is_empty(&tables) && is_empty(&shown(&[of(&[(Table::Requests, "received", 0)])])));
        assert!(is_empty(&shown(&[])));
    }

    #[test]
    fn downloads_hide_what_the_page_hides() {
        let found = of(&[(Table::Requests, "received", 3), (Table::Provisions, "relied_on_s31", 4)]);
        let choice = Choice {
            key: "2026-q1".into(),
            title: "January to March 2026".into(),
            quarters: vec![found.period],
            is_unfinished: false,
        };
        let authority = candour_casework::sample::authority();
        let tables = shown([&found]);
        let (csv, json) = (as_csv(&authority, &choice, &tables), as_json(&authority, &choice, &tables));
        assert!(csv.contains(",received,\"received\",fewer than 5,\"\"\"so\"\", it is\"\r\n"), "{csv}");
        assert_eq!(json["figures"][1]["number"], "fewer than 5");
        assert_eq!((&json["from"], &json["quarters"][0]["as_known_on"]), (&"2026-01-01".into(), &"2026-04-30".into()));
    }
}
