//! The sort of CPython's lists, comparison for comparison.
//!
//! # How it works
//!
//! Runs that are in order already are found, short ones made longer by insertion, and neighbours merged in the order of *powersort*;
//! a merge that takes many in a row from one side looks ahead in leaps (*galloping*). Any stable sort gives the same where `<` is an order.
//! This one also gives the same where it is none (a NaN), and where it raises: then what was merged so far stays so, nothing is lost.
//! The description is CPython's `Objects/listsort.txt`.

use crate::Py;

/// From how many in a row on a merge leaps.
const MIN_GALLOP: usize = 7;
/// Runs are made at least half as long as this.
const LONGEST_INSERTION: usize = 64;

/// Sorts by `less`, stable.
///
/// # Errors
///
/// What `less` raises; the items are then all there, in some order.
pub(crate) fn sort<E: Clone>(items: &mut [E], less: impl FnMut(&E, &E) -> Py<bool>) -> Py<()> {
    if items.len() < 2 {
        return Ok(());
    }
    Sort { items, less, min_gallop: MIN_GALLOP, pending: Vec::new() }.run()
}

#[derive(Clone, Copy)]
struct Run {
    base: usize,
    len: usize,
    power: u32,
}

struct Sort<'a, E, L> {
    items: &'a mut [E],
    less: L,
    min_gallop: usize,
    pending: Vec<Run>,
}

/// How a merge ends.
enum End {
    /// One side is used up: the rest of the copied side fills the gap.
    Rest,
    /// One item of the copied side is left: it goes behind (or before) all of the other side.
    Last,
}

