//! Keeping drafts: the open one, others, their versions, and files with drafts.

use nianbao_core::field::Field;
use nianbao_core::report::At;
use nianbao_core::text::Text;
use nianbao_core::write;

use super::{App, Effect, HOME_TITLE, Keeping, Kept, Notice, Target, View};
use crate::draft::{Record, file_name};
use crate::engine;
use crate::open::Open;
use crate::place::{self, Sheet};

impl App {
    /// The open draft as it is kept, if there is one.
    pub fn record(&self) -> Option<Record> {
        self.open.as_ref().map(|open| self.record_of(open))
    }

    pub(super) fn record_of(&self, open: &Open) -> Record {
        Record {
            place: self.place(),
            left: self.left_in_words(),
            ..open.record()
        }
    }

    /// The place where the open draft was left, in words with a space between them: the name of the sheet, the id of the
    /// input, the position of the cursor in a text area.
    pub fn place(&self) -> String {
        let sheet = self.sheet.unwrap_or(Sheet::Facts).name();
        let caret = self.caret.map(|caret| [" ", &caret.to_string()].concat());
        [
            &sheet,
            " ",
            self.left.as_deref().unwrap_or_default(),
            &*caret.unwrap_or_default(),
        ]
        .concat()
    }

    /// The same in words, for the list of drafts, in both languages; empty at the overview, which is not a place to go on.
    pub fn left_in_words(&self) -> (String, String) {
        let sheet = self.sheet.unwrap_or(Sheet::Facts);
        let Some(open) = self.open.as_ref().filter(|_| sheet != Sheet::Overview) else {
            return Default::default();
        };
        let is_left = |field: &Field| self.left.as_ref().is_some_and(|id| *id == field.to_string());
        let figures = open.report.figures();
        let field = figures.iter().map(|(field, _)| field).find(is_left);
        let words = match field {
            Some(field) => place::describe(&At::Field(field), &open.report),
            None => sheet.title(&open.report),
        };
        (words.zh.into_owned(), words.en.into_owned())
    }

    pub(super) fn kept(&mut self, kept: Kept, effects: &mut Vec<Effect>) {
        let Some(open) = self.open.as_mut().filter(|open| open.id == kept.id) else {
            return;
        };
        let forked = kept.now != kept.id;
        open.revision = kept.revision;
        open.kept = kept.changes;
        if forked {
            open.id = kept.now;
            effects.push(Effect::Remember);
        }
        if open.is_dirty() {
            // Something was typed during the write.
            effects.push(Effect::Keep);
        } else {
            self.keeping = Keeping::At(kept.time);
            if open.linked.is_some() {
                effects.push(mirror(open));
            }
        }
        if forked {
            self.say(Text::new(
                "这份草稿刚在另一个标签页里改过。这里的内容没有覆盖它，另存成了一份草稿。",
                "This draft was just changed in another tab. What is here did not overwrite it but was kept as a draft of its own.",
            ));
        }
    }

    /// Another tab has kept a draft: if it is open here without changes, its new text is shown.
    pub(super) fn elsewhere(&mut self, record: &Record) {
        let sheet = self.sheet.unwrap_or(Sheet::Facts);
        if let Some(open) = self.open.as_mut().filter(|open| open.id == record.id)
            && !open.is_dirty()
            && record.revision > open.revision
            && let Some(reading) = engine::read_markdown(&record.text)
        {
            open.revision = record.revision;
            if open.report == reading.report {
                return;
            }
            open.replace(reading.report, sheet);
            open.kept = open.changes;
            self.show(sheet);
            self.say(Text::new(
                "另一个标签页改动了这份草稿，这里已换成最新的内容；可以撤销。",
                "Another tab changed this draft; this page now shows the latest. It can be undone.",
            ));
        }
    }

    pub(super) fn twice(&mut self, id: &str) {
        if self.open.as_ref().is_some_and(|open| open.id == id) {
            self.warn(Text::new(
                "这份草稿在另一个标签页或窗口里也开着。请只在一处填写：一处的改动会换掉另一处的内容，同时改动会另存成两份。",
                "This draft is open in another tab or window too. Write in one of them only: a change in one replaces the text in the other, and changes in both are kept as two drafts.",
            ));
        }
    }

