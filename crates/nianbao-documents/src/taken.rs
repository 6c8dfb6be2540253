//! The content of a file as a reader extracted it, not yet interpreted: in the browser, one module
//! extracts it and another recognises the report in it.

use nianbao_core::report::Report;
use nianbao_pack::{pack, unpack};

use crate::book::{self, Sheet};
use crate::draft::Draft;
use crate::flow::{self, Cell, Marks, Piece};
use crate::{Kind, Layouts, Source};

/// The content of a file, as a reader extracted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    kind: Kind,
    /// Front matter stored in a file written here, or what the file says of itself, as TOML.
    front_matter: Option<String>,
    body: Body,
    /// Texts of the file that are not part of the report.
    asides: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Body {
    /// A text in reading order.
    Text { marks: Marks, pieces: Vec<Piece> },
    /// The sheets of a workbook, and the body of the whole report that a workbook written here also holds.
    Sheets { sheets: Vec<Sheet>, whole: Option<String> },
}

impl Taken {
    #[cfg(any(test, feature = "html", feature = "legacy", feature = "office", feature = "pdf"))]
    pub(crate) fn text(kind: Kind, marks: Marks, pieces: Vec<Piece>) -> Taken {
        Taken {
            kind,
            front_matter: None,
            body: Body::Text { marks, pieces },
            asides: Vec::new(),
        }
    }

    #[cfg(any(test, feature = "legacy", feature = "office"))]
    pub(crate) fn sheets(kind: Kind, sheets: Vec<Sheet>) -> Taken {
        Taken {
            kind,
            front_matter: None,
            body: Body::Sheets { sheets, whole: None },
            asides: Vec::new(),
        }
    }

    /// Sets the front matter, as TOML.
    #[cfg(any(test, feature = "html", feature = "office"))]
    pub(crate) fn with_front_matter(mut self, toml: Option<String>) -> Taken {
        self.front_matter = toml;
        self
    }

    /// Adds texts that are not part of the report.
    #[cfg(any(test, feature = "legacy", feature = "office"))]
    pub(crate) fn with_asides(mut self, asides: Vec<String>) -> Taken {
        self.asides = asides;
        self
    }

    /// Adds the body of the whole report to sheets.
    #[cfg(any(test, feature = "office"))]
    pub(crate) fn with_whole(mut self, text: Option<String>) -> Taken {
        if let Body::Sheets { whole, .. } = &mut self.body {
            *whole = text;
        }
        self
    }

    /// Changes the kind of file that it is said to come from.
    #[cfg(feature = "html")]
    pub(crate) fn with_kind(mut self, kind: Kind) -> Taken {
        self.kind = kind;
        self
    }

    /// Reads it as a report.
    pub fn read(self) -> Source {
        let whole = self.whole();
        let unchanged = whole.as_ref().and_then(|whole| {
            let report = &whole.reading.report;
            unchanged(report, &Layouts::of(report, Kind::Xlsx))
        });
        self.read_with(whole, unchanged)
    }

    /// The whole report that a workbook written here also holds, as text. Its figures may have been changed in the
    /// sheets since.
    pub fn whole(&self) -> Option<Source> {
        match &self.body {
            Body::Sheets { whole: Some(whole), .. } => {
                Some(book::whole(self.kind, self.front_matter.as_deref(), whole))
            }
            _ => None,
        }
    }

    /// Reads it as a report. `unchanged` is the workbook that is written for the report that [`Taken::whole`] returns:
    /// figures that differ from it were changed in the sheets.
    pub fn read_beside(self, unchanged: Option<Taken>) -> Source {
        let whole = self.whole();
        self.read_with(whole, unchanged)
    }

    fn read_with(self, whole: Option<Source>, unchanged: Option<Taken>) -> Source {
        let shown = self.shown();
        match (whole, unchanged) {
            (Some(whole), Some(unchanged)) => book::with_changes(whole, &unchanged.shown(), shown),
            _ => shown,
        }
    }

