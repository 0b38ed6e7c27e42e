//! The form of the random programs of `cargo xtask asyncio-diff`: what one may do. `python.rs` prints it, `interpret.rs` carries it out.
//!
//! # How it works
//!
//! A program is some coroutines, of which the first is the main one, and which call later ones only: so it ends. They share what
//! `prelude.py` names: locks, queues and so on, and slots for what is made on the way (`task[2]`). A slot that is empty raises `KeyError`, as
//! a dict does. What is printed carries the number of its statement.

use std::rc::Rc;

pub(crate) type Block = Rc<[Statement]>;

#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) seed: u64,
    /// The bodies of `c0()`, `c1()`, …
    pub(crate) bodies: Vec<Block>,
}

/// How many there are of each.
pub(crate) const LOCKS: usize = 2;
pub(crate) const SEMAPHORES: usize = 2;
pub(crate) const EVENTS: usize = 2;
pub(crate) const CONDITIONS: usize = 2;
pub(crate) const QUEUES: usize = 3;
pub(crate) const FUTURES: u32 = 3;

/// What is printed beyond this is not compared.
#[allow(dead_code, reason = "xtask prints programs and does not run them")]
pub(crate) const MOST_LINES: usize = 120;

/// A time in tenths of a millisecond.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delay(pub(crate) u32);

/// What was made before, by its slot.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ref {
    Task(u32),
    Future(u32),
    Shield(u32),
    Gather(u32),
}

/// What is given to `gather`, `wait_for`, `shield`.
#[derive(Clone, Debug)]
pub(crate) enum Given {
    Call(usize),
    Sleep(Delay, i64),
    Ref(Ref),
    /// Only where one thing is given.
    Gather(Vec<Given>, bool),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Holds {
    Lock(usize),
    Semaphore(usize),
    Condition(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    BaseException,
    Exception,
    Value,
    Key,
    Runtime,
    Timeout,
    Cancelled,
    InvalidState,
    StopIteration,
    /// One of the program, below `Exception`.
    Own,
    /// One of the program, below `BaseException`.
    OwnBase,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum When {
    FirstCompleted,
    FirstException,
    AllCompleted,
}

/// What an `await` stands before.
#[derive(Clone, Debug)]
pub(crate) enum Waits {
    Sleep(Delay, Option<i64>),
    Ref(Ref),
    Call(usize),
    Gather(Vec<Given>, bool),
    WaitFor(Given, Option<Delay>),
    Shield(Given),
    Wait(Vec<Ref>, Option<Delay>, When),
    Acquire(Holds),
    Event(usize),
    Condition(usize),
    /// `wait_for(lambda: count[0] >= n)`
    ConditionFor(usize, i64),
    Put(usize, i64),
    Get(usize),
    Join(usize),
    Barrier,
    BarrierReset,
    BarrierAbort,
}

/// What does not wait.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Create(u32, usize),
    /// In a task group: its slot, the task's, the body.
    CreateIn(u32, u32, usize),
    StartGather(u32, Vec<Given>, bool),
    StartShield(u32, Given),
    NewFuture(u32),
    Cancel(Ref, Option<i64>),
    SetResult(Ref, i64),
    SetException(Ref, Class, u32),
    Result(Ref),
    Exception(Ref),
    EventSet(usize),
    EventClear(usize),
    Notify(usize, usize),
    NotifyAll(usize),
    PutNowait(usize, i64),
    GetNowait(usize),
    TaskDone(usize),
    Release(Holds),
    CallSoon(u32, Callback),
    CallLater(u32, Delay, Callback),
    CallAt(u32, Delay, Callback),
    CancelHandle(u32),
    /// Its slot is for `remove_done_callback`.
    AddDone(Ref, u32, Callback),
    RemoveDone(Ref, u32),
    CancelSelf(Option<i64>),
    Uncancel,
    UncancelTask(u32),
    Reschedule(u32, Option<Delay>),
    SetVar(i64),
    Count,
    Look(Look),
}

/// Does one thing, and prints what that gives under its number.
#[derive(Clone, Debug)]
pub(crate) struct Callback {
    pub(crate) number: u32,
    pub(crate) act: Box<Act>,
}

/// What can be seen. Those before `Cancelling` are true or false.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Look {
    Done(Ref),
    Cancelled(Ref),
    Locked(Holds),
    IsSet(usize),
    Empty(usize),
    Full(usize),
    Broken,
    HandleCancelled(u32),
    Expired(u32),
    Cancelling(u32),
    CancellingSelf,
    Size(usize),
    Waiting,
    Var,
    CountedTo,
    Tasks,
}

#[derive(Clone, Debug)]
pub(crate) enum Manager {
    Holds(Holds),
    Timeout(u32, Option<Delay>),
    Group(u32),
}

#[derive(Debug)]
pub(crate) struct Handler {
    pub(crate) class: Class,
    pub(crate) number: u32,
    pub(crate) body: Block,
}

#[derive(Debug)]
pub(crate) enum Statement {
    Await(u32, Waits),
    /// `for ended in asyncio.as_completed(…)`, of those that are not done.
    AsCompleted(u32, Vec<Ref>, Option<Delay>),
    Do(u32, Act),
    Try {
        body: Block,
        handlers: Vec<Handler>,
        last: Option<Block>,
    },
    /// `except*`, whose handler prints what it takes.
    TryStar {
        body: Block,
        class: Class,
        number: u32,
    },
    With(Manager, Block),
    Repeat(u32, Block),
    If(Look, Block, Block),
    Raise(Class, u32),
    /// Only in a handler.
    Reraise,
    Return(i64),
}
