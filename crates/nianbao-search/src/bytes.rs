//! Numbers and texts as bytes. Reading cannot fail: bytes that are not what was written give `None`.

/// Appends a number, seven bits a byte, the lowest first.
pub(crate) fn put(number: usize, out: &mut Vec<u8>) {
    let mut rest = number;
    loop {
        let [low, ..] = rest.to_le_bytes();
        rest >>= 7;
        if rest == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

/// Appends a text with its length.
pub(crate) fn put_text(text: &str, out: &mut Vec<u8>) {
    put(text.len(), out);
    out.extend_from_slice(text.as_bytes());
}

/// Bytes that are being read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bytes<'a>(pub(crate) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub(crate) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub(crate) fn number(&mut self) -> Option<usize> {
        let (mut number, mut shift) = (0_u32, 0);
        loop {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte < 0x80 {
                return usize::try_from(number).ok();
            }
        }
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        let length = self.number()?;
        str::from_utf8(self.take(length)?).ok()
    }

    pub(crate) fn string(&mut self) -> Option<String> {
        self.text().map(str::to_owned)
    }

    pub(crate) fn character(&mut self) -> Option<char> {
        char::from_u32(u32::try_from(self.number()?).ok()?)
    }

    /// A list: its length, then each of its items.
    pub(crate) fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.number()?;
        let mut items = Vec::new();
        for _ in 0..count {
            items.push(item(self)?);
        }
        Some(items)
    }
}
