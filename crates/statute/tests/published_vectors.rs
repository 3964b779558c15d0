//! The vectors in `docs/vectors/`: what anybody's own computation can be held against.
//!
//! `cargo test -p candour-statute --test published_vectors -- --ignored` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use candour_statute::calendar::{Calendar, Scope};
use candour_statute::deadline::{Body, Clock, Closure, EventKind, Nation, Query, SchoolCalendar, answer};
use candour_statute::provision::citations;
use candour_statute::{Division, Regime};
use jiff::civil::{Date, date};
use serde_json::{Value, json};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/vectors/");

#[test]
fn the_published_vectors_are_what_is_computed() {
    for (name, computed) in files() {
        let path = format!("{FOLDER}{name}");
        let published: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(published, computed, "{name}");
    }
}

#[test]
#[ignore = "writes the files it is compared with"]
fn write_the_vectors() {
    for (name, computed) in files() {
        let text = serde_json::to_string_pretty(&computed).unwrap() + "\n";
        std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .open(format!("{FOLDER}{name}"))
            .and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()))
            .unwrap();
    }
}

fn files() -> Vec<(&'static str, Value)> {
    vec![("working-days.json", working_days()), ("due-dates.json", due_dates()), ("citations.json", read_citations())]
}

fn working_days() -> Value {
    let calendar = Calendar::built_in();
    let received = [
        "2019-12-05",
        "2020-04-20",
        "2021-11-10",
        "2022-05-16",
        "2022-09-05",
        "2023-04-17",
        "2023-07-03",
        "2024-03-04",
        "2024-07-20",
        "2024-12-13",
        "2025-03-01",
        "2025-11-14",
        "2026-06-01",
        "2026-07-01",
        "2026-12-04",
        "2027-12-10",
    ];
    let rows: Vec<Value> = received
        .iter()
        .map(|received| {
            let day: Date = received.parse().unwrap();
            json!({
                "received_on": day,
                "20th": calendar.nth_working_day_after(day, 20),
                "20th_by_england_and_wales_alone": by_one_division(day, 20),
                "40th": calendar.nth_working_day_after(day, 40),
            })
        })
        .collect();
    json!({
        "about": "FOIA 2000 s.10(6): bank holidays of every part of the United Kingdom count everywhere. The third column is the common mistake.",
        "calendar": calendar.version(),
        "vectors": rows,
    })
}

fn by_one_division(received: Date, n: u32) -> Date {
    let mut day = received;
    let mut counted = 0;
    while counted < n {
        day = day.tomorrow().unwrap();
        let scope = Scope::Only(Division::EnglandAndWales);
        counted += u32::from(Calendar::built_in().is_working_day(day, scope).unwrap());
    }
    day
}

fn due_dates() -> Value {
    let school = |received: Date, from: Date, to: Date| {
        let mut query = Query::received_on(received);
        query.body = Body::School;
        query.school =
            Some(SchoolCalendar { covers: None, closed: vec![Closure { from, to, why: "closed".to_owned() }] });
        query
    };
    let change = |mut query: Query, change: fn(&mut Query)| {
        change(&mut query);
        query
    };
    let received = Query::received_on(date(2025, 9, 1));
    let eir: fn(&mut Query) = |query| query.regime = Regime::Eir;
    let sar: fn(&mut Query) = |query| query.clock = Clock::Sar;
    let cases = vec![
        ("a request", received.clone()),
        (
            "fees pause: 13 working days",
            received.clone().with(EventKind::FeesNotice, date(2025, 9, 8)).with(EventKind::FeePaid, date(2025, 9, 24)),
        ),
        ("fees notice unpaid", received.clone().with(EventKind::FeesNotice, date(2025, 9, 8))),
        (
            "clarification",
            Query::received_on(date(2025, 10, 1))
                .with(EventKind::ClarificationSought, date(2025, 10, 8))
                .with(EventKind::Clarified, date(2025, 10, 20)),
        ),
        (
            "public interest extension to the 40th working day",
            received.clone().with(EventKind::ExtendedTo, date(2025, 10, 27)),
        ),
        ("school, autumn", school(date(2025, 10, 13), date(2025, 10, 27), date(2025, 10, 31))),
        ("school, summer", school(date(2025, 7, 22), date(2025, 7, 23), date(2025, 9, 2))),
        ("archive", change(received.clone(), |query| query.body = Body::Archive)),
        ("EIR", change(received.clone(), eir)),
        ("EIR extended", change(received.clone().with(EventKind::ExtendedTo, date(2025, 10, 27)), eir)),
        ("internal review", change(received.clone(), |query| query.clock = Clock::Review)),
        ("EIR reconsideration", change(received, |query| query.clock = Clock::EirReview)),
        ("subject access, last day of a shorter month", change(Query::received_on(date(2024, 1, 31)), sar)),
        (
            "subject access, St Patrick's Day in Belfast",
            change(Query::received_on(date(2026, 2, 17)), |query| {
                query.clock = Clock::Sar;
                query.nation = Nation::NorthernIreland;
            }),
        ),
        ("past the published holidays", Query::received_on(date(2028, 12, 20))),
        ("before the published holidays", Query::received_on(date(2018, 12, 31))),
    ];
    let rows: Vec<Value> = cases
        .into_iter()
        .map(|(name, query)| {
            let due = answer(&query, Calendar::built_in()).unwrap();
            let counted = due.trace.iter().filter(|day| day.counted).count();
            json!({
                "name": name,
                "query": query,
                "due_on": due.due_on,
                "status": due.status,
                "before_extension": due.before_extension,
                "outer_limit": due.outer_limit,
                "days_counted": counted,
            })
        })
        .collect();
    json!({ "about": "Due dates with what moves them; status says how far to rely on each.", "vectors": rows })
}

fn read_citations() -> Value {
    let written = [
        "Section 31(1)(a)(b) – Law Enforcement",
        "Section 40(2)&(3)",
        "Section 40(2) & 3A(a)",
        "Section 40(2)(3A)(a)",
        "Sections 30(3) and 31(3)",
        "section 36(2)(b)(i) and (ii) and (c)",
        "Section 40(5B)(a)(i)",
        "Section 42",
        "Section 31",
        "Regulation 12(5)(b) and (e)",
        "section 170 of the Data Protection Act 2018",
    ];
    let rows: Vec<Value> = written
        .iter()
        .map(|written| {
            let found = citations(written);
            let ids: Vec<&str> = found.iter().flat_map(|citation| citation.ids().collect::<Vec<_>>()).collect();
            let notes: Vec<&String> = found.iter().flat_map(|citation| &citation.notes).collect();
            json!({ "written": written, "provisions": ids, "notes": notes })
        })
        .collect();
    json!({ "about": "How citations in notices are read. No provision means that the words do not settle one.", "vectors": rows })
}
