//! Nothing written in the validator is lost: in a real browser, from a web server and from disk.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fantoccini::key::Key;
use nianbao_tests::browser::{self, Browser, Killable};
use nianbao_tests::{server, skipped};
use serde_json::json;

/// The cell that is edited.
const CELL: &str = "requests.granted.natural_person";

/// The most work that a power cut may destroy, by age.
const AT_MOST: Duration = Duration::from_secs(1);

fn hosted(validator: PathBuf) -> String {
    let address = server::serve(validator).expect("a server can be started");
    format!("http://{address}/index.html")
}

fn from_disk(validator: &Path) -> String {
    let file = url::Url::from_file_path(validator.join("nianbao-validator.html")).expect("a path from the root");
    file.to_string()
}

/// Opens the sample and types a figure.
async fn type_a_figure(browser: &Browser, figure: &str) {
    browser.press("打开样例").await;
    browser.click(&format!("[id='{CELL}']")).await;
    browser.keys(figure).await;
}

const KEPT: &str = "document.querySelector('header .saved') && /[0-9] 已存在本机/.test(document.querySelector('header .saved').textContent)";

#[test]
fn a_draft_survives_the_tab_and_is_opened_where_it_was_left() {
    let Some(validator) = browser::validator("that drafts are kept") else {
        return;
    };
    browser::with(move |browser| async move {
        for address in [from_disk(&validator), hosted(validator)] {
            browser.goto(&address).await;
            type_a_figure(&browser, "41").await;
            browser.keys(&Key::Enter.to_string()).await;
            let left = "document.activeElement.id";
            browser.until(&format!("{left} && {left} !== '{CELL}'")).await;
            let left = browser.run("return document.activeElement.id", Vec::new()).await;
            browser.until(KEPT).await;
            browser.until_kept("| 41 |").await;
            browser
                .until_kept(&format!("place section-2 {}", left.as_str().unwrap_or_default()))
                .await;
            browser.goto("about:blank").await;
            browser.goto(&address).await;
            browser
                .until("document.querySelector('.findings .finding.error')")
                .await;
            let value = format!("document.getElementById('{CELL}').value === '41'");
            browser.until(&value).await;
            browser.until(&format!("document.activeElement.id === {left}")).await;
        }
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn the_last_key_before_a_page_is_closed_is_kept() {
    let Some(validator) = browser::validator("that the last key is kept") else {
        return;
    };
    browser::with(move |browser| async move {
        for address in [from_disk(&validator), hosted(validator)] {
            browser.goto(&address).await;
            type_a_figure(&browser, "4").await;
            browser.until_kept("| 4 |").await;
            // Typed and closed in one step, so that no timer of the page runs in between.
            let script = "const cell = document.getElementById(arguments[0]);
                cell.value = '4321';
                cell.dispatchEvent(new InputEvent('input', { bubbles: true }));
                location.reload()";
            browser.run(script, vec![json!(CELL)]).await;
            browser.until_kept("| 4321 |").await;
            let once = browser
                .drafts()
                .await
                .iter()
                .filter(|draft| draft.contains("| 4321 |"))
                .count();
            assert_eq!(once, 1, "it is not kept a second time beside itself");
        }
    });
}

#[test]
fn drafts_of_earlier_versions_of_the_page_are_taken_over() {
    let Some(validator) = browser::validator("that older drafts are taken over") else {
        return;
    };
    browser::with(move |browser| async move {
        let address = hosted(validator);
        browser.goto(&address).await;
        browser.until("document.querySelector('main.home')").await;
        let old = "localStorage.setItem('nianbao.draft.1-2', 'nianbao-draft 1\\nid 1-2\\nname 旧.md\\nrevision 3\\nsaved 1700000000000\\norgan 某县水务局\\nyear 2023\\n\\n# 某县水务局2023年政府信息公开工作年度报告\\n')";
        browser.run(old, Vec::new()).await;
        browser.goto(&address).await;
        browser
            .until("[...document.querySelectorAll('.drafts .title')].some(it => it.textContent.includes('某县水务局'))")
            .await;
        browser
            .until("localStorage.getItem('nianbao.draft.1-2') === null")
            .await;
        browser.until_kept("organ 某县水务局").await;
    });
}

#[test]
fn a_forbidden_store_is_reported_before_work_begins() {
    let Some(validator) = browser::validator("what is said without a store") else {
        return;
    };
    browser::with(move |browser| async move {
        let forbid = "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') };";
        browser.before_the_page(forbid).await;
        for address in [from_disk(&validator), hosted(validator)] {
            browser.goto(&address).await;
            browser
            .until("document.querySelector('main.home') && document.querySelector('[role=alert]').textContent.includes('不允许')")
            .await;
        }
    });
}

#[test]
fn a_full_store_is_an_alert_with_a_way_to_save() {
    let Some(validator) = browser::validator("what is said of a full store") else {
        return;
    };
    browser::with(move |browser| async move {
        browser.before_the_page(browser::FULL_STORE).await;
        for address in [from_disk(&validator), hosted(validator)] {
            browser.goto(&address).await;
            type_a_figure(&browser, "41").await;
            browser.until(KEPT).await;
            browser.run("window.full = true", Vec::new()).await;
            browser.keys("2").await;
            browser
            .until(
                "document.querySelector('.alert p') && document.querySelector('.alert p').textContent.includes('已满')",
            )
            .await;
            browser.click(".alert button.main").await;
            let (_, bytes) = browser.saved().await;
            assert!(
                String::from_utf8_lossy(&bytes).contains("412"),
                "the file has what the store has not"
            );
            // Once there is room again, the draft is kept without another key, and the alert disappears.
            browser.run("window.full = false", Vec::new()).await;
            browser.until("!document.querySelector('.alert p')").await;
            browser.until_kept("| 412 |").await;
        }
    });
}

#[test]
fn a_draft_open_twice_is_reported_in_both_tabs() {
    let Some(validator) = browser::validator("two tabs with one draft") else {
        return;
    };
    browser::with(move |browser| async move {
        for address in [from_disk(&validator), hosted(validator)] {
            browser.goto(&address).await;
            type_a_figure(&browser, "41").await;
            browser.until(KEPT).await;
            let first = browser.client.window().await.expect("it is open");
            let second = browser
                .client
                .new_window(true)
                .await
                .expect("a tab can be opened")
                .handle;
            browser.client.switch_to_window(second).await.expect("it is there");
            browser.goto(&address).await;
            let said = "document.body && document.body.textContent.includes('另一个标签页')";
            browser.until(said).await;
            browser
                .client
                .switch_to_window(first.clone())
                .await
                .expect("it is there");
            browser.until(said).await;
            // Text typed in one tab is shown in the other.
            browser.keys("415").await;
            browser.until_kept("| 415 |").await;
            browser.client.close_window().await.expect("it can be closed");
            let left = browser.client.windows().await.expect("one is left");
            browser
                .client
                .switch_to_window(left[0].clone())
                .await
                .expect("it is there");
            browser
                .until(&format!("document.getElementById('{CELL}').value === '415'"))
                .await;
        }
    });
}

#[test]
fn all_drafts_go_into_a_file_and_come_back_after_everything_was_deleted() {
    let Some(validator) = browser::validator("export, import, deletion") else {
        return;
    };
    browser::with(move |browser| async move {
        for address in [from_disk(&validator), hosted(validator)] {
            browser.goto(&address).await;
            type_a_figure(&browser, "41").await;
            browser.until_kept("| 41 |").await;
            browser.press("草稿").await;
            browser.press("打开样例").await;
            browser.until(KEPT).await;
            browser.press("草稿").await;
            browser
                .until("document.querySelectorAll('.drafts .title').length === 2")
                .await;
            browser.press("导出全部草稿").await;
            let (name, bytes) = browser.saved().await;
            assert!(name.ends_with(".nianbao"), "{name}");
            browser.press("清除本机数据").await;
            browser.press("清除").await;
            browser.until("!document.querySelector('.drafts .title')").await;
            let left = "Object.keys(localStorage).filter(key => key.startsWith('nianbao.draft')).length === 0";
            browser.until(left).await;
            assert_eq!(browser.drafts().await, Vec::<String>::new());
            let folder = tempfile::tempdir().expect("a folder");
            let file = folder.path().join(name);
            std::fs::write(&file, bytes).expect("a file can be written");
            browser.choose("drafts-file", &file).await;
            browser
                .until("document.querySelectorAll('.drafts .title').length === 2")
                .await;
            browser.until_kept("| 41 |").await;
        }
    });
}

/// Types into the prose until `end`; returns the time of each word.
async fn type_until(browser: &Browser, address: &str, end: Duration) -> Vec<Instant> {
    browser.goto(address).await;
    browser.press("打开样例").await;
    browser
        .until("document.querySelector('.rail li:nth-child(4) button')")
        .await;
    browser.click(".rail li:nth-child(4) button").await;
    browser.click("textarea").await;
    let mut typed = Vec::new();
    let start = Instant::now();
    while start.elapsed() < end {
        let word = format!("k{} ", typed.len());
        browser.keys(&word).await;
        typed.push(Instant::now());
    }
    typed
}

/// The last word in the drafts of a page that is opened again.
async fn last_word(browser: &Browser, address: &str) -> Option<usize> {
    browser.goto(address).await;
    browser.until("document.querySelector('.drafts .title, .work')").await;
    let drafts = browser.drafts().await;
    let words = drafts
        .iter()
        .flat_map(|draft| draft.split(|c: char| c.is_whitespace() || !c.is_ascii()));
    words.filter_map(|word| word.strip_prefix('k')?.parse().ok()).max()
}

#[test]
fn a_killed_browser_loses_less_than_a_second() {
    let what = "what a power cut takes";
    let Some(kills) = std::env::var("NIANBAO_KILLS")
        .ok()
        .and_then(|kills| kills.parse::<u32>().ok())
    else {
        skipped(what, "it takes minutes; `cargo xtask kill-browser` runs it");
        return;
    };
    let Some(validator) = browser::validator(what) else {
        return;
    };
    let mut worst = Duration::ZERO;
    for kill in 0..kills {
        let (way, address) = if kill % 2 == 0 {
            ("from a server", hosted(validator.clone()))
        } else {
            ("from a disk", from_disk(&validator))
        };
        let profile = tempfile::tempdir().expect("a folder for the browser's files can be made");
        // Between half a second and six and a half seconds, each time another one.
        let end = Duration::from_millis(500 + u64::from(kill * 2_377 % 6_000));
        let mut killable = Killable::start(profile.path());
        let page = address.clone();
        let typed = killable.with(profile.path(), move |browser| async move {
            type_until(&browser, &page, end).await
        });
        let killed = Instant::now();
        killable.kill();
        let killable = Killable::start(profile.path());
        let last = killable.with(profile.path(), move |browser| async move {
            last_word(&browser, &address).await
        });
        let missing = last.map_or(0, |last| last + 1);
        let age = typed
            .get(missing)
            .map_or(Duration::ZERO, |at| killed.duration_since(*at));
        println!(
            "kill {kill}, {way}, after {} ms: {} of {} words lost, the oldest {} ms old",
            end.as_millis(),
            typed.len().saturating_sub(missing),
            typed.len(),
            age.as_millis()
        );
        worst = worst.max(age);
        assert!(
            age < AT_MOST,
            "{way}: what was typed {} ms before is lost",
            age.as_millis()
        );
    }
    println!(
        "{kills} kills: the oldest word that was lost was {} ms old",
        worst.as_millis()
    );
}

/// No script can answer the dialog, so it is answered with a file of the page's own.
const CHOOSER: &str = "window.showSaveFilePicker = async (asked) => {
        window.asked = asked;
        const folder = await navigator.storage.getDirectory();
        window.chosen = await folder.getFileHandle('年报.md', { create: true });
        return window.chosen;
    };";

#[test]
fn deleting_a_draft_says_that_its_file_is_no_longer_kept_up_to_date() {
    let Some(validator) = browser::validator("a deleted draft that is kept in a file") else {
        return;
    };
    browser::with(move |browser| async move {
        browser.before_the_page(CHOOSER).await;
        browser.goto(&hosted(validator)).await;
        type_a_figure(&browser, "41").await;
        browser.until_kept("| 41 |").await;
        browser.click(".menu summary").await;
        browser.press("选一个文件，边写边更新（.md）").await;
        browser
            .until("document.querySelector('.said')?.textContent.includes('会随着填写更新')")
            .await;
        browser.press("草稿").await;
        browser.press("删除").await;
        browser
            .until("document.querySelector('.said')?.textContent.includes('《年报.md》还在，不再随着填写更新')")
            .await;
    });
}

#[test]
fn a_chosen_file_is_kept_up_to_date() {
    let Some(validator) = browser::validator("a file that is kept up to date") else {
        return;
    };
    browser::with(move |browser| async move {
        browser.before_the_page(CHOOSER).await;
        browser.goto(&hosted(validator)).await;
        type_a_figure(&browser, "41").await;
        browser
            .run("document.querySelector('.menu').open = true", Vec::new())
            .await;
        browser.press("选一个文件，边写边更新（.md）").await;
        let has = |words: &str| {
            format!(
                "(() => {{ window.chosen?.getFile().then((file) => file.text()).then((text) => {{ window.has = text; }}); \
                 return (window.has || '').includes('{words}'); }})()"
            )
        };
        browser.until(&has("| 41 |")).await;
        browser.click(&format!("[id='{CELL}']")).await;
        browser.keys("4711").await;
        browser.keys(&Key::Enter.to_string()).await;
        browser.until(&has("| 4711 |")).await;
        let saved = "document.querySelector('header .saved').textContent";
        browser.until(&format!("{saved}.includes('《年报.md》')")).await;
        let asked = browser.run("return window.asked.suggestedName", Vec::new()).await;
        assert!(
            asked.as_str().is_some_and(|name| name.contains("年度报告.md")),
            "{asked}"
        );
        // A file that can't be written is said, and the draft goes on being kept.
        let fail = "window.chosen.createWritable = async () => { throw new DOMException('', 'NotAllowedError'); }";
        browser.run(fail, Vec::new()).await;
        browser.click(&format!("[id='{CELL}']")).await;
        browser.keys("12").await;
        browser.keys(&Key::Enter.to_string()).await;
        browser
            .until("/写不进《年报.md》/.test(document.querySelector('.said').textContent)")
            .await;
        browser.until_kept("| 12 |").await;
        browser.until(KEPT).await;
    });
}

#[test]
fn a_version_is_restored_and_that_is_undone() {
    let Some(validator) = browser::validator("versions of drafts") else {
        return;
    };
    browser::with(move |browser| async move {
        // A clock that can be put forward.
        let clock = "window.ahead = 0; const now = Date.now; Date.now = () => now() + window.ahead;";
        browser.before_the_page(clock).await;
        for address in [from_disk(&validator), hosted(validator)] {
            browser.goto(&address).await;
            type_a_figure(&browser, "41").await;
            browser.until_kept("| 41 |").await;
            browser.until(KEPT).await;
            browser.run("window.ahead = 11 * 60 * 1000", Vec::new()).await;
            browser.click(&format!("[id='{CELL}']")).await;
            browser.keys("77").await;
            browser.until_kept("| 77 |").await;
            browser.until(KEPT).await;
            browser.press("草稿").await;
            browser.press("较早的版本").await;
            browser.click(".versions li:first-child button").await;
            browser.until("document.querySelector('.work')").await;
            let value = |figure: &str| format!("(document.getElementById('{CELL}') || {{}}).value === '{figure}'");
            browser.until(&value("41")).await;
            browser.until_kept("| 41 |").await;
            browser.press("撤销").await;
            browser.until(&value("77")).await;
            browser.press("草稿").await;
            browser.press("清除本机数据").await;
            browser.press("清除").await;
            browser.until("!document.querySelector('.drafts .title')").await;
        }
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn a_list_read_before_drafts_were_deleted_is_not_shown_after_it() {
    let Some(validator) = browser::validator("lists of drafts that come late") else {
        return;
    };
    browser::with(move |browser| async move {
        // Lists come late, as on a busy machine.
        let late = "window.late = 0; window.lists = 0;
            const { set } = Object.getOwnPropertyDescriptor(IDBRequest.prototype, 'onsuccess');
            const all = IDBObjectStore.prototype.getAll;
            IDBObjectStore.prototype.getAll = function (...what) {
                const request = all.apply(this, what);
                request.list = true;
                return request;
            };
            Object.defineProperty(IDBRequest.prototype, 'onsuccess', {
                set(then) {
                    const come = (event) => { then.call(this, event); if (this.list) { window.lists += 1; } };
                    set.call(this, (event) => (this.list && window.late ? setTimeout(come, window.late, event) : come(event)));
                },
            });";
        browser.before_the_page(late).await;
        for address in [from_disk(&validator), hosted(validator)] {
            for presses in [&["清除本机数据", "清除"][..], &["删除"]] {
                browser.goto(&address).await;
                type_a_figure(&browser, "41").await;
                browser.until_kept("| 41 |").await;
                browser.until(KEPT).await;
                browser.press("草稿").await;
                browser.until("document.querySelector('.drafts .title')").await;
                browser.press("接着填").await;
                browser.until("document.querySelector('.work')").await;
                browser
                    .run("window.late = 3000; window.before = window.lists", Vec::new())
                    .await;
                browser.press("草稿").await;
                browser.until("document.querySelector('.drafts .title')").await;
                for text in presses {
                    browser.press(text).await;
                }
                browser.until("!document.querySelector('.drafts .title')").await;
                browser.until("window.lists > window.before + 1").await;
                browser.until("!document.querySelector('.drafts .title')").await;
                assert_eq!(browser.drafts().await, Vec::<String>::new());
                // The next round must find no draft that could be restored.
                browser.run("window.late = 0", Vec::new()).await;
            }
        }
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn the_list_of_drafts_says_what_is_left_to_do() {
    let Some(validator) = browser::validator("what the list of drafts says") else {
        return;
    };
    browser::with(move |browser| async move {
        for address in [from_disk(&validator), hosted(validator)] {
            browser.goto(&address).await;
            // A draft of an earlier version of the page says nothing of its verdict.
            browser.until("document.querySelector('main.home')").await;
            let old = "localStorage.setItem('nianbao.draft.1-2', 'nianbao-draft 1\\nid 1-2\\nname 旧.md\\nrevision 3\\nsaved 1700000000000\\norgan 某县水务局\\nyear 2023\\n\\n# 某县水务局2023年政府信息公开工作年度报告\\n')";
            browser.run(old, Vec::new()).await;
            browser.goto(&address).await;
            browser.until("document.querySelector('.drafts .first')").await;
            let row = |css: &str| format!("document.querySelector('.drafts {css}').textContent");
            browser
                .until(&format!("{}.startsWith('2023 年 11 月 1')", row(".standing")))
                .await;
            browser.until("!document.querySelector('.drafts .chip')").await;
            type_a_figure(&browser, "41").await;
            browser.keys(&Key::Enter.to_string()).await;
            browser.until("document.querySelector('header .chip.error')").await;
            browser.until_kept("verdict-zh 还不能发布 · 1 项错误").await;
            browser.press("草稿").await;
            browser
                .until("document.querySelectorAll('.drafts .title').length === 2")
                .await;
            let first = row(".first .standing");
            browser
                .until(&format!(
                    "['还不能发布 · 1 项错误', '停在 三、申请办理', '今天'].every((one) => {first}.includes(one))"
                ))
                .await;
            // It goes on where it was left.
            browser.press("接着填").await;
            browser
                .until("document.activeElement && document.activeElement.id.startsWith('requests.')")
                .await;
            browser.press("草稿").await;
            browser.press("清除本机数据").await;
            browser.press("清除").await;
            browser.until("!document.querySelector('.drafts .title')").await;
        }
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}
