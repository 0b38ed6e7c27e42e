//! `set` and `frozenset`.
//!
//! # How it works
//!
//! Both are a shared table (`table.rs`); clones are the same set. They differ by a marker: what changes a set is there for [`Set`] only. Where
//! Python takes any iterable, the form for sets has the plain name and is also the operator (`union` is `|`), the other ends in `_iter`: in
//! which order members come depends on which of the two it is. Look-ups compare without a borrow, as those of [`Dict`](crate::dict::Dict).
//!
//! - **I1** No borrow is held while a method of a member runs or one is dropped, but for plain members.

use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use crate::exc::KEY_ERROR;
use crate::iter::{Iter, Iterable};
use crate::shown::{int, key_error};
use crate::{Equal, Exc, Key, Py};

mod compare;
mod iter;
mod keys;
mod operations;
mod table;

pub use iter::SetIter;
use table::{Next, Table};

/// What kind of set it is.
pub trait Kind {
    /// The name of the type.
    const NAME: &'static str;
}

/// Marks a `set`.
#[derive(Clone, Copy, Debug)]
pub struct Mutable;

/// Marks a `frozenset`.
#[derive(Clone, Copy, Debug)]
pub struct Frozen;

impl Kind for Mutable {
    const NAME: &'static str = "set";
}

impl Kind for Frozen {
    const NAME: &'static str = "frozenset";
}

/// A set of either kind. Clones are the same one.
///
/// # Examples
///
/// ```
/// use pyrt::set::Set;
///
/// let set = Set::new();
/// set.add(()).unwrap();
/// assert_eq!(set.contains(&()), Ok(true));
/// assert_eq!(set.pop(), Ok(()));
/// ```
pub struct AnySet<T, F> {
    table: Rc<RefCell<Table<T>>>,
    kind: PhantomData<F>,
}

/// `set`
pub type Set<T> = AnySet<T, Mutable>;
/// `frozenset`
pub type FrozenSet<T> = AnySet<T, Frozen>;

impl<T, F> Clone for AnySet<T, F> {
    fn clone(&self) -> AnySet<T, F> {
        AnySet { table: Rc::clone(&self.table), kind: PhantomData }
    }
}

impl<T, F> Default for AnySet<T, F> {
    fn default() -> AnySet<T, F> {
        AnySet::new()
    }
}

impl<T, F: Kind> fmt::Debug for AnySet<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", F::NAME, self.len())
    }
}

/// How a search ends.
enum Search {
    Found(usize),
    Free(usize),
}

impl<T, F> AnySet<T, F> {
    /// `set()`
    pub fn new() -> AnySet<T, F> {
        AnySet { table: Rc::new(RefCell::new(Table::new())), kind: PhantomData }
    }

    pub(crate) fn address(&self) -> usize {
        Rc::as_ptr(&self.table).addr()
    }

    /// `self is other`
    pub fn is<G>(&self, other: &AnySet<T, G>) -> bool {
        self.address() == other.address()
    }

    fn used(&self) -> usize {
        self.table.borrow().used
    }

    /// `len(self)`
    pub fn len(&self) -> i64 {
        int(self.used())
    }

    /// `not self`
    pub fn is_empty(&self) -> bool {
        self.used() == 0
    }
}

impl<T: Key + Clone, F> AnySet<T, F> {
    /// `set(iterable)`
    ///
    /// # Errors
    ///
    /// What the iterator, a `__hash__` or an `__eq__` raises.
    pub fn of(iterable: impl Iterable<Item = T>) -> Py<AnySet<T, F>> {
        let set = AnySet::new();
        set.add_all(iterable)?;
        Ok(set)
    }

    /// `{value, …}`; where they are three constants or more, CPython makes another order: [`of_constants`](AnySet::of_constants).
    ///
    /// # Errors
    ///
    /// What a `__hash__` or `__eq__` of the program raises.
    pub fn of_values(values: impl IntoIterator<Item = T>) -> Py<AnySet<T, F>> {
        AnySet::of(crate::iter::from_rust(values.into_iter()))
    }

