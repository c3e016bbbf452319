//! Brings a session, a database and the outside world together.
//!
//! The session is borrowed for moments only, never while something is called that could
//! come back in. Effects are carried out one after another; what they cause joins the
//! queue.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use aimdb_core::buffer::BufferCfg;

use super::outbox::Overflow;
use super::report::{Gap, Report};
use super::requests::Failure;
use super::session::{Effect, RecordSpec, Reread, Session, Status};
use super::Config;
use crate::db::{Db, RecordInfo, WeakDb};
use crate::host::{self, Timer};
use crate::hub::{Observer, Origin, Payload};

/// What the bridge tells the application.
#[derive(Debug)]
pub enum Event {
    /// The status has changed.
    Status(Status),
    /// Something went wrong.
    Error(Report),
    /// Writes were given up.
    Dropped(Gap),
    /// No write waits any more.
    Drained,
    /// A request's answer, as JSON text.
    Reply(u32, String),
    /// A request has no answer.
    Failed(u32, Failure),
    /// A URL is wanted: [`Driver::url`].
    NeedUrl,
}

/// The world outside: one socket at a time, and the application.
pub trait Outside {
    /// Opens a socket. What happens to it is handed to the driver, until it is closed.
    fn open(&self, url: &str) -> Result<(), String>;

    /// Sends a text frame.
    fn send(&self, frame: &str);

    /// Closes the socket and forgets it.
    fn close(&self);

    /// Closes the socket; when it is closed, [`Driver::left`]. Nothing else of it is handed
    /// to the driver any more.
    fn leave(&self);

    /// Finds out whether a server answers at all: [`Driver::probed`].
    fn probe(&self);

    /// Tells the application. May call the driver.
    fn tell(&self, event: Event);

    /// Nothing will be asked any more.
    fn ended(&self);
}

/// A bridge at work.
pub struct Driver {
    session: RefCell<Session>,
    db: WeakDb,
    outside: Box<dyn Outside>,
    me: Weak<Self>,
    /// Effects are being carried out; further ones will be, too.
    running: Cell<bool>,
    /// A microtask that carries out effects is under way.
    soon: Cell<bool>,
    timer: RefCell<Option<(u64, Timer)>>,
    /// A time, and the Unix milliseconds then.
    clock: Cell<(u64, f64)>,
    ended: Cell<bool>,
    /// The application is not to be told anything more.
    muted: Cell<bool>,
}

impl Driver {
    /// Starts a bridge from `db` to `url`. `outside` gets a handle on the driver for its
    /// socket's events. Nothing is told before the next microtask.
    pub fn start(
        db: &Db,
        url: String,
        config: Config,
        seed: u64,
        outside: impl FnOnce(Weak<Driver>) -> Box<dyn Outside>,
    ) -> Rc<Self> {
        let driver = Rc::new_cyclic(|me: &Weak<Self>| Self {
            session: RefCell::new(Session::new(url, config, seed)),
            db: db.downgrade(),
            outside: outside(me.clone()),
            me: me.clone(),
            running: Cell::new(false),
            soon: Cell::new(false),
            timer: RefCell::new(None),
            clock: Cell::new((u64::MAX, 0.0)),
            ended: Cell::new(false),
            muted: Cell::new(false),
        });
        for record in db.records() {
            driver.add(&record);
        }
        db.observe(Rc::clone(&driver) as Rc<dyn Observer>);
        driver.session.borrow_mut().start(now());
        driver.run_soon();
        driver
    }

    /// Does something to the session; the effects follow in a microtask, after the
    /// caller has had the result.
    pub fn command<R>(&self, command: impl FnOnce(&mut Session, u64) -> R) -> R {
        let result = command(&mut self.session.borrow_mut(), now());
        self.run_soon();
        result
    }

    /// Looks at the session.
    pub fn look<R>(&self, look: impl FnOnce(&Session) -> R) -> R {
        look(&self.session.borrow())
    }

