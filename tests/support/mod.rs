//! What the tests of the suite share: counting futures, logs, gates, time bounds that a noisy machine keeps, and how to run
//! a future in a runtime of one's own on every platform.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::future::{Future, IntoFuture, poll_fn};
use std::panic::Location;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;
use wasi_async_runtime::{AsyncRuntime, Builder, Instant, Runtime, sleep, timeout, yield_now};

pub(crate) const MS: Duration = Duration::from_millis(1);
pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const HOUR: Duration = Duration::from_secs(3600);

/// More than anything here takes on the busiest machine, less than the 20 s after which a break counts as a hang.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Waits for a future that must become ready; fails where it does not. Not for paused clocks.
#[track_caller]
pub(crate) fn soon<F: IntoFuture>(future: F) -> impl Future<Output = F::Output> {
    let (asked, future) = (Location::caller(), future.into_future());
    async move {
        match timeout(PATIENCE, future).await {
            Ok(output) => output,
            Err(_) => panic!("what {asked} waits for does not come"),
        }
    }
}

/// Waits until `holds`; fails where that does not come. Not for paused clocks.
pub(crate) async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENCE, "it never comes that {what}");
        sleep(MS).await;
    }
}

/// Polls a future once.
pub(crate) async fn poll_once<F: Future>(future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

/// Polls a future once, with a waker that does nothing.
pub(crate) fn poll_idly<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}

/// Is always ready to go on and never ends.
pub(crate) async fn yield_for_ever() {
    loop {
        yield_now().await;
    }
}

/// Descriptions of runtimes of every flavour; where there is one thread they are all alike.
pub(crate) fn flavours() -> [(&'static str, Builder); 3] {
    let builder = AsyncRuntime::builder;
    [
        ("current_thread", builder().current_thread()),
        ("one worker", builder().worker_threads(1)),
        ("two workers", builder().worker_threads(2)),
    ]
}

/// A current-thread runtime with a paused clock.
pub(crate) fn paused() -> Runtime {
    AsyncRuntime::builder().current_thread().start_paused(true).build().expect("it starts")
}

/// Runs a future to its end in a runtime of one's own, in the middle of a test.
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
pub(crate) async fn run_in<F>(runtime: &Runtime, future: F) -> F::Output
where
    F: Future + 'static,
    F::Output: 'static,
{
    runtime.block_on(future)
}

/// Runs a future to its end in a runtime of one's own, in the middle of a test.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub(crate) async fn run_in<F>(runtime: &Runtime, future: F) -> F::Output
where
    F: Future + 'static,
    F::Output: 'static,
{
    runtime.handle().spawn_local(future).await.expect("the runtime runs it")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts polls and drops of what it made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts(Arc<Numbers>);

#[derive(Debug, Default)]
struct Numbers {
    polls: AtomicUsize,
    drops: AtomicUsize,
}

impl Counts {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn polls(&self) -> usize {
        self.0.polls.load(Ordering::SeqCst)
    }

    pub(crate) fn drops(&self) -> usize {
        self.0.drops.load(Ordering::SeqCst)
    }

    /// A future whose polls and drop are counted, and which must not be polled after its end.
    pub(crate) fn future<F: Future>(&self, future: F) -> Counted<F> {
        Counted { future: Some(Box::pin(future)), value: self.value() }
    }

    /// A future that never ends.
    pub(crate) fn pending(&self) -> Counted<std::future::Pending<()>> {
        self.future(std::future::pending())
    }

    /// A value whose drop is counted.
    pub(crate) fn value(&self) -> CountedValue {
        CountedValue(self.clone())
    }
}

pub(crate) struct Counted<F> {
    future: Option<Pin<Box<F>>>,
    value: CountedValue,
}

impl<F: Future> Future for Counted<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.value.0.0.polls.fetch_add(1, Ordering::SeqCst);
        let poll = self.future.as_mut().expect("not polled after its end").as_mut().poll(cx);
        if poll.is_ready() {
            self.future = None;
        }
        poll
    }
}

#[derive(Debug)]
pub(crate) struct CountedValue(Counts);

