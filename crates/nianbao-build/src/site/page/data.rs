//! The page of the data: what is in each file, what to know before using it, and how to open it.

use minijinja::{Value, context};
use nianbao_core::archive::Digest;
use nianbao_core::text::Text;

use super::{Bar, Head, Kind, Page, always, never, template};
use crate::content::Problem;
use crate::error::Result;
use crate::site::sums::grouped;
use crate::site::{Builder, data};

pub(super) static KIND: Kind = Kind {
    template: template!("data.html"),
    words: &[
        (
            "data_title",
            Text::new("数据：全部报告的全部数字", "Data: every figure of every report"),
        ),
        ("data_main", Text::new("下载宽表 CSV", "Download the table as CSV")),
        ("data_main_what", Text::new("一份报告一行", "One line a report")),
        (
            "data_main_opens",
            Text::new(
                "Excel、WPS 双击打开，汉字不乱码",
                "Opens in Excel and WPS with Chinese intact",
            ),
        ),
        ("data_first", Text::new("用之前看三列", "Three columns to know first")),
        (
            "data_sample",
            Text::new(
                "值为 true 的是虚构的示例，统计前去掉；这样的报告有 ",
                "true marks invented samples; leave them out of statistics; reports like this: ",
            ),
        ),
        (
            "data_verdict",
            Text::new(
                "不是 fit 的报告有错误或没写完；错在哪里，见 findings.csv；这样的报告有 ",
                "any other value than fit means errors or blanks; findings.csv says which; reports like this: ",
            ),
        ),
        (
            "data_aggregate",
            Text::new(
                "值为 true 的是汇总报告，不要和所属机关相加；这样的报告有 ",
                "true marks reports that sum up the organs below; never add them to theirs; reports like this: ",
            ),
        ),
        ("data_counted", Text::new(" 份。", ".")),
        ("data_files", Text::new("文件", "Files")),
        ("data_kind", Text::new("格式", "Format")),
        ("data_size", Text::new("大小", "Size")),
        ("data_rows", Text::new("行", "Lines")),
        (
            "data_sums",
            Text::new("每个文件的 SHA-256 在", "The SHA-256 of every file is in "),
        ),
        (
            "data_each",
            Text::new(
                "单份报告的文件在各报告页，各机关的校验结果在机关页。",
                "Each report's page has its own files, each organ's page its findings.",
            ),
        ),
        ("data_lines", Text::new("三行就能用", "Three lines are enough")),
        (
            "data_same",
            Text::new(
                "都算同一件事：各年新收的申请，不加示例和汇总报告。",
                "All compute the same: requests received each year, without samples and reports that sum up others.",
            ),
        ),
        ("data_excel", Text::new("Excel、WPS", "Excel, WPS")),
        (
            "data_excel_1",
            Text::new("打开 reports.xlsx 的“报告”页。", "Open the sheet 报告 of reports.xlsx."),
        ),
        (
            "data_excel_2",
            Text::new(
                "插入数据透视表：行放 year，筛选 sample 和 aggregate，都选 FALSE。",
                "Insert a pivot table: year as rows, sample and aggregate as filters, both set to FALSE.",
            ),
        ),
        (
            "data_excel_3",
            Text::new(
                "值放 requests.received.total，求和。",
                "Put requests.received.total into values, as a sum.",
            ),
        ),
        ("data_rules", Text::new("几个约定", "Conventions")),
        ("data_blank", Text::new("空着和 0", "Blank and 0")),
        (
            "data_blank_is",
            Text::new(
                "报告里空着的格，数据里也空着，不是 0；写了字的也空着，figures.csv.gz 的 state 列写明是哪一种，原文在各报告的文件里。",
                "A blank cell is empty in the data, never 0, and so is one with words; the column state of figures.csv.gz says which. Words are in each report's own files.",
            ),
        ),
        ("data_money", Text::new("金额", "Money")),
        (
            "data_money_is",
            Text::new(
                "万元，按报告所写，小数不四舍五入。",
                "In units of 10,000 yuan (万元), as written, never rounded.",
            ),
        ),
        ("data_corrected", Text::new("更正", "Corrections")),
        (
            "data_corrected_is",
            Text::new(
                "文件里是更正后的数字；report_version 大于 1 的更正过，原来的数字在 corrections.csv。",
                "Figures are the corrected ones; report_version above 1 means corrected, and corrections.csv has the figures before.",
            ),
        ),
        ("data_code", Text::new("编码", "Encoding")),
        (
            "data_code_is",
            Text::new(
                "UTF-8，CSV 带 BOM，逗号分隔；以 = + - @ 开头的文字前面有一个撇号，免得表格软件当成公式。",
                "UTF-8 with a byte order mark in CSV files, separated by commas. Texts that begin with = + - @ have an apostrophe before them, because spreadsheets would compute them.",
            ),
        ),
        ("data_names", Text::new("字段", "Columns")),
        (
            "data_names_are",
            Text::new(
                "每一列的中英文含义见 fields.csv；数据结构：",
                "fields.csv has what each column means in both languages. JSON schemas: ",
            ),
        ),
    ],
    values: &[
        "lead",
        "files",
        "main",
        "samples",
        "unfit",
        "aggregates",
        "parquet",
        "linked",
        "some_sample",
    ],
    bar: Bar::Entry {
        label: &Text::new("数据", "Data"),
        address: "data/index.html",
        shared: never,
    },
    head: Head::PLAIN,
    needs: always,
    addresses: |_, add| add("data/"),
    write,
};

