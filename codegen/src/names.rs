//! Names and literals in TypeScript.
//!
//! Names that serde writes are recorded, never derived; what is made here are names
//! of types, files, methods and local variables.

use aimdb_wasm_contracts::shape::Shape;

/// Words that cannot name a variable in strict code (ECMA-262 §12.7.2), and two that
/// a module should not redefine.
const KEYWORDS: &[&str] = &[
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Names that generated code uses for its own variables.
const OWN_LOCALS: &[&str] = &[
    "at", "count", "frame", "item", "key", "name", "payload", "signed", "slots", "start", "tag",
    "unsigned", "value", "values", "variants", "Array", "BigInt", "Infinity", "Math", "NaN",
    "Number", "Object",
];

/// Names of types that TypeScript or the generated code needs, or that the package
/// exports: a contract of that name would hide there without a word.
const RESERVED_TYPES: &[&str] = &[
    "AimDbOptions",
    "AimDbReact",
    "AnyContract",
    "Array",
    "BigInt",
    "BridgeConfig",
    "BridgeError",
    "BridgeErrorCode",
    "BridgeGap",
    "BridgeGapReason",
    "BridgeOptions",
    "BridgeRequestCode",
    "BridgeRequestError",
    "BridgeStats",
    "BridgeStatus",
    "BridgeUrl",
    "Buffer",
    "ConfigureOptions",
    "Contract",
    "ContractField",
    "ContractSpec",
    "ContractViolation",
    "Database",
    "DbOptions",
    "DbProvider",
    "DbProviderProps",
    "Delivery",
    "Draft",
    "ErrorContext",
    "ErrorListener",
    "Extract",
    "Incident",
    "Infinity",
    "Input",
    "InputOf",
    "KeyOf",
    "KeyWith",
    "Listener",
    "Math",
    "NaN",
    "Number",
    "Object",
    "OpenOptions",
    "Output",
    "OutputOf",
    "PathStep",
    "Pipeline",
    "Producer",
    "QueryOptions",
    "QueryResult",
    "ReadOf",
    "ReadsOf",
    "RecordConfig",
    "RecordConfigs",
    "RecordHandle",
    "RecordStats",
    "RecordsOf",
    "SchemaMap",
    "SchemaType",
    "ServerTopics",
    "SimulateOptions",
    "StandardIssue",
    "StandardProps",
    "StandardResult",
    "SubscribeOptions",
    "TopicInfo",
    "TypedDb",
    "Unsubscribe",
    "UntypedDb",
    "UseRecord",
    "UseRecordOptions",
    "Validation",
    "ViolationDetails",
    "WasmDb",
    "WasmSource",
    "WriteOf",
    "WsBridge",
    "any",
    "bigint",
    "boolean",
    "never",
    "number",
    "object",
    "string",
    "symbol",
    "unknown",
];

/// Functions that the generated code imports, apart from `copy…`, `is…`, `read…` and `write…`.
const HELPERS: &[&str] = &[
    "asF32",
    "begin",
    "bigI64At",
    "bigU64At",
    "defineContract",
    "fits",
    "flagAt",
    "numberAt",
    "onlyKey",
    "own",
    "ownNames",
    "putText",
    "setEntry",
    "sortedNames",
    "textAt",
    "unreadable",
];

/// Members of a database, which contracts' methods stand beside.
pub(crate) const METHODS: &[&str] = &[
    "bridges",
    "build",
    "closed",
    "configureFromServer",
    "configureRecord",
    "connectBridge",
    "constructor",
    "free",
    "get",
    "knownSchemas",
    "onError",
    "onIncident",
    "record",
    "records",
    "set",
    "simulate",
    "source",
    "subscribe",
    "tap",
    "toString",
    "transform",
    "transformJoin",
    "valueOf",
    "watch",
];

/// Hooks of the package, which contracts' hooks stand beside.
pub(crate) const HOOKS: &[&str] = &[
    "useBridge",
    "useBridgeStatus",
    "useContract",
    "useDb",
    "useRecord",
    "useRecordHistory",
    "useRecordSelection",
    "useSetRecord",
];

/// Properties that every plain object inherits.
const INHERITED: &[&str] = &[
    "__defineGetter__",
    "__defineSetter__",
    "__lookupGetter__",
    "__lookupSetter__",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
];

/// Whether `Object.prototype` has a property of that name.
pub(crate) fn is_inherited(name: &str) -> bool {
    INHERITED.contains(&name)
}

/// Whether a type must not be called so.
pub(crate) fn is_reserved_type(name: &str) -> bool {
    RESERVED_TYPES.contains(&name) || KEYWORDS.contains(&name)
}

/// Whether a name can stand bare as a property or variable (keywords aside).
pub(crate) fn is_identifier(name: &str) -> bool {
    let mut letters = name.chars();
    letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '_' || first == '$')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$')
}

/// A string literal.
pub(crate) fn literal(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            // Line separators were line ends to JavaScript before 2019, and are
            // invisible in any case.
            '\u{2028}' | '\u{2029}' | '\u{feff}' => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            _ if letter.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(letter))),
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// A property's name in a type or an object literal.
pub(crate) fn property(name: &str) -> String {
    if is_identifier(name) {
        name.to_owned()
    } else {
        literal(name)
    }
}

/// A property's name in an object literal: `__proto__: x` would set the prototype.
pub(crate) fn own_property(name: &str) -> String {
    if name == "__proto__" {
        "[\"__proto__\"]".to_owned()
    } else {
        property(name)
    }
}

