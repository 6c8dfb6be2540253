//! The check sheet, and the change to a newer version of the page.

use nianbao_core::report::Report;
use nianbao_core::signoff::Facts;

use super::{App, Effect, Keeping, PAPER, Target, View};
use crate::engine;
use crate::place;

impl App {
    /// The report or the check sheet, whichever the page shows.
    pub fn document(&self) -> Option<&Report> {
        match self.view {
            View::Signoff => self.signoff.as_deref(),
            _ => self.open.as_ref().map(|open| &open.report),
        }
    }

    /// Makes the check sheet of the open report, checked at this time; `None` if it can't be checked yet.
    pub fn make_signoff(&self, when: String) -> Option<Report> {
        let open = self.open.as_ref()?;
        // All findings, those that are set aside while a row is being written included.
        let (checked, _) = open.check()?;
        let lang = self.lang;
        let mut not_assessed: Vec<String> = Vec::new();
        for one in &checked.not_assessed {
            let title = engine::rule(one.rule).map(|rule| rule.title.get(lang).to_owned());
            not_assessed.extend(title.filter(|title| !not_assessed.contains(title)));
        }
        let facts = Facts {
            lang,
            when,
            places: checked
                .findings
                .iter()
                .map(|finding| place::describe(&finding.at, &open.report).get(lang).to_owned())
                .collect(),
            not_assessed,
        };
        engine::signoff(&open.report, &checked, &facts)
    }

    pub(super) fn ask_signoff(&mut self, effects: &mut Vec<Effect>) {
        if let Some(open) = &mut self.open {
            open.judge();
            effects.push(Effect::Signoff);
        }
    }

    pub(super) fn show_signoff(&mut self, sheet: Box<Report>, effects: &mut Vec<Effect>) {
        if self.open.is_some() {
            self.signoff = Some(sheet);
            self.active = None;
            self.view = View::Signoff;
            // What was pressed is gone.
            effects.push(Effect::Focus(Target::Id(PAPER.to_owned())));
        }
    }

    /// The page is left only after everything is kept; a draft that can't be kept stays on the page.
    pub(super) fn renew(&mut self, effects: &mut Vec<Effect>) {
        self.renewing = !matches!(self.keeping, Keeping::Failed(_));
        if self.renewing && matches!(self.keeping, Keeping::Soon) {
            effects.push(Effect::Keep);
        }
    }
}
