//! Fuzz target `scheduler`: arbitrary programs of tasks against a model that watches them.
//!
//! # How it works
//!
//! The bytes are decoded into a [`Program`]: up to three futures for `block_on`, one after the other, with calls from
//! outside in between, and in them a tree of tasks, each a list of [`Op`]s. The program runs on a current-thread runtime
//! under the simulated clock, and, where the first byte says so, on a runtime with workers and tiny real times.
//!
//! ```text
//!  bytes ─► Program ─► run, wakers wrapped ──► log ─┐
//!                  ├─► run, wakers as they are ► log ┴─ equal
//!                  └─► run with workers, blocking closures, outside threads
//! ```
//!
//! The model is no second scheduler: it is told of each event when it happens (a spawn, a wake, a poll, an abort, the end
//! of a future) and says whether that was allowed, and what the handles must give. Every future is wrapped in a [`Guard`],
//! which tells it. In the first run the wakers are wrapped too, so that the model knows which tasks are ready, in which
//! order they became so, and that none is left when the clock moves.
//!
//! # What it checks
//!
//! - **I1** A future is dropped exactly once, is polled by one thread at a time, and never after it was ready or dropped; a
//!   local one on its own thread only. Nothing of a program is alive after its end, futures, outputs and wakers.
//! - **I2** A handle gives the value, the message of the first panic, `Cancelled` after an abort, `JoinError` after the end
//!   of its home, `Runtime` or `Spawn` where it was refused. `is_finished` implies that the future is gone.
//! - **I3** No sleep, tick or timeout is early.
//!
//! In *exact* runs (simulated clock, one thread), also:
//!
//! - **I4** Only a task that was woken is polled; without a seed all run in the order of waking, with a seed the local ones
//!   do, and a task that yielded comes after all that were ready before it.
//! - **I5** The clock moves only when no task is ready, and never past a deadline: sleeps end exactly at theirs.
//! - **I6** After an abort, or the end of its home, a task is not polled any more. `is_finished` and the number of live tasks are
//!   exact. When a shutdown returns that need not wait for the task around it, every future is gone.
//! - **I7** The same bytes give the same log, up to the shutdown.
//!
//! A future of `block_on` ends in any case: each of its waits has a limit, and ends when the runtime is shut down.

use super::{Bytes, Covered, UNWINDS, eventually, examine_watched};
use crate::engine::core::Core;
use crate::engine::wheel::Tick;
use crate::error::{AsyncError, JoinFailure};
use crate::runtime::{AsyncRuntime, Handle, Runtime};
use crate::shape::thread;
use crate::sys;
use crate::task::{self, AbortHandle, AbortOnDropHandle, TaskHandle, TaskId};
use crate::time::{self, MissedTickBehavior, Sleep, Timeout, interval, sleep, timeout};
use std::any::Any;
use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::ThreadId;
use std::time::Duration;

const MOST_TASKS: usize = 40;
const MOST_DEPTH: usize = 4;
const MOST_OPERATIONS: usize = 200;
const MOST_ROOTS: usize = 3;
const GATES: usize = 4;

/// Where the simulated clock is put at first: later than any process lives, the same for all, so that a run depends on its
/// bytes alone.
const START: Tick = 1 << 50;

/// How long the last wait of a program is in simulated time: longer than all its short waits together.
const SETTLE: Duration = Duration::from_secs(3600);

/// The limit of a wait that must end.
const LIMIT: Duration = Duration::from_millis(50);

const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// Runs the program that the bytes stand for.
///
/// # Panics
///
/// When the runtime does what the model does not allow.
pub fn run(data: &[u8]) {
    examine_watched("scheduler", data, examine);
}

/// Runs the program, and gives the names of the operations that were carried out.
fn examine(data: &[u8]) -> Covered {
    let program = Arc::new(Program::decode(data));
    let exact = Mode { exact: true, observed: true, workers: 0 };
    let (log, mut covered) = World::run(&program, exact);
    let (again, _) = World::run(&program, Mode { observed: false, ..exact });
    assert_eq!(log.len(), again.len(), "the same program ran differently\n{}", first_difference(&log, &again));
    assert!(log == again, "the same program ran differently\n{}", first_difference(&log, &again));
    let loose = Mode { exact: false, ..exact };
    match program.variant {
        Variant::Exact => {}
        Variant::Loose => covered.extend(World::run(&program, loose).1),
        Variant::Workers => covered.extend(World::run(&program, Mode { workers: program.workers, ..loose }).1),
    }
    covered
}

fn first_difference(a: &[Event], b: &[Event]) -> String {
    let at = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    format!("from event {at} on: {:?}\n      and: {:?}", &a[at..a.len().min(at + 5)], &b[at..b.len().min(at + 5)])
}

// The program.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Variant {
    Exact,
    Loose,
    Workers,
}

#[derive(Debug)]
struct Program {
    variant: Variant,
    seed: Option<u64>,
    workers: usize,
    event_interval: u32,
    end: u8,
    bodies: Vec<Vec<Op>>,
    /// What happens outside before each `block_on`, and its body.
    roots: Vec<(usize, usize)>,
    /// What happens outside before the end.
    last: usize,
}

/// A number of time units; see [`World::duration`].
type Units = u8;
/// Means one of the tasks that there are, or of the gates.
type Which = u8;

#[derive(Clone, Copy, Debug)]
enum Op {
    Yield,
    SleepZero,
    Sleep(Units),
    SleepHuge(u8, Units),
    Ticks {
        period: Units,
        count: u8,
        limit: Units,
    },
    Wait {
        gate: Which,
        limit: Units,
    },
    Open(Which),
    Pulse(Which),
    Close(Which),
    Spawn {
        how: u8,
        body: usize,
    },
    SpawnLocal {
        how: u8,
        body: usize,
    },
    SpawnBlocking {
        what: u8,
        which: Which,
    },
    Outside {
        what: u8,
        which: Which,
    },
    Await {
        which: Which,
        limit: Units,
        how: u8,
    },
    PollOnce(Which),
    Abort {
        which: Which,
        how: u8,
    },
    MakeAbortHandle(Which),
    DropAbortHandles(Which),
    LetGo {
        which: Which,
        how: u8,
    },
    IsFinished(Which),
    AbortSelf,
    Panic,
    Hold {
        what: u8,
        which: Which,
    },
    Nested(usize),
    KeepWaker,
    WakeKept(u8),
    DropKept,
    Advance(Units),
    ShutDown(u8),
    Edge(u8),
    /// Waits, without a limit, for what must come.
    Sure(u8),
    /// Has more ready at once than a poll may take.
    Flood,
}

impl Program {
    fn decode(data: &[u8]) -> Program {
        let mut bytes = Bytes(data);
        let variant = match bytes.u8() % 16 {
            0..=11 => Variant::Exact,
            12 | 13 => Variant::Loose,
            _ => Variant::Workers,
        };
        let seed = bytes.u8();
        let shape = bytes.u8();
        let mut program = Program {
            variant,
            seed: (seed & 1 == 1).then(|| u64::from(seed >> 1)),
            workers: 1 + usize::from(shape & 3) % 3,
            event_interval: if shape & 4 == 0 { 61 } else { 1 + u32::from(shape >> 6) },
            end: bytes.u8(),
            bodies: Vec::new(),
            roots: Vec::new(),
            last: 0,
        };
        let mut left = MOST_OPERATIONS;
        let roots = 1 + usize::from(shape >> 3 & 3) % MOST_ROOTS;
        for _ in 0..roots {
            // The first one begins at once: short inputs do something.
            let before =
                if program.roots.is_empty() { program.add(Vec::new()) } else { program.body(&mut bytes, 0, &mut left) };
            let root = program.body(&mut bytes, 0, &mut left);
            program.roots.push((before, root));
        }
        program.last = program.body(&mut bytes, 0, &mut left);
        program
    }

    fn add(&mut self, body: Vec<Op>) -> usize {
        self.bodies.push(body);
        self.bodies.len() - 1
    }

    fn body(&mut self, bytes: &mut Bytes<'_>, depth: usize, left: &mut usize) -> usize {
        let place = self.add(Vec::new());
        let mut body = Vec::new();
        while *left > 0 && !bytes.is_empty() {
            *left -= 1;
            match self.op(bytes, depth, left) {
                Some(op) => body.push(op),
                None => break,
            }
        }
        self.bodies[place] = body;
        place
    }

    /// The next operation, none at the end of a body. New ones take free codes.
    fn op(&mut self, bytes: &mut Bytes<'_>, depth: usize, left: &mut usize) -> Option<Op> {
        let may_nest = depth < MOST_DEPTH && self.bodies.len() < MOST_TASKS;
        Some(match bytes.u8() % 64 {
            0 => return None,
            1 | 2 => Op::Yield,
            3 => Op::SleepZero,
            4 | 5 => Op::Sleep(bytes.u8()),
            6 => Op::SleepHuge(bytes.u8(), bytes.u8()),
            7 => Op::Ticks { period: bytes.u8(), count: bytes.u8(), limit: bytes.u8() },
            8 | 9 => Op::Wait { gate: bytes.u8(), limit: bytes.u8() },
            10 | 11 => Op::Open(bytes.u8()),
            12 => Op::Pulse(bytes.u8()),
            13 => Op::Close(bytes.u8()),
            14..=18 if may_nest => Op::Spawn { how: bytes.u8(), body: self.body(bytes, depth + 1, left) },
            19..=22 if may_nest => Op::SpawnLocal { how: bytes.u8(), body: self.body(bytes, depth + 1, left) },
            23 => Op::SpawnBlocking { what: bytes.u8(), which: bytes.u8() },
            24 => Op::Outside { what: bytes.u8(), which: bytes.u8() },
            25..=27 => Op::Await { which: bytes.u8(), limit: bytes.u8(), how: bytes.u8() },
            28 => Op::PollOnce(bytes.u8()),
            29 | 30 => Op::Abort { which: bytes.u8(), how: bytes.u8() },
            31 => Op::MakeAbortHandle(bytes.u8()),
            32 => Op::DropAbortHandles(bytes.u8()),
            33 | 34 => Op::LetGo { which: bytes.u8(), how: bytes.u8() },
            35 => Op::IsFinished(bytes.u8()),
            36 => Op::AbortSelf,
            37 => Op::Panic,
            38 | 39 => Op::Hold { what: bytes.u8(), which: bytes.u8() },
            40 | 41 if may_nest => Op::Nested(self.body(bytes, depth + 1, left)),
            42 => Op::KeepWaker,
            43 => Op::WakeKept(bytes.u8()),
            44 => Op::DropKept,
            45 => Op::Advance(bytes.u8()),
            46 => Op::ShutDown(bytes.u8()),
            47 => Op::Edge(bytes.u8()),
            48 => Op::Sure(bytes.u8()),
            49 => Op::Flood,
            _ => Op::Yield,
        })
    }
}

