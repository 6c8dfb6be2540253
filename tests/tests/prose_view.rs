//! The validator's prose: what each line is, the marks and notes at figures, the outline of the five aspects, the counts.

use fantoccini::key::Key;
use nianbao_tests::browser::{self, Browser};
use serde_json::{Value, json};

/// Passes the first section of the sample to a test: from a web server, and as one file from disk.
fn in_both_ways(what: &str, test: impl AsyncFn(&Browser) + 'static) {
    let Some(validator) = browser::validator(what) else {
        return;
    };
    browser::with(move |browser| async move {
        for address in browser::ways(&validator) {
            browser.goto(&address).await;
            browser.until("document.querySelector('main.home')").await;
            browser.press("打开样例").await;
            browser.until("document.querySelector('header .chip.holds')").await;
            turn_to(&browser, "总体情况").await;
            browser.until("document.querySelector('.mirror .agrees')").await;
            test(&browser).await;
            assert_eq!(browser.complaints().await, Vec::<String>::new());
        }
    });
}

/// Opens the part of the report with this title.
async fn turn_to(browser: &Browser, title: &str) {
    let script = "[...document.querySelectorAll('nav.rail button')].find((one) => one.textContent.includes(arguments[0])).click()";
    browser.run(script, vec![json!(title)]).await;
}

/// The text of the part that is open.
async fn text(browser: &Browser) -> String {
    let text = browser
        .run("return document.querySelector('.prose textarea').value", Vec::new())
        .await;
    text.as_str().expect("there is a text area").to_owned()
}

/// Puts the cursor before some words of the text.
async fn set_cursor(browser: &Browser, words: &str) {
    let script = "const area = document.querySelector('.prose textarea');
        const at = area.value.indexOf(arguments[0]);
        area.focus();
        area.setSelectionRange(at, at);
        return at";
    assert_ne!(browser.run(script, vec![json!(words)]).await, json!(-1), "{words}");
}

/// Writes a text in the place of the one that is there, as one step.
async fn write(browser: &Browser, text: &str) {
    let script = "const area = document.querySelector('.prose textarea');
        area.focus();
        area.value = arguments[0];
        area.dispatchEvent(new InputEvent('input', { bubbles: true }));";
    browser.run(script, vec![json!(text)]).await;
    let shown = format!(
        "document.querySelector('.mirror').children.length === {}",
        text.split('\n').count()
    );
    browser.until(&shown).await;
}

/// The kinds that the margin shows, line by line: `h`, `p` or nothing.
async fn kinds(browser: &Browser) -> Value {
    let script = "return [...document.querySelector('.mirror').children].map((line) => line.classList[0] ?? '')";
    browser.run(script, Vec::new()).await
}

#[test]
fn every_line_shows_what_it_is_and_two_buttons_change_it() {
    in_both_ways("the kinds of lines", async |browser| {
        write(browser, "（一）主动公开\n公开了2件。\n\n其他工作\n也做了。").await;
        assert_eq!(kinds(browser).await, json!(["h", "p", "", "p", "p"]));
        // The line of the cursor is marked, and the button of its kind is pressed.
        set_cursor(browser, "其他工作").await;
        let current = "document.querySelector('.mirror > .cur')?.textContent === '其他工作'";
        browser.until(current).await;
        let pressed =
            |words: &str| format!("document.querySelector('.seg [aria-pressed=true]')?.textContent === '{words}'");
        browser.until(&pressed("正文")).await;
        browser.press("小标题").await;
        browser.until(&pressed("小标题")).await;
        assert_eq!(kinds(browser).await, json!(["h", "p", "", "h", "p"]));
        // Cursor, focus and blank lines remain.
        browser.until(current).await;
        browser.until("document.activeElement.matches('.prose textarea')").await;
        browser.press("小标题").await;
        assert_eq!(kinds(browser).await, json!(["h", "p", "", "h", "p"]));
        browser.press("正文").await;
        browser.until(&pressed("正文")).await;
        assert_eq!(kinds(browser).await, json!(["h", "p", "", "p", "p"]));
        // A blank line is neither.
        set_cursor(browser, "\n其他工作").await;
        browser
            .until("document.querySelectorAll('.seg [aria-disabled]').length === 2")
            .await;
        // Both layers break their lines at the same places, at any width.
        for width in [1600, 1280, 390] {
            let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
            browser.devtools("Emulation.setDeviceMetricsOverride", size).await;
            let high = "return document.querySelector('.mirror').offsetHeight - document.querySelector('.prose textarea').scrollHeight";
            let high = browser.run(high, Vec::new()).await;
            assert!(high.as_f64().is_some_and(|high| high.abs() <= 1.0), "{width}: {high}");
        }
        browser
            .devtools("Emulation.clearDeviceMetricsOverride", json!({}))
            .await;
    });
}