    /// `{1, 2, 3}`, of three constants or more: CPython makes a frozenset when it compiles, makes another of its members in their order
    /// (when it merges equal constants), and updates an empty set with that.
    ///
    /// # Errors
    ///
    /// What a `__hash__` or `__eq__` of the program raises.
    pub fn of_constants(values: impl IntoIterator<Item = T>) -> Py<AnySet<T, F>> {
        let first = FrozenSet::of_values(values)?;
        FrozenSet::of(&first)?.to_kind()
    }

    /// `set(other)`, `frozenset(other)`
    ///
    /// # Errors
    ///
    /// None: it is `Py` as all that makes sets is.
    pub fn to_kind<G>(&self) -> Py<AnySet<T, G>> {
        let set = AnySet::new();
        set.merge(self)?;
        Ok(set)
    }

    /// Looks for a value, whose hash is this. Where it is to be added, a member that was equal counts as found though the comparison took
    /// it out: so CPython has it.
    fn search<Q: ?Sized>(&self, hash: i64, value: &Q, adding: bool) -> Py<Search>
    where
        T: Equal<Q>,
    {
        if !T::is_plain() {
            return self.search_unborrowed(hash, value, adding);
        }
        let table = self.table.borrow();
        let mut probe = table.probe(hash);
        loop {
            match table.next(&mut probe) {
                Next::Free(slot) => return Ok(Search::Free(slot)),
                Next::Candidate(slot) => {
                    if let Some(member) = table.member(slot)
                        && member.is_or_equal(value)?
                    {
                        return Ok(Search::Found(slot));
                    }
                }
            }
        }
    }

    fn search_unborrowed<Q: ?Sized>(&self, hash: i64, value: &Q, adding: bool) -> Py<Search>
    where
        T: Equal<Q>,
    {
        let mut probe = self.table.borrow().probe(hash);
        loop {
            let table = self.table.borrow();
            let (slot, layout) = match table.next(&mut probe) {
                Next::Free(slot) => return Ok(Search::Free(slot)),
                Next::Candidate(slot) => (slot, table.layout),
            };
            let Some(member) = table.member(slot).cloned() else { continue };
            drop(table);
            let is_equal = member.is_or_equal(value)?;
            let table = self.table.borrow();
            let is_changed = table.layout != layout || table.member(slot).is_none();
            if is_equal && (adding || !is_changed) {
                return Ok(Search::Found(slot));
            }
            if is_changed {
                probe = table.probe(probe.hash);
            }
            drop(table);
            drop(member);
        }
    }

    /// `value in self`
    ///
    /// # Errors
    ///
    /// What a `__hash__` or `__eq__` of the program raises.
    pub fn contains<Q: Key + ?Sized>(&self, value: &Q) -> Py<bool>
    where
        T: Equal<Q>,
    {
        self.contains_hashed(value.hash()?, value)
    }

    fn contains_hashed<Q: ?Sized>(&self, hash: i64, value: &Q) -> Py<bool>
    where
        T: Equal<Q>,
    {
        Ok(matches!(self.search(hash, value, false)?, Search::Found(_)))
    }

    fn add_hashed(&self, hash: i64, value: T) -> Py<()> {
        if let Search::Free(slot) = self.search(hash, &value, true)? {
            self.table.borrow_mut().put(slot, hash, value);
        }
        Ok(())
    }

    /// Takes a value out; says whether it was there.
    fn discard_hashed<Q: ?Sized>(&self, hash: i64, value: &Q) -> Py<bool>
    where
        T: Equal<Q>,
    {
        let Search::Found(slot) = self.search(hash, value, false)? else { return Ok(false) };
        let taken = self.table.borrow_mut().take(slot);
        drop(taken);
        Ok(true)
    }

