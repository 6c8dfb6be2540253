//! Parts the page's module in two: the functions that its start can reach, and the rest, which comes right after it.
//!
//! Both parts share memory, globals and tables. The first part has a function that ends the program in each slot of its table
//! of functions that belongs to the second; the second part puts its functions there when it comes. Which slots the start can
//! reach is read from the linker's notes about the module as it was linked (`reach.rs`); the slots are still the same ones
//! after wasm-bindgen and wasm-opt, which drop those notes. Functions that are called directly follow from the code.

mod reach;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function, FunctionSection,
    ImportSection, Instruction, Module, TypeSection,
};
use wasmparser::{ElementItems, ElementKind, ExternalKind, FunctionBody, Operator, Parser, Payload, TypeRef};

/// The name of the second part, as of the modules that are loaded when they are needed.
pub(crate) const LATER: &str = "later";

/// A part of the name of each function through which the start calls the second part (`nianbao-form/src/later.rs`).
const ENTRIES: &str = "5later5entry";

/// Parts the page's module in `dist`; `linked` is the same module as it was linked.
pub(crate) fn split(linked: &Path, dist: &Path) -> Result<(), String> {
    let read = |file: &Path| fs::read(file).map_err(|e| format!("{} can't be read: {e}", file.display()));
    let write = |file: &Path, bytes: &[u8]| {
        fs::write(file, bytes).map_err(|e| format!("{} can't be written: {e}", file.display()))
    };
    let module = dist.join("nianbao-form_bg.wasm");
    let slots = reach::slots(&read(linked)?, ENTRIES)?;
    let (first, second) = parted(&read(&module)?, &slots)?;
    write(&module, &first)?;
    write(&dist.join(format!("{LATER}_bg.wasm")), &second)
}

/// A module, as far as it is needed to part it.
#[derive(Default)]
struct Whole<'a> {
    /// The type of each function, those that the module is lent first.
    types: Vec<u32>,
    imported: usize,
    bodies: Vec<FunctionBody<'a>>,
    roots: BTreeSet<u32>,
    table: Vec<u32>,
    /// The first slot of each segment of the table.
    slots: Vec<u32>,
    /// Everything else that the parts share: its kind, its index, its type.
    shared: Vec<(ExportKind, u32, EntityType)>,
}

impl Whole<'_> {
    fn calls(&self, function: u32) -> Result<BTreeSet<u32>, String> {
        let mut calls = BTreeSet::new();
        let Some(body) = (function as usize)
            .checked_sub(self.imported)
            .and_then(|at| self.bodies.get(at))
        else {
            return Ok(calls);
        };
        for operator in body.get_operators_reader().map_err(unreadable)? {
            if let Operator::Call { function_index }
            | Operator::ReturnCall { function_index }
            | Operator::RefFunc { function_index } = operator.map_err(unreadable)?
            {
                calls.insert(function_index);
            }
        }
        Ok(calls)
    }

    /// The functions that these lead to by direct calls, and these.
    fn closure(&self, mut seen: BTreeSet<u32>) -> Result<BTreeSet<u32>, String> {
        let mut left: Vec<u32> = seen.iter().copied().collect();
        while let Some(function) = left.pop() {
            left.extend(self.calls(function)?.into_iter().filter(|called| seen.insert(*called)));
        }
        Ok(seen)
    }
}

fn unreadable(e: impl std::fmt::Display) -> String {
    format!("the module can't be read: {e}")
}

