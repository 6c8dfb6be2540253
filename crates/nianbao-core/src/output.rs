//! Reports, their tables and their findings as text: Markdown, JSON, and the official layout.

pub mod html;
pub mod layout;
pub mod signoff;
pub mod wire;
pub mod write;
