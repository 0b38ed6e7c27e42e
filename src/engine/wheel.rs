//! The timing wheel: which deadlines have passed, and when the next one comes.
//!
//! A [`Wheel`] is a passive table from deadlines to values. It reads no clock, starts no thread and calls nothing; its
//! owner holds it behind a lock, tells it the time, and wakes what it hands out after the lock is released. The
//! algorithm is the hierarchical wheel of Varghese and Lauck ("Hashed and Hierarchical Timing Wheels", 1987), with two
//! changes: buckets are sorted when they are opened, so the order is exact and not just as fine as the wheel's grain,
//! and every slot knows its earliest deadline, so nobody has to wake just because a slot must be broken up.
//!
//! # How it works
//!
//! Time is cut into *buckets* of 2^14 ns (16 µs). The wheel stands at one of them, the *open* bucket; everything before
//! it has been handed out. Seen from there, the 50 bits of a bucket's number are nine digits of six bits, and a
//! deadline lies at the level of the highest digit in which its bucket differs from the open one, in the slot which
//! that digit names:
//!
//! ```text
//!  level   a slot is   the level reaches        open bucket = .. 2 | 5 | 61
//!    0       16 µs         1 ms                                        ^^ level 0 holds 62, 63
//!    1        1 ms        67 ms                                    ^ level 1 holds 6 ..= 63
//!    2       67 ms       4.3 s                                 ^ level 2 holds 3 ..= 63
//!    3      4.3 s        275 s
//!    4      275 s        4.9 h           lists[level * 64 + digit] = [(deadline, index, stamp), ..]
//!    5      4.9 h         13 days                                                |      |
//!    6       13 days     2.3 years                entries[index] = { value, .., stamp, deadline, generation }
//!    7      2.3 years    146 years
//!    8      146 years    584 years       beside the slots: the open list (sorted), a heap of late ones,
//!                                        and the list of those that never fire
//! ```
//!
//! A deadline never lies in a slot at or behind the open bucket's own digit, so a level never wraps round, and the first
//! occupied slot of the lowest occupied level is the earliest of all: a `trailing_zeros` finds it.
//!
//! [`Wheel::fire`] hands out the open list up to `now`, then *opens* the earliest slot that begins by then: the open
//! bucket moves to the slot's first one, its items go down to the lower levels, all of which are empty at that moment,
//! and those of the new open bucket are sorted into the open list. An item is moved at most once a level.
//!
//! A deadline in the open bucket or before it, which is one that has passed or is about to, goes to the end of the open
//! list when that keeps the list sorted, as it mostly does, and into the heap of late ones otherwise.
//!
//! A slot is an array of items, where textbooks link the entries. Opening it then reads and writes memory in order and
//! touches no entry; following links from entry to entry waits for memory at each. With a million timers spread over a
//! second that is 60 ns each instead of 180. The price is that an item stays behind as a *hole* when its entry is
//! removed or moved. Item and entry carry a stamp, the entry's changes, and an item with another one is a hole. When
//! more than half of a list is holes they are squeezed out, so each costs a constant time in the long run.
//!
//! # Invariants
//!
//! - **I1, never early.** Only entries with `deadline <= now` are handed out.
//! - **I2, nothing forgotten.** After `fire(now)` has returned false no entry has a deadline at or before `now`.
//! - **I3, order.** Entries are handed out by deadline, equal ones in the order of `insert` and `move_to`. It follows
//!   from I4, I5 and I6; there is no sequence number but for late entries.
//! - **I4, place.** An entry's list is a function of its deadline and the open bucket. So equal deadlines are always in
//!   the same list, in order of insertion, for whoever comes later is put at the end.
//! - **I5, opening.** A slot is opened only when every lower level, the open list and the heap are empty. So what comes
//!   down from it never lands behind something younger.
//! - **I6, open list.** It is sorted, and is appended to only while nobody is late. So with equal deadlines it is older
//!   than the late ones.
//! - **I7, bounds.** `earliest` of a slot is its first deadline, or, while `stale` is set, a deadline it once held and
//!   which is not later than any it holds. Both lie inside the slot. So whoever waits for it and then calls `fire`
//!   finds the slot opened: each wake-up makes progress, and early ones happen at most once a level.
//! - **I8, keys.** No key is valid twice, not even after the memory was released: an entry's generation grows with each
//!   use, an entry whose generations are used up is never used again, and a new slab starts above the old one.
//! - **I9, values.** No value is dropped or called in here, save by the drop of the wheel itself; all are handed back.
//! - **I10, holes.** Whatever was taken out of a list early is a hole there: stamps start again only after every hole
//!   has been removed. No list ends in a hole, the open list does not begin with one, and the top of the heap is none.
//!   Holes are never more than `SPARE_HOLES` above the number of live items, so memory and walks stay bounded.
//!
//! # What it leaves to others
//!
//! The clock, the lock, waking, rounding of deadlines (a wheel does not group them), and whom to interrupt when a new
//! entry is the earliest: `engine/timers.rs`. If `now` runs backwards, entries fire by the `now` they are told (I1);
//! the open bucket stays where it is, and what is inserted behind it is merely handled as late.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::fmt;
use std::mem;

/// Nanoseconds since the clock's epoch.
pub(crate) type Tick = u64;

/// The deadline of what never fires.
const NEVER: Tick = Tick::MAX;