/// The number of lines of a file, if it is known without reading it.
fn lines(builder: &Builder<'_>, name: &str) -> Option<usize> {
    let records = builder.archive.records();
    match name {
        "reports.csv" | "reports.xlsx" | "reports.parquet" | "reports.jsonl" => Some(records.len()),
        "figures.csv.gz" => {
            let fields = data::fields();
            let cells = |figures: &Digest| fields.iter().filter(|field| figures.has(**field)).count();
            Some(
                records
                    .iter()
                    .filter_map(|record| builder.archive.figures(record))
                    .map(cells)
                    .sum(),
            )
        }
        "organs.csv" => Some(builder.content.organs.all().len()),
        "fields.csv" => Some(data::fields().len()),
        _ => None,
    }
}

/// A size as people read it.
fn size(bytes: u64) -> String {
    let tenths = |unit: u64| format!("{}.{}", bytes / unit, bytes % unit * 10 / unit);
    match bytes {
        0..1000 => format!("{bytes} B"),
        1000..1_000_000 => format!("{} KB", bytes.div_ceil(1000)),
        1_000_000..1_000_000_000 => format!("{} MB", tenths(1_000_000)),
        _ => format!("{} GB", tenths(1_000_000_000)),
    }
}

fn write(builder: &Builder<'_>, _: &mut Vec<Problem>) -> Result<()> {
    data::write(builder)?;
    let records = builder.archive.records();
    let count = |wanted: &dyn Fn(&crate::archive::Record) -> bool| {
        grouped(records.iter().filter(|record| wanted(record)).count() as i128)
    };
    let samples = count(&|record| record.sample);
    let unfit = count(&|record| record.verdict != nianbao_core::verdict::Verdict::Fit);
    let aggregates = count(&|record| builder.content.organs.is_aggregate(record.organ));
    let files = data::resources();
    let rows: Vec<Option<String>> = files
        .iter()
        .map(|file| lines(builder, file.name).map(|count| grouped(count as i128)))
        .collect();
    let title = Text::new("数据", "Data");
    let page = Page {
        description: Some(data::description(builder)),
        ..Page::new("data/index.html", &title)
    };
    builder.page(&KIND, &page, |lang| {
        let listed = files.iter().zip(&rows).map(|(file, rows)| {
            context! {
                name => file.name,
                kind => file.kind,
                media => file.media,
                what => file.what.get(lang),
                has => file.has.get(lang),
                size => size(data::size(builder, file.name)),
                rows,
            }
        });
        let columns = data::FACTS.len() + data::fields().len();
        let (zh, en) = (
            format!(
                "{} 行 {columns} 列 · {}",
                grouped(records.len() as i128),
                size(data::size(builder, "reports.csv"))
            ),
            format!(
                "{} lines, {columns} columns · {}",
                grouped(records.len() as i128),
                size(data::size(builder, "reports.csv"))
            ),
        );
        Ok(context! {
            lead => data::description(builder).get(lang),
            files => listed.collect::<Vec<Value>>(),
            main => Text::of(zh, en).get(lang),
            samples,
            unfit,
            aggregates,
            parquet => cfg!(feature = "parquet"),
            linked => Value::from_safe_string(data::dataset(builder, lang)),
            some_sample => records.iter().any(|record| record.sample),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_counts_are_readable() {
        for (bytes, expected) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1 KB"),
            (95_201, "96 KB"),
            (1_150_000, "1.1 MB"),
            (2_000_000_000, "2.0 GB"),
        ] {
            assert_eq!(size(bytes), expected);
        }
    }
}
