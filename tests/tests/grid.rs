//! Editing the validator's tables as in a spreadsheet, in a real browser.

use std::time::Duration;

use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use fantoccini::key::Key;
use nianbao_tests::browser::{self, Browser};
use serde_json::json;

/// The id of a cell of the table of requests.
fn id(row: &str, column: &str) -> String {
    format!("requests.{row}.{column}")
}

async fn value(browser: &Browser, cell: &str) -> String {
    let value = browser
        .run("return document.getElementById(arguments[0]).value", vec![json!(cell)])
        .await;
    value.as_str().unwrap_or_default().to_owned()
}

async fn focused(browser: &Browser) -> String {
    let id = browser.run("return document.activeElement.id", Vec::new()).await;
    id.as_str().unwrap_or_default().to_owned()
}

/// Waits until a cell has a text.
async fn until_says(browser: &Browser, cell: &str, text: &str) {
    browser
        .until(&format!("document.getElementById('{cell}').value === '{text}'"))
        .await;
}

/// Where a script says that each cell is on the screen.
async fn places(browser: &Browser, script: &str, cells: [String; 2]) -> Vec<(f64, f64)> {
    let mut places = Vec::new();
    for cell in cells {
        let place = browser.run(script, vec![json!(cell)]).await;
        places.push((place[0].as_f64().unwrap_or(0.0), place[1].as_f64().unwrap_or(0.0)));
    }
    places
}

/// Moves the pointer.
fn to((x, y): (f64, f64)) -> PointerAction {
    PointerAction::MoveTo { duration: None, x, y }
}

async fn until_focused(browser: &Browser, cell: &str) {
    browser.until(&format!("document.activeElement.id === '{cell}'")).await;
}

/// Presses a key while others are held down.
async fn press(browser: &Browser, held: &[Key], key: &str) {
    let mut keys: String = held.iter().map(|key| char::from(*key)).collect();
    keys.push_str(key);
    // The driver releases them at the end.
    browser.keys(&keys).await;
}

/// Opens the sample in a new browser, at the table of requests, and passes it to a test: from a web server, and as one file from
/// disk.
fn with_table<F: Future<Output = ()> + 'static>(what: &str, test: impl Fn(Browser) -> F + 'static) {
    let Some(validator) = browser::validator(what) else {
        return;
    };
    browser::with(move |browser| async move {
        for address in browser::ways(&validator) {
            browser.goto(&address).await;
            browser.press("打开样例").await;
            browser
                .until(&format!("document.getElementById('{}')", id("received", "business")))
                .await;
            test(browser.clone()).await;
            assert_eq!(browser.complaints().await, Vec::<String>::new());
        }
    });
}

#[test]
fn typing_replaces_after_any_click_and_f2_edits() {
    with_table("typing in cells", |browser| async move {
        let cell = id("received", "business");
        let css = format!("[id='{cell}']");
        browser.click(&css).await;
        browser.keys("99").await;
        until_says(&browser, &cell, "99").await;
        browser.click(&css).await;
        browser.keys("11").await;
        until_says(&browser, &cell, "11").await;
        // As in Excel, arrows move on even after something was typed.
        browser.keys(&Key::Left.to_string()).await;
        until_focused(&browser, &id("received", "natural_person")).await;
        browser.keys(&Key::Right.to_string()).await;
        until_focused(&browser, &cell).await;
        // After F2, arrows move the cursor, even at the edge.
        browser
            .keys(&format!(
                "{}{}{}{}2",
                char::from(Key::F2),
                char::from(Key::Left),
                char::from(Key::Left),
                char::from(Key::Left)
            ))
            .await;
        until_says(&browser, &cell, "211").await;
        assert_eq!(focused(&browser).await, cell);
        browser.keys(&Key::Escape.to_string()).await;
        until_says(&browser, &cell, "11").await;
    });
}

