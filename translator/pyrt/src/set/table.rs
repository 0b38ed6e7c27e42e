//! The table of a set: CPython's, slot for slot, so that members come in its order.
//!
//! # How it works
//!
//! A member is looked for at its hash, in the nine slots behind it, and then where a step that takes in more and more of the hash leads. A
//! member that was taken out leaves a slot that searches pass; a new member goes into the last such slot that its search passed. The table
//! is made anew when three fifths are filled.
//! The description is in CPython's `Objects/setobject.c`.
//!
//! - **I1** `used` slots hold a member, and `filled` hold one or held one; at least one slot is empty.

/// How many slots behind the first are looked at before the search leaps.
const LINEAR_PROBES: usize = 9;
/// How many bits of the hash each leap brings in.
const PERTURB_SHIFT: u32 = 5;
/// The fewest slots.
const FEWEST: usize = 8;
/// Up to so many members a table grows by four, later by two.
const MANY: usize = 50_000;

#[derive(Clone)]
pub(super) enum Slot<T> {
    Empty,
    /// A member was taken out.
    Left,
    Used(i64, T),
}

pub(super) struct Table<T> {
    slots: Vec<Slot<T>>,
    filled: usize,
    pub(super) used: usize,
    /// Where the next `pop` begins to look.
    finger: usize,
    /// Changes whenever a slot may get another member.
    pub(super) layout: u64,
}

/// Where a search stands.
pub(super) struct Probe {
    pub(super) hash: i64,
    mask: usize,
    perturb: u64,
    at: usize,
    /// How many slots behind `at`, and up to how many.
    ahead: usize,
    last: usize,
    /// The last slot on the way that a member left.
    left: Option<usize>,
}

impl Probe {
    fn new(hash: i64, slots: usize) -> Probe {
        let mut probe = Probe { hash, mask: slots - 1, perturb: hash as u64, at: 0, ahead: 0, last: 0, left: None };
        probe.leap_to(hash as u64);
        probe
    }

    fn leap_to(&mut self, at: u64) {
        self.at = (at as usize) & self.mask;
        self.ahead = 0;
        self.last = if self.at + LINEAR_PROBES <= self.mask { LINEAR_PROBES } else { 0 };
    }

    fn slot(&self) -> usize {
        self.at + self.ahead
    }

    fn go_on(&mut self) {
        if self.ahead < self.last {
            self.ahead += 1;
            return;
        }
        self.perturb >>= PERTURB_SHIFT;
        self.leap_to((self.at as u64).wrapping_mul(5).wrapping_add(1).wrapping_add(self.perturb));
    }
}

/// What a search comes to.
pub(super) enum Next {
    /// A member with the hash, in this slot; the search may go on.
    Candidate(usize),
    /// The member is not there; it would go into this slot.
    Free(usize),
}

impl<T> Table<T> {
    pub(super) fn new() -> Table<T> {
        Table { slots: empty(FEWEST), filled: 0, used: 0, finger: 0, layout: 0 }
    }

    pub(super) fn probe(&self, hash: i64) -> Probe {
        Probe::new(hash, self.slots.len())
    }

    /// Goes on with a search, which began since the last change.
    pub(super) fn next(&self, probe: &mut Probe) -> Next {
        loop {
            let slot = probe.slot();
            match &self.slots[slot] {
                Slot::Empty => return Next::Free(probe.left.unwrap_or(slot)),
                Slot::Used(hash, _) if *hash == probe.hash => {
                    probe.go_on();
                    return Next::Candidate(slot);
                }
                Slot::Used(..) => probe.go_on(),
                Slot::Left => {
                    probe.left = Some(slot);
                    probe.go_on();
                }
            }
        }
    }

    /// The member in a slot.
    pub(super) fn member(&self, slot: usize) -> Option<&T> {
        match self.slots.get(slot)? {
            Slot::Used(_, member) => Some(member),
            _ => None,
        }
    }

    /// The first member from this slot on, and its hash.
    pub(super) fn from(&self, slot: usize) -> Option<(usize, i64, &T)> {
        self.slots.get(slot..)?.iter().enumerate().find_map(|(index, entry)| match entry {
            Slot::Used(hash, member) => Some((slot + index, *hash, member)),
            _ => None,
        })
    }

