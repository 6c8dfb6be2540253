//! The findings as lines: a file for each organ, and one with all of them.
//!
//! Findings are not in memory. The file of an organ is written again only if one of its reports changed, and the file of all
//! is put together from these.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};

use nianbao_core::diagnostic::Finding;
use nianbao_core::report::At;
use nianbao_core::text::Lang;
use nianbao_documents::csv;
use rayon::prelude::*;

use super::{PIECE, Pipe, done, findings_keys};
use crate::content::Organ;
use crate::error::{Context as _, Result, reading};
use crate::site::Builder;

/// The columns.
pub(super) const COLUMNS: [&str; 10] = [
    "id",
    "year",
    "organ",
    "rule",
    "severity",
    "accepted",
    "field",
    "message",
    "message_en",
    "reason",
];

/// The file of an organ.
fn path_of(organ: &Organ) -> String {
    format!("organs/{}/findings.csv", organ.id)
}

/// Writes the findings of each organ.
pub(super) fn write_each(builder: &Builder<'_>) -> Result<()> {
    let organs = builder.content.organs.all();
    organs.par_iter().enumerate().try_for_each(|(index, organ)| {
        if builder.archive.of(index).is_empty() {
            return Ok(());
        }
        builder.unit(&findings_keys(builder, index, organ), |builder| {
            let text = of(builder, index, organ)?;
            builder.out.write(&path_of(organ), text.as_bytes())
        })
    })
}

/// The findings of the reports of an organ.
fn of(builder: &Builder<'_>, index: usize, organ: &Organ) -> Result<String> {
    let mut out = String::from(csv::MARK);
    csv::line(COLUMNS, &mut out);
    for record in builder.archive.of(index).iter().filter(|record| record.is_read) {
        let checked = builder.archive.open(record)?.checked;
        let year = record.year.to_string();
        for finding in &checked.findings {
            let field = field(finding);
            csv::line(
                [
                    organ.id.as_str(),
                    &year,
                    organ.name.get(Lang::Zh),
                    finding.rule,
                    finding.severity.name(),
                    if finding.accepted.is_some() { "true" } else { "false" },
                    &field,
                    finding.message.get(Lang::Zh),
                    finding.message.get(Lang::En),
                    finding.accepted.as_deref().unwrap_or_default(),
                ],
                &mut out,
            );
        }
    }
    Ok(out)
}

/// The cell to look at first; empty if the finding is about text.
fn field(finding: &Finding) -> String {
    match finding.at {
        At::Field(field) => field.to_string(),
        _ => String::new(),
    }
}

/// Puts the findings of all organs together.
pub(super) fn write_all(builder: &Builder<'_>, path: &str) -> Result<()> {
    let mut out = Pipe::create(builder, path)?;
    let mut head = String::from(csv::MARK);
    csv::line(COLUMNS, &mut head);
    done(out.write_all(head.as_bytes()), path)?;
    let organs = builder.content.organs.all();
    for (_, organ) in organs
        .iter()
        .enumerate()
        .filter(|(index, _)| !builder.archive.of(*index).is_empty())
    {
        let written = builder.out.written(&path_of(organ));
        let file = File::open(&written).context(|| reading(&written))?;
        let mut file = BufReader::with_capacity(PIECE, file);
        let mut first = Vec::new();
        file.read_until(b'\n', &mut first).context(|| reading(&written))?;
        let mut piece = vec![0; PIECE];
        loop {
            let count = file.read(&mut piece).context(|| reading(&written))?;
            let Some(read) = piece.get(..count).filter(|read| !read.is_empty()) else {
                break;
            };
            done(out.write_all(read), path)?;
        }
    }
    out.finish()
}
