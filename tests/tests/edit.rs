//! Writing a report in the validator, in a real browser: what is missing, what stays in view, fixes, names that are spoken.

use fantoccini::key::Key;
use nianbao_tests::browser::{self, Browser};
use serde_json::{Value, json};

/// A cell of table three.
const CELL: &str = "requests.granted.natural_person";

/// Passes the start page to a test: from a web server, and as one file from disk.
fn in_both_ways(what: &str, test: impl AsyncFn(&Browser) + 'static) {
    let Some(validator) = browser::validator(what) else {
        return;
    };
    browser::with(move |browser| async move {
        for address in browser::ways(&validator) {
            browser.goto(&address).await;
            browser.until("document.querySelector('main.home')").await;
            test(&browser).await;
            assert_eq!(browser.complaints().await, Vec::<String>::new());
        }
    });
}

async fn open_sample(browser: &Browser) {
    browser.press("打开样例").await;
    browser.until("document.querySelector('header .chip.holds')").await;
}

async fn turn_to(browser: &Browser, title: &str) {
    let script = "[...document.querySelectorAll('nav.rail button')].find((one) => one.textContent.includes(arguments[0])).click()";
    browser.run(script, vec![json!(title)]).await;
}

async fn width(browser: &Browser, width: u32, height: u32) {
    let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    browser.devtools("Emulation.setDeviceMetricsOverride", size).await;
}

#[test]
fn an_unfinished_report_is_not_red_and_lists_what_is_missing() {
    in_both_ways("what is missing in a new report", async |browser| {
        browser.click("#new-organ").await;
        browser.keys("某县水务局").await;
        browser.press("开始").await;
        browser.until("document.querySelector('.side .more .todo')").await;
        let verdict = "document.querySelector('header .verdict').textContent";
        browser
            .until(&format!("/还没写完：还差 [0-9]+ 处/.test({verdict})"))
            .await;
        // A row that is being written is not wrong yet.
        turn_to(browser, "申请办理").await;
        browser.click("[id='requests.received.natural_person']").await;
        browser.keys("12").await;
        browser.keys(&Key::Tab.to_string()).await;
        browser
            .until("document.activeElement.id === 'requests.received.business'")
            .await;
        browser.until("!document.querySelector('header .verdict .error')").await;
        let red = "document.querySelectorAll('td.error, .finding.error, header .chip.error').length === 0";
        browser.until(red).await;
        // Each entry leads to its place.
        browser.overview().await;
        let entries = "document.querySelectorAll('.todo li .plain').length";
        let count = browser.run(&format!("return {entries}"), Vec::new()).await;
        assert!(count.as_u64() > Some(1), "{count}");
        for index in 0..count.as_u64().unwrap_or_default() {
            browser.overview().await;
            let press =
                format!("const one = document.querySelectorAll('.todo li .plain')[{index}]; one.focus(); one.click()");
            browser.run(&press, Vec::new()).await;
            browser
                .until("!document.querySelector('.over') && document.activeElement.closest('.mid') && document.activeElement.offsetParent")
                .await;
        }
    });
}

#[test]
fn heads_bands_and_totals_stay_in_view_while_scrolling() {
    in_both_ways("what stays in view", async |browser| {
        width(browser, 1280, 480).await;
        open_sample(browser).await;
        turn_to(browser, "申请办理").await;
        browser.until(&format!("document.getElementById('{CELL}')")).await;
        let scroll = "const pane = document.querySelector('.mid'); pane.scrollTop = pane.scrollHeight / 2";
        browser.run(scroll, Vec::new()).await;
        let inside = |css: &str| {
            format!(
                "(() => {{ const pane = document.querySelector('.mid').getBoundingClientRect(); \
                 const one = [...document.querySelectorAll('{css}')].at(-1).getBoundingClientRect(); \
                 return one.bottom > pane.top && one.top < pane.bottom && one.right <= pane.right + 1 && one.left >= pane.left - 1; }})()"
            )
        };
        browser.until("document.querySelector('.mid').scrollTop > 0").await;
        browser.until(&inside(".form.requests thead th")).await;
        // The total of a row in the middle, from 1024 pixels on.
        width(browser, 1024, 480).await;
        let total = inside("[id=\"requests.granted.total\"]");
        browser
            .run(
                "document.getElementById('requests.granted.total').scrollIntoView({ block: 'center' })",
                Vec::new(),
            )
            .await;
        browser.until(&total).await;
        // The next part begins at its top.
        turn_to(browser, "总体情况").await;
        browser.until("document.querySelector('.mid').scrollTop === 0").await;
        browser
            .devtools("Emulation.clearDeviceMetricsOverride", json!({}))
            .await;
    });
}

