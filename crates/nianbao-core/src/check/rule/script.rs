//! Whether a report is written in traditional characters: the reader knows the simplified ones, which organs have to use.

use super::Passages;

/// Traditional characters that reports are full of and that simplified writing does not have.
const TRADITIONAL: &str = "報開務機關總體動況與為個時國會條據數業無處復議訴訟辦規對進問題強設網說現產應過門間請資實發們從來長見書電話統計屬轉單項類織權護證黨區縣鎮廳財給優內決劃執號員學訓聯絡導構類評傳達標準確認識專題領";

/// Words that hardly any report on open government information does without.
const WORDS: [&str; 3] = ["公開", "報告", "總體"];

/// Fewer traditional characters than this are a name or a quotation.
const FEW: usize = 8;
/// In traditional writing about a third of the characters differ; a report has at least one such in this many.
const SHARE: usize = 20;

/// Whether a report is written in traditional characters.
pub(super) fn is_traditional(passages: &Passages<'_>) -> bool {
    // Most reports have none of the words and are not counted through.
    if !passages.has_any(&WORDS) {
        return false;
    }
    let (mut han, mut traditional) = (0, 0);
    for c in passages
        .text()
        .chars()
        .filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c))
    {
        han += 1;
        traditional += usize::from(TRADITIONAL.contains(c));
    }
    traditional >= FEW && traditional * SHARE >= han
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown;

    fn check(text: &str, expected: bool) {
        let report = markdown::read(text).report;
        assert_eq!(is_traditional(&Passages::new(&report)), expected, "{text}");
    }

    #[test]
    fn a_report_in_traditional_characters_is_told_from_a_name_or_a_quotation() {
        check("", false);
        check(
            "# 某縣教育局2024年政府信息公開工作年度報告\n\n一、總體情況\n\n全年主動公開政府信息120條。\n",
            true,
        );
        check(
            "# 某县教育局2024年政府信息公开工作年度报告\n\n全年主动公开政府信息120条，转发《報告》一篇。\n",
            false,
        );
        check("# 某县教育局2024年政府信息公开工作年度报告\n\n公開報告\n", false);
        let long = "全年主动公开政府信息。".repeat(40);
        check(
            &format!("# 某局年报\n\n{long}引用：關於總體公開報告的說明與辦法。"),
            false,
        );
    }
}
