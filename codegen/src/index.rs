//! The module `index`: everything generated, to be imported from one place.

use crate::code::Code;
use crate::model::Model;
use crate::names;
use crate::options::Options;
use crate::output::OutputFile;
use crate::types::input_name;

/// The file.
pub(crate) fn file(model: &Model, options: &Options) -> OutputFile {
    let mut code = Code::default();
    for item in &model.items {
        let (name, input) = (&item.name, input_name(&item.name));
        let module = names::literal(&options.sibling(&item.file));
        // A contract is a type and a value, a type nested in one is only a type.
        code.line(if item.contract.is_some() {
            format!("export {{ {name}, type {input} }} from {module};")
        } else {
            format!("export type {{ {name}, {input} }} from {module};")
        });
    }
    let module = names::literal(&options.sibling("registry"));
    code.line(format!(
        "export {{ contracts, registry, registryHash, type SchemaMap }} from {module};"
    ));
    let module = names::literal(&options.sibling("records"));
    code.open("export {");
    for (item, _) in model.contracts() {
        code.line(format!("{}Record,", item.name));
    }
    code.line("WasmDb,");
    code.line("type RecordsOf,");
    code.close(format!("}} from {module};"));

    OutputFile {
        name: "index.ts".to_owned(),
        text: code.finish(options),
    }
}
