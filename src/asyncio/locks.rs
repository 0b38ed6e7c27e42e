//! Event, Lock, Semaphore, BoundedSemaphore, Condition, Barrier, with CPython 3.11's fairness and order of waking.
//!
//! # How it works
//!
//! Those who wait stand in a FIFO of futures. Who lets go gives the first future that is not done its result; the task behind it goes on
//! a turn later. In between others may come, which find what CPython's find, because the same is counted at the same moments.
//!
//! - **I1** A future leaves the FIFO when the wait for it ends, however that is.
//! - **I2** No borrow is held while a future gets its result.

use super::event_loop::get_running_loop;
use super::exc::{BROKEN_BARRIER_ERROR, CANCELLED_ERROR, Exc, Py, RUNTIME_ERROR, VALUE_ERROR};
use super::numbers;
use super::waiter::{Wait, Waiter};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// Those who wait, in order.
#[derive(Default)]
struct Waiters(RefCell<VecDeque<Waiter>>);

/// One who waits, until this is dropped (I1).
struct Place<'a> {
    waiters: &'a Waiters,
    wait: Wait,
}

impl Waiters {
    fn join(&self) -> Py<Place<'_>> {
        Ok(Place { waiters: self, wait: self.stand()? })
    }

    /// Stands in line, until [`leave`](Waiters::leave).
    fn stand(&self) -> Py<Wait> {
        let waiter = Waiter::new(&get_running_loop()?);
        self.0.borrow_mut().push_back(waiter.clone());
        Ok(waiter.wait())
    }

    fn leave(&self, waiter: &Waiter) {
        let mut waiters = self.0.borrow_mut();
        let index = waiters.iter().position(|other| other.is_same(waiter));
        let removed = index.and_then(|index| waiters.remove(index));
        drop(waiters);
        drop(removed);
    }

    fn any_alive(&self) -> bool {
        self.0.borrow().iter().any(|future| !future.cancelled())
    }

    fn len(&self) -> usize {
        self.0.borrow().len()
    }

    fn first(&self) -> Option<Waiter> {
        self.0.borrow().front().cloned()
    }

    /// The first `most` of those who have not been woken yet.
    fn waiting(&self, most: usize) -> Vec<Waiter> {
        self.0.borrow().iter().filter(|future| !future.done()).take(most).cloned().collect()
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.waiters.leave(self.wait.waiter());
    }
}

/// What is to be done where a wait is dropped before its end.
struct OnDrop<F: FnOnce()>(Option<F>);

impl<F: FnOnce()> OnDrop<F> {
    fn forget(mut self) {
        self.0 = None;
    }
}

impl<F: FnOnce()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        if let Some(give_back) = self.0.take() {
            give_back();
        }
    }
}

/// Wakes one who waits and has not been woken.
fn wake(waiter: &Waiter) {
    let is_woken = waiter.release();
    debug_assert!(is_woken, "only those are woken who wait");
}

/// A flag that tasks wait for: `asyncio.Event`. Clones are the same one.
#[derive(Clone, Default)]
pub struct Event(Rc<EventState>);

#[derive(Default)]
struct EventState {
    is_set: Cell<bool>,
    waiters: Waiters,
}

impl Event {
    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// An event that is not set.
    pub fn new() -> Event {
        Event::default()
    }

    /// Says whether it is set.
    pub fn is_set(&self) -> bool {
        self.0.is_set.get()
    }

    /// Sets it, and wakes all who wait.
    pub fn set(&self) {
        if !self.0.is_set.replace(true) {
            self.0.waiters.waiting(usize::MAX).iter().for_each(wake);
        }
    }

    /// Takes it back.
    pub fn clear(&self) {
        self.0.is_set.set(false);
    }

    /// Waits until it is set; true then.
    ///
    /// # Errors
    ///
    /// `CancelledError` where it is cancelled; `RuntimeError` where no loop runs.
    pub fn wait(&self) -> impl Future<Output = Py<bool>> {
        EventWait { event: &self.0, wait: None }
    }
}

/// Waits for an [`Event`]; smaller than an `async` block would be, for many may wait.
struct EventWait<'a> {
    event: &'a EventState,
    /// It stands among the waiters.
    wait: Option<Wait>,
}

impl Future for EventWait<'_> {
    type Output = Py<bool>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Py<bool>> {
        let EventWait { event, wait } = &mut *self;
        if wait.is_none() && event.is_set.get() {
            return Poll::Ready(Ok(true));
        }
        let wait = match wait {
            Some(wait) => wait,
            None => wait.insert(event.waiters.stand()?),
        };
        Pin::new(wait).poll(cx).map_ok(|()| true)
    }
}

impl Drop for EventWait<'_> {
    fn drop(&mut self) {
        if let Some(wait) = &self.wait {
            self.event.waiters.leave(wait.waiter()); // (I1)
        }
    }
}