// The model.

type TaskNo = usize;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The future of a `block_on`.
    Root,
    Send,
    Local,
    Blocking,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    Spawned(TaskNo),
    Polled(TaskNo, Tick),
    Dropped(TaskNo),
    Aborted(TaskNo),
    Outcome(TaskNo, &'static str),
    ShutDown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    Waiting,
    Polling,
    /// It was ready, or has panicked.
    Returned,
    Dropped,
}

#[derive(Debug)]
struct Task {
    kind: Kind,
    life: Life,
    id: Option<TaskId>,
    /// Where it was spawned, and a local one lives.
    thread: ThreadId,
    /// The outermost `block_on` that it was spawned in, 0 for none.
    scope: usize,
    /// It is the future of that one.
    outermost: bool,
    woken_in_poll: bool,
    /// An abort was asked for before its end.
    aborted: bool,
    has_value: bool,
    /// The messages of its panics.
    panics: Vec<String>,
    /// It is inside the call that spawns it.
    spawning: bool,
    /// It ended inside that call.
    refused: bool,
    /// The call came after the shutdown.
    after_shutdown: bool,
    told: bool,
    handle: Option<Stored>,
    aborts: Vec<AbortHandle>,
}

/// A task in the model's queue.
#[derive(Clone, Copy, Debug)]
struct Ready {
    task: TaskNo,
    yielded: bool,
}

#[derive(Debug, Default)]
struct Gate {
    open: bool,
    waiters: Vec<Waker>,
}

/// A deadline that somebody waits for.
#[derive(Clone, Copy, Debug)]
struct Deadline {
    at: Tick,
    /// The clock was moved past it by hand.
    late: bool,
}

#[derive(Debug, Default)]
struct State {
    tasks: Vec<Task>,
    ready: VecDeque<Ready>,
    log: Vec<Event>,
    wrong: Vec<String>,
    covered: Covered,
    gates: [Gate; GATES],
    kept: Vec<Waker>,
    deadlines: BTreeMap<u64, Deadline>,
    next_deadline: u64,
    now: Tick,
    /// The clock is being moved by hand.
    moving: bool,
    /// For each outermost `block_on`, whether its future is gone.
    scopes: Vec<bool>,
    shut: bool,
    /// A call of the shutdown has not returned.
    shutting: bool,
    shut_waiters: Vec<Waker>,
}

#[derive(Clone, Copy, Debug)]
struct Mode {
    /// One thread and the simulated clock: everything is known.
    exact: bool,
    /// Wakers are wrapped.
    observed: bool,
    /// 0 is the current-thread flavour.
    workers: usize,
}

#[derive(Debug)]
struct World {
    mode: Mode,
    program: Arc<Program>,
    handle: Handle,
    runtime: Mutex<Option<Runtime>>,
    core: &'static Core,
    state: Mutex<State>,
    /// Outputs of tasks that are alive.
    values: AtomicUsize,
    outside: Mutex<Vec<std::thread::JoinHandle<()>>>,
}

thread_local! {
    /// The scope that this thread is in.
    static SCOPE: Cell<usize> = const { Cell::new(0) };
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    fn wrong(&mut self, what: String) {
        if self.wrong.len() < 20 {
            self.wrong.push(what);
        }
    }

    /// Says whether the future of an outermost `block_on` is gone.
    fn root_is_done(&self, scope: usize) -> bool {
        scope > 0 && self.scopes[scope - 1]
    }

    /// Says whether this thread is about to return from it. As long as it is inside another one, everything goes on.
    fn scope_is_done(&self, scope: usize) -> bool {
        self.root_is_done(scope) && !is_nested()
    }

    /// Says whether the home of a task takes no polls any more.
    fn is_closed(&self, task: &Task) -> bool {
        match task.kind {
            Kind::Root => false,
            Kind::Send | Kind::Blocking => self.shut,
            Kind::Local => self.shut || self.scope_is_done(task.scope),
        }
    }

    fn enqueue(&mut self, task: TaskNo, yielded: bool) {
        if !self.ready.iter().any(|ready| ready.task == task) {
            self.ready.push_back(Ready { task, yielded });
        }
    }
}

