//! A list of cases as CSV: one answered request a line, from another system's export.
//!
//! Columns are known by their names, in any order and in the spellings that exports use; a column that is not known is
//! named and passed over. What a line does not say stays empty.

use candour_casework::authority::AuthoritySlug;
use candour_casework::imported_page::ImportedPage;
use candour_casework::{Digest, Outcome, ProvisionId};
use candour_statute::provision::citations;
use jiff::civil::Date;
use serde::Serialize;

use crate::page::{Refused, dates, decode};

/// What was understood of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CaseList {
    /// Each line that is a case, or why it is none.
    pub lines: Vec<CaseLine>,
    /// Columns that are not known.
    pub unknown_columns: Vec<String>,
}

/// One line.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CaseLine {
    /// Its number in the file, from 1; the header is line 1.
    pub line: u64,
    /// The reference.
    pub reference: String,
    /// What it is called.
    pub title: Option<String>,
    /// The words of the request.
    pub request: Option<String>,
    /// The day of receipt.
    pub received_on: Option<Date>,
    /// The day of the answer.
    pub answered_on: Option<Date>,
    /// The day of publication.
    pub published_on: Option<Date>,
    /// The outcome.
    pub outcome: Option<Outcome>,
    /// The ids of the provisions.
    pub provisions: Vec<String>,
    /// Cells that were not understood.
    pub not_understood: Vec<String>,
    /// Why the line is no case, if it is none.
    pub refused: Option<String>,
}

/// Reads a list.
///
/// # Errors
///
/// The bytes are no text, or no column holds references.
pub fn read(bytes: &[u8]) -> Result<CaseList, NoList> {
    // With one character at each line's end the reader's line numbers are those that an editor shows.
    let text = decode::decode(bytes).map_err(NoList::Bytes)?.text.replace("\r\n", "\n");
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|_| NoList::NoHeader)?.clone();
    let columns: Vec<Option<Column>> = header.iter().map(Column::named).collect();
    if !columns.contains(&Some(Column::Reference)) {
        return Err(NoList::NoReferences(header.iter().take(20).collect::<Vec<_>>().join(", ")));
    }
    let unknown = header.iter().zip(&columns).filter(|(name, column)| column.is_none() && !name.is_empty());
    let mut list =
        CaseList { unknown_columns: unknown.map(|(name, _)| name.to_owned()).collect(), ..CaseList::default() };
    for record in reader.records().take(MOST_LINES) {
        list.lines.push(match record {
            Ok(record) => line(&record, &columns),
            Err(error) => {
                let number = error.position().map_or(0, csv::Position::line);
                CaseLine { line: number, refused: Some(format!("not CSV: {error}")), ..CaseLine::default() }
            }
        });
    }
    Ok(list)
}

/// Why a file is no list of cases.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoList {
    /// No text.
    #[error(transparent)]
    Bytes(Refused),
    /// No first line.
    #[error("there is no line with the names of the columns")]
    NoHeader,
    /// No column of references.
    #[error("no column is called `reference`; the columns are: {0}")]
    NoReferences(String),
}

fn line(record: &csv::StringRecord, columns: &[Option<Column>]) -> CaseLine {
    let mut line = CaseLine { line: record.position().map_or(0, csv::Position::line), ..CaseLine::default() };
    for (cell, column) in record.iter().zip(columns).filter(|(cell, _)| !cell.is_empty()) {
        let Some(column) = column else { continue };
        let mut date = |slot: fn(&mut CaseLine) -> &mut Option<Date>| match dates::find(cell) {
            Some(date) => *slot(&mut line) = Some(date),
            None => line.not_understood.push(format!("`{cell}` is no date")),
        };
        match column {
            Column::Reference => line.reference = cell.chars().take(LONGEST_REFERENCE).collect(),
            Column::Title => line.title = Some(cell.to_owned()),
            Column::Request => line.request = Some(cell.to_owned()),
            Column::Received => date(|line| &mut line.received_on),
            Column::Answered => date(|line| &mut line.answered_on),
            Column::Published => date(|line| &mut line.published_on),
            Column::Outcome => match outcome(cell) {
                Some(outcome) => line.outcome = Some(outcome),
                None => line.not_understood.push(format!("`{cell}` is no outcome")),
            },
            Column::Provisions => provisions(cell, &mut line),
        }
    }
    if line.reference.is_empty() {
        line.refused = Some("there is no reference on this line".into());
    } else if line.received_on.zip(line.answered_on).is_some_and(|(received, answered)| answered < received) {
        line.refused = Some("the answer is dated before the request".into());
    }
    line
}

fn provisions(cell: &str, line: &mut CaseLine) {
    for piece in cell.split([';', '|', '\n']).flat_map(|piece| piece.split(", ")).map(str::trim) {
        // Lists often leave the word out: `31(1)(a); 40(2)`.
        let cited =
            if piece.starts_with(|c: char| c.is_ascii_digit()) { format!("section {piece}") } else { piece.to_owned() };
        let ids: Vec<String> = citations(&cited)
            .iter()
            .flat_map(|citation| citation.ids().map(str::to_owned).collect::<Vec<_>>())
            .collect();
        if ids.is_empty() && !piece.is_empty() {
            line.not_understood.push(format!("`{piece}` names no provision to the paragraph"));
        }
        line.provisions.extend(ids);
    }
    line.provisions.dedup();
}

fn outcome(cell: &str) -> Option<Outcome> {
    let plain = cell.to_lowercase().replace(['_', '-', '–'], " ");
    let known = Outcome::ALL
        .into_iter()
        .find(|outcome| plain == outcome.key().replace('_', " ") || plain == outcome.title().to_lowercase());
    known.or_else(|| OUTCOMES.iter().find(|(words, _)| plain == *words).map(|(_, outcome)| *outcome))
}

