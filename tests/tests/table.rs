//! The validator's tables as they look, in a real browser: table three in one view, the line at the foot, notes next to rows,
//! and the states of a cell.

use fantoccini::key::Key;
use nianbao_tests::browser::{self, Browser};
use serde_json::{Value, json};

/// A cell of table three.
const CELL: &str = "requests.denied.third_party_rights.natural_person";

/// The note next to 一、本年新收.
const NOTE: &str = "document.getElementById('margin.0.0').textContent";

/// Passes the sample at table three to a test: from a web server, and as one file from disk.
fn at_table_three(what: &str, test: impl AsyncFn(&Browser) + 'static) {
    let Some(validator) = browser::validator(what) else {
        return;
    };
    browser::with(move |browser| async move {
        for address in browser::ways(&validator) {
            size(&browser, 1280, 800).await;
            browser.goto(&address).await;
            browser.until("document.querySelector('main.home')").await;
            browser.press("打开样例").await;
            browser.until("document.querySelector('nav.rail')").await;
            let turn = "[...document.querySelectorAll('nav.rail button')].find((one) => one.textContent.includes('申请办理')).click()";
            browser.run(turn, Vec::new()).await;
            browser.until(&format!("document.getElementById('{CELL}')")).await;
            test(&browser).await;
            assert_eq!(browser.complaints().await, Vec::<String>::new());
        }
        browser
            .devtools("Emulation.clearDeviceMetricsOverride", json!({}))
            .await;
    });
}

async fn size(browser: &Browser, width: u32, height: u32) {
    let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    browser.devtools("Emulation.setDeviceMetricsOverride", size).await;
}

/// Replaces the text of a cell by keys, and stays in it.
async fn write(browser: &Browser, id: &str, text: &str) {
    browser.click(&format!("[id='{id}']")).await;
    let key = if text.is_empty() {
        Key::Delete.to_string()
    } else {
        text.to_owned()
    };
    browser.keys(&key).await;
    browser
        .until(&format!("document.getElementById('{id}').value === '{text}'"))
        .await;
}

/// The places of all cells on the screen.
async fn places(browser: &Browser) -> Value {
    let places = "return [...document.querySelectorAll('[data-cell]')].map((one) => {
        const box = one.getBoundingClientRect();
        return [box.x, box.y, box.width, box.height];
    })";
    browser.run(places, Vec::new()).await
}

#[test]
fn table_three_is_in_one_view() {
    at_table_three("table three in one view", async |browser| {
        let view = "const pane = document.querySelector('.mid'), box = pane.getBoundingClientRect();
            const rows = [...document.querySelectorAll('.form.requests tbody tr')].map((one) => one.getBoundingClientRect());
            return [
              pane.scrollHeight - pane.clientHeight,
              pane.scrollWidth - pane.clientWidth,
              rows.length,
              rows.every((row) => row.height >= 24),
              document.querySelector('.foot').getBoundingClientRect().top >= rows.at(-1).bottom,
              document.querySelector('td.margin').getBoundingClientRect().right <= box.right,
            ]";
        for size_of in [(1280, 800), (1600, 900)] {
            size(browser, size_of.0, size_of.1).await;
            assert_eq!(
                browser.run(view, Vec::new()).await,
                json!([0, 0, 25, true, true, true]),
                "{size_of:?}"
            );
        }
        // Lower and narrower, the total is still in view.
        size(browser, 1024, 768).await;
        let total = "const box = document.getElementById('requests.granted.total').getBoundingClientRect();
            return box.width >= 24 && box.right <= document.querySelector('.mid').getBoundingClientRect().right";
        assert_eq!(browser.run(total, Vec::new()).await, json!(true));
        // The name of a group stays in view while its rows are.
        size(browser, 1280, 480).await;
        let scroll = "const pane = document.querySelector('.mid');
            pane.scrollTop = document.querySelector('tbody tr:nth-child(9)').offsetTop - 60;
            const top = document.querySelector('thead').lastElementChild.getBoundingClientRect().bottom;
            const name = [...document.querySelectorAll('.v1 > span')].find((one) => one.textContent.includes('不予公开'));
            return pane.scrollTop > 0 && name.getBoundingClientRect().top >= top";
        assert_eq!(browser.run(scroll, Vec::new()).await, json!(true));
    });
}

