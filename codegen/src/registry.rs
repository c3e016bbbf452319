//! The module `registry`: all contracts, and what wasm must agree with.

use crate::code::Code;
use crate::model::Model;
use crate::names;
use crate::options::Options;
use crate::output::OutputFile;
use crate::types::input_name;

/// The file.
pub(crate) fn file(model: &Model, options: &Options) -> OutputFile {
    let mut code = Code::default();
    code.docs("Hash of the contracts. The wasm module has the same, or was built from others.");
    code.line(format!(
        "export const registryHash = {};",
        names::literal(&model.hash)
    ));
    code.gap();

    code.docs("The contracts by schema type, in the order of the registry.");
    code.open("export const contracts = {");
    for (item, facts) in model.contracts() {
        code.import(&options.sibling(&item.file), &item.name);
        code.line(format!(
            "{}: {},",
            names::own_property(facts.schema),
            item.name
        ));
    }
    code.close("} as const;");
    code.gap();

    code.docs("What the runtime needs to know of the contracts.");
    code.line("export const registry = { hash: registryHash, contracts } as const;");
    code.gap();

    code.docs("What reads give and writes accept, by schema type.");
    code.open("export interface SchemaMap {");
    for (item, facts) in model.contracts() {
        let input = input_name(&item.name);
        code.import_type(&options.sibling(&item.file), &input);
        code.line(format!(
            "readonly {}: {{ readonly output: {}; readonly input: {input} }};",
            names::property(facts.schema),
            item.name
        ));
    }
    code.close("}");

    OutputFile {
        name: "registry.ts".to_owned(),
        text: code.finish(options),
    }
}