impl World {
    /// Runs a program; gives its log and what it did.
    fn run(program: &Arc<Program>, mode: Mode) -> (Vec<Event>, Covered) {
        let mut builder = AsyncRuntime::builder().event_interval(program.event_interval);
        builder = match mode.workers {
            0 => builder.current_thread().start_paused(true),
            workers => builder.worker_threads(workers).global_queue_interval(program.event_interval),
        };
        if let Some(seed) = program.seed {
            builder = builder.rng_seed(seed);
        }
        let runtime = builder.build().expect("the runtime starts");
        let handle = runtime.handle().clone();
        let core = handle.runtime().core();
        if mode.workers == 0 {
            core.clock().advance_to(START);
        }
        let state = State { now: core.clock().now(), ..State::default() };
        let world = Arc::new(World {
            mode,
            program: program.clone(),
            handle,
            runtime: Mutex::new(Some(runtime)),
            core,
            state: Mutex::new(state),
            values: AtomicUsize::new(0),
            outside: Mutex::default(),
        });
        world.cover(match mode {
            Mode { exact: true, .. } if program.seed.is_some() => "a seed",
            Mode { exact: true, .. } => "no seed",
            Mode { workers: 0, .. } => "outside threads",
            _ => "workers",
        });
        for &(before, root) in &program.roots {
            world.call_from_outside(before);
            world.block_on(root);
        }
        world.call_from_outside(program.last);
        world.finish();
        let alive = || Arc::strong_count(&world) - 1;
        if !(if mode.exact { alive() == 0 } else { eventually(|| alive() == 0) }) {
            world.wrong(format!("{} futures, wakers or closures are left", alive()));
        }
        let mut state = std::mem::take(&mut *lock(&world.state));
        // A shutdown wakes sleepers in no particular order.
        if let Some(end) = state.log.iter().position(|event| *event == Event::ShutDown) {
            state.log.truncate(end);
        }
        assert!(state.wrong.is_empty(), "{mode:?}:\n{}\n{program:#?}", state.wrong.join("\n"));
        (state.log, state.covered)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    fn wrong(&self, what: String) {
        self.state().wrong(what);
    }

    fn cover(&self, what: &'static str) {
        self.state().covered.insert(what);
    }

    fn is_shut(&self) -> bool {
        self.state().shut
    }

    /// Says whether a future waits at its end until nothing more can happen.
    fn must_settle(&self, task: TaskNo) -> bool {
        let state = self.state();
        self.mode.exact && !state.shut && state.tasks[task].outermost
    }

    fn simulated(&self) -> bool {
        self.mode.workers == 0
    }

    fn now(&self) -> Tick {
        self.core.clock().now()
    }

    /// Simulated: up to 25 ms. Real: up to 100 µs.
    fn duration(&self, units: Units) -> Duration {
        if self.simulated() {
            Duration::from_micros(100 * u64::from(units))
        } else {
            Duration::from_micros(u64::from(units) * 2 / 5)
        }
    }

    /// The time has been seen (I5).
    fn see_time(&self, state: &mut State) {
        if !self.mode.exact || state.shut {
            return;
        }
        let now = self.now();
        if now == state.now {
            return;
        }
        let before = std::mem::replace(&mut state.now, now);
        if state.moving {
            for deadline in state.deadlines.values_mut() {
                deadline.late |= deadline.at <= now;
            }
            return;
        }
        if now < before {
            state.wrong(format!("the clock went back from {before} to {now}"));
        }
        if self.mode.observed && !state.ready.is_empty() {
            let text = format!("the clock moved by {} while these were ready: {:?}", now - before, state.ready);
            state.wrong(text);
        }
        let missed = state.deadlines.values().find(|deadline| deadline.at < now && !deadline.late);
        if let Some(missed) = missed.copied() {
            state.wrong(format!("the clock moved to {now} past {missed:?}"));
        }
    }

    // Events of tasks.

    fn register(&self, kind: Kind) -> TaskNo {
        let mut state = self.state();
        self.see_time(&mut state);
        let task = state.tasks.len();
        let after_shutdown = state.shut;
        state.tasks.push(Task {
            kind,
            life: Life::Waiting,
            id: None,
            thread: std::thread::current().id(),
            scope: SCOPE.get(),
            outermost: kind == Kind::Root && !is_entered(),
            woken_in_poll: false,
            aborted: false,
            has_value: false,
            panics: Vec::new(),
            spawning: true,
            refused: false,
            after_shutdown,
            told: false,
            handle: None,
            aborts: Vec::new(),
        });
        state.log.push(Event::Spawned(task));
        if kind == Kind::Root && !is_entered() {
            // What was left over by the last call comes in behind it.
            state.ready.push_front(Ready { task, yielded: false });
        } else {
            state.enqueue(task, false);
        }
        task
    }

    /// The call that spawned it has returned.
    fn registered(&self, task: TaskNo, handle: TaskHandle<Value>) {
        let finished = handle.is_finished();
        let mut state = self.state();
        let entry = &mut state.tasks[task];
        entry.spawning = false;
        entry.id = Some(handle.id());
        entry.handle = Some(Stored::Plain(handle));
        let accepted = self.mode.exact && entry.after_shutdown && !entry.refused;
        if accepted {
            state.wrong(format!("task {task} was accepted after the shutdown"));
        } else if entry.refused && !finished {
            state.wrong(format!("task {task} was refused, and its handle is not finished"));
        }
    }

    fn woken(&self, task: TaskNo) {
        let mut state = self.state();
        self.see_time(&mut state);
        let entry = &mut state.tasks[task];
        match entry.life {
            Life::Waiting => state.enqueue(task, false),
            Life::Polling => entry.woken_in_poll = true,
            Life::Returned | Life::Dropped => {}
        }
    }

    /// A task is taken from the queue (I4).
    fn popped(&self, state: &mut State, task: TaskNo) {
        let place = state.ready.iter().position(|ready| ready.task == task);
        let seeded = self.program.seed.is_some();
        let ready = place.and_then(|place| state.ready.remove(place));
        let known = self.mode.exact && self.mode.observed && !state.shut;
        let entry = &state.tasks[task];
        if !known || entry.spawning || state.scope_is_done(entry.scope) {
            return;
        }
        let (Some(place), Some(ready)) = (place, ready) else {
            return state.wrong(format!("task {task} ran without having been woken"));
        };
        let own_thread = |task: TaskNo| matches!(state.tasks[task].kind, Kind::Local | Kind::Root);
        let mut before = state.ready.iter().take(place).map(|ready| ready.task);
        let overtaken = if !seeded || ready.yielded {
            before.next()
        } else if own_thread(task) {
            before.find(|&other| own_thread(other))
        } else {
            None
        };
        if let Some(other) = overtaken {
            state.wrong(format!("task {task} ran before {other}, which was ready first (seed {seeded}, {ready:?})"));
        }
    }

    fn poll_begins(&self, task: TaskNo) {
        let mut state = self.state();
        self.see_time(&mut state);
        self.popped(&mut state, task);
        let here = std::thread::current().id();
        let exact = self.mode.exact;
        let entry = &state.tasks[task];
        let is_closed = state.is_closed(entry);
        let text = match entry {
            Task { life: Life::Polling, .. } => "is polled twice at the same time",
            Task { life: Life::Returned, .. } => "is polled after it was ready",
            Task { life: Life::Dropped, .. } => "is polled after its drop",
            Task { kind: Kind::Local | Kind::Root, thread, .. } if *thread != here => "is polled on another thread",
            Task { aborted: true, .. } if exact => "is polled after its abort",
            _ if exact && is_closed => "is polled after the end of its home",
            Task { spawning: true, kind: Kind::Send | Kind::Local, .. } if exact => "is polled inside the spawn",
            _ => "",
        };
        if !text.is_empty() {
            let text = format!("task {task} {text}: {entry:?}");
            state.wrong(text);
        }
        state.tasks[task].life = Life::Polling;
        state.tasks[task].woken_in_poll = false;
        let time = if state.shut { 0 } else { state.now };
        if self.mode.exact {
            state.log.push(Event::Polled(task, time));
        }
    }

    fn poll_ends(&self, task: TaskNo, returned: bool) {
        let mut state = self.state();
        let entry = &mut state.tasks[task];
        entry.life = if returned { Life::Returned } else { Life::Waiting };
        if !returned && entry.woken_in_poll {
            state.enqueue(task, true);
        }
    }

    fn dropped(&self, task: TaskNo) {
        let mut state = self.state();
        self.see_time(&mut state);
        let here = std::thread::current().id();
        let entry = &state.tasks[task];
        let (life, aborted) = (entry.life, entry.aborted);
        let is_closed = state.is_closed(entry);
        let may_be_refused = entry.spawning && (state.shut || is_closed || entry.kind == Kind::Local);
        let text = match entry {
            Task { life: Life::Dropped, .. } => "is dropped twice",
            Task { life: Life::Polling, .. } => "is dropped inside its poll",
            Task { kind: Kind::Local | Kind::Root, thread, .. } if *thread != here => "is dropped on another thread",
            Task { life: Life::Returned, .. } => "",
            _ if !aborted && !is_closed && !may_be_refused && !state.shut => "is dropped without a reason",
            _ => "",
        };
        if !text.is_empty() {
            let text = format!("task {task} {text}: {entry:?}");
            state.wrong(text);
        }
        if life == Life::Waiting {
            self.popped(&mut state, task);
        }
        let scope = state.tasks[task].scope;
        let entry = &mut state.tasks[task];
        entry.life = Life::Dropped;
        // Another thread may end it too while the call that spawns it has not returned.
        entry.refused = entry.spawning && life == Life::Waiting && entry.thread == here;
        if entry.outermost {
            state.scopes[scope - 1] = true;
        }
        if self.mode.exact {
            state.log.push(Event::Dropped(task));
        }
    }

    /// A task is about to panic with this message, in its poll or in its drop.
    fn panics(&self, task: TaskNo) -> String {
        let mut state = self.state();
        let entry = &mut state.tasks[task];
        let message = format!("panic {} of task {task}", entry.panics.len());
        entry.panics.push(message.clone());
        message
    }

    /// An abort is about to be asked for.
    fn aborting(&self, task: TaskNo) {
        let mut state = self.state();
        if self.mode.exact {
            state.log.push(Event::Aborted(task));
        }
        let entry = &mut state.tasks[task];
        if entry.life == Life::Dropped || entry.aborted {
            return;
        }
        entry.aborted = true;
        match entry.life {
            Life::Waiting => state.enqueue(task, false),
            Life::Polling => entry.woken_in_poll = true,
            Life::Returned | Life::Dropped => {}
        }
    }

    /// A handle has given its result (I2).
    fn outcome(&self, task: TaskNo, result: Result<Value, AsyncError>) {
        let mut state = self.state();
        let (shut, exact) = (state.shut, self.mode.exact);
        let entry = &state.tasks[task];
        let is_closed = shut || entry.kind == Kind::Local && state.root_is_done(entry.scope);
        let name = match &result {
            Ok(_) => "value",
            Err(AsyncError::Cancelled(_)) => "cancelled",
            Err(AsyncError::Panic(_)) => "panic",
            Err(AsyncError::JoinError(_)) => "join error",
            Err(AsyncError::Runtime(_)) => "runtime",
            Err(AsyncError::Spawn(_)) => "spawn refused",
            Err(_) => "other",
        };
        let right = match &result {
            _ if entry.told || entry.life != Life::Dropped => false,
            Err(AsyncError::Panic(message)) => entry.panics.first() == Some(message),
            _ if !entry.panics.is_empty() => false,
            Ok(value) => entry.has_value && value.task == task,
            _ if entry.has_value => false,
            Err(AsyncError::Runtime(_)) => entry.refused && is_closed,
            Err(AsyncError::Spawn(_)) => entry.refused && entry.kind == Kind::Local && entry.scope == 0,
            _ if entry.refused && exact => false,
            Err(AsyncError::Cancelled(_)) => entry.aborted,
            Err(AsyncError::JoinError(_)) => is_closed && !(exact && entry.aborted),
            Err(_) => false,
        };
        if !right {
            let text = format!("the handle of task {task} gives {result:?}: {entry:?}");
            state.wrong(text);
        }
        state.tasks[task].told = true;
        if exact {
            state.log.push(Event::Outcome(task, name));
        }
        state.covered.insert(name);
    }

    // Spawning.

    fn guard<F>(self: &Arc<Self>, task: TaskNo, inner: F, bomb: bool) -> Guard<F> {
        let observer = Arc::new(Observer { world: self.clone(), task, real: Mutex::new(None) });
        let bomb = bomb.then(|| Bomb { world: self.clone(), task });
        Guard {
            world: self.clone(),
            task,
            inner: Some(inner),
            waker: Waker::from(observer.clone()),
            observer,
            _bomb: bomb,
        }
    }

    fn spawn(self: &Arc<Self>, how: u8, body: usize) {
        let task = self.register(Kind::Send);
        let bomb = UNWINDS && how & 0x18 == 0x18;
        let guard = self.guard(task, self.body(task, body, false), bomb);
        let inside = self.is_inside();
        let handle = match how % 4 {
            0 if inside => crate::spawn(guard),
            1 if inside => task::Builder::new().name("fuzzed").spawn(guard),
            2 => task::Builder::new().name("fuzzed too").spawn_on(&self.handle, guard),
            _ => self.handle.spawn(guard),
        };
        self.registered(task, handle);
        self.decorate(task, how);
    }

    fn spawn_local(self: &Arc<Self>, how: u8, body: usize) {
        let task = self.register(Kind::Local);
        let bomb = UNWINDS && how & 0x18 == 0x18;
        let guard = NotSend { guard: self.guard(task, self.body(task, body, false), bomb), _local: Rc::new(()) };
        let handle =
            if how & 1 == 0 && self.is_inside() { crate::spawn_local(guard) } else { self.handle.spawn_local(guard) };
        self.registered(task, handle);
        self.decorate(task, how);
    }

    /// What is done with a handle at once.
    fn decorate(self: &Arc<Self>, task: TaskNo, how: u8) {
        match how >> 5 {
            1 => self.let_go(task, 0),
            2 => self.make_abort_handle(task),
            3 => self.abort(task, 0),
            _ => {}
        }
    }

    /// `expected` where the thread that drives a paused clock spawns it, or nobody drives: then the clock stands still until its end.
    fn spawn_blocking(self: &Arc<Self>, what: u8, which: Which, expected: bool) {
        if self.mode.exact {
            return;
        }
        self.cover("spawn_blocking");
        let task = self.register(Kind::Blocking);
        let guard = self.guard(task, (), false);
        let work = move || {
            let mut guard = guard;
            let world = guard.world.clone();
            world.poll_begins(task);
            guard.inner = None;
            let before = world.now();
            let value = world.block(task, what, which);
            let after = world.now();
            if expected && world.simulated() && before != after && !world.is_shut() {
                world.wrong(format!("the clock moved from {before} to {after} while blocking task {task} ran"));
            }
            world.state().tasks[task].has_value = true;
            world.poll_ends(task, true);
            drop(guard);
            value
        };
        let handle = if self.is_inside() { crate::spawn_blocking(work) } else { self.handle.spawn_blocking(work) };
        self.registered(task, handle);
    }

    /// What a blocking closure does.
    fn block(self: &Arc<Self>, task: TaskNo, what: u8, which: Which) -> Value {
        match what % 8 {
            0 => {}
            1 if sys::THREADS => std::thread::sleep(Duration::from_micros(u64::from(which))),
            2 => self.open(which),
            3 if UNWINDS => {
                let message = self.panics(task);
                self.poll_ends(task, true);
                resume_unwind(Box::new(message));
            }
            4 if sys::THREADS => {
                // It takes over where nobody drives. No timers: a simulated clock stands still while a closure runs.
                self.cover("block_on in a blocking closure");
                let scope = self.begin_scope();
                self.handle.block_on(async {
                    task::yield_now().await;
                    self.state().scopes[scope - 1] = true;
                });
                SCOPE.set(0);
            }
            5 => self.abort_some(which, 1),
            6 => self.shut_down(which, true),
            _ => self.pulse(which),
        }
        self.value(task)
    }

    /// Starts a thread that does something to the program.
    fn act_from_outside(self: &Arc<Self>, what: u8, which: Which) {
        if self.mode.exact || !sys::THREADS {
            return;
        }
        self.cover("outside thread");
        let world = self.clone();
        let thread = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_micros(u64::from(what >> 4) * 10));
            match what % 8 {
                0 | 1 => world.open(which),
                2 => world.pulse(which),
                3 => world.abort_some(which, 0),
                4 => world.wake_kept(3),
                5 => world.spawn_blocking(0, which, false),
                6 => {
                    world.cover("shutdown by an outside thread");
                    world.shut_down(which, false);
                }
                _ => {
                    let task = world.register(Kind::Send);
                    let guard = world.guard(task, world.body(task, usize::MAX, false), false);
                    let handle = world.handle.spawn(guard);
                    world.registered(task, handle);
                }
            }
        });
        lock(&self.outside).push(thread);
    }

    /// Says whether a call without a handle goes to this runtime.
    fn is_inside(&self) -> bool {
        Handle::try_current().is_ok_and(|current| current == self.handle)
    }

    /// Runs a body with `block_on`, on this thread.
    fn block_on(self: &Arc<Self>, body: usize) {
        let outermost = !is_entered();
        if outermost {
            self.begin_scope();
        }
        let task = self.register(Kind::Root);
        self.state().tasks[task].spawning = false;
        let guard = self.guard(task, self.body(task, body, true), false);
        let nested = NestedIn::begin(!outermost);
        let result = catch_unwind(AssertUnwindSafe(|| self.handle.block_on(guard)));
        drop(nested);
        let result = match result {
            Ok(value) => Ok(value),
            Err(payload) => match payload.downcast::<String>() {
                Ok(message) => Err(AsyncError::Panic(*message)),
                Err(payload) => resume_unwind(payload),
            },
        };
        self.outcome(task, result);
        if outermost {
            let scope = SCOPE.replace(0);
            let mut state = self.state();
            let alive = |task: &Task| task.kind == Kind::Local && task.scope == scope && task.life != Life::Dropped;
            if let Some(left) = state.tasks.iter().position(alive) {
                state.wrong(format!("local task {left} is alive after the end of block_on"));
            }
        }
    }

    fn begin_scope(&self) -> usize {
        let mut state = self.state();
        state.scopes.push(false);
        SCOPE.set(state.scopes.len());
        state.scopes.len()
    }

    // Operations that need no await.

    fn which(&self, which: Which) -> Option<TaskNo> {
        usize::from(which).checked_rem(self.state().tasks.len())
    }

    fn take_handle(self: &Arc<Self>, task: TaskNo) -> Option<Held> {
        let stored = self.state().tasks[task].handle.take()?;
        Some(Held { world: self.clone(), task, stored: Some(stored) })
    }

    fn abort_some(self: &Arc<Self>, which: Which, how: u8) {
        if let Some(task) = self.which(which) {
            self.abort(task, how);
        }
    }

    fn abort(self: &Arc<Self>, task: TaskNo, how: u8) {
        let through_abort_handle = how & 1 == 1;
        for _ in 0..1 + (how >> 1 & 1) {
            let abort = self.state().tasks[task].aborts.last().cloned();
            match abort {
                Some(abort) if through_abort_handle => {
                    self.cover("abort through an AbortHandle");
                    self.aborting(task);
                    abort.abort();
                }
                _ => {
                    // Not with the lock held: it wakes.
                    let Some(held) = self.take_handle(task) else { return };
                    self.cover("abort");
                    if self.state().tasks[task].life == Life::Dropped {
                        self.cover("abort after the end");
                    }
                    self.aborting(task);
                    held.abort();
                    held.put_back();
                }
            }
        }
    }

    fn make_abort_handle(self: &Arc<Self>, task: TaskNo) {
        let Some(held) = self.take_handle(task) else {
            let another = self.state().tasks[task].aborts.last().cloned();
            return self.state().tasks[task].aborts.extend(another);
        };
        let abort = held.abort_handle();
        held.put_back();
        self.cover("AbortHandle");
        self.state().tasks[task].aborts.push(abort);
    }

    fn let_go(self: &Arc<Self>, task: TaskNo, how: u8) {
        let Some(held) = self.take_handle(task) else { return };
        match how % 4 {
            0 => {
                self.cover("detach");
                held.detach();
            }
            1 => {
                self.cover("drop of a handle");
                drop(held);
            }
            2 => {
                self.cover("drop of an AbortOnDropHandle");
                drop(held.guarded());
            }
            _ => held.guarded().put_back(),
        }
    }

    fn check_finished(self: &Arc<Self>, task: TaskNo) {
        self.cover("is_finished");
        let abort = self.state().tasks[task].aborts.last().cloned();
        let abort = abort.map(|abort| abort.is_finished());
        let held = self.take_handle(task);
        let handle = held.as_ref().map(Held::is_finished);
        if let Some(held) = held {
            held.put_back();
        }
        let live = self.handle.metrics().live_tasks();
        let mut state = self.state();
        let gone = state.tasks[task].life == Life::Dropped;
        for said in [abort, handle].into_iter().flatten() {
            if said && !gone || self.mode.exact && said != gone {
                state.wrong(format!("is_finished of task {task} says {said}, its future is gone: {gone}"));
            }
        }
        let alive = state.tasks.iter().filter(|task| task.kind == Kind::Send && task.life != Life::Dropped).count();
        if self.mode.exact && !state.shut && alive != live {
            state.wrong(format!("{live} live tasks are reported, there are {alive}"));
        }
    }

    fn open(&self, which: Which) {
        self.cover("open a gate");
        let waiters = {
            let gate = &mut self.state().gates[usize::from(which) % GATES];
            gate.open = true;
            std::mem::take(&mut gate.waiters)
        };
        waiters.into_iter().for_each(Waker::wake);
    }

    /// Wakes all who wait, and leaves the gate as it is.
    fn pulse(&self, which: Which) {
        let waiters = std::mem::take(&mut self.state().gates[usize::from(which) % GATES].waiters);
        waiters.iter().for_each(Waker::wake_by_ref);
    }

    fn wake_kept(&self, how: u8) {
        let kept = std::mem::take(&mut self.state().kept);
        if !kept.is_empty() {
            self.cover("wake a kept waker");
        }
        for waker in kept {
            match how % 3 {
                0 => waker.wake(),
                1 => {
                    waker.wake_by_ref();
                    waker.wake_by_ref();
                }
                _ => {
                    waker.wake_by_ref();
                    self.state().kept.push(waker);
                }
            }
        }
    }

    /// Ends the runtime; `inside` where that does not wait.
    fn shut_down(&self, how: u8, inside: bool) {
        let runtime = {
            let mut owned = lock(&self.runtime);
            let Some(runtime) = owned.take() else { return };
            self.state().shutting = true;
            runtime
        };
        self.cover(if inside { "shutdown inside" } else { "shutdown outside" });
        let waiters = {
            let mut state = self.state();
            self.see_time(&mut state);
            state.shut = true;
            state.log.push(Event::ShutDown);
            std::mem::take(&mut state.shut_waiters)
        };
        waiters.into_iter().for_each(Waker::wake);
        let complete = match how % 4 {
            0 => {
                self.cover("drop of the runtime");
                drop(runtime);
                true
            }
            1 => {
                self.cover("shutdown_background");
                runtime.shutdown_background();
                false
            }
            2 => {
                self.cover("shutdown_timeout");
                let limit = if how & 4 == 0 { Duration::from_secs(3600) } else { Duration::ZERO };
                runtime.shutdown_timeout(limit).is_empty()
            }
            _ => {
                runtime.shutdown();
                true
            }
        };
        self.state().shutting = false;
        if !inside && (complete || self.mode.exact) {
            self.check_that_all_is_gone();
        }
    }

    /// All futures of the runtime are gone, but for those that a thread is about to hand to it.
    fn check_that_all_is_gone(&self) {
        let mut state = self.state();
        let exact = self.mode.exact;
        let left: Vec<TaskNo> = (0..state.tasks.len())
            .filter(|&task| {
                let task = &state.tasks[task];
                // Local tasks end on their own threads.
                let is_meant = task.kind != Kind::Root && (task.kind != Kind::Local || exact) && !task.spawning;
                is_meant && task.life != Life::Dropped
            })
            .collect();
        if !left.is_empty() {
            state.wrong(format!("alive after the shutdown: {left:?}"));
        }
    }

    /// Tasks that will run, and end, before a yield returns: all but those in the middle of a poll, after a shutdown.
    fn ending(&self) -> Vec<TaskNo> {
        let state = self.state();
        let ends = |task: &Task| task.kind != Kind::Root && task.life == Life::Waiting;
        let all = 0..if state.shut && self.mode.exact { state.tasks.len() } else { 0 };
        all.filter(|&task| ends(&state.tasks[task])).collect()
    }

    /// Carries out an operation that needs no await; false if it needs one.
    fn at_once(self: &Arc<Self>, op: Op) -> bool {
        match op {
            Op::Open(gate) => self.open(gate),
            Op::Pulse(gate) => {
                self.cover("pulse a gate");
                self.pulse(gate);
            }
            Op::Close(gate) => self.state().gates[usize::from(gate) % GATES].open = false,
            Op::Spawn { how, body } => {
                self.cover("spawn");
                self.spawn(how, body);
            }
            Op::SpawnLocal { how, body } => {
                self.cover("spawn_local");
                self.spawn_local(how, body);
            }
            Op::SpawnBlocking { what, which } => self.spawn_blocking(what, which, true),
            Op::Outside { what, which } => self.act_from_outside(what, which),
            Op::Abort { which, how } => self.abort_some(which, how),
            Op::MakeAbortHandle(which) => {
                if let Some(task) = self.which(which) {
                    self.make_abort_handle(task);
                }
            }
            Op::DropAbortHandles(which) => {
                if let Some(task) = self.which(which) {
                    let aborts = std::mem::take(&mut self.state().tasks[task].aborts);
                    drop(aborts);
                }
            }
            Op::LetGo { which, how } => {
                if let Some(task) = self.which(which) {
                    self.let_go(task, how);
                }
            }
            Op::IsFinished(which) => {
                if let Some(task) = self.which(which) {
                    self.check_finished(task);
                }
            }
            Op::WakeKept(how) => self.wake_kept(how),
            Op::DropKept => {
                let kept = std::mem::take(&mut self.state().kept);
                drop(kept);
            }
            _ => return false,
        }
        true
    }

    /// Carries out what can be done on a thread that is in no runtime.
    fn call_from_outside(self: &Arc<Self>, body: usize) {
        for index in 0..self.program.bodies[body].len() {
            let op = self.program.bodies[body][index];
            match op {
                Op::ShutDown(how) => self.shut_down(how, false),
                op => drop(self.at_once(op)),
            }
        }
    }

    fn join_outside_threads(&self) {
        let threads = std::mem::take(&mut *lock(&self.outside));
        for thread in threads {
            if thread.join().is_err() {
                self.wrong("an outside thread panicked".into());
            }
        }
    }

    /// The end of a program.
    fn finish(self: &Arc<Self>) {
        self.join_outside_threads();
        self.shut_down(self.program.end, false);
        let all_gone = || self.state().tasks.iter().all(|task| task.life == Life::Dropped);
        if !(if self.mode.exact { all_gone() } else { eventually(all_gone) }) {
            let mut state = self.state();
            let left: Vec<TaskNo> = (0..state.tasks.len()).filter(|&t| state.tasks[t].life != Life::Dropped).collect();
            state.wrong(format!("never dropped: {left:?}"));
        }
        self.join_outside_threads(); // of tasks that ran meanwhile
        // A destructor may have shut the runtime down, after its future counted as dropped.
        if !eventually(|| !self.state().shutting) {
            self.wrong("a shutdown inside does not return".into());
        }
        self.use_after_the_end();
        let count = self.state().tasks.len();
        for task in 0..count {
            let Some(mut held) = self.take_handle(task) else { continue };
            if task % 2 == 0 {
                held.abort();
            }
            if !held.is_finished() && (self.mode.exact || !eventually(|| held.is_finished())) {
                self.wrong(format!("the handle of task {task} is not finished after the end"));
            } else if Pin::new(&mut held).poll(&mut Context::from_waker(Waker::noop())).is_pending() {
                self.wrong(format!("the handle of task {task} is pending after the end"));
            }
            let aborts = std::mem::take(&mut self.state().tasks[task].aborts);
            for abort in aborts {
                abort.abort();
                if !abort.is_finished() {
                    self.wrong(format!("an abort handle of task {task} is not finished after the end"));
                }
            }
        }
        let mut state = self.state();
        let wakers = std::mem::take(&mut state.kept).into_iter();
        let wakers = wakers.chain(std::mem::take(&mut state.shut_waiters));
        let gates: Vec<Waker> = state.gates.iter_mut().flat_map(|gate| std::mem::take(&mut gate.waiters)).collect();
        let aborts: Vec<AbortHandle> =
            state.tasks.iter_mut().flat_map(|task| std::mem::take(&mut task.aborts)).collect();
        drop(state);
        drop(aborts);
        wakers.chain(gates).for_each(|waker| {
            waker.wake_by_ref();
            drop(waker);
        });
        let values = || self.values.load(Ordering::SeqCst) == 0;
        if !(if self.mode.exact { values() } else { eventually(values) }) {
            self.wrong("outputs are left".into());
        }
    }

    /// A runtime that has been shut down refuses everything, but runs the future of a `block_on`.
    fn use_after_the_end(self: &Arc<Self>) {
        self.cover("use after the end");
        let refused = |handle: TaskHandle<()>| {
            let mut handle = handle;
            let finished = handle.is_finished();
            let result = Pin::new(&mut handle).poll(&mut Context::from_waker(Waker::noop()));
            if !finished || !matches!(result, Poll::Ready(Err(AsyncError::Runtime(_)))) {
                self.wrong(format!("a spawn after the shutdown gives {result:?}"));
            }
        };
        refused(self.handle.spawn(async {}));
        refused(self.handle.spawn_blocking(|| ()));
        self.handle.block_on(async {
            refused(crate::spawn(async {}));
            refused(crate::spawn_blocking(|| ()));
            refused(crate::spawn_local(async {}));
            task::yield_now().await;
            if !self.mode.exact {
                sleep(Duration::from_micros(10)).await;
            }
        });
    }

    fn value(self: &Arc<Self>, task: TaskNo) -> Value {
        self.values.fetch_add(1, Ordering::SeqCst);
        Value { world: self.clone(), task }
    }

    // Bodies.

    fn body(self: &Arc<Self>, task: TaskNo, body: usize, root: bool) -> Boxed {
        let world = self.clone();
        Box::pin(async move {
            let own = Own { world, task, root };
            own.check_id();
            let mut kept: Vec<Box<dyn Any + Send>> = Vec::new();
            let count = own.world.program.bodies.get(body).map_or(0, Vec::len);
            for index in 0..count {
                let op = own.world.program.bodies[body][index];
                if !own.world.at_once(op) {
                    own.step(op, &mut kept).await;
                }
            }
            if own.world.must_settle(task) {
                own.settle().await;
            }
            drop(kept);
            own.world.state().tasks[task].has_value = true;
            own.world.value(task)
        })
    }
}

