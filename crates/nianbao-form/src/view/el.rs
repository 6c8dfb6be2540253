//! Elements of the page, all of one type.
//!
//! leptos compiles every `view!` to its own type, which costs about a kilobyte for each element. Here every element,
//! changing text and attribute has the same type and shares its code; this halves the size of the validator.

use leptos::attr::any_attribute::{AnyAttribute, IntoAnyAttribute};
use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use leptos::tachys::html::element::custom;
use leptos::tachys::html::{event, property};
use nianbao_core::text::{Lang, Text};

use crate::browser::Shell;
use crate::state::{App, Intent};

/// A value that is computed again whenever a signal that it reads changes.
type Live<T> = Box<dyn FnMut() -> T + Send>;

/// Reads a value from the state.
type Read<T> = Box<dyn Fn(&App) -> T>;

/// An element under construction. It is in a box because passing an address takes less code than passing the parts.
#[must_use]
pub(crate) struct El(Box<Parts>);

struct Parts {
    tag: &'static str,
    attributes: Vec<AnyAttribute>,
    children: Vec<AnyView>,
}

/// Creates an element.
pub(super) fn el(tag: &'static str) -> El {
    El(Box::new(Parts {
        tag,
        attributes: Vec::new(),
        children: Vec::new(),
    }))
}

impl El {
    /// Adds a constant class.
    pub(super) fn class(self, class: &str) -> El {
        self.attr("class", class)
    }

    /// Adds a constant attribute.
    pub(super) fn attr(mut self, name: &'static str, value: &str) -> El {
        self.0
            .attributes
            .push(custom_attribute(name, value.to_owned()).into_any_attr());
        self
    }

    /// Adds an attribute that changes and may be absent.
    pub(super) fn live(self, name: &'static str, value: impl FnMut() -> Option<String> + Send + 'static) -> El {
        self.boxed_live(name, Box::new(value))
    }

    fn boxed_live(mut self, name: &'static str, value: Live<Option<String>>) -> El {
        self.0.attributes.push(custom_attribute(name, value).into_any_attr());
        self
    }

    /// Adds an attribute from the state.
    pub(super) fn seen(self, shell: Shell, name: &'static str, read: impl Fn(&App) -> Option<String> + 'static) -> El {
        self.boxed_seen(shell, name, Box::new(read))
    }

    fn boxed_seen(self, shell: Shell, name: &'static str, read: Read<Option<String>>) -> El {
        let seen = shell.watch(read);
        self.live(name, move || seen.get())
    }

    /// Adds a name for screen readers in the page's language.
    pub(super) fn named(self, shell: Shell, zh: &'static str, en: &'static str) -> El {
        self.live("aria-label", move || Some(shell.word(zh, en).to_owned()))
    }

    /// Sets the value of an input from the state.
    pub(super) fn value_of(self, shell: Shell, read: impl Fn(&App) -> String + 'static) -> El {
        let seen = watch_text(shell, Box::new(read));
        self.value(move || seen.get())
    }

    /// Sets the value of an input.
    pub(super) fn value(self, value: impl FnMut() -> String + Send + 'static) -> El {
        self.boxed_value(Box::new(value))
    }

    fn boxed_value(mut self, value: Live<String>) -> El {
        self.0.attributes.push(property::prop("value", value).into_any_attr());
        self
    }

    /// Sets whether a check box is checked.
    pub(super) fn checked(mut self, shell: Shell, checked: impl Fn(&App) -> bool + 'static) -> El {
        let seen = shell.watch(checked);
        let checked: Live<bool> = Box::new(move || seen.get());
        self.0
            .attributes
            .push(property::prop("checked", checked).into_any_attr());
        self
    }

    /// Adds a listener.
    pub(super) fn on(self, name: &'static str, listener: impl FnMut(web_sys::Event) + 'static) -> El {
        self.boxed_on(name, Box::new(listener))
    }

    fn boxed_on(mut self, name: &'static str, listener: Box<dyn FnMut(web_sys::Event)>) -> El {
        self.0
            .attributes
            .push(event::on(event::Custom::<web_sys::Event>::new(name), listener).into_any_attr());
        self
    }

    /// Adds an intent that is sent on a click.
    pub(super) fn press(self, shell: Shell, intent: impl Fn() -> Intent + 'static) -> El {
        self.boxed_press(shell, Box::new(intent))
    }

