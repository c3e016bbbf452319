//! The wire dialect: server messages borrowed from their frame, client messages built
//! as text. The meaning is that of `aimdb_ws_protocol`, against which it is tested.

use std::borrow::Cow;
use std::fmt::{self, Write};

use serde::de::{self, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::Deserialize;
use serde_json::value::RawValue;

/// The longest frame the server takes; a longer one makes it close the connection.
pub const MAX_FRAME: usize = 16 * 1024 * 1024;

/// A ping.
pub const PING: &str = r#"{"type":"ping"}"#;

/// A message of the server, borrowed from its frame.
#[derive(Debug)]
pub enum Inbound<'a> {
    /// A live value.
    Data {
        /// Topic of the value.
        topic: Cow<'a, str>,
        /// The value as JSON text; `null` if there was none.
        payload: &'a str,
        /// When the server sent it, in Unix milliseconds.
        ts: u64,
    },
    /// The current value at the time of subscribing.
    Snapshot {
        /// Topic of the value.
        topic: Cow<'a, str>,
        /// The value as JSON text; `null` if there was none.
        payload: &'a str,
    },
    /// Patterns that are now subscribed.
    Subscribed {
        /// Those that were not subscribed before.
        topics: Vec<Cow<'a, str>>,
    },
    /// Something was refused or went wrong.
    Error {
        /// Machine-readable code, known or not.
        code: Cow<'a, str>,
        /// The topic in question.
        topic: Option<Cow<'a, str>>,
        /// For people.
        message: Cow<'a, str>,
    },
    /// The answer to a ping.
    Pong,
    /// The answer to a query.
    QueryResult {
        /// Id of the query.
        id: Cow<'a, str>,
        /// The records as JSON text, of the right shape.
        records: &'a str,
        /// How many there are.
        total: u64,
    },
    /// The answer to `list_topics`.
    TopicList {
        /// Id of the request.
        id: Cow<'a, str>,
        /// The topics as JSON text, of the right shape.
        topics: &'a str,
    },
}

/// Why a frame was not understood.
#[derive(Debug, PartialEq, Eq)]
pub enum WireError {
    /// No message at all, or one whose fields are wrong.
    Malformed(String),
    /// A message of a type this bridge does not know.
    UnknownType(String),
}

/// A server message's fields, or those of an entry in one of its lists, not yet read.
/// Every field is raw: one that does not belong to the message's type may hold anything.
#[derive(Default)]
struct Envelope<'a> {
    kind: Field<'a>,
    topic: Field<'a>,
    payload: Field<'a>,
    ts: Field<'a>,
    code: Field<'a>,
    message: Field<'a>,
    id: Field<'a>,
    topics: Field<'a>,
    records: Field<'a>,
    total: Field<'a>,
    name: Field<'a>,
    schema_type: Field<'a>,
    entity: Field<'a>,
}

type Field<'a> = Option<&'a RawValue>;

