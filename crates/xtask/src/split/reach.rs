//! Finds the functions that the start of a module can reach, from what the linker wrote down (`--emit-relocs`).

use std::collections::{BTreeMap, HashSet};

use wasmparser::{
    ElementItems, ElementKind, ExternalKind, KnownCustom, Linking, Operator, Parser, Payload, RelocationEntry,
    RelocationType, SymbolInfo, TypeRef,
};

/// What each function and each data refers to.
type Edges = BTreeMap<Thing, Vec<Thing>>;

/// What a relocation, which is in a function or in data, refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Thing {
    /// A function, by its index.
    Function(u32),
    /// Data, by the index of its symbol.
    Data(usize),
}

/// A symbol of the linker.
enum Symbol {
    /// A function, and whether it is an entry to the later part.
    Function(u32, bool),
    /// Data: its segment, and the bytes in it.
    Data(u32, std::ops::Range<usize>),
    /// Anything else.
    Other,
}

/// A linked module.
#[derive(Default)]
struct Linked {
    symbols: Vec<Symbol>,
    /// The relocations of the code and of the data.
    relocations: [Vec<RelocationEntry>; 2],
    /// The index of each of the two sections.
    sections: [Option<u32>; 2],
    /// The place of each function's body in the code section.
    bodies: Vec<std::ops::Range<usize>>,
    /// The place of each segment's bytes in the data section.
    segments: Vec<std::ops::Range<usize>>,
    /// The number of functions that the module is lent.
    imported: u32,
    /// Functions that the page's script calls.
    roots: Vec<u32>,
    /// The table of functions: its first slot, and the function in each.
    first: u32,
    table: Vec<u32>,
}

/// The slots of the table of functions.
pub(super) struct Slots {
    /// The first slot that has a function.
    pub(super) first: u32,
    /// Of each slot, whether the start can reach its function.
    pub(super) early: Vec<bool>,
}

/// Finds the slots whose functions the start of a linked module can reach without an entry. Entries are functions whose name
/// contains `entries`.
pub(super) fn slots(linked: &[u8], entries: &str) -> Result<Slots, String> {
    let linked = read(linked, entries).map_err(|e| format!("the linked module can't be read: {e}"))?;
    if linked.symbols.is_empty() || linked.relocations.iter().any(Vec::is_empty) {
        return Err("the linker wrote down nothing (--emit-relocs, in nianbao-form/build.rs)".to_owned());
    }
    let cut: HashSet<u32> = linked
        .symbols
        .iter()
        .filter_map(|symbol| match symbol {
            Symbol::Function(index, true) => Some(*index),
            _ => None,
        })
        .collect();
    if cut.is_empty() {
        return Err(format!("the linked module has no function named {entries}"));
    }
    let (edges, mut left) = linked.edges(&cut)?;
    left.extend(linked.roots.iter().map(|index| Thing::Function(*index)));
    let mut seen: HashSet<Thing> = left.iter().copied().collect();
    while let Some(thing) = left.pop() {
        for next in edges.get(&thing).into_iter().flatten() {
            if seen.insert(*next) {
                left.push(*next);
            }
        }
    }
    if let Some(entry) = cut.iter().find(|entry| seen.contains(&Thing::Function(**entry))) {
        return Err(format!(
            "the start calls the entry with the index {entry} directly, so nothing could be parted"
        ));
    }
    let early = |index: &u32| seen.contains(&Thing::Function(*index));
    Ok(Slots {
        first: linked.first,
        early: linked.table.iter().map(early).collect(),
    })
}

impl Linked {
    /// What each function and each data refers to, without the addresses of entries; and what is referred to from data that no
    /// symbol covers.
    fn edges(&self, cut: &HashSet<u32>) -> Result<(Edges, Vec<Thing>), String> {
        let mut data: Vec<(std::ops::Range<usize>, Thing)> = Vec::new();
        for (index, symbol) in self.symbols.iter().enumerate() {
            if let Symbol::Data(segment, range) = symbol {
                let segment = self
                    .segments
                    .get(*segment as usize)
                    .ok_or("a symbol is in an unknown segment")?;
                data.push((
                    segment.start + range.start..segment.start + range.end,
                    Thing::Data(index),
                ));
            }
        }
        data.sort_by_key(|(range, _)| (range.start, range.end));
        let code: Vec<(std::ops::Range<usize>, Thing)> = (self.imported..)
            .zip(&self.bodies)
            .map(|(index, body)| (body.clone(), Thing::Function(index)))
            .collect();
        let mut edges = Edges::new();
        let mut loose = Vec::new();
        for (places, relocations) in [&code, &data].into_iter().zip(&self.relocations) {
            for relocation in relocations {
                let Some(to) = self.referred(relocation, cut)? else {
                    continue;
                };
                let offset = relocation.offset as usize;
                // Several symbols may cover one place.
                let before = places.partition_point(|(range, _)| range.start <= offset);
                let mut covered = false;
                for (_, from) in places[..before]
                    .iter()
                    .rev()
                    .take(8)
                    .filter(|(range, _)| range.contains(&offset))
                {
                    covered = true;
                    edges.entry(*from).or_default().push(to);
                }
                if !covered {
                    loose.push(to);
                }
            }
        }
        Ok((edges, loose))
    }

