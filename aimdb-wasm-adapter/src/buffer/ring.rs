//! Storage of a ring: positions count up for ever, slots are reused.

/// How many slots a ring starts with.
const FIRST: usize = 8;

pub(super) struct Ring<T> {
    /// A power of two long, or empty. A value at `position` is in slot
    /// `position % slots.len()`.
    slots: Vec<Option<T>>,
    /// What readers may fall behind, a power of two. `slots` grows up to it.
    capacity: usize,
    /// Below this position nothing is needed any more. Kept while `slots` can grow.
    head: u64,
    /// The position of the next value.
    tail: u64,
}

/// What a push displaced, for the caller to drop once nothing is borrowed.
pub(super) struct Displaced<T> {
    _value: Option<T>,
    _slots: Vec<Option<T>>,
}

impl<T> Displaced<T> {
    pub(super) fn value(value: Option<T>) -> Self {
        Self {
            _value: value,
            _slots: Vec::new(),
        }
    }
}

/// Where a reader's next value is.
pub(super) enum At {
    /// Nothing new.
    End,
    /// The value at the reader's cursor is there to be read.
    Value,
    /// This many values are gone; the cursor is to go on at the oldest one kept.
    Lagged(u64),
}

impl<T> Ring<T> {
    pub(super) fn new(capacity: usize) -> Self {
        assert!(capacity > 0, "a ring's capacity cannot be zero");
        Self {
            slots: Vec::new(),
            // As tokio's broadcast does; what it refuses is as good as endless here.
            capacity: capacity
                .checked_next_power_of_two()
                .unwrap_or(1 << (usize::BITS - 1)),
            head: 0,
            tail: 0,
        }
    }

    #[inline]
    pub(super) fn tail(&self) -> u64 {
        self.tail
    }

    #[inline]
    fn index(&self, position: u64) -> usize {
        // Truncation is fine: slots are a power of two.
        position as usize & self.slots.len().wrapping_sub(1)
    }

    pub(super) fn newest(&self) -> Option<&T> {
        self.slots
            .get(self.index(self.tail.wrapping_sub(1)))?
            .as_ref()
    }

    #[inline]
    pub(super) fn get(&self, position: u64) -> Option<&T> {
        self.slots.get(self.index(position))?.as_ref()
    }

    #[inline]
    pub(super) fn locate(&self, cursor: u64) -> At {
        let behind = self.tail - cursor;
        if behind == 0 {
            At::End
        } else if behind <= self.capacity as u64 {
            At::Value
        } else {
            At::Lagged(behind - self.capacity as u64)
        }
    }

    /// Stores a value for readers at `cursors`.
    #[inline]
    pub(super) fn push<'a>(
        &mut self,
        value: T,
        cursors: impl Iterator<Item = u64> + 'a,
    ) -> Displaced<T> {
        let mut spare = Vec::new();
        let len = self.slots.len();
        if len < self.capacity && self.tail - self.head >= len as u64 {
            spare = self.make_room(cursors);
        }
        let index = self.index(self.tail);
        self.tail += 1;
        Displaced {
            _value: self.slots[index].replace(value),
            _slots: spare,
        }
    }

    /// Stores a value nobody reads, in place of the last one.
    pub(super) fn push_unread(&mut self, value: T) -> Displaced<T> {
        if self.slots.is_empty() {
            self.slots.push(None);
            self.tail += 1;
            self.head = self.tail;
        }
        let index = self.index(self.tail - 1);
        Displaced::value(self.slots[index].replace(value))
    }

    /// Forgets all but the newest value; the rest is the caller's to drop.
    pub(super) fn shrink(&mut self) -> Vec<Option<T>> {
        if self.slots.len() < 2 {
            return Vec::new();
        }
        let index = self.index(self.tail - 1);
        let newest = self.slots[index].take();
        self.head = self.tail;
        core::mem::replace(&mut self.slots, vec![newest])
    }

    /// Lets go of what every reader has read, and if that is not much, grows. Called
    /// once in half a ring of pushes at most.
    #[cold]
    fn make_room(&mut self, cursors: impl Iterator<Item = u64>) -> Vec<Option<T>> {
        let len = self.slots.len();
        // A ring that can still grow has kept everything since the slowest cursor.
        let needed = cursors.min().unwrap_or(self.tail);
        let freed = needed - self.head;
        self.head = needed;
        if len > 0 && freed >= (len as u64 / 2).max(1) {
            return Vec::new();
        }
        let grown = if len < FIRST { FIRST } else { len * 2 }.min(self.capacity);
        let mut slots = Vec::with_capacity(grown);
        slots.resize_with(grown, || None);
        let mut old = core::mem::replace(&mut self.slots, slots);
        if len > 0 {
            for position in self.head..self.tail {
                let index = self.index(position);
                self.slots[index] = old[position as usize & (len - 1)].take();
            }
        }
        old
    }
}
