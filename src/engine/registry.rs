//! Every live task of a home, so that a shutdown reaches it.
//!
//! # How it works
//!
//! A task leaves one counted waker here when it is spawned, and takes it back when its wrapper has dropped the future. The
//! registry is cut into groups of shards (a group per worker and one for everybody else) so that workers do not meet. A task
//! often ends on another thread than it was spawned on, shortly after: inside a group the shard changes every `RUN` ids, so
//! that the one who spawns or aborts and the one who finishes are mostly at different shards. A shard is a list of slots with a free list through
//! it; an entry costs 16 bytes. A registry of one group, which one thread uses, has one shard: a shutdown then wakes the
//! tasks in the same order each time.
//!
//! - **I1** A slot belongs to a task from `insert` until `remove`, both under the shard's lock. `waker` looks at the
//!   slot under the same lock, and only if the task has not been removed: it never wakes another task in a reused slot.
//! - **I2** After `close` has gone over a shard, `insert` into it fails. `close` sets the flag first, so a task that is
//!   polled meanwhile sees it.
//! - **I3** Wakers are woken and dropped outside the lock.

use crate::primitives::atomic::{AtomicBool, AtomicUsize, Ordering};
use crate::primitives::{CachePadded, Mutex};
use crate::util::id::TaskId;
use std::fmt;
use std::task::Waker;

/// Where a task's entry is; `NONE` when it has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place(u32);

/// The low bits of a place are the slot, the others the shard.
const SLOT_BITS: u32 = 24;
/// A shard holds at most this many tasks: 16 million, at some 100 bytes each.
const MAX_SLOT: u32 = (1 << SLOT_BITS) - 1;
/// Shards in a group, where there are not too many groups. With a spawner and a thief behind it, 4 cost 20 % more than 16.
const GROUP: usize = 16;
/// The number of the last shard stays below that of `Place::NONE`.
const MAX_SHARDS: usize = 255;
/// Tasks that a thread registers in one shard before it goes on to the next of the group: two entries share a cache line
/// with two others. With 64, spawner and thief meet at the same shard and need half as long again.
const RUN: u64 = 2;

impl Place {
    pub(crate) const NONE: Place = Place(u32::MAX);

    pub(crate) fn from_bits(bits: u32) -> Place {
        Place(bits)
    }

    pub(crate) fn bits(self) -> u32 {
        self.0
    }

    fn new(shard: usize, slot: u32) -> Place {
        Place(((shard as u32) << SLOT_BITS) | slot)
    }

    fn shard(self) -> usize {
        (self.0 >> SLOT_BITS) as usize
    }

    fn slot(self) -> usize {
        (self.0 & MAX_SLOT) as usize
    }
}

enum Slot {
    Live(Waker),
    /// The next free slot, `END` at the end of the list.
    Free(u32),
}

const END: u32 = u32::MAX;

struct Shard {
    slots: Vec<Slot>,
    free: u32,
    live: usize,
    spawned: u64,
    closed: bool,
}

impl Shard {
    const fn new() -> Self {
        Shard { slots: Vec::new(), free: END, live: 0, spawned: 0, closed: false }
    }
}

/// Why a task could not be registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    Closed,
    Full,
}

pub(crate) struct Registry {
    closed: AtomicBool,
    /// Tasks left to remove; kept only once the registry is closed, zero before.
    left: AtomicUsize,
    /// Shards in each group.
    group: usize,
    shards: Box<[CachePadded<Mutex<Shard>>]>,
}

impl Registry {
    pub(crate) fn new(groups: usize) -> Self {
        let groups = groups.clamp(1, MAX_SHARDS); // those beyond share the last one's shards
        let group = if groups == 1 { 1 } else { GROUP.min(MAX_SHARDS / groups) };
        let shards = (0..groups * group).map(|_| CachePadded(Mutex::new(Shard::new()))).collect();
        Registry { closed: AtomicBool::new(false), left: AtomicUsize::new(0), group, shards }
    }

    /// Registers a task; `waker` makes its counted waker.
    #[inline]
    pub(crate) fn insert(&self, group: usize, id: TaskId, waker: impl FnOnce() -> Waker) -> Result<Place, Refused> {
        let first = (group * self.group).min(self.shards.len() - self.group);
        let index = first + (id.as_u64() / RUN) as usize % self.group;
        let mut shard = self.shards[index].lock();
        if shard.closed {
            return Err(Refused::Closed);
        }
        let slot = shard.free;
        let slot = if slot == END {
            if shard.slots.len() as u32 >= MAX_SLOT {
                return Err(Refused::Full);
            }
            shard.slots.push(Slot::Live(waker()));
            shard.slots.len() as u32 - 1
        } else {
            let Slot::Free(next) = std::mem::replace(&mut shard.slots[slot as usize], Slot::Live(waker())) else {
                unreachable!("the free list holds free slots only")
            };
            shard.free = next;
            slot
        };
        shard.live += 1;
        shard.spawned += 1;
        Ok(Place::new(index, slot))
    }