/// A module in two parts.
fn parted(bytes: &[u8], slots: &reach::Slots) -> Result<(Vec<u8>, Vec<u8>), String> {
    let whole = read(bytes).map_err(unreadable)?;
    if whole.table.len() != slots.early.len() || whole.slots != [slots.first] {
        return Err(format!(
            "the module has {} functions in its table from slot {:?} on, and had {} from {} on when it was linked",
            whole.table.len(),
            whole.slots,
            slots.early.len(),
            slots.first
        ));
    }
    let early = whole.table.iter().zip(&slots.early);
    let mut start = whole.roots.clone();
    start.extend(early.filter_map(|(function, early)| early.then_some(*function)));
    let imported = u32::try_from(whole.imported).map_err(unreadable)?;
    let mut first = whole.closure(start)?;
    first.extend(0..imported);
    let all = 0..u32::try_from(whole.types.len()).map_err(unreadable)?;
    let second: Vec<u32> = all.filter(|function| !first.contains(function)).collect();
    let mut lent = BTreeSet::new();
    for function in &second {
        lent.extend(whole.calls(*function)?.intersection(&first));
    }
    let plan = Plan {
        first: first.into_iter().collect(),
        second,
        lent: lent.into_iter().collect(),
        slots,
        whole: &whole,
        key: key(bytes),
    };
    Ok((plan.first_part(bytes)?, plan.second_part(bytes)?))
}

/// A name that only this build has.
fn key(bytes: &[u8]) -> String {
    let mut key = LATER.to_owned();
    for byte in &Sha256::digest(bytes)[..8] {
        let _ = write!(key, "{byte:02x}");
    }
    key
}

/// Reads a module.
fn read(bytes: &[u8]) -> Result<Whole<'_>, reencode::Error> {
    let mut whole = Whole::default();
    let mut encoder = reencode::RoundtripReencoder;
    let (mut tables, mut globals) = (0, 0);
    for payload in Parser::new(0).parse_all(bytes) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    if let TypeRef::Func(of) = import?.ty {
                        whole.types.push(of);
                    }
                }
                whole.imported = whole.types.len();
            }
            Payload::FunctionSection(functions) => {
                for of in functions {
                    whole.types.push(of?);
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    let of = encoder.table_type(table?.ty)?.into();
                    whole.shared.push((ExportKind::Table, tables, of));
                    tables += 1;
                }
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    let of = encoder.memory_type(memory?)?.into();
                    whole.shared.push((ExportKind::Memory, 0, of));
                }
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    let of = encoder.global_type(global?.ty)?.into();
                    whole.shared.push((ExportKind::Global, globals, of));
                    globals += 1;
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    let export = export?;
                    whole
                        .roots
                        .extend((export.kind == ExternalKind::Func).then_some(export.index));
                }
            }
            Payload::StartSection { func, .. } => whole.roots.extend([func]),
            Payload::ElementSection(elements) => {
                for element in elements {
                    let element = element?;
                    if let (ElementKind::Active { offset_expr, .. }, ElementItems::Functions(functions)) =
                        (element.kind, element.items)
                    {
                        whole.slots.push(reach::constant(&offset_expr)?);
                        whole.table = functions.into_iter().collect::<Result<_, _>>()?;
                    }
                }
            }
            Payload::CodeSectionEntry(body) => whole.bodies.push(body),
            _ => {}
        }
    }
    Ok(whole)
}

/// How a module is parted.
struct Plan<'a> {
    /// The functions of the first part, those that the module is lent included, by their indices in the whole.
    first: Vec<u32>,
    /// The functions of the second part.
    second: Vec<u32>,
    /// Those of the first part that the second calls.
    lent: Vec<u32>,
    /// The slots of the table of functions.
    slots: &'a reach::Slots,
    whole: &'a Whole<'a>,
    /// The name under which the first part lends the second its memory, so that no other build's fits.
    key: String,
}