type Boxed = Pin<Box<dyn Future<Output = Value> + Send>>;

/// A body as it runs.
struct Own {
    world: Arc<World>,
    task: TaskNo,
    /// It is the future of a `block_on`: it must end.
    root: bool,
}

impl Own {
    fn check_id(&self) {
        let id = task::try_id();
        let expected = self.world.state().tasks[self.task].id;
        let known = self.root || expected.is_some();
        if known && id != expected {
            self.world.wrong(format!("task {} has the id {id:?} instead of {expected:?}", self.task));
        }
    }

    /// A wait that ends after `limit`, where there is one; a root's always does.
    async fn limited<F: Future + Unpin>(&self, limit: Units, future: F) -> Option<F::Output> {
        let world = &self.world;
        if self.root {
            let limit = if limit == 0 { LIMIT.min(world.duration(255)) } else { world.duration(limit) };
            let future = UntilShutDown { world, future };
            Limited::new(world, limit, future).await.flatten()
        } else if limit & 1 == 0 {
            Some(future.await)
        } else {
            world.cover("timeout");
            Limited::new(world, world.duration(limit), future).await
        }
    }

    async fn step(&self, op: Op, kept: &mut Vec<Box<dyn Any + Send>>) {
        let (world, me) = (&self.world, self.task);
        match op {
            Op::Yield => {
                world.cover("yield_now");
                let ending = world.ending();
                self.polled_again(task::yield_now()).await;
                if let Some(left) = ending.into_iter().find(|&task| world.state().tasks[task].life != Life::Dropped) {
                    world.wrong(format!("task {left} is alive a yield after the shutdown"));
                }
            }
            Op::SleepZero => {
                world.cover("sleep(0)");
                let zero = sleep(Duration::ZERO);
                if self.root {
                    self.polled_again(UntilShutDown { world, future: zero }).await;
                } else {
                    self.polled_again(zero).await;
                }
            }
            Op::Sleep(units) => {
                world.cover("sleep");
                self.sleep(world.duration(units), 0).await;
            }
            Op::SleepHuge(which, limit) => {
                world.cover("huge sleep");
                let huge = [Duration::MAX, CENTURY, SETTLE * 2, Duration::from_nanos(u64::MAX)][usize::from(which) % 4];
                self.sleep(huge, limit | 1).await;
            }
            Op::Ticks { period, count, limit } => self.ticks(period.max(1), count, limit).await,
            Op::Wait { gate, limit } => {
                world.cover("wait at a gate");
                self.limited(limit, Passed { world, gate: usize::from(gate) % GATES }).await;
            }
            Op::Await { which, limit, how } => {
                if let Some(task) = world.which(which) {
                    self.await_handle(task, limit, how).await;
                }
            }
            Op::PollOnce(which) => {
                let held = world.which(which).and_then(|task| world.take_handle(task));
                if let Some(mut held) = held {
                    world.cover("poll a handle once");
                    let ready = poll_fn(|cx| Poll::Ready(Pin::new(&mut held).poll(cx).is_ready())).await;
                    if !ready {
                        held.put_back();
                    }
                }
            }
            Op::AbortSelf => {
                world.cover("abort of itself");
                world.abort(me, 0);
            }
            Op::Panic if UNWINDS => {
                world.cover("panic in poll");
                let message = world.panics(me);
                resume_unwind(Box::new(message));
            }
            Op::Hold { what, which } => {
                let hold = OnDrop { world: world.clone(), task: me, what, which };
                kept.push(Box::new(hold));
            }
            Op::Nested(body) => {
                world.cover("nested block_on");
                world.block_on(body);
            }
            Op::KeepWaker => {
                world.cover("keep a waker");
                let waker = poll_fn(|cx| Poll::Ready(cx.waker().clone())).await;
                world.state().kept.push(waker);
            }
            Op::Advance(units) if world.mode.exact && !world.is_shut() => self.advance(units).await,
            Op::ShutDown(how) => world.shut_down(how, true),
            Op::Edge(which) => self.edge(which).await,
            Op::Sure(how) if !world.mode.exact && !world.is_shut() => self.sure(how).await,
            Op::Flood if world.mode.exact && !world.is_shut() => self.flood().await,
            _ => task::yield_now().await,
        }
    }

