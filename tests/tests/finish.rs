//! From a file, or from nothing, to a finished report without leaving the validator, in a real browser.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use nianbao_core::rules::{self, Settings};
use nianbao_core::verdict::Verdict;
use nianbao_tests::browser::{self, Browser};
use nianbao_tests::real_data;
use serde_json::json;

const FIT: &str = "document.querySelector('header .verdict').textContent.includes('可以发布')";

/// Presses a key wherever the focus is, with others held down.
async fn tap(browser: &Browser, held: &[Key], key: char) {
    let mut actions = KeyActions::new("keys".to_owned());
    let held = || held.iter().map(|key| char::from(*key));
    for value in held().chain([key]) {
        actions = actions.then(KeyAction::Down { value });
    }
    for value in std::iter::once(key).chain(held()) {
        actions = actions.then(KeyAction::Up { value });
    }
    let done = browser.client.perform_actions(actions).await;
    done.unwrap_or_else(|trouble| panic!("{key:?}: {trouble}"));
}

/// Presses Tab until an expression about the element with the focus, `it`, is true; panics if nothing on the way is it.
async fn tab_to(browser: &Browser, wanted: &str) {
    let test = format!("return ((it) => Boolean({wanted}))(document.activeElement)");
    for _ in 0..80 {
        if browser.run(&test, Vec::new()).await == json!(true) {
            return;
        }
        tap(browser, &[], Key::Tab.into()).await;
    }
    let page = browser.run("return document.activeElement.outerHTML", Vec::new()).await;
    panic!("Tab does not come to {wanted}; it is at {page}");
}

/// Goes to a button with these words by Tab, and presses Enter.
async fn tab_to_button(browser: &Browser, words: &str) {
    tab_to(
        browser,
        &format!("it.tagName === 'BUTTON' && it.textContent.includes('{words}')"),
    )
    .await;
    tap(browser, &[], Key::Enter.into()).await;
}

/// Turns to a part by F6, Tab and Enter.
async fn turn_by_keys(browser: &Browser, title: &str) {
    for _ in 0..4 {
        if browser
            .run("return Boolean(document.activeElement.closest('nav.rail'))", Vec::new())
            .await
            == json!(true)
        {
            break;
        }
        tap(browser, &[], Key::F6.into()).await;
    }
    // From the first entry, wherever it was left.
    tap(browser, &[Key::Control], Key::Home.into()).await;
    for _ in 0..12 {
        let there = "const it = document.activeElement; return it.closest('nav.rail li') === document.querySelector('nav.rail li')";
        if browser.run(there, Vec::new()).await == json!(true) {
            break;
        }
        tap(browser, &[Key::Shift], Key::Tab.into()).await;
    }
    tab_to_button(browser, title).await;
    browser.until("document.activeElement.closest('.mid')").await;
}

async fn type_by_keys(browser: &Browser, words: &str) {
    browser.keys(words).await;
    let last = "document.activeElement.value";
    browser
        .until(&format!(
            "{last}.endsWith('{}')",
            words.rsplit('\n').next().unwrap_or_default()
        ))
        .await;
}

