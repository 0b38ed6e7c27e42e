//! Fuzz target `handle`: every order of operations on a few tasks and their handles.
//!
//! # How it works
//!
//! The bytes are a sequence of operations on up to [`MOST_TASKS`] tasks, whose futures follow scripts. In the first variant
//! a [`Model`], the state machine of a task and the queues of a current-thread runtime written down once more, carries out
//! each operation too, and [`Pair::check`] compares the two after each: polls and their order, drops, what is finished, who
//! was woken how often, outputs that are alive. An operation may be done by another thread, which is joined at once.
//!
//! ```text
//!  outside ── enter ──► inside a block_on ── leave ──► outside …      local tasks end when the block_on is left
//!     └ step: a block_on that yields once      └ step: one yield      a step runs every task that is ready once
//! ```
//!
//! In the second variant two threads carry out half of the operations each, on a runtime with one worker. Which of them
//! is first is open, so only this is checked: each future is dropped once, is never polled after its end, and each handle
//! gives what its future and the operations on it allow.
//!
//! # Invariants
//!
//! - **I1** The model and the futures read the same scripts, so what a task does in its poll is known to both.
//! - **I2** No lock of this file is held while a waker is woken, or anything of the runtime's is dropped.

use super::{Bytes, Covered, UNWINDS, eventually, examine_watched};
use crate::error::{AsyncError, JoinFailure};
use crate::runtime::{AsyncRuntime, Handle, Runtime};
use crate::sys;
use crate::task::{AbortHandle, AbortOnDropHandle, TaskHandle, yield_now};
use std::collections::{BTreeSet, VecDeque};
use std::future::Future;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

const MOST_TASKS: usize = 6;
const WAKERS: usize = 3;

/// Runs the operations that the bytes stand for.
///
/// # Panics
///
/// When the runtime and its model differ.
pub fn run(data: &[u8]) {
    examine_watched("handle", data, examine);
}

/// Runs the operations, and gives the names of those that were carried out.
fn examine(data: &[u8]) -> Covered {
    let mut bytes = Bytes(data);
    if bytes.u8() % 4 == 3 && sys::THREADS { two_threads(bytes) } else { Pair::new().play(bytes) }
}

// What both variants share.

/// What a future does in one of its polls.
#[derive(Clone, Copy, Debug)]
enum Act {
    /// Is pending and keeps its waker, as all but the last four do.
    Wait,
    WakeItself,
    AbortItself,
    AbortOther(u8),
    WakeOther(u8),
    WakeItselfAndEnd,
    AbortItselfAndEnd,
    Panic,
    End,
}

impl Act {
    fn read(bytes: &mut Bytes<'_>) -> Act {
        match bytes.u8() % 16 {
            0..=3 => Act::Wait,
            4 | 5 => Act::WakeItself,
            6 => Act::AbortItself,
            7 => Act::AbortOther(bytes.u8()),
            8 | 9 => Act::WakeOther(bytes.u8()),
            10 => Act::WakeItselfAndEnd,
            11 => Act::AbortItselfAndEnd,
            12 if UNWINDS => Act::Panic,
            _ => Act::End,
        }
    }
}

#[derive(Clone, Debug)]
struct Script {
    acts: Vec<Act>,
    drop_panics: bool,
}

impl Script {
    fn read(bytes: &mut Bytes<'_>) -> Script {
        let code = bytes.u8();
        let acts = (0..code % 4).map(|_| Act::read(bytes)).collect();
        Script { acts, drop_panics: UNWINDS && code & 0x70 == 0x70 }
    }

    /// What happens in poll `number`, counted from 1.
    fn act(&self, number: usize) -> Act {
        self.acts.get(number - 1).copied().unwrap_or(Act::Wait)
    }
}

/// What is known of a task besides its future.
#[derive(Debug)]
struct Seen {
    script: Script,
    polls: usize,
    drops: usize,
    returned: bool,
    panicked: bool,
    wakers: Vec<Waker>,
    aborts: Vec<AbortHandle>,
    /// An abort was asked for.
    aborted: bool,
}

#[derive(Debug, Default)]
struct Shared {
    tasks: Mutex<Vec<Seen>>,
    order: Mutex<Vec<usize>>,
    values: AtomicUsize,
    wrong: Mutex<Vec<String>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn poll_panic(task: usize) -> String {
    format!("poll of {task}")
}

fn drop_panic(task: usize) -> String {
    format!("drop of {task}")
}

impl Shared {
    fn tasks(&self) -> MutexGuard<'_, Vec<Seen>> {
        lock(&self.tasks)
    }

    fn wrong(&self, what: String) {
        lock(&self.wrong).push(what);
    }

    /// A new task.
    fn future(self: &Arc<Self>, script: Script) -> Scripted {
        let mut tasks = self.tasks();
        tasks.push(Seen {
            script,
            polls: 0,
            drops: 0,
            returned: false,
            panicked: false,
            wakers: Vec::new(),
            aborts: Vec::new(),
            aborted: false,
        });
        Scripted { shared: self.clone(), task: tasks.len() - 1 }
    }