    async fn sleep(&self, duration: Duration, limit: Units) {
        let world = &self.world;
        if self.root && world.is_shut() {
            return;
        }
        let now = world.now();
        let at = i64::try_from(duration.as_nanos()).ok().and_then(|nanos| (now as i64).checked_add(nanos));
        let at = at.map_or(Tick::MAX, |at| at as Tick);
        let slept = Slept { sleep: sleep(duration), due: Due::new(world, at) };
        if self.root || limit > 0 {
            self.limited(limit, slept).await;
        } else {
            slept.await;
        }
    }

    async fn ticks(&self, period: Units, count: u8, limit: Units) {
        let world = &self.world;
        world.cover("interval");
        let period = world.duration(period).max(Duration::from_micros(1));
        let mut every = interval(period);
        let behavior = [MissedTickBehavior::Burst, MissedTickBehavior::Delay, MissedTickBehavior::Skip]
            [usize::from(count >> 2) % 3];
        every.set_missed_tick_behavior(behavior);
        let first = time::Instant::now();
        let mut last = None;
        for k in 0..u32::from(count % 4) {
            let tick = Box::pin(every.tick());
            let Some(tick) = self.limited(limit, tick).await else { return };
            let (now, shut) = (time::Instant::now(), world.is_shut());
            let expected = first + period * k;
            let right = now >= tick
                && last.is_none_or(|last| tick > last)
                && (behavior != MissedTickBehavior::Burst || tick == expected || !world.mode.exact);
            if !right && !shut {
                world.wrong(format!("tick {k} of {period:?} ({behavior:?}) gives {tick:?} at {now:?}"));
            }
            last = Some(tick);
        }
    }

