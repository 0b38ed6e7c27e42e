//! The table of a dict: CPython's, with its order of probing and its points of growth.
//!
//! # How it works
//!
//! Entries stand in the order in which they were put in; one that was taken out leaves a gap. Slots, found by hash, hold the numbers of
//! entries. When there is no room for another entry, all is made anew without the gaps, as large as CPython would: so an iterator that goes
//! on while the dict changes meets what CPython's meets.
//!
//! - **I1** A slot that is neither empty nor left holds the number of an entry that is no gap, and each such entry has one slot.
//! - **I2** `room` entries can be added before slots run out: at least a third of the slots is empty.

/// A slot that never held anything since the table was made.
const EMPTY: u32 = u32::MAX;
/// A slot whose entry was taken out.
const LEFT: u32 = u32::MAX - 1;
/// The fewest slots.
const FEWEST: usize = 8;
/// How many bits of the hash each further probe brings in.
const PERTURB_SHIFT: u32 = 5;

pub(super) struct Table<K, V> {
    slots: Vec<u32>,
    pub(super) entries: Vec<Entry<K, V>>,
    /// How many entries are no gaps.
    pub(super) used: usize,
    room: usize,
    /// Before this number all entries are gaps.
    front: usize,
    /// How often a key was added, taken out or moved.
    pub(super) changes: u64,
    /// Changes whenever numbers of entries get another meaning.
    pub(super) layout: u64,
}

#[derive(Clone)]
pub(super) struct Entry<K, V> {
    pub(super) hash: i64,
    /// Nothing is a gap.
    pub(super) pair: Option<(K, V)>,
}

/// Where a search for a hash stands.
pub(super) struct Probe {
    hash: i64,
    at: u64,
    perturb: u64,
}

impl Probe {
    #[inline]
    pub(super) fn new(hash: i64) -> Probe {
        Probe { hash, at: hash as u64, perturb: hash as u64 }
    }

    /// The slot to look at.
    #[inline]
    fn slot(&self, slots: usize) -> usize {
        (self.at as usize) & (slots - 1)
    }

    #[inline]
    fn go_on(&mut self) {
        self.perturb >>= PERTURB_SHIFT;
        self.at = self.at.wrapping_mul(5).wrapping_add(self.perturb).wrapping_add(1);
    }
}

/// How many entries that many slots may hold.
fn usable(slots: usize) -> usize {
    slots * 2 / 3
}

impl<K, V> Table<K, V> {
    pub(super) fn new() -> Table<K, V> {
        Table { slots: Vec::new(), entries: Vec::new(), used: 0, room: 0, front: 0, changes: 0, layout: 0 }
    }

    /// Takes the place of another.
    pub(super) fn in_place_of(self, last: &Table<K, V>) -> Table<K, V> {
        Table { layout: last.layout + 1, changes: last.changes + 1, ..self }
    }

    /// Says whether it has no gaps and no more slots than what it holds needs.
    pub(super) fn is_tight(&self) -> bool {
        self.used == self.entries.len() && (self.slots.len() == FEWEST || usable(self.slots.len() / 2) < self.used)
    }

    /// The next entry that has the hash.
    #[inline]
    pub(super) fn candidate(&self, probe: &mut Probe) -> Option<usize> {
        if self.slots.is_empty() {
            return None;
        }
        loop {
            let number = self.slots[probe.slot(self.slots.len())];
            if number == EMPTY {
                return None;
            }
            probe.go_on();
            if number != LEFT && self.entries[number as usize].hash == probe.hash {
                return Some(number as usize);
            }
        }
    }

    /// Adds a key that it does not have.
    pub(super) fn add(&mut self, hash: i64, key: K, value: V) {
        if self.room == 0 {
            self.rebuild(self.used * 3);
        }
        self.room -= 1;
        self.used += 1;
        self.changes += 1;
        self.put_in_slot(hash, self.entries.len());
        self.entries.push(Entry { hash, pair: Some((key, value)) });
    }

    fn put_in_slot(&mut self, hash: i64, number: usize) {
        let mut probe = Probe::new(hash);
        while self.slots[probe.slot(self.slots.len())] < LEFT {
            probe.go_on();
        }
        let slot = probe.slot(self.slots.len());
        self.slots[slot] = number as u32;
    }