    fn abort(&self, task: usize) {
        let abort = self.tasks()[task].aborts.last().cloned();
        if let Some(abort) = abort {
            self.tasks()[task].aborted = true;
            abort.abort();
        }
    }

    fn wake(&self, task: usize) {
        let waker = self.tasks()[task].wakers.last().cloned();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn other(&self, which: u8) -> usize {
        usize::from(which) % self.tasks().len()
    }
}

/// A future that follows a script.
struct Scripted {
    shared: Arc<Shared>,
    task: usize,
}

impl Future for Scripted {
    type Output = Value;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Value> {
        let (shared, task) = (&self.shared, self.task);
        lock(&shared.order).push(task);
        let mut tasks = shared.tasks();
        let seen = &mut tasks[task];
        seen.polls += 1;
        let (ended, act) = (seen.returned || seen.panicked || seen.drops > 0, seen.script.act(seen.polls));
        if !matches!(act, Act::WakeItselfAndEnd | Act::AbortItselfAndEnd | Act::Panic | Act::End) {
            seen.wakers.push(cx.waker().clone());
        }
        drop(tasks);
        if ended {
            shared.wrong(format!("task {task} is polled after its end"));
        }
        match act {
            Act::Wait => return Poll::Pending,
            Act::WakeItself => {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            Act::AbortItself => {
                shared.abort(task);
                return Poll::Pending;
            }
            Act::AbortOther(which) => {
                shared.abort(shared.other(which));
                return Poll::Pending;
            }
            Act::WakeOther(which) => {
                shared.wake(shared.other(which));
                return Poll::Pending;
            }
            Act::WakeItselfAndEnd => cx.waker().wake_by_ref(),
            Act::AbortItselfAndEnd => shared.abort(task),
            Act::Panic => {
                shared.tasks()[task].panicked = true;
                resume_unwind(Box::new(poll_panic(task)));
            }
            Act::End => {}
        }
        shared.tasks()[task].returned = true;
        shared.values.fetch_add(1, Ordering::SeqCst);
        Poll::Ready(Value { shared: shared.clone(), task })
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        let mut tasks = self.shared.tasks();
        let seen = &mut tasks[self.task];
        seen.drops += 1;
        let panics = seen.script.drop_panics && !std::thread::panicking();
        drop(tasks);
        if panics {
            resume_unwind(Box::new(drop_panic(self.task)));
        }
    }
}

/// What a task ends with.
struct Value {
    shared: Arc<Shared>,
    task: usize,
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Value({})", self.task)
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        self.shared.values.fetch_sub(1, Ordering::SeqCst);
    }
}

type Joining = Pin<Box<dyn Future<Output = Result<Value, JoinFailure>> + Send>>;

/// What a handle may be turned into.
enum Owned {
    Plain(TaskHandle<Value>),
    Guarded(AbortOnDropHandle<Value>),
    Joining(Joining),
}

impl Owned {
    fn abort(&self) -> bool {
        match self {
            Owned::Plain(handle) => handle.abort(),
            Owned::Guarded(handle) => handle.abort(),
            Owned::Joining(_) => return false,
        }
        true
    }

    fn abort_handle(&self) -> Option<AbortHandle> {
        match self {
            Owned::Plain(handle) => Some(handle.abort_handle()),
            Owned::Guarded(handle) => Some(handle.abort_handle()),
            Owned::Joining(_) => None,
        }
    }

    fn is_finished(&self) -> Option<bool> {
        match self {
            Owned::Plain(handle) => Some(handle.is_finished()),
            Owned::Guarded(handle) => Some(handle.is_finished()),
            Owned::Joining(_) => None,
        }
    }

    fn poll(&mut self, waker: &Waker) -> Poll<Result<Value, AsyncError>> {
        let cx = &mut Context::from_waker(waker);
        match self {
            Owned::Plain(handle) => Pin::new(handle).poll(cx),
            Owned::Guarded(handle) => Pin::new(handle).poll(cx),
            Owned::Joining(joining) => joining.as_mut().poll(cx).map_err(AsyncError::from),
        }
    }

    fn guard(self) -> Owned {
        match self {
            Owned::Plain(handle) => Owned::Guarded(handle.abort_on_drop()),
            other => other,
        }
    }

    fn join(self) -> Owned {
        match self {
            Owned::Plain(handle) => Owned::Joining(Box::pin(handle.join())),
            other => other,
        }
    }

    fn detach(self) {
        match self {
            Owned::Plain(handle) => handle.detach(),
            other => drop(other),
        }
    }
}

/// Calls `f` on another thread, where there are others and it is wished.
fn elsewhere<R: Send>(wished: bool, f: impl FnOnce() -> R + Send) -> R {
    if wished && sys::THREADS {
        std::thread::scope(|scope| scope.spawn(f).join()).unwrap_or_else(|payload| resume_unwind(payload))
    } else {
        f()
    }
}

fn shut_down(runtime: Runtime, how: u8) {
    match how % 4 {
        0 => drop(runtime),
        1 => runtime.shutdown(),
        2 => drop(runtime.shutdown_timeout(Duration::from_secs(u64::from(how >> 4)))),
        _ => runtime.shutdown_background(),
    }
}

// The first variant.

/// What a handle gives.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Value,
    Panic(String),
    Cancelled,
    JoinError,
    Runtime,
    Spawn,
    Other,
}

