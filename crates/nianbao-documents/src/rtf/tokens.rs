//! The signs that rich text is made of: groups, words, characters.

/// A sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A group begins.
    Open,
    /// A group ends.
    Close,
    /// A word and its number: `\par`, `\u20013`.
    Word(&'a str, Option<i32>),
    /// A sign with a backslash: `\~`.
    Sign(u8),
    /// A byte by its number: `\'d5`.
    Byte(u8),
    /// A byte as it is.
    Character(u8),
}

/// The signs of a text, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Tokens<'a> {
        Tokens { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn word(&mut self) -> Token<'a> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphabetic()) {
            self.at += 1;
        }
        let word = self
            .bytes
            .get(start..self.at)
            .and_then(|word| str::from_utf8(word).ok())
            .unwrap_or_default();
        let digits = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        let value = self
            .bytes
            .get(digits..self.at)
            .and_then(|digits| str::from_utf8(digits).ok())
            .filter(|digits| !digits.is_empty())
            .map(|digits| digits.parse::<i32>().unwrap_or(0));
        if self.peek() == Some(b' ') {
            self.at += 1;
        }
        // Bytes that are not text.
        if word == "bin" {
            let count = value.and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
            self.at = self.at.saturating_add(count).min(self.bytes.len());
        }
        Token::Word(word, value)
    }

    fn hex(&mut self) -> Option<u8> {
        let digits = str::from_utf8(self.bytes.get(self.at..self.at + 2)?).ok()?;
        let byte = u8::from_str_radix(digits, 16).ok()?;
        self.at += 2;
        Some(byte)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'{' => return Some(Token::Open),
                b'}' => return Some(Token::Close),
                // Line ends of the file itself mean nothing.
                b'\r' | b'\n' | 0 => {}
                b'\\' => match self.peek() {
                    None => {}
                    Some(b'\'') => {
                        self.at += 1;
                        if let Some(byte) = self.hex() {
                            return Some(Token::Byte(byte));
                        }
                    }
                    Some(letter) if letter.is_ascii_alphabetic() => return Some(self.word()),
                    Some(sign) => {
                        self.at += 1;
                        return Some(Token::Sign(sign));
                    }
                },
                _ => return Some(Token::Character(byte)),
            }
        }
    }
}