    /// Hands in a URL, or why there is none.
    pub fn url(&self, url: Result<String, String>) {
        self.event(|session, now| session.url(now, url));
    }

    /// The socket is open.
    pub fn opened(&self) {
        self.event(Session::opened);
    }

    /// The socket was closed.
    pub fn closed(&self, code: u16) {
        // It is of no more use, and would keep its handlers until the next one comes.
        self.outside.close();
        self.event(|session, now| session.closed(now, code));
    }

    /// The socket that was to be left is closed.
    pub fn left(&self) {
        self.outside.close();
        self.event(Session::left);
    }

    /// A binary frame came.
    pub fn binary(&self) {
        self.event(Session::binary);
    }

    /// The network is back, or the page is looked at.
    pub fn wake(&self) {
        self.event(Session::wake);
    }

    /// What a probe found.
    pub fn probed(&self, answers: Option<bool>) {
        self.event(|session, now| session.probed(now, answers));
    }

    /// A text frame came, at a time of the clock of [`host::now_ms`].
    pub fn text(&self, now: f64, text: &str) {
        let now = whole(host::no_earlier(now));
        let unix = self.unix_ms(now);
        let mut arrival = self.session.borrow_mut().text(now, text);
        while let Some(value) = arrival.take() {
            let outcome = match self.db.upgrade() {
                Some(db) => db.apply(value.slot, value.payload, unix),
                None => Ok(()),
            };
            let mut session = self.session.borrow_mut();
            let outcome = match outcome {
                Ok(()) => Ok(()),
                Err(violation) => match session.reread(now, text, &value) {
                    Reread::Same => Err(violation.to_json()),
                    Reread::Other(value) => {
                        // Read in full, it stands as it is the next time.
                        arrival = Some(value);
                        continue;
                    }
                    Reread::Malformed => break,
                },
            };
            session.applied(now, value.slot, outcome);
        }
        self.run();
    }

    /// Ends the bridge: when this returns, its socket is closed, its timer gone, it sees no
    /// more writes, and everything has been told.
    pub fn disconnect(&self) {
        self.session.borrow_mut().disconnect(now());
        self.release();
        // Also from within something told: who ends it may mute it next.
        let outer = self.running.replace(false);
        self.run();
        self.running.set(outer);
    }

    /// As [`Driver::disconnect`], without a word to the application.
    pub fn shut(&self) {
        self.muted.set(true);
        self.disconnect();
    }

    /// Unix milliseconds. The host is asked once in a millisecond: many frames come in one.
    fn unix_ms(&self, now: u64) -> f64 {
        let (at, unix) = self.clock.get();
        if at == now {
            return unix;
        }
        let unix = host::unix_ms();
        self.clock.set((now, unix));
        unix
    }

    fn event(&self, event: impl FnOnce(&mut Session, u64)) {
        event(&mut self.session.borrow_mut(), now());
        self.run();
    }

    fn add(&self, record: &RecordInfo) {
        let derived = record.key.replace('.', "/");
        let spec = RecordSpec {
            slot: record.slot,
            key: &record.key,
            topic: (*record.topic != *derived).then_some(&*record.topic),
            overflow: match &record.buffer {
                BufferCfg::SpmcRing { capacity } => Overflow::Ring(*capacity as u32),
                BufferCfg::SingleLatest | BufferCfg::Mailbox => Overflow::Latest,
            },
            delivery: record.delivery,
            forward: record.forward,
        };
        self.session.borrow_mut().add_record(now(), spec);
    }

    #[cold]
    fn unfit(&self, slot: u32, value: &dyn Payload) {
        let record = self.db.upgrade().and_then(|db| db.record(slot));
        let violation = record.and_then(|record| value.violation(&record.key));
        let mut session = self.session.borrow_mut();
        session.unfit_write(now(), slot, violation);
    }