    /// Reads what a person sees in it.
    fn shown(self) -> Source {
        match self.body {
            Body::Text { marks, pieces } => {
                let mut draft = Draft::default();
                if let Some(toml) = &self.front_matter {
                    draft.front_matter(toml);
                }
                flow::pour(pieces, marks, &mut draft);
                for text in self.asides {
                    draft.aside(&text);
                }
                draft.read(self.kind)
            }
            Body::Sheets { sheets, .. } => book::report(self.kind, sheets, self.front_matter),
        }
    }

    /// As bytes, for another module of the same build.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let kind = Kind::ALL.iter().position(|kind| *kind == self.kind);
        let kind = kind.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX);
        let body = match &self.body {
            Body::Text { marks, .. } => match marks {
                Marks::Own => OWN,
                Marks::Foreign => FOREIGN,
                Marks::Printed => PRINTED,
            },
            Body::Sheets { .. } => SHEETS,
        };
        out.push(step(kind, body, 0, ""));
        out.extend(self.front_matter.iter().map(|toml| step(FRONT_MATTER, 0, 0, toml)));
        match &self.body {
            Body::Text { pieces, .. } => write(pieces, &mut out),
            Body::Sheets { sheets, whole } => {
                for sheet in sheets {
                    out.push(step(SHEET, u16::from(sheet.hidden), 0, &sheet.name));
                    write_rows(&sheet.rows, &mut out);
                    out.extend(sheet.beyond.iter().map(|text| step(BESIDE, 0, 0, text)));
                }
                out.extend(whole.iter().map(|text| step(WHOLE, 0, 0, text)));
            }
        }
        if body != SHEETS {
            out.extend(self.asides.iter().map(|text| step(BESIDE, 0, 0, text)));
        }
        pack(&out)
    }

    /// From such bytes; `None` if they are not.
    pub fn from_bytes(bytes: &[u8]) -> Option<Taken> {
        let steps: Vec<Step> = unpack(bytes)?;
        let mut steps = steps.into_iter();
        let ((kind, body), _) = steps.next()?;
        let mut taken = Taken {
            kind: *Kind::ALL.get(usize::from(kind))?,
            front_matter: None,
            body: match body {
                OWN | FOREIGN | PRINTED => Body::Text {
                    marks: match body {
                        OWN => Marks::Own,
                        FOREIGN => Marks::Foreign,
                        _ => Marks::Printed,
                    },
                    pieces: Vec::new(),
                },
                SHEETS => Body::Sheets {
                    sheets: Vec::new(),
                    whole: None,
                },
                _ => return None,
            },
            asides: Vec::new(),
        };
        let mut building = Building::default();
        for ((what, a), (b, text)) in steps {
            match (what, &mut taken.body) {
                (FRONT_MATTER, _) => taken.front_matter = Some(text),
                (WHOLE, Body::Sheets { whole, .. }) => *whole = Some(text),
                (SHEET, Body::Sheets { sheets, .. }) => sheets.push(Sheet {
                    name: text,
                    hidden: a == 1,
                    rows: Vec::new(),
                    beyond: Vec::new(),
                }),
                (BESIDE, Body::Sheets { sheets, .. }) => sheets.last_mut()?.beyond.push(text),
                (BESIDE, Body::Text { .. }) => taken.asides.push(text),
                _ => building.take(what, a, b, text)?,
            }
            if let Body::Sheets { sheets, .. } = &mut taken.body
                && !building.rows.is_empty()
            {
                sheets.last_mut()?.rows.append(&mut building.rows);
            }
        }
        let built = building.finish()?;
        match &mut taken.body {
            Body::Text { pieces, .. } => *pieces = built,
            Body::Sheets { .. } if !built.is_empty() => return None,
            Body::Sheets { .. } => {}
        }
        Some(taken)
    }
}