impl Outcome {
    fn of(result: &Result<Value, AsyncError>) -> Outcome {
        match result {
            Ok(_) => Outcome::Value,
            Err(AsyncError::Panic(message)) => Outcome::Panic(message.clone()),
            Err(AsyncError::Cancelled(_)) => Outcome::Cancelled,
            Err(AsyncError::JoinError(_)) => Outcome::JoinError,
            Err(AsyncError::Runtime(_)) => Outcome::Runtime,
            Err(AsyncError::Spawn(_)) => Outcome::Spawn,
            Err(_) => Outcome::Other,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HandleKind {
    Plain,
    Guarded,
    Joining,
    Gone,
}

#[derive(Debug)]
struct Task {
    script: Script,
    local: bool,
    queued: bool,
    running: bool,
    woken_in_poll: bool,
    aborted: bool,
    polls: usize,
    end: Option<Outcome>,
    handle: HandleKind,
    /// The waker that the handle was polled with last.
    awaiter: Option<usize>,
    wakers: usize,
    aborts: usize,
}

/// An entry of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    Root,
    Task(usize),
}

/// The runtime, as it should be.
#[derive(Debug, Default)]
struct Model {
    tasks: Vec<Task>,
    /// The queue of the thread in `block_on`.
    queue: VecDeque<Entry>,
    /// What others have woken: local tasks, and tasks of the runtime.
    inbox: VecDeque<usize>,
    injector: VecDeque<usize>,
    inside: bool,
    closed: bool,
    order: Vec<usize>,
    wakes: [usize; WAKERS],
}

impl Model {
    fn spawn(&mut self, script: Script, local: bool) {
        let task = self.tasks.len();
        self.tasks.push(Task {
            script,
            local,
            queued: false,
            running: false,
            woken_in_poll: false,
            aborted: false,
            polls: 0,
            end: None,
            handle: HandleKind::Plain,
            awaiter: None,
            wakers: 0,
            aborts: 0,
        });
        if local && !self.inside {
            self.end(task, Outcome::Spawn);
        } else if self.closed {
            self.end(task, Outcome::Runtime);
        } else {
            self.wake(task, false);
        }
    }

    fn wake(&mut self, which: usize, foreign: bool) {
        let task = &mut self.tasks[which];
        if task.end.is_some() || task.queued {
            return;
        }
        if task.running {
            task.woken_in_poll = true;
            return;
        }
        task.queued = true;
        if self.inside && !foreign {
            self.queue.push_back(Entry::Task(which));
        } else if task.local {
            self.inbox.push_back(which);
        } else {
            self.injector.push_back(which);
        }
    }

    fn abort(&mut self, which: usize, foreign: bool) {
        let task = &mut self.tasks[which];
        if task.end.is_none() && !std::mem::replace(&mut task.aborted, true) {
            self.wake(which, foreign);
        }
    }

    fn end(&mut self, which: usize, outcome: Outcome) {
        let task = &mut self.tasks[which];
        let panics = task.script.drop_panics && !matches!(outcome, Outcome::Panic(_));
        task.end = Some(if panics { Outcome::Panic(drop_panic(which)) } else { outcome });
        if let Some(waker) = task.awaiter.take() {
            self.wakes[waker] += 1;
        }
    }

    /// The end of a task that is not polled any more.
    fn stop(&mut self, which: usize) {
        self.tasks[which].queued = false;
        if self.tasks[which].end.is_none() {
            let aborted = self.tasks[which].aborted;
            self.end(which, if aborted { Outcome::Cancelled } else { Outcome::JoinError });
        }
    }

    fn run(&mut self, which: usize) {
        let task = &mut self.tasks[which];
        task.queued = false;
        if task.aborted || self.closed {
            return self.stop(which);
        }
        task.polls += 1;
        task.running = true;
        task.woken_in_poll = false;
        let act = task.script.act(task.polls);
        self.order.push(which);
        let other = |which: u8, model: &Model| usize::from(which) % model.tasks.len();
        let outcome = match act {
            Act::WakeItselfAndEnd | Act::End => Some(Outcome::Value),
            Act::AbortItselfAndEnd => {
                if self.tasks[which].aborts > 0 {
                    self.abort(which, false);
                }
                Some(Outcome::Value)
            }
            Act::Panic => Some(Outcome::Panic(poll_panic(which))),
            _ => {
                self.tasks[which].wakers += 1;
                None
            }
        };
        match act {
            Act::WakeItself => self.wake(which, false),
            Act::AbortItself if self.tasks[which].aborts > 0 => self.abort(which, false),
            Act::AbortOther(code) if self.tasks[other(code, self)].aborts > 0 => {
                self.abort(other(code, self), false);
            }
            Act::WakeOther(code) if self.tasks[other(code, self)].wakers > 0 => {
                self.wake(other(code, self), false);
            }
            _ => {}
        }
        self.tasks[which].running = false;
        match outcome {
            Some(outcome) => self.end(which, outcome),
            None if self.tasks[which].woken_in_poll => self.wake(which, false),
            None => {}
        }
    }

    fn enter(&mut self) {
        self.inside = true;
        self.take_in();
    }

    fn take_in(&mut self) {
        self.queue.extend(self.inbox.drain(..).map(Entry::Task));
        self.queue.extend(self.injector.drain(..).map(Entry::Task));
    }

    /// The future of the `block_on` yields once.
    fn step(&mut self) {
        self.queue.push_back(Entry::Root);
        loop {
            self.take_in();
            match self.queue.pop_front() {
                Some(Entry::Task(task)) => self.run(task),
                Some(Entry::Root) | None => return,
            }
        }
    }

    fn leave(&mut self) {
        // What was in the queue is older than what is in the injector.
        for entry in std::mem::take(&mut self.queue).into_iter().rev() {
            match entry {
                Entry::Task(task) if !self.tasks[task].local => self.injector.push_front(task),
                _ => {}
            }
        }
        self.inside = false;
        self.inbox.clear();
        for task in 0..self.tasks.len() {
            if self.tasks[task].local || self.closed {
                self.stop(task);
            }
        }
        if self.closed {
            self.injector.clear();
        }
    }

    fn shut_down(&mut self) {
        self.closed = true;
        for task in 0..self.tasks.len() {
            if self.inside {
                self.wake(task, false);
            } else {
                self.stop(task);
            }
        }
        if !self.inside {
            self.injector.clear();
        }
    }

    fn is_stalled(&self) -> bool {
        self.queue.is_empty() && self.inbox.is_empty() && self.injector.is_empty()
    }

    fn values(&self) -> usize {
        let alive = |task: &&Task| task.end == Some(Outcome::Value) && task.handle != HandleKind::Gone;
        self.tasks.iter().filter(alive).count()
    }
}

/// A waker that counts its wakes.
#[derive(Debug, Default)]
struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// What comes after an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flow {
    On,
    Step,
    UntilStalled,
    Enter,
    Leave,
}

/// The runtime and its model.
struct Pair {
    runtime: Option<Runtime>,
    handle: Handle,
    shared: Arc<Shared>,
    handles: Vec<Option<Owned>>,
    model: Model,
    wakers: [Arc<Count>; WAKERS],
    covered: Covered,
}

impl Pair {
    fn new() -> Pair {
        let runtime = AsyncRuntime::builder().current_thread().start_paused(true).build().expect("the runtime starts");
        Pair {
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
            shared: Arc::default(),
            handles: Vec::new(),
            model: Model::default(),
            wakers: Default::default(),
            covered: BTreeSet::new(),
        }
    }

