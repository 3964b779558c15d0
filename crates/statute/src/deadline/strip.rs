//! A due date and its working as a strip a person can read.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::trace::weekday;
use super::{Day, DayKind, DueDate, Status};

/// The date, one row of days for each week, and each day that does not count with its reason.
///
/// Plain text, at most 78 columns wide but for long reasons.
#[must_use]
pub fn strip(due: &DueDate) -> String {
    let mut out = String::new();
    // Writing to a `String` cannot fail.
    let _ = write_strip(due, &mut out);
    out
}

fn write_strip(due: &DueDate, out: &mut String) -> std::fmt::Result {
    match due.due_on {
        Some(date) => writeln!(out, "Due on {}", long(date))?,
        None => writeln!(out, "No due date can be given")?,
    }
    writeln!(out, "Received {}", long(due.received_on))?;
    if due.day_zero != due.received_on {
        writeln!(out, "The clock starts from {} (day 0)", long(due.day_zero))?;
    }
    writeln!(out, "Limit: {} ({})", due.limit, due.source)?;
    if let Some(before) = due.before_extension {
        writeln!(out, "Without the extension: {}", long(before))?;
    }
    if let Some(outer) = due.outer_limit {
        writeln!(out, "No extension past: {}", long(outer))?;
    }
    let status = match due.status {
        Status::Computed => "computed",
        Status::Provisional => "PROVISIONAL",
        Status::NotComputable => "NOT COMPUTABLE",
    };
    match &due.reason {
        Some(reason) => writeln!(out, "Status: {status}: {reason}")?,
        None => writeln!(out, "Status: {status}")?,
    }
    for note in &due.notes {
        writeln!(out, "Note: {note}")?;
    }
    writeln!(
        out,
        "Holidays: {}, known from {} to {}",
        due.calendar.version, due.calendar.known_from, due.calendar.known_to
    )?;
    if !due.trace.is_empty() {
        weeks(&due.trace, out)?;
        reasons(&due.trace, out)?;
    }
    Ok(())
}

fn weeks(trace: &[Day], out: &mut String) -> std::fmt::Result {
    writeln!(out, "\nWeek of        Mon   Tue   Wed   Thu   Fri   Sat   Sun")?;
    let mut rest = trace;
    while let Some(first) = rest.first() {
        let offset = usize::try_from(first.date.weekday().to_monday_zero_offset()).unwrap_or(0);
        let (week, later) = rest.split_at(rest.len().min(7 - offset));
        rest = later;
        let mut row = format!("{:<12}{}", short(first.date), "      ".repeat(offset));
        for day in week {
            write!(row, "{:>6}", symbol(day))?;
        }
        writeln!(out, "{}", row.trim_end())?;
    }
    Ok(())
}

fn reasons(trace: &[Day], out: &mut String) -> std::fmt::Result {
    writeln!(out, "\nDays that do not count, besides weekends")?;
    let mut any = false;
    let mut days = trace.iter().filter(|day| !day.counted && day.kind != DayKind::Weekend).peekable();
    while let Some(first) = days.next() {
        any = true;
        let mut last = first;
        // One line for a run of days with one reason.
        while let Some(next) = days.next_if(|next| next.why == first.why) {
            last = next;
        }
        if last.date == first.date {
            writeln!(out, "  {:<27}{}", long(first.date), first.why)?;
        } else {
            writeln!(out, "  {} to {}: {}", short(first.date), short(last.date), first.why)?;
        }
    }
    if !any {
        writeln!(out, "  none")?;
    }
    writeln!(
        out,
        "(0 receipt or restart, . weekend, H holiday, P paused, S no school, x before the restart, > moved on)"
    )
}

fn symbol(day: &Day) -> String {
    match (day.kind, day.number) {
        (DayKind::Extended, Some(number)) => format!("+{number}"),
        (_, Some(number)) => number.to_string(),
        (DayKind::DayZero, _) => "0".to_owned(),
        (DayKind::Holiday, _) => "H".to_owned(),
        (DayKind::NotASchoolDay, _) => "S".to_owned(),
        (DayKind::Paused, _) => "P".to_owned(),
        (DayKind::RolledOver, _) => ">".to_owned(),
        (DayKind::Superseded, _) => "x".to_owned(),
        (DayKind::Counted | DayKind::Extended | DayKind::Weekend, _) => ".".to_owned(),
    }
}

fn long(date: Date) -> String {
    format!("{} {} {} {}", weekday(date), date.day(), month(date), date.year())
}

fn short(date: Date) -> String {
    format!("{:>2} {} {}", date.day(), month(date).get(..3).unwrap_or_default(), date.year())
}

fn month(date: Date) -> &'static str {
    match date.month() {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}