/// The workbook that is written for a report with its tables printed like this; `None` in a build that does not write
/// workbooks.
#[cfg(feature = "office")]
pub fn unchanged(report: &Report, layouts: &Layouts) -> Option<Taken> {
    let file = crate::write::office(report, Kind::Xlsx, layouts).ok()?;
    crate::take_out(Kind::Xlsx, &file).ok()
}

/// The workbook that is written for a report; `None` in a build that does not write workbooks.
#[cfg(not(feature = "office"))]
pub fn unchanged(_: &Report, _: &Layouts) -> Option<Taken> {
    None
}

/// A step in a walk through pieces: its kind, two numbers, a text.
type Step = ((u8, u16), (u16, String));

const TEXT: u8 = 0;
const TABLE: u8 = 1;
const ROW: u8 = 2;
const CELL: u8 = 3;
const PICTURE: u8 = 4;
const ADDRESS: u8 = 5;
const ASIDE: u8 = 6;
const BESIDE: u8 = 7;
const SHEET: u8 = 8;
const FRONT_MATTER: u8 = 9;
const WHOLE: u8 = 10;
/// The end of a cell, a row or a table.
const END: u8 = 11;

/// The first step says the kind of file and one of these.
const OWN: u16 = 0;
const FOREIGN: u16 = 1;
const PRINTED: u16 = 2;
const SHEETS: u16 = 3;

fn step(what: u8, a: u16, b: u16, text: &str) -> Step {
    ((what, a), (b, text.to_owned()))
}

/// Readers bound how deep tables are in each other.
fn write(pieces: &[Piece], out: &mut Vec<Step>) {
    for piece in pieces {
        match piece {
            Piece::Text { level, text } => {
                out.push(step(TEXT, level.map_or(0, u16::from), u16::from(level.is_some()), text));
            }
            Piece::Table(rows) => {
                out.push(step(TABLE, 0, 0, ""));
                write_rows(rows, out);
                out.push(step(END, 0, 0, ""));
            }
            Piece::Picture { alt, address } => {
                out.push(step(PICTURE, 0, 0, alt));
                out.push(step(ADDRESS, 0, 0, address));
            }
            Piece::Aside(text) => out.push(step(ASIDE, 0, 0, text)),
        }
    }
}

fn write_rows(rows: &[Vec<Cell>], out: &mut Vec<Step>) {
    for row in rows {
        out.push(step(ROW, 0, 0, ""));
        for cell in row {
            out.push(step(CELL, cell.columns, cell.rows, ""));
            write(&cell.pieces, out);
            out.push(step(END, 0, 0, ""));
        }
        out.push(step(END, 0, 0, ""));
    }
}

/// The pieces that are not complete yet while they are restored.
enum Open {
    Table(Vec<Vec<Cell>>),
    Row(Vec<Cell>),
    Cell(Cell),
}

#[derive(Default)]
struct Building {
    out: Vec<Piece>,
    rows: Vec<Vec<Cell>>,
    open: Vec<Open>,
    alt: Option<String>,
}

impl Building {
    fn add(&mut self, piece: Piece) -> Option<()> {
        match self.open.last_mut() {
            None => self.out.push(piece),
            Some(Open::Cell(cell)) => cell.pieces.push(piece),
            Some(_) => return None,
        }
        Some(())
    }