#[test]
fn figures_that_differ_have_a_note_that_leads_to_the_card() {
    in_both_ways("the notes at figures", async |browser| {
        let words =
            |class: &str| format!("[...document.querySelectorAll('.mirror .{class}')].map((one) => one.textContent)");
        let count = |index: u8, count: usize| {
            format!("document.querySelectorAll('.tallies b')[{index}].textContent === '{count}'")
        };
        // Figures with their units, and not the words around them.
        let agree = browser.run(&format!("return {}", words("agrees")), Vec::new()).await;
        let agree: Vec<String> = serde_json::from_value(agree).expect("a list of words");
        assert!(
            agree.len() > 9
                && agree
                    .iter()
                    .all(|words| words.ends_with('件') && words.chars().count() < 5),
            "{agree:?}"
        );
        browser.until(&count(0, agree.len())).await;
        browser.until(&count(1, 0)).await;
        let top = "return document.querySelector('.mirror .agrees').offsetTop";
        let before = browser.run(top, Vec::new()).await;
        let written = text(browser).await.replace("申请18件", "申请999件") + "\n组织约3次培训，收到申请约20件。";
        write(browser, &written).await;
        browser.until(&format!("{}.join() === '999件'", words("differs"))).await;
        browser.until(&count(0, agree.len() - 1)).await;
        browser.until(&count(1, 1)).await;
        browser.until(&format!("{}.includes('20件')", words("read"))).await;
        assert_eq!(browser.run(top, Vec::new()).await, before, "the text has not moved");
        // Nothing waits for blank cells. The length is that of the paragraphs.
        browser.until(&count(3, 0)).await;
        let length = written
            .lines()
            .filter(|line| !line.starts_with('（'))
            .flat_map(str::chars);
        browser.until(&count(4, length.count())).await;
        // The note is level with its figure, and not under the text.
        let note = "document.querySelector('.notes button')";
        browser.until(&format!("{note}?.textContent === '表三 18 件'")).await;
        let level = format!(
            "(() => {{ const [a, b] = [{note}, document.querySelector('.mirror .differs')].map((one) => one.getBoundingClientRect());
                return a.height > 20 && Math.abs(a.top - b.top) < 10
                    && a.left >= document.querySelector('.prose textarea').getBoundingClientRect().right; }})()"
        );
        browser.until(&level).await;
        browser.click(".notes button").await;
        browser
            .until("document.activeElement.matches('.finding.here') && document.activeElement.querySelector('.two')")
            .await;
        browser.until(&format!("{note}.hasAttribute('aria-current')")).await;
        // The note goes with the difference.
        browser.press("改正文").await;
        browser.until(&format!("!{note}")).await;
        browser.until(&count(1, 0)).await;
    });
}

#[test]
fn two_notes_of_one_line_do_not_hide_each_other() {
    in_both_ways("notes next to each other", async |browser| {
        let written = text(browser)
            .await
            .replace("申请18件，上年结转1件", "申请88件，上年结转77件");
        write(browser, &written).await;
        let apart = "(() => { const tops = [...document.querySelectorAll('.notes button')].map((one) => one.getBoundingClientRect());
            return tops.length === 2 && tops[0].bottom <= tops[1].top; })()";
        browser.until(apart).await;
    });
}

