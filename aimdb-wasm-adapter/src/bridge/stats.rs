//! What the bridge counts.

use std::fmt::Write;

macro_rules! stats {
    ($($(#[$doc:meta])+ $field:ident $name:literal,)+) => {
        /// Counters since the bridge was made. Two sums always hold, see the fields.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct Stats {
            $($(#[$doc])+ pub $field: u64,)+
        }

        impl Stats {
            /// All counters as a JSON object.
            pub fn to_json(&self) -> String {
                let names = [$($name),+];
                let counts = [$(self.$field),+];
                let mut out = String::new();
                for (name, count) in names.iter().zip(counts) {
                    out.push(if out.is_empty() { '{' } else { ',' });
                    let _ = write!(out, "\"{name}\":{count}");
                }
                out.push('}');
                out
            }
        }
    };
}

stats! {
    /// Frames that came in, of any kind.
    received "received",
    /// `data` and `snapshot` messages: the sum of `applied`, `rejected`,
    /// `unknown_topic` and `skipped`.
    values "values",
    /// Values put into a record.
    applied "applied",
    /// Values that broke their record's contract.
    rejected "rejected",
    /// Values for a topic no record has.
    unknown_topic "unknownTopic",
    /// Snapshots that would have overwritten something newer, or were not wanted.
    skipped "skipped",
    /// Frames that were not understood: broken, binary, or of an unknown type.
    malformed "malformed",
    /// `error` messages of the server.
    server_errors "serverErrors",
    /// Local writes taken: the sum of `acked`, `dropped` and `queued`.
    written "written",
    /// Write frames sent, repetitions included.
    sent "sent",
    /// Write frames sent again after a reconnect.
    resent "resent",
    /// Writes the server has processed.
    acked "acked",
    /// Writes given up, each one reported with its reason.
    dropped "dropped",
    /// Writes waiting to be sent or acknowledged.
    queued "queued",
    /// Bytes of text that came in, as UTF-8.
    bytes_received "bytesReceived",
    /// Bytes of text sent, as UTF-8.
    bytes_sent "bytesSent",
    /// Attempts to open a connection.
    attempts "attempts",
    /// Connections on which the server spoke.
    connects "connects",
    /// Connections on which the server spoke, after the first.
    reconnects "reconnects",
    /// Milliseconds from the last ping to its pong.
    round_trip_ms "roundTripMs",
    /// Error reports withheld because there were too many.
    suppressed "suppressed",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_names_every_counter_once() {
        let stats = Stats {
            received: 3,
            suppressed: 9,
            ..Stats::default()
        };
        let json: serde_json::Value = serde_json::from_str(&stats.to_json()).unwrap();
        assert_eq!(json["received"], 3);
        assert_eq!(json["suppressed"], 9);
        assert_eq!(json.as_object().unwrap().len(), 21);
    }
}
