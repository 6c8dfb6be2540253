//! All reports as an Excel file: a line a report, the dictionary of cells, the organs. It is written row by row.

use std::fmt::Write as _;
use std::io::Write as _;

use nianbao_core::field::Field;
use nianbao_core::form::Form;
use nianbao_core::text::Lang;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Cell, FACTS, PIECE, Pipe, fields, rows, tables};
use crate::error::{Context as _, Result, Trouble, writing};
use crate::site::{Builder, html};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The most rows of a sheet, its header aside. Further reports are on further sheets.
const ROWS: usize = 1_048_575;

/// A workbook that is being written.
struct Book<'a> {
    zip: ZipWriter<StreamWriter<Pipe<'a>>>,
    options: SimpleFileOptions,
    text: String,
    path: String,
}

impl Book<'_> {
    fn passed<T, E: std::fmt::Display>(&self, result: Result<T, E>) -> Result<T> {
        let failed = |error: E| {
            let said = error.to_string();
            Trouble::new("system", nianbao_core::text::Text::of(said.clone(), said))
        };
        result
            .map_err(failed)
            .context(|| writing(std::path::Path::new(&self.path)))
    }

    fn part(&mut self, name: &str) -> Result<()> {
        let begun = self.zip.start_file(name, self.options);
        self.passed(begun)?;
        self.text.push_str(HEAD);
        Ok(())
    }

    /// Writes the text if it is at least this long.
    fn pass(&mut self, from: usize) -> Result<()> {
        if self.text.len() >= from {
            let written = self.zip.write_all(self.text.as_bytes());
            self.passed(written)?;
            self.text.clear();
        }
        Ok(())
    }

    fn whole(&mut self, name: &str, text: &str) -> Result<()> {
        self.part(name)?;
        self.text.push_str(text);
        self.pass(0)
    }

    /// Begins a sheet whose first row and first columns stay in view.
    fn sheet(&mut self, number: usize, columns: usize, fixed: usize) -> Result<()> {
        self.part(&format!("xl/worksheets/sheet{number}.xml"))?;
        let corner = format!("{}2", letters(fixed));
        let _ = write!(
            self.text,
            "<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\"><pane xSplit=\"{fixed}\" ySplit=\"1\" topLeftCell=\"{corner}\" activePane=\"bottomRight\" state=\"frozen\"/></sheetView></sheetViews><cols><col min=\"1\" max=\"{columns}\" width=\"14\" customWidth=\"1\"/></cols><sheetData>"
        );
        Ok(())
    }

    fn header<'t>(&mut self, names: impl Iterator<Item = &'t str>) {
        self.text.push_str("<row>");
        for name in names {
            self.words(name, 1);
        }
        self.text.push_str("</row>");
    }

    fn words(&mut self, words: &str, style: u8) {
        if words.is_empty() {
            self.text.push_str("<c/>");
            return;
        }
        let _ = write!(
            self.text,
            "<c t=\"inlineStr\" s=\"{style}\"><is><t xml:space=\"preserve\">{}</t></is></c>",
            html::attribute(words)
        );
    }

    fn end_sheet(&mut self) -> Result<()> {
        self.text.push_str("</sheetData></worksheet>");
        self.pass(0)
    }
}

/// The letters of a column, from 0.
fn letters(column: usize) -> String {
    let mut name = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        name.push(b'A' + u8::try_from(rest % 26).unwrap_or_default());
        rest /= 26;
    }
    name.reverse();
    String::from_utf8(name).unwrap_or_default()
}

/// The names of the sheets.
fn sheets(reports: usize) -> Vec<String> {
    let several = reports.div_ceil(ROWS).max(1);
    let names = (1..=several).map(|number| {
        if number == 1 {
            "报告".to_owned()
        } else {
            format!("报告{number}")
        }
    });
    names.chain(["字段".to_owned(), "机关".to_owned()]).collect()
}

