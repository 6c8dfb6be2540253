//! Lines and data: cells copied from spreadsheets, and data from other programs.

use nianbao_documents::{Kind, Source, read};

use crate::common::{cells, check_nothing_dropped, outline};

fn open(name: &str, text: &str) -> Source {
    let source = read(name, text.as_bytes()).expect("it can be read");
    check_nothing_dropped(&source);
    source
}

fn unplaced(source: &Source) -> Vec<&str> {
    source.reading.unplaced.iter().map(|one| one.text.as_str()).collect()
}

#[test]
fn a_table_out_of_a_spreadsheet_is_read() {
    let text = "某局2023年政府信息公开工作年度报告,,,\r\n二、主动公开政府信息情况,,,\r\n第二十条第（一）项,,,\r\n\
                信息内容,\"本年\n制发件数\",本年废止件数,现行有效件数\r\n规章,1,,\"1,234\"\r\n行政规范性文件,２,/,3\r\n";
    let expected = [
        "proactive.regulations.issued=1",
        "proactive.regulations.repealed=",
        "proactive.regulations.in_force=1,234",
        "proactive.normative_documents.issued=２",
        "proactive.normative_documents.repealed=/",
        "proactive.normative_documents.in_force=3",
    ];
    let source = open("a.csv", text);
    assert_eq!(
        (source.kind, cells(&source)),
        (Kind::Csv, expected.map(str::to_owned).to_vec())
    );
    assert_eq!(
        outline(&source),
        [
            "# 某局2023年政府信息公开工作年度报告",
            "## 二、主动公开政府信息情况",
            "table proactive 2"
        ]
    );
    let tabs = text
        .replace("\"1,234\"", "1;234")
        .replace(',', "\t")
        .replace("1;234", "1,234");
    assert_eq!(cells(&open("a.tsv", &tabs)), expected);
}

#[test]
fn figures_by_field_are_read_and_unknown_fields_are_said() {
    let source = open(
        "a.csv",
        "\u{feff}field,value,label\r\nproactive.fees,5.25,x\r\nrequests.received.total,'-x,\r\nno.such.field,3,y\r\n",
    );
    assert_eq!(
        cells(&source),
        [
            "proactive.fees=5.25",
            "requests.received.natural_person=",
            "requests.received.business=",
            "requests.received.research=",
            "requests.received.social_welfare=",
            "requests.received.legal_service=",
            "requests.received.other=",
            "requests.received.total=-x"
        ]
    );
    assert_eq!(unplaced(&source), ["no.such.field = 3"]);
}

#[test]
fn data_is_read_with_its_prose_and_other_json_is_refused() {
    let source = open(
        "a.json",
        r####"{"version": 1, "organ": "某局", "year": 2023, "form": "2021", "title": "某局2023年政府信息公开工作年度报告",
            "preface": "前言。", "sections": {"overview": "### （一）主动公开情况\n\n平稳。", "requests": "见表。", "七、附件": "无。"},
            "fields": {"requests.received.total": "3", "x": "4"}}"####,
    );
    assert_eq!(
        outline(&source),
        [
            "# 某局2023年政府信息公开工作年度报告",
            "p 前言。",
            "## 一、总体情况",
            "h3 （一）主动公开情况",
            "p 平稳。",
            "## 三、收到和处理政府信息公开申请情况",
            "p 见表。",
            "table requests 1",
            "## 七、附件",
            "p 无。",
        ]
    );
    assert_eq!(unplaced(&source), ["x = 4"]);
    for (text, name) in [
        ("{}", "report-data"),
        ("[1", "report-data"),
        ("", "report-data"),
        (
            r#"{"version": 99, "organ": null, "year": null, "form": null, "title": "", "sections": {}, "fields": {}}"#,
            "newer-data",
        ),
    ] {
        assert_eq!(
            read("a.json", text.as_bytes()).map_err(|error| error.name).err(),
            Some(name)
        );
    }
}