    /// Takes a task out; `clear` is called under the lock and marks the task as removed (I1). True when the registry is
    /// closed and this was the last task.
    #[inline]
    pub(crate) fn remove(&self, place: Place, clear: impl FnOnce()) -> bool {
        let mut shard = self.shards[place.shard()].lock();
        let next = shard.free;
        let slot = std::mem::replace(&mut shard.slots[place.slot()], Slot::Free(next));
        shard.free = place.slot() as u32;
        shard.live -= 1;
        clear();
        let closed = shard.closed;
        drop(shard);
        drop(slot);
        closed && self.left.fetch_sub(1, Ordering::AcqRel) == 1
    }

    /// A counted waker of the task whose place `current` reads, unless it has been removed (I1).
    pub(crate) fn waker(&self, place: Place, current: impl FnOnce() -> Place) -> Option<Waker> {
        if place == Place::NONE {
            return None;
        }
        let shard = self.shards[place.shard()].lock();
        if current() != place {
            return None;
        }
        match &shard.slots[place.slot()] {
            Slot::Live(waker) => Some(waker.clone()),
            Slot::Free(_) => None,
        }
    }

    /// Says whether the home takes no tasks any more.
    #[inline]
    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Refuses new tasks from now on and wakes all that are there, so that they end (I2). Safe to call again.
    pub(crate) fn close(&self) {
        self.left.fetch_add(1, Ordering::AcqRel); // holds "empty" back until every shard is closed
        self.closed.store(true, Ordering::Release);
        for shard in &self.shards {
            let mut shard = shard.lock();
            if !shard.closed {
                shard.closed = true;
                self.left.fetch_add(shard.live, Ordering::AcqRel);
            }
        }
        self.wake_all();
        self.left.fetch_sub(1, Ordering::AcqRel);
    }

    /// Wakes every task that is there, so that it looks whether it must end.
    pub(crate) fn wake_all(&self) {
        let live = |slot: &Slot| match slot {
            Slot::Live(waker) => Some(waker.clone()),
            Slot::Free(_) => None,
        };
        for shard in &self.shards {
            let wakers: Vec<Waker> = shard.lock().slots.iter().filter_map(live).collect();
            wakers.into_iter().for_each(Waker::wake);
        }
    }

    /// Says whether the registry is closed and every task has left.
    pub(crate) fn is_finished(&self) -> bool {
        self.is_closed() && self.left.load(Ordering::Acquire) == 0
    }

    /// Opens a finished registry for its next user and gives its memory back.
    pub(crate) fn reopen(&self) {
        for shard in &self.shards {
            *shard.lock() = Shard::new();
        }
        self.closed.store(false, Ordering::Release);
    }

    pub(crate) fn live(&self) -> usize {
        self.shards.iter().map(|shard| shard.lock().live).sum()
    }

    pub(crate) fn spawned(&self) -> u64 {
        self.shards.iter().map(|shard| shard.lock().spawned).sum()
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry").field("live", &self.live()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn id() -> TaskId {
        TaskId::first_of_run()
    }

    #[test]
    fn an_entry_is_as_small_as_its_waker() {
        assert_eq!(size_of::<Slot>(), size_of::<Waker>());
    }

    #[test]
    fn a_reused_slot_is_not_taken_for_the_task_before() {
        let registry = Registry::new(2);
        let first = Cell::new(registry.insert(1, id(), || Waker::noop().clone()).unwrap());
        let place = first.get();
        assert!(registry.waker(place, || first.get()).is_some());
        assert!(!registry.remove(place, || first.set(Place::NONE)), "open");
        let second = registry.insert(1, id(), || Waker::noop().clone()).unwrap();
        assert_eq!(second, place, "the slot is used again");
        assert!(registry.waker(place, || first.get()).is_none());
        assert_eq!((registry.live(), registry.spawned()), (1, 2));
    }

    #[test]
    fn every_group_has_a_place_for_its_shards() {
        for groups in [0, 1, 2, 9, 15, 16, 100, 255, 256, 70_000] {
            let registry = Registry::new(groups);
            assert!((1..=MAX_SHARDS).contains(&registry.shards.len()), "{groups}");
            for group in [0, groups.saturating_sub(1), groups, usize::MAX >> 16] {
                let place = registry.insert(group, id(), || Waker::noop().clone()).unwrap();
                assert!(place.shard() < registry.shards.len() && place != Place::NONE);
            }
        }
    }

    #[test]
    fn a_closed_registry_refuses_and_reports_the_last_one() {
        let registry = Registry::new(1);
        let a = registry.insert(9, id(), || Waker::noop().clone()).unwrap();
        let b = registry.insert(0, id(), || Waker::noop().clone()).unwrap();
        registry.close();
        registry.close();
        assert_eq!(registry.insert(0, id(), || Waker::noop().clone()), Err(Refused::Closed));
        assert!(!registry.remove(a, || ()));
        assert!(!registry.is_finished());
        assert!(registry.remove(b, || ()));
        assert!(registry.is_finished());
        registry.reopen();
        assert!(registry.insert(0, id(), || Waker::noop().clone()).is_ok());
    }
}