impl CaseLine {
    /// The line as the casework domain keeps it; `original` are the bytes of the whole list.
    #[must_use]
    pub fn for_authority(&self, authority: AuthoritySlug, original: &[u8]) -> ImportedPage {
        ImportedPage {
            authority,
            reference: self.reference.clone(),
            original: Digest::of(original),
            title: self.title.clone(),
            request: self.request.clone(),
            parts: Vec::new(),
            received_on: self.received_on,
            answered_on: self.answered_on,
            published_on: self.published_on,
            outcome: self.outcome,
            decision: None,
            provisions: self.provisions.iter().map(|id| ProvisionId(id.clone())).collect(),
            reasons: Vec::new(),
            attachments: Vec::new(),
            not_understood: self.not_understood.clone(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Answered,
    Outcome,
    Provisions,
    Published,
    Received,
    Reference,
    Request,
    Title,
}

impl Column {
    fn named(name: &str) -> Option<Self> {
        let plain = name.trim_start_matches('\u{feff}').to_lowercase().replace(['_', '-'], " ");
        NAMES.iter().find(|(known, _)| *known == plain.trim()).map(|(_, column)| *column)
    }
}

const NAMES: [(&str, Column); 34] = [
    ("reference", Column::Reference),
    ("ref", Column::Reference),
    ("reference number", Column::Reference),
    ("request reference", Column::Reference),
    ("case reference", Column::Reference),
    ("foi reference", Column::Reference),
    ("title", Column::Title),
    ("subject", Column::Title),
    ("request", Column::Request),
    ("request text", Column::Request),
    ("question", Column::Request),
    ("description", Column::Request),
    ("details", Column::Request),
    ("received on", Column::Received),
    ("received", Column::Received),
    ("date received", Column::Received),
    ("received date", Column::Received),
    ("answered on", Column::Answered),
    ("answered", Column::Answered),
    ("date answered", Column::Answered),
    ("date of response", Column::Answered),
    ("response date", Column::Answered),
    ("date closed", Column::Answered),
    ("published on", Column::Published),
    ("published", Column::Published),
    ("date published", Column::Published),
    ("outcome", Column::Outcome),
    ("result", Column::Outcome),
    ("decision", Column::Outcome),
    ("provisions", Column::Provisions),
    ("exemptions", Column::Provisions),
    ("exemption", Column::Provisions),
    ("exemptions applied", Column::Provisions),
    ("exceptions", Column::Provisions),
];

/// Outcomes as other systems call them.
const OUTCOMES: [(&str, Outcome); 24] = [
    ("granted", Outcome::Disclosed),
    ("granted in full", Outcome::Disclosed),
    ("disclosed in full", Outcome::Disclosed),
    ("full disclosure", Outcome::Disclosed),
    ("all information sent", Outcome::Disclosed),
    ("successful", Outcome::Disclosed),
    ("part granted", Outcome::DisclosedInPart),
    ("granted in part", Outcome::DisclosedInPart),
    ("partial disclosure", Outcome::DisclosedInPart),
    ("partially disclosed", Outcome::DisclosedInPart),
    ("some information sent", Outcome::DisclosedInPart),
    ("refused", Outcome::Withheld),
    ("refused in full", Outcome::Withheld),
    ("exempt", Outcome::Withheld),
    ("not held", Outcome::NotHeld),
    ("no information held", Outcome::NotHeld),
    ("no information", Outcome::NotHeld),
    ("ncnd", Outcome::NeitherConfirmNorDeny),
    ("neither confirm nor deny", Outcome::NeitherConfirmNorDeny),
    ("section 12", Outcome::CostLimit),
    ("exceeds cost limit", Outcome::CostLimit),
    ("cost limit exceeded", Outcome::CostLimit),
    ("section 14", Outcome::Vexatious),
    ("section 21", Outcome::AccessibleElsewhere),
];

/// A list longer than this is taken in parts.
const MOST_LINES: usize = 200_000;
const LONGEST_REFERENCE: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_list_is_read_by_the_names_of_its_columns() {
        let text = "\u{feff}FOI Reference,Date Received,Outcome,Exemptions applied,Officer\r\n\
                    99.FOI.22.000001,03/05/2022,Part granted,\"31(1)(a); Section 40(2)(3A)(a)\",A\r\n\
                    ,1/1/2022,,,\r\n99.FOI.22.000002,soon,maybe,31,B\r\n";
        let list = read(text.as_bytes()).unwrap();
        assert_eq!(list.unknown_columns, ["Officer"]);
        let first = &list.lines[0];
        assert_eq!((first.line, first.received_on), (2, Some(date(2022, 5, 3))));
        assert_eq!((first.outcome, first.provisions.len()), (Some(Outcome::DisclosedInPart), 2));
        assert!(list.lines[1].refused.is_some());
        assert_eq!(list.lines[2].not_understood.len(), 3);
    }

    #[test]
    fn what_is_no_list_is_refused_with_the_reason() {
        assert!(matches!(read(b"a,b\n1,2\n"), Err(NoList::NoReferences(_))));
        assert!(matches!(read(b""), Err(NoList::Bytes(Refused::Empty))));
        assert!(matches!(read(b"PK\x03\x04"), Err(NoList::Bytes(Refused::NotText(_)))));
        let wide = format!("reference\n{}", "x,".repeat(50_000));
        assert_eq!(read(wide.as_bytes()).unwrap().lines.len(), 1);
        let backwards = read(b"reference,received,answered\nA1,2/2/2022,1/1/2022\n").unwrap();
        assert_eq!(backwards.lines[0].refused.as_deref(), Some("the answer is dated before the request"));
    }
}
