//! Puts functions that are alike next to each other: what a module's compressed size
//! depends on.
//!
//! gzip finds what it has seen in the last 32 KB. The compiler's order, and wasm-bindgen's
//! by size, put the copies of a generic function further apart than that.

use std::convert::Infallible;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionSectionReader, Parser, Payload, TypeRef};

/// The same module with its functions in another order.
pub(crate) fn order(module: &[u8]) -> Result<Vec<u8>> {
    let mut imported = 0;
    let mut prints = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => prints.push(Print::of(body.as_bytes())),
            _ => {}
        }
    }
    let order = chain(&prints);
    let mut places = vec![0; order.len()];
    for (place, &function) in (0..).zip(&order) {
        places[function] = place;
    }
    let mut ordered = Module::new();
    Order {
        imported,
        order,
        places,
    }
    .parse_core_module(&mut ordered, Parser::new(0), module)
    .map_err(|error| anyhow::anyhow!("{error:?}"))
    .context("reading the module that wasm-bindgen wrote")?;
    Ok(ordered.finish())
}

/// Words in a fingerprint.
const WORDS: usize = 64;

/// Which sequences of three bytes a function's code has, as bits by their hash.
struct Print {
    bits: [u64; WORDS],
    size: usize,
}

impl Print {
    fn of(code: &[u8]) -> Self {
        let mut bits = [0; WORDS];
        for sequence in code.windows(3) {
            // FNV-1a.
            let hash = sequence.iter().fold(0x811c_9dc5_u32, |hash, byte| {
                (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
            });
            let bit = (hash >> 7) as usize % (64 * WORDS);
            bits[bit / 64] |= 1 << (bit % 64);
        }
        Self {
            bits,
            size: code.len(),
        }
    }

    /// What two have in common, in parts of what there is.
    fn likeness(&self, other: &Self) -> f64 {
        let (mut common, mut all) = (0, 0);
        for (a, b) in self.bits.iter().zip(&other.bits) {
            common += (a & b).count_ones();
            all += (a | b).count_ones();
        }
        f64::from(common) / f64::from(all.max(1))
    }
}

/// From the largest function on, always the one most like the last.
fn chain(prints: &[Print]) -> Vec<usize> {
    let mut left: Vec<usize> = (0..prints.len()).collect();
    let mut order = Vec::with_capacity(left.len());
    let mut next = (0..left.len()).rev().max_by_key(|&at| prints[at].size);
    while let Some(at) = next {
        let last = left.remove(at);
        order.push(last);
        let likeness = |at: &usize| prints[last].likeness(&prints[left[*at]]);
        // Of several as like, the first: the order is the same on every machine.
        next = (0..left.len())
            .rev()
            .map(|at| (at, likeness(&at)))
            .max_by(|(_, a), (_, b)| a.total_cmp(b))
            .map(|(at, _)| at);
    }
    order
}

/// Writes a module in an order.
struct Order {
    /// Functions that come from outside, and first.
    imported: u32,
    /// The functions as they shall come.
    order: Vec<usize>,
    /// Where each function goes.
    places: Vec<u32>,
}

impl Reencode for Order {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        let own = function.checked_sub(self.imported);
        let place = own.and_then(|own| self.places.get(own as usize));
        Ok(place.map_or(function, |place| self.imported + place))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        let types = section.into_iter().collect::<Result<Vec<u32>, _>>()?;
        for &function in &self.order {
            functions.function(types[function]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for function in self.order.clone() {
            self.parse_function_body(code, bodies[function].clone())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::order;
    use wasm_encoder::{
        CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection,
        Function, FunctionSection, ImportSection, Module, RefType, StartSection, TableSection,
        TableType, TypeSection,
    };
    use wasmparser::{ExternalKind, Operator, Parser, Payload};

    /// An imported function and five more: `like` the last and the first, the rest not.
    /// Each begins with its number and calls the one before it.
    fn module() -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        module.section(&types);
        let mut imports = ImportSection::new();
        imports.import("outside", "f", EntityType::Function(0));
        module.section(&imports);
        let mut functions = FunctionSection::new();
        (0..5).for_each(|_| {
            functions.function(0);
        });
        module.section(&functions);
        let mut tables = TableSection::new();
        tables.table(TableType {
            element_type: RefType::FUNCREF,
            minimum: 2,
            maximum: None,
            table64: false,
            shared: false,
        });
        module.section(&tables);
        let mut exports = ExportSection::new();
        for function in 1..=5 {
            exports.export(&format!("f{function}"), ExportKind::Func, function);
        }
        module.section(&exports);
        module.section(&StartSection { function_index: 3 });
        let mut elements = ElementSection::new();
        elements.active(
            None,
            &ConstExpr::i32_const(0),
            Elements::Functions([2, 0].as_slice().into()),
        );
        module.section(&elements);
        let mut code = CodeSection::new();
        for function in 1..=5 {
            let mut body = Function::new([]);
            let mut body_of = body.instructions();
            body_of.i32_const(function).drop().call(function as u32 - 1);
            let filler = if function % 4 == 1 { 7 } else { 100 * function };
            for n in 0..20 {
                body_of
                    .i32_const(filler + n)
                    .i64_const(filler.into())
                    .drop()
                    .drop();
            }
            body_of.end();
            code.function(&body);
        }
        module.section(&code);
        module.finish()
    }

    type Named = Vec<(String, i32)>;

    /// The functions by number, each with the number of what it calls; then what the
    /// exports, the start and the table name.
    fn read(module: &[u8]) -> (Vec<(i32, i32)>, Named) {
        wasmparser::validate(module).unwrap();
        let mut functions = Vec::new();
        let mut named = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            match payload.unwrap() {
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export.unwrap();
                        assert_eq!(export.kind, ExternalKind::Func);
                        named.push((export.name.to_owned(), export.index));
                    }
                }
                Payload::StartSection { func, .. } => named.push(("start".into(), func)),
                Payload::ElementSection(section) => {
                    for element in section {
                        let wasmparser::ElementItems::Functions(items) = element.unwrap().items
                        else {
                            panic!("functions")
                        };
                        named.extend(items.into_iter().map(|f| ("table".into(), f.unwrap())));
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    let (mut number, mut called) = (None, None);
                    for operator in body.get_operators_reader().unwrap() {
                        match operator.unwrap() {
                            Operator::I32Const { value } => number = number.or(Some(value)),
                            Operator::Call { function_index } => called = Some(function_index),
                            _ => {}
                        }
                    }
                    functions.push((number.unwrap(), called.unwrap()));
                }
                _ => {}
            }
        }
        let number = |index: u32| match index.checked_sub(1) {
            Some(own) => functions[own as usize].0,
            None => 0,
        };
        (
            functions.iter().map(|f| (f.0, number(f.1))).collect(),
            named
                .into_iter()
                .map(|(name, f)| (name, number(f)))
                .collect(),
        )
    }

    #[test]
    fn alike_come_together_and_all_are_called_as_before() {
        let before = module();
        let after = order(&before).unwrap();
        let (functions, named) = read(&after);
        assert_eq!(named, read(&before).1);
        let place = |number| functions.iter().position(|f| f.0 == number).unwrap();
        assert_eq!(place(1).abs_diff(place(5)), 1, "{functions:?}");
        for (number, called) in functions {
            assert_eq!(called, number - 1);
        }
        assert_eq!(order(&before).unwrap(), after);
    }

    #[test]
    fn what_is_no_module_is_an_error() {
        assert!(order(b"no module").is_err());
    }
}