/// The width of a bucket, 2^14 ns: a million timers in a second are 16 a bucket, few enough to sort from the cache.
/// From 2^12 to 2^16 it makes no difference that could be measured.
const GRAIN_BITS: u32 = 14;

/// The digits of a bucket's number have six bits, for a level's slots to have their occupied bits in one `u64`.
const DIGIT_BITS: u32 = 6;

/// Slots in a level.
const SLOTS: usize = 1 << DIGIT_BITS;

/// Enough for the whole of `Tick`.
const LEVELS: usize = (Tick::BITS - GRAIN_BITS).div_ceil(DIGIT_BITS) as usize;

/// The place of the open list. It and the next one follow the last level's slots and are lists like theirs.
const OPEN: usize = LEVELS * SLOTS;

/// The place of the entries that never fire.
const UNENDING: usize = OPEN + 1;

/// How many lists there are.
const LISTS: usize = UNENDING + 1;

/// No entry: the end of the free ones.
const NIL: u32 = u32::MAX;

/// The generation of an entry that is used up. No key has it.
const USED_UP: u32 = u32::MAX;

/// The bit of a stamp which says that the entry is in the heap of late ones.
const LATE: u32 = 1;

/// The rest of a stamp counts how often the entry was taken out of a list; it starts again after 2^31 times.
const STAMP_STEP: u32 = 2;

/// The stamp at which they start again. No item has it, so all of the entry's items are holes then. Small in tests so
/// that it happens often.
const LAST_STAMP: u32 = if cfg!(any(test, fuzzing)) { 7 << 1 } else { !LATE };

/// `next_deadline` looks through a slot whose first entry was removed if it holds no more entries than this. With the
/// holes that is 160 entries to look at, 100 to 300 ns, against some microseconds for a futile wake-up. Few in tests so
/// that short inputs reach both sides.
pub(crate) const SCAN_LIMIT: usize = if cfg!(any(test, fuzzing)) { 4 } else { 64 };

/// Short lists are not worth squeezing: up to this many holes more than live items stay.
const SPARE_HOLES: usize = if cfg!(any(test, fuzzing)) { 2 } else { 32 };

/// An empty list keeps memory for this many items (512 bytes), so that ordinary traffic does not reach the allocator,
/// while what one crowded moment took in each of 578 lists is given back.
const KEPT_ITEMS: usize = 32;

/// An empty wheel keeps memory for this many entries (128 KiB with wakers), for the same reason.
const KEPT_ENTRIES: usize = if cfg!(any(test, fuzzing)) { 8 } else { 4096 };

/// Names an entry of a [`Wheel`], until it fires or is removed. After that it names nothing (I8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    index: u32,
    generation: u32,
}

/// One value. 32 bytes for a waker, and 16 more for its item.
struct Entry<T> {
    /// None exactly when the entry is free.
    value: Option<T>,
    /// The deadline, which says where the item is (I4); in a free entry the index of the next free one.
    deadline: Tick,
    /// Which of its uses this is (I8).
    generation: u32,
    /// The stamp of its item; of no item at all while the entry is free.
    stamp: u32,
}

/// What stands for an entry in a list. It is a hole unless the entry has the same stamp.
#[derive(Clone, Copy)]
struct Item {
    deadline: Tick,
    index: u32,
    stamp: u32,
}

impl Item {
    fn is_hole<T>(&self, entries: &[Entry<T>]) -> bool {
        entries[self.index as usize].stamp != self.stamp
    }
}

/// What stands for an entry in the heap, which gives out the earliest deadline first, and of equal ones the oldest.
struct Late {
    item: Item,
    number: u64,
}

impl Late {
    fn rank(&self) -> Reverse<(Tick, u64)> {
        Reverse((self.item.deadline, self.number))
    }
}

impl PartialEq for Late {
    fn eq(&self, other: &Self) -> bool {
        self.rank() == other.rank()
    }
}

impl Eq for Late {}

impl PartialOrd for Late {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Late {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

/// A slot, or one of the other lists, in order of insertion.
struct List {
    items: Vec<Item>,
    /// Items that are not holes.
    live: usize,
    /// A lower bound of the deadlines, exact unless `stale` (I7). Meaningless in an empty list.
    earliest: Tick,
    /// The entry with the earliest deadline was removed and nobody has looked since.
    stale: bool,
}

impl List {
    const EMPTY: List = List { items: Vec::new(), live: 0, earliest: NEVER, stale: false };

    #[inline]
    fn push(&mut self, item: Item) {
        self.items.push(item);
        self.live += 1;
        if item.deadline <= self.earliest || self.live == 1 {
            self.earliest = item.deadline;
            self.stale = false;
        }
    }

    /// Empties the list, whose entries are somewhere else already.
    fn clear(&mut self) {
        self.live = 0;
        self.items.clear();
        if self.items.capacity() > KEPT_ITEMS {
            self.items = Vec::new();
        }
    }

    /// Notes that an item, not the only one, has become a hole.
    fn punch<T>(&mut self, item: Item, entries: &[Entry<T>]) {
        self.live -= 1;
        self.stale |= item.deadline == self.earliest;
        // Only the last item's removal can leave holes at the end (I10). That it is the one just removed is common.
        if self.items.last().is_some_and(|last| last.index == item.index && last.stamp == item.stamp) {
            while self.items.pop_if(|last| last.is_hole(entries)).is_some() {}
        }
    }

