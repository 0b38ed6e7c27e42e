//! The module `heapq`, move for move.
//!
//! # How it works
//!
//! What is pushed rises from the end; what replaces the first sinks to a leaf along the smaller children and rises from there. A comparison
//! may raise or change the list: then CPython raises too, and what was moved stays so. Members are cloned out before they are compared.
//!
//! - **I1** `heap[k]` is not greater than `heap[2k + 1]` and `heap[2k + 2]`, as far as the program's `<` is an order.

use crate::iter::{Iter, Iterable, from_fn, vec};
use crate::list::{List, sorted_vec, sorted_vec_by_key};
use crate::shown::{index_error, runtime_error};
use crate::{Comparison, Object, Ordered, Py};

/// What can lie in a heap.
pub trait Item: Object + Ordered + Clone {}

impl<T: Object + Ordered + Clone> Item for T {}

/// `heappush(heap, item)`
///
/// # Errors
///
/// What a comparison raises.
pub fn heappush<T: Item>(heap: &List<T>, item: T) -> Py<()> {
    heap.append(item);
    run(heap, Move::RiseLast)
}

/// `heappop(heap)`
///
/// # Errors
///
/// `IndexError` where it is empty; what a comparison raises.
pub fn heappop<T: Item>(heap: &List<T>) -> Py<T> {
    let last = heap.pop().map_err(|_| index_error("index out of range"))?;
    if heap.is_empty() {
        return Ok(last);
    }
    replace_first(heap, last)
}

/// `heapreplace(heap, item)`
///
/// # Errors
///
/// `IndexError` where it is empty; what a comparison raises.
pub fn heapreplace<T: Item>(heap: &List<T>, item: T) -> Py<T> {
    if heap.is_empty() {
        return Err(index_error("index out of range"));
    }
    replace_first(heap, item)
}

/// `heappushpop(heap, item)`
///
/// # Errors
///
/// What a comparison raises.
pub fn heappushpop<T: Item>(heap: &List<T>, item: T) -> Py<T> {
    let Some(first) = heap.at(0) else { return Ok(item) };
    if !first.compare(&item, Comparison::Less)? {
        return Ok(item);
    }
    if heap.is_empty() {
        return Err(index_error("index out of range"));
    }
    replace_first(heap, item)
}

fn replace_first<T: Item>(heap: &List<T>, item: T) -> Py<T> {
    let first = heap.get(0)?;
    heap.set(0, item)?;
    run(heap, Move::SinkFirst)?;
    Ok(first)
}

/// `heapify(heap)`
///
/// # Errors
///
/// What a comparison raises.
pub fn heapify<T: Item>(heap: &List<T>) -> Py<()> {
    run(heap, Move::SinkAll)
}

/// What is done to a heap.
#[derive(Clone, Copy)]
enum Move {
    RiseLast,
    SinkFirst,
    SinkAll,
}

/// Moves within a heap: in place where its members are plain, else through the list.
trait Moves<T: Item> {
    fn len(&self) -> usize;
    /// Says whether one is less than the other.
    fn is_less(&mut self, one: usize, other: usize) -> Py<bool>;
    fn swap(&mut self, one: usize, other: usize) -> Py<()>;

    fn run(&mut self, which: Move) -> Py<()> {
        match which {
            Move::RiseLast => self.rise(0, self.len() - 1),
            Move::SinkFirst => self.sink(0),
            Move::SinkAll => (0..self.len() / 2).rev().try_for_each(|position| self.sink(position)),
        }
    }

    /// Moves what stands at `position` towards `start` as long as it is less than its parent.
    fn rise(&mut self, start: usize, mut position: usize) -> Py<()> {
        while position > start {
            let parent = (position - 1) / 2;
            if !self.is_less(position, parent)? {
                break;
            }
            self.swap(position, parent)?;
            position = parent;
        }
        Ok(())
    }

    /// Moves what stands at `position` to a leaf, along the smaller children, and from there back to its place.
    fn sink(&mut self, mut position: usize) -> Py<()> {
        let (start, end) = (position, self.len());
        while position < end / 2 {
            let mut child = 2 * position + 1;
            if child + 1 < end && !self.is_less(child, child + 1)? {
                child += 1;
            }
            self.swap(position, child)?;
            position = child;
        }
        self.rise(start, position)
    }
}

fn run<T: Item>(heap: &List<T>, which: Move) -> Py<()> {
    if T::is_plain() {
        return heap.with_items(|items| InPlace(items).run(which));
    }
    ThroughList { heap, len: heap.size() }.run(which)
}

struct InPlace<'a, T>(&'a mut [T]);

impl<T: Item> Moves<T> for InPlace<'_, T> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn is_less(&mut self, one: usize, other: usize) -> Py<bool> {
        self.0[one].compare(&self.0[other], Comparison::Less)
    }

    fn swap(&mut self, one: usize, other: usize) -> Py<()> {
        self.0.swap(one, other);
        Ok(())
    }
}