    async fn await_handle(&self, task: TaskNo, limit: Units, how: u8) {
        let world = &self.world;
        let Some(mut held) = world.take_handle(task) else { return };
        match how % 3 {
            0 => {
                world.cover("await &mut handle");
                if self.limited(limit, &mut held).await.is_none() {
                    held.put_back();
                }
            }
            1 if held.is_plain() => {
                world.cover("join");
                let result = self.limited(limit, Box::pin(held.join())).await;
                if let Some(result) = result {
                    world.outcome(task, result.map_err(AsyncError::from));
                }
            }
            _ => {
                world.cover("await handle");
                self.limited(limit, held).await;
            }
        }
    }

    /// Moves the simulated clock by hand.
    async fn advance(&self, units: Units) {
        let world = &self.world;
        world.cover("advance");
        let by = world.duration(units);
        let mut advance = pin!(time::advance(by));
        let mut moved = false;
        poll_fn(|cx| {
            if std::mem::replace(&mut moved, true) {
                return advance.as_mut().poll(cx);
            }
            let before = world.now();
            world.state().moving = true;
            let poll = advance.as_mut().poll(cx);
            let now = world.now();
            let mut state = world.state();
            world.see_time(&mut state);
            state.moving = false;
            if u128::from(now - before) != by.as_nanos() {
                state.wrong(format!("advance by {by:?} went from {before} to {now}"));
            }
            poll
        })
        .await;
    }

    /// Timeouts at their edges.
    async fn edge(&self, which: u8) {
        let world = &self.world;
        world.cover("timeout at its edges");
        let mut polls = 0;
        match which % 4 {
            0 => {
                let mut zero = pin!(timeout(Duration::ZERO, std::future::ready(5)));
                let result = poll_fn(|cx| {
                    polls += 1;
                    zero.as_mut().poll(cx)
                })
                .await;
                if polls != 1 || result != Ok(5) {
                    world.wrong(format!("a ready future with no time: {result:?} after {polls} polls"));
                }
            }
            1 => {
                let mut zero = pin!(timeout(Duration::ZERO, std::future::pending::<()>()));
                let result = poll_fn(|cx| {
                    polls += 1;
                    zero.as_mut().poll(cx)
                })
                .await;
                if polls != 1 || result != Err(AsyncError::Timeout(Duration::ZERO)) {
                    world.wrong(format!("no time: {result:?} after {polls} polls"));
                }
            }
            2 => {
                let result = timeout(Duration::MAX, task::yield_now()).await;
                if result != Ok(()) {
                    world.wrong(format!("all the time there is: {result:?}"));
                }
            }
            _ => {
                let inner = timeout(Duration::MAX, std::future::pending::<()>());
                let limit = if world.is_shut() { Duration::ZERO } else { Duration::from_micros(1) };
                if world.simulated() && !world.is_shut() || limit.is_zero() {
                    let result = timeout(limit, UntilShutDown { world, future: Box::pin(inner) }).await;
                    if !matches!(result, Ok(None) | Err(AsyncError::Timeout(_))) {
                        world.wrong(format!("nested timeouts: {result:?}"));
                    }
                }
            }
        }
    }

    /// A future that lets others run is pending at its first poll.
    async fn polled_again<F: Future + Unpin>(&self, mut future: F) {
        let mut polls = 0;
        poll_fn(|cx| {
            polls += 1;
            Pin::new(&mut future).poll(cx).map(drop)
        })
        .await;
        if polls < 2 && !self.world.is_shut() {
            self.world.wrong(format!("task {} did not let others run", self.task));
        }
    }

    /// A wake that comes from elsewhere in any case is not lost: otherwise this hangs.
    async fn sure(&self, how: u8) {
        let world = &self.world;
        let signal = Arc::new(Signal::default());
        let raise = {
            let signal = signal.clone();
            move || signal.raise()
        };
        match how & 3 {
            0 if sys::THREADS => {
                world.cover("a sure wake from outside");
                let pause = Duration::from_micros(u64::from(how >> 3));
                lock(&world.outside).push(std::thread::spawn(move || {
                    std::thread::sleep(pause);
                    raise();
                }));
            }
            1 => {
                world.cover("a sure wake by blocking work");
                world.handle.spawn_blocking(raise).detach();
            }
            _ => {
                world.cover("a sure wake by a task");
                world.handle.spawn(async move { raise() }).detach();
            }
        }
        let raised = Raised(signal);
        if how & 4 == 0 {
            UntilShutDown { world, future: raised }.await;
        } else {
            let helper = world.handle.spawn(raised);
            UntilShutDown { world, future: helper }.await;
        }
    }

    /// Its budget ends such a poll, and wakes the task.
    async fn flood(&self) {
        let world = &self.world;
        world.cover("a flood");
        let mut every = interval(Duration::from_micros(1));
        self.advance(3).await;
        let mut polls = 0;
        let ticks = Box::pin(async {
            for _ in 0..200 {
                every.tick().await;
            }
        });
        let mut ticks = UntilShutDown { world, future: ticks };
        poll_fn(|cx| {
            polls += 1;
            Pin::new(&mut ticks).poll(cx)
        })
        .await;
        if polls < 2 && !world.is_shut() {
            world.wrong("200 ticks in one poll".into());
        }
    }

    /// Waits until all that can happen has happened.
    async fn settle(&self) {
        let world = &self.world;
        let at = world.now() + SETTLE.as_nanos() as Tick;
        let slept = Slept { sleep: sleep(SETTLE), due: Due::new(world, at) };
        UntilShutDown { world, future: slept }.await;
    }
}

// What futures are wrapped in.

/// Tells the model of the polls and of the drop of a future.
struct Guard<F> {
    world: Arc<World>,
    task: TaskNo,
    inner: Option<F>,
    observer: Arc<Observer>,
    /// Of the observer.
    waker: Waker,
    /// After the future, as the drop goes.
    _bomb: Option<Bomb>,
}

impl<F: Future<Output = Value> + Unpin> Future for Guard<F> {
    type Output = Value;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Value> {
        /// Tells the end also of a poll that panics.
        struct InPoll<'a>(&'a World, TaskNo, bool);
        impl Drop for InPoll<'_> {
            fn drop(&mut self) {
                self.0.poll_ends(self.1, self.2);
            }
        }
        let this = &mut *self;
        this.world.poll_begins(this.task);
        let mut in_poll = InPoll(&this.world, this.task, true);
        let Some(inner) = &mut this.inner else { unreachable!("present until the drop") };
        let poll = if this.world.mode.observed {
            this.observer.pass_on_to(cx.waker());
            Pin::new(inner).poll(&mut Context::from_waker(&this.waker))
        } else {
            Pin::new(inner).poll(cx)
        };
        in_poll.2 = poll.is_ready();
        drop(in_poll);
        poll
    }
}

impl<F> Drop for Guard<F> {
    fn drop(&mut self) {
        let abort = self.world.state().tasks[self.task].aborts.first().cloned();
        if abort.is_some_and(|abort| abort.is_finished()) {
            self.world.wrong(format!("task {} is finished before its drop", self.task));
        }
        self.world.dropped(self.task);
    }
}

/// Makes a future stay on its thread.
struct NotSend {
    guard: Guard<Boxed>,
    _local: Rc<()>,
}

impl Future for NotSend {
    type Output = Value;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Value> {
        Pin::new(&mut self.guard).poll(cx)
    }
}

/// A waker that tells the model, and then wakes.
#[derive(Debug)]
struct Observer {
    world: Arc<World>,
    task: TaskNo,
    real: Mutex<Option<Waker>>,
}

impl Observer {
    fn pass_on_to(&self, real: &Waker) {
        let mut slot = lock(&self.real);
        if slot.as_ref().is_some_and(|old| old.will_wake(real)) {
            return;
        }
        let old = slot.replace(real.clone());
        drop(slot);
        drop(old);
    }
}

impl Wake for Observer {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let real = lock(&self.real).clone();
        if let Some(real) = real {
            self.world.woken(self.task);
            real.wake();
        }
    }
}

/// What a task ends with.
struct Value {
    world: Arc<World>,
    task: TaskNo,
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Value({})", self.task)
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        self.world.values.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Panics when it is dropped.
struct Bomb {
    world: Arc<World>,
    task: TaskNo,
}

impl Drop for Bomb {
    fn drop(&mut self) {
        if UNWINDS && !std::thread::panicking() {
            self.world.cover("panic in drop");
            let message = self.world.panics(self.task);
            resume_unwind(Box::new(message));
        }
    }
}

/// Does something when it is dropped.
struct OnDrop {
    world: Arc<World>,
    task: TaskNo,
    what: u8,
    which: Which,
}

impl Drop for OnDrop {
    fn drop(&mut self) {
        let world = &self.world;
        match self.what % 8 {
            0 => drop(Bomb { world: world.clone(), task: self.task }),
            1 => {
                world.cover("spawn in drop");
                world.spawn(self.which & 0xe7, usize::MAX);
            }
            2 => {
                world.cover("spawn_local in drop");
                world.spawn_local(self.which & 0xe7, usize::MAX);
            }
            3 => {
                world.cover("abort in drop");
                world.abort_some(self.which, self.what >> 3);
            }
            4 => world.open(self.which),
            5 => world.wake_kept(self.which),
            6 => {
                if let Some(task) = world.which(self.which) {
                    world.let_go(task, self.what >> 3);
                }
            }
            _ => world.shut_down(self.which, true),
        }
    }
}

#[derive(Debug)]
enum Stored {
    Plain(TaskHandle<Value>),
    Guarded(AbortOnDropHandle<Value>),
}

/// A handle taken out of the table.
struct Held {
    world: Arc<World>,
    task: TaskNo,
    stored: Option<Stored>,
}

impl Held {
    fn stored(&self) -> &Stored {
        self.stored.as_ref().expect("present until it is taken apart")
    }

