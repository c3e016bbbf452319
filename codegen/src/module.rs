//! The module of one type: its declarations, its way across, and its contract.

use aimdb_wasm_contracts::shape::{Body, Field, Reads};

use crate::code::{Code, WIDTH};
use crate::layout::shape_read_size;
use crate::model::{Facts, Item, Model};
use crate::options::Options;
use crate::output::OutputFile;
use crate::types::{input_name, Types};
use crate::{bigints, copier, decoder, encoder, names};

/// The file of a type.
pub(crate) fn file(model: &Model, item: &Item, options: &Options) -> OutputFile {
    let mut code = Code::default();
    let types = Types {
        model,
        options,
        home: item,
    };
    types.declare(&mut code);
    if let Some(facts) = &item.contract {
        code.gap();
        contract(&mut code, item, facts, options);
    }
    if crosses(item) {
        code.gap();
        encoder::function(&mut code, item, options);
    }
    code.gap();
    decoder::function(&mut code, &types);
    if is_copied(item) {
        code.gap();
        copier::function(&mut code, &types);
    }
    OutputFile {
        name: format!("{}.ts", item.file),
        text: code.finish(options),
    }
}

/// Whether a value can be written to a frame.
fn crosses(item: &Item) -> bool {
    item.obstacle.is_none()
}

/// Whether Rust may write a value to a frame, if only some values.
fn is_read(item: &Item) -> bool {
    !matches!(item.shape.body, Body::Opaque { .. })
}

/// Whether a value that is written can be told from what a read gives.
fn is_copied(item: &Item) -> bool {
    crosses(item) && is_read(item) && copier::is_copied(item.shape)
}

fn contract(code: &mut Code, item: &Item, facts: &Facts, options: &Options) {
    let name = &item.name;
    let input = input_name(name);
    let schema = names::literal(facts.schema);
    code.import(&options.runtime("contract"), "defineContract");
    code.docs(&format!(
        "The contract `{}`: what is known of it, and a Standard Schema validator.",
        facts.schema
    ));
    let define = format!("export const {name} = /*@__PURE__*/ defineContract<");
    let line = format!("{define}{name}, {input}, {schema}>({{");
    if line.chars().count() <= WIDTH {
        code.open(line);
    } else {
        code.open(define);
        code.line(format!("{name},"));
        code.line(format!("{input},"));
        code.line(schema.clone());
        code.between(">({");
    }
    code.line(format!("schemaType: {schema},"));
    code.line(format!("index: {},", facts.index));
    code.line(format!("version: {},", facts.version));
    code.line(format!("unit: {},", names::literal(facts.unit)));
    code.line(format!("icon: {},", names::literal(facts.icon)));
    code.line(format!("signal: {},", names::literal(facts.signal)));
    fields(code, item);
    if crosses(item) {
        for helper in ["begin", "fits"] {
            code.import(&options.runtime("frame"), helper);
        }
        let write = encoder::name(name);
        code.line(format!(
            "encode: (value) => fits(begin(), {write}(value, 0)),"
        ));
    }
    if is_read(item) {
        code.line(format!("decode: {},", decoder::name(name)));
        if let Some(slots) = shape_read_size(item.shape) {
            code.line(format!("slots: {slots},"));
        }
    }
    if is_copied(item) {
        code.line(format!("copy: {},", copier::name(name)));
    }
    let bigints = bigints::paths(item.shape);
    if !bigints.is_empty() {
        code.open("bigints: [");
        for path in bigints {
            code.line(format!("{path},"));
        }
        code.close("],");
    }
    if let Some(obstacle) = &item.obstacle {
        code.line(format!("fallback: {},", names::literal(obstacle)));
    }
    code.close("});");
}

/// Fields by the name a read shows, with their units.
fn fields(code: &mut Code, item: &Item) {
    let shown: Vec<&Field> = match &item.shape.body {
        Body::Struct(fields) => fields
            .list
            .iter()
            .filter(|field| field.reads != Reads::Never)
            .collect(),
        _ => Vec::new(),
    };
    if shown.is_empty() {
        code.line("fields: {},");
        return;
    }
    code.open("fields: {");
    for field in shown {
        let name = names::own_property(field.read);
        if field.unit.is_empty() {
            code.line(format!("{name}: {{}},"));
        } else {
            let unit = names::literal(field.unit);
            code.line(format!("{name}: {{ unit: {unit} }},"));
        }
    }
    code.close("},");
}
