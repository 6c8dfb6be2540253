//! What is in the files of data: for people, as a Frictionless data package, and as JSON-LD for search engines.

use nianbao_core::report::Report;
use nianbao_core::text::{Lang, Text};
use serde_json::{Value, json};

use super::{FACTS, FOLDER, Type, fields, files, findings, path, size, tables};
use crate::archive::Record;
use crate::content::{Organ, web_address};
use crate::error::Result;
use crate::site::Builder;

/// A file as the page describes it.
pub(in crate::site) struct Resource {
    pub(in crate::site) name: &'static str,
    pub(in crate::site) kind: &'static str,
    pub(in crate::site) media: &'static str,
    pub(in crate::site) what: Text,
    /// Its columns, in short.
    pub(in crate::site) has: Text,
}

/// The description of the package.
pub(super) const PACKAGE: &str = "datapackage.json";

/// All files, in the order of the page.
pub(in crate::site) fn resources() -> Vec<Resource> {
    let mut found: Vec<Resource> = files().iter().map(|file| resource(file.name)).collect();
    found.push(resource(PACKAGE));
    found
}

fn resource(name: &'static str) -> Resource {
    let (kind, media) = match name.split_once('.').map_or("", |(_, extension)| extension) {
        "csv" => ("CSV", "text/csv"),
        "csv.gz" => ("CSV (gzip)", "application/gzip"),
        "xlsx" => (
            "Excel",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        "parquet" => ("Parquet", "application/vnd.apache.parquet"),
        "jsonl" => ("JSON Lines", "application/jsonl"),
        _ => ("JSON", "application/json"),
    };
    let what = match name {
        "reports.csv" => Text::new("一份报告一行，适合表格软件", "One line a report, for spreadsheets"),
        "reports.xlsx" => Text::new(
            "同一张表，另有字段说明和机关名单；打开就能筛选",
            "The same table, with the dictionary of columns and the list of organs",
        ),
        "figures.csv.gz" => Text::new(
            "一个数字一行，适合统计软件，不用解压就能读",
            "One line a figure, for statistics; programs read it as it is",
        ),
        "reports.parquet" => Text::new("一份报告一行，带类型", "One line a report, with types"),
        "reports.jsonl" => Text::new("一份报告一行 JSON", "One JSON object a report and line"),
        "findings.csv" => Text::new("每项错误、提醒、提示一行", "One line a finding"),
        "corrections.csv" => Text::new("更正过的每一格一行", "One line a cell that was corrected"),
        "organs.csv" => Text::new("机关名单", "The organs"),
        "fields.csv" => Text::new(
            "字段说明：每一格的中英文名称",
            "What each column of figures means, in both languages",
        ),
        _ => Text::new(
            "数据包说明：各列的类型和含义（Frictionless）",
            "Description of the package: types and meaning of columns (Frictionless)",
        ),
    };
    Resource {
        name,
        kind,
        media,
        what,
        has: columns(name),
    }
}

/// The columns of a file, in short.
fn columns(name: &str) -> Text {
    let facts = || {
        FACTS
            .iter()
            .map(|fact| fact.name)
            .take(6)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let list = |columns: String| Text::of(columns.clone(), columns);
    match name {
        "reports.csv" | "reports.xlsx" | "reports.parquet" | "reports.jsonl" => {
            let (facts, count) = (facts(), fields().len());
            Text::of(
                format!("{facts} …，然后 {count} 个数字"),
                format!("{facts} …, then {count} figures"),
            )
        }
        "figures.csv.gz" => list(format!("{} …, field, value, state", facts())),
        "findings.csv" => list(findings::COLUMNS.join(", ")),
        "corrections.csv" => list(tables::CORRECTIONS.join(", ")),
        "organs.csv" => list(tables::ORGANS.join(", ")),
        "fields.csv" => list(tables::FIELDS.join(", ")),
        _ => Text::new("", ""),
    }
}

/// Writes the description of the package. Its files have been written.
pub(super) fn write(builder: &Builder<'_>) -> Result<()> {
    let site = &builder.content.site;
    let (mut resources, mut alternatives) = (Vec::new(), Vec::new());
    for file in files() {
        let about = resource(file.name);
        let mut value = json!({
            "name": file.name.replace('.', "-"),
            "path": file.name,
            "title": about.what.zh,
            "description": about.what.en,
            "mediatype": about.media,
            "encoding": "utf-8",
            "bytes": size(builder, file.name),
        });
        let Some((schema, object)) = schema(file.name).zip(value.as_object_mut()) else {
            alternatives.push(value);
            continue;
        };
        object.insert("profile".to_owned(), json!("tabular-data-resource"));
        object.insert("format".to_owned(), json!("csv"));
        object.insert("schema".to_owned(), schema);
        if about.media == "application/gzip" {
            object.insert("compression".to_owned(), json!("gz"));
        }
        resources.push(value);
    }
    let mut package = json!({
        "profile": "data-package",
        "name": "nianbao",
        "title": site.title.zh,
        "description": site.description.as_ref().unwrap_or(&site.title).zh,
        "keywords": ["政府信息公开", "年度报告", "open government information", "China"],
        "resources": resources,
        // The same data in other formats, which tools for packages read only with extensions.
        "alternatives": alternatives,
    });
    if let (Some(package), Some(base)) = (package.as_object_mut(), builder.base_url) {
        package.insert("homepage".to_owned(), json!(format!("{base}{FOLDER}/")));
    }
    if let (Some(package), Some(day)) = (package.as_object_mut(), builder.list.latest) {
        package.insert("version".to_owned(), json!(day.to_string().replace('-', ".")));
    }
    let text = serde_json::to_string_pretty(&package).unwrap_or_default() + "\n";
    builder.out.write(&path(PACKAGE), text.as_bytes())
}

/// The type of a column in the Table Schema.
const fn kind(of: Type) -> &'static str {
    match of {
        Type::Text => "string",
        Type::Whole => "integer",
        Type::Number => "number",
        Type::Flag => "boolean",
        Type::Day => "date",
    }
}

/// The columns of a file with lines; `None` of another file.
fn schema(name: &str) -> Option<Value> {
    let column = |name: &str, of: Type, says: Option<&Text>| {
        let mut column = json!({ "name": name, "type": kind(of) });
        if let (Some(column), Some(says)) = (column.as_object_mut(), says) {
            column.insert("title".to_owned(), json!(says.zh));
            column.insert("description".to_owned(), json!(says.en));
        }
        if let (Some(column), Type::Flag) = (column.as_object_mut(), of) {
            column.insert("trueValues".to_owned(), json!(["true"]));
            column.insert("falseValues".to_owned(), json!(["false"]));
        }
        column
    };
    let plain = |names: &[&str]| {
        names
            .iter()
            .map(|name| {
                let of = match *name {
                    "year" | "since" | "until" | "reports" => Type::Whole,
                    "accepted" => Type::Flag,
                    "date" => Type::Day,
                    _ => Type::Text,
                };
                column(name, of, None)
            })
            .collect::<Vec<_>>()
    };
    let facts = || FACTS.iter().map(|fact| column(fact.name, fact.of, Some(&fact.says)));
    let (columns, key) = match name {
        "reports.csv" => {
            let figures = fields()
                .into_iter()
                .map(|field| column(&field.to_string(), Type::Number, Some(&field.label())));
            (facts().chain(figures).collect(), json!(["id", "year"]))
        }
        "figures.csv.gz" => {
            let value = Text::new(
                "数字；空着或写了字就空着",
                "The number; empty if the cell is blank or has words",
            );
            let state = Text::new(
                "number 数字，blank 空着，words 写了字",
                "number, blank, or words in place of a number",
            );
            let field = Text::new("哪一格，见 fields.csv", "The cell: see fields.csv");
            let own = [
                column("field", Type::Text, Some(&field)),
                column("value", Type::Number, Some(&value)),
                column("state", Type::Text, Some(&state)),
            ];
            (facts().chain(own).collect(), json!(["id", "year", "field"]))
        }
        "findings.csv" => (plain(&findings::COLUMNS), json!([])),
        "corrections.csv" => (plain(&tables::CORRECTIONS), json!([])),
        "organs.csv" => (plain(&tables::ORGANS), json!(["id"])),
        "fields.csv" => (plain(&tables::FIELDS), json!(["field"])),
        _ => return None,
    };
    let columns: Vec<Value> = columns;
    let mut schema = json!({ "fields": columns, "missingValues": [""] });
    if let Some(schema) = schema.as_object_mut().filter(|_| key != json!([])) {
        schema.insert("primaryKey".to_owned(), key);
    }
    Some(schema)
}

/// JSON for a script element, which must not end it.
fn embedded(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

/// The archive's data as a `Dataset`.
pub(in crate::site) fn dataset(builder: &Builder<'_>, lang: Lang) -> String {
    let site = &builder.content.site;
    let folder = builder
        .base_url
        .map_or_else(String::new, |base| format!("{base}{FOLDER}/"));
    let up = if builder.base_url.is_none() && !builder.folder(lang).is_empty() {
        format!("../../{FOLDER}/")
    } else {
        folder.clone()
    };
    let files = resources().into_iter().map(|file| {
        json!({
            "@type": "DataDownload",
            "name": file.what.get(lang),
            "contentUrl": format!("{up}{}", file.name),
            "encodingFormat": file.media,
            "contentSize": format!("{} B", size(builder, file.name)),
        })
    });
    let (first, last) = (builder.list.years.first(), builder.list.years.last());
    let mut value = json!({
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": site.title.get(lang),
        "description": description(builder).get(lang),
        "inLanguage": "zh-CN",
        "isAccessibleForFree": true,
        "creator": { "@type": "Organization", "name": site.owner.as_ref().unwrap_or(&site.title).get(lang) },
        "distribution": files.collect::<Vec<_>>(),
    });
    if let Some(value) = value.as_object_mut() {
        if let Some((first, last)) = first.zip(last) {
            value.insert("temporalCoverage".to_owned(), json!(format!("{first}/{last}")));
        }
        if let Some(day) = builder.list.latest {
            value.insert("dateModified".to_owned(), json!(day.to_string()));
        }
        if builder.base_url.is_some() {
            value.insert("url".to_owned(), json!(folder));
        }
    }
    embedded(&value)
}

/// What the data are, in a sentence.
pub(in crate::site) fn description(builder: &Builder<'_>) -> Text {
    let (reports, organs) = (builder.archive.records().len(), builder.content.organs.all().len());
    let years = builder.list.years.first().zip(builder.list.years.last());
    let (zh, en) = years.map_or_else(Default::default, |(first, last)| {
        (format!("，{first}–{last}年"), format!(", {first} to {last}"))
    });
    Text::of(
        format!("{reports}份报告，{organs}个机关{zh}。数字按报告原样，没有改过；有错误的报告也在里面，有一列写明。"),
        format!(
            "{reports} reports of {organs} organs{en}. Figures are as reported, unchanged; reports with errors are there, and a column says so."
        ),
    )
}

/// A report as a `Report`.
pub(in crate::site) fn linked(
    builder: &Builder<'_>,
    organ: &Organ,
    record: &Record,
    report: &Report,
    lang: Lang,
) -> String {
    let page = format!("organs/{}/{}/", organ.id, record.year);
    let title = match report.title.trim() {
        "" => format!("{} {}", organ.name.zh, record.year),
        title => title.to_owned(),
    };
    let mut value = json!({
        "@context": "https://schema.org",
        "@type": "Report",
        "name": title,
        "inLanguage": "zh-CN",
        "temporalCoverage": record.year.to_string(),
        "version": record.version(),
        "author": { "@type": "GovernmentOrganization", "name": organ.name.get(lang) },
    });
    let Some(object) = value.as_object_mut() else {
        return String::new();
    };
    if let Some(date) = record.published {
        object.insert("datePublished".to_owned(), json!(date.to_string()));
    }
    if let Some((_, date)) = record.corrected {
        object.insert("dateModified".to_owned(), json!(date.to_string()));
    }
    if let Some(base) = builder.base_url {
        object.insert("url".to_owned(), json!(format!("{base}{}{page}", builder.folder(lang))));
        let files = builder.content.site.downloads.iter().map(|kind| {
            json!({
                "@type": "MediaObject",
                "contentUrl": format!("{base}organs/{}/{}.{}", organ.id, record.year, kind.extension()),
                "encodingFormat": kind.facts().media_type,
            })
        });
        object.insert("encoding".to_owned(), json!(files.collect::<Vec<_>>()));
    }
    let original = report.meta.source.as_ref().and_then(|source| source.url.as_deref());
    if let Some(url) = original.and_then(web_address) {
        object.insert("isBasedOn".to_owned(), json!(url));
    }
    if record.sample {
        let said = Text::new("虚构的示例", "An invented sample");
        object.insert("abstract".to_owned(), json!(said.get(lang)));
    }
    embedded(&value)
}