#[test]
fn ranges_are_selected_copied_filled_and_cleared_by_keys() {
    with_table("ranges of cells by keys", |browser| async move {
        let (first, last) = (id("received", "natural_person"), id("carried_in", "business"));
        browser.click(&format!("[id='{first}']")).await;
        press(
            &browser,
            &[Key::Shift],
            &format!("{}{}", char::from(Key::Right), char::from(Key::Down)),
        )
        .await;
        browser
            .until("document.querySelector('.picked[role=status]').textContent === '已选 4 格，合计 16'")
            .await;
        assert_eq!(
            focused(&browser).await,
            first,
            "the focus stays in the cell that is written in"
        );
        // The clipboard has the data that a spreadsheet would copy; pasting it elsewhere gives the same cells.
        let script = "const data = new DataTransfer();
            const event = new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event);
            return [event.defaultPrevented, data.getData('text/plain'), data.getData('text/html')]";
        assert_eq!(
            browser.run(script, Vec::new()).await,
            json!([
                true,
                "12\t3\n1\t0\n",
                "<table><tr><td>12</td><td>3</td></tr><tr><td>1</td><td>0</td></tr></table>"
            ])
        );
        press(&browser, &[Key::Control], "d").await;
        until_says(&browser, &last, "3").await;
        press(&browser, &[Key::Control], "r").await;
        until_says(&browser, &last, "12").await;
        browser.keys(&Key::Delete.to_string()).await;
        until_says(&browser, &first, "").await;
        until_says(&browser, &last, "").await;
        press(&browser, &[Key::Control], "z").await;
        until_says(&browser, &last, "12").await;
        // The whole table.
        browser.click(&format!("[id='{first}']")).await;
        press(&browser, &[Key::Control], "a").await;
        browser
            .until("document.querySelector('.picked[role=status]').textContent.startsWith('已选 175 格')")
            .await;
    });
}

#[test]
fn a_range_is_selected_by_dragging() {
    with_table("ranges of cells by the mouse", |browser| async move {
        let centre = "const box = document.getElementById(arguments[0]).getBoundingClientRect();
            return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]";
        let points = places(
            &browser,
            centre,
            [id("received", "natural_person"), id("granted", "research")],
        )
        .await;
        let drag = MouseActions::new("mouse".to_owned())
            .then(to(points[0]))
            .then(PointerAction::Down { button: 0 })
            .then(to(points[1]))
            .then(PointerAction::Up { button: 0 });
        browser
            .client
            .perform_actions(drag)
            .await
            .expect("the mouse can be moved");
        browser
            .until("document.querySelector('.picked[role=status]').textContent === '已选 9 格，合计 24'")
            .await;
    });
}

#[test]
fn the_handle_of_a_selection_fills_the_cells_that_it_is_dragged_over() {
    with_table("the handle of a selection", |browser| async move {
        let first = id("granted", "natural_person");
        browser.click(&format!("[id='{first}']")).await;
        browser.keys("7").await;
        press(&browser, &[], &Key::Right.to_string()).await;
        browser.keys("8").await;
        press(&browser, &[], &Key::Left.to_string()).await;
        press(&browser, &[Key::Shift], &Key::Right.to_string()).await;
        // The handle is the corner of the last cell; the pointer is let go outside of the table.
        let corner = "const box = document.getElementById(arguments[0]).closest('td').getBoundingClientRect();
            return [Math.round(box.right - 3), Math.round(box.bottom - 4)]";
        let cells = [id("granted", "business"), id("denied.state_secret", "business")];
        let points = places(&browser, corner, cells).await;
        let drag = MouseActions::new("mouse".to_owned())
            .then(to(points[0]))
            .then(PointerAction::Down { button: 0 })
            .then(to(points[1]))
            // Moves within one frame are one to the browser.
            .then(PointerAction::Pause {
                duration: Duration::from_millis(100),
            })
            .then(to((40.0, 20.0)))
            .then(PointerAction::Up { button: 0 });
        browser
            .client
            .perform_actions(drag)
            .await
            .expect("the mouse can be moved");
        for row in ["partially_granted", "denied.state_secret"] {
            until_says(&browser, &id(row, "natural_person"), "7").await;
            until_says(&browser, &id(row, "business"), "8").await;
        }
        until_says(&browser, &id("denied.prohibited_by_law", "business"), "0").await;
        browser
            .until("document.querySelector('.picked[role=status]').textContent === '已选 6 格，合计 45'")
            .await;
        // One step.
        press(&browser, &[Key::Control], "z").await;
        until_says(&browser, &id("denied.state_secret", "business"), "0").await;
        until_says(&browser, &id("partially_granted", "natural_person"), "1").await;
        until_says(&browser, &first, "7").await;
    });
}

