//! Queue, PriorityQueue, LifoQueue, as CPython 3.11's.
//!
//! # How it works
//!
//! Those who wait for an item or for room stand in a FIFO of futures each. A put wakes the first getter that is not done, a get the
//! first putter; who is woken looks again, for somebody may have come in between. One that is woken and cancelled before it goes on wakes
//! the next in its place.
//!
//! - **I1** No borrow is held while a future gets its result, or an item is dropped.

use super::event_loop::get_running_loop;
use super::exc::{Exc, Py, QUEUE_EMPTY, QUEUE_FULL, QUEUE_SHUT_DOWN, VALUE_ERROR};
use super::heapq;
use super::locks::Event;
use super::numbers;
use super::waiter::{Wait, Waiter};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;

/// In which order items leave a queue.
pub trait Store<T>: Default {
    /// Takes an item in.
    fn put(&mut self, item: T);
    /// Gives the next one.
    fn get(&mut self) -> Option<T>;
    /// How many there are.
    fn len(&self) -> usize;
    /// Says whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// As [`put`](Store::put), of a store that a queue keeps: for an order that may raise, or ask the queue while it compares.
    ///
    /// # Errors
    ///
    /// What a comparison raises.
    fn put_into(store: &RefCell<Self>, item: T) -> Py<()> {
        store.borrow_mut().put(item);
        Ok(())
    }

    /// As [`get`](Store::get), of a store that a queue keeps.
    ///
    /// # Errors
    ///
    /// What a comparison raises.
    fn get_from(store: &RefCell<Self>) -> Py<Option<T>> {
        Ok(store.borrow_mut().get())
    }
}

/// First in, first out.
#[derive(Debug)]
pub struct Fifo<T>(VecDeque<T>);

/// Last in, first out.
#[derive(Debug)]
pub struct Lifo<T>(Vec<T>);

/// The least first.
#[derive(Debug)]
pub struct Priority<T>(Vec<T>);

impl<T> Default for Fifo<T> {
    fn default() -> Self {
        Fifo(VecDeque::new())
    }
}

impl<T> Default for Lifo<T> {
    fn default() -> Self {
        Lifo(Vec::new())
    }
}

impl<T> Default for Priority<T> {
    fn default() -> Self {
        Priority(Vec::new())
    }
}

impl<T> Store<T> for Fifo<T> {
    fn put(&mut self, item: T) {
        self.0.push_back(item);
    }

