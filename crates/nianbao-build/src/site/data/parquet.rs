//! All reports as a Parquet file, with types: a line a report, written in groups of rows.

use std::sync::Arc;

use nianbao_core::archive::Digest;
use nianbao_core::field::Field;
use nianbao_core::text::{Date, Text};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type as Schema, TypePtr};

use super::{Cell, FACTS, Facts, Pipe, Type, fields, rows};
use crate::error::{Context as _, Result, Trouble, writing};
use crate::site::Builder;

/// The rows of a group, which are in memory together: about 10 MB.
const GROUP: usize = 4096;

pub(super) fn write(builder: &Builder<'_>, path: &str) -> Result<()> {
    let pipe = Pipe::create(builder, path)?;
    let failed = |error: ParquetError| {
        let said = error.to_string();
        Trouble::new("system", Text::of(said.clone(), said))
    };
    let doing = || writing(std::path::Path::new(path));
    let pipe = file(builder, pipe).map_err(failed).context(doing)?;
    pipe.finish()
}

fn file<'a>(builder: &Builder<'_>, pipe: Pipe<'a>) -> Result<Pipe<'a>, ParquetError> {
    let fields = fields();
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by("nianbao".to_owned())
        .build();
    let mut out = SerializedFileWriter::new(pipe, schema(&fields)?, Arc::new(properties))?;
    let mut rows = rows(builder).peekable();
    while rows.peek().is_some() {
        let group: Vec<Facts<'_>> = rows.by_ref().take(GROUP).collect();
        let mut to = out.next_row_group()?;
        let cells: Vec<_> = group.iter().map(Facts::cells).collect();
        for (column, fact) in FACTS.iter().enumerate() {
            let cells = cells.iter().filter_map(|cells| cells.get(column).copied());
            fact_column(fact.of, cells, &mut to)?;
        }
        let figures: Vec<Option<&Digest>> = group.iter().map(|row| builder.archive.figures(row.record)).collect();
        for field in &fields {
            let values = figures.iter().map(|figures| value((*figures)?, *field));
            let (levels, values) = optional(values);
            let Some(mut column) = to.next_column()? else { break };
            column.typed::<DoubleType>().write_batch(&values, Some(&levels), None)?;
            column.close()?;
        }
        to.close()?;
    }
    out.into_inner()
}

/// The number in a cell. Counts and amounts of money are small enough to be exact, or as exact as they are read back.
fn value(figures: &Digest, field: Field) -> Option<f64> {
    figures.number(field)?.to_string().parse().ok()
}

fn schema(fields: &[Field]) -> Result<TypePtr, ParquetError> {
    let column = |name: &str, of: Type| {
        let (physical, logical) = match of {
            Type::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Type::Whole => (Physical::INT32, None),
            Type::Number => (Physical::DOUBLE, None),
            Type::Flag => (Physical::BOOLEAN, None),
            Type::Day => (Physical::INT32, Some(LogicalType::Date)),
        };
        let repetition = match of {
            Type::Day | Type::Number => Repetition::OPTIONAL,
            Type::Text | Type::Whole | Type::Flag => Repetition::REQUIRED,
        };
        let column = Schema::primitive_type_builder(name, physical).with_repetition(repetition);
        column.with_logical_type(logical).build().map(Arc::new)
    };
    let facts = FACTS.iter().map(|fact| column(fact.name, fact.of));
    let figures = fields.iter().map(|field| column(&field.to_string(), Type::Number));
    let columns = facts.chain(figures).collect::<Result<Vec<TypePtr>, ParquetError>>()?;
    Schema::group_type_builder("reports")
        .with_fields(columns)
        .build()
        .map(Arc::new)
}

fn fact_column<'c>(
    of: Type,
    cells: impl Iterator<Item = Cell<'c>>,
    to: &mut SerializedRowGroupWriter<'_, Pipe<'_>>,
) -> Result<(), ParquetError> {
    let Some(mut column) = to.next_column()? else {
        return Ok(());
    };
    match of {
        Type::Text => {
            let values: Vec<ByteArray> = cells.map(|cell| ByteArray::from(cell.text().into_bytes())).collect();
            column.typed::<ByteArrayType>().write_batch(&values, None, None)?;
        }
        Type::Whole => {
            let whole = |cell| match cell {
                Cell::Whole(number) => i32::try_from(number).unwrap_or(i32::MAX),
                _ => 0,
            };
            let values: Vec<i32> = cells.map(whole).collect();
            column.typed::<Int32Type>().write_batch(&values, None, None)?;
        }
        Type::Flag => {
            let values: Vec<bool> = cells.map(|cell| matches!(cell, Cell::Flag(true))).collect();
            column.typed::<BoolType>().write_batch(&values, None, None)?;
        }
        Type::Day => {
            let day = |cell| match cell {
                Cell::Day(date) => Some(days(date)),
                _ => None,
            };
            let (levels, values) = optional(cells.map(day));
            column.typed::<Int32Type>().write_batch(&values, Some(&levels), None)?;
        }
        Type::Number => {}
    }
    column.close()?;
    Ok(())
}

/// Which values there are, and these.
fn optional<T>(values: impl Iterator<Item = Option<T>>) -> (Vec<i16>, Vec<T>) {
    let (mut levels, mut there) = (Vec::new(), Vec::new());
    for value in values {
        levels.push(i16::from(value.is_some()));
        there.extend(value);
    }
    (levels, there)
}

/// The days since 1 January 1970.
fn days(date: Date) -> i32 {
    // Years begin in March, so that a leap day is the last day of its year.
    let (month, year) = (i32::from(date.month), i32::from(date.year));
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * month + 2) / 5
        + i32::from(date.day)
        - 719_469
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        for (date, expected) in [
            ("1970-01-01", 0),
            ("1970-03-01", 59),
            ("1969-12-31", -1),
            ("2000-02-29", 11_016),
            ("2024-02-29", 19_782),
            ("2024-03-01", 19_783),
            ("2025-12-31", 20_453),
        ] {
            assert_eq!(days(Date::parse(date).expect("a day")), expected, "{date}");
        }
    }
}
