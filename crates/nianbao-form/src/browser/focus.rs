//! Moves the focus to a place and scrolls it into view.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, HtmlTextAreaElement};

use crate::prose;
use crate::state::{SHEET_TITLE, Target};

/// Moves the focus there as soon as the target is on the page.
pub(super) fn lead(target: Target) {
    leptos::task::spawn_local(async move {
        leptos::task::tick().await;
        if !focus(&target) {
            request_animation_frame(move || {
                focus(&target);
            });
        }
    });
}

/// Moves the focus to the element with this id, and scrolls it into view; false if it is not there or hidden.
pub fn focus_on(id: &str) -> bool {
    let element = document().get_element_by_id(id);
    let element = element.and_then(|it| it.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| {
        let _ = element.focus();
        document().active_element().as_ref() == Some(AsRef::<web_sys::Element>::as_ref(&element))
    })
}

/// Scrolls an element into view.
pub(super) fn reveal_element(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        element.scroll_into_view_with_scroll_into_view_options(&nearest());
    }
}

fn nearest() -> web_sys::ScrollIntoViewOptions {
    let nearest = web_sys::ScrollIntoViewOptions::new();
    nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
    nearest.set_inline(web_sys::ScrollLogicalPosition::Nearest);
    nearest
}

/// Moves the focus to the next or previous pane: parts, the part being edited, findings.
pub(super) fn pane(forward: bool) {
    const PANES: [&str; 3] = [".rail", ".mid", ".side"];
    let document = document();
    let panes: Vec<web_sys::Element> = PANES
        .iter()
        .filter_map(|pane| document.query_selector(pane).ok().flatten())
        // On a narrow screen, two of them are hidden.
        .filter(|pane| pane.client_height() > 0)
        .collect();
    let active = document.active_element();
    let here = panes.iter().position(|pane| pane.contains(active.as_deref()));
    let next = match (here, forward) {
        (Some(here), true) => (here + 1) % panes.len(),
        (Some(here), false) => (here + panes.len() - 1) % panes.len(),
        (None, _) => 0,
    };
    // Where one writes in the pane, the current entry, its heading, or the strip that opens it: the first that is shown.
    let Some(pane) = panes.get(next) else { return };
    for css in [
        "[data-cell][tabindex='0']",
        "textarea",
        "[aria-current]",
        "h2",
        ".strip",
    ] {
        if let Ok(Some(element)) = pane.query_selector(css)
            && let Some(element) = element.dyn_ref::<HtmlElement>()
        {
            let _ = element.focus();
            if pane.contains(document.active_element().as_deref()) {
                return;
            }
        }
    }
}

/// Moves the focus; false if the element does not exist yet, or is not shown yet.
fn focus(target: &Target) -> bool {
    let (Target::Id(id) | Target::Caret(id, _) | Target::Text(id, ..)) = target;
    let Some(element) = document().get_element_by_id(id) else {
        return false;
    };
    let Some(element) = element.dyn_ref::<HtmlElement>() else {
        return false;
    };
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
    // One that is still hidden does not take it.
    let taken = document().active_element();
    if taken.as_ref() != Some(AsRef::<web_sys::Element>::as_ref(element)) {
        return false;
    }
    if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        let text = area.value();
        let range = match target {
            Target::Id(_) => None,
            Target::Caret(_, caret) => Some((*caret, *caret)),
            Target::Text(_, block, range) => prose::find(&text, *block, range),
        };
        if let Some((start, end)) = range {
            let _ = area.set_selection_range(start, end);
            reveal(area, &text[..prose::byte_of(&text, start)]);
            return true;
        }
    }
    if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        input.select();
    }
    // A hidden heading means that a sheet was opened, so it is scrolled to its top.
    if let Ok(Some(scroller)) = element.closest(".mid")
        && element.id() == SHEET_TITLE
    {
        scroller.set_scroll_top(0);
    } else {
        element.scroll_into_view_with_scroll_into_view_options(&nearest());
    }
    true
}

/// The position of the cursor in the text area with this id, in UTF-16 units; `None` if it is not on the page.
pub(super) fn caret(id: &str) -> Option<u32> {
    let area = document().get_element_by_id(id)?;
    area.dyn_into::<HtmlTextAreaElement>().ok()?.selection_start().ok()?
}

/// Scrolls to the place in a long text area after this text. It is about as far down in its paragraph as in the text of it.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "pixels on a screen"
)]
pub fn reveal(area: &HtmlTextAreaElement, before: &str) {
    let Ok(Some(scroller)) = area.closest(".mid") else {
        return;
    };
    // The layer behind the area has an element for each line.
    let line = u32::try_from(before.matches('\n').count()).unwrap_or(u32::MAX);
    let mirror = area.previous_element_sibling();
    let Some(line) = mirror.and_then(|mirror| mirror.children().item(line)) else {
        return;
    };
    let (inner, outer) = (line.get_bounding_client_rect(), scroller.get_bounding_client_rect());
    let at = before.rsplit('\n').next().map_or(0, |start| start.chars().count());
    let length = line.text_content().map_or(0, |text| text.chars().count());
    let y = inner.top() + inner.height() * (at as f64) / (length.max(1) as f64);
    // The head of the part may be above the text, and its foot below it.
    if y < outer.top() + 140.0 || y > outer.bottom() - 96.0 {
        scroller.set_scroll_top(scroller.scroll_top() + (y - outer.top() - outer.height() / 3.0) as i32);
    }
}