struct ThroughList<'a, T> {
    heap: &'a List<T>,
    len: usize,
}

impl<T: Item> Moves<T> for ThroughList<'_, T> {
    fn len(&self) -> usize {
        self.len
    }

    fn is_less(&mut self, one: usize, other: usize) -> Py<bool> {
        let (Some(one), Some(other)) = (self.heap.at(one), self.heap.at(other)) else { return Err(changed()) };
        let is_less = one.compare(&other, Comparison::Less)?;
        if self.heap.size() == self.len { Ok(is_less) } else { Err(changed()) }
    }

    fn swap(&mut self, one: usize, other: usize) -> Py<()> {
        if self.heap.swap(one, other) { Ok(()) } else { Err(changed()) }
    }
}

fn changed() -> crate::Exc {
    runtime_error("list changed size during iteration")
}

/// `nsmallest(count, iterable)`
///
/// # Errors
///
/// What the iterator or a comparison raises.
pub fn nsmallest<I: Iterable<Item: Item>>(count: i64, iterable: I) -> Py<List<I::Item>> {
    first_sorted(count, vec(iterable)?, |items| sorted_vec(items, false))
}

/// `nlargest(count, iterable)`
///
/// # Errors
///
/// What the iterator or a comparison raises.
pub fn nlargest<I: Iterable<Item: Item>>(count: i64, iterable: I) -> Py<List<I::Item>> {
    first_sorted(count, vec(iterable)?, |items| sorted_vec(items, true))
}

/// `nsmallest(count, iterable, key=key)`
///
/// # Errors
///
/// What the iterator, the key function or a comparison raises.
pub fn nsmallest_by_key<I: Iterable, K: Item>(
    count: i64,
    iterable: I,
    key: impl FnMut(&I::Item) -> Py<K>,
) -> Py<List<I::Item>> {
    first_sorted(count, vec(iterable)?, |items| sorted_vec_by_key(items, key, false))
}

/// `nlargest(count, iterable, key=key)`
///
/// # Errors
///
/// What the iterator, the key function or a comparison raises.
pub fn nlargest_by_key<I: Iterable, K: Item>(
    count: i64,
    iterable: I,
    key: impl FnMut(&I::Item) -> Py<K>,
) -> Py<List<I::Item>> {
    first_sorted(count, vec(iterable)?, |items| sorted_vec_by_key(items, key, true))
}

/// The first of all when they are sorted: what CPython documents these functions to give.
fn first_sorted<T>(count: i64, mut items: Vec<T>, sort: impl FnOnce(&mut Vec<T>) -> Py<()>) -> Py<List<T>> {
    sort(&mut items)?;
    items.truncate(usize::try_from(count).unwrap_or(0));
    Ok(List::from(items))
}

/// `merge(*iterables, reverse=reverse)`
///
/// # Errors
///
/// What an `__iter__` of the program raises.
pub fn merge<T: Item, I: Iterable<Item: Iterable<Item = T>>>(iterables: I, reverse: bool) -> Py<impl Iter<Item = T>> {
    merge_by_key(iterables, |item: &T| Ok(item.clone()), reverse)
}

/// `merge(*iterables, key=key, reverse=reverse)`
///
/// # Errors
///
/// What an `__iter__` of the program raises.
pub fn merge_by_key<T, K: Ordered, I: Iterable<Item: Iterable<Item = T>>>(
    iterables: I,
    mut key: impl FnMut(&T) -> Py<K>,
    reverse: bool,
) -> Py<impl Iter<Item = T>> {
    let mut iters = vec(iterables)?.into_iter().map(Iterable::iterate).collect::<Py<Vec<_>>>()?;
    let (count, mut heads) = (iters.len(), Vec::<Option<(K, T)>>::new());
    let mut given = None;
    Ok(from_fn(move || {
        let mut head = |number: usize| -> Py<Option<(K, T)>> {
            let Some(item) = iters[number].next()? else { return Ok(None) };
            Ok(Some((key(&item)?, item)))
        };
        match given {
            Some(number) => heads[number] = head(number)?,
            None => heads = (0..count).map(head).collect::<Py<Vec<_>>>()?,
        }
        given = first(&heads, reverse)?;
        Ok(given.and_then(|number| heads[number].take()).map(|(_, item)| item))
    }))
}

/// Which head comes first; of equal ones the first does.
fn first<T, K: Ordered>(heads: &[Option<(K, T)>], reverse: bool) -> Py<Option<usize>> {
    let mut first: Option<(usize, &K)> = None;
    for (number, (key, _)) in heads.iter().enumerate().filter_map(|(number, head)| Some((number, head.as_ref()?))) {
        let comes_before = match first {
            None => true,
            Some((_, first)) if reverse => first.compare(key, Comparison::Less)?,
            Some((_, first)) => key.compare(first, Comparison::Less)?,
        };
        if comes_before {
            first = Some((number, key));
        }
    }
    Ok(first.map(|(number, _)| number))
}
