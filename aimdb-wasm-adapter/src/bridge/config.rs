//! The bridge's options.

use super::topic;
pub use crate::db::Delivery;
use crate::json;

/// The bridge's options. Times are milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Patterns to subscribe; `None`: the topics of all configured records.
    pub subscribe_topics: Option<Vec<String>>,
    /// Whether a lost connection is opened again.
    pub auto_reconnect: bool,
    /// Whether current values are asked for when connecting.
    pub late_join: bool,
    /// How many writes may wait while there is no connection.
    pub max_offline_queue: u32,
    /// Waits before reconnecting, each taken with full jitter; the last one repeats.
    pub backoff: Vec<u32>,
    /// Failed attempts in a row before giving up; `None`: never.
    pub max_retries: Option<u32>,
    /// Refused upgrades in a row before giving up; `None`: never.
    pub auth_retries: Option<u32>,
    /// How long a connection may take until the server has spoken.
    pub connect_timeout: u32,
    /// Silence after which the server is asked whether it lives.
    pub keepalive: u32,
    /// How long the server may take for a pong.
    pub pong_timeout: u32,
    /// How long a request may take, unless it says otherwise.
    pub request_timeout: u32,
    /// Patterns of the topics whose local writes go to the server; `None`: all.
    pub write_topics: Option<Vec<String>>,
    /// For records that do not say otherwise.
    pub delivery: Delivery,
    /// Whether the URL is asked for before each attempt, for a fresh token.
    pub url_provider: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            subscribe_topics: None,
            auto_reconnect: true,
            late_join: true,
            max_offline_queue: 10_000,
            backoff: vec![500, 1000, 2000, 4000, 8000],
            max_retries: None,
            auth_retries: Some(3),
            connect_timeout: 10_000,
            keepalive: 30_000,
            pong_timeout: 10_000,
            request_timeout: 10_000,
            write_topics: None,
            delivery: Delivery::AtLeastOnce,
            url_provider: false,
        }
    }
}

/// The longest time a timer of a browser can measure.
const MAX_MS: u32 = i32::MAX as u32;

impl Config {
    /// Reads options from a JSON object. The error names the option.
    pub fn parse(json: &str) -> Result<Self, String> {
        let mut config = Self::default();
        let options = json::entries(json).ok_or("bridge options: expected an object")?;
        for (name, json) in options {
            let option = Opt { name: &name, json };
            match &*name {
                "subscribeTopics" => config.subscribe_topics = option.patterns()?,
                "autoReconnect" => config.auto_reconnect = option.flag()?,
                "lateJoin" => config.late_join = option.flag()?,
                "maxOfflineQueue" => config.max_offline_queue = option.number(0, u32::MAX)?,
                "backoff" => config.backoff = option.waits()?,
                "maxRetries" => config.max_retries = option.limit()?,
                "authRetries" => config.auth_retries = option.limit()?,
                "connectTimeoutMs" => config.connect_timeout = option.number(1, MAX_MS)?,
                "keepaliveMs" => config.keepalive = option.number(10, MAX_MS)?,
                "pongTimeoutMs" => config.pong_timeout = option.number(10, MAX_MS)?,
                "requestTimeoutMs" => config.request_timeout = option.number(1, MAX_MS)?,
                "writeTopics" => config.write_topics = option.patterns()?,
                "delivery" => {
                    config.delivery = Delivery::from_json(json)
                        .ok_or_else(|| option.expected("\"at-least-once\" or \"at-most-once\""))?;
                }
                "urlProvider" => config.url_provider = option.flag()?,
                _ => return Err(["unknown bridge option `", &name, "`"].concat()),
            }
        }
        Ok(config)
    }
}

struct Opt<'a> {
    name: &'a str,
    json: &'a str,
}