    /// Removes holes if they are too many, and memory that is not needed any more.
    fn tidy<T>(&mut self, entries: &[Entry<T>]) {
        if self.items.len() > 2 * self.live + SPARE_HOLES {
            self.squeeze(entries);
            self.items.shrink_to(2 * self.live + KEPT_ITEMS);
        }
    }

    /// Removes all holes.
    fn squeeze<T>(&mut self, entries: &[Entry<T>]) {
        self.items.retain(|item| !item.is_hole(entries));
    }

    /// Finds out the earliest deadline.
    fn rescan<T>(&mut self, entries: &[Entry<T>]) {
        let live = self.items.iter().filter(|item| !item.is_hole(entries));
        self.earliest = live.map(|item| item.deadline).min().unwrap_or(NEVER);
        self.stale = false;
    }
}

/// Values by deadline. See the module's documentation.
pub(crate) struct Wheel<T> {
    entries: Vec<Entry<T>>,
    /// The first free entry; they are linked by `deadline`.
    free: u32,
    len: usize,
    /// The number of the open bucket.
    open: u64,
    /// Where the first live item of the open list is.
    open_head: usize,
    /// For each level the slots that are not empty; the last word stands for `OPEN` and `UNENDING`.
    occupied: [u64; LEVELS + 1],
    /// Empty until the first insert.
    lists: Vec<List>,
    /// Entries of the open bucket or before it that would have broken the order of the open list, and holes.
    late: BinaryHeap<Late>,
    /// Those of `late` that are not holes.
    late_live: usize,
    /// The next late entry's number, which keeps equal deadlines in order.
    late_number: u64,
    /// The generation of new entries, above that of any entry of an earlier slab (I8).
    first_generation: u32,
}

impl<T> Wheel<T> {
    /// Makes an empty wheel, which has not allocated anything.
    pub(crate) const fn new() -> Self {
        Wheel {
            entries: Vec::new(),
            free: NIL,
            len: 0,
            open: 0,
            open_head: 0,
            occupied: [0; LEVELS + 1],
            lists: Vec::new(),
            late: BinaryHeap::new(),
            late_live: 0,
            late_number: 0,
            first_generation: 0,
        }
    }

    /// Counts the entries, those that never fire included.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Adds a value, to be handed out by the first `fire` at or after its deadline. With `Tick::MAX` it never is.
    pub(crate) fn insert(&mut self, deadline: Tick, value: T) -> Key {
        if self.free == NIL {
            self.add_entry();
        }
        let index = self.free;
        let entry = &mut self.entries[index as usize];
        self.free = entry.deadline as u32;
        entry.value = Some(value);
        let generation = entry.generation;
        self.len += 1;
        self.link(index, deadline);
        Key { index, generation }
    }

    /// Takes a value back; None if the key is stale.
    pub(crate) fn remove(&mut self, key: Key) -> Option<T> {
        self.live(key)?;
        self.unlink(key.index);
        let value = self.release(key.index);
        self.shrink_if_empty();
        value
    }

    /// Gives access to a value; None if the key is stale.
    pub(crate) fn get_mut(&mut self, key: Key) -> Option<&mut T> {
        self.live(key)?.value.as_mut()
    }

    /// Changes a deadline, as `remove` and `insert` would, but the key stays valid. False if it is stale already.
    pub(crate) fn move_to(&mut self, key: Key, deadline: Tick) -> bool {
        if self.live(key).is_none() {
            return false;
        }
        self.unlink(key.index);
        self.link(key.index, deadline);
        true
    }

    /// Says when to call `fire` next; None when nothing will ever be due.
    ///
    /// This is the earliest deadline. If that lies in a slot with more than `SCAN_LIMIT` entries whose first one was
    /// removed, it may be earlier; calling `fire` then and asking again gives a later answer (I7).
    pub(crate) fn next_deadline(&mut self) -> Option<Tick> {
        if let Some(deadline) = self.first_open() {
            return Some(deadline);
        }
        let slot = self.first_slot()?;
        let list = &mut self.lists[slot];
        if list.stale && list.live <= SCAN_LIMIT {
            list.rescan(&self.entries);
        }
        Some(list.earliest)
    }

    /// Appends to `out` the values whose deadlines are at or before `now`, by deadline and then by insertion, but not
    /// more than `limit`. True if more of them are due.
    pub(crate) fn fire(&mut self, now: Tick, limit: usize, out: &mut Vec<T>) -> bool {
        let full = out.len().saturating_add(limit);
        loop {
            self.fire_open(now, full, out);
            if let Some(deadline) = self.first_open() {
                return deadline <= now;
            }
            if !self.open_next(now >> GRAIN_BITS) {
                self.shrink_if_empty();
                return false;
            }
        }
    }

    /// Appends every value to `out`, in no particular order. All keys become stale.
    pub(crate) fn drain(&mut self, out: &mut Vec<T>) {
        out.reserve(self.len);
        for index in 0..self.entries.len() {
            if self.entries[index].value.is_some() {
                out.extend(self.release(index as u32));
            }
        }
        self.occupied = [0; LEVELS + 1];
        (self.lists, self.open_head) = (Vec::new(), 0);
        (self.late, self.late_live) = (BinaryHeap::new(), 0);
        self.shrink_if_empty();
    }

