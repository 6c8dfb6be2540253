//! The module that takes the contents out of old Word and Excel files and of rich text in the browser.

use wasm_bindgen::prelude::wasm_bindgen;

/// Runs a call; `undefined` if there is no such call.
#[wasm_bindgen]
pub fn call(name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    #[cfg(target_arch = "wasm32")]
    nianbao_engine::decoder::install();
    nianbao_engine::legacy(name, bytes)
}

fn main() {}