#[test]
fn a_new_report_is_written_and_saved_with_the_keyboard_alone() {
    let Some(validator) = browser::validator("a report by keyboard alone") else {
        return;
    };
    browser::with(move |browser| async move {
        for address in browser::ways(&validator) {
            browser.goto(&address).await;
            browser.until("document.querySelector('main.home')").await;
            tab_to(&browser, "it.id === 'new-organ'").await;
            type_by_keys(&browser, "示例县水务局").await;
            tab_to_button(&browser, "开始").await;
            browser.until("document.querySelector('nav.rail')").await;
            turn_by_keys(&browser, "前言").await;
            tab_to(&browser, "it.tagName === 'TEXTAREA'").await;
            type_by_keys(&browser, "本报告根据《中华人民共和国政府信息公开条例》（国务院令第711号）编制，由示例县水务局办公室负责，地址：示例县中山路2号，邮编：000000，电话：0000-7654321，电子邮箱：water@example.cn。").await;
            turn_by_keys(&browser, "总体情况").await;
            tab_to(&browser, "it.tagName === 'TEXTAREA'").await;
            type_by_keys(
                &browser,
                "主动公开：及时公开水利工程和水资源管理信息。\n依申请公开：全年没有收到政府信息公开申请。\n政府信息管理：严格审核发布的信息。\n政府信息公开平台建设：依托县政府网站公开。\n监督保障：组织培训1次。",
            )
            .await;
            for table in ["主动公开", "申请办理", "复议、诉讼"] {
                turn_by_keys(&browser, table).await;
                tab_to_button(&browser, "空格填 0").await;
                let filled = "[...document.querySelectorAll('.mid td input')].every((one) => one.value === '0')";
                browser.until(filled).await;
            }
            turn_by_keys(&browser, "问题及改进").await;
            tab_to(&browser, "it.tagName === 'TEXTAREA'").await;
            type_by_keys(&browser, "存在的主要问题：公开的内容还不够细。改进情况：已按月更新。").await;
            turn_by_keys(&browser, "其他事项").await;
            tab_to(&browser, "it.tagName === 'TEXTAREA'").await;
            type_by_keys(&browser, "没有收取信息处理费，没有其他需要报告的事项。").await;
            browser.until(FIT).await;
            tap(&browser, &[Key::Control], 's').await;
            let (name, bytes) = browser.saved().await;
            let stem = name.strip_suffix(".docx");
            assert!(stem.is_some_and(|stem| stem.starts_with("示例县水务局")), "{name}");
            let read = nianbao_documents::read(&name, &bytes).expect("what was saved can be read");
            let checked = rules::check(&read.reading, &Settings::default());
            assert_eq!(checked.verdict, Verdict::Fit, "{:?}", checked.findings);
        }
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

/// Adds a paragraph to the text of a part.
async fn add(browser: &Browser, title: &str, words: &str) {
    turn_to(browser, title).await;
    browser.until("document.querySelector('.prose textarea')").await;
    let script = "const all = document.querySelectorAll('.prose textarea');
        const area = all[all.length - 1];
        area.focus();
        area.setSelectionRange(area.value.length, area.value.length);
        document.execCommand('insertText', false, (area.value ? '\\n' : '') + arguments[0]);";
    browser.run(script, vec![json!(words)]).await;
    browser
        .until(&format!(
            "[...document.querySelectorAll('.prose textarea')].at(-1).value.endsWith('{words}')"
        ))
        .await;
}

async fn turn_to(browser: &Browser, title: &str) {
    let script = "[...document.querySelectorAll('nav.rail button')].find((one) => one.textContent.includes(arguments[0])).click()";
    browser.run(script, vec![json!(title)]).await;
}

/// Presses the first of these buttons that a card has, until none has any.
async fn mend_all(browser: &Browser, words: &[&str]) {
    let script = "const fits = (one) => arguments[0].some((words) => one.textContent === words) || one.matches('.finding > .do > button:not(.plain)');
        const button = [...document.querySelectorAll('.finding:not(.accepted) button')].find(fits);
        button?.click();
        return button?.closest('.finding').id ?? '';";
    for _ in 0..20 {
        let card = browser.run(script, vec![json!(words)]).await;
        let card = card.as_str().unwrap_or_default().to_owned();
        if card.is_empty() {
            return;
        }
        browser.until(&format!("!document.getElementById('{card}')")).await;
    }
    panic!("there is always something to mend");
}

/// Opens a real report, and passes it to a test; then it is fit, printed and saved as Word.
fn finishes(file: &'static str, what: &str, test: impl AsyncFn(&Browser) + 'static) {
    let Some(data) = real_data(what) else { return };
    let Some(validator) = browser::validator(what) else {
        return;
    };
    browser::with(move |browser| async move {
        browser
            .before_the_page("window.print = () => { window.printed = document.querySelector('.paper').innerText; }")
            .await;
        for address in browser::ways(&validator) {
            browser.goto(&address).await;
            browser.until("document.getElementById('file')").await;
            browser.choose("file", &data.join(file)).await;
            browser.until("document.querySelector('.work')").await;
            test(&browser).await;
            let said = browser
                .run("return document.querySelector('.side').innerText", Vec::new())
                .await;
            // For whoever reads why it failed.
            println!("{}", said.as_str().unwrap_or_default());
            browser.until(FIT).await;
            browser
                .run(
                    "[...document.querySelectorAll('.next button')].find((one) => one.textContent === '打印').click()",
                    Vec::new(),
                )
                .await;
            browser.until("window.printed").await;
            let printed = browser.run("return window.printed", Vec::new()).await;
            browser.press("填写").await;
            browser.press("存为 Word").await;
            let (name, bytes) = browser.saved().await;
            let read = nianbao_documents::read(&name, &bytes).expect("what was saved can be read");
            let checked = rules::check(&read.reading, &Settings::default());
            assert_eq!(checked.verdict, Verdict::Fit, "{:?}", checked.findings);
            let printed = printed.as_str().unwrap_or_default();
            assert!(printed.contains(&read.reading.report.title), "{printed}");
            assert!(printed.contains("收到和处理政府信息公开申请情况"), "{printed}");
            browser.press("打开").await;
            browser.press("清除本机数据").await;
            browser.press("清除").await;
            browser.until("!document.querySelector('.drafts .title')").await;
        }
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn a_governments_page_becomes_a_finished_report() {
    finishes("hongze-2024.html", "a web page with an old row", async |browser| {
        turn_to(browser, "申请办理").await;
        browser.until("document.querySelector('.strange')").await;
        let move_row = "[...document.querySelectorAll('.strange button')].find((one) => one.textContent.includes('3.其他')).click()";
        browser.run(move_row, Vec::new()).await;
        browser.until("!document.querySelector('.strange')").await;
        mend_all(browser, &[]).await;
        turn_to(browser, "申请办理").await;
        for words in ["按格式补全行列", "空格填 0"] {
            let there = format!(
                "[...document.querySelectorAll('.mid button:not([aria-disabled])')].find((one) => one.textContent === '{words}')"
            );
            browser.run(&format!("{there}?.click()"), Vec::new()).await;
            browser.until(&format!("!{there}")).await;
        }
        add(
            browser,
            "前言",
            "本报告所列数据的统计期限自2024年1月1日起至2024年12月31日止。",
        )
        .await;
        add(browser, "总体情况", "全区及时公开政府信息，依法办理政府信息公开申请。").await;
        add(
            browser,
            "问题及改进",
            "存在的主要问题：解读形式单一。改进情况：增加图解。",
        )
        .await;
        add(browser, "其他事项", "全年没有收取信息处理费。").await;
    });
}

#[test]
fn a_report_with_contradictions_becomes_a_finished_report() {
    finishes("jianshan-2023.txt", "a report with contradictions", async |browser| {
        mend_all(browser, &["改正文"]).await;
    });
}
