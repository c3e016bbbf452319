//! What the bridge reads and writes, against the protocol's own types.

#![cfg(not(target_arch = "wasm32"))]
// Clippy does not know helpers of tests for tests.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use aimdb_wasm_adapter::bridge::wire::{self, Inbound, WireError};
use aimdb_ws_protocol::{ClientMessage, ErrorCode, QueryRecord, ServerMessage, TopicInfo};
use proptest::prelude::*;
use serde_json::{json, Value};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,6}(/[a-z0-9]{1,6}){0,3}",
        any::<String>(),
        r#"["\\/\n\t\u{0}\u{1f}éü🌡]{0,8}"#,
    ]
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e300..1e300).prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((text(), inner), 0..5)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn message() -> impl Strategy<Value = ServerMessage> {
    let code = prop_oneof![
        Just(ErrorCode::Unauthorized),
        Just(ErrorCode::Forbidden),
        Just(ErrorCode::UnknownTopic),
        Just(ErrorCode::SerializationError),
        Just(ErrorCode::WriteError),
        Just(ErrorCode::ServerError),
    ];
    let record = (text(), json_value(), any::<u64>())
        .prop_map(|(topic, payload, ts)| QueryRecord { topic, payload, ts });
    let info = (text(), prop::option::of(text()), prop::option::of(text())).prop_map(
        |(name, schema_type, entity)| TopicInfo {
            name,
            schema_type,
            entity,
        },
    );
    // A payload of null and none at all are one.
    let payload = || prop::option::of(json_value()).prop_map(|v| v.filter(|v| !v.is_null()));
    prop_oneof![
        (text(), payload(), any::<u64>()).prop_map(|(topic, payload, ts)| ServerMessage::Data {
            topic,
            payload,
            ts
        }),
        (text(), payload()).prop_map(|(topic, payload)| ServerMessage::Snapshot { topic, payload }),
        prop::collection::vec(text(), 0..4).prop_map(|topics| ServerMessage::Subscribed { topics }),
        (code, prop::option::of(text()), text()).prop_map(|(code, topic, message)| {
            ServerMessage::Error {
                code,
                topic,
                message,
            }
        }),
        Just(ServerMessage::Pong),
        (text(), prop::collection::vec(record, 0..4), 0usize..1000)
            .prop_map(|(id, records, total)| ServerMessage::QueryResult { id, records, total }),
        (text(), prop::collection::vec(info, 0..4))
            .prop_map(|(id, topics)| ServerMessage::TopicList { id, topics }),
    ]
}

/// What the bridge read, as the protocol's type; `None` if it hands on a payload that
/// only the contract would find to be no JSON value.
fn as_protocol(inbound: &Inbound<'_>) -> Option<ServerMessage> {
    let value = |text: &str| {
        let value: Value = serde_json::from_str(text).ok()?;
        Some(Some(value).filter(|v| !v.is_null()))
    };
    Some(match inbound {
        Inbound::Data { topic, payload, ts } => ServerMessage::Data {
            topic: topic.to_string(),
            payload: value(payload)?,
            ts: *ts,
        },
        Inbound::Snapshot { topic, payload } => ServerMessage::Snapshot {
            topic: topic.to_string(),
            payload: value(payload)?,
        },
        Inbound::Subscribed { topics } => ServerMessage::Subscribed {
            topics: topics.iter().map(ToString::to_string).collect(),
        },
        Inbound::Error {
            code,
            topic,
            message,
        } => ServerMessage::Error {
            code: serde_json::from_value(Value::from(&**code)).ok()?,
            topic: topic.as_ref().map(ToString::to_string),
            message: message.to_string(),
        },
        Inbound::Pong => ServerMessage::Pong,
        Inbound::QueryResult { id, records, total } => ServerMessage::QueryResult {
            id: id.to_string(),
            records: serde_json::from_str(records).ok()?,
            total: *total as usize,
        },
        Inbound::TopicList { id, topics } => ServerMessage::TopicList {
            id: id.to_string(),
            topics: serde_json::from_str(topics).ok()?,
        },
    })
}

