//! The legal basis of rules: the articles and notices that several of them share.

use crate::text::Text;

/// The forms annexed to both notices.
pub(super) const FORM: Text = Text::new(
    "国办公开办函〔2021〕30号附件《中华人民共和国政府信息公开工作年度报告格式》；2019、2020 年度为国办公开办函〔2019〕60号附件（试行）",
    "Notice Guobangongkaibanhan [2021] No. 30, annex (the form of the annual report); for 2019 and 2020, Notice [2019] No. 60, annex (on trial)",
);

/// Article 50 of the Regulations, and the forms.
pub(super) const ARTICLE_50_AND_FORM: Text = Text::new(
    "《中华人民共和国政府信息公开条例》第五十条；国办公开办函〔2021〕30号附件（2019、2020 年度为〔2019〕60号附件）",
    "Open Government Information Regulations, Article 50; Notice Guobangongkaibanhan [2021] No. 30, annex (for 2019 and 2020, Notice [2019] No. 60, annex)",
);

/// The relation printed in table three, and the totals of the form.
pub(super) const RELATIONS: Text = Text::new(
    "国办公开办函〔2021〕30号附件表三（2019、2020 年度为〔2019〕60号附件）：表中所印勾稽关系和“总计”栏",
    "Notice Guobangongkaibanhan [2021] No. 30, annex, table three (for 2019 and 2020, Notice [2019] No. 60, annex): the printed relation and the totals",
);

/// The purpose of the prose, and the tables it must not contradict.
pub(super) const PROSE: Text = Text::new(
    "《中华人民共和国政府信息公开条例》第五十条；国办公开办函〔2021〕30号（2019、2020 年度为〔2019〕60号）：发布内容应当准确、全面",
    "Open Government Information Regulations, Article 50; Notice Guobangongkaibanhan [2021] No. 30 (for 2019 and 2020, Notice [2019] No. 60): what is published must be right and complete",
);

/// When reports are due and published.
pub(super) const ARTICLE_49: Text = Text::new(
    "《中华人民共和国政府信息公开条例》第四十九条：县级以上人民政府部门应当在每年1月31日前、县级以上地方人民政府的政府信息公开工作主管部门应当在每年3月31日前公布",
    "Open Government Information Regulations, Article 49: departments of governments of county level and above publish by 31 January, the competent departments of local governments by 31 March",
);

/// Published information must be right: the passages of the notices that rules on the text follow from.
pub(super) const TEXT: Text = Text::new(
    "国办公开办函〔2021〕30号（2019、2020 年度为〔2019〕60号）：发布内容应当准确、全面；《党政机关公文处理工作条例》第十九条：表述准确、文字精练，人名、地名、时间、数字、引文准确，标点符号正确",
    "Notice Guobangongkaibanhan [2021] No. 30 (for 2019 and 2020, [2019] No. 60): what is published must be right and complete; Regulations on Official Documents of Party and Government Bodies, Article 19: exact and concise, with names, places, times, figures, quotations and punctuation right",
);

/// The instruments that reports cite.
pub(super) const INSTRUMENTS: Text = Text::new(
    "《中华人民共和国政府信息公开条例》（2019年4月3日国务院令第711号修订）；国办公开办函〔2021〕30号；国办公开办函〔2019〕60号；国办函〔2020〕109号",
    "Open Government Information Regulations (as revised by Decree No. 711 of the State Council, 3 April 2019); Notices Guobangongkaibanhan [2021] No. 30 and [2019] No. 60; Guobanhan [2020] No. 109",
);

/// The contents of the report.
pub(super) const ARTICLE_50: Text = Text::new(
    "《中华人民共和国政府信息公开条例》第五十条；国办公开办函〔2021〕30号（2019、2020 年度为〔2019〕60号）",
    "Open Government Information Regulations, Article 50; Notice Guobangongkaibanhan [2021] No. 30 (for 2019 and 2020, [2019] No. 60)",
);

/// The parts of the title of an official document.
pub(super) const TITLE: Text = Text::new(
    "《党政机关公文处理工作条例》第九条：标题由发文机关名称、事由和文种组成；《中华人民共和国政府信息公开条例》第四十九条、第五十条：各机关按年度编制报告",
    "Regulations on Official Documents of Party and Government Bodies, Article 9: a title names the organ, the subject and the kind of document; Open Government Information Regulations, Articles 49 and 50: each organ reports for each year",
);
