//! Answers as JSON, for the page.

use std::fmt::Write as _;

use crate::about::Name;
use crate::find::{Count, Found, Hit};
use crate::verify::{Class, Place};

/// Writes a text in quotes.
pub(crate) fn text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{0}'..='\u{1f}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Writes a list.
pub(crate) fn list<T>(items: &[T], out: &mut String, mut item: impl FnMut(&T, &mut String)) {
    out.push('[');
    for (at, one) in items.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        item(one, out);
    }
    out.push(']');
}

fn texts(items: &[String], out: &mut String) {
    list(items, out, |item, out| text(item, out));
}

fn name(name: &Name, english: bool, out: &mut String) {
    text(&name.id, out);
    out.push(',');
    text(if english { &name.en } else { &name.zh }, out);
}

fn counts(counts: &[Count], english: bool, out: &mut String) {
    list(counts, out, |count, out| {
        out.push('[');
        name(&count.name, english, out);
        let _ = write!(out, ",{},{},{}]", count.reports, u8::from(count.chosen), count.depth);
    });
}

fn place(place: &Place, english: bool, found: &Found, out: &mut String) {
    let _ = write!(out, "{{\"kind\":\"{}\",\"anchor\":", place.kind);
    text(&place.anchor, out);
    out.push_str(",\"above\":");
    texts(&place.above, out);
    if let Some(field) = found.fields.iter().find(|field| field.id == place.anchor) {
        out.push_str(",\"field\":");
        text(if english { &field.en } else { &field.zh }, out);
    }
    let _ = write!(
        out,
        ",\"cut\":[{},{}],\"parts\":",
        u8::from(place.cut.0),
        u8::from(place.cut.1)
    );
    list(&place.parts, out, |part, out| {
        out.push('[');
        text(&part.text, out);
        let _ = write!(out, ",{}]", u8::from(part.marked));
    });
    out.push('}');
}

fn hit(hit: &Hit, english: bool, found: &Found, out: &mut String) {
    out.push_str("{\"organ\":[");
    name(&hit.organ, english, out);
    let class = match hit.class {
        Class::Together => "together",
        Class::Apart => "apart",
        Class::Printed => "printed",
    };
    let _ = write!(
        out,
        "],\"year\":{},\"sample\":{},\"class\":\"{class}\",\"verdict\":[",
        hit.year, hit.sample
    );
    name(&hit.said, english, out);
    let _ = write!(out, "],\"more\":{},\"places\":", hit.more);
    list(&hit.places, out, |one, out| place(one, english, found, out));
    out.push('}');
}

/// Writes an answer in a language.
pub(crate) fn found(found: &Found, english: bool, out: &mut String) {
    out.push_str("{\"terms\":");
    texts(&found.terms, out);
    out.push_str(",\"short\":");
    texts(&found.short, out);
    let _ = write!(
        out,
        ",\"total\":{},\"together\":{},\"apart\":{},\"unverified\":{},\"printed\":{},\"printed_unverified\":{},\"archive\":{},\"alone\":",
        found.total,
        found.together,
        found.apart,
        found.unverified,
        found.printed,
        found.printed_unverified,
        found.archive
    );
    list(&found.alone, out, |count, out| {
        let _ = write!(out, "{count}");
    });
    out.push_str(",\"hits\":");
    list(&found.hits, out, |one, out| hit(one, english, found, out));
    for (name, list) in [
        ("years", &found.years),
        ("organs", &found.organs),
        ("kinds", &found.kinds),
        ("forms", &found.forms),
        ("verdicts", &found.verdicts),
        ("rules", &found.rules),
    ] {
        let _ = write!(out, ",\"{name}\":");
        counts(list, english, out);
    }
    out.push('}');
}