/// A key of the envelope.
enum Key {
    Kind,
    Topic,
    Payload,
    Ts,
    Code,
    Message,
    Id,
    Topics,
    Records,
    Total,
    Name,
    SchemaType,
    Entity,
    Other,
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl Visitor<'_> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field name")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Key, E> {
                Ok(match name {
                    "type" => Key::Kind,
                    "topic" => Key::Topic,
                    "payload" => Key::Payload,
                    "ts" => Key::Ts,
                    "code" => Key::Code,
                    "message" => Key::Message,
                    "id" => Key::Id,
                    "topics" => Key::Topics,
                    "records" => Key::Records,
                    "total" => Key::Total,
                    "name" => Key::Name,
                    "schema_type" => Key::SchemaType,
                    "entity" => Key::Entity,
                    _ => Key::Other,
                })
            }
        }
        deserializer.deserialize_identifier(KeyVisitor)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Envelope<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EnvelopeVisitor;
        impl<'de> Visitor<'de> for EnvelopeVisitor {
            type Value = Envelope<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a message object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut envelope = Envelope::default();
                while let Some(key) = map.next_key()? {
                    let field = match key {
                        Key::Kind => &mut envelope.kind,
                        Key::Topic => &mut envelope.topic,
                        Key::Payload => &mut envelope.payload,
                        Key::Ts => &mut envelope.ts,
                        Key::Code => &mut envelope.code,
                        Key::Message => &mut envelope.message,
                        Key::Id => &mut envelope.id,
                        Key::Topics => &mut envelope.topics,
                        Key::Records => &mut envelope.records,
                        Key::Total => &mut envelope.total,
                        Key::Name => &mut envelope.name,
                        Key::SchemaType => &mut envelope.schema_type,
                        Key::Entity => &mut envelope.entity,
                        Key::Other => {
                            map.next_value::<IgnoredAny>()?;
                            continue;
                        }
                    };
                    if field.replace(map.next_value()?).is_some() {
                        return Err(de::Error::custom("a field came twice"));
                    }
                }
                Ok(envelope)
            }
        }
        deserializer.deserialize_map(EnvelopeVisitor)
    }
}

fn text(raw: &RawValue) -> Result<Cow<'_, str>, serde_json::Error> {
    let json = raw.get();
    // A raw value is valid JSON: without a backslash, what is between the quotes is
    // the string itself.
    if let Some(inner) = json.strip_prefix('"').and_then(|s| s.strip_suffix('"')) {
        if !inner.as_bytes().contains(&b'\\') {
            return Ok(Cow::Borrowed(inner));
        }
    }
    serde_json::from_str::<String>(json).map(Cow::Owned)
}

fn need<'a>(field: Field<'a>, name: &str) -> Result<&'a RawValue, WireError> {
    field.ok_or_else(|| WireError::Malformed(["missing field ", name].concat()))
}

fn read<'a, T: Deserialize<'a>>(field: Field<'a>, name: &str) -> Result<T, WireError> {
    serde_json::from_str(need(field, name)?.get()).map_err(|error| wrong(name, &error))
}

fn read_text<'a>(field: Field<'a>, name: &str) -> Result<Cow<'a, str>, WireError> {
    text(need(field, name)?).map_err(|error| wrong(name, &error))
}

/// A text that may be missing or null.
fn maybe_text<'a>(field: Field<'a>, name: &str) -> Result<Option<Cow<'a, str>>, WireError> {
    match field {
        Some(raw) if raw.get() != "null" => read_text(Some(raw), name).map(Some),
        _ => Ok(None),
    }
}

fn wrong(name: &str, error: &serde_json::Error) -> WireError {
    let mut message = String::from(name);
    let _ = write!(message, ": {error}");
    WireError::Malformed(message)
}

fn payload<'a>(field: Field<'a>) -> &'a str {
    field.map_or("null", RawValue::get)
}

/// Reads a frame.
pub fn decode(frame: &str) -> Result<Inbound<'_>, WireError> {
    let envelope: Envelope<'_> =
        serde_json::from_str(frame).map_err(|error| wrong("message", &error))?;
    let kind = read_text(envelope.kind, "type")?;
    Ok(match &*kind {
        "data" => Inbound::Data {
            topic: read_text(envelope.topic, "topic")?,
            payload: payload(envelope.payload),
            ts: read(envelope.ts, "ts")?,
        },
        "snapshot" => Inbound::Snapshot {
            topic: read_text(envelope.topic, "topic")?,
            payload: payload(envelope.payload),
        },
        "pong" => Inbound::Pong,
        "subscribed" => Inbound::Subscribed {
            topics: read::<Vec<&RawValue>>(envelope.topics, "topics")?
                .into_iter()
                .map(|topic| read_text(Some(topic), "topics"))
                .collect::<Result<_, _>>()?,
        },
        "error" => Inbound::Error {
            code: read_text(envelope.code, "code")?,
            topic: maybe_text(envelope.topic, "topic")?,
            message: read_text(envelope.message, "message")?,
        },
        "query_result" => {
            for record in read::<Vec<Envelope<'_>>>(envelope.records, "records")? {
                read_text(record.topic, "topic")?;
                need(record.payload, "payload")?;
                read::<u64>(record.ts, "ts")?;
            }
            Inbound::QueryResult {
                id: read_text(envelope.id, "id")?,
                records: need(envelope.records, "records")?.get(),
                total: read(envelope.total, "total")?,
            }
        }
        "topic_list" => {
            for topic in read::<Vec<Envelope<'_>>>(envelope.topics, "topics")? {
                read_text(topic.name, "name")?;
                maybe_text(topic.schema_type, "schema_type")?;
                maybe_text(topic.entity, "entity")?;
            }
            Inbound::TopicList {
                id: read_text(envelope.id, "id")?,
                topics: need(envelope.topics, "topics")?.get(),
            }
        }
        other => return Err(WireError::UnknownType(other.chars().take(64).collect())),
    })
}