    /// Makes room for that many more at once, where they are more than it could ever hold.
    pub(super) fn reserve(&mut self, more: usize) {
        if usable(self.slots.len()) < more {
            self.rebuild(((self.used + more) * 3).div_ceil(2));
        }
    }

    /// Makes it anew with at least so many slots, without gaps.
    fn rebuild(&mut self, slots: usize) {
        let slots = (slots | FEWEST).next_power_of_two();
        self.layout += 1;
        self.front = 0;
        self.slots.clear();
        self.slots.resize(slots, EMPTY);
        if self.entries.len() > self.used {
            self.entries.retain(|entry| entry.pair.is_some());
        }
        self.room = usable(slots).saturating_sub(self.used);
        for number in 0..self.entries.len() {
            self.put_in_slot(self.entries[number].hash, number);
        }
    }

    /// Takes the entry with this number out; a gap stays.
    pub(super) fn take(&mut self, number: usize) -> Option<(K, V)> {
        let pair = self.entries[number].pair.take()?;
        let mut probe = Probe::new(self.entries[number].hash);
        while self.slots[probe.slot(self.slots.len())] as usize != number {
            probe.go_on();
        }
        let slot = probe.slot(self.slots.len());
        self.slots[slot] = LEFT;
        self.used -= 1;
        self.changes += 1;
        while self.entries.get(self.front).is_some_and(|entry| entry.pair.is_none()) {
            self.front += 1;
        }
        Some(pair)
    }

    /// Takes the last entry out, and the gaps behind it.
    pub(super) fn take_last(&mut self) -> Option<(K, V)> {
        let last = self.entries.iter().rposition(|entry| entry.pair.is_some())?;
        let pair = self.take(last);
        self.entries.truncate(last);
        self.front = self.front.min(last);
        self.layout += 1;
        pair
    }

    /// Takes the first entry out.
    pub(super) fn take_first(&mut self) -> Option<(K, V)> {
        let (first, _) = self.from(0)?;
        self.take(first)
    }

    /// Moves an entry behind all others, or before them, unless it stands there.
    pub(super) fn move_to(&mut self, number: usize, last: bool) {
        let end = if last { self.before(usize::MAX) } else { self.from(0) };
        if end.is_none_or(|(end, _)| end == number) {
            return;
        }
        let hash = self.entries[number].hash;
        let Some((key, value)) = self.take(number) else { return };
        if last {
            return self.add(hash, key, value);
        }
        self.used += 1;
        self.entries.insert(0, Entry { hash, pair: Some((key, value)) });
        self.rebuild(self.used * 3);
    }

    /// The key and the value of the entry with this number, if it is no gap.
    #[inline]
    pub(super) fn pair(&self, number: usize) -> Option<&(K, V)> {
        self.entries.get(number)?.pair.as_ref()
    }

    /// Puts another value into an entry, and gives the last one.
    pub(super) fn replace(&mut self, number: usize, value: V) -> Option<V> {
        let pair = self.entries.get_mut(number)?.pair.as_mut()?;
        Some(std::mem::replace(&mut pair.1, value))
    }

    /// The first entry from this number on that is no gap.
    pub(super) fn from(&self, number: usize) -> Option<(usize, &(K, V))> {
        let number = number.max(self.front);
        let rest = self.entries.get(number..)?;
        rest.iter().enumerate().find_map(|(index, entry)| Some((number + index, entry.pair.as_ref()?)))
    }

    /// The last entry before this number that is no gap.
    pub(super) fn before(&self, number: usize) -> Option<(usize, &(K, V))> {
        let rest = &self.entries[..number.min(self.entries.len())];
        rest.iter().enumerate().rev().find_map(|(index, entry)| Some((index, entry.pair.as_ref()?)))
    }
}

impl<K: Clone, V: Clone> Table<K, V> {
    pub(super) fn copy(&self) -> Table<K, V> {
        let mut copy = Table::new();
        if self.used >= self.entries.len() * 2 / 3 {
            (copy.slots, copy.entries) = (self.slots.clone(), self.entries.clone());
            (copy.used, copy.room) = (self.used, self.room);
            return copy;
        }
        copy.reserve(self.used);
        for entry in &self.entries {
            if let Some((key, value)) = entry.pair.clone() {
                copy.add(entry.hash, key, value);
            }
        }
        copy
    }
}