    pub(super) fn delete(&mut self, mut record: Record, effects: &mut Vec<Effect>) {
        let mut text = Text::new("草稿已删除。", "The draft was deleted.");
        if let Some(now) = self.record().filter(|now| now.id == record.id) {
            // The current text, not the listed one.
            record = now;
            if let Some(name) = self.open.as_ref().and_then(|open| open.linked.clone()) {
                text = Text::of(
                    ["草稿已删除。《", &name, "》还在，不再随着填写更新；撤销删除后要接着更新，请在“存为 Word”旁的菜单里再选一次文件。"].concat(),
                    [
                        "The draft was deleted. ",
                        &name,
                        " is still there but no longer kept up to date; if you undo this and want to go on, choose the file again in the menu next to “Save as Word”.",
                    ]
                    .concat(),
                );
            }
            self.close(effects);
        }
        self.drafts.retain(|draft| draft.id != record.id);
        self.versions.take_if(|(id, _)| *id == record.id);
        effects.extend([
            Effect::Remove(record.id.clone()),
            Effect::Focus(Target::Id(HOME_TITLE.to_owned())),
        ]);
        self.notice = Some(Notice {
            text,
            trouble: false,
            deleted: Some(record),
        });
    }

    fn close(&mut self, effects: &mut Vec<Effect>) {
        self.open = None;
        self.sheet = None;
        self.active = None;
        (self.left, self.caret) = (None, None);
        self.dragged = None;
        self.view = View::Home;
        self.keeping = Keeping::Unchanged;
        effects.push(Effect::Remember);
    }

    pub(super) fn restore(&mut self, effects: &mut Vec<Effect>) {
        if let Some(record) = self.notice.take().and_then(|notice| notice.deleted) {
            self.drafts.insert(0, record.clone());
            effects.push(Effect::Put(record));
        }
    }

    pub(super) fn ask_versions(&mut self, id: String, effects: &mut Vec<Effect>) {
        if self.versions.take_if(|(shown, _)| *shown == id).is_none() {
            effects.push(Effect::Versions(id));
        }
    }

    /// Opens a draft and replaces its text by that of a version.
    pub(super) fn return_to(&mut self, draft: Record, version: &Record, effects: &mut Vec<Effect>) {
        let Some(reading) = self.read_markdown(&version.text) else {
            return;
        };
        self.versions = None;
        self.notice = None;
        self.resume(draft, effects);
        let sheet = self.sheet.unwrap_or(Sheet::Facts);
        if let Some(open) = &mut self.open {
            open.replace(reading.report, sheet);
            open.take_unplaced(version.unplaced.clone(), version.apart);
            self.show(sheet);
            self.keeping = Keeping::Soon;
            effects.push(Effect::Keep);
            self.say_too(Text::new(
                "已回到较早的版本；按“撤销”回到刚才的内容。",
                "Back at the earlier version; “Undo” brings back the text that was there.",
            ));
        }
    }

    /// Imports drafts from a file; one whose id is taken by another text gets a new id.
    pub(super) fn import(&mut self, list: Vec<(Record, String)>, effects: &mut Vec<Effect>) {
        let mut taken = 0_usize;
        let all = list.len();
        for (mut record, own) in list {
            match self.drafts.iter().find(|draft| draft.id == record.id) {
                Some(there) if there.text == record.text => continue,
                Some(_) => (record.id, record.revision) = (own, 0),
                None => {}
            }
            taken += 1;
            // The file may have been edited.
            record.verdict = <[String; 3]>::default();
            effects.push(Effect::Put(record));
        }
        let (taken, there) = (taken.to_string(), (all - taken).to_string());
        self.say(if there == "0" {
            Text::of(
                ["导入了 ", &taken, " 份草稿。"].concat(),
                [&taken, " drafts were imported."].concat(),
            )
        } else {
            Text::of(
                ["导入了 ", &taken, " 份草稿；另有 ", &there, " 份本机已有。"].concat(),
                [&taken, " drafts were imported; ", &there, " more are here already."].concat(),
            )
        });
    }

