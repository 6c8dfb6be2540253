//! Decodes text with the browser's own decoder, so that no module needs tables of encodings.

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

/// Makes this module decode text as the browser does.
pub fn install() {
    nianbao_documents::decode::decode_with(decoded);
}

/// Decodes bytes as the browser does; `None` if they are invalid in the encoding.
fn decoded(bytes: &[u8], label: &str) -> Option<String> {
    let text = TextDecoder::new(label).ok()?.decode(bytes).ok()?;
    (!text.contains('\u{fffd}')).then_some(text)
}