pub(super) fn write(builder: &Builder<'_>, path: &str) -> Result<()> {
    let reports = builder.archive.records().len();
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1))
        .last_modified_time(DateTime::default())
        // A sheet may be longer than 4 GB.
        .large_file(reports > 100_000);
    let mut book = Book {
        zip: ZipWriter::new_stream(Pipe::create(builder, path)?),
        options,
        text: String::with_capacity(PIECE * 2),
        path: path.to_owned(),
    };
    let names = sheets(reports);
    frame(&mut book, &names)?;
    let fields = fields();
    reports_sheets(builder, &mut book, &fields)?;
    book.sheet(names.len() - 1, tables::FIELDS.len(), 1)?;
    book.header(tables::FIELDS.into_iter());
    for field in &fields {
        book.text.push_str("<row>");
        let (name, label) = (field.to_string(), field.label());
        let forms: Vec<&str> = Form::ALL
            .iter()
            .filter(|form| form.has(*field))
            .map(|form| form.id.name())
            .collect();
        for words in [
            &name,
            field.table().name(),
            label.get(Lang::Zh),
            label.get(Lang::En),
            tables::unit(*field),
            &forms.join(" "),
        ] {
            book.words(words, 0);
        }
        book.text.push_str("</row>");
    }
    book.end_sheet()?;
    book.sheet(names.len(), 5, 1)?;
    book.header(["id", "name", "name_en", "kind", "parent"].into_iter());
    let organs = builder.content.organs.all();
    for organ in organs {
        let parent = organ.parent.and_then(|parent| organs.get(parent));
        book.text.push_str("<row>");
        for words in [
            organ.id.as_str(),
            organ.name.get(Lang::Zh),
            organ.name.get(Lang::En),
            organ.kind.name(),
            parent.map_or("", |parent| &parent.id),
        ] {
            book.words(words, 0);
        }
        book.text.push_str("</row>");
        book.pass(PIECE)?;
    }
    book.end_sheet()?;
    let path = book.path;
    let finished = book
        .zip
        .finish()
        .map_err(|error| std::io::Error::other(error.to_string()));
    super::done(finished, &path)?.into_inner().finish()
}

/// The reports, on as many sheets as they need.
fn reports_sheets(builder: &Builder<'_>, book: &mut Book<'_>, fields: &[Field]) -> Result<()> {
    let names: Vec<String> = fields.iter().map(Field::to_string).collect();
    let columns = FACTS.len() + fields.len();
    let begin = |book: &mut Book<'_>, number: usize| -> Result<()> {
        book.sheet(number, columns, 3)?;
        book.header(
            FACTS
                .iter()
                .map(|fact| fact.name)
                .chain(names.iter().map(String::as_str)),
        );
        Ok(())
    };
    begin(book, 1)?;
    for (at, row) in rows(builder).enumerate() {
        if at > 0 && at % ROWS == 0 {
            book.end_sheet()?;
            begin(book, at / ROWS + 1)?;
        }
        book.text.push_str("<row>");
        for cell in row.cells() {
            match cell {
                Cell::Text(words) => book.words(words, 0),
                Cell::Day(date) => book.words(&date.to_string(), 0),
                Cell::Whole(number) => {
                    let _ = write!(book.text, "<c><v>{number}</v></c>");
                }
                Cell::Flag(flag) => {
                    let _ = write!(book.text, "<c t=\"b\"><v>{}</v></c>", u8::from(flag));
                }
                Cell::Empty => book.text.push_str("<c/>"),
            }
        }
        let figures = builder.archive.figures(row.record);
        for field in fields {
            match figures.and_then(|figures| figures.number(*field)) {
                Some(number) => {
                    let _ = write!(book.text, "<c><v>{number}</v></c>");
                }
                None => book.text.push_str("<c/>"),
            }
        }
        book.text.push_str("</row>");
        book.pass(PIECE)?;
    }
    book.end_sheet()
}

/// The parts around the sheets.
fn frame(book: &mut Book<'_>, names: &[String]) -> Result<()> {
    let kind = |name: &str| format!("application/vnd.openxmlformats-officedocument.spreadsheetml.{name}+xml");
    let mut types = format!(
        "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{}\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{}\"/>",
        kind("sheet.main"),
        kind("styles")
    );
    let mut sheets = format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>");
    let mut links = format!("<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for (index, name) in names.iter().enumerate() {
        let number = index + 1;
        let _ = write!(
            types,
            "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"{}\"/>",
            kind("worksheet")
        );
        let _ = write!(
            sheets,
            "<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>"
        );
        let _ = write!(
            links,
            "<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        );
    }
    let styles = names.len() + 1;
    let _ = write!(
        links,
        "<Relationship Id=\"rId{styles}\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/></Relationships>"
    );
    types.push_str("</Types>");
    sheets.push_str("</sheets></workbook>");
    book.whole("[Content_Types].xml", &types)?;
    book.whole("_rels/.rels", &format!("<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"))?;
    book.whole("xl/workbook.xml", &sheets)?;
    book.whole("xl/_rels/workbook.xml.rels", &links)?;
    book.whole("xl/styles.xml", &format!("<styleSheet xmlns=\"{MAIN}\"><fonts count=\"2\"><font><sz val=\"11\"/></font><font><b/><sz val=\"11\"/></font></fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"2\"><xf/><xf fontId=\"1\" applyFont=\"1\"/></cellXfs></styleSheet>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        for (column, expected) in [
            (0, "A"),
            (3, "D"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (52, "BA"),
            (701, "ZZ"),
            (702, "AAA"),
        ] {
            assert_eq!(letters(column), expected);
        }
    }

    #[test]
    fn a_sheet_has_as_many_rows_as_excel_reads() {
        assert_eq!(sheets(0), ["报告", "字段", "机关"]);
        assert_eq!(sheets(ROWS), ["报告", "字段", "机关"]);
        assert_eq!(sheets(ROWS + 1), ["报告", "报告2", "字段", "机关"]);
    }
}