/// Both read a frame alike: whatever the protocol's types accept, the bridge reads as
/// the same; what they reject, the bridge rejects or hands on as a payload or a code
/// that is rejected there.
fn agree(frame: &str) -> Result<(), TestCaseError> {
    let oracle = serde_json::from_str::<ServerMessage>(frame);
    // serde also reads an enum from a list, which no server writes.
    prop_assume!(!frame.trim_start().starts_with('['));
    // A glance sees what a full look sees, as far as the payload is a value.
    if let Some(seen) = wire::glance(frame) {
        match (as_protocol(&seen), wire::decode(frame)) {
            (Some(seen), full) => {
                let full = full.ok().and_then(|full| as_protocol(&full));
                prop_assert_eq!(Some(seen), full, "{}", frame);
            }
            (None, full) => {
                let full = full.ok().and_then(|full| as_protocol(&full));
                let (Inbound::Data { payload, .. }, true) = (&seen, full.is_some()) else {
                    return Ok(());
                };
                // Fields in another order: a contract cannot take what was seen.
                prop_assert!(serde_json::from_str::<Value>(payload).is_err());
            }
        }
    }
    match (oracle, wire::decode(frame)) {
        (Ok(expected), Ok(inbound)) => {
            prop_assert_eq!(as_protocol(&inbound), Some(expected), "{}", frame);
        }
        (Ok(expected), Err(error)) => {
            return Err(TestCaseError::fail(format!(
                "{frame}: {expected:?} was read as {error:?}"
            )));
        }
        (Err(error), Ok(inbound)) => {
            let unread = as_protocol(&inbound).is_none();
            // What belongs to no field of its type is skipped without a look, and so may
            // hold what serde_json cannot take: a lone surrogate, a huge number.
            let skipped = serde_json::from_str::<Value>(frame).is_err();
            prop_assert!(
                unread || skipped,
                "{}: {} was read as {:?}",
                frame,
                error,
                inbound
            );
        }
        (Err(_), Err(_)) => {}
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_the_server_writes_is_read_alike(message in message()) {
        let frame = serde_json::to_string(&message).unwrap();
        let inbound = wire::decode(&frame);
        prop_assert!(inbound.is_ok(), "{}: {:?}", frame, inbound);
        agree(&frame)?;
        agree(&serde_json::to_string_pretty(&message).unwrap())?;
    }

    #[test]
    fn order_and_further_fields_do_not_matter(message in message(), extra in (text(), json_value()), turn in 0usize..8) {
        let Value::Object(fields) = serde_json::to_value(&message).unwrap() else {
            unreachable!()
        };
        let mut fields: Vec<(String, Value)> = fields.into_iter().collect();
        fields.push(extra);
        let turn = turn % fields.len();
        fields.rotate_left(turn);
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{} : {value}", Value::from(name.as_str())))
            .collect();
        agree(&format!("{{ {} }}", body.join(" , ")))?;
    }

    #[test]
    fn a_field_of_another_type_is_refused_alike(message in message(), at in 0usize..8, value in json_value()) {
        let mut frame = serde_json::to_value(&message).unwrap();
        let fields = frame.as_object_mut().unwrap();
        let at = at % fields.len();
        if let Some((_, field)) = fields.iter_mut().nth(at) {
            *field = value;
        }
        agree(&frame.to_string())?;
    }

    #[test]
    fn damage_is_found_alike(message in message(), cut in any::<prop::sample::Index>(), with in any::<Option<char>>()) {
        let frame = serde_json::to_string(&message).unwrap();
        let mut chars: Vec<char> = frame.chars().collect();
        let at = cut.index(chars.len());
        match with {
            Some(c) => chars[at] = c,
            None => chars.truncate(at),
        }
        agree(&chars.into_iter().collect::<String>())?;
    }

    #[test]
    fn the_server_reads_what_the_bridge_writes(
        topic in text(), payload in json_value(), topics in prop::collection::vec(text(), 0..4),
        id in any::<u32>(), times in any::<(Option<u64>, Option<u64>)>(), limit in prop::option::of(0u64..1_000_000),
    ) {
        let read = |frame: String| serde_json::from_str::<ClientMessage>(&frame).unwrap();
        // As it reads back: printing and reading a float may change its last digit.
        let written = payload.to_string();
        let payload: Value = serde_json::from_str(&written).unwrap();
        let frame = wire::write(&topic, &written);
        prop_assert_eq!(read(frame), ClientMessage::Write { topic: topic.clone(), payload });
        for subscribe in [true, false] {
            let frame = wire::subscription(subscribe, topics.iter().map(String::as_str));
            let topics = topics.clone();
            let expected = if subscribe {
                ClientMessage::Subscribe { topics }
            } else {
                ClientMessage::Unsubscribe { topics }
            };
            prop_assert_eq!(read(frame), expected);
        }
        let frame = wire::query(id, &topic, times.0, times.1, limit);
        prop_assert_eq!(read(frame), ClientMessage::Query {
            id: id.to_string(), pattern: topic, from: times.0, to: times.1, limit: limit.map(|n| n as usize),
        });
        prop_assert_eq!(read(wire::list_topics(id)), ClientMessage::ListTopics { id: id.to_string() });
        prop_assert_eq!(read(wire::PING.to_owned()), ClientMessage::Ping);
    }
}

#[test]
fn an_unknown_type_or_code_is_told_from_nonsense() {
    assert_eq!(
        wire::decode(r#"{"type":"surprise","topic":5}"#).unwrap_err(),
        WireError::UnknownType("surprise".to_owned())
    );
    for frame in [
        "",
        "null",
        "[]",
        r#"["pong"]"#,
        "{}",
        r#"{"type":5}"#,
        r#"{"type":"pong"} {}"#,
        r#"{"type":"pong","type":"pong"}"#,
        r#"{"type":"data","topic":"t","payload":1}"#,
        r#"{"type":"data","topic":"t","payload":1,"ts":-1}"#,
        r#"{"type":"data","topic":"t","payload":1,"ts":1.5}"#,
        r#"{"type":"subscribed","topics":["a",1]}"#,
    ] {
        assert!(
            matches!(wire::decode(frame), Err(WireError::Malformed(_))),
            "{frame}"
        );
    }
    let frame = r#"{"type":"error","code":"BRAND_NEW","message":"m"}"#;
    assert!(matches!(wire::decode(frame), Ok(Inbound::Error { code, .. }) if code == "BRAND_NEW"));
}

#[test]
fn a_glance_takes_what_the_server_prints() {
    let frame = r#"{"type":"data","topic":"a/b","payload":{"x":[1,"}"]},"ts":1795354988207}"#;
    let Some(Inbound::Data { topic, payload, ts }) = wire::glance(frame) else {
        panic!("{frame}")
    };
    assert_eq!(
        (&*topic, payload, ts),
        ("a/b", r#"{"x":[1,"}"]}"#, 1_795_354_988_207)
    );
}

#[test]
fn a_glance_is_not_deceived() {
    for (frame, is_message) in [
        (r#"{"type":"data","topic":"t","payload":1,"ts":01}"#, false),
        (r#"{"type":"data","topic":"t","payload":1,"ts":}"#, false),
        (r#"{"type":"data","topic":"t","payload":1,"ts":1}}"#, false),
        (
            r#"{"type":"data","topic":"t","payload":1,"ts":99999999999999999999}"#,
            false,
        ),
        (
            r#"{"type":"data","topic":"a\u0062","payload":1,"ts":1}"#,
            true,
        ),
        (r#"{"type":"data","topic":"a\n","payload":1,"ts":1}"#, true),
        (r#"{"type":"data","topic":"t","payload":1,"ts":1} "#, true),
        (r#"{"type":"data","topic":"t","payload":1,"ts":1 }"#, true),
        (
            r#"{"type":"data","topic":"t","payload":1,"ts":1,"more":2}"#,
            true,
        ),
        (
            r#"{"type":"data","topic":"t","payload":1,"x":{"ts":1}}"#,
            false,
        ),
        (
            "{\"type\":\"data\",\"topic\":\"\u{1}\",\"payload\":1,\"ts\":1}",
            false,
        ),
    ] {
        assert!(wire::glance(frame).is_none(), "{frame}");
        assert_eq!(wire::decode(frame).is_ok(), is_message, "{frame}");
    }
    // What it takes for a payload is none, so whoever reads it looks again.
    for frame in [
        r#"{"type":"data","topic":"t","payload":1,"ts":5,"ts":6}"#,
        r#"{"type":"data","topic":"t","payload":1,"payload":2,"ts":6}"#,
        r#"{"type":"data","topic":"t","payload":,"ts":6}"#,
        r#"{"type":"data","topic":"t","payload":{}{},"ts":6}"#,
        r#"{"type":"data","topic":"t","payload":{"a":1},"more":2,"ts":6}"#,
    ] {
        let Some(Inbound::Data { payload, .. }) = wire::glance(frame) else {
            panic!("{frame}");
        };
        assert!(serde_json::from_str::<Value>(payload).is_err(), "{frame}");
    }
}

#[test]
fn nothing_of_a_common_frame_is_copied() {
    let frame =
        r#"{"type":"data","topic":"sensors/temperature/vienna","payload":{"celsius":22.0},"ts":1}"#;
    let Some(Inbound::Data { topic, payload, ts }) = wire::glance(frame) else {
        panic!("not read");
    };
    assert!(matches!(topic, std::borrow::Cow::Borrowed(_)));
    assert_eq!((payload, ts), (r#"{"celsius":22.0}"#, 1));
}

#[test]
fn a_frame_of_sixteen_megabytes_and_one_nested_deep_do_no_harm() {
    let big = "x".repeat(16 * 1024 * 1024);
    let frame = json!({"type": "snapshot", "topic": "t", "payload": big}).to_string();
    assert!(
        matches!(wire::decode(&frame), Ok(Inbound::Snapshot { payload, .. }) if payload.len() == big.len() + 2)
    );
    let deep = 1_000_000;
    let frame = format!(
        r#"{{"type":"snapshot","topic":"t","payload":{}{}}}"#,
        "[".repeat(deep),
        "]".repeat(deep)
    );
    assert!(matches!(wire::decode(&frame), Ok(Inbound::Snapshot { .. })));
    let unclosed = format!(
        r#"{{"type":"data","topic":"t","payload":{}"#,
        "[".repeat(deep)
    );
    assert!(wire::decode(&unclosed).is_err());
}