    // Entries.

    fn live(&mut self, key: Key) -> Option<&mut Entry<T>> {
        self.entries.get_mut(key.index as usize).filter(|entry| entry.generation == key.generation)
    }

    /// Makes a free entry.
    #[cold]
    fn add_entry(&mut self) {
        assert!(self.entries.len() < NIL as usize, "more timers in one wheel than a u32 can count");
        let (generation, deadline) = (self.first_generation, self.free.into());
        self.free = self.entries.len() as u32;
        self.entries.push(Entry { value: None, deadline, generation, stamp: 0 });
    }

    /// Takes the value out of an entry, whose item is no more or a hole, and frees the entry.
    #[inline]
    fn release(&mut self, index: u32) -> Option<T> {
        let entry = &mut self.entries[index as usize];
        entry.generation += 1;
        if entry.generation != USED_UP {
            entry.deadline = self.free.into();
            self.free = index;
        }
        self.len -= 1;
        entry.value.take()
    }

    /// Gives the slab back if it was a big one and is not used any more.
    fn shrink_if_empty(&mut self) {
        if self.len == 0 && self.entries.len() > KEPT_ENTRIES {
            self.shrink();
        }
    }

    #[cold]
    fn shrink(&mut self) {
        // All entries are free, so their generations are above that of any key; and an empty list has no holes.
        let unused = self.entries.iter().map(|entry| entry.generation).max().unwrap_or(0);
        if unused != USED_UP {
            self.first_generation = unused;
            self.entries = Vec::new();
            self.free = NIL;
        }
    }

    // Items.

    /// Puts an entry where its deadline belongs (I4).
    fn link(&mut self, index: u32, deadline: Tick) {
        let place = place_of(deadline, self.open);
        let out_of_order = place == OPEN && (self.late_live > 0 || self.last_open() > Some(deadline));
        let entry = &mut self.entries[index as usize];
        entry.deadline = deadline;
        entry.stamp = entry.stamp & !LATE | u32::from(out_of_order);
        let item = Item { deadline, index, stamp: entry.stamp };
        if out_of_order {
            self.push_late(item);
        } else {
            self.push(item, place);
        }
    }

    /// Takes an entry out of its list, or from among the late.
    fn unlink(&mut self, index: u32) {
        let Entry { deadline, stamp, .. } = self.entries[index as usize];
        self.restamp(index);
        if stamp & LATE != 0 {
            self.late_live -= 1;
            self.tidy_late();
            return;
        }
        let place = place_of(deadline, self.open);
        let list = &mut self.lists[place];
        if list.live == 1 {
            self.clear(place);
            return;
        }
        list.punch(Item { deadline, index, stamp }, &self.entries);
        if place == OPEN {
            self.tidy_open();
        } else {
            list.tidy(&self.entries);
        }
    }

    fn push(&mut self, item: Item, place: usize) {
        if self.lists.is_empty() {
            self.lists.resize_with(LISTS, || List::EMPTY);
        }
        self.lists[place].push(item);
        self.occupied[place / SLOTS] |= 1 << (place % SLOTS);
    }

    /// Empties a list, whose entries are somewhere else already.
    fn clear(&mut self, place: usize) {
        self.lists[place].clear();
        self.occupied[place / SLOTS] &= !(1 << (place % SLOTS));
        if place == OPEN {
            self.open_head = 0;
        }
    }

    /// Makes a hole of an entry's item, which the caller takes from the list's count.
    fn restamp(&mut self, index: u32) {
        let stamp = &mut self.entries[index as usize].stamp;
        *stamp = (*stamp & !LATE) + STAMP_STEP;
        if *stamp == LAST_STAMP {
            self.squeeze_everything();
            self.entries[index as usize].stamp = 0;
        }
    }

    /// Removes every hole, for a stamp is about to start again and old holes must not come alive (I10).
    #[cold]
    fn squeeze_everything(&mut self) {
        self.lists[OPEN].items.drain(..mem::take(&mut self.open_head));
        for list in &mut self.lists {
            list.squeeze(&self.entries);
        }
        self.late.retain(|late| !late.item.is_hole(&self.entries));
    }

    /// The place of the earliest slot.
    fn first_slot(&self) -> Option<usize> {
        let level = self.occupied[..LEVELS].iter().position(|bits| *bits != 0)?;
        Some(level * SLOTS + self.occupied[level].trailing_zeros() as usize)
    }

    // The late ones.

    #[cold]
    fn push_late(&mut self, item: Item) {
        let number = self.late_number;
        self.late_number += 1;
        self.late_live += 1;
        self.late.push(Late { item, number });
    }

    /// The first late deadline, or `NEVER`.
    fn first_late(&self) -> Tick {
        self.late.peek().map_or(NEVER, |late| late.item.deadline)
    }

    /// Hands out the first late entry.
    fn fire_late(&mut self, out: &mut Vec<T>) {
        if let Some(late) = self.late.pop() {
            out.extend(self.release(late.item.index));
            self.late_live -= 1;
            self.tidy_late();
        }
    }