/// A lock for one at a time: `asyncio.Lock`. Clones are the same one.
#[derive(Clone, Default)]
pub struct Lock(Rc<LockState>);

#[derive(Default)]
struct LockState {
    locked: Cell<bool>,
    /// Which acquisition it is that holds it: by that a [`Held`] knows its own.
    holder: Cell<u64>,
    last_holder: Cell<u64>,
    waiters: Waiters,
}

impl Lock {
    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// A lock that nobody holds.
    pub fn new() -> Lock {
        Lock::default()
    }

    /// Says whether somebody holds it.
    pub fn locked(&self) -> bool {
        self.0.locked.get()
    }

    /// Takes it, and waits for that; true then.
    ///
    /// # Errors
    ///
    /// `CancelledError` where it is cancelled; `RuntimeError` where no loop runs.
    pub async fn acquire(&self) -> Py<bool> {
        if self.locked() || self.0.waiters.any_alive() {
            let given_up = OnDrop(Some(|| {
                if !self.locked() {
                    self.wake_first();
                }
            }));
            let mut place = self.0.waiters.join()?;
            let waited = (&mut place.wait).await;
            drop(place);
            given_up.forget();
            if let Err(exc) = waited {
                if exc.is(&CANCELLED_ERROR) && !self.locked() {
                    self.wake_first();
                }
                return Err(exc);
            }
        }
        self.0.locked.set(true);
        self.0.last_holder.set(self.0.last_holder.get() + 1);
        self.0.holder.set(self.0.last_holder.get());
        Ok(true)
    }

    /// Lets go.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where nobody holds it.
    pub fn release(&self) -> Py<()> {
        if !self.0.locked.replace(false) {
            return Err(Exc::new(&RUNTIME_ERROR, "Lock is not acquired."));
        }
        self.wake_first();
        Ok(())
    }

    fn wake_first(&self) {
        if let Some(first) = self.0.waiters.first().filter(|first| !first.done()) {
            wake(&first);
        }
    }

    /// Takes it for as long as what it gives lives: `async with lock`.
    ///
    /// # Errors
    ///
    /// As [`acquire`](Lock::acquire).
    pub async fn hold(&self) -> Py<Held> {
        self.acquire().await?;
        Ok(Held { lock: self.clone(), holder: self.0.holder.get() })
    }
}

/// A [`Lock`] that is held, until this is dropped.
#[must_use = "it is let go when this is dropped"]
pub struct Held {
    lock: Lock,
    holder: u64,
}

impl Drop for Held {
    fn drop(&mut self) {
        // It may have been released by hand, or by a wait for a condition that was given up, and belong to another now.
        if self.lock.0.holder.get() == self.holder {
            let _ = self.lock.release();
        }
    }
}

/// A number of permits: `asyncio.Semaphore`. Clones are the same one.
#[derive(Clone)]
pub struct Semaphore(Rc<SemaphoreState>);

struct SemaphoreState {
    value: Cell<usize>,
    /// The most that a bounded one has.
    bound: Option<usize>,
    waiters: Waiters,
}

impl Semaphore {
    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// A semaphore with `value` permits.
    ///
    /// # Errors
    ///
    /// `ValueError` where that is negative.
    pub fn new(value: i64) -> Py<Semaphore> {
        Semaphore::with_bound(value, false)
    }

    /// One that never has more permits than at first: `asyncio.BoundedSemaphore`.
    ///
    /// # Errors
    ///
    /// `ValueError` where `value` is negative.
    pub fn bounded(value: i64) -> Py<Semaphore> {
        Semaphore::with_bound(value, true)
    }

    fn with_bound(value: i64, is_bounded: bool) -> Py<Semaphore> {
        let refused = || Exc::new(&VALUE_ERROR, "Semaphore initial value must be >= 0");
        let value = numbers::count(value).ok_or_else(refused)?;
        let bound = is_bounded.then_some(value);
        Ok(Semaphore(Rc::new(SemaphoreState { value: Cell::new(value), bound, waiters: Waiters::default() })))
    }

    /// Says whether whoever asks now waits.
    pub fn locked(&self) -> bool {
        self.0.value.get() == 0 || self.0.waiters.any_alive()
    }

    /// Takes a permit, and waits for one; true then.
    ///
    /// # Errors
    ///
    /// `CancelledError` where it is cancelled; `RuntimeError` where no loop runs.
    pub async fn acquire(&self) -> Py<bool> {
        if !self.locked() {
            self.0.value.set(self.0.value.get() - 1);
            return Ok(true);
        }
        let mut place = self.0.waiters.join()?;
        let future = place.wait.waiter().clone();
        let given_up = OnDrop(Some(|| {
            if future.done() && !future.cancelled() {
                self.0.value.set(self.0.value.get() + 1);
                self.wake_next();
            }
        }));
        let waited = (&mut place.wait).await;
        drop(place);
        given_up.forget();
        if let Err(exc) = waited {
            if exc.is(&CANCELLED_ERROR) && !future.cancelled() {
                self.0.value.set(self.0.value.get() + 1);
                self.wake_next();
            }
            return Err(exc);
        }
        if self.0.value.get() > 0 {
            self.wake_next();
        }
        Ok(true)
    }