    fn get(&mut self) -> Option<T> {
        self.0.pop_front()
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

impl<T> Store<T> for Lifo<T> {
    fn put(&mut self, item: T) {
        self.0.push(item);
    }

    fn get(&mut self) -> Option<T> {
        self.0.pop()
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

impl<T: PartialOrd> Store<T> for Priority<T> {
    fn put(&mut self, item: T) {
        heapq::push(&mut self.0, item, |one, other| one < other);
    }

    fn get(&mut self) -> Option<T> {
        heapq::pop(&mut self.0, |one, other| one < other)
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

/// Items that go from task to task: `asyncio.Queue`. Clones are the same one.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::asyncio::{self, Coroutine, Queue, create_task};
///
/// let main = Coroutine::new("main", async {
///     let queue = Queue::new(2);
///     let puts = queue.clone();
///     let producer = create_task(Coroutine::new("producer", async move {
///         for n in 0..5 {
///             puts.put(n).await?;
///         }
///         puts.join().await
///     }))?;
///     let mut sum = 0;
///     for _ in 0..5 {
///         sum += queue.get().await?;
///         queue.task_done()?;
///     }
///     producer.await?;
///     Ok(sum)
/// });
/// assert_eq!(AsyncRuntime::block_on(asyncio::run(main)).unwrap(), 10);
/// ```
pub struct Queue<T, S = Fifo<T>>(Rc<QueueState<T, S>>);

/// Declares a queue with another order, which has all that a [`Queue`] has.
macro_rules! queue {
    ($(#[$attribute:meta])* $name:ident, $store:ident, $($bound:tt)*) => {
        $(#[$attribute])*
        pub struct $name<T>(Queue<T, $store<T>>);

        impl<T: $($bound)*> $name<T> {
            /// A queue for `maxsize` items; for any number where that is 0 or less.
            pub fn new(maxsize: i64) -> Self {
                $name(Queue::with_order(maxsize))
            }
        }

        impl<T> Clone for $name<T> {
            fn clone(&self) -> Self {
                $name(self.0.clone())
            }
        }

        impl<T> std::ops::Deref for $name<T> {
            type Target = Queue<T, $store<T>>;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl<T: $($bound)*> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

queue! {
    /// A [`Queue`] that gives the least item first: `asyncio.PriorityQueue`. Clones are the same one.
    PriorityQueue, Priority, PartialOrd
}

queue! {
    /// A [`Queue`] that gives the latest item first: `asyncio.LifoQueue`. Clones are the same one.
    LifoQueue, Lifo, Sized
}

struct QueueState<T, S> {
    maxsize: i64,
    /// None for as many as there are.
    most: Option<usize>,
    items: RefCell<S>,
    getters: Waiting,
    putters: Waiting,
    unfinished: Cell<usize>,
    finished: Event,
    is_shut_down: Cell<bool>,
    of: std::marker::PhantomData<T>,
}

#[derive(Default)]
struct Waiting(RefCell<VecDeque<Waiter>>);

impl Waiting {
    /// Waits to be woken. One that was woken and is cancelled or dropped nevertheless wakes the next, if there is `still` something to be
    /// woken for.
    async fn wait(&self, still: impl Fn() -> bool) -> Py<()> {
        let waiter = Waiter::new(&get_running_loop()?);
        self.0.borrow_mut().push_back(waiter.clone());
        let mut place = Place { waiting: self, wait: waiter.wait(), still, was_woken: false };
        let waited = (&mut place.wait).await;
        place.was_woken = waited.is_ok();
        waited
    }

    /// Wakes the first who waits; false where nobody does.
    fn wake_next(&self) -> bool {
        loop {
            let next = self.0.borrow_mut().pop_front();
            let Some(next) = next else { return false };
            if next.release() {
                return true;
            }
        }
    }
}

/// One who waits, until this is dropped.
struct Place<'a, F: Fn() -> bool> {
    waiting: &'a Waiting,
    wait: Wait,
    still: F,
    was_woken: bool,
}

impl<F: Fn() -> bool> Drop for Place<'_, F> {
    fn drop(&mut self) {
        if self.was_woken {
            return;
        }
        let waiter = self.wait.waiter();
        waiter.cancel();
        let mut waiting = self.waiting.0.borrow_mut();
        let index = waiting.iter().position(|other| other.is_same(waiter));
        let removed = index.and_then(|index| waiting.remove(index));
        drop(waiting);
        drop(removed);
        if (self.still)() && !waiter.cancelled() {
            self.waiting.wake_next();
        }
    }
}

impl<T, S> Clone for Queue<T, S> {
    fn clone(&self) -> Self {
        Queue(self.0.clone())
    }
}

impl<T> Queue<T> {
    /// A queue for `maxsize` items; for any number where that is 0 or less.
    pub fn new(maxsize: i64) -> Self {
        Self::with_order(maxsize)
    }
}

impl<T, S: Store<T>> Queue<T, S> {
    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// As `new`, for any order.
    pub fn with_order(maxsize: i64) -> Self {
        let finished = Event::new();
        finished.set();
        Queue(Rc::new(QueueState {
            maxsize,
            most: numbers::count(maxsize).filter(|most| *most > 0),
            items: RefCell::default(),
            getters: Waiting::default(),
            putters: Waiting::default(),
            unfinished: Cell::new(0),
            finished,
            is_shut_down: Cell::new(false),
            of: std::marker::PhantomData,
        }))
    }

    /// How many items it was made for: any number where that is 0 or less.
    pub fn maxsize(&self) -> i64 {
        self.0.maxsize
    }

    /// How many items there are.
    pub fn qsize(&self) -> usize {
        self.0.items.borrow().len()
    }

    /// Says whether there is none.
    pub fn empty(&self) -> bool {
        self.0.items.borrow().is_empty()
    }

    /// Says whether there is no room.
    pub fn full(&self) -> bool {
        self.0.most.is_some_and(|most| self.qsize() >= most)
    }

    /// Puts an item in, and waits for room.
    ///
    /// # Errors
    ///
    /// `CancelledError` where it is cancelled, `QueueShutDown` where the queue is shut down, and the item is dropped; `RuntimeError` where no
    /// loop runs.
    pub async fn put(&self, item: T) -> Py<()> {
        while self.full() {
            self.check_shut_down()?;
            self.0.putters.wait(|| !self.full()).await?;
        }
        self.put_nowait(item)
    }

    /// Puts an item in, if there is room.
    ///
    /// # Errors
    ///
    /// `QueueFull` where there is none, `QueueShutDown` where the queue is shut down, and the item is dropped; what its order raises.
    pub fn put_nowait(&self, item: T) -> Py<()> {
        self.check_shut_down()?;
        if self.full() {
            return Err(Exc::new(&QUEUE_FULL, ()));
        }
        S::put_into(&self.0.items, item)?;
        self.0.unfinished.set(self.0.unfinished.get() + 1);
        self.0.finished.clear();
        self.0.getters.wake_next();
        Ok(())
    }

    /// Takes the next item, and waits for one.
    ///
    /// # Errors
    ///
    /// `CancelledError` where it is cancelled; `QueueShutDown` where there is none and the queue is shut down; `RuntimeError` where no loop
    /// runs.
    pub async fn get(&self) -> Py<T> {
        while self.empty() {
            self.check_shut_down()?;
            self.0.getters.wait(|| !self.empty()).await?;
        }
        self.get_nowait()
    }

    /// Takes the next item, if there is one.
    ///
    /// # Errors
    ///
    /// `QueueEmpty` where there is none, `QueueShutDown` where the queue is shut down as well; what its order raises.
    pub fn get_nowait(&self) -> Py<T> {
        let Some(item) = S::get_from(&self.0.items)? else {
            self.check_shut_down()?;
            return Err(Exc::new(&QUEUE_EMPTY, ()));
        };
        self.0.putters.wake_next();
        Ok(item)
    }

    /// Says that an item which was taken is done with.
    ///
    /// # Errors
    ///
    /// `ValueError` where that was said of all.
    pub fn task_done(&self) -> Py<()> {
        let Some(left) = self.0.unfinished.get().checked_sub(1) else {
            return Err(Exc::new(&VALUE_ERROR, "task_done() called too many times"));
        };
        self.0.unfinished.set(left);
        if left == 0 {
            self.0.finished.set();
        }
        Ok(())
    }

    /// Ends it, as CPython 3.13 does: puts raise `QueueShutDown`, and gets when the queue is empty. `immediate` empties it, and what was in
    /// it counts as done with.
    pub fn shutdown(&self, immediate: bool) {
        self.0.is_shut_down.set(true);
        if immediate {
            let items = self.0.items.take();
            let left = self.0.unfinished.get().saturating_sub(items.len());
            self.0.unfinished.set(left);
            if left == 0 {
                self.0.finished.set();
            }
            drop(items);
        }
        while self.0.getters.wake_next() {}
        while self.0.putters.wake_next() {}
    }

    fn check_shut_down(&self) -> Py<()> {
        if self.0.is_shut_down.get() { Err(Exc::new(&QUEUE_SHUT_DOWN, ())) } else { Ok(()) }
    }

    /// Waits until all items are done with.
    ///
    /// # Errors
    ///
    /// `CancelledError` where it is cancelled; `RuntimeError` where no loop runs.
    pub async fn join(&self) -> Py<()> {
        if self.0.unfinished.get() > 0 {
            self.0.finished.wait().await?;
        }
        Ok(())
    }
}

impl<T, S: Store<T>> fmt::Debug for Queue<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Queue maxsize={} items={}>", self.0.most.unwrap_or(0), self.qsize())
    }
}