#[test]
fn a_fix_is_one_press_and_one_undo_and_cards_follow_the_cell() {
    in_both_ways("fixes and cards", async |browser| {
        open_sample(browser).await;
        browser.click(&format!("[id='{CELL}']")).await;
        browser.keys("41").await;
        browser.keys(&Key::Enter.to_string()).await;
        browser.until("document.querySelector('.finding.error')").await;
        // From the cell to its card, and back.
        browser.click(&format!("[id='{CELL}']")).await;
        browser.until("document.querySelector('.finding.here')").await;
        turn_to(browser, "总体情况").await;
        browser.until("document.querySelector('.prose textarea')").await;
        browser.press("到这里").await;
        browser
            .until("document.activeElement.tagName === 'INPUT' && document.activeElement.id.startsWith('requests.')")
            .await;
        browser.run("document.activeElement.blur()", Vec::new()).await;
        // Doubled words.
        turn_to(browser, "总体情况").await;
        browser.until("document.querySelector('.prose textarea')").await;
        let before = "document.querySelector('.prose textarea').value";
        let script = "const area = document.querySelector('.prose textarea');
            area.focus(); area.value += '请联系联系我们。'; area.dispatchEvent(new InputEvent('input', { bubbles: true }));";
        browser.run(script, Vec::new()).await;
        browser.until(&format!("{before}.includes('联系联系')")).await;
        let fix = "[...document.querySelectorAll('.finding')].find((one) => one.textContent.includes('联系联系')).querySelector('.do button')";
        browser
            .until(&format!("{fix} && !{fix}.classList.contains('plain')"))
            .await;
        browser.run(&format!("{fix}.click()"), Vec::new()).await;
        browser
            .until(&format!(
                "!{before}.includes('联系联系') && {before}.includes('请联系我们')"
            ))
            .await;
        browser.press("撤销").await;
        browser.until(&format!("{before}.includes('联系联系')")).await;
    });
}

/// The names of all nodes with this role in the accessibility tree.
fn spoken(tree: &Value, role: &str) -> Vec<String> {
    let nodes = tree["nodes"].as_array().cloned().unwrap_or_default();
    nodes
        .iter()
        .filter(|node| node["role"]["value"] == role)
        .filter_map(|node| node["name"]["value"].as_str().map(str::to_owned))
        .collect()
}

#[test]
fn rows_columns_and_findings_are_spoken() {
    in_both_ways("names that are spoken", async |browser| {
        open_sample(browser).await;
        turn_to(browser, "申请办理").await;
        browser.click(&format!("[id='{CELL}']")).await;
        browser.keys("41").await;
        browser.keys(&Key::Enter.to_string()).await;
        browser.until("document.querySelector('.finding.error')").await;
        browser.devtools("Accessibility.enable", json!({})).await;
        let tree = browser.devtools("Accessibility.getFullAXTree", json!({})).await;
        let cells = spoken(&tree, "textbox");
        for words in [&["予以公开", "自然人"][..], &["本年新收", "总计"]] {
            assert!(
                cells.iter().any(|name| words.iter().all(|word| name.contains(word))),
                "{words:?} in {cells:?}"
            );
        }
        // A cell with a finding is invalid, and described by the finding.
        let nodes = tree["nodes"].as_array().cloned().unwrap_or_default();
        let invalid = nodes.iter().filter(|node| {
            let properties = node["properties"].as_array().cloned().unwrap_or_default();
            let is = |name: &str, value: &str| {
                properties
                    .iter()
                    .any(|one| one["name"] == name && one["value"]["value"] == value)
            };
            node["role"]["value"] == "textbox" && is("invalid", "true")
        });
        let described: Vec<bool> = invalid
            .map(|node| {
                node["description"]["value"]
                    .as_str()
                    .is_some_and(|words| !words.is_empty())
            })
            .collect();
        assert!(!described.is_empty() && described.iter().all(|is| *is), "{described:?}");
        // Chinese words in the English page say that they are.
        let press = "[...document.querySelectorAll('button')].find((one) => one.textContent === arguments[0] && one.offsetParent).click()";
        let menu = "document.querySelector('.menu').open = true";
        browser.run(menu, Vec::new()).await;
        browser.run(press, vec![json!("English")]).await;
        browser.until("document.documentElement.lang === 'en'").await;
        let foreign = browser
            .run(
                "return [...document.querySelectorAll('.form .l, header .name')].filter((one) => \
                 /[\\u4e00-\\u9fff]/.test(one.textContent) && !one.closest('[lang^=zh]') && !one.querySelector('[lang^=zh]')).length",
                Vec::new(),
            )
            .await;
        assert_eq!(foreign, json!(0), "texts without a language");
        browser.run(menu, Vec::new()).await;
        browser.run(press, vec![json!("中文")]).await;
    });
}

