//! The report that every case on a rule's page starts from: complete, consistent, invented; no rule finds anything in it.

use crate::cell::Cell;
use crate::field::Field;
use crate::form::{FormId, SectionId};
use crate::report::{Block, Report};
use crate::text::Date;

/// The organ of the base report: it does not exist.
pub(super) const ORGAN: &str = "示例县财政局";

/// Every cell of tables three and four that is not 0.
const REQUESTS_AND_DISPUTES: &[(&str, &str)] = &[
    ("requests.received.natural_person", "11"),
    ("requests.received.business", "2"),
    ("requests.received.total", "13"),
    ("requests.carried_in.natural_person", "1"),
    ("requests.carried_in.total", "1"),
    ("requests.granted.natural_person", "6"),
    ("requests.granted.business", "1"),
    ("requests.granted.total", "7"),
    ("requests.partially_granted.natural_person", "2"),
    ("requests.partially_granted.total", "2"),
    ("requests.denied.deliberative_process.natural_person", "1"),
    ("requests.denied.deliberative_process.total", "1"),
    ("requests.unavailable.not_held.natural_person", "1"),
    ("requests.unavailable.not_held.business", "1"),
    ("requests.unavailable.not_held.total", "2"),
    ("requests.outcomes_total.natural_person", "10"),
    ("requests.outcomes_total.business", "2"),
    ("requests.outcomes_total.total", "12"),
    ("requests.carried_out.natural_person", "2"),
    ("requests.carried_out.total", "2"),
    ("disputes.reconsideration.upheld", "1"),
    ("disputes.reconsideration.pending", "1"),
    ("disputes.reconsideration.total", "2"),
    ("disputes.litigation_direct.upheld", "1"),
    ("disputes.litigation_direct.total", "1"),
];

/// The base report in the layout of a form, for a year and an organ.
pub(super) fn report(form: FormId, organ: &str, year: u16) -> Report {
    let mut report = Report::blank(form.form(), organ, Some(year));
    report.meta.published = Date::new(year.saturating_add(1), 1, 20);
    let (instrument, sample) = (form.form().notice.citation, form.sample());
    report.preface = vec![
        paragraph(&format!(
            "根据《中华人民共和国政府信息公开条例》（国务院令第711号）和{instrument}的要求，{organ}编制本报告。"
        )),
        paragraph(&format!(
            "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议和行政诉讼情况、\
             存在的主要问题及改进情况、其他需要报告的事项六个部分组成，所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
        )),
        paragraph(&format!(
            "本报告可在县政府网站查阅和下载。对本报告有疑问的，请与{organ}办公室联系（地址：示例县示范路1号，邮编：100000，\
             电话：010-00000000，电子邮箱：gongkai@example.cn）。"
        )),
    ];
    let documents = sample.documents;
    prose(
        &mut report,
        SectionId::Overview,
        vec![
            heading("（一）主动公开情况"),
            paragraph(&format!(
                "{year}年，{organ}围绕预算决算、政府采购、惠民惠农补贴等重点领域，通过县政府网站主动公开信息186条，\
                 发布政策解读材料9篇。{documents}"
            )),
            heading("（二）依申请公开情况"),
            paragraph(&format!(
                "{year}年，新收政府信息公开申请13件，其中自然人申请11件、商业企业申请2件；上年结转1件。全年办结12件，\
                 其中予以公开7件、部分公开2件、不予公开1件、无法提供2件；结转下年度继续办理2件。"
            )),
            paragraph(
                "全年因政府信息公开被申请行政复议2件，其中结果维持1件、尚未审结1件；被提起行政诉讼1件，\
                 为未经复议直接起诉，结果维持。",
            ),
            heading("（三）政府信息管理情况"),
            paragraph("落实信息发布审核制度，坚持先审查、后公开；逐件核对已公开文件的有效性，及时更新目录。"),
            heading("（四）政府信息公开平台建设情况"),
            paragraph("做好县政府网站信息公开专栏的日常维护，每月检查链接和附件，保证信息查得到、看得懂、下载得了。"),
            heading("（五）监督保障情况"),
            paragraph(
                "由一名负责同志分管政府信息公开工作；组织业务培训2次，60人参加；把政府信息公开工作纳入年度考核，\
                 没有发生需要追究责任的情形。",
            ),
        ],
    );
    prose(
        &mut report,
        SectionId::Problems,
        vec![
            paragraph("存在的主要问题：一是部分政策解读不够通俗；二是个别栏目更新不够及时。"),
            paragraph("改进情况：一是会同业务股室改写解读材料，配上图表和问答；二是建立栏目更新提醒制度，逐月通报。"),
        ],
    );
    prose(
        &mut report,
        SectionId::Other,
        vec![paragraph(&format!(
            "{year}年发出收费通知0件，收取信息处理费0元。没有其他需要报告的事项。"
        ))],
    );
    for block in report.sections.iter_mut().flat_map(|section| &mut section.blocks) {
        if let Block::Table(table) = block {
            for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                *cell = Cell::new("0");
            }
        }
    }
    for (name, value) in sample.proactive.iter().chain(REQUESTS_AND_DISPUTES) {
        // Every name is a field's: the tests of this module say so.
        if let Ok(field) = name.parse::<Field>() {
            report.set(field, value);
        }
    }
    report
}

fn prose(report: &mut Report, id: SectionId, blocks: Vec<Block>) {
    report.section_mut(id).blocks = blocks;
}

fn heading(text: &str) -> Block {
    Block::Heading {
        level: 3,
        text: text.to_owned(),
    }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Form;
    use crate::rules::{Settings, check};
    use crate::verdict::{Input, Verdict};

    #[test]
    fn no_rule_finds_anything_in_the_base_report() {
        for form in Form::ALL.map(|form| form.id) {
            let report = report(form, ORGAN, form.sample().year);
            let checked = check(Input::new(&report, 0), &Settings::default());
            assert_eq!(checked.findings, [], "{form:?}");
            assert_eq!(checked.not_assessed, [], "{form:?}");
            assert_eq!(
                (checked.verdict, &checked.reasons[..]),
                (Verdict::Fit, &[][..]),
                "{form:?}"
            );
            assert_eq!(report.layout().map(|form| form.id), Some(form));
            assert_eq!(report.figures().iter().count(), form.form().fields().count());
        }
    }

    #[test]
    fn every_name_in_the_base_report_is_a_field() {
        for form in Form::ALL.map(|form| form.id) {
            let sample = form.sample();
            assert_eq!(FormId::of_year(sample.year), Some(form));
            for (name, value) in sample.proactive.iter().chain(REQUESTS_AND_DISPUTES) {
                let field: Field = name.parse().expect(name);
                assert!(form.form().has(field), "{name}");
                let report = report(form, ORGAN, sample.year);
                assert_eq!(report.cell(field).map(Cell::as_str), Some(*value));
            }
        }
    }
}