    /// Removes the holes at the top of the heap, and all of them if they are too many (I10).
    fn tidy_late(&mut self) {
        while self.late.peek().is_some_and(|late| late.item.is_hole(&self.entries)) {
            self.late.pop();
        }
        if self.late.len() > 2 * self.late_live + SPARE_HOLES {
            self.late.retain(|late| !late.item.is_hole(&self.entries));
            self.late.shrink_to(2 * self.late_live + KEPT_ITEMS);
        }
    }

    // The open bucket.

    /// The first deadline among the open and the late.
    fn first_open(&self) -> Option<Tick> {
        let first = self.head_of_open().min(self.first_late());
        (first != NEVER).then_some(first)
    }

    /// The first deadline of the open list, or `NEVER`.
    fn head_of_open(&self) -> Tick {
        self.lists.get(OPEN).and_then(|list| list.items.get(self.open_head)).map_or(NEVER, |item| item.deadline)
    }

    /// The last deadline of the open list.
    fn last_open(&self) -> Option<Tick> {
        self.lists.get(OPEN)?.items.last().map(|item| item.deadline)
    }

    /// Hands out what is due among the open and the late, until `out` has `full` values.
    fn fire_open(&mut self, now: Tick, full: usize, out: &mut Vec<T>) {
        while out.len() < full {
            let late = self.first_late();
            // With equal deadlines the open list goes first (I6).
            self.fire_open_list(now.min(late), full, out);
            if late > now || late == NEVER || out.len() >= full {
                return;
            }
            self.fire_late(out);
        }
    }

    /// Hands out the open list up to and including a deadline, until `out` has `full` values.
    fn fire_open_list(&mut self, until: Tick, full: usize, out: &mut Vec<T>) {
        let head = self.head_of_open();
        if head > until || head == NEVER {
            return;
        }
        let items = mem::take(&mut self.lists[OPEN].items);
        let before = out.len();
        for item in &items[self.open_head..] {
            if item.deadline > until || out.len() >= full {
                break;
            }
            if !item.is_hole(&self.entries) {
                out.extend(self.release(item.index));
            }
            self.open_head += 1;
        }
        let list = &mut self.lists[OPEN];
        list.items = items;
        list.live -= out.len() - before;
        if list.live == 0 {
            self.clear(OPEN);
        } else {
            self.tidy_open();
        }
    }

    /// Moves the head of the open list to a live item, and removes holes and what was fired if it is too much (I10).
    fn tidy_open(&mut self) {
        let List { items, live, .. } = &self.lists[OPEN];
        while items[self.open_head].is_hole(&self.entries) {
            self.open_head += 1;
        }
        if items.len() > 2 * live + SPARE_HOLES {
            let list = &mut self.lists[OPEN];
            list.items.drain(..mem::take(&mut self.open_head));
            list.squeeze(&self.entries);
            list.items.shrink_to(2 * list.live + KEPT_ITEMS);
        }
    }

    /// Opens the earliest slot if it begins in `bucket` or before it. Otherwise false, and the wheel stands at `bucket`.
    fn open_next(&mut self, bucket: u64) -> bool {
        if let Some(slot) = self.first_slot() {
            let begin = begin_of(slot, self.open);
            if begin <= bucket {
                self.open = begin;
                self.open_slot(slot);
                return true;
            }
        }
        self.open = self.open.max(bucket);
        false
    }

    /// Spreads a slot which begins with the open bucket over the lower levels and the open list (I5), and sorts that
    /// by deadline, equal ones staying as they are.
    fn open_slot(&mut self, slot: usize) {
        let list = &mut self.lists[slot];
        if list.items.len() > list.live {
            list.squeeze(&self.entries);
        }
        let items = mem::take(&mut list.items);
        for item in &items {
            self.push(*item, place_of(item.deadline, self.open));
        }
        self.lists[slot].items = items;
        self.clear(slot);
        self.lists[OPEN].items.sort_by_key(|item| item.deadline);
    }
}

/// Which list a deadline belongs to. For one after the open bucket, the highest digit in which they differ says the
/// level and the slot.
fn place_of(deadline: Tick, open: u64) -> usize {
    let bucket = deadline >> GRAIN_BITS;
    if deadline == NEVER {
        UNENDING
    } else if bucket <= open {
        OPEN
    } else {
        let level = (bucket ^ open).ilog2() / DIGIT_BITS;
        level as usize * SLOTS + (bucket >> (level * DIGIT_BITS)) as usize % SLOTS
    }
}

/// The first bucket of a slot: the open bucket's higher digits, the slot's own, and zeros.
fn begin_of(slot: usize, open: u64) -> u64 {
    let low = (slot / SLOTS) as u32 * DIGIT_BITS;
    ((open >> low) & !(SLOTS as u64 - 1) | (slot % SLOTS) as u64) << low
}

impl<T> fmt::Debug for Wheel<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wheel")
            .field("len", &self.len)
            .field("open_ns", &(self.open << GRAIN_BITS))
            .finish_non_exhaustive()
    }
}

/// What tests and the fuzzer look at.
#[cfg(any(test, fuzzing))]
impl<T> Wheel<T> {
    /// Counts the live entries of the earliest slot, to which the promise of `next_deadline` refers.
    pub(crate) fn earliest_slot_len(&self) -> usize {
        self.first_slot().map_or(0, |slot| self.lists[slot].live)
    }

