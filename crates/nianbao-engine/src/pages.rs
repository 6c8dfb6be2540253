//! The module that takes reports out of web pages in the browser.

use wasm_bindgen::prelude::wasm_bindgen;

/// Runs a call; `undefined` if there is no such call.
#[wasm_bindgen]
pub fn call(name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    #[cfg(target_arch = "wasm32")]
    nianbao_engine::decoder::install();
    nianbao_engine::pages(name, bytes)
}

fn main() {}