#[test]
fn groups_are_merged_and_rows_are_spoken_with_their_group() {
    at_table_three("groups of table three", async |browser| {
        let groups = "return [...document.querySelectorAll('tbody th.v')].map((one) => [one.textContent, one.rowSpan, one.scope])";
        assert_eq!(
            browser.run(groups, Vec::new()).await,
            json!([
                ["三、本年度办理结果", 22, "row"],
                ["（三）不予公开", 8, "row"],
                ["（四）无法提供", 3, "row"],
                ["（五）不予处理", 5, "row"],
                ["（六）其他处理", 3, "row"],
            ])
        );
        let heads = "return [...document.querySelectorAll('thead th')].map((one) => [one.textContent, one.colSpan, one.rowSpan])";
        let heads = browser.run(heads, Vec::new()).await;
        for head in [
            json!(["自然人", 1, 2]),
            json!(["法人或其他组织", 5, 1]),
            json!(["公益组织", 1, 1]),
        ] {
            assert!(
                heads.as_array().is_some_and(|heads| heads.contains(&head)),
                "{head} in {heads}"
            );
        }
        browser.devtools("Accessibility.enable", json!({})).await;
        let tree = browser.devtools("Accessibility.getFullAXTree", json!({})).await;
        let nodes = tree["nodes"].as_array().cloned().unwrap_or_default();
        let names = |role: &str| -> Vec<String> {
            let nodes = nodes.iter().filter(|node| node["role"]["value"] == role);
            nodes
                .filter_map(|node| node["name"]["value"].as_str().map(str::to_owned))
                .collect()
        };
        let cells = names("textbox");
        for words in [
            "（三）不予公开 4.保护第三方合法权益 · 自然人",
            "（二）部分公开（区分处理的，只计这一情形，不计其他情形） · 社会公益组织",
        ] {
            assert!(cells.iter().any(|name| name == words), "{words} in {cells:?}");
        }
        let heads = names("rowheader");
        let whole = |name: &String| name.replace(' ', "") == "（四）无法提供";
        assert!(heads.iter().any(whole), "{heads:?}");
    });
}

#[test]
fn the_cell_is_named_at_the_foot_and_its_row_and_column_are_marked() {
    at_table_three("the line at the foot", async |browser| {
        browser.click(&format!("[id='{CELL}']")).await;
        browser
            .until("document.querySelector('.foot .where').textContent === '（三）不予公开 4.保护第三方合法权益自然人'")
            .await;
        browser
            .until("[...document.querySelectorAll('th.cur')].map((one) => one.textContent).join() === '自然人'")
            .await;
        browser.keys(&Key::Right.to_string()).await;
        browser
            .until("[...document.querySelectorAll('th.cur')].map((one) => one.textContent).join() === '商业企业'")
            .await;
        let washed = "const label = (one) => getComputedStyle(one.closest('tr').querySelector('.l')).backgroundColor;
            return label(document.activeElement) !== label(document.getElementById('requests.granted.total'))";
        assert_eq!(browser.run(washed, Vec::new()).await, json!(true));
        // The frame goes round the range, and the line says its sum.
        let down = format!("{}{}", char::from(Key::Shift), char::from(Key::Down));
        browser.keys(&down).await;
        browser
            .until("document.querySelector('.foot .picked').textContent === '已选 2 格，合计 0'")
            .await;
        let frame = "return [...document.querySelectorAll('td.picked')].map((one) =>
            ['pt', 'pr', 'pb', 'pl'].filter((edge) => one.classList.contains(edge)).join(' '))";
        assert_eq!(browser.run(frame, Vec::new()).await, json!(["pt pr pl", "pr pb pl"]));
    });
}

#[test]
fn notes_come_and_go_next_to_their_row_and_nothing_moves() {
    at_table_three("notes next to rows", async |browser| {
        let before = places(browser).await;
        let clear = |id: &'static str| async move { write(browser, id, "").await };
        // Only the total is missing: dashed, not red.
        clear("requests.received.total").await;
        browser.until(&format!("{NOTE} === '还差总计 填 18'")).await;
        browser
            .until("document.getElementById('requests.received.total').parentNode.matches('.wanted.blank:not(.error)')")
            .await;
        clear("requests.received.business").await;
        browser.until(&format!("{NOTE} === '还差 1 格'")).await;
        // A total of columns waits until a column is full.
        clear("requests.outcomes_total.natural_person").await;
        let last = "[...document.querySelectorAll('td.margin')].at(-2).textContent";
        browser.until(&format!("{last} === '自然人 填 11'")).await;
        browser.keys(&Key::Up.to_string()).await;
        clear("requests.granted.natural_person").await;
        browser.keys(&Key::Up.to_string()).await;
        browser.until(&format!("{last} === '列填完再算'")).await;
        assert_eq!(places(browser).await, before);
        // A text that is not a number stays as it is.
        write(browser, "requests.granted.natural_person", "约6").await;
        browser
            .until("document.getElementById('requests.granted.natural_person').parentNode.matches('.raw')")
            .await;
        assert_eq!(places(browser).await, before);
    });
}

#[test]
fn blanks_are_filled_with_zeros_by_a_button_and_that_is_one_undo() {
    at_table_three("blanks filled with zeros", async |browser| {
        let button = "[...document.querySelectorAll('.headline button')].find((one) => one.textContent === '空格填 0')";
        browser.until(&format!("{button}.ariaDisabled === 'true'")).await;
        let cells = ["requests.received.research", "requests.carried_out.other"];
        for id in cells {
            write(browser, id, "").await;
        }
        browser.until(&format!("{button}.ariaDisabled !== 'true'")).await;
        browser.press("空格填 0").await;
        let all = |text: &str| format!("{cells:?}.every((id) => document.getElementById(id).value === '{text}')");
        browser.until(&all("0")).await;
        browser.until(&format!("{button}.ariaDisabled === 'true'")).await;
        browser.press("撤销").await;
        browser.until(&all("")).await;
    });
}