    pub(super) fn clear(&mut self, effects: &mut Vec<Effect>) {
        self.close(effects);
        self.drafts.clear();
        self.versions = None;
        self.clearing = false;
        effects.extend([Effect::Clear, Effect::Focus(Target::Id(HOME_TITLE.to_owned()))]);
        self.say(Text::new(
            "本机数据已清除：草稿、版本和设置都不在这台电脑上了。",
            "The data on this device was deleted: drafts, versions and settings are no longer on this computer.",
        ));
    }

    pub(super) fn save(&mut self, effects: &mut Vec<Effect>) {
        if let Some(open) = &self.open {
            let report = &open.report;
            effects.push(Effect::Download(
                file_name(report.organ(), report.year()),
                write::markdown(report),
            ));
        }
    }

    pub(super) fn save_as(&mut self, extension: &'static str, effects: &mut Vec<Effect>) {
        if let Some(open) = &self.open {
            let mut name = file_name(open.report.organ(), open.report.year());
            if self.view == View::Signoff {
                name = name.replace("报告.md", "报告核对单.md");
            }
            let name = name.strip_suffix("md").unwrap_or(&name);
            effects.push(Effect::Write([name, extension].concat(), extension));
        }
    }

    pub(super) fn link(&self, effects: &mut Vec<Effect>) {
        if let Some(open) = &self.open {
            let name = file_name(open.report.organ(), open.report.year());
            effects.push(Effect::Link(open.opening, name));
        }
    }

    pub(super) fn linked(&mut self, opening: u64, name: String, effects: &mut Vec<Effect>) {
        if let Some(open) = self.open.as_mut().filter(|open| open.opening == opening) {
            effects.push(mirror(open));
            let said = Text::of(
                ["《", &name, "》会随着填写更新，直到打开另一份报告或者关掉本页。"].concat(),
                [
                    &name,
                    " is kept up to date while you write, until another report is opened or this page is closed.",
                ]
                .concat(),
            );
            open.linked = Some(name);
            self.say(said);
        }
    }

    pub(super) fn unlinked(&mut self, opening: u64, name: &str) {
        // The last text of a report that was open before may fail to be written, too.
        if let Some(open) = self.open.as_mut().filter(|open| open.opening == opening) {
            open.linked = None;
        }
        self.warn(Text::of(
            ["写不进《", name, "》：可能被移走、被别的程序占用，或浏览器没有允许。内容仍存在本机；请在“存为 Word”旁的菜单里再选一次文件。"].concat(),
            [name, " can't be written: it may have been moved, be in use, or not be allowed. Your work is still kept on this device; choose the file again in the menu next to “Save as Word”."].concat(),
        ));
    }

    /// Writes a report to its file a last time if it has changed, because another one is opened; says that this was the last.
    pub(super) fn unlink(&mut self, before: &Open, effects: &mut Vec<Effect>) {
        if let Some(name) = &before.linked {
            if before.filed != before.changes {
                effects.push(mirror(before));
            }
            self.say(Text::of(
                [
                    "打开了另一份报告，《",
                    name,
                    "》不再随着填写更新。要接着更新，请打开原来的草稿，在“存为 Word”旁的菜单里再选一次文件。",
                ]
                .concat(),
                [
                    "Another report was opened, so ",
                    name,
                    " is no longer kept up to date. To go on, open its draft and choose the file again in the menu next to “Save as Word”.",
                ]
                .concat(),
            ));
        }
    }

    /// A report that is in a file is not lost when the page is closed.
    pub(super) fn filed(&mut self, opening: u64, changes: u64) {
        if let Some(open) = self.open.as_mut().filter(|open| open.opening == opening)
            && self.view != View::Signoff
        {
            open.filed = changes;
        }
    }
}

/// Writes a report to the file that is kept up to date with it.
fn mirror(open: &Open) -> Effect {
    Effect::Mirror(open.opening, write::markdown(&open.report), open.changes)
}