    /// Gives a permit back.
    ///
    /// # Errors
    ///
    /// `ValueError` where a bounded one has them all.
    pub fn release(&self) -> Py<()> {
        if self.0.bound.is_some_and(|bound| self.0.value.get() >= bound) {
            return Err(Exc::new(&VALUE_ERROR, "BoundedSemaphore released too many times"));
        }
        self.0.value.set(self.0.value.get() + 1);
        self.wake_next();
        Ok(())
    }

    fn wake_next(&self) {
        if let Some(next) = self.0.waiters.waiting(1).first() {
            self.0.value.set(self.0.value.get() - 1);
            wake(next);
        }
    }

    /// Takes a permit for as long as what it gives lives: `async with semaphore`.
    ///
    /// # Errors
    ///
    /// As [`acquire`](Semaphore::acquire).
    pub async fn hold(&self) -> Py<Permit> {
        self.acquire().await?;
        Ok(Permit(self.clone()))
    }
}

/// A permit of a [`Semaphore`], until this is dropped.
#[must_use = "it is given back when this is dropped"]
pub struct Permit(Semaphore);

impl Drop for Permit {
    fn drop(&mut self) {
        let _ = self.0.release(); // it may have been given back by hand
    }
}

/// Waiting for something that others tell, under a lock: `asyncio.Condition`. Clones are the same one.
#[derive(Clone, Default)]
pub struct Condition {
    lock: Lock,
    waiters: Rc<Waiters>,
}

impl Condition {
    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.waiters).addr()
    }

    /// A condition with a lock of its own.
    pub fn new() -> Condition {
        Condition::default()
    }

    /// A condition with this lock.
    pub fn with_lock(lock: Lock) -> Condition {
        Condition { lock, waiters: Rc::default() }
    }

    /// Its lock: `acquire`, `release`, `locked`, `hold`.
    pub fn lock(&self) -> &Lock {
        &self.lock
    }

    /// Lets go of the lock, waits to be notified, and takes it again; true then.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where the lock is not held; `CancelledError` where it is cancelled, with the lock held.
    pub async fn wait(&self) -> Py<bool> {
        if !self.lock.locked() {
            return Err(Exc::new(&RUNTIME_ERROR, "cannot wait on un-acquired lock"));
        }
        let holder = self.lock.0.holder.get();
        self.lock.release()?;
        let mut place = self.waiters.join()?;
        let waited = (&mut place.wait).await;
        drop(place);
        let mut cancelled = false;
        while let Err(exc) = self.lock.acquire().await {
            if !exc.is(&CANCELLED_ERROR) {
                return Err(exc);
            }
            cancelled = true;
        }
        self.lock.0.holder.set(holder); // it is held by whom it was held before
        if cancelled { Err(Exc::new(&CANCELLED_ERROR, ())) } else { waited.map(|_| true) }
    }

    /// Waits until `predicate` gives true.
    ///
    /// # Errors
    ///
    /// As [`wait`](Condition::wait).
    pub async fn wait_for(&self, predicate: impl Fn() -> bool) -> Py<bool> {
        while !predicate() {
            self.wait().await?;
        }
        Ok(true)
    }

    /// Wakes `n` of those who wait.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where the lock is not held.
    pub fn notify(&self, n: usize) -> Py<()> {
        if !self.lock.locked() {
            return Err(Exc::new(&RUNTIME_ERROR, "cannot notify on un-acquired lock"));
        }
        self.waiters.waiting(n).iter().for_each(wake);
        Ok(())
    }

    /// Wakes all who wait.
    ///
    /// # Errors
    ///
    /// As [`notify`](Condition::notify).
    pub fn notify_all(&self) -> Py<()> {
        self.notify(self.waiters.len())
    }
}

/// A place where a number of tasks wait for each other: `asyncio.Barrier`. Clones are the same one.
#[derive(Clone)]
pub struct Barrier(Rc<BarrierState>);

struct BarrierState {
    condition: Condition,
    parties: usize,
    stage: Cell<Stage>,
    count: Cell<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Filling,
    Draining,
    Resetting,
    Broken,
}