    fn play(mut self, mut bytes: Bytes<'_>) -> Covered {
        let handle = self.handle.clone();
        while !bytes.is_empty() {
            match self.operate(&mut bytes) {
                Flow::On | Flow::Leave => {}
                Flow::Step => self.step_outside(&handle),
                Flow::UntilStalled => {
                    self.covered.insert("run until stalled");
                    for _ in 0..20 {
                        if self.model.is_stalled() {
                            break;
                        }
                        self.step_outside(&handle);
                    }
                }
                Flow::Enter => {
                    self.covered.insert("enter");
                    self.model.enter();
                    handle.block_on(self.play_inside(&mut bytes));
                    self.model.leave();
                }
            }
            self.check();
        }
        self.finish()
    }

    fn step_outside(&mut self, handle: &Handle) {
        self.covered.insert("step outside");
        self.model.enter();
        self.model.step();
        self.model.leave();
        handle.block_on(yield_now());
    }

    async fn play_inside(&mut self, bytes: &mut Bytes<'_>) {
        while !bytes.is_empty() {
            match self.operate(bytes) {
                Flow::On | Flow::Enter => {}
                Flow::Step => {
                    self.covered.insert("step inside");
                    self.model.step();
                    yield_now().await;
                }
                Flow::UntilStalled => {
                    self.covered.insert("run until stalled");
                    for _ in 0..20 {
                        if self.model.is_stalled() {
                            break;
                        }
                        self.model.step();
                        yield_now().await;
                    }
                }
                Flow::Leave => return,
            }
            self.check();
        }
    }

    /// One of the tasks that there are.
    fn which(&self, bytes: &mut Bytes<'_>) -> Option<usize> {
        usize::from(bytes.u8()).checked_rem(self.model.tasks.len())
    }