#[test]
fn tables_of_web_pages_are_pasted_and_one_value_into_many_cells() {
    with_table("what is pasted", |browser| async move {
        let paste = "const data = new DataTransfer();
            data.setData(arguments[0], arguments[1]);
            document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))";
        let first = id("received", "natural_person");
        browser.click(&format!("[id='{first}']")).await;
        let table = "<p>x</p><table><tr><td rowspan=2>7</td><td>8<script>window.ran = 1</script></td></tr><tr><td><b>9</b></td></tr></table>";
        browser.run(paste, vec![json!("text/html"), json!(table)]).await;
        until_says(&browser, &first, "7").await;
        until_says(&browser, &id("carried_in", "natural_person"), "").await;
        until_says(&browser, &id("carried_in", "business"), "9").await;
        assert_eq!(browser.run("return window.ran || 0", Vec::new()).await, json!(0));
        press(&browser, &[Key::Shift], &Key::Right.to_string()).await;
        browser.run(paste, vec![json!("text/plain"), json!("5")]).await;
        until_says(&browser, &first, "5").await;
        until_says(&browser, &id("received", "business"), "5").await;
    });
}

#[test]
fn tab_and_enter_go_as_in_a_spreadsheet_and_f6_leaves_the_table() {
    with_table("ways through the table", |browser| async move {
        let first = id("received", "business");
        browser.click(&format!("[id='{first}']")).await;
        let tab = char::from(Key::Tab);
        browser.keys(&format!("1{tab}2{tab}3{}", char::from(Key::Enter))).await;
        until_focused(&browser, &id("carried_in", "business")).await;
        assert_eq!(value(&browser, &id("received", "research")).await, "2");
        press(&browser, &[Key::Control], &Key::Down.to_string()).await;
        until_focused(&browser, &id("carried_out", "business")).await;
        // Tab stops once in the whole table, and there is a way past it.
        let stops = browser.run(
            "return document.querySelectorAll('[data-cell][tabindex=\"0\"]').length",
            Vec::new(),
        );
        assert_eq!(stops.await, json!(1));
        let f6 = Key::F6.to_string();
        browser.keys(&f6).await;
        browser
            .until("document.querySelector('.side').contains(document.activeElement)")
            .await;
        browser.keys(&f6).await;
        browser
            .until("document.querySelector('.rail').contains(document.activeElement)")
            .await;
        browser.keys(&f6).await;
        until_focused(&browser, &id("carried_out", "business")).await;
    });
}

#[test]
fn sums_are_next_to_the_row_and_one_key_fills_them_in() {
    with_table("sums", |browser| async move {
        let cell = id("received", "business");
        browser.click(&format!("[id='{cell}']")).await;
        browser.keys("5").await;
        let margin = "document.getElementById('margin.0.0')";
        browser.keys(&Key::Enter.to_string()).await;
        browser
            .until(&format!("{margin}.textContent.includes('商业企业 改为 3')"))
            .await;
        // Next to the row: no cell is covered.
        let covered = "const box = document.querySelector('.offer').getBoundingClientRect();
            return [...document.querySelectorAll('[data-cell]')].filter(cell => {
              const it = cell.getBoundingClientRect();
              return it.left < box.right && box.left < it.right && it.top < box.bottom && box.top < it.bottom;
            }).length";
        assert_eq!(browser.run(covered, Vec::new()).await, json!(0));
        browser.click(&format!("[id='{cell}']")).await;
        press(&browser, &[Key::Control, Key::Shift], &Key::Enter.to_string()).await;
        until_says(&browser, &id("received", "total"), "20").await;
        browser
            .until("document.querySelector('.said').textContent.includes('算出了')")
            .await;
    });
}
