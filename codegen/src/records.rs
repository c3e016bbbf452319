//! The module `records`: a class per contract, and the database that gives them.

use crate::code::Code;
use crate::model::Model;
use crate::names;
use crate::options::Options;
use crate::output::OutputFile;
use crate::types::input_name;

/// The file.
pub(crate) fn file(model: &Model, options: &Options) -> OutputFile {
    let mut code = Code::default();
    let (record, typed, db) = (
        options.runtime("record"),
        options.runtime("typed"),
        options.runtime("db"),
    );
    code.import(&record, "RecordHandle");
    code.import(&typed, "coreWith");
    code.import(&db, "WasmDb as UntypedDb");
    let types = options.runtime("types");
    code.import_type(&types, "KeyWith");
    code.import_type(&types, "RecordConfigs");

    for (item, facts) in model.contracts() {
        let (name, input) = (&item.name, input_name(&item.name));
        code.import(&options.sibling(&item.file), name);
        code.import_type(&options.sibling(&item.file), &input);
        code.docs(&format!("A record of the contract `{}`.", facts.schema));
        code.line(format!(
            "export class {name}Record extends RecordHandle<{name}, {input}> {{}}"
        ));
        code.gap();
    }

    code.docs("A database of records in this page, with a method for each contract.");
    code.open("export class WasmDb extends UntypedDb {");
    for (item, facts) in model.contracts() {
        let (name, method) = (&item.name, &facts.method);
        code.gap_in_block();
        code.docs(&format!(
            "The record of the contract `{}` with this key.",
            facts.schema
        ));
        code.open(format!("{method}(key: string): {name}Record {{"));
        code.line(format!(
            "return new {name}Record(coreWith(this, key, {name}));"
        ));
        code.close("}");
    }
    code.close("}");
    code.gap();

    code.docs(
        "The methods of {@link WasmDb} in a database whose keys TypeScript knows: each takes\n\
         only keys of its contract.",
    );
    code.open("export interface RecordsOf<R extends RecordConfigs> {");
    for (item, facts) in model.contracts() {
        let (name, method) = (&item.name, &facts.method);
        let schema = names::literal(facts.schema);
        code.docs(&format!(
            "The record of the contract `{}` with this key.",
            facts.schema
        ));
        code.line(format!(
            "{method}(key: KeyWith<R, {schema}>): {name}Record;"
        ));
    }
    code.close("}");

    OutputFile {
        name: "records.ts".to_owned(),
        text: code.finish(options),
    }
}