    fn take(&mut self, what: u8, a: u16, b: u16, text: String) -> Option<()> {
        match what {
            TEXT => {
                let level = (b == 1).then(|| u8::try_from(a).ok()).flatten();
                self.add(Piece::Text { level, text })
            }
            TABLE => {
                self.open.push(Open::Table(Vec::new()));
                Some(())
            }
            ROW => {
                self.open.push(Open::Row(Vec::new()));
                Some(())
            }
            CELL => {
                self.open.push(Open::Cell(Cell {
                    pieces: Vec::new(),
                    columns: a,
                    rows: b,
                }));
                Some(())
            }
            PICTURE => {
                self.alt = Some(text);
                Some(())
            }
            ADDRESS => {
                let alt = self.alt.take()?;
                self.add(Piece::Picture { alt, address: text })
            }
            ASIDE => self.add(Piece::Aside(text)),
            END => match (self.open.pop()?, self.open.last_mut()) {
                (Open::Cell(cell), Some(Open::Row(row))) => {
                    row.push(cell);
                    Some(())
                }
                (Open::Row(row), Some(Open::Table(rows))) => {
                    rows.push(row);
                    Some(())
                }
                (Open::Row(row), None) => {
                    self.rows.push(row);
                    Some(())
                }
                (Open::Table(rows), _) => self.add(Piece::Table(rows)),
                _ => None,
            },
            _ => None,
        }
    }

    fn finish(self) -> Option<Vec<Piece>> {
        (self.open.is_empty() && self.rows.is_empty()).then_some(self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extracted_content_passes_unchanged() {
        let text = |text: &str, level| Piece::Text {
            level,
            text: text.to_owned(),
        };
        let cell = |pieces: Vec<Piece>| Cell {
            pieces,
            columns: 2,
            rows: 3,
        };
        let inner = Piece::Table(vec![vec![cell(vec![text("内", None)])], Vec::new()]);
        let picture = Piece::Picture {
            alt: "表".to_owned(),
            address: "a".to_owned(),
        };
        let rows = vec![vec![
            cell(vec![text("甲", None), inner, picture.clone()]),
            cell(Vec::new()),
        ]];
        let pieces = vec![
            text("题", Some(1)),
            Piece::Table(rows.clone()),
            Piece::Aside("旁".to_owned()),
            picture,
        ];
        let sheet = Sheet {
            name: "表".to_owned(),
            hidden: true,
            rows,
            beyond: vec!["外".to_owned()],
        };
        let sheets = |kind| Taken::sheets(kind, vec![sheet.clone(), sheet.clone()]);
        for taken in [
            Taken::text(Kind::Doc, Marks::Foreign, pieces.clone()).with_asides(vec!["注".to_owned()]),
            Taken::text(Kind::Docx, Marks::Own, pieces.clone()).with_front_matter(Some("year = 2023".to_owned())),
            Taken::text(Kind::Rtf, Marks::Foreign, Vec::new()),
            Taken::text(Kind::Ofd, Marks::Printed, pieces.clone()),
            sheets(Kind::Xls),
            sheets(Kind::Xlsx)
                .with_front_matter(Some("year = 2023".to_owned()))
                .with_whole(Some("# 题\n".to_owned())),
        ] {
            let bytes = taken.to_bytes();
            assert_eq!(Taken::from_bytes(&bytes), Some(taken));
            for cut in 0..bytes.len() {
                assert_eq!(Taken::from_bytes(&bytes[..cut]), None);
            }
        }
        for steps in [
            vec![step(0, FOREIGN, 0, ""), step(END, 0, 0, "")],
            vec![step(0, FOREIGN, 0, ""), step(ROW, 0, 0, "")],
            vec![step(0, FOREIGN, 0, ""), step(TABLE, 0, 0, ""), step(TEXT, 0, 0, "")],
            vec![step(0, FOREIGN, 0, ""), step(ADDRESS, 0, 0, "")],
            vec![step(0, FOREIGN, 0, ""), step(SHEET, 0, 0, "")],
            vec![step(0, SHEETS, 0, ""), step(ROW, 0, 0, ""), step(END, 0, 0, "")],
            vec![step(0, SHEETS, 0, ""), step(SHEET, 0, 0, ""), step(TEXT, 0, 0, "")],
            vec![step(0, 4, 0, "")],
            vec![step(u8::MAX, FOREIGN, 0, "")],
        ] {
            assert_eq!(Taken::from_bytes(&pack(&steps)), None);
        }
    }
}