    /// Checks the invariants that hold between calls.
    pub(crate) fn check(&self) {
        let mut found = self.late_live;
        for (place, list) in self.lists.iter().enumerate() {
            let bit = self.occupied[place / SLOTS] >> (place % SLOTS) & 1;
            assert_eq!(bit == 1, list.live > 0, "place {place} is marked wrongly");
            assert_eq!(list.live > 0, !list.items.is_empty(), "place {place} keeps only holes");
            if list.live > 0 {
                self.check_list(place, list);
                found += list.live;
            }
        }
        assert_eq!(found, self.len, "entries are missing or double");
        let values = self.entries.iter().filter(|entry| entry.value.is_some());
        assert_eq!(values.count(), self.len);
        self.check_late();
    }

    fn check_list(&self, place: usize, list: &List) {
        let is_live = |item: &Item| !item.is_hole(&self.entries);
        let head = if place == OPEN { self.open_head } else { 0 };
        let items = &list.items[head..];
        let live: Vec<Item> = items.iter().copied().filter(is_live).collect();
        assert_eq!(live.len(), list.live, "place {place} is counted wrongly");
        for item in &live {
            let entry = &self.entries[item.index as usize];
            assert!(entry.value.is_some(), "a freed entry has an item");
            assert_eq!(entry.deadline, item.deadline);
            assert_eq!(place_of(item.deadline, self.open), place, "I4");
        }
        assert!(items.last().is_none_or(is_live), "I10: a hole at the end");
        let most = 2 * list.live + SPARE_HOLES;
        assert!(list.items.len() <= most, "I10: too many holes");
        if place == OPEN {
            assert!(items.first().is_none_or(is_live), "I10: a hole first");
            assert!(items.is_sorted_by_key(|item| item.deadline), "I6");
        } else if let Some(earliest) = live.iter().map(|item| item.deadline).min() {
            assert!(list.earliest <= earliest, "I7: late");
            assert!(list.earliest == earliest || list.stale, "I7: not exact");
            assert_eq!(place_of(list.earliest, self.open), place, "I7: outside");
        }
    }

