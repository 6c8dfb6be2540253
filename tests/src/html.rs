//! The tags of pages that this project wrote, as a browser reads them.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{Rawtext, ScriptData};
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// A start tag: its name and its attributes, in lower case, with values as a browser reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// Its attributes, in order.
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(attribute, _)| attribute == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// The start tags of a page, in order; the text of scripts and styles has none.
pub fn tags(page: &str) -> Vec<Tag> {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(page));
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.tags.into_inner()
}

/// The values of an attribute in some tags.
pub fn attributes(tags: &[Tag], name: &str) -> Vec<String> {
    tags.iter().filter_map(|tag| tag.get(name)).map(str::to_owned).collect()
}

/// Gathers start tags.
#[derive(Default)]
struct Sink {
    tags: RefCell<Vec<Tag>>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else {
            return TokenSinkResult::Continue;
        };
        if tag.kind == TagKind::EndTag {
            return TokenSinkResult::Continue;
        }
        let attributes = tag.attrs.iter();
        self.tags.borrow_mut().push(Tag {
            name: tag.name.to_string(),
            attributes: attributes
                .map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string()))
                .collect(),
        });
        match &*tag.name {
            "script" => TokenSinkResult::RawData(ScriptData),
            "style" => TokenSinkResult::RawData(Rawtext),
            _ => TokenSinkResult::Continue,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, expected: &[(&str, &[(&str, &str)])]) {
        let found = tags(page);
        let found: Vec<_> = found
            .iter()
            .map(|tag| (tag.name.as_str(), tag.attributes.clone()))
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(name, attributes)| {
                let attributes = attributes
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
                (*name, attributes.collect::<Vec<_>>())
            })
            .collect();
        assert_eq!(found, expected, "{page}");
    }

    #[test]
    fn tags_and_attributes_are_read() {
        check("<!doctype html><p>1 < 2</p>", &[("p", &[])]);
        check(
            "<A HREF=\"../a&amp;b/\" hidden>x</A>",
            &[("a", &[("href", "../a&b/"), ("hidden", "")])],
        );
        check(
            "<a href=x title='a > b'><br/>",
            &[("a", &[("href", "x"), ("title", "a > b")]), ("br", &[])],
        );
        check(
            "<!-- <a href=x> --><script>\"<a>\"</script><b>",
            &[("script", &[]), ("b", &[])],
        );
        check("<p><a href", &[("p", &[])]);
        check("<a 年=\"一\">", &[("a", &[("年", "一")])]);
        check("<", &[]);
    }
}