    fn referred(&self, relocation: &RelocationEntry, cut: &HashSet<u32>) -> Result<Option<Thing>, String> {
        use RelocationType as R;
        let address = matches!(
            relocation.ty,
            R::TableIndexSleb | R::TableIndexI32 | R::TableIndexRelSleb
        );
        let refers = address
            || matches!(
                relocation.ty,
                R::FunctionIndexLeb
                    | R::FunctionIndexI32
                    | R::MemoryAddrLeb
                    | R::MemoryAddrSleb
                    | R::MemoryAddrI32
                    | R::MemoryAddrRelSleb
                    | R::MemoryAddrLocrelI32
            );
        if !refers {
            return Ok(None);
        }
        let index = relocation.index as usize;
        Ok(
            match self.symbols.get(index).ok_or("a relocation has an unknown symbol")? {
                Symbol::Function(function, _) if address && cut.contains(function) => None,
                Symbol::Function(function, _) => Some(Thing::Function(*function)),
                Symbol::Data(..) => Some(Thing::Data(index)),
                Symbol::Other => None,
            },
        )
    }
}

/// Reads a linked module.
fn read(bytes: &[u8], entries: &str) -> wasmparser::Result<Linked> {
    let mut linked = Linked::default();
    let mut section = 0;
    let mut code_starts = 0;
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload?;
        let counts = payload.as_section().is_some();
        match payload {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    linked.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    let export = export?;
                    linked
                        .roots
                        .extend((export.kind == ExternalKind::Func).then_some(export.index));
                }
            }
            Payload::StartSection { func, .. } => linked.roots.push(func),
            Payload::ElementSection(elements) => {
                for element in elements {
                    let element = element?;
                    if let (ElementKind::Active { offset_expr, .. }, ElementItems::Functions(functions)) =
                        (element.kind, element.items)
                    {
                        linked.first = constant(&offset_expr)?;
                        linked.table = functions.into_iter().collect::<Result<_, _>>()?;
                    }
                }
            }
            Payload::CodeSectionStart { range, .. } => {
                linked.sections[0] = Some(section);
                code_starts = range.start;
            }
            Payload::CodeSectionEntry(body) => {
                let range = body.range();
                linked.bodies.push(range.start - code_starts..range.end - code_starts);
            }
            Payload::DataSection(data) => {
                linked.sections[1] = Some(section);
                let starts = data.range().start;
                for segment in data {
                    let segment = segment?;
                    let end = segment.range.end - starts;
                    linked.segments.push(end - segment.data.len()..end);
                }
            }
            Payload::CustomSection(custom) => match custom.as_known() {
                KnownCustom::Linking(linking) => {
                    for table in linking.subsections() {
                        if let Linking::SymbolTable(symbols) = table? {
                            for symbol in symbols {
                                linked.symbols.push(known(symbol?, entries));
                            }
                        }
                    }
                }
                KnownCustom::Reloc(relocations) => {
                    let of = Some(relocations.section_index());
                    if let Some(at) = linked.sections.iter().position(|section| *section == of) {
                        linked.relocations[at] = relocations.entries().into_iter().collect::<Result<_, _>>()?;
                    }
                }
                _ => {}
            },
            _ => {}
        }
        section += u32::from(counts);
    }
    Ok(linked)
}

fn known(symbol: SymbolInfo<'_>, entries: &str) -> Symbol {
    match symbol {
        SymbolInfo::Func { index, name, .. } => {
            Symbol::Function(index, name.is_some_and(|name| name.contains(entries)))
        }
        SymbolInfo::Data {
            symbol: Some(place), ..
        } => {
            let start = place.offset as usize;
            Symbol::Data(place.index, start..start + place.size as usize)
        }
        _ => Symbol::Other,
    }
}

/// The value of a constant expression; 0 if it is not a number.
pub(super) fn constant(expression: &wasmparser::ConstExpr<'_>) -> wasmparser::Result<u32> {
    match expression.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value.cast_unsigned()),
        _ => Ok(0),
    }
}