    fn check_late(&self) {
        let is_live = |late: &&Late| !late.item.is_hole(&self.entries);
        assert!(self.late.peek().as_ref().is_none_or(is_live), "I10: a hole on top");
        let most = 2 * self.late_live + SPARE_HOLES;
        assert!(self.late.len() <= most, "I10: too many holes in the heap");
        assert_eq!(self.late.iter().filter(is_live).count(), self.late_live);
        for Late { item, .. } in self.late.iter().filter(is_live) {
            assert_eq!(self.entries[item.index as usize].deadline, item.deadline);
            assert_eq!(place_of(item.deadline, self.open), OPEN, "I4");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::task::Waker;

    const BUCKET: Tick = 1 << GRAIN_BITS;

    fn fire(wheel: &mut Wheel<u64>, now: Tick) -> Vec<u64> {
        let mut out = Vec::new();
        assert!(!wheel.fire(now, usize::MAX, &mut out));
        wheel.check();
        out
    }

    #[test]
    fn a_new_wheel_is_empty_and_owns_no_memory() {
        const EMPTY: Wheel<u64> = Wheel::new();
        let mut wheel = EMPTY;
        assert!(wheel.len() == 0);
        assert_eq!(wheel.next_deadline(), None);
        assert_eq!(fire(&mut wheel, 123_456_789), []);
        let none = wheel.entries.capacity() + wheel.lists.capacity() + wheel.late.capacity();
        assert_eq!(none, 0);
        assert_eq!(format!("{wheel:?}"), "Wheel { len: 0, open_ns: 123453440, .. }");
    }

    #[test]
    fn an_entry_and_its_item_have_48_bytes() {
        assert!(size_of::<Entry<Waker>>() + size_of::<Item>() <= 48);
    }

    #[test]
    fn nothing_fires_a_nanosecond_early_or_late_at_any_level() {
        for shift in 0..64 {
            for deadline in [1u64 << shift, (1u64 << shift) + 1, (1u64 << shift) - 1, !0 << shift] {
                let mut wheel = Wheel::new();
                wheel.insert(deadline, 7);
                if deadline == NEVER {
                    continue;
                }
                assert_eq!(wheel.next_deadline(), Some(deadline));
                if deadline > 0 {
                    assert_eq!(fire(&mut wheel, deadline - 1), []);
                    assert_eq!(wheel.next_deadline(), Some(deadline));
                }
                assert_eq!(fire(&mut wheel, deadline), [7]);
                assert!(wheel.len() == 0);
            }
        }
    }

    #[test]
    fn the_last_tick_never_fires() {
        let mut wheel = Wheel::new();
        let key = wheel.insert(Tick::MAX, 1);
        wheel.insert(Tick::MAX - 1, 2);
        assert_eq!(wheel.next_deadline(), Some(Tick::MAX - 1));
        assert_eq!(fire(&mut wheel, Tick::MAX), [2]);
        assert_eq!(wheel.next_deadline(), None);
        assert_eq!(wheel.len(), 1);
        assert!(wheel.move_to(key, 5));
        assert_eq!(fire(&mut wheel, 5), [1]);
    }

    #[test]
    fn equal_deadlines_fire_in_order_of_insertion_across_all_paths() {
        let mut wheel = Wheel::new();
        let deadline = 5_000 * BUCKET + 10;
        wheel.insert(deadline, 1);
        wheel.insert(deadline + 1, 5);
        assert_eq!(fire(&mut wheel, 4_999 * BUCKET), []);
        let moved = wheel.insert(deadline, 4);
        wheel.insert(deadline, 2);
        assert_eq!(fire(&mut wheel, deadline - 1), []);
        // The bucket is open now, and holds a later deadline, so this one goes to the late ones.
        wheel.insert(deadline, 3);
        assert_eq!(wheel.late_live, 1);
        assert!(wheel.move_to(moved, deadline));
        assert_eq!(fire(&mut wheel, deadline + 1), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_limit_stops_in_the_middle_and_says_whether_more_are_due() {
        let mut wheel = Wheel::new();
        for value in 0..10 {
            wheel.insert(value * BUCKET, value);
        }
        let mut out = Vec::new();
        assert!(wheel.fire(4 * BUCKET, 0, &mut out));
        assert!(wheel.fire(4 * BUCKET, 3, &mut out));
        assert_eq!(out, [0, 1, 2]);
        // What has passed in the meantime comes in its place, not at the end.
        wheel.insert(1, 100);
        assert!(wheel.fire(4 * BUCKET, 2, &mut out));
        assert_eq!(out, [0, 1, 2, 100, 3]);
        assert!(!wheel.fire(4 * BUCKET, 1, &mut out), "the last one that was due filled the limit");
        assert_eq!(out, [0, 1, 2, 100, 3, 4]);
        wheel.check();
    }

    #[test]
    fn time_that_runs_backwards_fires_nothing_early() {
        let mut wheel = Wheel::new();
        assert_eq!(fire(&mut wheel, 1_000 * BUCKET), []);
        wheel.insert(500 * BUCKET, 2);
        wheel.insert(400 * BUCKET, 1);
        wheel.insert(900 * BUCKET, 3);
        assert_eq!(fire(&mut wheel, 400 * BUCKET - 1), []);
        assert_eq!(wheel.next_deadline(), Some(400 * BUCKET));
        assert_eq!(fire(&mut wheel, 500 * BUCKET), [1, 2]);
        assert_eq!(fire(&mut wheel, 1_000 * BUCKET), [3]);
    }

    #[test]
    fn stale_keys_name_nothing() {
        let mut wheel = Wheel::new();
        let key = wheel.insert(1_000, 1);
        assert_eq!(wheel.get_mut(key), Some(&mut 1));
        assert_eq!(wheel.remove(key), Some(1));
        let other = wheel.insert(1_000, 2);
        assert_eq!((other.index, wheel.remove(key), wheel.get_mut(key)), (key.index, None, None));
        assert!(!wheel.move_to(key, 5));
        assert_eq!(fire(&mut wheel, 1_000), [2]);
        assert_eq!(wheel.remove(other), None);
    }

    #[test]
    fn keys_from_before_a_release_of_memory_stay_stale() {
        let mut wheel = Wheel::new();
        let old: Vec<Key> = (0..100).map(|value| wheel.insert(value, value)).collect();
        assert_eq!(fire(&mut wheel, 100).len(), 100);
        assert_eq!(wheel.entries.capacity(), 0, "a hundred entries are more than are kept");
        for value in 0..100 {
            wheel.insert(1_000, value);
        }
        assert!(old.iter().all(|key| wheel.get_mut(*key).is_none()));
    }

    #[test]
    fn an_entry_whose_generations_are_used_up_is_never_used_again() {
        let mut wheel = Wheel::new();
        let first = wheel.insert(1, 1);
        assert_eq!(wheel.remove(first), Some(1));
        wheel.entries[0].generation = USED_UP - 1;
        let last = wheel.insert(1, 2);
        assert_eq!((last.index, wheel.remove(last)), (0, Some(2)));
        for value in 0..100 {
            assert_ne!(wheel.insert(1, value).index, 0);
        }
        assert_eq!(fire(&mut wheel, 1).len(), 100);
        assert!(wheel.get_mut(last).is_none());
        assert!(!wheel.entries.is_empty(), "a new slab would start its generations again");
    }

    #[test]
    fn the_next_deadline_is_exact_in_small_slots_and_makes_progress_in_big_ones() {
        let hour = 3_600_000_000_000;
        for count in [SCAN_LIMIT, SCAN_LIMIT + 1, 1_000] {
            let mut wheel = Wheel::new();
            let keys: Vec<Key> = (0..=count as u64).map(|value| wheel.insert(hour + value * 1_000, value)).collect();
            assert_eq!(wheel.next_deadline(), Some(hour));
            assert_eq!(wheel.remove(keys[0]), Some(0));
            let next = wheel.next_deadline().unwrap();
            if count <= SCAN_LIMIT {
                assert_eq!(next, hour + 1_000);
            } else {
                assert_eq!(next, hour);
                assert_eq!(fire(&mut wheel, next), []);
                assert_eq!(wheel.next_deadline(), Some(hour + 1_000));
            }
        }
    }

    #[test]
    fn a_new_minimum_makes_a_stale_bound_exact_again() {
        let mut wheel = Wheel::new();
        let keys: Vec<Key> = (0..1_000).map(|value| wheel.insert((1 << 40) + 1_000 + value, value)).collect();
        assert_eq!(wheel.remove(keys[0]), Some(0));
        wheel.insert((1 << 40) + 999, 1);
        assert_eq!(wheel.next_deadline(), Some((1 << 40) + 999));
        assert!(wheel.lists.iter().all(|list| !list.stale));
        wheel.check();
    }

    #[test]
    fn churn_leaves_no_more_holes_than_live_items() {
        let mut wheel = Wheel::new();
        assert_eq!(fire(&mut wheel, 1 << 40), []);
        // One deadline in a slot, one among the late ones, one in the open list, one that never fires.
        let mut keys: Vec<Key> = [1 << 50, 6, 1 << 40, NEVER, 5].map(|deadline| wheel.insert(deadline, 0)).to_vec();
        for round in 0..10_000 {
            let key = keys[round % keys.len()];
            let deadline = [1 << 50, 7 + round as u64, 1 << 40, NEVER][round / 7 % 4];
            assert!(wheel.move_to(key, deadline));
            keys.rotate_left(round % 3);
            wheel.check();
        }
        assert!(wheel.lists.iter().map(|list| list.items.capacity()).sum::<usize>() < 1_000);
    }

    #[test]
    fn late_ones_that_were_removed_do_not_pile_up_below_one_that_stays() {
        let mut wheel = Wheel::new();
        assert_eq!(fire(&mut wheel, BUCKET), []);
        wheel.insert(100, 2);
        wheel.insert(1, 1);
        for _ in 0..1_000 {
            let key = wheel.insert(2, 3);
            assert_eq!(wheel.remove(key), Some(3));
            wheel.check();
        }
        assert_eq!(fire(&mut wheel, BUCKET), [1, 2]);
    }

    #[test]
    fn a_stamp_that_starts_again_brings_no_hole_to_life() {
        // An hour away and never, so that the holes stay; or the open list and the late ones, after some time.
        for (begin, one, other) in [(0, 1 << 41, NEVER), (1 << 41, 1 << 41, 1 << 40)] {
            for moves in 1..=2 * LAST_STAMP {
                let mut wheel = Wheel::new();
                assert_eq!(fire(&mut wheel, begin), []);
                let key = wheel.insert(one, 1);
                // The lists end with others, so that holes are not removed at once.
                wheel.insert(one + 1, 2);
                wheel.insert(other, 3);
                assert!(wheel.move_to(key, other));
                wheel.insert(other, 4);
                for _ in 1..moves {
                    assert!(wheel.move_to(key, 1 << 50));
                    wheel.check();
                }
                assert!(wheel.move_to(key, one));
                wheel.check();
                assert_eq!(wheel.remove(key), Some(1));
                wheel.check();
            }
        }
    }

    #[test]
    fn equal_late_deadlines_keep_their_order_when_the_open_list_gets_shorter() {
        let mut wheel = Wheel::new();
        assert_eq!(fire(&mut wheel, BUCKET), []);
        let last = wheel.insert(20, 0);
        wheel.insert(15, 1);
        assert_eq!(wheel.remove(last), Some(0));
        wheel.insert(15, 2);
        assert_eq!(fire(&mut wheel, BUCKET), [1, 2]);
    }

    #[test]
    fn what_a_crowd_needed_is_given_back() {
        let mut wheel = Wheel::new();
        for value in 0..100_000 {
            wheel.insert(value * 10_000, value);
        }
        assert_eq!(fire(&mut wheel, Tick::MAX - 1).len(), 100_000);
        let items: usize = wheel.lists.iter().map(|list| list.items.capacity()).sum();
        assert!(items <= LISTS * KEPT_ITEMS);
        assert_eq!(wheel.entries.capacity(), 0);
    }

    #[test]
    fn draining_gives_everything_and_the_wheel_can_be_used_again() {
        let mut wheel = Wheel::new();
        assert_eq!(fire(&mut wheel, 1 << 30), []);
        let deadlines = [3, 2, 1 << 30, 1 << 31, 1 << 60, NEVER, 1];
        let keys: Vec<Key> = deadlines.map(|deadline| wheel.insert(deadline, deadline)).to_vec();
        let mut out = Vec::new();
        wheel.drain(&mut out);
        wheel.check();
        out.sort_unstable();
        assert_eq!(out, [1, 2, 3, 1 << 30, 1 << 31, 1 << 60, NEVER]);
        assert!(wheel.len() == 0 && keys.iter().all(|key| wheel.remove(*key).is_none()));
        wheel.insert(1 << 31, 5);
        assert_eq!(fire(&mut wheel, 1 << 31), [5]);
    }

    #[test]
    fn values_are_handed_back_and_dropped_only_with_the_wheel() {
        struct Counted<'a>(&'a Cell<u32>);
        impl Drop for Counted<'_> {
            fn drop(&mut self) {
                self.0.set(self.0.get() + 1);
            }
        }
        let drops = Cell::new(0);
        let (mut wheel, mut out) = (Wheel::new(), Vec::new());
        let keys: Vec<Key> = (0..100).map(|i| wheel.insert(i << 20, Counted(&drops))).collect();
        assert!(wheel.move_to(keys[50], 1 << 50));
        out.extend(wheel.remove(keys[60]));
        assert!(!wheel.fire(40 << 20, usize::MAX, &mut out));
        assert_eq!((out.len(), drops.get()), (42, 0));
        drop(wheel);
        assert_eq!(drops.get(), 58);
    }
}
