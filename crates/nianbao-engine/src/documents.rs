//! The module that reads and writes other kinds of file in the browser.

use wasm_bindgen::prelude::wasm_bindgen;

/// Runs a call; `undefined` if there is no such call.
#[wasm_bindgen]
pub fn call(name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    nianbao_engine::documents(name, bytes)
}

fn main() {}
