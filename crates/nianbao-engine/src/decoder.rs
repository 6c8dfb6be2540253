//! The browser's own decoder: it knows every encoding already, so that no module brings tables of them.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    type TextDecoder;

    #[wasm_bindgen(constructor, catch)]
    fn new(label: &str) -> Result<TextDecoder, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn decode(this: &TextDecoder, bytes: &[u8]) -> Result<String, JsValue>;
}

/// Has this module decode as the browser does.
pub fn install() {
    nianbao_documents::decode::decode_with(decoded);
}

/// What the browser reads bytes as; `None` if a character is not in the encoding.
fn decoded(bytes: &[u8], label: &str) -> Option<String> {
    let text = TextDecoder::new(label).ok()?.decode(bytes).ok()?;
    (!text.contains('\u{fffd}')).then_some(text)
}