    /// Carries out one operation on both. New ones take free codes.
    fn operate(&mut self, bytes: &mut Bytes<'_>) -> Flow {
        let code = bytes.u8();
        let foreign = code & 0x80 != 0 && code & 0x40 != 0;
        match code % 32 {
            0 => return Flow::Leave,
            1..=3 => {
                let (local, script) = (bytes.u8() & 3 == 3, Script::read(bytes));
                self.spawn(local, script, foreign);
            }
            4 => return Flow::Enter,
            5..=8 => return Flow::Step,
            9 => return Flow::UntilStalled,
            _ => {
                if let Some(task) = self.which(bytes) {
                    self.operate_on(task, code % 32, bytes.u8(), foreign);
                }
            }
        }
        Flow::On
    }

    fn spawn(&mut self, local: bool, script: Script, foreign: bool) {
        if self.model.tasks.len() >= MOST_TASKS {
            return;
        }
        self.covered.insert(if local { "spawn_local" } else { "spawn" });
        let future = self.shared.future(script.clone());
        let handle = if local {
            self.handle.spawn_local(future)
        } else {
            let handle = &self.handle;
            elsewhere(foreign, || handle.spawn(future))
        };
        self.handles.push(Some(Owned::Plain(handle)));
        self.model.spawn_from(script, local, foreign && !local && sys::THREADS);
    }

    fn operate_on(&mut self, task: usize, code: u8, how: u8, foreign: bool) {
        let outside = foreign && sys::THREADS;
        if outside {
            self.covered.insert("from another thread");
        }
        match code {
            10..=12 => self.poll(task, usize::from(how) % WAKERS, foreign),
            13 | 14 => {
                let twice = how & 1 == 1;
                let Some(owned) = self.handles[task].take() else { return };
                let done = elsewhere(foreign, move || {
                    let done = owned.abort();
                    if twice {
                        owned.abort();
                    }
                    (done, owned)
                });
                self.handles[task] = Some(done.1);
                if done.0 {
                    self.cover_at("abort", "abort after the end", task);
                    self.model.abort(task, outside);
                }
            }
            15 => {
                if let Some(abort) = self.handles[task].as_ref().and_then(Owned::abort_handle) {
                    self.cover_at("AbortHandle", "AbortHandle after the end", task);
                    self.shared.tasks()[task].aborts.push(abort);
                    self.model.tasks[task].aborts += 1;
                }
            }
            16 => {
                let copy = self.shared.tasks()[task].aborts.last().cloned();
                if let Some(copy) = copy {
                    self.covered.insert("clone of an AbortHandle");
                    self.shared.tasks()[task].aborts.push(copy);
                    self.model.tasks[task].aborts += 1;
                }
            }
            17 | 18 => {
                let abort = self.shared.tasks()[task].aborts.last().cloned();
                if let Some(abort) = abort {
                    self.cover_at("abort through an AbortHandle", "abort through it after the end", task);
                    elsewhere(foreign, move || {
                        abort.abort();
                        drop(abort);
                    });
                    self.model.abort(task, outside);
                }
            }
            19 => {
                let abort = self.shared.tasks()[task].aborts.pop();
                if let Some(abort) = abort {
                    self.covered.insert("drop of an AbortHandle");
                    elsewhere(foreign, move || drop(abort));
                    self.model.tasks[task].aborts -= 1;
                }
            }
            20..=22 => self.let_go(task, how, foreign),
            23 | 24 => {
                let waker = self.shared.tasks()[task].wakers.last().cloned();
                if let Some(waker) = waker {
                    self.cover_at("wake", "wake after the end", task);
                    elsewhere(foreign, move || if how & 1 == 0 { waker.wake() } else { waker.wake_by_ref() });
                    self.model.wake(task, outside);
                }
            }
            25 => {
                let waker = self.shared.tasks()[task].wakers.pop();
                if let Some(waker) = waker {
                    self.covered.insert("drop of a waker");
                    elsewhere(foreign, move || drop(waker));
                    self.model.tasks[task].wakers -= 1;
                }
            }
            26 => {
                let all = std::mem::take(&mut self.shared.tasks()[task].wakers);
                drop(all);
                self.model.tasks[task].wakers = 0;
            }
            27 if how & 7 == 7 => {
                if let Some(runtime) = self.runtime.take() {
                    self.covered.insert(if self.model.inside { "shutdown inside" } else { "shutdown outside" });
                    self.model.shut_down();
                    shut_down(runtime, how >> 3);
                }
            }
            _ => {
                if let Some(Owned::Plain(handle)) = &self.handles[task] {
                    self.covered.insert("text of a handle");
                    let text = format!("{handle:?}");
                    assert!(text.contains(&handle.id().to_string()), "{text}");
                }
            }
        }
    }

    fn cover_at(&mut self, before: &'static str, after: &'static str, task: usize) {
        self.covered.insert(if self.model.tasks[task].end.is_none() { before } else { after });
    }

