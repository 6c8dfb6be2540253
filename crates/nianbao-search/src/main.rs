//! The module of the search page.

#[cfg(target_arch = "wasm32")]
use nianbao_search::Search;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::wasm_bindgen;

#[cfg(target_arch = "wasm32")]
thread_local! {
    static SEARCH: std::cell::RefCell<Search> = std::cell::RefCell::new(Search::default());
}

/// Takes a file of the index; returns whether it is one.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen]
pub fn add(name: &str, bytes: Vec<u8>) -> bool {
    SEARCH.with_borrow_mut(|search| search.add(name, bytes))
}

/// Answers a request, in JSON: see [`Search::answer`].
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen]
pub fn answer(request: &str) -> String {
    SEARCH.with_borrow_mut(|search| search.answer(request))
}

fn main() {}
