//! Every state of the validator's page: axe-core looks at each, and `cargo xtask states` writes them as pages to look at.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nianbao_tests::browser::{self, Browser};
use nianbao_tests::server;
use serde_json::json;

/// The sample, as it is written.
const SAMPLE: &str = include_str!("../../crates/nianbao-engine/src/sample.md");

/// A state of the page.
struct State {
    /// Its name, for the file that shows it.
    name: &'static str,
    /// How it comes about, as steps in the page; see [`STEPS`].
    steps: &'static str,
    /// What is true in it.
    holds: &'static str,
}

/// All states. Those after the first few begin with the sample.
const STATES: [State; 30] = [
    State {
        name: "start",
        steps: "",
        holds: "document.querySelector('main.home')",
    },
    State {
        name: "start-year-wrong",
        steps: "await write('new-year', '24'); await press('开始');",
        holds: "document.querySelector('#new-year[aria-invalid=true]')",
    },
    State {
        name: "start-drag",
        steps: "drag('dragover', ['a.md']);",
        holds: "document.querySelector('.dropping p')",
    },
    State {
        name: "start-arrived",
        steps: "drag('dragover', ['a.md', 'b.md']); drag('drop', ['a.md', 'b.md']); await until(() => document.querySelector('.ask li'));",
        holds: "document.querySelectorAll('.ask li').length === 2",
    },
    State {
        name: "start-drafts",
        steps: "await sample(); await press('草稿'); await until(() => document.querySelector('.drafts .all'));",
        holds: "document.querySelector('main.home.with-drafts')",
    },
    State {
        name: "start-clear",
        steps: "await sample(); await press('草稿'); await until(() => document.querySelector('.drafts .all')); await press('清除本机数据');",
        holds: "document.querySelector('button.danger')",
    },
    State {
        name: "unfinished",
        steps: "await write('new-year', '2024'); await press('开始'); await until(() => document.querySelector('.work')); await turn('总览');",
        holds: "document.querySelectorAll('.todo li').length > 1",
    },
    State {
        name: "last-year",
        steps: "choose('last-year', 'a.md'); await until(() => document.querySelector('.work')); await turn('申请办理');",
        holds: "document.querySelector('td[data-last]')",
    },
    State {
        name: "facts",
        steps: "await sample(); await turn('机关');",
        holds: "document.getElementById('organ')",
    },
    State {
        name: "preface",
        steps: "await sample(); await turn('前言');",
        holds: "document.querySelector('.prose textarea')",
    },
    State {
        name: "prose",
        steps: "await sample(); await turn('总体情况');",
        holds: "document.querySelector('.mirror .agrees')",
    },
    State {
        name: "fit",
        steps: "await sample(); await turn('总览');",
        holds: "document.querySelector('.next h3')",
    },
    State {
        name: "unfit",
        steps: "await sample(); await write('requests.granted.natural_person', '41'); await leave(); await turn('总览');",
        holds: "document.querySelector('.wrong li')",
    },
    State {
        name: "last-report",
        steps: "choose('last-year', 'a.md'); await until(() => document.querySelector('.work')); await turn('去年的报告');",
        holds: "document.querySelector('#last-report table')",
    },
    State {
        name: "start-versions",
        steps: "await sample(); await press('草稿'); await until(() => document.querySelector('.drafts .all')); await press('较早的版本');",
        holds: "document.querySelector('.drafts .versions')",
    },
    State {
        name: "cell-wrong",
        steps: "await sample(); await write('requests.granted.natural_person', '41'); await leave();",
        holds: "document.querySelector('td.error') && document.querySelector('td.part-error')",
    },
    State {
        name: "cell-offered",
        steps: "await sample(); await write('requests.received.total', '');",
        holds: "document.querySelector('.margin .offer')",
    },
    State {
        name: "cell-text",
        steps: "await sample(); await write('requests.granted.natural_person', '若干'); await leave();",
        holds: "document.querySelector('.unknown li')",
    },
    State {
        name: "cells-selected",
        steps: "await sample(); document.getElementById('requests.granted.business').focus(); await key('a', { ctrlKey: true });",
        holds: "document.querySelectorAll('td.picked').length > 9",
    },
    State {
        name: "contradiction",
        steps: "await sample(); await turn('主动公开'); await write('proactive.normative_documents.in_force', '8'); await leave();",
        holds: "document.querySelectorAll('.two button').length === 2",
    },
    State {
        name: "words",
        steps: "await sample(); await turn('总体情况'); await write('prose.section-0.0', '请联系联系我们。[bookmark: _GoBack]');",
        holds: "document.querySelectorAll('.finding').length > 1 && document.querySelector('.aspects .missing')",
    },
    State {
        name: "accept",
        steps: "await sample(); await write('requests.granted.natural_person', '41'); await leave(); await press('接受…');",
        holds: "document.querySelector('.accept:not([hidden])')",
    },
    State {
        name: "accepted",
        steps: "await sample(); await write('requests.granted.natural_person', '41'); await leave(); await press('接受…'); \
                document.querySelector('.accept input').value = '按原件录入'; await press('接受');",
        holds: "document.querySelector('.finding.accepted')",
    },
    State {
        name: "why",
        steps: "await sample(); await write('requests.granted.natural_person', '41'); await leave(); document.querySelector('.finding .why').open = true;",
        holds: "document.querySelector('.why[open] p')",
    },
    State {
        name: "not-kept",
        steps: "await sample(); IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); }; \
                await write('requests.granted.natural_person', '41'); await until(() => document.querySelector('.alert p'));",
        holds: "document.querySelector('.alert button')",
    },
    State {
        name: "unplaced",
        steps: "drag('drop', ['a.md'], '=====PAGE=====\\n\\n| 甲 | 乙 |\\n| --- | --- |\\n| 1 | 2 |'); await until(() => document.querySelector('.work')); await turn('没归位');",
        holds: "document.querySelector('.unplaced li')",
    },
    State {
        name: "keys",
        steps: "await sample(); await press('?');",
        holds: "document.querySelector('.keylist')",
    },
    State {
        name: "menu",
        steps: "await sample(); document.querySelector('.menu').open = true;",
        holds: "document.querySelector('.menu[open] ul')",
    },
    State {
        name: "preview",
        steps: "await sample(); await press('预览');",
        holds: "document.querySelector('#paper table')",
    },
    State {
        name: "check-sheet",
        steps: "await sample(); await turn('总览'); document.querySelector('.next .sheet button').click(); await until(() => document.querySelector('.signoff h1'));",
        holds: "document.querySelector('.signoff table')",
    },
];

