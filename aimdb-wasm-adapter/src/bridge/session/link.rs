//! Connecting, and giving up.

use super::{Effect, End, Link, Session, Status};
use crate::bridge::barrier::Barrier;

/// Attempts to connect are at least this far apart, whatever asks for them.
const MIN_SPACING: u64 = 100;

impl Session {
    pub(super) fn attempt(&mut self, now: u64) {
        if self.config.url_provider {
            self.asked = true;
            self.link = Link::Asking {
                deadline: now + u64::from(self.config.connect_timeout),
            };
            self.effects.push_back(Effect::NeedUrl);
        } else {
            self.open(now, self.url.clone());
        }
    }

    pub(super) fn open(&mut self, now: u64, url: String) {
        self.stats.attempts += 1;
        self.last_attempt = Some(now);
        self.leaving = None;
        self.link = Link::Opening {
            deadline: now + u64::from(self.config.connect_timeout),
        };
        self.effects.push_back(Effect::Open(url));
    }

    /// Waits no longer than the spacing of attempts and a connection that closes demand.
    pub(super) fn attempt_soon(&mut self, now: u64) {
        let spaced = self.last_attempt.map_or(now, |at| at + MIN_SPACING);
        let earliest = self.leaving.map_or(spaced, |end| end.max(spaced));
        if earliest <= now {
            self.attempt(now);
        } else {
            self.link = Link::Waiting { until: earliest };
        }
    }

    pub(super) fn retry_now(&mut self, now: u64) {
        if matches!(self.link, Link::Waiting { .. }) {
            self.attempt_soon(now);
        }
    }

    pub(super) fn proved(&mut self) {
        self.link = Link::Proved;
        self.failures = 0;
        self.refusals = 0;
        self.backoff.reset();
        self.stats.connects += 1;
        if self.stats.connects > 1 {
            self.stats.reconnects += 1;
        }
        self.set_status(Status::Connected);
    }

    pub(super) fn refused_for_good(&self) -> bool {
        let limit = self.config.auth_retries;
        limit.is_some_and(|limit| self.refusals > limit)
    }

    /// The connection, or the attempt to make one, is over.
    pub(super) fn lost(&mut self, now: u64) {
        self.forget_connection(now, false);
        self.failures += 1;
        let tired = self.config.max_retries.is_some_and(|m| self.failures > m);
        if !self.config.auto_reconnect || tired || self.refused_for_good() {
            self.end(now, End::Tired);
            return;
        }
        let wait = u64::from(self.backoff.wait());
        let spaced = self.last_attempt.map_or(0, |at| at + MIN_SPACING);
        self.link = Link::Waiting {
            until: (now + wait).max(spaced),
        };
        self.set_status(Status::Reconnecting);
        self.settle(now);
    }

    pub(super) fn end(&mut self, now: u64, why: End) {
        self.forget_connection(now, true);
        self.link = Link::Ended(why);
        self.settle(now);
        self.fail_flushes();
        self.set_status(Status::Disconnected);
    }

    fn forget_connection(&mut self, now: u64, none: bool) {
        self.outbox.disconnected();
        self.requests.disconnected(none);
        self.subscriptions.disconnected();
        self.barrier = Barrier::default();
        self.settle(now);
    }

    /// Closes the socket, if there is one.
    pub(super) fn drop_connection(&mut self) {
        if matches!(
            self.link,
            Link::Opening { .. } | Link::Open { .. } | Link::Proved
        ) {
            self.effects.push_back(Effect::Close);
        }
    }

    pub(super) fn set_status(&mut self, status: Status) {
        if self.status != status {
            self.status = status;
            self.effects.push_back(Effect::Status(status));
        }
    }
}