/// Reads a `data` frame as the server prints it, without a look at its payload: that
/// reads as the frame would by [`decode`], provided the payload is one JSON value. Whoever
/// finds that it is not has to decode. `None` for every other frame.
pub fn glance(frame: &str) -> Option<Inbound<'_>> {
    let rest = frame.strip_prefix(r#"{"type":"data","topic":""#)?;
    let end = rest
        .bytes()
        .position(|b| b == b'"' || b == b'\\' || b < b' ')?;
    let (topic, rest) = rest.split_at(end);
    let rest = rest.strip_prefix(r#"","payload":"#)?.strip_suffix('}')?;
    let digits = rest.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (rest, ts) = rest.split_at(rest.len() - digits);
    if ts.len() > 1 && ts.starts_with('0') {
        return None;
    }
    Some(Inbound::Data {
        topic: Cow::Borrowed(topic),
        payload: rest.strip_suffix(r#","ts":"#)?,
        ts: ts.parse().ok()?,
    })
}

/// Appends `text` as a JSON string.
pub fn quote(out: &mut String, text: &str) {
    out.push('"');
    if !text.bytes().any(|b| b < b' ' || b == b'"' || b == b'\\') {
        out.push_str(text);
        out.push('"');
        return;
    }
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// A `write` of `payload`, which is JSON text.
pub fn write(topic: &str, payload: &str) -> String {
    let mut out = String::with_capacity(WRITE_OVERHEAD + topic.len() + payload.len());
    out.push_str(r#"{"type":"write","topic":"#);
    quote(&mut out, topic);
    out.push_str(r#","payload":"#);
    out.push_str(payload);
    out.push('}');
    out
}

/// What a `write` adds to its topic and payload, escapes aside.
pub const WRITE_OVERHEAD: usize = 38;

/// A `subscribe` or `unsubscribe`.
pub fn subscription<'a>(subscribe: bool, topics: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::from(if subscribe {
        r#"{"type":"subscribe","topics":["#
    } else {
        r#"{"type":"unsubscribe","topics":["#
    });
    for (n, topic) in topics.enumerate() {
        if n > 0 {
            out.push(',');
        }
        quote(&mut out, topic);
    }
    out.push_str("]}");
    out
}

/// A `query`.
pub fn query(
    id: u32,
    pattern: &str,
    from: Option<u64>,
    to: Option<u64>,
    limit: Option<u64>,
) -> String {
    let mut out = String::from(r#"{"type":"query","id":""#);
    let _ = write!(out, "{id}\",\"pattern\":");
    quote(&mut out, pattern);
    for (name, value) in [("from", from), ("to", to), ("limit", limit)] {
        if let Some(value) = value {
            let _ = write!(out, ",\"{name}\":{value}");
        }
    }
    out.push('}');
    out
}

/// A `list_topics`.
pub fn list_topics(id: u32) -> String {
    let mut out = String::from(r#"{"type":"list_topics","id":""#);
    let _ = write!(out, "{id}\"}}");
    out
}