#[test]
fn a_total_of_columns_waits_until_a_column_is_full() {
    at_table_three("a total that waits for its columns", async |browser| {
        let note = "document.getElementById('requests.outcomes_total.natural_person').closest('tr').querySelector('.margin').textContent";
        for (cell, said) in [
            ("requests.outcomes_total.business", "填 3"),
            ("requests.granted.business", "列填完再算"),
        ] {
            browser.click(&format!("[id='{cell}']")).await;
            browser.keys(&Key::Delete.to_string()).await;
            browser.click("[id='requests.received.natural_person']").await;
            browser.until(&format!("{note}.includes('{said}')")).await;
        }
    });
}

#[test]
fn nothing_runs_out_of_the_bar() {
    at_table_three("the bar of a narrow window", async |browser| {
        let name = "市".repeat(30) + "人民政府办公室";
        let write = "const input = document.getElementById('organ');
            input.value = arguments[0];
            input.dispatchEvent(new InputEvent('input', { bubbles: true }))";
        let press =
            "[...document.querySelectorAll('button')].find((one) => one.textContent.includes(arguments[0])).click()";
        browser.run(press, vec![json!("机关、年度、标题")]).await;
        browser.until("document.getElementById('organ')").await;
        browser.run(write, vec![json!(name)]).await;
        browser
            .until("document.querySelector('.verdict').textContent.includes('项')")
            .await;
        // Each is in the bar and does not overlap the next, and the verdict and the save button are whole.
        let ask = "const box = (css) => document.querySelector(css).getBoundingClientRect();
            const row = ['.name', '.verdict', '.acts'].map(box);
            const bold = box('.verdict b'), save = box('.acts .menu');
            const apart = innerWidth <= 900 || row.slice(1).every((one, at) => one.left >= row[at].right - 1);
            return apart && row.every((one) => one.width > 40 && one.left >= 0 && one.right <= innerWidth)
                && bold.right <= row[1].right + 1 && save.right <= innerWidth
                && document.documentElement.scrollWidth <= innerWidth";
        for language in ["zh", "en"] {
            if language == "en" {
                browser.run(press, vec![json!("English")]).await;
                browser.until("document.documentElement.lang === 'en'").await;
            }
            for width in [1280, 1024, 920, 768, 390, 320] {
                size(browser, width, 800).await;
                assert_eq!(
                    browser.run(ask, Vec::new()).await,
                    json!(true),
                    "{language}, {width} pixels"
                );
            }
            size(browser, 1280, 800).await;
        }
        browser.run(press, vec![json!("中文")]).await;
        browser.until("document.documentElement.lang === 'zh-CN'").await;
    });
}

#[test]
fn the_findings_are_a_strip_that_opens_over_the_page() {
    at_table_three("the strip of findings", async |browser| {
        let ask = "const strip = document.getElementById('findings-strip').getBoundingClientRect();
            return [strip.width, document.querySelector('.findings').getClientRects().length > 0]";
        assert_eq!(
            browser.run(ask, Vec::new()).await[0],
            json!(0),
            "a wide window has room"
        );
        size(browser, 1024, 768).await;
        let closed = browser.run(ask, Vec::new()).await;
        assert!(
            closed[0].as_f64().is_some_and(|width| (44.0..=48.0).contains(&width)),
            "{closed}"
        );
        assert_eq!(closed[1], json!(false));
        let press = "document.getElementById('findings-strip').click()";
        browser.run(press, Vec::new()).await;
        browser
            .until("document.querySelector('.findings').getClientRects().length > 0")
            .await;
        // The page takes the focus back, and the findings are put away.
        browser
            .run(&format!("document.getElementById('{CELL}').focus()"), Vec::new())
            .await;
        browser
            .until("document.getElementById('findings-strip').getAttribute('aria-expanded') === 'false'")
            .await;
        // By the keyboard alone: F6 leads to the strip, Enter opens it, Escape closes it and leaves the focus on it.
        let on_strip = "document.activeElement.id === 'findings-strip'";
        browser.keys(&char::from(Key::F6).to_string()).await;
        browser.until(on_strip).await;
        browser.keys(&char::from(Key::Enter).to_string()).await;
        browser
            .until("document.querySelector('.findings').getClientRects().length > 0")
            .await;
        browser.keys(&char::from(Key::Escape).to_string()).await;
        browser
            .until("document.querySelector('.findings').getClientRects().length === 0")
            .await;
        browser.until(on_strip).await;
        size(browser, 1280, 800).await;
    });
}
