//! `asyncio.PriorityQueue` of what Python compares.
//!
//! # How it works
//!
//! The items lie in a list, a heap of CPython's moves (`heapq`). A comparison may raise, which then comes out of `put` or `get`, or ask the
//! queue: so the list is worked on outside of the queue's borrow.

use std::cell::RefCell;
use std::fmt;
use std::ops::Deref;

use wasi_async_runtime::asyncio::{Queue, Store};

use crate::heapq::{Item, heappop, heappush};
use crate::{List, Py};

/// The order of a [`PriorityQueue`].
#[derive(Clone, Debug)]
pub struct ByOrder<T>(List<T>);

impl<T> Default for ByOrder<T> {
    fn default() -> ByOrder<T> {
        ByOrder(List::new())
    }
}

impl<T: Item> Store<T> for ByOrder<T> {
    /// Not what a queue calls, for it does not say what is raised.
    fn put(&mut self, item: T) {
        let _ = heappush(&self.0, item);
    }

    fn get(&mut self) -> Option<T> {
        heappop(&self.0).ok()
    }

    fn len(&self) -> usize {
        self.0.size()
    }

    fn put_into(store: &RefCell<ByOrder<T>>, item: T) -> Py<()> {
        let list = store.borrow().0.clone();
        heappush(&list, item)
    }

    fn get_from(store: &RefCell<ByOrder<T>>) -> Py<Option<T>> {
        let list = store.borrow().0.clone();
        if list.is_empty() { Ok(None) } else { heappop(&list).map(Some) }
    }
}

/// A queue that gives the least item first: `asyncio.PriorityQueue`. Clones are the same one.
pub struct PriorityQueue<T>(Queue<T, ByOrder<T>>);

impl<T> Clone for PriorityQueue<T> {
    fn clone(&self) -> PriorityQueue<T> {
        PriorityQueue(self.0.clone())
    }
}

impl<T> fmt::Debug for PriorityQueue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PriorityQueue")
    }
}

impl<T> Deref for PriorityQueue<T> {
    type Target = Queue<T, ByOrder<T>>;

    fn deref(&self) -> &Queue<T, ByOrder<T>> {
        &self.0
    }
}

/// `asyncio.PriorityQueue(maxsize)`
///
/// # Examples
///
/// ```
/// use pyrt::prelude::*;
///
/// let queue = aio::priority_queue(0);
/// for job in [(2, Str::literal("b")), (1, Str::literal("c")), (2, Str::literal("a"))] {
///     queue.put_nowait(job).unwrap();
/// }
/// let first = [(); 2].map(|()| queue.get_nowait().unwrap());
/// assert_eq!(shown::repr(&List::from(first.to_vec())).unwrap(), "[(1, 'c'), (2, 'a')]");
/// ```
pub fn priority_queue<T: Item>(maxsize: i64) -> PriorityQueue<T> {
    PriorityQueue::new(maxsize)
}

impl<T: Item> PriorityQueue<T> {
    /// As [`priority_queue`].
    pub fn new(maxsize: i64) -> PriorityQueue<T> {
        PriorityQueue(Queue::with_order(maxsize))
    }
}