impl<E: Clone, L: FnMut(&E, &E) -> Py<bool>> Sort<'_, E, L> {
    fn run(mut self) -> Py<()> {
        let len = self.items.len();
        let min_run = min_run(len);
        let mut low = 0;
        while low < len {
            let mut found = self.next_run(low)?;
            if found < min_run {
                let forced = min_run.min(len - low);
                self.insert(low, low + forced, low + found)?;
                found = forced;
            }
            self.merge_before(low, found)?;
            self.pending.push(Run { base: low, len: found, power: 0 });
            low += found;
        }
        self.merge_all()
    }

    fn is_less(&mut self, one: usize, other: usize) -> Py<bool> {
        (self.less)(&self.items[one], &self.items[other])
    }

    /// How long the run is that begins at `low`; one that descends is turned round.
    fn next_run(&mut self, low: usize) -> Py<usize> {
        let mut end = low + 1;
        if end == self.items.len() {
            return Ok(1);
        }
        let descends = self.is_less(end, end - 1)?;
        end += 1;
        while end < self.items.len() && self.is_less(end, end - 1)? == descends {
            end += 1;
        }
        if descends {
            self.items[low..end].reverse();
        }
        Ok(end - low)
    }

    /// Sorts `low..high` by insertion, where `low..start` is sorted.
    fn insert(&mut self, low: usize, high: usize, start: usize) -> Py<()> {
        for next in start.max(low + 1)..high {
            let (mut left, mut right) = (low, next);
            while left < right {
                let middle = left + (right - left) / 2;
                if self.is_less(next, middle)? {
                    right = middle;
                } else {
                    left = middle + 1;
                }
            }
            self.items[left..=next].rotate_right(1);
        }
        Ok(())
    }

    /// Merges what powersort says before a run of this length is added.
    fn merge_before(&mut self, base: usize, len: usize) -> Py<()> {
        let Some(last) = self.pending.last().copied() else { return Ok(()) };
        let power = power(base - last.len, last.len, len, self.items.len());
        while self.pending.len() > 1 && self.pending[self.pending.len() - 2].power > power {
            self.merge_at(self.pending.len() - 2)?;
        }
        if let Some(last) = self.pending.last_mut() {
            last.power = power;
        }
        Ok(())
    }

    fn merge_all(&mut self) -> Py<()> {
        while self.pending.len() > 1 {
            let mut at = self.pending.len() - 2;
            if at > 0 && self.pending[at - 1].len < self.pending[at + 1].len {
                at -= 1;
            }
            self.merge_at(at)?;
        }
        Ok(())
    }

    /// Merges the run at this place with the next one.
    fn merge_at(&mut self, at: usize) -> Py<()> {
        let (one, two) = (self.pending[at], self.pending.remove(at + 1));
        self.pending[at].len += two.len;
        let key = self.items[two.base].clone();
        let skipped = gallop_right(&mut self.less, &key, &self.items[one.base..two.base], 0)?;
        let (start, middle) = (one.base + skipped, two.base);
        if start == middle {
            return Ok(());
        }
        let key = self.items[middle - 1].clone();
        let end = middle + gallop_left(&mut self.less, &key, &self.items[middle..middle + two.len], two.len - 1)?;
        if end == middle {
            return Ok(());
        }
        if middle - start <= end - middle {
            self.merge_low(start, middle, end)
        } else {
            self.merge_high(start, middle, end)
        }
    }

    /// Merges from the front; the left side, which is copied out, is the shorter one.
    fn merge_low(&mut self, start: usize, middle: usize, end: usize) -> Py<()> {
        let copy = self.items[start..middle].to_vec();
        let mut merge = Merge { copy: 0..copy.len(), there: middle..end, to: start };
        let ended = self.merge_low_until_end(&copy, &mut merge);
        if let Ok(End::Last) = ended {
            self.shift(merge.to, merge.there.clone());
            merge.to += merge.there.len();
        }
        self.items[merge.to..merge.to + merge.copy.len()].clone_from_slice(&copy[merge.copy]);
        ended.map(drop)
    }

    fn merge_low_until_end(&mut self, copy: &[E], merge: &mut Merge) -> Py<End> {
        self.take_low_there(merge, 1);
        if merge.there.is_empty() {
            return Ok(End::Rest);
        }
        if merge.copy.len() == 1 {
            return Ok(End::Last);
        }
        let mut min_gallop = self.min_gallop;
        loop {
            let (mut copies, mut theirs) = (0, 0);
            while copies < min_gallop && theirs < min_gallop {
                if (self.less)(&self.items[merge.there.start], &copy[merge.copy.start])? {
                    self.take_low_there(merge, 1);
                    (copies, theirs) = (0, theirs + 1);
                    if merge.there.is_empty() {
                        return Ok(End::Rest);
                    }
                } else {
                    self.take_low_copy(copy, merge, 1);
                    (copies, theirs) = (copies + 1, 0);
                    if merge.copy.len() == 1 {
                        return Ok(End::Last);
                    }
                }
            }
            min_gallop += 1;
            if let Some(end) = self.gallop_low(copy, merge, &mut min_gallop)? {
                return Ok(end);
            }
            min_gallop += 1;
            self.min_gallop = min_gallop;
        }
    }

    fn gallop_low(&mut self, copy: &[E], merge: &mut Merge, min_gallop: &mut usize) -> Py<Option<End>> {
        loop {
            *min_gallop -= usize::from(*min_gallop > 1);
            self.min_gallop = *min_gallop;
            let key = self.items[merge.there.start].clone();
            let copies = gallop_right(&mut self.less, &key, &copy[merge.copy.clone()], 0)?;
            self.take_low_copy(copy, merge, copies);
            match merge.copy.len() {
                1 if copies > 0 => return Ok(Some(End::Last)),
                0 => return Ok(Some(End::Rest)),
                _ => {}
            }
            self.take_low_there(merge, 1);
            if merge.there.is_empty() {
                return Ok(Some(End::Rest));
            }
            let theirs = gallop_left(&mut self.less, &copy[merge.copy.start], &self.items[merge.there.clone()], 0)?;
            self.take_low_there(merge, theirs);
            if merge.there.is_empty() {
                return Ok(Some(End::Rest));
            }
            self.take_low_copy(copy, merge, 1);
            if merge.copy.len() == 1 {
                return Ok(Some(End::Last));
            }
            if copies < MIN_GALLOP && theirs < MIN_GALLOP {
                return Ok(None);
            }
        }
    }

    fn take_low_there(&mut self, merge: &mut Merge, count: usize) {
        self.shift(merge.to, merge.there.start..merge.there.start + count);
        merge.there.start += count;
        merge.to += count;
    }

    fn take_low_copy(&mut self, copy: &[E], merge: &mut Merge, count: usize) {
        let from = merge.copy.start;
        self.items[merge.to..merge.to + count].clone_from_slice(&copy[from..from + count]);
        merge.copy.start += count;
        merge.to += count;
    }

    /// Merges from the end; the right side, which is copied out, is the shorter one.
    fn merge_high(&mut self, start: usize, middle: usize, end: usize) -> Py<()> {
        let copy = self.items[middle..end].to_vec();
        let mut merge = Merge { copy: 0..copy.len(), there: start..middle, to: end };
        let ended = self.merge_high_until_end(&copy, &mut merge);
        if let Ok(End::Last) = ended {
            merge.to -= merge.there.len();
            self.shift(merge.to, merge.there.clone());
        }
        self.items[merge.to - merge.copy.len()..merge.to].clone_from_slice(&copy[merge.copy]);
        ended.map(drop)
    }

    fn merge_high_until_end(&mut self, copy: &[E], merge: &mut Merge) -> Py<End> {
        self.take_high_there(merge, 1);
        if merge.there.is_empty() {
            return Ok(End::Rest);
        }
        if merge.copy.len() == 1 {
            return Ok(End::Last);
        }
        let mut min_gallop = self.min_gallop;
        loop {
            let (mut copies, mut theirs) = (0, 0);
            while copies < min_gallop && theirs < min_gallop {
                if (self.less)(&copy[merge.copy.end - 1], &self.items[merge.there.end - 1])? {
                    self.take_high_there(merge, 1);
                    (copies, theirs) = (0, theirs + 1);
                    if merge.there.is_empty() {
                        return Ok(End::Rest);
                    }
                } else {
                    self.take_high_copy(copy, merge, 1);
                    (copies, theirs) = (copies + 1, 0);
                    if merge.copy.len() == 1 {
                        return Ok(End::Last);
                    }
                }
            }
            min_gallop += 1;
            if let Some(end) = self.gallop_high(copy, merge, &mut min_gallop)? {
                return Ok(end);
            }
            min_gallop += 1;
            self.min_gallop = min_gallop;
        }
    }

    fn gallop_high(&mut self, copy: &[E], merge: &mut Merge, min_gallop: &mut usize) -> Py<Option<End>> {
        loop {
            *min_gallop -= usize::from(*min_gallop > 1);
            self.min_gallop = *min_gallop;
            let len = merge.there.len();
            let there = &self.items[merge.there.clone()];
            let theirs = len - gallop_right(&mut self.less, &copy[merge.copy.end - 1], there, len - 1)?;
            self.take_high_there(merge, theirs);
            if merge.there.is_empty() {
                return Ok(Some(End::Rest));
            }
            self.take_high_copy(copy, merge, 1);
            if merge.copy.len() == 1 {
                return Ok(Some(End::Last));
            }
            let key = self.items[merge.there.end - 1].clone();
            let len = merge.copy.len();
            let copies = len - gallop_left(&mut self.less, &key, &copy[merge.copy.clone()], len - 1)?;
            self.take_high_copy(copy, merge, copies);
            match merge.copy.len() {
                1 if copies > 0 => return Ok(Some(End::Last)),
                0 => return Ok(Some(End::Rest)),
                _ => {}
            }
            self.take_high_there(merge, 1);
            if merge.there.is_empty() {
                return Ok(Some(End::Rest));
            }
            if copies < MIN_GALLOP && theirs < MIN_GALLOP {
                return Ok(None);
            }
        }
    }

    fn take_high_there(&mut self, merge: &mut Merge, count: usize) {
        merge.to -= count;
        merge.there.end -= count;
        self.shift(merge.to, merge.there.end..merge.there.end + count);
    }

    fn take_high_copy(&mut self, copy: &[E], merge: &mut Merge, count: usize) {
        merge.to -= count;
        merge.copy.end -= count;
        let from = merge.copy.end;
        self.items[merge.to..merge.to + count].clone_from_slice(&copy[from..from + count]);
    }

    /// Moves items within the list; what they leave is written before it is read. The two may overlap.
    fn shift(&mut self, to: usize, from: std::ops::Range<usize>) {
        let distance_up = to > from.start;
        for index in 0..from.len() {
            let index = if distance_up { from.len() - 1 - index } else { index };
            self.items[to + index] = self.items[from.start + index].clone();
        }
    }
}

