//! The bulk file as Parquet. The library writes synchronously, so it runs on a thread of its own, between the log that
//! feeds it and the client that takes the bytes; both hold it back, and nothing piles up.

use std::io::{self, Write};
use std::sync::Arc;

use axum::body::{Body, Bytes};
use candour_casework::Publication;
use candour_casework::ports::Stored;
use futures_util::{Stream, StreamExt, stream};
use jiff::civil::Date;
use parquet::basic::{LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::super::columns::{COLUMNS, Cell, Kind, row};

/// A body that is the Parquet file of these pages of the log.
pub(super) fn parquet(pages: impl Stream<Item = Stored<Vec<Publication>>> + Send + 'static, site: String) -> Body {
    let (to_writer, rows) = channel::<Rows>(1);
    let (out, bytes) = channel(4);
    tokio::spawn(async move {
        let mut pages = std::pin::pin!(pages);
        while let Some(page) = pages.next().await {
            let rows = page.map(|page| page.iter().map(|one| row(one, &site)).collect());
            let failed = rows.is_err();
            // The writer is gone once the client is.
            if to_writer.send(rows.map_err(|error| error.to_string())).await.is_err() || failed {
                return;
            }
        }
    });
    tokio::task::spawn_blocking(move || {
        let failures = out.clone();
        if let Err(error) = write(rows, Pipe(out)) {
            // Ends the answer before its end, so that nobody takes it for whole.
            drop(failures.blocking_send(Err(io::Error::other(error.to_string()))));
        }
    });
    let bytes = stream::unfold(bytes, |mut bytes: Receiver<io::Result<Bytes>>| async move {
        bytes.recv().await.map(|piece| (piece, bytes))
    });
    Body::from_stream(bytes.fuse())
}

/// A page of rows, or why there are no more.
type Rows = Result<Vec<[Cell; COLUMNS.len()]>, String>;

/// Hands what is written on to the client.
struct Pipe(Sender<io::Result<Bytes>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
        self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes))).map_err(gone)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write(mut rows: Receiver<Rows>, out: impl Write + Send) -> Result<(), ParquetError> {
    let mut file = SerializedFileWriter::new(out, schema()?, Arc::new(WriterProperties::default()))?;
    while let Some(group) = rows.blocking_recv() {
        let group = group.map_err(ParquetError::General)?;
        let mut writer = file.next_row_group()?;
        for (position, (_, kind)) in COLUMNS.into_iter().enumerate() {
            write_column(&mut writer, kind, group.iter().map(|row| &row[position]))?;
        }
        writer.close()?;
    }
    file.close()?;
    Ok(())
}

fn write_column<'a, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    kind: Kind,
    cells: impl Iterator<Item = &'a Cell>,
) -> Result<(), ParquetError> {
    let missing = || ParquetError::General("a column is missing".to_owned());
    let mut column = group.next_column()?.ok_or_else(missing)?;
    match kind {
        Kind::Text => {
            let texts = cells.map(|cell| match cell {
                Cell::Text(text) => ByteArray::from(text.as_str()),
                _ => ByteArray::from(""),
            });
            column.typed::<ByteArrayType>().write_batch(&texts.collect::<Vec<_>>(), None, None)?;
        }
        Kind::Number => {
            let numbers = cells.map(|cell| match cell {
                Cell::Number(number) => i32::try_from(*number).unwrap_or(i32::MAX),
                _ => 0,
            });
            column.typed::<Int32Type>().write_batch(&numbers.collect::<Vec<_>>(), None, None)?;
        }
        Kind::Day => {
            let days: Vec<Option<Date>> =
                cells.map(|cell| if let Cell::Day(day) = cell { *day } else { None }).collect();
            let there: Vec<i16> = days.iter().map(|day| i16::from(day.is_some())).collect();
            let numbers: Vec<i32> = days.into_iter().flatten().map(since_1970).collect();
            column.typed::<Int32Type>().write_batch(&numbers, Some(&there), None)?;
        }
    }
    column.close()
}

/// A day as Parquet counts it.
fn since_1970(day: Date) -> i32 {
    let days = day.since(jiff::civil::date(1970, 1, 1)).map(|span| span.get_days());
    days.unwrap_or_default()
}

fn schema() -> Result<TypePtr, ParquetError> {
    let field = |(name, kind)| {
        let (physical, repetition, logical) = match kind {
            Kind::Text => (PhysicalType::BYTE_ARRAY, Repetition::REQUIRED, Some(LogicalType::String)),
            Kind::Number => (PhysicalType::INT32, Repetition::REQUIRED, None),
            Kind::Day => (PhysicalType::INT32, Repetition::OPTIONAL, Some(LogicalType::Date)),
        };
        let builder = Type::primitive_type_builder(name, physical);
        Ok(Arc::new(builder.with_repetition(repetition).with_logical_type(logical).build()?))
    };
    let fields = COLUMNS.into_iter().map(field).collect::<Result<Vec<TypePtr>, ParquetError>>()?;
    Ok(Arc::new(Type::group_type_builder("disclosure").with_fields(fields).build()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_counted_from_1970() {
        assert_eq!(since_1970(jiff::civil::date(1970, 1, 2)), 1);
        assert_eq!(since_1970(jiff::civil::date(2026, 11, 22)), 20_779);
    }
}
