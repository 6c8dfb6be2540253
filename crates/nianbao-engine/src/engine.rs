//! The module that checks reports in the browser.

use wasm_bindgen::prelude::wasm_bindgen;

/// Runs a call; `undefined` if there is no such call.
#[wasm_bindgen]
pub fn call(name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    nianbao_engine::engine(name, bytes)
}

fn main() {}