/// What steps can do; the sample's text is the first argument of the script.
const STEPS: &str = "
    const done = arguments[arguments.length - 1], text = arguments[0];
    const rest = () => new Promise((then) => setTimeout(then, 60));
    const until = async (holds) => { for (let i = 0; i < 150 && !holds(); i++) await rest(); await rest(); };
    const press = async (words) => {
      [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === words && one.offsetParent).click();
      await rest();
    };
    const turn = async (title) => {
      [...document.querySelectorAll('nav.rail button')].find((one) => one.textContent.includes(title)).click();
      await rest();
    };
    const write = async (id, words) => {
      const field = document.getElementById(id);
      field.focus();
      field.value = words;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await rest();
    };
    const leave = async () => { document.activeElement.blur(); await rest(); };
    const key = async (name, more) => {
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...more }));
      await rest();
    };
    const files = (names, more) => {
      const data = new DataTransfer();
      for (const name of names) data.items.add(new File([more ? text.replace('## 三', `${more}\\n\\n## 三`) : text], name));
      return data;
    };
    const drag = (name, names, more) =>
      window.dispatchEvent(new DragEvent(name, { dataTransfer: files(names, more), cancelable: true }));
    const choose = (id, name) => {
      const input = document.getElementById(id);
      input.files = files([name]).files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    };
    const sample = async () => { await press('打开样例'); await until(() => document.querySelector('header .chip.holds')); };
    const run = async () => { ";

/// Forgets all drafts and settings.
const FORGET: &str = "const done = arguments[arguments.length - 1];
    localStorage.clear();
    sessionStorage.clear();
    const gone = indexedDB.deleteDatabase('nianbao');
    gone.onsuccess = gone.onerror = () => done(true);";

/// The page as it is now, as a file that needs nothing but the style sheets.
const SNAPSHOT: &str = "
    for (const one of document.querySelectorAll('input')) {
      one.setAttribute('value', one.value);
      one.toggleAttribute('checked', one.checked);
    }
    for (const one of document.querySelectorAll('textarea')) one.textContent = one.value;
    const copy = document.documentElement.cloneNode(true);
    for (const one of copy.querySelectorAll('script, meta[http-equiv], link:not([rel=stylesheet])')) one.remove();
    for (const one of copy.querySelectorAll('link')) one.setAttribute('href', one.getAttribute('href').split('/').pop());
    return '<!doctype html>\\n' + copy.outerHTML;";

const WIDTHS: [u32; 4] = [1280, 768, 390, 320];
const SCHEMES: [(&str, &str); 3] = [
    ("prefers-color-scheme", "light"),
    ("prefers-color-scheme", "dark"),
    ("forced-colors", "active"),
];

async fn width(browser: &Browser, width: u32) {
    let size = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
    browser.devtools("Emulation.setDeviceMetricsOverride", size).await;
}

/// Brings the page into a state, from nothing.
async fn enter(browser: &Browser, host: &str, state: &State) {
    width(browser, 1280).await;
    // A page without a store of its own.
    browser.goto(&format!("{host}/manifest.json")).await;
    let forgotten = browser.client.execute_async(FORGET, Vec::new()).await;
    assert_eq!(forgotten.ok(), Some(json!(true)), "{}", state.name);
    browser.goto(&format!("{host}/index.html")).await;
    browser.until("document.querySelector('main.home')").await;
    let script = format!(
        "{STEPS}{} }}; run().then(() => done(''), (trouble) => done(String(trouble)));",
        state.steps
    );
    let said = browser.client.execute_async(&script, vec![json!(SAMPLE)]).await;
    let said = said.unwrap_or_else(|trouble| panic!("{}: {trouble}", state.name));
    assert_eq!(said, json!(""), "{}", state.name);
    browser.until(state.holds).await;
}

/// Looks at a state in both languages: in every theme and width, or in one of each.
async fn look(browser: &Browser, state: &State, all: bool, found: &mut Vec<String>) {
    for (at, language) in ["zh-CN", "en"].into_iter().enumerate() {
        if at > 0 {
            let script =
                "[...document.querySelectorAll('button')].find((one) => one.textContent === 'English').click()";
            browser.run(script, Vec::new()).await;
            browser.until("document.documentElement.lang === 'en'").await;
        }
        for (index, wide) in WIDTHS.into_iter().enumerate() {
            if !all && index % 2 != at {
                continue;
            }
            width(browser, wide).await;
            for (number, (feature, value)) in SCHEMES.into_iter().enumerate() {
                if !all && number != index % SCHEMES.len() {
                    continue;
                }
                let features = json!({ "features": [{ "name": feature, "value": value }] });
                browser.devtools("Emulation.setEmulatedMedia", features).await;
                let here = format!("{}, {language}, {wide}, {value}", state.name);
                found.extend(
                    browser
                        .barriers_again()
                        .await
                        .into_iter()
                        .map(|one| format!("{here}: {one}")),
                );
            }
        }
        browser
            .devtools("Emulation.setEmulatedMedia", json!({ "features": [] }))
            .await;
        width(browser, 1280).await;
    }
}

/// The page that shows all states.
fn index() -> String {
    let mut page = String::from(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>States of the validator</title>\n\
         <style>\nbody { font: 1rem/1.6 sans-serif; margin: 24px; }\niframe { border: 1px solid; vertical-align: top; margin: 0 16px 32px 0; }\n</style>\n\
         </head>\n<body>\n<h1>States of the validator</h1>\n",
    );
    for State { name, .. } in &STATES {
        let _ = writeln!(
            page,
            "<h2>{name}</h2>\n<p><a href=\"{name}.zh-CN.html\">中文</a> <a href=\"{name}.en.html\" lang=\"en\">English</a></p>\n\
             <iframe title=\"{name}, 1280\" src=\"{name}.zh-CN.html\" width=\"1280\" height=\"800\" loading=\"lazy\"></iframe>\
             <iframe title=\"{name}, 390\" src=\"{name}.en.html\" width=\"390\" height=\"800\" loading=\"lazy\"></iframe>"
        );
    }
    page.push_str("</body>\n</html>\n");
    page
}

/// Writes a state, as it is now, to a folder.
async fn show(browser: &Browser, folder: &Path, state: &State, language: &str) {
    let page = browser.run(SNAPSHOT, Vec::new()).await;
    let file = folder.join(format!("{}.{language}.html", state.name));
    std::fs::write(file, page.as_str().unwrap_or_default()).expect("a page can be written");
}

#[test]
fn every_state_can_be_used_with_a_screen_reader_and_a_keyboard() {
    let what = "the states of the validator's page";
    let Some(validator) = browser::validator(what) else {
        return;
    };
    let Some(axe) = browser::axe(what) else {
        return;
    };
    // `cargo xtask states` asks for all themes and widths, and for the pages.
    let folder = std::env::var_os("NIANBAO_STATES").map(PathBuf::from);
    if let Some(folder) = &folder {
        std::fs::create_dir_all(folder).expect("a folder");
        for style in ["tokens.css", "validator.css"] {
            std::fs::copy(validator.join(style), folder.join(style)).expect("a style sheet can be copied");
        }
        std::fs::write(folder.join("index.html"), index()).expect("a page can be written");
    }
    browser::with(move |browser| async move {
        browser.patient(Duration::from_mins(2)).await;
        let host = format!("http://{}", server::serve(validator).expect("a server can be started"));
        let mut found = Vec::new();
        for state in &STATES {
            enter(&browser, &host, state).await;
            if let Some(folder) = &folder {
                show(&browser, folder, state, "zh-CN").await;
            }
            browser.run(&axe, Vec::new()).await;
            look(&browser, state, folder.is_some(), &mut found).await;
            if let Some(folder) = &folder {
                show(&browser, folder, state, "en").await;
            }
        }
        assert!(found.is_empty(), "{} barriers:\n{}", found.len(), found.join("\n"));
    });
}