    fn is_plain(&self) -> bool {
        matches!(self.stored(), Stored::Plain(_))
    }

    fn abort(&self) {
        match self.stored() {
            Stored::Plain(handle) => handle.abort(),
            Stored::Guarded(handle) => handle.abort(),
        }
    }

    fn abort_handle(&self) -> AbortHandle {
        match self.stored() {
            Stored::Plain(handle) => handle.abort_handle(),
            Stored::Guarded(handle) => handle.abort_handle(),
        }
    }

    fn is_finished(&self) -> bool {
        match self.stored() {
            Stored::Plain(handle) => handle.is_finished(),
            Stored::Guarded(handle) => handle.is_finished(),
        }
    }

    fn detach(mut self) {
        match self.stored.take() {
            Some(Stored::Plain(handle)) => handle.detach(),
            guarded => self.stored = guarded,
        }
    }

    fn guarded(mut self) -> Held {
        self.stored = match self.stored.take() {
            Some(Stored::Plain(handle)) => Some(Stored::Guarded(handle.abort_on_drop())),
            guarded => guarded,
        };
        self
    }

    fn join(mut self) -> impl Future<Output = Result<Value, JoinFailure>> + Send {
        let stored = self.stored.take();
        async move {
            match stored {
                Some(Stored::Plain(handle)) => handle.join().await,
                _ => unreachable!("asked before"),
            }
        }
    }

    fn put_back(mut self) {
        let stored = self.stored.take();
        let old = match stored {
            Some(_) => std::mem::replace(&mut self.world.state().tasks[self.task].handle, stored),
            None => None,
        };
        debug_assert!(old.is_none(), "a task has one handle");
    }
}

impl Future for Held {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let poll = match self.stored.as_mut().expect("present until it is ready") {
            Stored::Plain(handle) => Pin::new(handle).poll(cx),
            Stored::Guarded(handle) => Pin::new(handle).poll(cx),
        };
        let Poll::Ready(result) = poll else { return Poll::Pending };
        self.world.outcome(self.task, result);
        let stored = self.stored.take();
        drop(stored);
        Poll::Ready(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(Stored::Guarded(_)) = self.stored {
            self.world.aborting(self.task);
        }
    }
}

/// Waits at a gate.
struct Passed<'a> {
    world: &'a World,
    gate: usize,
}

impl Future for Passed<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.world.state();
        let gate = &mut state.gates[self.gate];
        if gate.open {
            return Poll::Ready(());
        }
        if !gate.waiters.iter().any(|waker| waker.will_wake(cx.waker())) {
            gate.waiters.push(cx.waker().clone());
        }
        Poll::Pending
    }
}

/// Ends, without a value, also when the runtime is shut down.
struct UntilShutDown<'a, F> {
    world: &'a World,
    future: F,
}

impl<F: Future + Unpin> Future for UntilShutDown<'_, F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Poll::Ready(output) = Pin::new(&mut self.future).poll(cx) {
            return Poll::Ready(Some(output));
        }
        let mut state = self.world.state();
        if state.shut {
            return Poll::Ready(None);
        }
        if !state.shut_waiters.iter().any(|waker| waker.will_wake(cx.waker())) {
            state.shut_waiters.push(cx.waker().clone());
        }
        Poll::Pending
    }
}

/// Is raised once.
#[derive(Debug, Default)]
struct Signal(Mutex<(bool, Option<Waker>)>);

impl Signal {
    fn raise(&self) {
        let waker = {
            let mut state = lock(&self.0);
            state.0 = true;
            state.1.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

struct Raised(Arc<Signal>);

impl Future for Raised {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = lock(&self.0.0);
        if state.0 {
            return Poll::Ready(());
        }
        let old = state.1.replace(cx.waker().clone());
        drop(state);
        drop(old);
        Poll::Pending
    }
}

/// An entry among the deadlines.
struct Due<'a> {
    world: &'a World,
    at: Tick,
    entry: Option<u64>,
}

impl<'a> Due<'a> {
    fn new(world: &'a World, at: Tick) -> Due<'a> {
        let mut state = world.state();
        let entry = state.next_deadline;
        state.next_deadline += 1;
        state.deadlines.insert(entry, Deadline { at, late: false });
        Due { world, at, entry: Some(entry) }
    }

    fn is_late(&self) -> bool {
        let state = self.world.state();
        self.entry.and_then(|entry| state.deadlines.get(&entry)).is_some_and(|deadline| deadline.late)
    }

    /// The wait has ended (I3, I5).
    fn check(&self, what: &str) {
        let (now, late) = (self.world.now(), self.is_late());
        let mut state = self.world.state();
        if state.shut {
            return;
        }
        if now < self.at || self.world.mode.exact && now != self.at && !late {
            state.wrong(format!("{what} until {} ended at {now} (late {late})", self.at));
        }
    }
}

impl Drop for Due<'_> {
    fn drop(&mut self) {
        if let Some(entry) = self.entry {
            self.world.state().deadlines.remove(&entry);
        }
    }
}

struct Slept<'a> {
    sleep: Sleep,
    due: Due<'a>,
}

impl Future for Slept<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let poll = Pin::new(&mut self.sleep).poll(cx);
        if poll.is_ready() {
            self.due.check("a sleep");
        }
        poll
    }
}

/// A timeout whose limit is watched.
struct Limited<'a, F> {
    world: &'a World,
    timeout: Timeout<F>,
    limit: Duration,
    due: Option<Due<'a>>,
}

impl<'a, F: Future> Limited<'a, F> {
    fn new(world: &'a World, limit: Duration, future: F) -> Self {
        Limited { world, timeout: timeout(limit, future), limit, due: None }
    }
}

impl<F: Future + Unpin> Future for Limited<'_, F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let world = this.world;
        let before = world.now();
        let polled = Pin::new(&mut this.timeout).poll(cx);
        let due = this.due.get_or_insert_with(|| {
            // A future that moved the clock has done so before the timeout read it.
            let from = if world.mode.exact { world.now() } else { before };
            Due::new(world, from.saturating_add(this.limit.as_nanos() as Tick))
        });
        match polled {
            Poll::Ready(Ok(output)) => Poll::Ready(Some(output)),
            Poll::Ready(Err(AsyncError::Timeout(limit))) if limit == this.limit => {
                due.check("a timeout");
                Poll::Ready(None)
            }
            Poll::Ready(Err(error)) => {
                world.wrong(format!("a timeout gives {error:?}"));
                Poll::Ready(None)
            }
            Poll::Pending => {
                // A clock that was moved by hand fires its timers in the next turn.
                if world.mode.exact && before >= due.at && !due.is_late() && !world.is_shut() {
                    world.wrong(format!("a timeout until {} is pending at {before}", due.at));
                }
                Poll::Pending
            }
        }
    }
}

thread_local! {
    static NESTED: Cell<usize> = const { Cell::new(0) };
}

/// This thread is in a `block_on` inside another.
struct NestedIn(usize);

impl NestedIn {
    fn begin(nested: bool) -> NestedIn {
        NestedIn(NESTED.replace(if nested { NESTED.get() + 1 } else { 0 }))
    }
}

impl Drop for NestedIn {
    fn drop(&mut self) {
        NESTED.set(self.0);
    }
}

fn is_nested() -> bool {
    NESTED.get() > 0
}