impl Opt<'_> {
    fn expected(&self, what: &str) -> String {
        let got: String = self.json.chars().take(60).collect();
        [
            "bridge option `",
            self.name,
            "`: expected ",
            what,
            ", got ",
            &got,
        ]
        .concat()
    }

    fn flag(&self) -> Result<bool, String> {
        match self.json {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.expected("true or false")),
        }
    }

    fn number(&self, min: u32, max: u32) -> Result<u32, String> {
        // JavaScript may print an integer as 1e3, which serde takes for a float only.
        let number = json::number(self.json);
        if number.fract() == 0.0 && (f64::from(min)..=f64::from(max)).contains(&number) {
            return Ok(number as u32);
        }
        Err(self.expected(&format!("an integer from {min} to {max}")))
    }

    /// A count, or null for no limit (which is also how JSON prints Infinity).
    fn limit(&self) -> Result<Option<u32>, String> {
        if self.json == "null" {
            return Ok(None);
        }
        self.number(0, u32::MAX).map(Some)
    }

    fn waits(&self) -> Result<Vec<u32>, String> {
        let wait = |text| {
            let number = json::number(text);
            let good = (0.0..=f64::from(MAX_MS)).contains(&number);
            good.then_some(number as u32)
        };
        json::items(self.json)
            .and_then(|list| list.into_iter().map(wait).collect())
            .filter(|waits: &Vec<u32>| !waits.is_empty())
            .ok_or_else(|| self.expected("a list of milliseconds, at least one"))
    }

    fn patterns(&self) -> Result<Option<Vec<String>>, String> {
        if self.json == "null" {
            return Ok(None);
        }
        let list = json::strings(self.json)
            .ok_or_else(|| self.expected("a list of topics or patterns"))?;
        for pattern in &list {
            if let Some(objection) = topic::objection(pattern) {
                return Err(["bridge option `", self.name, "`: ", objection].concat());
            }
        }
        Ok(Some(list))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seeds_options() {
        let config = Config::parse(
            r##"{"subscribeTopics":["sensors/#"],"autoReconnect":true,"lateJoin":true}"##,
        )
        .unwrap();
        assert_eq!(config.subscribe_topics, Some(vec!["sensors/#".to_owned()]));
        assert_eq!(config.backoff, [500, 1000, 2000, 4000, 8000]);
        assert_eq!(Config::parse("{}").unwrap(), Config::default());
    }

    #[test]
    fn numbers_as_javascript_prints_them() {
        let config = Config::parse(r#"{"keepaliveMs":1e4,"maxRetries":null,"backoff":[0.5]}"#);
        let config = config.unwrap();
        assert_eq!(config.keepalive, 10_000);
        assert_eq!(config.max_retries, None);
        assert_eq!(config.backoff, [0]);
    }

    #[test]
    fn errors_name_the_option() {
        for (json, name) in [
            (r#"{"maxOfflineQueue":-1}"#, "maxOfflineQueue"),
            (r#"{"maxOfflineQueue":1.5}"#, "maxOfflineQueue"),
            (r#"{"backoff":[]}"#, "backoff"),
            (r#"{"backoff":500}"#, "backoff"),
            (r#"{"backoff":[-1]}"#, "backoff"),
            (r#"{"keepaliveMs":0}"#, "keepaliveMs"),
            (r#"{"pongTimeoutMs":3000000000}"#, "pongTimeoutMs"),
            (r#"{"subscribeTopics":"sensors/#"}"#, "subscribeTopics"),
            (r#"{"subscribeTopics":[""]}"#, "subscribeTopics"),
            (r#"{"subscribeTopics":["a/+"]}"#, "subscribeTopics"),
            (r#"{"writeTopics":[1]}"#, "writeTopics"),
            (r#"{"autoReconnect":"yes"}"#, "autoReconnect"),
            (r#"{"delivery":"exactly-once"}"#, "delivery"),
            (r#"{"maxRetry":3}"#, "maxRetry"),
        ] {
            let error = Config::parse(json).unwrap_err();
            assert!(error.contains(name), "{json}: {error}");
        }
        assert!(Config::parse("[]").is_err());
    }
}