#[test]
fn a_sum_is_not_judged_while_its_row_is_written() {
    in_both_ways("sums while a row is written", async |browser| {
        open_sample(browser).await;
        turn_to(browser, "申请办理").await;
        browser.click(&format!("[id='{CELL}']")).await;
        browser.keys("7").await;
        let red = "document.querySelector('.finding.error, td.error, header .chip.error')";
        let verdict = "document.querySelector('header .verdict').textContent";
        browser.until(&format!("{verdict}.includes('有合计还没核对')")).await;
        browser.until(&format!("!{red}")).await;
        // In another cell of the row, it is still being written.
        browser.keys(&Key::Tab.to_string()).await;
        browser
            .until("document.activeElement.id === 'requests.granted.business'")
            .await;
        browser
            .until(&format!("{verdict}.includes('有合计还没核对') && !{red}"))
            .await;
        browser.keys(&Key::Enter.to_string()).await;
        browser
            .until(&format!("{red} && {verdict}.includes('还不能发布')"))
            .await;
    });
}

#[test]
fn parts_in_prose_that_do_not_add_up_have_no_table_to_change() {
    in_both_ways("parts in prose", async |browser| {
        open_sample(browser).await;
        turn_to(browser, "总体情况").await;
        browser.click(".prose textarea").await;
        let end = "const area = document.activeElement; area.setSelectionRange(area.value.length, area.value.length)";
        browser.run(end, Vec::new()).await;
        browser
            .keys("\n全年发布信息100条，其中通知公告60条、工作动态70条。")
            .await;
        let card = "[...document.querySelectorAll('.finding')].find((one) => one.textContent.includes('100条'))";
        browser.until(card).await;
        browser
            .until(&format!(
                "!{card}.querySelector('.two') && !{card}.textContent.includes('改表')"
            ))
            .await;
        // The words are the place of the finding, and the card leads back to them.
        browser.press("到这里").await;
        browser
            .until("document.activeElement.tagName === 'TEXTAREA' && document.activeElement.selectionEnd > document.activeElement.selectionStart")
            .await;
    });
}

#[test]
fn a_row_of_the_old_form_is_moved_with_its_figures_and_that_is_undone() {
    in_both_ways("a row of the old form", async |browser| {
        let sample = include_str!("../../crates/nianbao-engine/src/sample.md");
        // As people write it who filled in the form of 2019 for years.
        let is_new = |line: &str| {
            ["| 1.申请人无正当理由逾期不补正", "| 2.申请人逾期未按收费通知"]
                .iter()
                .any(|start| line.starts_with(start))
        };
        let lines: Vec<String> = sample
            .lines()
            .filter(|line| !is_new(line) && !line.starts_with("| （六）其他处理"))
            .map(|line| match line.strip_prefix("| 3.其他 |") {
                Some(rest) => format!("| （六）其他处理 |{rest}"),
                None => line.to_owned(),
            })
            .collect();
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("旧.md");
        std::fs::write(&file, lines.join("\n")).expect("a file can be written");
        browser.choose("file", &file).await;
        browser.until("document.querySelector('.work')").await;
        turn_to(browser, "申请办理").await;
        browser.until("document.querySelector('.strange')").await;
        let before = browser.run("return [...document.querySelector('tr:has(.strange)').querySelectorAll('input')].map((one) => one.value)", Vec::new()).await;
        let press = "[...document.querySelectorAll('.strange button')].find((one) => one.textContent.includes('3.其他')).click()";
        browser.run(press, Vec::new()).await;
        browser.until("!document.querySelector('.strange')").await;
        let after =
            "[...document.querySelectorAll('input[id^=\"requests.other_outcome.other.\"]')].map((one) => one.value)";
        let after = browser.run(&format!("return {after}"), Vec::new()).await;
        assert_eq!(after, before);
        assert_eq!(before.as_array().map(Vec::len), Some(7), "{before}");
        browser.press("撤销").await;
        browser.until("document.querySelector('.strange')").await;
    });
}