    fn boxed_press(self, shell: Shell, intent: Box<dyn Fn() -> Intent>) -> El {
        self.on("click", move |_| shell.send(intent()))
    }

    /// Adds constant text.
    pub(super) fn text(mut self, text: &str) -> El {
        self.0.children.push(text.to_owned().into_any());
        self
    }

    /// Adds text that changes.
    pub(super) fn live_text(self, text: impl FnMut() -> String + Send + 'static) -> El {
        self.boxed_text(Box::new(text))
    }

    fn boxed_text(mut self, text: Live<String>) -> El {
        self.0.children.push(text.into_any());
        self
    }

    /// Adds text in the page's language.
    pub(super) fn say(self, shell: Shell, zh: &'static str, en: &'static str) -> El {
        self.live_text(move || shell.word(zh, en).to_owned())
    }

    /// Adds constant text in the page's language.
    pub(super) fn words(self, shell: Shell, text: Text) -> El {
        self.live_text(move || text.get(shell.lang.get()).to_owned())
    }

    /// Adds text from the state in the page's language.
    pub(super) fn told(self, shell: Shell, text: impl Fn(&App) -> Text + 'static) -> El {
        self.boxed_told(shell, Box::new(text))
    }

    fn boxed_told(self, shell: Shell, text: Read<Text>) -> El {
        self.seen_text(shell, move |app| text(app).get(app.lang).to_owned())
    }

    /// Adds text from the state.
    pub(super) fn seen_text(self, shell: Shell, read: impl Fn(&App) -> String + 'static) -> El {
        let seen = watch_text(shell, Box::new(read));
        self.live_text(move || seen.get())
    }

    /// Adds a child.
    pub(super) fn child(mut self, child: El) -> El {
        self.0.children.push(child.view());
        self
    }

    /// Adds a child, if there is one.
    pub(super) fn maybe(mut self, child: Option<El>) -> El {
        if let Some(child) = child {
            self = self.child(child);
        }
        self
    }

    /// Adds children.
    pub(super) fn all(mut self, children: impl IntoIterator<Item = El>) -> El {
        for child in children {
            self = self.child(child);
        }
        self
    }

    /// Adds a view.
    pub(super) fn with(mut self, view: AnyView) -> El {
        self.0.children.push(view);
        self
    }

    /// Adds content that is rebuilt when the value of `key` changes.
    pub(super) fn when(
        mut self,
        shell: Shell,
        key: impl Fn(&App) -> u64 + 'static,
        view: impl FnMut() -> Vec<El> + Send + 'static,
    ) -> El {
        self.0.children.push(when(shell, Box::new(key), Box::new(view)));
        self
    }

    /// Converts the element to a view.
    pub(super) fn view(self) -> AnyView {
        let parts = *self.0;
        custom(parts.tag)
            .add_any_attr(parts.attributes)
            .child(parts.children)
            .into_any()
    }
}

fn watch_text(shell: Shell, read: Read<String>) -> RwSignal<String> {
    shell.watch(read)
}

fn when(shell: Shell, key: Read<u64>, mut view: Live<Vec<El>>) -> AnyView {
    let key = shell.watch(key);
    let made: Live<AnyView> = Box::new(move || {
        key.track();
        untrack(|| view().into_iter().map(El::view).collect::<Vec<AnyView>>().into_any())
    });
    made.into_any()
}

/// A hash of a value, to notice when it changes.
pub(super) fn key(value: impl std::hash::Hash) -> u64 {
    use std::hash::{DefaultHasher, Hasher};
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A button that sends an intent.
pub(super) fn button(
    shell: Shell,
    class: &'static str,
    words: (&'static str, &'static str),
    intent: impl Fn() -> Intent + 'static,
) -> El {
    boxed_button(shell, class, words, Box::new(intent))
}

fn boxed_button(
    shell: Shell,
    class: &'static str,
    (zh, en): (&'static str, &'static str),
    intent: Box<dyn Fn() -> Intent>,
) -> El {
    el("button")
        .attr("type", "button")
        .class(class)
        .boxed_press(shell, intent)
        .say(shell, zh, en)
}

impl Shell {
    /// Text in the page's language.
    pub(super) fn word(self, zh: &'static str, en: &'static str) -> &'static str {
        match self.lang.get() {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}
