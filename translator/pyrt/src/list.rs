//! `list`.
//!
//! # How it works
//!
//! A list is a shared vector; clones are the same list. What may run code of the program (comparing, showing, dropping members) is done
//! with copies of the members, and looks the list up anew after each: it may have changed by then, and what CPython does then is done.
//!
//! - **I1** No borrow is held while a method of a member runs or a member is dropped, but for [plain](crate::Object::is_plain) members.

use std::cell::{Ref, RefCell, RefMut};
use std::fmt;
use std::rc::Rc;

use crate::Py;
use crate::iter::{Iter, Iterable};
use crate::shown::{index_error, int, memory_error, position, repeated_len, vec_for};

mod compare;
mod iter;
mod slices;
mod sort;

pub(crate) use compare::first_difference;
pub use iter::{ListIter, ListReversed};
pub(crate) use slices::sliced;
pub(crate) use sort::{sort as sorted_vec, sort_by_key as sorted_vec_by_key};

/// A list. Clones are the same one.
///
/// # Examples
///
/// ```
/// use pyrt::list::List;
///
/// let list = List::from(vec!['a', 'b']);
/// list.append('c');
/// assert_eq!(list.pop(), Ok('c'));
/// assert_eq!(list.get(-1), Ok('b'));
/// ```
pub struct List<T>(Rc<RefCell<Vec<T>>>);

impl<T> Clone for List<T> {
    fn clone(&self) -> List<T> {
        List(Rc::clone(&self.0))
    }
}

impl<T> Default for List<T> {
    fn default() -> List<T> {
        List::new()
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> List<T> {
        List(Rc::new(RefCell::new(items)))
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> List<T> {
        List::from(items.into_iter().collect::<Vec<T>>())
    }
}

impl<T> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "List of {}", self.len())
    }
}

impl<T> List<T> {
    /// `[]`
    pub fn new() -> List<T> {
        List::from(Vec::new())
    }

    fn items(&self) -> Ref<'_, Vec<T>> {
        self.0.borrow()
    }

    fn items_mut(&self) -> RefMut<'_, Vec<T>> {
        self.0.borrow_mut()
    }

    /// Tells it from others while it lives.
    pub(crate) fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// `self is other`
    pub fn is(&self, other: &List<T>) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// `len(self)`
    pub fn len(&self) -> i64 {
        int(self.size())
    }

    pub(crate) fn size(&self) -> usize {
        self.items().len()
    }

    /// Changes the members in place: nothing of the program may run meanwhile.
    pub(crate) fn with_items<R>(&self, run: impl FnOnce(&mut [T]) -> R) -> R {
        run(&mut self.items_mut())
    }

    /// Exchanges two members; says whether both are there.
    pub(crate) fn swap(&self, one: usize, other: usize) -> bool {
        let mut items = self.items_mut();
        let are_there = one.max(other) < items.len();
        if are_there {
            items.swap(one, other);
        }
        are_there
    }

    /// `not self`
    pub fn is_empty(&self) -> bool {
        self.items().is_empty()
    }

    /// `self.append(value)`
    #[inline]
    pub fn append(&self, value: T) {
        self.items_mut().push(value);
    }

    /// `self.insert(index, value)`: an index beyond an end is that end.
    pub fn insert(&self, index: i64, value: T) {
        let mut items = self.items_mut();
        let len = items.len();
        let index = if index < 0 { index.saturating_add(int(len)).max(0) } else { index };
        items.insert(usize::try_from(index).unwrap_or(len).min(len), value);
    }

    /// `self.pop()`
    ///
    /// # Errors
    ///
    /// `IndexError` where it is empty.
    pub fn pop(&self) -> Py<T> {
        self.items_mut().pop().ok_or_else(|| index_error("pop from empty list"))
    }

    /// `self.pop(index)`
    ///
    /// # Errors
    ///
    /// `IndexError` where it is empty or has no such index.
    pub fn pop_at(&self, index: i64) -> Py<T> {
        let mut items = self.items_mut();
        if items.is_empty() {
            return Err(index_error("pop from empty list"));
        }
        let index = position(index, items.len()).ok_or_else(|| index_error("pop index out of range"))?;
        Ok(items.remove(index))
    }

    /// `self.clear()`
    pub fn clear(&self) {
        let items = std::mem::take(&mut *self.items_mut());
        drop(items);
    }

    /// `self.reverse()`
    pub fn reverse(&self) {
        self.items_mut().reverse();
    }

    /// `self[index] = value`
    ///
    /// # Errors
    ///
    /// `IndexError` where it has no such index.
    #[inline]
    pub fn set(&self, index: i64, value: T) -> Py<()> {
        let mut items = self.items_mut();
        let Some(index) = position(index, items.len()) else {
            drop(items);
            return Err(index_error("list assignment index out of range"));
        };
        let last = std::mem::replace(&mut items[index], value);
        drop(items);
        drop(last);
        Ok(())
    }

    /// `del self[index]`
    ///
    /// # Errors
    ///
    /// `IndexError` where it has no such index.
    pub fn delete(&self, index: i64) -> Py<()> {
        let mut items = self.items_mut();
        let index = position(index, items.len()).ok_or_else(|| index_error("list assignment index out of range"))?;
        let last = items.remove(index);
        drop(items);
        drop(last);
        Ok(())
    }
}