#[test]
fn aspects_lead_to_their_headings_and_a_missing_one_is_written_at_its_place() {
    in_both_ways("the outline of the aspects", async |browser| {
        let whole = text(browser).await;
        let (before, rest) = whole.split_once("（四）").expect("the fourth aspect");
        let (_, after) = rest.split_once("（五）").expect("the fifth aspect");
        let written = [before, "（五）", after].concat().replace("网站", "");
        write(browser, &written).await;
        let missing = "document.querySelector('.aspects .missing button')";
        browser
            .until(&format!("{missing}?.textContent.includes('平台建设')"))
            .await;
        // One that is written leads to its heading, and is then the current one.
        browser
            .run("document.querySelectorAll('.aspects button')[1].click()", Vec::new())
            .await;
        browser.until("document.activeElement.matches('.prose textarea')").await;
        browser
            .until("document.querySelector('.mirror > .cur')?.textContent === '（二）依申请公开'")
            .await;
        let current =
            |index: u8| format!("document.querySelectorAll('.aspects button')[{index}].hasAttribute('aria-current')");
        browser.until(&current(1)).await;
        browser.keys(&Key::Down.to_string()).await;
        browser
            .until("document.querySelector('.mirror > .cur').classList.contains('p')")
            .await;
        browser.until(&current(1)).await;
        // One that is missing says so.
        browser.run(&format!("{missing}.click()"), Vec::new()).await;
        let said = "document.querySelector('.unwritten:not([hidden])')";
        browser
            .until(&format!(
                "{said}?.textContent.includes('第四方面 政府信息公开平台建设 还没写到。')"
            ))
            .await;
        // There is no report of last year here.
        browser.until(&format!("{said}.querySelector('.plain').hidden")).await;
        browser.press("在这里写").await;
        browser
            .until("!document.querySelector('.unwritten:not([hidden])')")
            .await;
        let heading = "（四）政府信息公开平台建设\n";
        let at_place = [before, heading, "\n（五）", after].concat().replace("网站", "");
        assert_eq!(text(browser).await, at_place);
        browser.until("document.activeElement.matches('.prose textarea')").await;
        browser.keys("建好了平台。").await;
        browser
            .until("document.querySelectorAll('.aspects .covered').length === 5")
            .await;
        browser.until(&current(3)).await;
        // One undo for what was typed, one for the heading.
        browser.press("撤销").await;
        browser
            .until(&format!(
                "document.querySelector('.prose textarea').value.includes('{}')",
                heading.trim()
            ))
            .await;
        browser.press("撤销").await;
        browser
            .until(&format!(
                "document.querySelector('.prose textarea').value === {}",
                json!(written)
            ))
            .await;
    });
}

#[test]
fn a_missing_aspect_is_taken_from_last_years_report() {
    let Some(validator) = browser::validator("an aspect from last year's report") else {
        return;
    };
    browser::with(move |browser| async move {
        const SAMPLE: &str = include_str!("../../crates/nianbao-engine/src/sample.md");
        let folder = tempfile::tempdir().expect("a folder for reports can be made");
        let file = folder.path().join("去年.md");
        std::fs::write(&file, SAMPLE).expect("a report can be written");
        for address in browser::ways(&validator) {
            browser.goto(&address).await;
            browser.until("document.getElementById('last-year')").await;
            browser.choose("last-year", &file).await;
            browser.until("document.querySelector('.work')").await;
            turn_to(&browser, "总体情况").await;
            browser.until("document.querySelector('.prose textarea')").await;
            write(&browser, "（一）主动公开\n公开了信息。\n（五）监督保障\n组织了培训。").await;
            browser
                .until("document.querySelectorAll('.aspects .missing').length === 3")
                .await;
            browser
                .run("document.querySelectorAll('.aspects button')[3].click()", Vec::new())
                .await;
            browser.press("从去年的报告拿来改").await;
            let last = "依托县人民政府网站的政府信息公开专栏发布信息，优化检索和下载功能，方便群众查询。";
            let expected = [
                "（一）主动公开\n公开了信息。\n（四）政府信息公开平台建设\n",
                last,
                "\n（五）监督保障\n组织了培训。",
            ]
            .concat();
            assert_eq!(text(&browser).await, expected);
            assert_eq!(kinds(&browser).await, json!(["h", "p", "h", "p", "h", "p"]));
            assert_eq!(browser.complaints().await, Vec::<String>::new());
        }
    });
}

#[test]
fn the_layout_next_to_the_text_marks_the_block_of_the_cursor() {
    in_both_ways("the block of the cursor in the layout", async |browser| {
        let size = json!({ "width": 1600, "height": 700, "deviceScaleFactor": 1, "mobile": false });
        browser.devtools("Emulation.setDeviceMetricsOverride", size).await;
        browser.until("document.querySelector('#beside h3')").await;
        set_cursor(browser, "（三）政府信息管理").await;
        let now = "document.querySelector('#beside .now')";
        browser
            .until(&format!("{now}?.textContent === '（三）政府信息管理'"))
            .await;
        // Also after the layout has changed, and in view.
        browser.keys(&format!("{}。新写的一句", char::from(Key::Up))).await;
        browser
            .until(&format!("{now}?.textContent.includes('新写的一句')"))
            .await;
        set_cursor(browser, "明确分管领导").await;
        let seen = format!(
            "{now}?.textContent.startsWith('明确分管领导')
                && {now}.getBoundingClientRect().bottom <= document.querySelector('.beside').getBoundingClientRect().bottom"
        );
        browser.until(&seen).await;
    });
}