/// `value.name`; quoted where the type has only an index signature.
pub(crate) fn member(value: &str, name: &str) -> String {
    format!("{value}[{}]", literal(name))
}

/// A variable's name for a field: the field's own where possible.
pub(crate) fn local(name: &str, rust: &str) -> String {
    let base = if is_identifier(name) { name } else { rust };
    let mut base: String = base
        .chars()
        .map(|letter| {
            if letter.is_alphanumeric() || letter == '_' || letter == '$' {
                letter
            } else {
                '_'
            }
        })
        .collect();
    if KEYWORDS.contains(&base.as_str()) || OWN_LOCALS.contains(&base.as_str()) || is_helper(&base)
    {
        base.push('_');
    }
    base
}

/// Whether the generated code may import or define a function of that name.
fn is_helper(name: &str) -> bool {
    let follows = |prefix: &str| {
        name.strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with(char::is_uppercase))
    };
    HELPERS.contains(&name) || ["copy", "is", "read", "write"].into_iter().any(follows)
}

/// The name of a type in TypeScript.
pub(crate) fn type_name(shape: &Shape) -> String {
    shape.type_name()
}

/// `GpsLocation` as `gps-location`, `HTTPStatus` as `http-status`.
pub(crate) fn kebab(name: &str) -> String {
    words(name).join("-")
}

/// `GpsLocation` as `gpsLocation`, `HTTPStatus` as `httpStatus`.
pub(crate) fn camel(name: &str) -> String {
    let mut words = words(name).into_iter();
    let mut camel = words.next().unwrap_or_default();
    for word in words {
        let mut letters = word.chars();
        if let Some(first) = letters.next() {
            camel.extend(first.to_uppercase());
            camel.push_str(letters.as_str());
        }
    }
    camel
}

/// Lower-case words of a `PascalCase` name.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut fresh = true;
    for (i, &letter) in letters.iter().enumerate() {
        if letter == '_' || letter == '-' {
            fresh = true;
            continue;
        }
        let after_small = i > 0 && !letters[i - 1].is_uppercase();
        let before_small = letters.get(i + 1).is_some_and(|next| next.is_lowercase());
        let starts = letter.is_uppercase() && (after_small || before_small);
        if fresh || starts {
            words.push(String::new());
        }
        fresh = false;
        if let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_name() {
        for (name, file, method) in [
            ("Temperature", "temperature", "temperature"),
            ("GpsLocation", "gps-location", "gpsLocation"),
            ("HTTPStatus", "http-status", "httpStatus"),
            ("Co2", "co2", "co2"),
            ("Pm25Reading", "pm25-reading", "pm25Reading"),
            ("Old_Name", "old-name", "oldName"),
            ("A", "a", "a"),
            ("ReadingF32", "reading-f32", "readingF32"),
        ] {
            assert_eq!(kebab(name), file);
            assert_eq!(camel(name), method);
        }
    }

    /// What the package exports under a name that a type could have, or a hook.
    fn exported() -> Vec<&'static str> {
        let entries = [
            include_str!("../../ts/src/api.ts"),
            include_str!("../../ts/src/react.ts"),
        ];
        entries
            .iter()
            .flat_map(|text| text.split("export ").skip(1))
            .filter_map(|statement| statement.split_once('{')?.1.split_once('}'))
            .flat_map(|(list, _)| list.split(','))
            .filter_map(|entry| entry.split_whitespace().last())
            .collect()
    }

    #[test]
    fn what_the_package_exports_is_reserved() {
        let exported = exported();
        assert!(exported.contains(&"RecordHandle") && exported.contains(&"useRecord"));
        for name in exported {
            let reserved = if name.starts_with("use") {
                HOOKS.contains(&name)
            } else {
                is_reserved_type(name) || name.starts_with(char::is_lowercase)
            };
            assert!(reserved, "{name} is exported but not reserved");
        }
    }

    #[test]
    fn literals_are_escaped() {
        assert_eq!(literal("°C"), "\"°C\"");
        assert_eq!(literal("a\"b\\c"), r#""a\"b\\c""#);
        assert_eq!(literal("a\nb\u{2028}c\u{7}"), r#""a\nb\u2028c\u0007""#);
    }

    #[test]
    fn properties_are_quoted_where_they_must_be() {
        assert_eq!(property("celsius"), "celsius");
        assert_eq!(property("class"), "class");
        assert_eq!(property("target-celsius"), "\"target-celsius\"");
        assert_eq!(property("1st"), "\"1st\"");
        assert_eq!(property("größe"), "\"größe\"");
        assert_eq!(property(""), "\"\"");
        assert_eq!(own_property("__proto__"), "[\"__proto__\"]");
    }

    #[test]
    fn locals_do_not_collide() {
        assert_eq!(local("celsius", "celsius"), "celsius");
        assert_eq!(local("class", "class"), "class_");
        assert_eq!(local("at", "at"), "at_");
        assert_eq!(local("readText", "read_text"), "readText_");
        assert_eq!(local("reading", "reading"), "reading");
        assert_eq!(local("own", "own"), "own_");
        assert_eq!(local("isOn", "is_on"), "isOn_");
        assert_eq!(local("target-celsius", "target_celsius"), "target_celsius");
        assert_eq!(local("größe", "größe"), "größe");
    }
}
