//! Helpers of the native tests: a watchdog, a process of one's own for a test, counting futures, a mailbox.

#![allow(dead_code, reason = "each test file uses some of them")]

use std::collections::VecDeque;
use std::fmt::Display;
use std::future::{Future, poll_fn};
use std::io::Write;
use std::pin::Pin;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

pub(crate) const MS: Duration = Duration::from_millis(1);

/// How much slower this run may be, for sanitizers: `NATIVE_TESTS_SLOWER=10`.
pub(crate) fn slower() -> u32 {
    std::env::var("NATIVE_TESTS_SLOWER").ok().and_then(|factor| factor.parse().ok()).unwrap_or(1)
}

/// Ends the process, with a message, if the test has not ended in time: a hang must be a failure.
#[must_use = "it guards until it is dropped"]
pub(crate) struct Watchdog {
    over: Arc<(Mutex<bool>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

/// Guards the current test for `seconds`.
pub(crate) fn watchdog(seconds: u32) -> Watchdog {
    let test = thread::current().name().unwrap_or("a test").to_owned();
    let limit = Duration::from_secs(u64::from(seconds * slower()));
    let over = Arc::new((Mutex::new(false), Condvar::new()));
    let guarded = Arc::clone(&over);
    let watch = move || {
        let (over, changed) = &*guarded;
        let waited = changed.wait_timeout_while(over.lock().unwrap(), limit, |over| !*over).unwrap().1;
        if waited.timed_out() {
            // Not eprintln: the harness would capture it.
            let _ = writeln!(std::io::stderr(), "watchdog: {test} has not ended after {limit:?}, it hangs");
            std::process::abort();
        }
    };
    let thread = thread::Builder::new().name("watchdog".into()).spawn(watch).expect("a thread for the watchdog");
    Watchdog { over, thread: Some(thread) }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        *self.over.0.lock().unwrap() = true;
        self.over.1.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

const CHILD: &str = "NATIVE_TEST_ALONE";

/// Runs the body of the test `name` in a process of its own, where no other test disturbs it, under a watchdog. The
/// process must end with status 0, after `body` or inside it.
pub(crate) fn alone(name: &str, seconds: u32, body: impl FnOnce()) {
    if std::env::var(CHILD).is_ok_and(|child| child == name) {
        let _watchdog = watchdog(seconds);
        return body();
    }
    let program = std::env::current_exe().expect("the test's own program");
    let child = Command::new(program)
        .args([name, "--exact", "--nocapture", "--test-threads=1"])
        .env(CHILD, name)
        .stdin(Stdio::null())
        .output()
        .expect("the test's program starts");
    let (out, err) = (String::from_utf8_lossy(&child.stdout), String::from_utf8_lossy(&child.stderr));
    assert!(child.status.success(), "{name} alone: {}\n{out}\n{err}", child.status);
    // The harness may have begun the line.
    for at in out.lines().filter_map(|line| line.find("measured: ").map(|at| &line[at..])) {
        println!("{at}");
    }
}

/// Waits until `condition` holds; the watchdog ends a wait that is in vain.
pub(crate) fn until(mut condition: impl FnMut() -> bool) {
    while !condition() {
        thread::sleep(MS);
    }
}

/// As [`until`], for at most `limit`; says whether it holds.
pub(crate) fn within(limit: Duration, mut condition: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    loop {
        if condition() {
            return true;
        }
        if start.elapsed() > limit {
            return false;
        }
        thread::sleep(MS);
    }
}

/// Prints a figure that no assertion depends on.
pub(crate) fn measured(what: impl Display, figure: impl std::fmt::Debug) {
    println!("measured: {what}: {figure:?}");
}

/// The threads of this process, as (id, name).
#[cfg(target_os = "linux")]
pub(crate) fn threads() -> Vec<(String, String)> {
    let tasks = std::fs::read_dir("/proc/self/task").expect("/proc is mounted");
    let named = |id: String| {
        let name = std::fs::read_to_string(format!("/proc/self/task/{id}/comm")).ok()?;
        Some((id, name.trim_end().to_owned()))
    };
    tasks.filter_map(|task| named(task.ok()?.file_name().into_string().ok()?)).collect()
}

/// Threads of this process whose name begins with `prefix`.
#[cfg(target_os = "linux")]
pub(crate) fn threads_named(prefix: &str) -> Vec<String> {
    threads().into_iter().filter(|(_, name)| name.starts_with(prefix)).map(|(id, _)| id).collect()
}

#[cfg(target_os = "linux")]
pub(crate) fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").expect("/proc is mounted").count()
}

/// What has become of counted futures.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    made: AtomicUsize,
    dropped: AtomicUsize,
    /// Polls after the end.
    misused: AtomicUsize,
}

impl Tally {
    pub(crate) fn new() -> Arc<Tally> {
        Arc::default()
    }