/// A merge under way: what is left of either side, and where the next one goes.
struct Merge {
    copy: std::ops::Range<usize>,
    there: std::ops::Range<usize>,
    to: usize,
}

/// Where `key` belongs among sorted `items`, before those that are equal; the search begins at `hint`.
fn gallop_left<E>(less: &mut impl FnMut(&E, &E) -> Py<bool>, key: &E, items: &[E], hint: usize) -> Py<usize> {
    leap(items.len(), hint, |index| less(&items[index], key))
}

/// Where `key` belongs among sorted `items`, behind those that are equal; the search begins at `hint`.
fn gallop_right<E>(less: &mut impl FnMut(&E, &E) -> Py<bool>, key: &E, items: &[E], hint: usize) -> Py<usize> {
    leap(items.len(), hint, |index| less(key, &items[index]).map(|less| !less))
}

/// The first of `0..len` for which `is_before` does not hold: in leaps of growing width from `hint`, then by halves.
fn leap(len: usize, hint: usize, mut is_before: impl FnMut(usize) -> Py<bool>) -> Py<usize> {
    let (mut last, mut width) = (0, 1);
    let (mut low, mut high);
    if is_before(hint)? {
        let most = len - hint;
        while width < most && is_before(hint + width)? {
            (last, width) = (width, 2 * width + 1);
        }
        (low, high) = (hint + last + 1, hint + width.min(most));
    } else {
        let most = hint + 1;
        while width < most && !is_before(hint - width)? {
            (last, width) = (width, 2 * width + 1);
        }
        (low, high) = (hint + 1 - width.min(most), hint - last);
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if is_before(middle)? {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

/// How long runs have to be, so that their number is a power of two or a little less.
fn min_run(mut len: usize) -> usize {
    let mut odd = 0;
    while len >= LONGEST_INSERTION {
        odd |= len & 1;
        len >>= 1;
    }
    len + odd
}

/// The depth of the border between two neighbours in the tree of an ideal merge of `len` items.
fn power(start: usize, len_one: usize, len_two: usize, len: usize) -> u32 {
    let mut one = 2 * start + len_one;
    let mut two = one + len_one + len_two;
    let mut power = 0;
    loop {
        power += 1;
        if one >= len {
            one -= len;
            two -= len;
        } else if two >= len {
            return power;
        }
        one <<= 1;
        two <<= 1;
    }
}