    fn poll(&mut self, task: usize, waker: usize, foreign: bool) {
        let Some(mut owned) = self.handles[task].take() else { return };
        self.covered.insert("poll a handle");
        let with = Waker::from(self.wakers[waker].clone());
        let (poll, owned) = elsewhere(foreign, move || (owned.poll(&with), owned));
        let model = &mut self.model.tasks[task];
        match (&poll, &model.end) {
            (Poll::Pending, None) => {
                if model.awaiter.is_some_and(|old| old != waker) {
                    self.covered.insert("another waker");
                }
                model.awaiter = Some(waker);
                self.handles[task] = Some(owned);
            }
            (Poll::Ready(result), Some(end)) => {
                let right = Outcome::of(result) == *end && result.as_ref().is_ok_and(|value| value.task == task)
                    || Outcome::of(result) == *end && result.is_err();
                assert!(right, "task {task} gives {result:?} instead of {end:?}");
                self.covered.insert(match end {
                    Outcome::Value => "value",
                    Outcome::Panic(_) => "panic",
                    Outcome::Cancelled => "cancelled",
                    Outcome::JoinError => "join error",
                    Outcome::Runtime => "runtime",
                    Outcome::Spawn => "spawn refused",
                    Outcome::Other => "other",
                });
                model.handle = HandleKind::Gone;
                drop((poll, owned));
            }
            (poll, end) => panic!("the handle of task {task} is {poll:?}, its end is {end:?}"),
        }
    }

    fn let_go(&mut self, task: usize, how: u8, foreign: bool) {
        let Some(owned) = self.handles[task].take() else { return };
        let kind = self.model.tasks[task].handle;
        match how % 4 {
            2 => {
                self.covered.insert("abort_on_drop");
                self.handles[task] = Some(owned.guard());
                if kind == HandleKind::Plain {
                    self.model.tasks[task].handle = HandleKind::Guarded;
                }
            }
            3 => {
                self.covered.insert("join");
                self.handles[task] = Some(owned.join());
                if kind == HandleKind::Plain {
                    self.model.tasks[task].handle = HandleKind::Joining;
                }
            }
            how => {
                self.covered.insert(match kind {
                    HandleKind::Guarded => "drop of an AbortOnDropHandle",
                    HandleKind::Joining => "drop of a join",
                    _ if how == 0 => "drop of a handle",
                    _ => "detach",
                });
                if kind == HandleKind::Guarded {
                    self.model.abort(task, foreign && sys::THREADS);
                }
                elsewhere(foreign, move || if how == 0 { drop(owned) } else { owned.detach() });
                // Who polled the handle last is woken in spite of its drop: async-task keeps the waker.
                self.model.tasks[task].handle = HandleKind::Gone;
            }
        }
    }

    fn check(&mut self) {
        let wrong = std::mem::take(&mut *lock(&self.shared.wrong));
        assert!(wrong.is_empty(), "{wrong:?}");
        let tasks = self.shared.tasks();
        for (number, (seen, task)) in tasks.iter().zip(&self.model.tasks).enumerate() {
            let state = (seen.polls, seen.drops, seen.wakers.len(), seen.aborts.len());
            let expected = (task.polls, usize::from(task.end.is_some()), task.wakers, task.aborts);
            assert_eq!(state, expected, "polls, drops, wakers, abort handles of {number}: {task:?}");
            for abort in &seen.aborts {
                assert_eq!(abort.is_finished(), task.end.is_some(), "abort handle of {number}: {task:?}");
            }
            let finished = self.handles[number].as_ref().and_then(Owned::is_finished);
            assert!(
                finished.is_none_or(|said| said == task.end.is_some()),
                "handle of {number}: {finished:?} {task:?}"
            );
        }
        drop(tasks);
        let order = std::mem::take(&mut *lock(&self.shared.order));
        let expected = std::mem::take(&mut self.model.order);
        assert_eq!(order, expected, "the order of the polls");
        let wakes = self.wakers.each_ref().map(|count| count.0.load(Ordering::SeqCst));
        assert_eq!(wakes, self.model.wakes, "wakes of those who polled handles");
        assert_eq!(self.shared.values.load(Ordering::SeqCst), self.model.values(), "outputs that are alive");
    }