/// Says whether this thread is inside a `block_on`, or a worker.
fn is_entered() -> bool {
    thread::with_entered(|entered| entered.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fuzzing::{Written, assert_kept_do_everything, assert_written_are_kept, keep_written};

    /// What the kept inputs must do, together.
    const ALL: &[&str] = &[
        "a seed",
        "no seed",
        "outside threads",
        "workers",
        "spawn",
        "spawn_local",
        "spawn_blocking",
        "spawn in drop",
        "spawn_local in drop",
        "await handle",
        "await &mut handle",
        "join",
        "poll a handle once",
        "is_finished",
        "abort",
        "abort after the end",
        "abort of itself",
        "abort in drop",
        "abort through an AbortHandle",
        "AbortHandle",
        "detach",
        "drop of a handle",
        "drop of an AbortOnDropHandle",
        "yield_now",
        "sleep(0)",
        "sleep",
        "huge sleep",
        "interval",
        "timeout",
        "timeout at its edges",
        "advance",
        "wait at a gate",
        "a flood",
        "a sure wake from outside",
        "a sure wake by blocking work",
        "a sure wake by a task",
        "open a gate",
        "pulse a gate",
        "keep a waker",
        "wake a kept waker",
        "outside thread",
        "nested block_on",
        "block_on in a blocking closure",
        "shutdown inside",
        "shutdown outside",
        "shutdown by an outside thread",
        "use after the end",
        "drop of the runtime",
        "shutdown_timeout",
        "shutdown_background",
        "value",
        "cancelled",
        "join error",
        "runtime",
        "spawn refused",
        "panic",
        "panic in poll",
        "panic in drop",
    ];

    #[test]
    fn the_kept_inputs_do_everything() {
        assert_kept_do_everything("scheduler", ALL, examine);
    }

    #[test]
    fn random_programs_are_allowed() {
        for seed in 0..2_000 {
            run(&crate::fuzzing::random_bytes(seed, 20 + (seed as usize * 7) % 300));
        }
    }

    /// The bytes of operations, see `Program::op`.
    mod op {
        pub(super) const END: u8 = 0;
        pub(super) const YIELD: u8 = 1;
        pub(super) const SLEEP_ZERO: u8 = 3;
        pub(super) const SLEEP: u8 = 4;
        pub(super) const SLEEP_HUGE: u8 = 6;
        pub(super) const TICKS: u8 = 7;
        pub(super) const WAIT: u8 = 8;
        pub(super) const OPEN: u8 = 10;
        pub(super) const PULSE: u8 = 12;
        pub(super) const SPAWN: u8 = 14;
        pub(super) const LOCAL: u8 = 19;
        pub(super) const BLOCKING: u8 = 23;
        pub(super) const OUTSIDE: u8 = 24;
        pub(super) const AWAIT: u8 = 25;
        pub(super) const POLL_ONCE: u8 = 28;
        pub(super) const ABORT: u8 = 29;
        pub(super) const ABORT_HANDLE: u8 = 31;
        pub(super) const LET_GO: u8 = 33;
        pub(super) const IS_FINISHED: u8 = 35;
        pub(super) const ABORT_SELF: u8 = 36;
        pub(super) const PANIC: u8 = 37;
        pub(super) const HOLD: u8 = 38;
        pub(super) const NESTED: u8 = 40;
        pub(super) const KEEP_WAKER: u8 = 42;
        pub(super) const WAKE_KEPT: u8 = 43;
        pub(super) const ADVANCE: u8 = 45;
        pub(super) const SHUT_DOWN: u8 = 46;
        pub(super) const EDGE: u8 = 47;
        pub(super) const SURE: u8 = 48;
        pub(super) const FLOOD: u8 = 49;
    }

    /// A task that waits for ever.
    const FOR_EVER: [u8; 5] = [op::SPAWN, 0, op::WAIT, 0, 0];
    const EXACT: [u8; 4] = [0, 0, 0, 0];
    /// With a blocking pool and outside threads, and a shutdown that does not wait.
    const LOOSE: [u8; 4] = [12, 0, 0, 1];
    const WORKERS: [u8; 4] = [14, 0, 1, 0];

    /// Programs written by hand: an operation each, and one for each bug that there was.
    fn written() -> Written {
        use op::*;
        let program = |name, parts: &[&[u8]]| (name, parts.concat());
        vec![
            program("spawn_and_await", &[&EXACT, &[SPAWN, 0, YIELD, END, AWAIT, 1, 9, 0]]),
            program("spawn_local_and_join", &[&EXACT, &[LOCAL, 0, SLEEP, 9, END, AWAIT, 1, 99, 1]]),
            program("sleeps_of_all_lengths", &[&EXACT, &[SLEEP_ZERO, SLEEP, 7, SLEEP_HUGE, 0, 3, SLEEP_HUGE, 1, 3]]),
            program("ticks", &[&EXACT, &[TICKS, 9, 3, 99, TICKS, 9, 7, 99, TICKS, 9, 11, 2]]),
            program("timeouts_at_their_edges", &[&EXACT, &[EDGE, 0, EDGE, 1, EDGE, 2, EDGE, 3]]),
            program("gates", &[&EXACT, &[SPAWN, 0, WAIT, 1, 0, END, YIELD, PULSE, 1, YIELD, OPEN, 1, AWAIT, 1, 9, 2]]),
            program("aborts", &[&EXACT, &FOR_EVER, &[END, ABORT_HANDLE, 1, ABORT, 1, 3, AWAIT, 1, 9, 0, ABORT, 1, 1]]),
            program("a_flood", &[&EXACT, &[FLOOD, SPAWN, 0, FLOOD, END, YIELD]]),
            program("sure_wakes", &[&LOOSE, &[SURE, 0x80, SURE, 1, SURE, 2, SURE, 0x84, SURE, 5, SURE, 6]]),
            program(
                "sure_wakes_with_workers",
                &[&WORKERS, &[SURE, 0x80, SURE, 1, SURE, 2, SURE, 0x84, SURE, 5, SURE, 6]],
            ),
            program(
                "sure_wakes_of_tasks",
                &[
                    &WORKERS,
                    &[
                        SPAWN, 0, SURE, 0x80, SURE, 1, SURE, 6, END, LOCAL, 0, SURE, 0x80, NESTED, SURE, 0x84, END,
                        END, AWAIT, 1, 255, 0,
                    ],
                ],
            ),
            program(
                "a_finished_task_is_gone",
                &[&EXACT, &FOR_EVER, &[END, ABORT_HANDLE, 1, YIELD, ABORT, 1, 0, YIELD, IS_FINISHED, 1]],
            ),
            program(
                "local_tasks_end_with_their_runtime",
                &[&EXACT, &[LOCAL, 0, WAIT, 0, 0, END, YIELD, SHUT_DOWN, 0, YIELD]],
            ),
            program(
                "a_worker_in_a_nested_block_on_is_left",
                &[&[14, 0, 0, 6], &[SPAWN, 0, OPEN, 1, NESTED, WAIT, 0, 255, END, END, WAIT, 1, 255]],
            ),
            program("many_local_tasks_end_in_their_order", &[&EXACT, &[LOCAL, 0, WAIT, 0, 0, END].repeat(30)]),
            program("abort_after_the_end", &[&EXACT, &[SPAWN, 0, END, SLEEP, 9, ABORT, 1, 0, AWAIT, 1, 9, 0]]),
            program("a_timeout_in_a_task", &[&EXACT, &[SPAWN, 0, WAIT, 0, 9, END, SLEEP, 99]]),
            program("shutdown_with_a_limit", &[&[0, 0, 0, 2], &FOR_EVER]),
            program("spawn_local_outside", &[&[0, 0, 8, 0], &[END, LOCAL, 0, END, END, AWAIT, 1, 9, 0]]),
            program("abort_of_itself", &[&EXACT, &[SPAWN, 0, ABORT_SELF, YIELD, PANIC, END, AWAIT, 1, 9, 0]]),
            program("abort_on_drop", &[&EXACT, &FOR_EVER, &[END, LET_GO, 1, 3, IS_FINISHED, 1, LET_GO, 1, 2, YIELD]]),
            program("detach", &[&EXACT, &[SPAWN, 0x20, YIELD, END, SPAWN, 0, END, LET_GO, 2, 1]]),
            program("panics", &[&EXACT, &[SPAWN, 0x18, END, SPAWN, 0, PANIC, END, AWAIT, 1, 9, 0, AWAIT, 2, 9, 1]]),
            program("panic_of_a_root", &[&EXACT, &[HOLD, 0, 0, YIELD]]),
            program(
                "drops_that_act",
                &[&EXACT, &[LOCAL, 0, HOLD, 1, 0, HOLD, 2, 0, HOLD, 3, 0, HOLD, 4, 0, HOLD, 6, 0]],
            ),
            program(
                "a_poll_and_its_waker",
                &[&EXACT, &FOR_EVER, &[END, POLL_ONCE, 1, ABORT, 1, 0, SLEEP, 9, POLL_ONCE, 1]],
            ),
            program("kept_wakers", &[&EXACT, &[SPAWN, 0, KEEP_WAKER, WAIT, 0, 0, END, YIELD, WAKE_KEPT, 2, YIELD]]),
            program(
                "nested",
                &[&EXACT, &[SPAWN, 0, NESTED, LOCAL, 0, SLEEP, 9, END, AWAIT, 3, 99, 0, END, END, SLEEP, 99]],
            ),
            program("advance", &[&EXACT, &[SPAWN, 0, SLEEP, 9, END, YIELD, ADVANCE, 99, AWAIT, 1, 9, 0]]),
            program("shutdown_as_the_last_act", &[&EXACT, &FOR_EVER, &[END, YIELD, SHUT_DOWN, 0]]),
            program(
                "shutdown_in_the_drop_of_a_local_task",
                &[&EXACT, &FOR_EVER, &[END, LOCAL, 0, HOLD, 7, 0, WAIT, 0, 0]],
            ),
            program("spawn_local_after_the_shutdown", &[&EXACT, &FOR_EVER, &[END, SHUT_DOWN, 0, LOCAL, 0, END]]),
            program(
                "shutdown_before_the_second_block_on",
                &[&[0, 0, 8, 0], &FOR_EVER, &[END, END, SHUT_DOWN, 0, END, SPAWN, 0]],
            ),
            program(
                "a_yield_overtakes_by_lot",
                &[&[0, 3, 0, 0], &[SPAWN, 0, SPAWN, 0, END, END, SPAWN, 0, YIELD, END, SPAWN, 0, SPAWN, 0, END, YIELD]],
            ),
            program("a_paused_clock_goes_on_after_blocking_work", &[&LOOSE, &[BLOCKING, 1, 200, SLEEP, 99]]),
            program("a_sleep_while_the_pool_leaves", &[&LOOSE, &[BLOCKING, 1, 255]]),
            program(
                "blocking_work",
                &[&LOOSE, &[BLOCKING, 0, 0, BLOCKING, 2, 0, BLOCKING, 3, 0, BLOCKING, 4, 0, SLEEP, 9]],
            ),
            program("a_closure_shuts_down", &[&LOOSE, &FOR_EVER, &[END, BLOCKING, 6, 0]]),
            program("an_outside_thread_shuts_down", &[&LOOSE, &FOR_EVER, &[END, OUTSIDE, 6, 0, WAIT, 0, 255]]),
            program(
                "outside_threads",
                &[&LOOSE, &FOR_EVER, &[END, OUTSIDE, 0, 0, OUTSIDE, 3, 1, OUTSIDE, 5, 0, OUTSIDE, 7, 0, WAIT, 0, 9]],
            ),
            program(
                "workers",
                &[&WORKERS, &[SPAWN, 0, LOCAL, 0, YIELD, SLEEP, 9, END, NESTED, SLEEP, 9, END, END, AWAIT, 1, 99, 0]],
            ),
            program(
                "workers_are_shut_down",
                &[&WORKERS, &FOR_EVER, &[END, OUTSIDE, 0x26, 0, SPAWN, 0, BLOCKING, 1, 9, END, WAIT, 1, 99]],
            ),
        ]
    }

    #[test]
    fn written_programs_are_kept() {
        assert_written_are_kept("scheduler", written());
    }

    #[test]
    #[ignore = "it writes into the repository"]
    fn keep_written_programs() {
        keep_written("scheduler", written());
    }
}
