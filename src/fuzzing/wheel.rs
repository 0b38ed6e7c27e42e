//! Fuzz target `wheel`: the timing wheel against a sorted map.
//!
//! A [`Pair`] holds a [`Wheel`] and a `BTreeMap` from (deadline, sequence number) to the value, and applies each
//! operation to both. It demands, with the wheel's own invariants after each operation,
//!
//! - **I1.** the same values from `fire`, in the same order, the limit and the answer whether more are due included;
//! - **I2.** the same answer about every key, those included that became stale long ago;
//! - **I3.** of `next_deadline` the exact one where that is promised, never a later one, and progress everywhere: after
//!   a complete `fire(now)` it is later than `now`, and whoever follows it arrives at the end in a bounded number of
//!   steps.
//!
//! An input is a sequence of operations, each one byte and its operands; see [`run`]. What it leaves to others: time,
//! threads and wakers, of which a wheel knows nothing.

use super::Bytes;
use crate::engine::wheel::{Key, SCAN_LIMIT, Tick, Wheel};
use std::collections::{BTreeMap, HashMap};

/// An input that has made this many entries is long enough.
const MOST_ENTRIES: usize = 4_000;

/// With more entries than this the invariants, a walk through everything, are checked from time to time only.
const CHECKED_ALWAYS: usize = 20;

/// Runs the operations that the bytes stand for.
///
/// # Panics
///
/// When the wheel and its model differ.
pub fn run(data: &[u8]) {
    let mut bytes = Bytes(data);
    let mut pair = Pair::new();
    while !bytes.is_empty() && pair.keys.len() < MOST_ENTRIES {
        match bytes.u8() % 16 {
            0..=2 => {
                let deadline = pair.read_deadline(&mut bytes);
                pair.insert(deadline);
            }
            3 => {
                let (count, step) = (bytes.u8() % 64, u64::from(bytes.u16()));
                let first = pair.read_deadline(&mut bytes);
                (0..u64::from(count)).for_each(|i| pair.insert(first.saturating_add(i * step)));
            }
            4 | 5 => pair.remove(bytes.u16().into()),
            6 => {
                let (first, count) = (usize::from(bytes.u16()), usize::from(bytes.u8()));
                (first..first + count).for_each(|which| pair.remove(which));
            }
            7 | 8 => {
                let (which, deadline) = (bytes.u16().into(), pair.read_deadline(&mut bytes));
                pair.move_to(which, deadline);
            }
            9 => pair.wake(),
            10 => {
                let (limit, now) = (bytes.u8().into(), pair.read_deadline(&mut bytes));
                pair.fire(now, limit);
            }
            11 => {
                let now = pair.read_deadline(&mut bytes);
                pair.fire(now, usize::MAX);
            }
            12 => {
                let now = pair.now.saturating_add(bytes.u16().into());
                pair.fire(now, usize::MAX);
            }
            13 => pair.remove_next(),
            14 => pair.finish(),
            _ => pair.drain(),
        }
    }
    pair.finish();
}

/// A wheel of numbers, and what it should contain.
#[derive(Debug)]
struct Pair {
    wheel: Wheel<u64>,
    model: BTreeMap<(Tick, u64), u64>,
    /// Where in the model a value is.
    places: HashMap<u64, (Tick, u64)>,
    /// All keys there ever were; the value is the position.
    keys: Vec<Key>,
    sequence: u64,
    now: Tick,
    operations: usize,
}

impl Pair {
    fn new() -> Self {
        Pair {
            wheel: Wheel::new(),
            model: BTreeMap::new(),
            places: HashMap::new(),
            keys: Vec::new(),
            sequence: 0,
            now: 0,
            operations: 0,
        }
    }

    /// Reads a deadline: near to now or far, before it or after, one that is there already, or any.
    fn read_deadline(&self, bytes: &mut Bytes<'_>) -> Tick {
        let code = bytes.u8();
        let distance = |bytes: &mut Bytes<'_>| u64::from(bytes.u8()) << (code & 63);
        match code >> 6 {
            0 | 1 => self.now.saturating_add(distance(bytes)),
            2 => self.now.saturating_sub(distance(bytes)),
            _ if code & 32 == 0 => self.model.keys().nth(bytes.u8().into()).map_or(self.now, |(deadline, _)| *deadline),
            _ if code & 16 == 0 => self.now.saturating_add(u64::from(code & 15)),
            _ if code & 8 == 0 => Tick::MAX - u64::from(code & 7),
            _ => bytes.u64(),
        }
    }

    fn insert(&mut self, deadline: Tick) {
        let value = self.keys.len() as u64;
        let key = self.wheel.insert(deadline, value);
        self.keys.push(key);
        self.note(value, deadline);
        self.check();
    }

    fn remove(&mut self, which: usize) {
        let Some((key, value)) = self.key(which) else {
            return;
        };
        let expected = self.places.remove(&value).and_then(|place| self.model.remove(&place));
        assert_eq!(self.wheel.get_mut(key).copied(), expected);
        assert_eq!(self.wheel.remove(key), expected);
        assert_eq!(self.wheel.get_mut(key), None);
        self.check();
    }