impl Barrier {
    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// A barrier for `parties` tasks.
    ///
    /// # Errors
    ///
    /// `ValueError` for none.
    pub fn new(parties: usize) -> Py<Barrier> {
        if parties == 0 {
            return Err(Exc::new(&VALUE_ERROR, "parties must be > 0"));
        }
        let stage = Cell::new(Stage::Filling);
        let state = BarrierState { condition: Condition::new(), parties, stage, count: Cell::new(0) };
        Ok(Barrier(Rc::new(state)))
    }

    /// Waits until all are here; gives each another number, from 0.
    ///
    /// # Errors
    ///
    /// `BrokenBarrierError` where it is reset or aborted meanwhile; `CancelledError` where it is cancelled.
    pub async fn wait(&self) -> Py<usize> {
        let held = self.0.condition.lock.hold().await?;
        let waited = self.wait_inside().await;
        drop(held);
        waited
    }

    async fn wait_inside(&self) -> Py<usize> {
        let state = &*self.0;
        let busy = || matches!(state.stage.get(), Stage::Draining | Stage::Resetting);
        state.condition.wait_for(|| !busy()).await?;
        if state.stage.get() == Stage::Broken {
            return Err(Exc::new(&BROKEN_BARRIER_ERROR, "Barrier aborted"));
        }
        let index = state.count.get();
        state.count.set(index + 1);
        let given_up = OnDrop(Some(|| self.leave_in_haste()));
        let waited = if index + 1 == state.parties {
            state.stage.set(Stage::Draining);
            state.condition.notify_all()
        } else {
            self.wait_filled().await
        };
        given_up.forget();
        state.count.set(state.count.get() - 1);
        self.leave()?;
        waited.map(|()| index)
    }

    /// Whoever drops its wait leaves without the lock.
    fn leave_in_haste(&self) {
        let state = &*self.0;
        state.count.set(state.count.get() - 1);
        if state.count.get() == 0 && matches!(state.stage.get(), Stage::Resetting | Stage::Draining) {
            state.stage.set(Stage::Filling);
            state.condition.waiters.waiting(usize::MAX).iter().for_each(wake);
        }
    }

    async fn wait_filled(&self) -> Py<()> {
        let state = &*self.0;
        state.condition.wait_for(|| state.stage.get() != Stage::Filling).await?;
        if matches!(state.stage.get(), Stage::Broken | Stage::Resetting) {
            return Err(Exc::new(&BROKEN_BARRIER_ERROR, "Abort or reset of barrier"));
        }
        Ok(())
    }

    /// The last one out lets the next fill it.
    fn leave(&self) -> Py<()> {
        let state = &*self.0;
        if state.count.get() > 0 {
            return Ok(());
        }
        if matches!(state.stage.get(), Stage::Resetting | Stage::Draining) {
            state.stage.set(Stage::Filling);
        }
        state.condition.notify_all()
    }

    /// Begins anew; those who wait get `BrokenBarrierError`.
    ///
    /// # Errors
    ///
    /// `CancelledError` where it is cancelled.
    pub async fn reset(&self) -> Py<()> {
        let _held = self.0.condition.lock.hold().await?;
        self.0.stage.set(if self.0.count.get() > 0 { Stage::Resetting } else { Stage::Filling });
        self.0.condition.notify_all()
    }

    /// Breaks it: those who wait, and who come later, get `BrokenBarrierError`.
    ///
    /// # Errors
    ///
    /// `CancelledError` where it is cancelled.
    pub async fn abort(&self) -> Py<()> {
        let _held = self.0.condition.lock.hold().await?;
        self.0.stage.set(Stage::Broken);
        self.0.condition.notify_all()
    }

    /// How many it is for.
    pub fn parties(&self) -> usize {
        self.0.parties
    }

    /// How many wait.
    pub fn n_waiting(&self) -> usize {
        if self.0.stage.get() == Stage::Filling { self.0.count.get() } else { 0 }
    }

    /// Says whether it was aborted.
    pub fn broken(&self) -> bool {
        self.0.stage.get() == Stage::Broken
    }
}

/// Shows a type with its state, as `repr` does but for the address.
macro_rules! shows {
    ($($name:ident($this:ident) $state:expr;)+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let $this = self;
                write!(f, "<{} [{}]>", stringify!($name), $state)
            }
        }
    )+};
}

shows! {
    Event(event) if event.is_set() { "set" } else { "unset" };
    Lock(lock) if lock.locked() { "locked" } else { "unlocked" };
    Held(held) if held.lock.locked() { "locked" } else { "unlocked" };
    Semaphore(semaphore) if semaphore.locked() { "locked".to_owned() } else { format!("unlocked, value:{}", semaphore.0.value.get()) };
    Permit(permit) permit.0.0.value.get();
    Condition(condition) if condition.lock.locked() { "locked" } else { "unlocked" };
    Barrier(barrier) format!("{:?}, waiters:{}/{}", barrier.0.stage.get(), barrier.n_waiting(), barrier.parties());
}