impl Plan<'_> {
    /// The module without the functions of the second part.
    fn first_part(&self, bytes: &[u8]) -> Result<Vec<u8>, String> {
        let mut part = First {
            plan: self,
            indices: indices(self.first.iter(), self.whole),
            absent_type: 0,
        };
        let mut module = Module::new();
        part.parse_core_module(&mut module, Parser::new(0), bytes)
            .map_err(unreadable)?;
        Ok(module.finish())
    }

    /// A module with the other functions, which is lent everything else.
    fn second_part(&self, bytes: &[u8]) -> Result<Vec<u8>, String> {
        let mut part = Second(indices(self.lent.iter().chain(&self.second), self.whole));
        let mut imports = ImportSection::new();
        for (index, function) in self.lent.iter().enumerate() {
            let of = self.whole.types[*function as usize];
            imports.import(LENT, &format!("f{index}"), EntityType::Function(of));
        }
        for (name, _, _, of) in self.named() {
            imports.import(LENT, &name, of);
        }
        let mut functions = FunctionSection::new();
        for function in &self.second {
            functions.function(self.whole.types[*function as usize]);
        }
        let mut code = CodeSection::new();
        for function in &self.second {
            let body = &self.whole.bodies[*function as usize - self.whole.imported];
            part.parse_function_body(&mut code, body.clone()).map_err(unreadable)?;
        }
        let mut types = TypeSection::new();
        for payload in Parser::new(0).parse_all(bytes) {
            if let Payload::TypeSection(section) = payload.map_err(unreadable)? {
                part.parse_type_section(&mut types, section).map_err(unreadable)?;
            }
        }
        let mut module = Module::new();
        module
            .section(&types)
            .section(&imports)
            .section(&functions)
            .section(&self.second_table(&part.0))
            .section(&code);
        Ok(module.finish())
    }

    /// Everything but functions that the parts share: its name, its kind, its index, its type.
    fn named(&self) -> impl Iterator<Item = (String, ExportKind, u32, EntityType)> {
        self.whole.shared.iter().map(|(kind, index, of)| {
            let name = match kind {
                ExportKind::Memory => self.key.clone(),
                ExportKind::Table => format!("t{index}"),
                _ => format!("g{index}"),
            };
            (name, *kind, *index, *of)
        })
    }

    /// The functions of the second part in their slots, one segment for each run of slots.
    fn second_table(&self, indices: &[u32]) -> ElementSection {
        let mut elements = ElementSection::new();
        let mut run: Vec<u32> = Vec::new();
        let after = std::iter::once((&0, &true));
        for (slot, (function, early)) in
            (self.slots.first..).zip(self.whole.table.iter().zip(&self.slots.early).chain(after))
        {
            let index = indices[*function as usize];
            if !early && self.second.binary_search(function).is_ok() {
                run.push(index);
            } else if !run.is_empty() {
                let start = slot - u32::try_from(run.len()).unwrap_or(slot);
                let offset = ConstExpr::i32_const(start.cast_signed());
                elements.active(None, &offset, Elements::Functions(std::mem::take(&mut run).into()));
            }
        }
        elements
    }
}

/// The name of the module that the second part is lent things by.
const LENT: &str = "n";

/// By the index in the whole: the index that each function has in a part with these functions.
fn indices<'a>(functions: impl Iterator<Item = &'a u32>, whole: &Whole<'_>) -> Vec<u32> {
    let mut indices = vec![u32::MAX; whole.types.len()];
    for (index, function) in (0..).zip(functions) {
        indices[*function as usize] = index;
    }
    indices
}

fn renumbered(indices: &[u32], function: u32) -> Result<u32, reencode::Error<String>> {
    match indices.get(function as usize) {
        Some(index) if *index != u32::MAX => Ok(*index),
        _ => Err(reencode::Error::UserError(format!(
            "the function {function} is not in the part that calls it"
        ))),
    }
}

/// Writes the second part.
struct Second(Vec<u32>);

impl Reencode for Second {
    type Error = String;

    fn function_index(&mut self, function: u32) -> Result<u32, reencode::Error<String>> {
        renumbered(&self.0, function)
    }
}

/// Writes the first part.
struct First<'a> {
    plan: &'a Plan<'a>,
    indices: Vec<u32>,
    /// The type of the function that ends the program.
    absent_type: u32,
}

impl First<'_> {
    /// The index of the function that ends the program: it comes after all others.
    fn absent(&self) -> u32 {
        u32::try_from(self.plan.first.len()).unwrap_or(u32::MAX)
    }
}