    fn add_all(&self, values: impl Iterable<Item = T>) -> Py<()> {
        let mut values = values.iterate()?;
        while let Some(value) = values.next()? {
            self.add_hashed(value.hash()?, value)?;
        }
        Ok(())
    }

    /// Adds all of another set.
    fn merge<G>(&self, other: &AnySet<T, G>) -> Py<()> {
        if self.is(other) || other.is_empty() {
            return Ok(());
        }
        self.table.borrow_mut().reserve(other.used());
        if self.table.borrow_mut().copy_if_empty(&other.table.borrow()) {
            return Ok(());
        }
        other.each(|hash, value| self.add_hashed(hash, value))
    }

    /// The first member from this slot on: its slot, its hash, the member.
    fn entry_from(&self, slot: usize) -> Option<(usize, i64, T)> {
        let table = self.table.borrow();
        table.from(slot).map(|(slot, hash, member)| (slot, hash, member.clone()))
    }

    /// Goes through all members, slot by slot, whatever happens to the set meanwhile.
    fn each(&self, mut run: impl FnMut(i64, T) -> Py<()>) -> Py<()> {
        let mut next = 0;
        while let Some((slot, hash, member)) = self.entry_from(next) {
            run(hash, member)?;
            next = slot + 1;
        }
        Ok(())
    }

    /// Says whether something holds for all members.
    fn all(&self, mut holds: impl FnMut(i64, &T) -> Py<bool>) -> Py<bool> {
        let mut next = 0;
        while let Some((slot, hash, member)) = self.entry_from(next) {
            if !holds(hash, &member)? {
                return Ok(false);
            }
            next = slot + 1;
        }
        Ok(true)
    }
}

impl<T> Set<T> {
    /// `self.clear()`
    pub fn clear(&self) {
        self.replace(Table::new());
    }

    fn replace(&self, table: Table<T>) {
        let mut last = self.table.borrow_mut();
        let table = table.in_place_of(&last);
        let last_table = std::mem::replace(&mut *last, table);
        drop(last);
        drop(last_table);
    }

    /// `self.pop()`
    ///
    /// # Errors
    ///
    /// `KeyError` where it is empty.
    pub fn pop(&self) -> Py<T> {
        let popped = self.table.borrow_mut().pop();
        popped.ok_or_else(|| Exc::new(&KEY_ERROR, "pop from an empty set"))
    }
}

impl<T> FrozenSet<T> {
    /// `self.copy()`: itself.
    pub fn copy(&self) -> FrozenSet<T> {
        self.clone()
    }
}

impl<T: Key + Clone> Set<T> {
    /// `self.copy()`
    ///
    /// # Errors
    ///
    /// None: it is `Py` as all that makes sets is.
    pub fn copy(&self) -> Py<Set<T>> {
        self.to_kind()
    }

    /// `self.add(value)`
    ///
    /// # Errors
    ///
    /// What a `__hash__` or `__eq__` of the program raises.
    pub fn add(&self, value: T) -> Py<()> {
        self.add_hashed(value.hash()?, value)
    }

    /// `self.discard(value)`
    ///
    /// # Errors
    ///
    /// What a `__hash__` or `__eq__` of the program raises.
    pub fn discard<Q: Key + ?Sized>(&self, value: &Q) -> Py<()>
    where
        T: Equal<Q>,
    {
        self.discard_hashed(value.hash()?, value).map(drop)
    }

    /// `self.remove(value)`
    ///
    /// # Errors
    ///
    /// `KeyError` where it is not there; what a `__hash__` or `__eq__` of the program raises.
    pub fn remove<Q: Key + Clone + 'static>(&self, value: &Q) -> Py<()>
    where
        T: Equal<Q>,
    {
        if self.discard_hashed(value.hash()?, value)? { Ok(()) } else { Err(key_error(value.clone())) }
    }
}

#[cfg(test)]
mod tests;
