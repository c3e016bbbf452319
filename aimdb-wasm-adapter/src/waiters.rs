//! Who waits, in which order. Registering, queueing, waking and leaving are O(1).

use core::task::Waker;

const NIL: u32 = u32::MAX;

/// A slab of registered parties and, threaded through it, the queue of those that
/// wait. Each party has a payload `P` that stays while it is registered.
///
/// No waker is ever woken, cloned or dropped in here: wakers are foreign code and
/// may come back to the owner of this list, which is borrowed at that moment.
pub(crate) struct Waiters<P> {
    nodes: Vec<Node<P>>,
    free: u32,
    live: u32,
    head: u32,
    tail: u32,
    next_ticket: u64,
}

struct Node<P> {
    /// `None` for a free node.
    payload: Option<P>,
    /// `None` while queued: woken, and still in its place.
    waker: Option<Waker>,
    queued: bool,
    ticket: u64,
    prev: u32,
    /// The next in the queue; in a free node, the next free one.
    next: u32,
}

/// A registered party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key(u32);

impl<P> Waiters<P> {
    pub(crate) const fn new() -> Self {
        Self {
            nodes: Vec::new(),
            free: NIL,
            live: 0,
            head: NIL,
            tail: NIL,
            next_ticket: 0,
        }
    }

    pub(crate) fn insert(&mut self, payload: P) -> Key {
        self.live += 1;
        if self.free != NIL {
            let index = self.free;
            let node = &mut self.nodes[index as usize];
            self.free = node.next;
            node.payload = Some(payload);
            node.next = NIL;
            return Key(index);
        }
        let index = self.nodes.len() as u32;
        self.nodes.push(Node {
            payload: Some(payload),
            waker: None,
            queued: false,
            ticket: 0,
            prev: NIL,
            next: NIL,
        });
        Key(index)
    }

    /// Forgets a party; its waker is the caller's to drop.
    pub(crate) fn remove(&mut self, key: Key) -> Option<Waker> {
        let waker = self.leave(key);
        let node = &mut self.nodes[key.0 as usize];
        node.payload = None;
        node.next = self.free;
        self.free = key.0;
        self.live -= 1;
        if self.live == 0 {
            // A crowd that has gone leaves no memory behind.
            *self = Self {
                next_ticket: self.next_ticket,
                ..Self::new()
            };
        }
        waker
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.live == 0
    }

    #[inline]
    pub(crate) fn anyone_queued(&self) -> bool {
        self.head != NIL
    }

    #[inline]
    pub(crate) fn get(&self, key: Key) -> Option<&P> {
        self.nodes.get(key.0 as usize)?.payload.as_ref()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &P> {
        self.nodes.iter().filter_map(|node| node.payload.as_ref())
    }

    /// Whether this very waker is already waiting for `key`.
    pub(crate) fn has_waker(&self, key: Key, waker: &Waker) -> bool {
        let node = &self.nodes[key.0 as usize];
        node.waker.as_ref().is_some_and(|own| own.will_wake(waker))
    }

    /// Queues `key`, or gives it a new waker where it stands. The waker that was
    /// there is the caller's to drop.
    pub(crate) fn enqueue(&mut self, key: Key, waker: Waker) -> Option<Waker> {
        let (ticket, tail) = (self.next_ticket, self.tail);
        let node = &mut self.nodes[key.0 as usize];
        let old = node.waker.replace(waker);
        if node.queued {
            return old;
        }
        self.next_ticket += 1;
        node.queued = true;
        node.ticket = ticket;
        node.prev = tail;
        node.next = NIL;
        match tail {
            NIL => self.head = key.0,
            last => self.nodes[last as usize].next = key.0,
        }
        self.tail = key.0;
        old
    }

    /// Takes `key` out of the queue.
    pub(crate) fn leave(&mut self, key: Key) -> Option<Waker> {
        let node = &mut self.nodes[key.0 as usize];
        if !node.queued {
            return None;
        }
        node.queued = false;
        let waker = node.waker.take();
        let (prev, next) = (node.prev, node.next);
        node.prev = NIL;
        node.next = NIL;
        match prev {
            NIL => self.head = next,
            before => self.nodes[before as usize].next = next,
        }
        match next {
            NIL => self.tail = prev,
            after => self.nodes[after as usize].prev = prev,
        }
        waker
    }

    /// The ticket the next one to queue will get: everyone queued now has a lower one.
    #[inline]
    pub(crate) fn ticket(&self) -> u64 {
        self.next_ticket
    }

    /// Takes the first in the queue out of it, if it queued before `ticket`. The
    /// bound ends a round of waking although the woken may queue again meanwhile.
    pub(crate) fn pop_before(&mut self, ticket: u64) -> Option<(Key, Option<Waker>)> {
        let head = self.head;
        let node = self.nodes.get(head as usize)?;
        if node.ticket >= ticket {
            return None;
        }
        let key = Key(head);
        Some((key, self.leave(key)))
    }

    /// The waker of the first that has not been woken yet; it keeps its place.
    pub(crate) fn wake_in_place(&mut self) -> Option<Waker> {
        let mut index = self.head;
        while let Some(node) = self.nodes.get_mut(index as usize) {
            if let Some(waker) = node.waker.take() {
                return Some(waker);
            }
            index = node.next;
        }
        None
    }

    /// Whether `key` is queued and its waker has been taken.
    pub(crate) fn was_woken(&self, key: Key) -> bool {
        let node = &self.nodes[key.0 as usize];
        node.queued && node.waker.is_none()
    }
}
