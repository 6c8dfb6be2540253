//! Reads files that a person chose or dropped, and offers files for download.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use nianbao_core::recognise::Reading;
use nianbao_core::text::Text;
use nianbao_core::trouble::Trouble;
use nianbao_documents::Kind;
use nianbao_documents::kind::Part;
use wasm_bindgen::JsCast;

use super::{Shell, new_id, store};
use crate::draft;
use crate::engine::{self, Module};
use crate::later;
use crate::limits;
use crate::paste;
use crate::state::{Arrival, Intent, View};

impl Shell {
    /// Reads the files that a person chose or dropped; the state decides which are opened.
    pub fn read(self, files: Vec<web_sys::File>, following: bool) {
        self.later(move || later::read(self, files, following));
    }

    pub(crate) fn read_files(self, files: Vec<web_sys::File>, following: bool) {
        leptos::task::spawn_local(async move {
            let mut arrived = Vec::new();
            for file in files {
                let name = file.name();
                match self.read_one(file).await {
                    Ok(None) => {}
                    Ok(Some(reading)) if following => self.send(Intent::Following(new_id(), reading)),
                    Ok(Some(reading)) => arrived.push(Arrival {
                        id: new_id(),
                        name,
                        reading,
                    }),
                    Err(text) => self.send(Intent::Trouble(Text::of(
                        ["《", &name, "》：", &text.zh].concat(),
                        [&name, ": ", &text.en].concat(),
                    ))),
                }
            }
            if !arrived.is_empty() {
                self.send(Intent::Arrived(arrived));
            }
        });
    }

    /// Reads a table or a whole report that was pasted on the start view.
    pub(super) fn pasted(self, event: &web_sys::Event) {
        let typing = event
            .target()
            .is_some_and(|it| it.has_type::<web_sys::HtmlInputElement>());
        let data = event
            .dyn_ref::<web_sys::ClipboardEvent>()
            .and_then(web_sys::ClipboardEvent::clipboard_data);
        let home = self.app.with_untracked(|app| app.view == View::Home);
        let Some(data) = data.filter(|_| home && !typing) else {
            return;
        };
        event.prevent_default();
        let files = list(data.files());
        if !files.is_empty() {
            self.read(files, false);
            return;
        }
        let (text, html) = (
            data.get_data("text/plain").unwrap_or_default(),
            data.get_data("text/html").unwrap_or_default(),
        );
        self.later(move || later::pasted(self, text, html));
    }

    /// Reads a text that was pasted on the start view, and the same as a web page.
    pub(crate) fn read_pasted(self, text: String, html: String) {
        leptos::task::spawn_local(async move {
            if !self.ready().await {
                return;
            }
            // The cells of a spreadsheet, by their labels.
            let range = paste::range(&text).filter(|_| text.contains('\t'));
            let cells = range.and_then(|range| engine::cells(&range)).unwrap_or_default();
            if !cells.is_empty() && !text.contains("政府信息公开工作年度报告") {
                self.send(Intent::PastedCells(new_id(), cells));
                return;
            }
            // As plain text, a document loses its tables.
            let (name, content) = if html.contains("<table") {
                ("paste.html", html)
            } else {
                ("paste.txt", text)
            };
            match read(name, content.as_bytes()).await {
                Ok(reading) => self.send(Intent::Pasted(new_id(), Box::new(reading))),
                Err(text) => self.send(Intent::Trouble(text)),
            }
        });
    }

    /// Makes the check sheet.
    pub(super) fn make_signoff(self) {
        leptos::task::spawn_local(async move {
            if let Err(text) = engine::load(Module::Documents).await {
                self.send(Intent::Trouble(text));
                return;
            }
            let when = [super::today(), " ".to_owned(), super::time_of_day()].concat();
            let sheet = self.app.with_untracked(|app| app.make_signoff(when));
            self.send(match sheet {
                Some(sheet) => Intent::SignoffMade(Box::new(sheet)),
                None => Intent::Trouble(Text::new(
                    "还没有检查，做不出核对单。校验程序载入以后再试。",
                    "The report is not checked yet, so there is no check sheet. Try again once the checker is loaded.",
                )),
            });
        });
    }

    /// A file's reading; `None` if it was dealt with otherwise.
    async fn read_one(self, file: web_sys::File) -> Result<Option<Box<Reading>>, Text> {
        let name = file.name();
        let blob = gloo_file::Blob::from(file);
        let bytes = gloo_file::futures::read_as_bytes(&blob).await.map_err(|_| {
            Text::new(
                "浏览器没能读取这个文件。它可能已被移动或正被别的程序占用，请再选一次。",
                "The browser could not read the file. It may have been moved or be in use; choose it again.",
            )
        })?;
        if draft::is_bundle(&bytes) {
            return self.take_in(&bytes).map(|()| None);
        }
        if !self.ready().await {
            // The reason was shown.
            return Ok(None);
        }
        Ok(Some(Box::new(read(&name, &bytes).await?)))
    }