impl<T: Clone> List<T> {
    /// `self[index]`
    ///
    /// # Errors
    ///
    /// `IndexError` where it has no such index.
    #[inline]
    pub fn get(&self, index: i64) -> Py<T> {
        let items = self.items();
        let index = position(index, items.len()).ok_or_else(|| index_error("list index out of range"))?;
        Ok(items[index].clone())
    }

    /// The member at this index, from the start only.
    #[inline]
    pub(crate) fn at(&self, index: usize) -> Option<T> {
        self.items().get(index).cloned()
    }

    /// A vector of its members as they are now.
    pub fn to_vec(&self) -> Vec<T> {
        self.items().clone()
    }

    /// `self.copy()`
    pub fn copy(&self) -> List<T> {
        List::from(self.to_vec())
    }

    /// `self.extend(values)`, also `self += values`.
    ///
    /// # Errors
    ///
    /// What the iterator raises; what it gave before was added. `OverflowError` where no memory holds all.
    pub fn extend(&self, values: impl Iterable<Item = T>) -> Py<()> {
        let mut values = values.iterate()?;
        if let Some(values) = values.take_rest() {
            self.items_mut().extend(values);
            return Ok(());
        }
        self.items_mut().try_reserve(values.length_hint()).map_err(|_| memory_error())?;
        while let Some(value) = values.next()? {
            self.append(value);
        }
        Ok(())
    }

    /// `self + other`
    pub fn concat(&self, other: &List<T>) -> List<T> {
        let (one, two) = (self.items(), other.items());
        one.iter().chain(two.iter()).cloned().collect()
    }

    /// `self * count`
    ///
    /// # Errors
    ///
    /// `OverflowError` where no memory holds that.
    pub fn repeat(&self, count: i64) -> Py<List<T>> {
        repeated(&self.items(), count).map(List::from)
    }

    /// `self *= count`
    ///
    /// # Errors
    ///
    /// `OverflowError` where no memory holds that.
    pub fn repeat_in_place(&self, count: i64) -> Py<()> {
        let items = repeated(&self.items(), count)?;
        let last = self.0.replace(items);
        drop(last);
        Ok(())
    }
}

/// All items, `count` times.
pub(crate) fn repeated<T: Clone>(items: &[T], count: i64) -> Py<Vec<T>> {
    let len = repeated_len::<T>(items.len(), count)?;
    let mut repeated = vec_for(len)?;
    match items {
        [only] => repeated.resize(len, only.clone()),
        [] => {}
        items => (0..count).for_each(|_| repeated.extend_from_slice(items)),
    }
    Ok(repeated)
}

#[cfg(test)]
mod tests;
