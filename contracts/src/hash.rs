//! A registry's hash: what must be equal in the wasm module and in the TypeScript.

use alloc::vec::Vec;

use crate::contract::{Contract, Registry, Visitor};
use crate::shape::{Body, Fields, Payload, Reads, Shape, Tagging, Type, Writes};

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// FNV-1a, 64 bits (draft-eastlake-fnv), usable in constants.
pub const fn fnv1a(bytes: &[u8]) -> u64 {
    let mut hash = OFFSET;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(PRIME);
        i += 1;
    }
    hash
}

/// Hash of everything the boundary depends on: names, versions, layouts, in order.
/// Docs, units and icons do not count.
pub fn registry_hash<R: Registry>() -> u64 {
    let mut walk = Walk::new();
    R::each(&mut walk);
    walk.hash
}

/// Hash of one layout and all that is nested in it.
pub fn shape_hash(shape: &'static Shape) -> u64 {
    let mut walk = Walk::new();
    walk.shape(shape);
    walk.hash
}

struct Walk {
    hash: u64,
    seen: Vec<&'static str>,
}

impl Visitor for Walk {
    fn visit<T: Contract>(&mut self) {
        self.text(T::NAME);
        self.number(u64::from(T::VERSION));
        self.text(T::MIGRATION.map_or("", |migration| migration.field));
        self.shape(T::shape());
    }
}

impl Walk {
    fn new() -> Self {
        Self {
            hash: OFFSET,
            seen: Vec::new(),
        }
    }

    fn byte(&mut self, byte: u8) {
        self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(PRIME);
    }

    fn number(&mut self, n: u64) {
        n.to_le_bytes().into_iter().for_each(|byte| self.byte(byte));
    }

    /// A string and its end, so that neighbours do not run together.
    fn text(&mut self, text: &str) {
        text.bytes().for_each(|byte| self.byte(byte));
        self.byte(0xff);
    }

    fn shape(&mut self, shape: &'static Shape) {
        self.text(shape.name);
        shape.args.iter().for_each(|ty| self.ty(ty));
        // A layout counts once; recursion ends here. By name, since one constant may have
        // two addresses; codegen sees to it that names differ, and what a generic layout
        // adds to its name has been counted.
        if self.seen.contains(&shape.name) {
            return;
        }
        self.seen.push(shape.name);
        match &shape.body {
            Body::Struct(fields) => {
                self.byte(0);
                self.fields(fields);
            }
            Body::Newtype(ty) => {
                self.byte(1);
                self.ty(ty);
            }
            Body::Enum { tagging, variants } => {
                self.byte(2);
                self.text(match tagging {
                    Tagging::External => "",
                    Tagging::Internal(tag) => tag,
                });
                for variant in *variants {
                    self.text(variant.read);
                    self.text(variant.write);
                    variant.aliases.iter().for_each(|alias| self.text(alias));
                    match &variant.payload {
                        Payload::Unit => self.byte(0),
                        Payload::Newtype(ty) => {
                            self.byte(1);
                            self.ty(ty);
                        }
                        Payload::Struct(fields) => {
                            self.byte(2);
                            self.fields(fields);
                        }
                    }
                }
            }
            Body::Opaque { source, parts, .. } => {
                self.byte(3);
                self.number(*source);
                parts.iter().flatten().for_each(|ty| self.ty(ty));
            }
        }
        self.byte(0xfe);
    }

    fn fields(&mut self, fields: &Fields) {
        self.byte(u8::from(fields.deny_unknown));
        for field in fields.list {
            self.text(field.read);
            self.text(field.write);
            field.aliases.iter().for_each(|alias| self.text(alias));
            self.byte(match field.reads {
                Reads::Always => 0,
                Reads::Sometimes => 1,
                Reads::Never => 2,
                Reads::IfSome => 3,
            });
            self.byte(match field.writes {
                Writes::Required => 0,
                Writes::OrNone => 1,
                Writes::OrDefault => 2,
                Writes::Never => 3,
            });
            self.ty(field.ty);
        }
        self.byte(0xfd);
    }

    fn ty(&mut self, ty: &Type) {
        match ty {
            Type::Bool => self.byte(0),
            Type::Int {
                bits,
                signed,
                bigint,
            } => {
                self.byte(1);
                self.byte(*bits);
                self.byte(u8::from(*signed) | (u8::from(*bigint) << 1));
            }
            Type::F32 => self.byte(2),
            Type::F64 => self.byte(3),
            Type::Text => self.byte(4),
            Type::Optional(inner) => {
                self.byte(5);
                self.ty(inner);
            }
            Type::Seq(inner) => {
                self.byte(6);
                self.ty(inner);
            }
            Type::Array(inner, len) => {
                self.byte(7);
                self.number(*len as u64);
                self.ty(inner);
            }
            Type::Map(inner) => {
                self.byte(8);
                self.ty(inner);
            }
            Type::Nested(shape) => {
                self.byte(9);
                self.shape(shape());
            }
            Type::Opaque(_) => self.byte(10),
        }
    }
}
