//! The tree that html5ever builds: an arena of nodes, limited in depth so that no file is slow to read.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, ParseOpts, QualName, parse_document};

/// The index of a node in its tree.
pub(crate) type Id = usize;

/// The kinds of nodes.
#[derive(Debug)]
pub(crate) enum Data {
    /// The document, a fragment, a comment: nothing that is displayed.
    Other,
    /// An element: its name in lower case, without its namespace, and its attributes.
    Element(QualName, Vec<Attribute>),
    /// Text.
    Text(String),
}

/// A node.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) data: Data,
    pub(crate) parent: Option<Id>,
    pub(crate) children: Vec<Id>,
}

/// The tree of a page; its root is node 0.
#[derive(Debug)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    /// Whether a line break in its text is a space: some programs break lines only at spaces, others anywhere.
    pub(super) breaks_at_spaces: bool,
}

/// The deepest nesting of elements; real pages have about a hundred levels. The parser's work for each element grows
/// with the depth.
const DEEPEST: usize = 512;

/// The depth is checked after parsing this many bytes.
const CHUNK: usize = 4096;

/// The page is nested more deeply than any real one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooDeep;

impl Tree {
    /// Parses a page as browsers do: any text gives a tree.
    pub(crate) fn parse(html: &str) -> Result<Tree, TooDeep> {
        let mut options = ParseOpts::default();
        options.tree_builder.scripting_enabled = false;
        let mut parser = parse_document(Sink::new(), options);
        let mut rest = html;
        while !rest.is_empty() {
            let mut cut = rest.len().min(CHUNK);
            while !rest.is_char_boundary(cut) {
                cut += 1;
            }
            let (chunk, behind) = rest.split_at(cut);
            parser.process(StrTendril::from_slice(chunk));
            if parser.tokenizer.sink.sink.deepest.get() > DEEPEST {
                return Err(TooDeep);
            }
            rest = behind;
        }
        Ok(parser.finish())
    }

    pub(crate) fn node(&self, id: Id) -> &Node {
        &self.nodes[id]
    }

    /// The name of an element; empty for other nodes.
    pub(crate) fn name(&self, id: Id) -> &str {
        match &self.nodes[id].data {
            Data::Element(name, _) => &name.local,
            _ => "",
        }
    }

    /// An attribute of an element.
    pub(crate) fn attribute(&self, id: Id, name: &str) -> Option<&str> {
        match &self.nodes[id].data {
            Data::Element(_, attributes) => attributes
                .iter()
                .find(|attribute| &*attribute.name.local == name)
                .map(|attribute| &*attribute.value),
            _ => None,
        }
    }

    /// All nodes below one, starting with itself, in document order.
    pub(crate) fn walk(&self, root: Id) -> impl Iterator<Item = Id> {
        let mut stack = vec![root];
        std::iter::from_fn(move || {
            let id = stack.pop()?;
            stack.extend(self.nodes[id].children.iter().rev());
            Some(id)
        })
    }