#[test]
fn the_overview_fills_in_zeros_and_says_what_comes_next() {
    in_both_ways("the overview", async |browser| {
        browser.press("开始").await;
        browser.until("document.querySelector('.side .more .todo')").await;
        browser.overview().await;
        browser
            .until("document.activeElement && document.activeElement.id === 'sheet-title'")
            .await;
        // The bar, the rail and the overview count the same.
        let same = "(() => { const count = document.querySelectorAll('.todo li').length; \
            return count > 3 && document.querySelector('header .verdict').textContent.includes(`还差 ${count} 处`) \
            && document.getElementById('sheet-title').textContent.includes(`还差 ${count} 处`) \
            && document.querySelector('nav.rail li').textContent.endsWith(count); })()";
        browser.until(same).await;
        let bar = "document.querySelector('.over progress')";
        browser.until(&format!("{bar}.value === 0")).await;
        let count = browser
            .run("return document.querySelectorAll('.todo li').length", Vec::new())
            .await
            .as_u64()
            .unwrap_or_default();
        browser.press("空格填 0").await;
        browser
            .until(&format!(
                "document.querySelectorAll('.todo li').length === {} && {bar}.value > 0",
                count - 1
            ))
            .await;
        browser.until(same).await;
        browser.until("document.querySelector('.done')").await;
        // One undo, and the overview is still there.
        browser.press("撤销").await;
        browser
            .until(&format!(
                "document.querySelectorAll('.todo li').length === {count} && {bar}.value === 0"
            ))
            .await;
        // A report with an error says what to correct, and one that is fit what comes next.
        browser.press("草稿").await;
        open_sample(browser).await;
        browser.click(&format!("[id='{CELL}']")).await;
        browser.keys("41").await;
        browser.keys(&Key::Enter.to_string()).await;
        browser.until("document.querySelector('header .chip.error')").await;
        browser.overview().await;
        browser
            .until("document.querySelectorAll('.wrong li').length === 1")
            .await;
        browser.click(".wrong .plain").await;
        browser
            .until(&format!(
                "document.activeElement && document.activeElement.id === '{CELL}'"
            ))
            .await;
        browser.overview().await;
        browser.click(".wrong li > button").await;
        // A correction shows what it changed.
        browser
            .until(&format!("(document.getElementById('{CELL}') || {{}}).value === '6'"))
            .await;
        browser.overview().await;
        browser
            .until("document.querySelectorAll('.next li').length === 4")
            .await;
    });
}

#[test]
fn text_that_grows_beyond_the_limit_is_said_once_and_stays() {
    in_both_ways("text beyond the limit", async |browser| {
        browser.press("打开样例").await;
        browser.until("document.querySelector('nav.rail')").await;
        turn_to(browser, "问题及改进").await;
        browser.until("document.querySelector('.prose textarea')").await;
        // Keys would take too long.
        let paste = "const area = document.querySelector('.prose textarea'); area.focus();
            area.setRangeText('甲'.repeat(700000), 0, 0, 'end'); area.dispatchEvent(new InputEvent('input', { bubbles: true }));";
        browser.run(paste, Vec::new()).await;
        browser
            .until("document.querySelector('.said')?.textContent.includes('超过 2 MB')")
            .await;
        browser.until_kept(&"甲".repeat(700_000)).await;
        browser.press("知道了").await;
        let back = "const area = document.querySelector('.prose textarea'); area.focus(); area.setSelectionRange(700000, 700000);";
        browser.run(back, Vec::new()).await;
        browser.keys("乙").await;
        browser.until_kept("甲乙").await;
        browser
            .until("!document.querySelector('.said')?.textContent.includes('超过 2 MB')")
            .await;
    });
}
