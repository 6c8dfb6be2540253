//! The content of a file as a reader extracted it, not yet interpreted: in the browser, one module
//! extracts it and another recognises the report in it.

use nianbao_pack::{pack, unpack};

use crate::book::{self, Sheet};
use crate::draft::Draft;
use crate::flow::{self, Cell, Marks, Piece};
use crate::{Kind, Source};

/// The content of a file, as a reader extracted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken(Inner);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Inner {
    /// A text in reading order, with other facts from the file.
    Text {
        kind: Kind,
        pieces: Vec<Piece>,
        asides: Vec<String>,
    },
    /// The sheets of a workbook.
    Sheets(Kind, Vec<Sheet>),
}

impl Taken {
    pub(crate) fn text(kind: Kind, pieces: Vec<Piece>, asides: Vec<String>) -> Taken {
        Taken(Inner::Text { kind, pieces, asides })
    }

    pub(crate) fn sheets(kind: Kind, sheets: Vec<Sheet>) -> Taken {
        Taken(Inner::Sheets(kind, sheets))
    }

    /// Reads it as a report.
    pub fn read(self) -> Source {
        match self.0 {
            Inner::Text { kind, pieces, asides } => {
                let mut draft = Draft::default();
                let marks = match kind {
                    Kind::Pdf | Kind::Ofd => Marks::Printed,
                    _ => Marks::Foreign,
                };
                flow::pour(pieces, marks, &mut draft);
                for text in asides {
                    draft.aside(&text);
                }
                draft.read(kind)
            }
            Inner::Sheets(kind, sheets) => book::report(kind, sheets, None),
        }
    }

    /// As bytes, for another module of the same build.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match &self.0 {
            Inner::Text { kind, pieces, asides } => {
                let kind = if *kind == Kind::Rtf { RTF } else { DOC };
                out.push(step(kind, 0, 0, ""));
                write(pieces, &mut out);
                out.extend(asides.iter().map(|text| step(BESIDE, 0, 0, text)));
            }
            Inner::Sheets(_, sheets) => {
                out.push(step(XLS, 0, 0, ""));
                for sheet in sheets {
                    out.push(step(SHEET, u16::from(sheet.hidden), 0, &sheet.name));
                    write_rows(&sheet.rows, &mut out);
                    out.extend(sheet.beyond.iter().map(|text| step(BESIDE, 0, 0, text)));
                }
            }
        }
        pack(&out)
    }

    /// From such bytes; `None` if they are not.
    pub fn from_bytes(bytes: &[u8]) -> Option<Taken> {
        let steps: Vec<Step> = unpack(bytes)?;
        let mut steps = steps.into_iter();
        let ((kind, _), _) = steps.next()?;
        if kind == XLS {
            return sheets(steps);
        }
        let kind = match kind {
            DOC => Kind::Doc,
            RTF => Kind::Rtf,
            _ => return None,
        };
        let mut building = Building::default();
        let mut asides = Vec::new();
        for ((what, a), (b, text)) in steps {
            if what == BESIDE {
                asides.push(text);
            } else {
                building.take(what, a, b, text)?;
            }
        }
        Some(Taken::text(kind, building.finish()?, asides))
    }
}

/// A step in a walk through pieces: its kind, two numbers, a text.
type Step = ((u8, u16), (u16, String));

const DOC: u8 = 0;
const RTF: u8 = 1;
const XLS: u8 = 2;
const TEXT: u8 = 3;
const TABLE: u8 = 4;
const ROW: u8 = 5;
const CELL: u8 = 6;
const PICTURE: u8 = 7;
const ADDRESS: u8 = 8;
const ASIDE: u8 = 9;
const BESIDE: u8 = 10;
const SHEET: u8 = 11;
/// The end of a cell, a row or a table.
const END: u8 = 12;

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

fn sheets(steps: impl Iterator<Item = Step>) -> Option<Taken> {
    let mut out: Vec<Sheet> = Vec::new();
    let mut building = Building::default();
    for ((what, a), (b, text)) in steps {
        match what {
            SHEET => out.push(Sheet {
                name: text,
                hidden: a == 1,
                rows: Vec::new(),
                beyond: Vec::new(),
            }),
            BESIDE => out.last_mut()?.beyond.push(text),
            _ => building.take(what, a, b, text)?,
        }
        out.last_mut()?.rows.append(&mut building.rows);
    }
    building.finish().filter(Vec::is_empty)?;
    Some(Taken::sheets(Kind::Xls, out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_out_comes_through_whole() {
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
        for taken in [
            Taken::text(Kind::Doc, pieces.clone(), vec!["注".to_owned()]),
            Taken::text(Kind::Rtf, Vec::new(), Vec::new()),
            Taken::sheets(Kind::Xls, vec![sheet.clone(), sheet]),
        ] {
            let bytes = taken.to_bytes();
            assert_eq!(Taken::from_bytes(&bytes), Some(taken));
            for cut in 0..bytes.len() {
                assert_eq!(Taken::from_bytes(&bytes[..cut]), None);
            }
        }
        for steps in [
            vec![step(DOC, 0, 0, ""), step(END, 0, 0, "")],
            vec![step(DOC, 0, 0, ""), step(ROW, 0, 0, "")],
            vec![step(XLS, 0, 0, ""), step(ROW, 0, 0, "")],
            vec![step(DOC, 0, 0, ""), step(TABLE, 0, 0, ""), step(TEXT, 0, 0, "")],
            vec![step(DOC, 0, 0, ""), step(ADDRESS, 0, 0, "")],
            vec![step(TEXT, 0, 0, "")],
        ] {
            assert_eq!(Taken::from_bytes(&pack(&steps)), None);
        }
    }
}
