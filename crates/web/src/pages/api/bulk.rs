//! `/api/v1/bulk/disclosures.{csv,jsonl,parquet}`: the whole log, or one authority's, in one file.
//!
//! Written while it is read: a page of the log is in memory at a time, however long the log is.

mod table;

use std::io;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use candour_casework::publication::DisclosureFilter;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;

use super::columns::{COLUMNS, Cell, row};
use super::{parsed, twin};
use crate::conditional::{Seen, tag_of};
use crate::error::AppError;
use crate::public;
use crate::site_address::SiteAddress;
use crate::state::AppState;

/// A form in which everything can be had.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    pub(crate) extension: &'static str,
    pub(crate) media_type: &'static str,
    pub(crate) title: &'static str,
}

pub(crate) const FORMS: [Form; 3] = [
    Form { extension: "csv", media_type: "text/csv", title: "All answers as a table (CSV)" },
    Form { extension: "jsonl", media_type: "application/jsonl", title: "All answers as data (JSON Lines)" },
    Form {
        extension: "parquet",
        media_type: "application/vnd.apache.parquet",
        title: "All answers as columns (Parquet)",
    },
];

/// Whose answers; all if not said.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct BulkQuery {
    authority: Option<String>,
}

/// `GET /api/v1/bulk/{file}`
pub(crate) async fn show(
    State(state): State<AppState>,
    SiteAddress(site): SiteAddress,
    Path(file): Path<String>,
    Query(query): Query<BulkQuery>,
    request: HeaderMap,
) -> Result<Response, AppError> {
    let form = file.strip_prefix("disclosures.").and_then(|name| FORMS.iter().find(|form| form.extension == name));
    let form = form.ok_or(AppError::NotFound)?;
    let authority = match parsed(&query.authority, "authority", |text| text.parse().ok()) {
        Ok(authority) => authority,
        Err(wrong) => return Ok(wrong.into_response()),
    };
    // Tagged by what it is made of, since nobody has all of its bytes at once.
    let edition = state.log.edition().await?;
    let made_of = format!("{} {edition} {site} {file} {authority:?}", env!("CARGO_PKG_VERSION"));
    let tag = tag_of(made_of.as_bytes());
    let filter = DisclosureFilter { authority, ..DisclosureFilter::default() };
    let pages = public::walk(Arc::clone(&state.log), filter);
    let body = match form.extension {
        _ if Seen::of(&request).matching(tag.as_bytes()).is_some() => Body::empty(),
        "csv" => Body::from_stream(
            stream::iter([lines([COLUMNS.map(|(name, _)| name.to_owned())].into_iter()).map_err(io::Error::from)])
                .chain(pages.map(move |page| {
                    let page = page.map_err(io::Error::other)?;
                    lines(page.iter().map(|one| row(one, &site).map(cell))).map_err(io::Error::from)
                }))
                // Whoever compresses the body asks again after its end.
                .fuse(),
        ),
        "jsonl" => Body::from_stream(
            pages
                .map_ok(move |page| {
                    let lines = page.iter().map(|one| format!("{}\n", twin::value_of(one, &site)));
                    Bytes::from(lines.collect::<String>())
                })
                .fuse(),
        ),
        _ => table::parquet(pages, site),
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(form.media_type));
    for (name, value) in
        [(header::ETAG, tag), (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\""))]
    {
        headers.insert(name, HeaderValue::from_str(&value).map_err(|_| AppError::NotFound)?);
    }
    Ok(response)
}

/// Lines of CSV (RFC 4180).
fn lines<const N: usize>(rows: impl Iterator<Item = [String; N]>) -> Result<Bytes, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row)?;
    }
    Ok(writer.into_inner().map_err(|error| error.into_error())?.into())
}

/// A cell as text. What a spreadsheet would take for a formula gets an apostrophe in front.
fn cell(cell: Cell) -> String {
    match cell {
        Cell::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{text}"),
        Cell::Text(text) => text,
        Cell::Day(day) => day.map(|day| day.to_string()).unwrap_or_default(),
        Cell::Number(number) => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_csv_holds_any_text_and_no_formula() {
        let cells = ["a", "b,c", "say \"x\"", "=1+1"].map(|text| cell(Cell::Text(text.to_owned())));
        assert_eq!(lines([cells].into_iter()).unwrap(), "a,\"b,c\",\"say \"\"x\"\"\",'=1+1\r\n");
    }
}