    /// Removes the earliest entry.
    fn remove_next(&mut self) {
        if let Some(value) = self.model.values().next() {
            self.remove(*value as usize);
        }
    }

    fn move_to(&mut self, which: usize, deadline: Tick) {
        let Some((key, value)) = self.key(which) else {
            return;
        };
        let place = self.places.remove(&value);
        assert_eq!(self.wheel.move_to(key, deadline), place.is_some());
        if let Some(place) = place {
            self.model.remove(&place);
            self.note(value, deadline);
        }
        self.check();
    }

    /// Does what a parked thread would do: waits for the next deadline, then fires.
    fn wake(&mut self) {
        if let Some(next) = self.next_deadline() {
            self.fire(self.now.max(next), usize::MAX);
        }
    }

    fn fire(&mut self, now: Tick, limit: usize) {
        let mut out = Vec::new();
        let more = self.wheel.fire(now, limit, &mut out);
        let mut expected = Vec::new();
        while expected.len() < limit
            && let Some(entry) = self.model.first_entry()
            && is_due(entry.key().0, now)
        {
            let value = entry.remove();
            self.places.remove(&value);
            expected.push(value);
        }
        assert_eq!(out, expected);
        assert_eq!(more, self.earliest().is_some_and(|deadline| is_due(deadline, now)));
        self.now = now;
        self.check();
        if !more {
            assert!(self.next_deadline().is_none_or(|next| next > now), "no progress");
        }
    }

    fn drain(&mut self) {
        let mut out = Vec::new();
        self.wheel.drain(&mut out);
        out.sort_unstable();
        let mut expected: Vec<u64> = self.model.values().copied().collect();
        expected.sort_unstable();
        assert_eq!(out, expected);
        self.model.clear();
        self.places.clear();
        self.wheel.check();
        self.check();
    }

    /// Follows `next_deadline` until only those are left that never fire.
    fn finish(&mut self) {
        self.wheel.check();
        // An early answer opens a slot, and an entry goes through at most nine of them.
        let most = 10 * self.model.len();
        let mut steps = 0;
        while self.earliest().is_some() {
            self.wake();
            steps += 1;
            assert!(steps <= most, "too many wake-ups");
        }
        self.wheel.check();
        assert_eq!(self.next_deadline(), None);
    }

    fn key(&self, which: usize) -> Option<(Key, u64)> {
        let value = which.checked_rem(self.keys.len())?;
        Some((self.keys[value], value as u64))
    }

    fn note(&mut self, value: u64, deadline: Tick) {
        let place = (deadline, self.sequence);
        self.sequence += 1;
        self.model.insert(place, value);
        self.places.insert(value, place);
    }

    /// The earliest deadline that is one.
    fn earliest(&self) -> Option<Tick> {
        self.model.keys().next().map(|(deadline, _)| *deadline).filter(|deadline| *deadline != Tick::MAX)
    }

    fn next_deadline(&mut self) -> Option<Tick> {
        let (next, earliest) = (self.wheel.next_deadline(), self.earliest());
        if self.wheel.earliest_slot_len() <= SCAN_LIMIT {
            assert_eq!(next, earliest);
        } else {
            assert!(next.is_some() && next <= earliest, "{next:?} is later than {earliest:?}");
        }
        next
    }

    fn check(&mut self) {
        self.operations += 1;
        assert_eq!(self.wheel.len(), self.model.len());
        assert_eq!(self.wheel.len(), self.model.len());
        if self.model.len() <= CHECKED_ALWAYS || self.operations.is_multiple_of(32) {
            self.wheel.check();
        }
        // Asking cures a stale bound, so do not always ask.
        if self.operations.is_multiple_of(4) {
            self.next_deadline();
        }
    }
}

fn is_due(deadline: Tick, now: Tick) -> bool {
    deadline <= now && deadline != Tick::MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Durations of all magnitudes, from 0 to `u64::MAX`, with many ties.
    #[test]
    fn random_use_agrees_with_a_sorted_map() {
        for seed in 1..=50u64 {
            let mut random = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let mut next = move || {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                random
            };
            let mut pair = Pair::new();
            for _ in 0..500 {
                let (choice, magnitude) = (next() % 16, next() % 65);
                let duration = next().checked_shr(magnitude as u32).unwrap_or(0);
                let duration = if next().is_multiple_of(4) { duration & !0xffff } else { duration };
                let deadline = pair.now.saturating_add(duration);
                match choice {
                    0..=6 => pair.insert(deadline),
                    7 => pair.insert(pair.now.saturating_sub(duration)),
                    8..=9 => pair.remove(next() as usize),
                    10..=11 => pair.move_to(next() as usize, deadline),
                    12 => pair.wake(),
                    13 => pair.fire(pair.now.saturating_add(duration >> 20), next() as usize % 8),
                    14 => pair.fire(pair.now.saturating_add(duration >> 30), usize::MAX),
                    _ => pair.fire(pair.now.saturating_sub(duration >> 30), 3),
                }
            }
            pair.finish();
        }
    }
}