    /// The ancestors of a node, innermost first, starting with itself.
    pub(crate) fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(Some(id), |id| self.nodes[*id].parent)
    }

    /// All text below a node, unchanged.
    pub(crate) fn text(&self, root: Id) -> String {
        self.walk(root)
            .filter_map(|id| match &self.nodes[id].data {
                Data::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect()
    }
}

struct Sink {
    nodes: RefCell<Vec<Node>>,
    depths: RefCell<Vec<usize>>,
    deepest: Cell<usize>,
}

impl Sink {
    fn new() -> Sink {
        let sink = Sink {
            nodes: RefCell::new(Vec::new()),
            depths: RefCell::new(Vec::new()),
            deepest: Cell::new(0),
        };
        sink.add(Data::Other);
        sink
    }

    fn add(&self, data: Data) -> Id {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node {
            data,
            parent: None,
            children: Vec::new(),
        });
        self.depths.borrow_mut().push(0);
        nodes.len() - 1
    }

    /// Inserts a node at a position among the children of another.
    fn put(&self, parent: Id, at: usize, child: Id) {
        let mut nodes = self.nodes.borrow_mut();
        nodes[child].parent = Some(parent);
        let children = &mut nodes[parent].children;
        let at = at.min(children.len());
        children.insert(at, child);
        let mut depths = self.depths.borrow_mut();
        let depth = depths[parent] + 1;
        depths[child] = depth;
        self.deepest.set(self.deepest.get().max(depth));
    }

    /// Inserts text at a position among a node's children, joining it with text before it.
    fn put_text(&self, parent: Id, at: usize, text: &str) {
        let before = {
            let nodes = self.nodes.borrow();
            let children = &nodes[parent].children;
            at.min(children.len()).checked_sub(1).map(|i| children[i])
        };
        if let Some(before) = before
            && let Data::Text(known) = &mut self.nodes.borrow_mut()[before].data
        {
            known.push_str(text);
            return;
        }
        let id = self.add(Data::Text(text.to_owned()));
        self.put(parent, at, id);
    }

    fn place(&self, id: Id) -> Option<(Id, usize)> {
        let nodes = self.nodes.borrow();
        let parent = nodes[id].parent?;
        // Searched from the end, because the node was probably inserted last.
        let at = nodes[parent].children.iter().rposition(|child| *child == id)?;
        Some((parent, at))
    }

    fn detach(&self, id: Id) {
        if let Some((parent, at)) = self.place(id) {
            let mut nodes = self.nodes.borrow_mut();
            nodes[parent].children.remove(at);
            nodes[id].parent = None;
        }
    }
}

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Tree;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Tree {
        Tree {
            nodes: self.nodes.into_inner(),
            breaks_at_spaces: false,
        }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Ref<'a, QualName> {
        Ref::map(self.nodes.borrow(), |nodes| match &nodes[*target].data {
            Data::Element(name, _) => name,
            // The parser only asks for the names of elements; any name would do.
            _ => no_name(),
        })
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Id {
        self.add(Data::Element(name, attributes))
    }

    fn create_comment(&self, _: StrTendril) -> Id {
        self.add(Data::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.add(Data::Other)
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        match child {
            NodeOrText::AppendNode(child) => {
                self.detach(child);
                self.put(*parent, usize::MAX, child);
            }
            NodeOrText::AppendText(text) => self.put_text(*parent, usize::MAX, &text),
        }
    }

    fn append_based_on_parent_node(&self, element: &Id, previous: &Id, child: NodeOrText<Id>) {
        if self.nodes.borrow()[*element].parent.is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Id) -> Id {
        // The content of a template is never displayed: it is attached to the template like other content and skipped
        // with it.
        *target
    }

    fn same_node(&self, x: &Id, y: &Id) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, new: NodeOrText<Id>) {
        if let NodeOrText::AppendNode(new) = &new {
            self.detach(*new);
        }
        let Some((parent, at)) = self.place(*sibling) else {
            return;
        };
        match new {
            NodeOrText::AppendNode(new) => self.put(parent, at, new),
            NodeOrText::AppendText(text) => self.put_text(parent, at, &text),
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, more: Vec<Attribute>) {
        if let Data::Element(_, attributes) = &mut self.nodes.borrow_mut()[*target].data {
            for attribute in more {
                if attributes.iter().all(|known| known.name != attribute.name) {
                    attributes.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &Id, parent: &Id) {
        let children = std::mem::take(&mut self.nodes.borrow_mut()[*node].children);
        for child in children {
            self.put(*parent, usize::MAX, child);
        }
    }
}

fn no_name() -> &'static QualName {
    static NAME: std::sync::OnceLock<QualName> = std::sync::OnceLock::new();
    NAME.get_or_init(|| QualName::new(None, html5ever::ns!(), html5ever::local_name!("")))
}