    fn finish(mut self) -> Covered {
        if let Some(runtime) = self.runtime.take() {
            self.model.shut_down();
            drop(runtime);
        }
        self.check();
        for task in 0..self.model.tasks.len() {
            self.poll(task, 0, false);
        }
        self.check();
        let wakers: Vec<Waker> =
            self.shared.tasks().iter_mut().flat_map(|seen| std::mem::take(&mut seen.wakers)).collect();
        let aborts: Vec<AbortHandle> =
            self.shared.tasks().iter_mut().flat_map(|seen| std::mem::take(&mut seen.aborts)).collect();
        wakers.into_iter().for_each(Waker::wake);
        for abort in aborts {
            abort.abort();
            assert!(abort.is_finished());
        }
        assert_eq!(Arc::strong_count(&self.shared), 1, "futures or outputs are left");
        self.covered
    }
}

impl Model {
    /// A spawn on another thread goes into the injector even while this one drives.
    fn spawn_from(&mut self, script: Script, local: bool, foreign: bool) {
        let inside = self.inside;
        self.inside &= !foreign;
        self.spawn(script, local);
        self.inside = inside;
    }
}

// The second variant.

/// What both threads work on.
struct Arena {
    handle: Handle,
    shared: Arc<Shared>,
    handles: Vec<Mutex<Option<Owned>>>,
    runtime: Mutex<Option<Runtime>>,
    shut: AtomicUsize,
    covered: Mutex<Covered>,
}

fn two_threads(mut bytes: Bytes<'_>) -> Covered {
    let runtime = AsyncRuntime::builder().worker_threads(1).build().expect("the runtime starts");
    let handle = runtime.handle().clone();
    let shared = Arc::<Shared>::default();
    let count = 1 + usize::from(bytes.u8()) % 4;
    let scripts: Vec<Script> = (0..count).map(|_| Script::read(&mut bytes)).collect();
    let spawn = |script: &Script| Mutex::new(Some(Owned::Plain(handle.spawn(shared.future(script.clone())))));
    let handles = scripts.iter().map(spawn).collect();
    let arena = Arena {
        handle: handle.clone(),
        shared,
        handles,
        runtime: Mutex::new(Some(runtime)),
        shut: AtomicUsize::new(0),
        covered: Mutex::default(),
    };
    let pairs: Vec<[u8; 2]> = std::iter::from_fn(|| (!bytes.is_empty()).then(|| [bytes.u8(), bytes.u8()])).collect();
    let (one, two) = pairs.split_at(pairs.len() / 2);
    let start = Barrier::new(2);
    std::thread::scope(|scope| {
        for half in [one, two] {
            let (arena, start) = (&arena, &start);
            scope.spawn(move || {
                start.wait();
                half.iter().for_each(|&[code, which]| arena.operate(code, usize::from(which)));
            });
        }
    });
    let runtime = lock(&arena.runtime).take();
    arena.shut.store(1, Ordering::SeqCst);
    drop(runtime);
    arena.finish()
}

impl Arena {
    fn cover(&self, what: &'static str) {
        lock(&self.covered).insert(what);
    }

    fn operate(&self, code: u8, which: usize) {
        let task = which % self.handles.len();
        let take = || lock(&self.handles[task]).take();
        let put = |owned: Owned| *lock(&self.handles[task]) = Some(owned);
        match code % 16 {
            0 | 1 => {
                if let Some(owned) = take() {
                    self.shared.tasks()[task].aborted = true;
                    owned.abort();
                    put(owned);
                }
            }
            2..=4 => {
                if let Some(mut owned) = take() {
                    match owned.poll(Waker::noop()) {
                        Poll::Ready(result) => self.check(task, result),
                        Poll::Pending => put(owned),
                    }
                }
            }
            5 => {
                if let Some(owned) = take() {
                    let abort = owned.abort_handle();
                    put(owned);
                    self.shared.tasks()[task].aborts.extend(abort);
                }
            }
            6 => self.shared.abort(task),
            7 => {
                let abort = self.shared.tasks()[task].aborts.pop();
                drop(abort);
            }
            8 => {
                if let Some(owned) = take() {
                    if matches!(owned, Owned::Guarded(_)) {
                        self.shared.tasks()[task].aborted = true;
                    }
                    owned.detach();
                }
            }
            9 => {
                if let Some(owned) = take() {
                    put(if which & 0x80 == 0 { owned.guard() } else { owned.join() });
                }
            }
            10 | 11 => self.shared.wake(task),
            12 => {
                let wakers = std::mem::take(&mut self.shared.tasks()[task].wakers);
                wakers.into_iter().for_each(Waker::wake);
            }
            13 => {
                if let Some(owned) = take() {
                    if owned.is_finished() == Some(true) && self.shared.tasks()[task].drops != 1 {
                        self.shared.wrong(format!("task {task} is finished, and its future is alive"));
                    }
                    put(owned);
                }
            }
            14 => {
                // The handle's owner waits, as long as the other thread takes to do something about it.
                if let Some(mut owned) = take() {
                    self.cover("a thread waits for a task");
                    let result = self.handle.block_on(async {
                        let once = std::future::poll_fn(|cx| Poll::Ready(owned.poll(cx.waker())));
                        once.await
                    });
                    match result {
                        Poll::Ready(result) => self.check(task, result),
                        Poll::Pending => put(owned),
                    }
                }
            }
            _ if which >= 0xf0 => {
                let runtime = lock(&self.runtime).take();
                if let Some(runtime) = runtime {
                    self.cover("shutdown in the middle");
                    self.shut.store(1, Ordering::SeqCst);
                    shut_down(runtime, which as u8);
                }
            }
            _ => std::thread::yield_now(),
        }
    }

