//! Every rule in force, with its page, and the version of the set.

use super::rule::Rule;
use super::rule::hash::Hash;
use crate::text::Text;

pub use super::after::{Before, examine};
pub(crate) use super::run::check_and_digest;
pub use super::run::{Checked, Deadlines, Settings, check, check_across, check_digest_and, counted};
pub use super::understood::{Contradiction, Understood};

pub(super) mod accepted_unmatched;
mod applicants_total;
pub(super) mod aspects_covered;
mod basis;
mod carry_over;
mod cell_blank;
mod cell_number;
mod cell_whole_number;
mod child_missing;
mod children_sum;
mod contact;
mod copied_figures;
mod copied_text;
mod counting_unit;
mod disputes_total;
mod fee_unit;
mod form_version;
mod government_duties;
mod growth_claim;
mod in_force_continuity;
mod instrument_citation;
mod misspelling;
mod number_missing;
mod organ_mismatch;
mod organ_missing;
mod outcomes_total;
mod overview_length;
mod parts_announced;
mod pending_disputes;
mod problems_and_measures;
mod processing_fee;
mod prose_all_closed;
mod prose_all_upheld;
mod prose_carried;
mod prose_contradiction;
mod prose_disputes;
mod prose_documents;
mod prose_fee;
mod prose_outcomes;
mod prose_percentage;
mod prose_received;
mod prose_silent;
mod published_early;
mod published_late;
mod punctuation;
mod regulation_maker;
mod repeated_paragraph;
mod repeated_word;
mod reporting_period;
mod requests_balance;
mod scope_words;
mod section_extra;
mod section_heading;
mod section_missing;
mod section_order;
mod self_reference;
mod stale_year;
pub(super) mod standard_characters;
mod table_label;
mod table_missing;
mod table_rows;
mod template_residue;
mod text_unplaced;
mod title_missing;
pub(super) mod wrong_cell;
mod year_mismatch;
mod year_missing;

/// Registers the rules: the module of each, and its name, which is also the name of its page.
macro_rules! rules {
    ($($module:ident => $name:literal,)*) => {
        /// Every rule in force, in the order of lists.
        pub static RULES: &[&Rule] = &[$(&$module::RULE,)*];

        /// Their pages. They are not part of the rules, so that a program without pages (the
        /// validator) does not carry them.
        static PAGES: &[(&str, &str)] = &[$(($name, include_str!(concat!("rules/", $name, ".md"))),)*];

        // Each page is hashed separately, because the compiler limits the number of steps for one
        // constant.
        static DIGITS: [u8; 16] = Hash::new()
            .text(RULE_SET)
            $(.rule(&$module::RULE).hash(const { Hash::new().text(include_str!(concat!("rules/", $name, ".md"))) }))*
            .digits();
    };
}

rules! {
    title_missing => "title-missing",
    year_missing => "year-missing",
    organ_missing => "organ-missing",
    standard_characters => "standard-characters",
    text_unplaced => "text-unplaced",
    section_missing => "section-missing",
    section_order => "section-order",
    section_heading => "section-heading",
    section_extra => "section-extra",
    form_version => "form-version",
    table_missing => "table-missing",
    table_rows => "table-rows",
    table_label => "table-label",
    template_residue => "template-residue",
    parts_announced => "parts-announced",
    cell_number => "cell-number",
    cell_whole_number => "cell-whole-number",
    cell_blank => "cell-blank",
    fee_unit => "fee-unit",
    regulation_maker => "regulation-maker",
    wrong_cell => "wrong-cell",
    requests_balance => "requests-balance",
    outcomes_total => "outcomes-total",
    applicants_total => "applicants-total",
    disputes_total => "disputes-total",
    prose_received => "prose-received",
    prose_carried => "prose-carried",
    prose_outcomes => "prose-outcomes",
    prose_disputes => "prose-disputes",
    prose_documents => "prose-documents",
    prose_all_closed => "prose-all-closed",
    prose_all_upheld => "prose-all-upheld",
    prose_contradiction => "prose-contradiction",
    prose_percentage => "prose-percentage",
    prose_silent => "prose-silent",
    prose_fee => "prose-fee",
    year_mismatch => "year-mismatch",
    stale_year => "stale-year",
    reporting_period => "reporting-period",
    instrument_citation => "instrument-citation",
    published_late => "published-late",
    published_early => "published-early",
    organ_mismatch => "organ-mismatch",
    self_reference => "self-reference",
    scope_words => "scope-words",
    number_missing => "number-missing",
    repeated_word => "repeated-word",
    repeated_paragraph => "repeated-paragraph",
    misspelling => "misspelling",
    counting_unit => "counting-unit",
    punctuation => "punctuation",
    aspects_covered => "aspects-covered",
    government_duties => "government-duties",
    problems_and_measures => "problems-and-measures",
    processing_fee => "processing-fee",
    overview_length => "overview-length",
    contact => "contact",
    accepted_unmatched => "accepted-unmatched",
    carry_over => "carry-over",
    in_force_continuity => "in-force-continuity",
    pending_disputes => "pending-disputes",
    growth_claim => "growth-claim",
    copied_text => "copied-text",
    copied_figures => "copied-figures",
    children_sum => "children-sum",
    child_missing => "child-missing",
}

/// The page of a rule, as written: see [`crate::page`].
pub fn page(name: &str) -> Option<&'static str> {
    PAGES.iter().find(|(known, _)| *known == name).map(|(_, page)| *page)
}

/// A rule that is no longer in force: it stays listed, and its name is never used again.
#[derive(Debug)]
pub struct Removed {
    /// Its name.
    pub name: &'static str,
    /// The first version of the rule set without it.
    pub since: &'static str,
    /// Why it was removed.
    pub reason: Text,
}

/// Every rule that is no longer in force.
pub static REMOVED: &[Removed] = &[];

/// The version of the rule set, raised with every change of the findings.
pub const RULE_SET: &str = "1.8";

/// The hash of the rule set, 16 hexadecimal digits: over its version, and every rule's name, severity and page in their
/// order. Two results with the same hash were made by the same rules.
pub fn hash() -> &'static str {
    str::from_utf8(&DIGITS).unwrap_or_default()
}

/// The rule with this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}