    /// Counts `future`.
    pub(crate) fn count<F: Future>(self: &Arc<Self>, future: F) -> Counted<F> {
        self.made.fetch_add(1, Ordering::SeqCst);
        Counted { future: Box::pin(future), done: false, tally: Arc::clone(self) }
    }

    pub(crate) fn made(&self) -> usize {
        self.made.load(Ordering::SeqCst)
    }

    pub(crate) fn dropped(&self) -> usize {
        self.dropped.load(Ordering::SeqCst)
    }

    /// Every future was dropped exactly once, and none was polled after its end.
    #[track_caller]
    pub(crate) fn check(&self) {
        assert_eq!(self.dropped(), self.made(), "futures dropped, and futures made");
        assert_eq!(self.misused.load(Ordering::SeqCst), 0, "polls of futures that had ended");
    }
}

/// A future that tells a [`Tally`] of its polls and its drop.
pub(crate) struct Counted<F> {
    future: Pin<Box<F>>,
    done: bool,
    tally: Arc<Tally>,
}

impl<F: Future> Future for Counted<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        if self.done {
            self.tally.misused.fetch_add(1, Ordering::SeqCst);
            return Poll::Pending;
        }
        let polled = self.future.as_mut().poll(cx);
        self.done = polled.is_ready();
        polled
    }
}

impl<F> Drop for Counted<F> {
    fn drop(&mut self) {
        self.done = true;
        self.tally.dropped.fetch_add(1, Ordering::SeqCst);
    }
}

/// A queue from any thread to one future.
#[derive(Debug)]
pub(crate) struct Mailbox<T>(Mutex<(VecDeque<T>, Option<Waker>)>);

impl<T> Mailbox<T> {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Mailbox(Mutex::new((VecDeque::new(), None))))
    }

    pub(crate) fn send(&self, value: T) {
        let mut inner = self.0.lock().unwrap();
        inner.0.push_back(value);
        let waker = inner.1.take();
        drop(inner);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    pub(crate) async fn receive(&self) -> T {
        poll_fn(|cx| self.poll_receive(cx)).await
    }

    fn poll_receive(&self, cx: &mut Context<'_>) -> Poll<T> {
        let mut inner = self.0.lock().unwrap();
        match inner.0.pop_front() {
            Some(value) => Poll::Ready(value),
            None => {
                let old = inner.1.replace(cx.waker().clone());
                drop(inner);
                drop(old);
                Poll::Pending
            }
        }
    }

    /// Says whether a future waits.
    pub(crate) fn is_waited_for(&self) -> bool {
        self.0.lock().unwrap().1.is_some()
    }
}

/// A switch that threads wait for.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    open: Mutex<bool>,
    changed: Condvar,
    waiting: AtomicBool,
}

impl Gate {
    pub(crate) fn new() -> Arc<Gate> {
        Arc::default()
    }

    pub(crate) fn open(&self) {
        *self.open.lock().unwrap() = true;
        self.changed.notify_all();
    }

    /// Blocks the thread until the gate is open.
    pub(crate) fn pass(&self) {
        self.waiting.store(true, Ordering::SeqCst);
        drop(self.changed.wait_while(self.open.lock().unwrap(), |open| !*open).unwrap());
    }

    /// Says whether any thread has come to the gate.
    pub(crate) fn is_reached(&self) -> bool {
        self.waiting.load(Ordering::SeqCst)
    }
}

/// A small generator of pseudo-random numbers (xorshift).
#[derive(Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) % n
    }
}
