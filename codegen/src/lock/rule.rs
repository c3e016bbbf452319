//! The rules, by name.

use std::fmt;

/// Who notices a broken rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// Nodes, servers and stored data: an old payload is no longer read, or means
    /// something else.
    Wire,
    /// TypeScript: old payloads are read, but code written for the old types does not
    /// compile, or meets values it does not expect.
    Browser,
    /// Code that names the contract: values are the same, names are not.
    Source,
}

impl Category {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Wire, Self::Browser, Self::Source];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wire => "wire",
            Self::Browser => "browser",
            Self::Source => "source",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $rule:ident = $name:literal, $category:ident: $sentence:literal; $remedy:literal)*) => {
        /// What may not happen to a contract unnoticed. `docs/evolving.md` has an example
        /// of each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $($(#[doc = $doc])+ $rule,)*
        }

        impl Rule {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$rule),*];

            /// Its name, as messages and the docs have it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$rule => $name,)*
                }
            }

            /// Who notices.
            pub const fn category(self) -> Category {
                match self {
                    $(Self::$rule => Category::$category,)*
                }
            }

            /// Why it is a rule.
            pub const fn sentence(self) -> &'static str {
                match self {
                    $(Self::$rule => $sentence,)*
                }
            }

            /// What to do about it.
            pub const fn remedy(self) -> &'static str {
                match self {
                    $(Self::$rule => $remedy,)*
                }
            }
        }
    };
}

rules! {
    /// A contract is not in the registry any more.
    ContractRemoved = "contract-removed", Wire:
        "payloads of a contract that is gone are read by nobody";
        "keep it in the registry until no node sends it"
    /// A new contract has the name of one that was removed.
    NameReused = "name-reused", Wire:
        "payloads of the removed contract would be read by the new one";
        "choose another name, or raise the version above the removed one's"
    /// The version is lower than it was.
    VersionLowered = "version-lowered", Wire:
        "payloads of the higher version are refused as too new";
        "give it a version above the locked one"
    /// A breaking change under the same version.
    VersionNotRaised = "version-not-raised", Wire:
        "nobody can tell an old payload from a new one";
        "raise `version` in #[contract(…)]"
    /// The version was raised, and nothing reads the older payloads.
    MigrationMissing = "migration-missing", Wire:
        "payloads of the older version are not read any more, or mean something else";
        "add `version_field` to #[contract(…)] and a `migration_chain!` from the old type"
    /// The migration refuses a payload of an older version.
    MigrationFails = "migration-fails", Wire:
        "the migration does not read what older nodes send";
        "let the oldest type of the chain be the locked shape; if the made-up payload is no real one, give real ones as `examples` in the lock"
    /// Nobody knows a payload of the older version to try the migration with.
    MigrationUnproven = "migration-unproven", Wire:
        "no payload of the older version can be made up, since serde alone knows its shape";
        "write real ones as `examples` into the lock"
    /// Another field tells the payload's version.
    VersionFieldChanged = "version-field-changed", Wire:
        "the version in older payloads is not found, and they are taken for version 1";
        "keep `version_field`"
    /// A field has a name that the old payloads do not have.
    FieldRenamed = "field-renamed", Wire:
        "old payloads have the old name";
        "add `#[serde(alias = \"old_name\")]`"
    /// A field that old payloads do not have is required.
    FieldAddedRequired = "field-added-required", Wire:
        "old payloads do not have it";
        "add `#[serde(default)]`, or make it an `Option`"
    /// A field that old payloads may leave out is required.
    FieldMadeRequired = "field-made-required", Wire:
        "old payloads may leave it out, or have `null` there";
        "keep the `Option` or the default"
    /// A field is not accepted any more where unknown ones are refused.
    FieldRefused = "field-refused", Wire:
        "old payloads have it, and unknown fields are refused";
        "keep the field, or drop `deny_unknown_fields`"
    /// Unknown fields are refused from now on.
    UnknownFieldsDenied = "unknown-fields-denied", Wire:
        "payloads with further fields were read, and are refused now";
        "drop `deny_unknown_fields`"
    /// An alias is gone.
    AliasRemoved = "alias-removed", Wire:
        "payloads that use it are not read any more";
        "keep the alias"
    /// The type of a value does not take all old values.
    TypeChanged = "type-changed", Wire:
        "old values are not read, or not all of them";
        "keep the type, or add a field of another name beside it"
    /// A variant is gone.
    VariantRemoved = "variant-removed", Wire:
        "old payloads may hold it";
        "keep the variant"
    /// A variant has a name that the old payloads do not have.
    VariantRenamed = "variant-renamed", Wire:
        "old payloads have the old name";
        "add `#[serde(alias = \"OldName\")]`"
    /// A variant carries something of another kind.
    VariantPayloadChanged = "variant-payload-changed", Wire:
        "what stands beside or under the variant's name is something else";
        "add a variant of another name"
    /// Variants are told apart in another way.
    TaggingChanged = "tagging-changed", Wire:
        "old payloads have the variant's name in another place";
        "keep `#[serde(tag = …)]` as it was"
    /// A unit is another one.
    UnitChanged = "unit-changed", Wire:
        "old payloads are read, and their numbers are wrong";
        "add a field in the new unit, or migrate"
    /// Serde alone reads what had a known shape.
    BecameOpaque = "became-opaque", Wire:
        "whether it still reads old payloads cannot be seen from its shape";
        "do without the attribute, or migrate"
    /// What serde alone reads is something else now.
    OpaqueChanged = "opaque-changed", Wire:
        "its type changed, and whether it still reads old payloads cannot be seen";
        "keep it, or migrate"
    /// A field is not there any more.
    FieldRemoved = "field-removed", Browser:
        "code that reads or writes it does not compile; old payloads that have it are read";
        "keep the field until no code uses it"
    /// A read may give nothing where it gave a value.
    FieldMadeOptional = "field-made-optional", Browser:
        "code that relies on a value meets `null` or `undefined`";
        "keep it required, with a default for older payloads"
    /// A field has another name; the old one is an alias.
    FieldRespelled = "field-respelled", Browser:
        "old payloads are read, but the property has another name in TypeScript";
        "keep the name, or rename it in the code that uses it"
    /// There is one more variant.
    VariantAdded = "variant-added", Browser:
        "a `switch` over all variants is no longer over all";
        "let the code that switches know it first"
    /// A variant has another name; the old one is an alias.
    VariantRespelled = "variant-respelled", Browser:
        "old payloads are read, but reads give another name";
        "keep the name, or rename it in the code that uses it"
    /// `number` became `bigint`, or the other way round.
    BigintChanged = "bigint-changed", Browser:
        "`number` and `bigint` do not mix in TypeScript";
        "keep `#[contract(bigint)]` as it was"
    /// A value has another type in TypeScript; Rust reads the old ones.
    TypeLoosened = "type-loosened", Browser:
        "old values are read, but the TypeScript type is another";
        "keep the type"
    /// A type has another name.
    TypeRenamed = "type-renamed", Source:
        "imports of the old name find nothing";
        "keep the name"
    /// `Observable` shows another field, or none.
    SignalChanged = "signal-changed", Source:
        "thresholds and charts follow the signal";
        "keep `#[contract(signal)]` where it was"
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