    fn check(&self, task: usize, result: Result<Value, AsyncError>) {
        let shut = self.shut.load(Ordering::SeqCst) == 1;
        let tasks = self.shared.tasks();
        let seen = &tasks[task];
        let expected = match Outcome::of(&result) {
            Outcome::Panic(message) if message == poll_panic(task) => seen.panicked,
            Outcome::Panic(message) => message == drop_panic(task) && seen.script.drop_panics && !seen.panicked,
            _ if seen.panicked || seen.script.drop_panics => false,
            Outcome::Value => seen.returned,
            _ if seen.returned => false,
            Outcome::Cancelled => seen.aborted,
            Outcome::JoinError => shut,
            _ => false,
        };
        let text = format!("task {task} gives {result:?}: {seen:?}");
        let right = expected && seen.drops == 1;
        drop(tasks);
        if !right {
            self.shared.wrong(text);
        }
        drop(result);
    }

    fn finish(self) -> Covered {
        self.cover("two threads");
        let all_gone = || self.shared.tasks().iter().all(|seen| seen.drops >= 1);
        assert!(eventually(all_gone), "never dropped: {:?}", self.shared);
        for (task, owned) in self.handles.iter().enumerate() {
            let owned = lock(owned).take();
            if let Some(mut owned) = owned {
                let mut result = Poll::Pending;
                // A shutdown that does not wait may be some instructions away from its end.
                let ready = eventually(|| {
                    result = owned.poll(Waker::noop());
                    result.is_ready()
                });
                assert!(ready, "the handle of task {task} is pending after the end");
                if let Poll::Ready(result) = result {
                    self.check(task, result);
                }
            }
        }
        let mut tasks = std::mem::take(&mut *self.shared.tasks());
        for seen in &mut tasks {
            assert_eq!(seen.drops, 1, "{seen:?}");
            std::mem::take(&mut seen.wakers).into_iter().for_each(Waker::wake);
            for abort in std::mem::take(&mut seen.aborts) {
                abort.abort();
                // A shutdown that does not wait may be some instructions away from its end.
                assert!(eventually(|| abort.is_finished()), "an abort handle of {seen:?}");
            }
        }
        let wrong = std::mem::take(&mut *lock(&self.shared.wrong));
        assert!(wrong.is_empty(), "{wrong:#?}\n{tasks:#?}");
        assert!(eventually(|| Arc::strong_count(&self.shared) == 1), "futures or outputs are left");
        assert_eq!(self.shared.values.load(Ordering::SeqCst), 0, "outputs are left");
        std::mem::take(&mut *lock(&self.covered))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fuzzing::{Written, assert_kept_do_everything, assert_written_are_kept, keep_written};

    /// What the kept inputs must do, together.
    const ALL: &[&str] = &[
        "spawn",
        "spawn_local",
        "enter",
        "step outside",
        "step inside",
        "run until stalled",
        "poll a handle",
        "another waker",
        "text of a handle",
        "abort",
        "abort after the end",
        "AbortHandle",
        "AbortHandle after the end",
        "clone of an AbortHandle",
        "drop of an AbortHandle",
        "abort through an AbortHandle",
        "abort through it after the end",
        "drop of a handle",
        "detach",
        "abort_on_drop",
        "drop of an AbortOnDropHandle",
        "join",
        "drop of a join",
        "wake",
        "wake after the end",
        "drop of a waker",
        "from another thread",
        "shutdown inside",
        "shutdown outside",
        "value",
        "cancelled",
        "join error",
        "runtime",
        "spawn refused",
        "panic",
        "two threads",
        "a thread waits for a task",
        "shutdown in the middle",
    ];

    /// Sequences written by hand.
    fn written() -> Written {
        let sequences: [(_, &[u8]); 4] = [
            // spawn [Wait, End]; step; wake; step; wake again
            ("wake_after_the_end", &[0, 1, 0, 2, 0, 13, 5, 23, 0, 0, 5, 23, 0, 0]),
            // spawn [Wait]; enter; shut down; leave at once
            ("shutdown_as_the_last_act", &[0, 1, 0, 1, 0, 4, 27, 0, 7, 0]),
            // enter; spawn_local [Wait]; step; shut down; step; step
            ("local_tasks_end_with_their_runtime", &[0, 4, 1, 3, 1, 0, 5, 27, 0, 7, 5, 5]),
            // spawn [Wait]; enter; shut down; spawn_local
            ("spawn_local_after_the_shutdown", &[0, 1, 0, 1, 0, 4, 27, 0, 7, 1, 3, 0]),
        ];
        sequences.map(|(name, data)| (name, data.to_vec())).into()
    }

    #[test]
    fn written_sequences_are_kept() {
        assert_written_are_kept("handle", written());
    }

    #[test]
    #[ignore = "it writes into the repository"]
    fn keep_written_sequences() {
        keep_written("handle", written());
    }

    #[test]
    fn the_kept_inputs_do_everything() {
        assert_kept_do_everything("handle", ALL, examine);
    }

    #[test]
    fn random_operations_agree_with_the_model() {
        for seed in 0..2_000 {
            run(&crate::fuzzing::random_bytes(seed, 10 + seed as usize % 150));
        }
    }
}
