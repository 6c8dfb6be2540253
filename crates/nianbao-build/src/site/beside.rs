//! A report's main figures next to those of the year before: the comparison that needs no script.

use nianbao_core::field::{DisputeResult, RequestsRow};
use nianbao_core::text::{Lang, Text};

use super::Builder;
use super::chart::words::{ERROR, GROUPS};
use super::plot::{Cell, RowHead, Table};
use super::sums::{Figures, GROUPS as COUNT, group, grouped, points_apart, share};
use super::words::WORDS;
use crate::archive::Record;
use crate::archive::doubts::Part;
use crate::key::Keys;

/// The rows: a label, its part, its count, and whether its share of the outcomes is said.
type Line = (Text, Part, Option<i128>, bool);

/// Adds all that [`table`] says to a key.
pub(crate) fn add_to(builder: &Builder<'_>, record: &Record, keys: Keys) -> Keys {
    match before(builder, record) {
        Some((before, figures)) => figures.add_to(keys.text("before").number(before.year.into()).whole(&before.doubts)),
        None => keys,
    }
}

/// The report of the year before, if both have figures.
fn before<'a>(builder: &'a Builder<'_>, record: &Record) -> Option<(&'a Record, Figures)> {
    record.form?;
    let before = builder.archive.find(record.organ, record.year.checked_sub(1)?)?;
    before.form?;
    Some((before, Figures::new(builder.archive.figures(before)?)))
}

/// The main figures of a report and of the one before it; `None` if there is none for the year before.
pub(crate) fn table(builder: &Builder<'_>, record: &Record, lang: Lang) -> Option<String> {
    let (last, old) = before(builder, record)?;
    let new = Figures::new(builder.archive.figures(record)?);
    let heads = [
        Text::new("项目", "Row"),
        Text::of(format!("{} 年", last.year), last.year.to_string()),
        Text::of(format!("{} 年", record.year), record.year.to_string()),
        Text::new("变化", "Change"),
    ];
    let caption = Text::new("与上年比较", "Compared with the year before");
    let mut table = Table {
        class: "beside",
        ..Table::new(caption.get(lang), heads.iter().map(|head| head.get(lang).to_owned()))
    };
    let wholes = (
        outcomes(&old).map(|(_, total)| total),
        outcomes(&new).map(|(_, total)| total),
    );
    for ((label, part, was, shared), (_, _, is, _)) in lines(&old).into_iter().zip(lines(&new)) {
        // What is 0 or missing in both years needs no row.
        if was.unwrap_or(0) == 0 && is.unwrap_or(0) == 0 && shared {
            continue;
        }
        let doubtful = last.doubts.touch(part) || record.doubts.touch(part);
        let cell = |count: Option<i128>, whole: Option<i128>| {
            let Some(count) = count else { return Cell::faint("–") };
            let of = whole.filter(|_| shared).and_then(|whole| share(count, whole));
            Cell::count(count).small(of.unwrap_or_default())
        };
        let change = match (was, is) {
            _ if doubtful => Cell::faint(ERROR.get(lang)),
            (Some(was), Some(is)) => change((was, is), wholes, shared, lang),
            _ => Cell::faint("–"),
        };
        let class = if shared { "depth-1" } else { "" };
        let head = RowHead {
            class,
            ..RowHead::new(label.get(lang))
        };
        table.row(head, vec![cell(was, wholes.0), cell(is, wholes.1), change]);
    }
    Some(table.html())
}

/// The groups of outcomes and their total.
fn outcomes(figures: &Figures) -> Option<([i128; COUNT], i128)> {
    let rows = figures.outcomes?;
    let mut groups = [0; COUNT];
    for row in RequestsRow::ALL {
        if let Some(slot) = group(*row).and_then(|group| groups.get_mut(group)) {
            *slot += i128::from(rows[*row as usize]);
        }
    }
    Some((groups, i128::from(rows[RequestsRow::OutcomesTotal as usize])))
}

fn lines(figures: &Figures) -> Vec<Line> {
    let carried = figures.carried.map(|carried| carried.map(i128::from));
    let row = figures.received.and_then(|row| row.last().copied()).map(i128::from);
    let received = row.or(carried.map(|all| all[0]));
    let outcomes = outcomes(figures);
    let result = |result: DisputeResult| {
        let blocks = figures.disputes?;
        Some(blocks.iter().map(|block| i128::from(block[result as usize])).sum())
    };
    let mut lines: Vec<Line> = vec![
        (WORDS.received.clone(), Part::Received, received, false),
        (
            WORDS.carried_in.clone(),
            Part::Carried,
            figures.carried_in.map(i128::from),
            false,
        ),
        (
            WORDS.outcomes.clone(),
            Part::Outcomes,
            outcomes.map(|(_, total)| total),
            false,
        ),
    ];
    lines.extend(GROUPS.iter().enumerate().map(|(index, name)| {
        let count = outcomes.and_then(|(groups, _)| groups.get(index).copied());
        (name.clone(), Part::Outcomes, count, true)
    }));
    lines.push((
        WORDS.carried_out.clone(),
        Part::Carried,
        carried.map(|all| all[2]),
        false,
    ));
    for (label, of) in [
        (Text::new("复议和诉讼", "Disputes"), DisputeResult::Total),
        (
            Text::new("其中结果纠正", "of which corrected"),
            DisputeResult::Corrected,
        ),
    ] {
        lines.push((label, Part::Disputes, result(of), false));
    }
    lines
}

fn change((was, is): (i128, i128), wholes: (Option<i128>, Option<i128>), shared: bool, lang: Lang) -> Cell {
    if let (true, Some(old), Some(new)) = (shared, wholes.0, wholes.1)
        && old > 0
        && new > 0
    {
        let tenths = points_apart((is, new), (was, old));
        let size = format!("{}.{}", tenths.abs() / 10, tenths.abs() % 10);
        return Cell::figure(match (tenths.signum(), lang) {
            (0, _) => SAME.get(lang).to_owned(),
            (1, Lang::Zh) => format!("升 {size} 个百分点"),
            (_, Lang::Zh) => format!("降 {size} 个百分点"),
            (1, Lang::En) => format!("up {size} points"),
            (_, Lang::En) => format!("down {size} points"),
        });
    }
    let size = grouped((is - was).abs());
    Cell::figure(match ((is - was).signum(), lang) {
        (0, _) => SAME.get(lang).to_owned(),
        (1, Lang::Zh) => format!("增 {size}"),
        (_, Lang::Zh) => format!("减 {size}"),
        (1, Lang::En) => format!("{size} more"),
        (_, Lang::En) => format!("{size} fewer"),
    })
}

static SAME: Text = Text::new("相同", "same");