    /// Carries out effects in a microtask. Safe at any depth: nothing is called now.
    fn run_soon(&self) {
        if self.soon.replace(true) {
            return;
        }
        // Held, so that what ended meanwhile is still said.
        if let Some(me) = self.me.upgrade() {
            host::queue_microtask(move || {
                me.soon.set(false);
                me.session.borrow_mut().pump(now());
                me.run();
            });
        }
    }

    fn run(&self) {
        if self.running.replace(true) {
            return;
        }
        loop {
            let effect = self.session.borrow_mut().poll();
            let Some(effect) = effect else { break };
            self.carry_out(effect);
        }
        self.running.set(false);
        self.set_timer();
    }

    fn carry_out(&self, effect: Effect) {
        let begins = matches!(effect, Effect::Open(_) | Effect::Probe | Effect::NeedUrl);
        if begins && self.ended.get() {
            return;
        }
        let event = match effect {
            Effect::Open(url) => {
                if let Err(message) = self.outside.open(&url) {
                    self.session.borrow_mut().open_failed(now(), &message);
                }
                return;
            }
            Effect::Send(frame) => return self.outside.send(&frame),
            Effect::Close => return self.outside.close(),
            Effect::Leave => return self.outside.leave(),
            Effect::Probe => return self.outside.probe(),
            Effect::NeedUrl => Event::NeedUrl,
            Effect::Status(status) => Event::Status(status),
            Effect::Error(report) => Event::Error(report),
            Effect::Dropped(gap) => Event::Dropped(gap),
            Effect::Drained => Event::Drained,
            Effect::Reply(id, text) => Event::Reply(id, text),
            Effect::Failed(id, failure) => Event::Failed(id, failure),
        };
        if !self.muted.get() {
            self.outside.tell(event);
        }
    }

    /// One timer, set again only to go off earlier: most frames move the deadline back,
    /// and a timer that goes off in vain costs less than setting it each time.
    fn set_timer(&self) {
        if self.ended.get() {
            return;
        }
        let Some(deadline) = self.session.borrow().deadline() else {
            return;
        };
        if matches!(&*self.timer.borrow(), Some((at, _)) if *at <= deadline) {
            return;
        }
        let me = self.me.clone();
        let delay = deadline.saturating_sub(now()) as f64;
        let timer = Timer::after(delay, move || {
            if let Some(me) = me.upgrade() {
                let _spent = me.timer.take();
                me.event(Session::tick);
            }
        });
        // A host without timers has been refused when the bridge was made.
        let _old = self
            .timer
            .replace(timer.ok().map(|timer| (deadline, timer)));
    }

    /// Lets go of everything that could call in.
    fn release(&self) {
        if self.ended.replace(true) {
            return;
        }
        let _timer = self.timer.take();
        self.outside.ended();
        if let (Some(db), Some(me)) = (self.db.upgrade(), self.me.upgrade()) {
            db.unobserve(&(me as Rc<dyn Observer>));
        }
    }
}

fn now() -> u64 {
    whole(host::now_ms())
}

/// Milliseconds, rounded up: a timer must not find that its time has not come.
fn whole(ms: f64) -> u64 {
    ms.max(0.0).ceil() as u64
}

impl Observer for Driver {
    fn pushed(&self, slot: u32, origin: Origin, value: &dyn Payload) {
        if !self.session.borrow().observes(slot, origin) {
            return;
        }
        match value.to_json() {
            Some(text) => self.session.borrow_mut().local_write(now(), slot, text),
            None => self.unfit(slot, value),
        }
        self.run_soon();
    }

    fn configured(&self, slot: u32) {
        if let Some(record) = self.db.upgrade().and_then(|db| db.record(slot)) {
            self.add(&record);
            self.run_soon();
        }
    }

    fn closed(&self) {
        self.session.borrow_mut().disconnect(now());
        self.release();
        // Whoever frees a database does not expect to be called back from it.
        self.run_soon();
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver")
            .field("status", &self.session.borrow().status())
            .finish_non_exhaustive()
    }
}