    /// Puts a member into the free slot that a search ended at.
    pub(super) fn put(&mut self, slot: usize, hash: i64, member: T) {
        let last = std::mem::replace(&mut self.slots[slot], Slot::Used(hash, member));
        self.used += 1;
        if matches!(last, Slot::Left) {
            self.layout += 1;
            return;
        }
        self.filled += 1;
        if self.filled * 5 >= self.mask() * 3 {
            self.grow();
        }
    }

    fn mask(&self) -> usize {
        self.slots.len() - 1
    }

    fn grow(&mut self) {
        self.resize(if self.used > MANY { self.used * 2 } else { self.used * 4 });
    }

    /// Makes room for that many more at once, where it is expected that they are new.
    pub(super) fn reserve(&mut self, more: usize) {
        if (self.filled + more) * 5 >= self.mask() * 3 {
            self.resize((self.used + more) * 2);
        }
    }

    /// Makes it anew with more than so many slots.
    fn resize(&mut self, more_than: usize) {
        let mut len = FEWEST;
        while len <= more_than {
            len <<= 1;
        }
        let last = std::mem::replace(&mut self.slots, empty(len));
        self.filled = self.used;
        self.layout += 1;
        for slot in last {
            if let Slot::Used(hash, member) = slot {
                self.put_clean(hash, member);
            }
        }
    }

    /// Puts a member that is not there where no slot is left; the counts are not touched.
    fn put_clean(&mut self, hash: i64, member: T) {
        let mut probe = self.probe(hash);
        while !matches!(self.slots[probe.slot()], Slot::Empty) {
            probe.go_on();
        }
        self.slots[probe.slot()] = Slot::Used(hash, member);
    }

    /// Takes the member out of a slot.
    pub(super) fn take(&mut self, slot: usize) -> Option<T> {
        self.member(slot)?;
        self.used -= 1;
        match std::mem::replace(&mut self.slots[slot], Slot::Left) {
            Slot::Used(_, member) => Some(member),
            _ => None,
        }
    }

    /// Takes out the member that `pop` gives: the next behind the last one that it gave.
    pub(super) fn pop(&mut self) -> Option<T> {
        let start = self.finger & self.mask();
        let (slot, ..) = self.from(start).or_else(|| self.from(0))?;
        self.finger = slot + 1;
        self.take(slot)
    }

    /// Makes it anew where more than a quarter of the slots is left behind.
    pub(super) fn tidy(&mut self) {
        if self.filled - self.used > self.mask() / 4 {
            self.grow();
        }
    }

    /// Takes the place of another: its `pop` goes on at the same slot.
    pub(super) fn in_place_of(self, last: &Table<T>) -> Table<T> {
        Table { finger: last.finger, layout: last.layout + self.layout + 1, ..self }
    }

    /// What is hashed: all slots, as CPython's frozenset does.
    pub(super) fn hash(&self) -> i64 {
        fn shuffled(hash: u64) -> u64 {
            ((hash ^ 89_869_747) ^ (hash << 16)).wrapping_mul(3_644_798_167)
        }
        let mut hash = self.slots.iter().fold(0, |sum, slot| match slot {
            Slot::Used(hash, _) => sum ^ shuffled(*hash as u64),
            _ => sum,
        });
        hash ^= (self.used as u64 + 1).wrapping_mul(1_927_868_237);
        hash ^= (hash >> 11) ^ (hash >> 25);
        hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
        if hash == u64::MAX { 590_923_713 } else { hash as i64 }
    }
}

impl<T: Clone> Table<T> {
    /// Takes over all of another table where this one is empty; says whether it was.
    pub(super) fn copy_if_empty(&mut self, other: &Table<T>) -> bool {
        if self.filled > 0 {
            return false;
        }
        if self.slots.len() == other.slots.len() && other.filled == other.used {
            self.slots.clone_from(&other.slots);
        } else {
            let mut next = 0;
            while let Some((slot, hash, member)) = other.from(next) {
                self.put_clean(hash, member.clone());
                next = slot + 1;
            }
        }
        (self.filled, self.used) = (other.used, other.used);
        true
    }
}

fn empty<T>(len: usize) -> Vec<Slot<T>> {
    std::iter::repeat_with(|| Slot::Empty).take(len).collect()
}