    /// Imports the drafts in a file.
    fn take_in(self, bytes: &[u8]) -> Result<(), Text> {
        let list = str::from_utf8(bytes).ok().and_then(draft::unbundle).ok_or_else(|| {
            Text::new(
                "这个草稿文件不完整，没有导入。请重新复制一份原来的文件再试。",
                "This file of drafts is not complete, so nothing was imported. Copy the original file once more and try again.",
            )
        })?;
        self.send(Intent::Import(
            list.into_iter().map(|record| (record, new_id())).collect(),
        ));
        Ok(())
    }

    /// Downloads all drafts as one file.
    pub(super) fn give_drafts(self) {
        leptos::task::spawn_local(async move {
            let mut list = store::drafts().await;
            // The open draft as it is now, kept or not.
            if let Some(open) = self.app.with_untracked(crate::state::App::record) {
                list.retain(|draft| draft.id != open.id);
                list.insert(0, open);
            }
            let name = ["年报草稿-", &super::today(), ".nianbao"].concat();
            self.give(&name, draft::bundle(&list).as_bytes());
        });
    }

    /// Downloads the report as a kind of file that a module writes.
    pub(super) fn write(self, name: String, extension: &'static str) {
        leptos::task::spawn_local(async move {
            let (opening, changes) = self.changes();
            let loaded = match engine::load(engine::writer_of(extension)).await {
                Ok(()) => engine::load(Module::Reader).await,
                failed => failed,
            };
            let written = match loaded {
                Ok(()) => self
                    .app
                    .with_untracked(|app| Some(engine::write(extension, app.document()?)))
                    .flatten()
                    .unwrap_or(Err(BROKEN))
                    .map_err(|trouble| trouble.paragraph()),
                Err(text) => Err(text),
            };
            match written {
                Ok(bytes) if self.give(&name, &bytes) => self.send(Intent::Filed(opening, changes)),
                Ok(_) => {}
                Err(text) => self.send(Intent::Trouble(text)),
            }
        });
    }

    /// Downloads the report as Markdown.
    pub(super) fn give_report(self, name: &str, text: &str) {
        let (opening, changes) = self.changes();
        if self.give(name, text.as_bytes()) {
            self.send(Intent::Filed(opening, changes));
        }
    }

    /// The number of the opening of the open report, and of its changes.
    fn changes(self) -> (u64, u64) {
        self.app
            .with_untracked(|app| app.open.as_ref().map_or((0, 0), |open| (open.opening, open.changes)))
    }

    /// Downloads a file; if the browser refuses, shows that and returns false.
    fn give(self, name: &str, bytes: &[u8]) -> bool {
        let media_type = Kind::named(name).map_or("application/octet-stream".into(), Kind::content_type);
        let given = download(name, bytes, &media_type).is_some();
        if !given {
            self.send(Intent::Trouble(Text::new(
                "浏览器没有让本页保存文件。请用“预览”打印，或复制各部分的文字。",
                "The browser did not let the page save a file. Print the preview, or copy the text of each part.",
            )));
        }
        given
    }
}

/// The files of a list.
pub fn list(files: Option<web_sys::FileList>) -> Vec<web_sys::File> {
    files
        .map(|files| (0..files.length()).filter_map(|index| files.get(index)).collect())
        .unwrap_or_default()
}

/// Reads a file as a report: texts and data with the module that is loaded, other kinds with one that is loaded for
/// them.
async fn read(name: &str, bytes: &[u8]) -> Result<Reading, Text> {
    let plain = Kind::named(name).and_then(|kind| kind.facts().reader) == Some(Part::Plain);
    if plain && bytes.len() > limits::MOST_TEXT {
        return Err(limits::TOO_LONG);
    }
    let reading = read_any(name, bytes).await?;
    limits::refusal(&reading.report).map_or(Ok(reading), Err)
}

async fn read_any(name: &str, bytes: &[u8]) -> Result<Reading, Text> {
    let plain = engine::read_plain(name, bytes)
        .ok_or(BROKEN)
        .map_err(|trouble| trouble.paragraph())?;
    let read = if let Some(read) = plain {
        read
    } else {
        let module = engine::reader_of(name, bytes);
        engine::load(module).await?;
        engine::read(module, name, bytes).unwrap_or(Err(BROKEN))
    };
    read.map_err(|trouble| trouble.paragraph())
}

/// A module did not answer, because it crashed.
const BROKEN: Trouble = Trouble::hinted(
    "broken",
    Text::new(
        "程序读写这个文件时出错了。草稿没有受影响。",
        "The program failed on this file. The draft is not affected.",
    ),
    Text::new(
        "请刷新本页，换一种格式再试。",
        "Reload the page and try another format.",
    ),
);

/// Downloads a file.
fn download(name: &str, bytes: &[u8], media_type: &str) -> Option<()> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(media_type);
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    let url = web_sys::Url::create_object_url_with_blob(&blob).ok()?;
    let link: web_sys::HtmlAnchorElement = document().create_element("a").ok()?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser reads the blob after the click has returned.
    Timeout::new(60_000, move || {
        let _ = web_sys::Url::revoke_object_url(&url);
    })
    .forget();
    Some(())
}
