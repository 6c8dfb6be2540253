//! The surroundings of a case's report: other reports and the organs.

use super::change::Change;
use crate::archive::Organ;
use crate::rule::organ::{self, Kind};
use crate::text::{Lang, Text};

/// A line of a case about the surroundings of its report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Among {
    /// `beside: 2022`, `beside: 2023 示例县审计局`: another report, of the same organ if none is named.
    Report {
        /// Its reporting year.
        year: u16,
        /// Its organ.
        organ: Option<String>,
        /// Its differences from the base report.
        changes: Vec<Change>,
    },
    /// `above: 示例县人民政府`
    Above(String),
    /// `below: 示例县审计局`
    Below(String),
    /// `since: 2024 示例县审计局`
    Since(u16, String),
    /// `until: 2021 示例县审计局`
    Until(u16, String),
}

impl Among {
    /// Reads one line; `None` if it is of another kind.
    pub(super) fn read(line: &str) -> Result<Option<Among>, String> {
        let Some((head, value)) = line.split_once(':') else {
            return Ok(None);
        };
        let value = value.trim();
        let year = || -> Result<(u16, &str), String> {
            let (year, name) = value.split_once(' ').unwrap_or((value, ""));
            let year = year.parse().map_err(|_| format!("“{year}” is not a year"))?;
            Ok((year, name.trim()))
        };
        Ok(Some(match head {
            "beside" => {
                let (year, name) = year()?;
                Among::Report {
                    year,
                    organ: (!name.is_empty()).then(|| name.to_owned()),
                    changes: Vec::new(),
                }
            }
            "above" => Among::Above(value.to_owned()),
            "below" => Among::Below(value.to_owned()),
            "since" => year().map(|(year, name)| Among::Since(year, name.to_owned()))?,
            "until" => year().map(|(year, name)| Among::Until(year, name.to_owned()))?,
            _ => return Ok(None),
        }))
    }

    /// The line in words.
    pub fn text(&self) -> Text {
        match self {
            Among::Report { year, organ, changes } => {
                let each = |lang: Lang| -> Vec<String> {
                    changes
                        .iter()
                        .map(|change| change.text().get(lang).to_owned())
                        .collect()
                };
                let (zh, en) = (each(Lang::Zh).join("；"), each(Lang::En).join("; "));
                let organ = organ.as_deref().unwrap_or_default();
                let (zh_mark, en_mark) = if changes.is_empty() { ("", "") } else { ("：", ": ") };
                Text::of(
                    format!("另有{organ} {year} 年的报告{zh_mark}{zh}"),
                    if organ.is_empty() {
                        format!("Beside it the report for {year}{en_mark}{en}")
                    } else {
                        format!("Beside it the report of {organ} for {year}{en_mark}{en}")
                    },
                )
            }
            Among::Above(name) => Text::of(format!("上级是{name}"), format!("The organ belongs to {name}")),
            Among::Below(name) => Text::of(format!("所属机关有{name}"), format!("{name} belongs to it")),
            Among::Since(year, name) => Text::of(
                format!("{name}自 {year} 年起有报告"),
                format!("{name} reports from {year} on"),
            ),
            Among::Until(year, name) => Text::of(
                format!("{name}到 {year} 年为止有报告"),
                format!("{name} reports until {year}"),
            ),
        }
    }
}

/// The organs of a case; the first is that of its report.
pub(super) struct Organs(Vec<Organ>);

impl Organs {
    pub(super) fn new(own: &str, kind: Option<Kind>) -> Organs {
        let mut organs = Organs(Vec::new());
        organs.index(own);
        if let (Some(kind), Some(own)) = (kind, organs.0.first_mut()) {
            own.kind = kind;
        }
        organs
    }

    /// The index of the organ with this name, which is added if it is missing.
    pub(super) fn index(&mut self, name: &str) -> usize {
        if let Some(at) = self.0.iter().position(|organ| organ.name.zh == name) {
            return at;
        }
        let kind = if organ::is_government(name) {
            Kind::Government
        } else if organ::is_township(name) {
            Kind::Township
        } else if name.contains("税务") {
            Kind::Vertical
        } else {
            Kind::Department
        };
        self.0.push(Organ {
            name: Text::of(name, name),
            names: vec![name.to_owned()],
            kind,
            parent: None,
            since: None,
            until: None,
        });
        self.0.len() - 1
    }

    pub(super) fn list(&mut self, one: &Among) {
        let (index, change): (usize, &dyn Fn(&mut Organ)) = match one {
            Among::Report { organ, .. } => {
                if let Some(name) = organ {
                    self.index(name);
                }
                return;
            }
            Among::Above(name) => {
                let above = self.index(name);
                if let Some(own) = self.0.first_mut() {
                    own.parent = Some(above);
                }
                return;
            }
            Among::Below(name) => (self.index(name), &|organ| organ.parent = Some(0)),
            Among::Since(year, name) => (self.index(name), &|organ| organ.since = Some(*year)),
            Among::Until(year, name) => (self.index(name), &|organ| organ.until = Some(*year)),
        };
        if let Some(organ) = self.0.get_mut(index) {
            change(organ);
        }
    }

    pub(super) fn names(&self, index: usize) -> Vec<String> {
        self.0.get(index).map(|organ| organ.names.clone()).unwrap_or_default()
    }

    pub(super) fn into_list(self) -> Vec<Organ> {
        self.0
    }
}