impl Drop for CountedValue {
    fn drop(&mut self) {
        self.0.0.drops.fetch_add(1, Ordering::SeqCst);
    }
}

/// What happened, in order.
#[derive(Debug)]
pub(crate) struct Log<T>(Arc<Mutex<Vec<T>>>);

impl<T> Clone for Log<T> {
    fn clone(&self) -> Self {
        Log(self.0.clone())
    }
}

impl<T: Clone> Log<T> {
    pub(crate) fn new() -> Self {
        Log(Arc::default())
    }

    pub(crate) fn add(&self, entry: T) {
        lock(&self.0).push(entry);
    }

    pub(crate) fn all(&self) -> Vec<T> {
        lock(&self.0).clone()
    }

    pub(crate) fn len(&self) -> usize {
        lock(&self.0).len()
    }
}

/// A gate that tasks wait at until it is opened by hand. It keeps each waker that it was polled with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gate(Arc<Mutex<GateState>>);

#[derive(Debug, Default)]
struct GateState {
    open: bool,
    wakers: Vec<Waker>,
}

impl Gate {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Waits until the gate is open.
    pub(crate) fn passed(&self) -> Passed {
        Passed(self.clone())
    }

    /// Opens the gate and wakes all who have waited.
    pub(crate) fn open(&self) {
        let wakers = {
            let mut state = lock(&self.0);
            state.open = true;
            std::mem::take(&mut state.wakers)
        };
        wakers.into_iter().for_each(Waker::wake);
    }

    /// How many polls have found the gate closed, as long as nobody takes the wakers.
    pub(crate) fn waiting(&self) -> usize {
        lock(&self.0).wakers.len()
    }

    /// The wakers that were left here.
    pub(crate) fn take_wakers(&self) -> Vec<Waker> {
        std::mem::take(&mut lock(&self.0).wakers)
    }
}

#[derive(Debug)]
pub(crate) struct Passed(Gate);

impl Future for Passed {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = lock(&self.0.0);
        if state.open {
            return Poll::Ready(());
        }
        state.wakers.push(cx.waker().clone());
        Poll::Pending
    }
}

/// A waker that counts its wakes.
#[derive(Debug, Default)]
pub(crate) struct Wakes(AtomicUsize);

impl Wakes {
    pub(crate) fn new() -> Arc<Wakes> {
        Arc::default()
    }

    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// A waker that runs code of the user's when it is woken, and other code when its last clone is dropped.
pub(crate) struct Hooks {
    pub(crate) woken: Box<dyn Fn() + Send + Sync>,
    pub(crate) dropped: Box<dyn Fn() + Send + Sync>,
}

impl Wake for Hooks {
    fn wake(self: Arc<Self>) {
        (self.woken)();
    }
}

impl Drop for Hooks {
    fn drop(&mut self) {
        (self.dropped)();
    }
}

/// Runs code when it is dropped.
pub(crate) struct OnDrop<F: FnMut()>(pub(crate) F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Set once, seen by all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flag(Arc<AtomicBool>);

impl Flag {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// A counter that all share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counter(Arc<AtomicUsize>);

impl Counter {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds one and gives the number before.
    pub(crate) fn add(&self) -> usize {
        self.0.fetch_add(1, Ordering::SeqCst)
    }

    pub(crate) fn take_one(&self) -> usize {
        self.0.fetch_sub(1, Ordering::SeqCst)
    }

    pub(crate) fn get(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// Numbers that are the same in every run.
#[derive(Debug)]
pub(crate) struct Numbered(u64);

impl Numbered {
    pub(crate) fn from_seed(seed: u64) -> Self {
        Numbered(seed | 1)
    }

    /// A number below `n` (xorshift).
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

/// Checks the house style of messages: lower case, no full stop.
#[track_caller]
pub(crate) fn assert_message_style(message: &str) {
    assert!(!message.is_empty(), "a message is not empty");
    assert!(!message.starts_with(char::is_uppercase), "a message begins in lower case: {message}");
    assert!(!message.ends_with(['.', '!', '\n', ' ']), "a message has no full stop: {message}");
}