impl Reencode for First<'_> {
    type Error = String;

    fn function_index(&mut self, function: u32) -> Result<u32, reencode::Error<String>> {
        renumbered(&self.indices, function)
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: wasmparser::TypeSectionReader<'_>,
    ) -> Result<(), reencode::Error<String>> {
        reencode::utils::parse_type_section(self, types, section)?;
        self.absent_type = types.len();
        types.ty().function([], []);
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        _: wasmparser::FunctionSectionReader<'_>,
    ) -> Result<(), reencode::Error<String>> {
        for function in &self.plan.first[self.plan.whole.imported..] {
            functions.function(self.plan.whole.types[*function as usize]);
        }
        functions.function(self.absent_type);
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Result<(), reencode::Error<String>> {
        reencode::utils::parse_export_section(self, exports, section)?;
        for (name, kind, index, _) in self.plan.named() {
            exports.export(&name, kind, index);
        }
        for (index, function) in self.plan.lent.iter().enumerate() {
            exports.export(&format!("f{index}"), ExportKind::Func, self.function_index(*function)?);
        }
        Ok(())
    }

    fn parse_element_section(
        &mut self,
        elements: &mut ElementSection,
        _: wasmparser::ElementSectionReader<'_>,
    ) -> Result<(), reencode::Error<String>> {
        let slots = self
            .plan
            .whole
            .table
            .iter()
            .map(|function| match self.function_index(*function) {
                Ok(index) => index,
                Err(_) => self.absent(),
            });
        let functions: Vec<u32> = slots.collect();
        let offset = ConstExpr::i32_const(self.plan.slots.first.cast_signed());
        elements.active(None, &offset, Elements::Functions(functions.into()));
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        _: wasmparser::CodeSectionReader<'_>,
    ) -> Result<(), reencode::Error<String>> {
        for function in &self.plan.first[self.plan.whole.imported..] {
            let body = &self.plan.whole.bodies[*function as usize - self.plan.whole.imported];
            self.parse_function_body(code, body.clone())?;
        }
        let mut absent = Function::new([]);
        absent
            .instruction(&Instruction::Unreachable)
            .instruction(&Instruction::End);
        code.function(&absent);
        Ok(())
    }

    fn parse_custom_section(
        &mut self,
        _: &mut Module,
        _: wasmparser::CustomSectionReader<'_>,
    ) -> Result<(), reencode::Error<String>> {
        // Notes of the linker and the like, which no browser needs.
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use wasm_encoder::{
        DataSection, GlobalSection, GlobalType, LinkingSection, MemorySection, MemoryType, RefType, SymbolTable,
        TableSection, TableType, ValType,
    };

    /// A module as the linker leaves it: `start`, which the script calls, calls `helped` and takes the address of `late`, an
    /// entry; `late` calls `helped` and `shut`, and refers to data that has the address of `listed`. All but `start` and
    /// `shut` are in the table.
    #[expect(clippy::too_many_lines, reason = "a module has many sections, one after the other")]
    fn linked(entry: &str) -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("m", "lent", EntityType::Function(0));
        let mut functions = FunctionSection::new();
        for _ in 0..5 {
            functions.function(0);
        }
        let mut tables = TableSection::new();
        tables.table(TableType {
            element_type: RefType::FUNCREF,
            table64: false,
            minimum: 4,
            maximum: None,
            shared: false,
        });
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut globals = GlobalSection::new();
        let stack = GlobalType {
            val_type: ValType::I32,
            mutable: true,
            shared: false,
        };
        globals.global(stack, &ConstExpr::i32_const(9));
        let mut exports = ExportSection::new();
        exports.export("start", ExportKind::Func, 1);
        let mut elements = ElementSection::new();
        elements.active(
            None,
            &ConstExpr::i32_const(1),
            Elements::Functions([2, 3, 4].as_slice().into()),
        );
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(64), [3, 0, 0, 0]);
        let mut symbols = SymbolTable::new();
        for (index, name) in (1..).zip(["start", "helped", entry, "listed", "shut"]) {
            symbols.function(0, index, Some(name));
        }
        let place = wasm_encoder::DataSymbolDefinition {
            index: 0,
            offset: 0,
            size: 4,
        };
        symbols.data(0, "list", Some(place));
        let mut linking = LinkingSection::new();
        linking.symbol_table(&symbols);
        module
            .section(&types)
            .section(&imports)
            .section(&functions)
            .section(&tables);
        module
            .section(&memories)
            .section(&globals)
            .section(&exports)
            .section(&elements);
        // Operands of five bytes, as the linker writes them, each with its relocation: its type, place, symbol.
        let wide = |index: u8| [index | 0x80, 0x80, 0x80, 0x80, 0];
        let mut code = vec![5];
        let mut notes = Vec::new();
        for body in [
            &[(0x10, 2, 0, 1), (0x41, 2, 1, 2)][..],
            &[(0x10, 0, 0, 9)],
            &[(0x10, 2, 0, 1), (0x10, 5, 0, 4), (0x41, 64, 4, 5)],
            &[],
            &[],
        ] {
            code.push(
                u8::try_from(
                    2 + body
                        .iter()
                        .map(|(operator, ..)| if *operator == 0x41 { 7 } else { 6 })
                        .sum::<usize>(),
                )
                .expect("short"),
            );
            code.push(0);
            for (operator, operand, kind, symbol) in body {
                code.push(*operator);
                if *symbol != 9 {
                    notes.extend([*kind, u8::try_from(code.len()).expect("short"), *symbol]);
                    notes.extend((*kind == 4).then_some(0));
                }
                code.extend(wide(*operand));
                code.extend((*operator == 0x41).then_some(0x1a));
            }
            code.push(0x0b);
        }
        module.section(&wasm_encoder::RawSection { id: 10, data: &code });
        module.section(&data).section(&linking);
        let note = |section: u8, count: u8, notes: &[u8]| [&[section, count], notes].concat();
        let of_code = note(8, 5, &notes);
        let of_data = note(9, 1, &[2, 7, 3]);
        for (name, data) in [("reloc.CODE", of_code), ("reloc.DATA", of_data)] {
            module.section(&wasm_encoder::CustomSection {
                name: name.into(),
                data: data.into(),
            });
        }
        module.finish()
    }

    #[test]
    fn functions_that_only_an_entry_leads_to_are_in_the_second_part() {
        let whole = linked("_5later5entry4late");
        let slots = reach::slots(&whole, ENTRIES).expect("it can be read");
        assert_eq!((slots.first, &*slots.early), (1, [true, false, false].as_slice()));
        let (first, second) = parted(&whole, &slots).expect("it can be parted");
        let parts = [&first, &second].map(|part| {
            wasmparser::Validator::new().validate_all(part).expect("it is valid");
            read(part).expect("it can be read")
        });
        // `start`, `helped` and the one that ends the program; `late`, `listed` and `shut`.
        assert_eq!(parts.each_ref().map(|part| part.bodies.len()), [3, 3]);
        // The slots of the second part end the program until it comes.
        assert_eq!(
            (&*parts[0].table, &*parts[0].slots),
            ([2, 3, 3].as_slice(), [1].as_slice())
        );
        assert_eq!(
            (&*parts[1].table, &*parts[1].slots),
            ([1, 2].as_slice(), [2].as_slice())
        );
    }

    #[test]
    fn a_module_that_cannot_be_parted_is_refused() {
        let whole = linked("_5later5entry4late");
        assert!(reach::slots(&linked("late"), ENTRIES).is_err(), "it has no entry");
        assert!(
            reach::slots(&whole[..whole.len() - 3], ENTRIES).is_err(),
            "it is cut off"
        );
        assert!(
            reach::slots(&linked("_5later5entry4late"), "helped").is_err(),
            "the entry is called directly"
        );
        let mut slots = reach::slots(&whole, ENTRIES).expect("it can be read");
        slots.first = 2;
        assert!(parted(&whole, &slots).is_err(), "another build's slots");
    }
}
