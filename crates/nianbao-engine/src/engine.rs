//! The module that reads and checks reports in the browser.

use wasm_bindgen::prelude::wasm_bindgen;

/// Runs a call; `undefined` if there is no such call.
#[wasm_bindgen]
pub fn call(name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    nianbao_engine::engine(name, bytes)
}

/// The output of `nianbao check --format json` for one file: see [`nianbao_engine::check_json`].
#[wasm_bindgen]
pub fn check_json(path: &str, name: &str, text: &str) -> String {
    nianbao_engine::check_json(path, name, text)
}

fn main() {}
