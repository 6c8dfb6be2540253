//! Just enough HTML to follow the links of pages that this project wrote itself.

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

/// The start tags of a page, in order, except for text in scripts and styles.
pub fn tags(page: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let (tag, behind) = tag(rest);
        rest = behind;
        if tag.name == "script" || tag.name == "style" {
            let end = format!("</{}", tag.name);
            rest = rest.find(&end).map_or("", |at| &rest[at..]);
        }
        tags.push(tag);
    }
    tags
}

/// Reads one start tag from after its `<`; returns it and the rest.
fn tag(text: &str) -> (Tag, &str) {
    let space_or_end = |c: char| c.is_ascii_whitespace() || c == '>' || c == '/';
    let end = text.find(space_or_end).unwrap_or(text.len());
    let mut tag = Tag {
        name: text[..end].to_ascii_lowercase(),
        attributes: Vec::new(),
    };
    let mut rest = &text[end..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return (tag, rest);
        }
        if let Some(behind) = rest.strip_prefix('>') {
            return (tag, behind);
        }
        let end = rest.find(|c| space_or_end(c) || c == '=').unwrap_or(rest.len()).max(1);
        let end = (end..=rest.len())
            .find(|end| rest.is_char_boundary(*end))
            .unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(behind) = rest.strip_prefix('=') {
            rest = behind.trim_start();
            let quote = rest.chars().next().filter(|c| *c == '"' || *c == '\'');
            if let Some(quote) = quote {
                rest = &rest[1..];
                let end = rest.find(quote).unwrap_or(rest.len());
                value = &rest[..end];
                rest = rest.get(end + 1..).unwrap_or_default();
            } else {
                let end = rest
                    .find(|c: char| c.is_ascii_whitespace() || c == '>')
                    .unwrap_or(rest.len());
                value = &rest[..end];
                rest = &rest[end..];
            }
        }
        tag.attributes.push((name, decode(value)));
    }
}

/// Decodes the entities that pages of this project use.
fn decode(value: &str) -> String {
    let entities = [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#x2f;", "/"),
        ("&#x2F;", "/"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    entities.iter().fold(value.to_owned(), |value, (entity, character)| {
        value.replace(entity, character)
    })
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
        check("<a href", &[("a", &[("href", "")])]);
        check("<a href=\"", &[("a", &[("href", "")])]);
        check("<a 年=\"一\">", &[("a", &[("年", "一")])]);
        check("<", &[]);
    }
}
