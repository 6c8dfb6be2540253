//! How a report is cited: as GB/T 7714-2015 has it, and for BibTeX.

use nianbao_core::report::Report;
use nianbao_core::text::{Date, Text};

use super::Builder;
use crate::archive::Record;
use crate::content::{Organ, web_address};

/// A citation in both forms.
pub(super) struct Citation {
    /// 责任者. 题名: 版本[R/OL]. (日期)[引用日期]. 网址.
    pub(super) gbt: String,
    /// An entry for BibTeX.
    pub(super) bibtex: String,
}

/// Cites a report. The address is that of its page, or else that of the original.
pub(super) fn of(builder: &Builder<'_>, organ: &Organ, record: &Record, report: &Report) -> Citation {
    let page = format!("organs/{}/{}/", organ.id, record.year);
    let original = report.meta.source.as_ref().and_then(|source| source.url.as_deref());
    let address = match builder.base_url {
        // The first language is at the root.
        Some(base) => Some(format!("{base}{page}")),
        None => original.and_then(web_address).map(str::to_owned),
    };
    let title = match report.title.trim() {
        "" => format!("{}年政府信息公开工作年度报告", record.year),
        title => title.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    Citation {
        gbt: gbt(&organ.name.zh, &title, record, address.as_deref()),
        bibtex: bibtex(organ, &title, record, address.as_deref()),
    }
}

fn gbt(organ: &str, title: &str, record: &Record, address: Option<&str>) -> String {
    let version = match record.version() {
        1 => String::new(),
        number => format!(": 第{number}版"),
    };
    let day = |date: Date| format!("({date})");
    let published = record
        .published
        .map_or_else(String::new, |date| format!(" {}", day(date)));
    let corrected = record
        .corrected
        .map_or_else(String::new, |(_, date)| format!("[{date}更正]"));
    let address = address.map_or_else(String::new, |address| format!(" {address}."));
    let dates = format!("{published}{corrected}");
    let dates = if dates.is_empty() {
        String::new()
    } else {
        format!("{dates}.")
    };
    format!("{organ}. {title}{version}[R/OL].{dates}{address}")
}

fn bibtex(organ: &Organ, title: &str, record: &Record, address: Option<&str>) -> String {
    // Braces are the only characters that could end a value; a backslash would begin a command.
    let plain = |text: &str| text.replace(['{', '}', '\\'], "");
    let mut lines = vec![
        ("author", format!("{{{}}}", plain(&organ.name.zh))),
        ("title", plain(title)),
        ("type", "政府信息公开工作年度报告".to_owned()),
        ("institution", plain(&organ.name.zh)),
        ("language", "chinese".to_owned()),
    ];
    // The year of publication. Whoever cites an undated report knows better than a guess.
    lines.extend(record.published.map(|date| ("year", date.year.to_string())));
    lines.extend(record.published.map(|date| ("date", date.to_string())));
    if let Some((_, date)) = record.corrected {
        lines.push(("version", record.version().to_string()));
        lines.push(("note", format!("{date}更正")));
    }
    lines.extend(address.map(|address| ("url", plain(address))));
    let lines: Vec<String> = lines
        .into_iter()
        .map(|(key, value)| format!("  {key} = {{{value}}}"))
        .collect();
    format!("@techreport{{{}-{},\n{}\n}}", organ.id, record.year, lines.join(",\n"))
}

/// The words before a citation without an address.
pub(super) const NO_ADDRESS: Text = Text::new(
    "生成本站时没有写明网址，引文里没有网址，请自己补上。",
    "The site was built without its address, so the citation has none; please add it.",
);