#[test]
fn undo_puts_the_cursor_where_the_change_was() {
    in_both_ways("the cursor after undo", async |browser| {
        let words = "认真贯彻落实";
        set_cursor(browser, words).await;
        browser.keys("甲甲").await;
        browser
            .until(&format!(
                "document.querySelector('.prose textarea').value.includes('甲甲{words}')"
            ))
            .await;
        browser.press("撤销").await;
        browser
            .until("!document.querySelector('.prose textarea').value.includes('甲')")
            .await;
        browser
            .run("document.querySelector('.prose textarea').focus()", Vec::new())
            .await;
        browser.keys("乙").await;
        browser
            .until(&format!(
                "document.querySelector('.prose textarea').value.includes('乙{words}')"
            ))
            .await;
    });
}

#[test]
fn an_aspect_that_is_only_mentioned_says_so_and_gets_a_heading() {
    in_both_ways("an aspect that is only mentioned", async |browser| {
        let whole = text(browser).await;
        let (before, rest) = whole.split_once("（四）").expect("the fourth aspect");
        let (_, after) = rest.split_once("（五）").expect("the fifth aspect");
        // The site is mentioned under another heading.
        let before = &before.replace("确保发布", "确保网站发布");
        let written = [before, "（五）", after].concat();
        write(browser, &written).await;
        let mentioned = "document.querySelector('.aspects .mentioned button')";
        browser
            .until(&format!("{mentioned}?.textContent.includes('平台建设')"))
            .await;
        browser.run(&format!("{mentioned}.click()"), Vec::new()).await;
        browser
            .until("document.querySelector('.unwritten:not([hidden])')?.textContent.includes('只在别处提到')")
            .await;
        // It leads to those words.
        browser
            .until("/网站|平台|新媒体/.test(document.querySelector('.mirror > .cur')?.textContent)")
            .await;
        browser.press("在这里写").await;
        browser
            .until("document.querySelectorAll('.aspects .covered').length === 5")
            .await;
        let headed = [before, "（四）政府信息公开平台建设\n", "\n（五）", after].concat();
        assert_eq!(text(browser).await, headed);
    });
}

#[test]
fn the_cursor_in_a_text_stays_where_it_was() {
    in_both_ways("the cursor in a text", async |browser| {
        let lines: Vec<String> = (1..=60).map(|line| format!("第{line}段的文字。")).collect();
        write(browser, &lines.join("\n")).await;
        let words = "第42段";
        let there = "(() => {
            const area = document.activeElement;
            if (!area?.matches('.prose textarea') || area.selectionStart !== area.value.indexOf('第42段')) return false;
            const line = document.querySelector('.mirror').children[41].getBoundingClientRect();
            const pane = document.querySelector('.mid').getBoundingClientRect();
            return line.top >= pane.top && line.bottom <= pane.bottom;
        })()";
        // The layout and the drafts.
        set_cursor(browser, words).await;
        browser.press("预览").await;
        browser.until("document.querySelector('.paper')").await;
        browser.press("返回填写").await;
        browser.until(there).await;
        browser.click(".top .back").await;
        browser.until("document.querySelector('main.home')").await;
        browser.click(".first .big").await;
        browser.until(there).await;
        // The list of keys.
        set_cursor(browser, "第7段").await;
        set_cursor(browser, words).await;
        browser.click(".acts [aria-keyshortcuts='?']").await;
        browser.until("document.querySelector('.keylist')").await;
        browser.click(".acts [aria-keyshortcuts='?']").await;
        browser.until(there).await;
        // The page is loaded again.
        browser
            .until("document.querySelector('.saved')?.textContent.includes('已存')")
            .await;
        browser.run("location.reload()", Vec::new()).await;
        browser.until("document.querySelector('.prose textarea')").await;
        browser.until(there).await;
    });
}
