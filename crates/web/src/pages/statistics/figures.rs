//! The figures as the public sees them: small ones hidden, and nothing shown from which a hidden one could be computed.
//!
//! Only the sum over both Acts is shown: a table of two ways would give more away than its margins tell.

use candour_casework::returns::small_numbers::{Shown, USUAL_LIMIT, parts_of_total, shown as shown_alone};
use candour_casework::returns::{Figure, Return, Table};
use serde_json::{Value, json};

/// Figures below this are not shown exactly.
pub(super) const LIMIT: u64 = USUAL_LIMIT;

/// A table as it is shown.
pub(super) struct ShownTable {
    pub(super) table: Table,
    /// Its key, for anchors and files.
    pub(super) key: &'static str,
    pub(super) rows: Vec<ShownFigure>,
}

/// A figure as it is shown.
pub(super) struct ShownFigure {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) definition: String,
    pub(super) shown: Shown,
}

/// Every table.
pub(super) fn shown(found: &Return) -> Vec<ShownTable> {
    Table::ALL.into_iter().map(|table| shown_table(found, table)).collect()
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
                *count = Some(shown);
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
            shown: shown.unwrap_or_else(|| shown_alone(figure.total, LIMIT)),
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
pub(super) fn as_csv(tables: &[ShownTable], found: &Return) -> String {
    let mut text = "authority,from,to,as_known_on,table,key,figure,number,definition\r\n".to_owned();
    let period = &found.period;
    for (table, row) in tables.iter().flat_map(|table| table.rows.iter().map(move |row| (table, row))) {
        let (from, to, known) = (period.from(), period.to(), period.as_known_on());
        let whose = format!("{},{from},{to},{known},{}", found.authority, table.key);
        let (name, definition) = (quoted(&row.name), quoted(&row.definition));
        text.push_str(&format!("{whose},{},{name},{},{definition}\r\n", row.key, row.shown));
    }
    text
}

/// As JSON: an exact figure is a number, a hidden one its words.
pub(super) fn as_json(tables: &[ShownTable], found: &Return) -> Value {
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
        "authority": found.authority.as_str(),
        "from": found.period.from().to_string(),
        "to": found.period.to().to_string(),
        "as_known_on": found.period.as_known_on().to_string(),
        "small_numbers": format!("figures below {LIMIT} are given as words"),
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
            period: Period::new(date(2026, 1, 1), date(2026, 12, 31), date(2026, 7, 1)).unwrap(),
            figures: counts.iter().map(figure).collect(),
        }
    }

    fn words(found: &Return, key: &str) -> String {
        let tables = shown(found);
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
        assert_eq!(words(&found, "resolvable"), "not shown");
        assert_eq!((words(&found, "received"), words(&found, "answered")), ("60".into(), "50".into()));
        assert_eq!(words(&found, "withdrawn"), "fewer than 5");
        assert_eq!(words(&found, "open_in_time"), "not shown");
        assert_eq!(words(&found, "withheld_in_full"), "fewer than 5");
        assert_eq!(words(&found, "not_held"), "not shown");
        assert_eq!(words(&found, "granted_in_full"), "40");
    }

    #[test]
    fn downloads_hide_what_the_page_hides() {
        let found = of(&[(Table::Requests, "received", 3), (Table::Provisions, "relied_on_s31", 4)]);
        let (csv, json) = (as_csv(&shown(&found), &found), as_json(&shown(&found), &found));
        assert!(csv.contains(",received,\"received\",fewer than 5,\"\"\"so\"\", it is\"\r\n"), "{csv}");
        assert_eq!(json["figures"][1]["number"], "fewer than 5");
        assert_eq!(json["from"], "2026-01-01");
    }
}
