//! The module `react`: a hook per contract.

use crate::code::Code;
use crate::model::Model;
use crate::options::Options;
use crate::output::OutputFile;

/// The file.
pub(crate) fn file(model: &Model, options: &Options) -> OutputFile {
    let mut code = Code::default();
    let hook = options.runtime("react/use-contract");
    code.import(&hook, "useContract");
    code.import_type(&options.runtime("react/use-core"), "UseRecordOptions");
    for (item, facts) in model.contracts() {
        let name = &item.name;
        code.import(&options.sibling(&item.file), name);
        code.gap();
        code.docs(&format!(
            "The value of a record of the contract `{}`, in the database of the nearest provider;\n\
             `null` while there is none. The component renders again when it changes.",
            facts.schema
        ));
        code.open(format!(
            "export function use{name}(key: string, options?: UseRecordOptions): {name} | null {{"
        ));
        code.line(format!("return useContract({name}, key, options);"));
        code.close("}");
    }
    OutputFile {
        name: "react.ts".to_owned(),
        text: code.finish_after("\"use client\";", options),
    }
}
