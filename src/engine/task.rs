//! The task: the only file that names async-task.
//!
//! # How it works
//!
//! async-task keeps the state machine, the reference count and the waker of a task in one allocation; this file decides what
//! stands in it:
//!
//! ```text
//!  ┌ async-task's header: state, awaiter, vtable ┬ Meta: id, home, place, flags, site ┬ Wrapper { future } or output ┐
//!  └─────────────────────────────────────────────┴────────────────────────────────────┴──────────────────────────────┘
//! ```
//!
//! `Wrapper` polls the future, catches its panics, obeys abort and shutdown, and drops the future itself before the task
//! completes. The function that schedules a task is the same for all and has no size: it asks the task's home.
//!
//! - **I1** `Task::cancel` is never called and a `Runnable` is never dropped, only run or queued; so async-task never drops a future or closes a task on its own,
//!   and a completed task is never scheduled again. `RawTask`'s drop detaches.
//! - **I2** `Meta` lives in the allocation of its task, which a counted waker keeps alive: `AbortRef` holds one next to its
//!   pointer to the `Meta`.
//! - **I3** `place` is written before the task is first queued, and set to `NONE` under the registry's lock when the task
//!   leaves; both happen once.
//! - **I4** The future is dropped by `Wrapper::poll`, on the thread that polls it, before `DONE` is set and before the
//!   registry lets go of the task. A task of a home that is bound to a thread is therefore polled and dropped there, also
//!   when its handle or its wakers are elsewhere.
//! - **I5** Only `poll` runs a `Runnable`. It notes the task's metadata for the thread, and `Wrapper::poll` reads the note
//!   before anything else; so the note is always that of the task which is polled.

use crate::engine::context::{self, ContextGuard};
use crate::engine::core::{Core, RuntimeRef};
use crate::engine::registry::{Place, Refused, Registry};
use crate::error::{Cause, JoinFailure};
use crate::primitives::atomic::{AtomicPtr, AtomicU8, AtomicU32, AtomicU64, Ordering};
use crate::util::budget::{self, Suspended};
use crate::util::id::TaskId;
use async_task::{Builder, ScheduleInfo, WithInfo};
use pin_project_lite::pin_project;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::Future;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::pin::Pin;
use std::ptr::{self, NonNull};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Waker};

/// A task that is ready to run.
pub(crate) type Runnable = async_task::Runnable<Meta>;

/// What a task ends with.
pub(crate) type Output<T> = Result<T, Box<JoinFailure>>;

/// How a task became ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ready {
    Spawned,
    Woken,
    /// Woken while it ran: it goes behind all others.
    Yielded,
}

/// How the tasks of a home are queued.
pub(crate) trait Schedule: Send + Sync {
    /// Puts a ready task where it will be found, and sees to it that somebody looks.
    fn schedule(&'static self, task: Runnable, ready: Ready);

    /// The group of the registry's shards that the current thread should use.
    fn shard_group(&'static self) -> usize {
        0
    }

    /// The registry is closed and its last task has left.
    fn emptied(&'static self);
}

/// What a group of tasks has in common: where they run and where they are registered. Homes live for ever.
pub(crate) struct Home {
    registry: Registry,
    uses: AtomicU64,
    binding: OnceLock<Binding>,
}

struct Binding {
    queue: &'static dyn Schedule,
    /// The runtime of all tasks of this home; none where each task brings its own (the local tasks of a thread).
    core: Option<&'static Core>,
}

impl Home {
    pub(crate) fn new(shards: usize) -> Self {
        Home { registry: Registry::new(shards), uses: AtomicU64::new(0), binding: OnceLock::new() }
    }

    /// Says, once, where tasks go.
    pub(crate) fn bind(&self, queue: &'static dyn Schedule, core: Option<&'static Core>) {
        let bound = self.binding.set(Binding { queue, core });
        debug_assert!(bound.is_ok(), "a home is bound once");
    }

    fn binding(&self) -> &Binding {
        self.binding.get().expect("a home is bound before it is used")
    }

    pub(crate) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// How often the home was made ready for another user.
    pub(crate) fn uses(&self) -> u64 {
        self.uses.load(Ordering::Acquire)
    }

    /// Makes a home that has finished ready for its next user.
    pub(crate) fn reopen(&self) {
        self.uses.fetch_add(1, Ordering::AcqRel);
        self.registry.reopen();
    }

    /// The runtime of all tasks of this home, if they have one in common.
    pub(crate) fn core(&self) -> Option<&'static Core> {
        self.binding().core
    }

    /// Ends all tasks: refuses new ones, wakes those that are there.
    pub(crate) fn close(&self) {
        self.registry.close();
        if self.registry.is_finished() {
            self.binding().queue.emptied();
        }
    }

    #[inline]
    fn schedule(&self, task: Runnable, ready: Ready) {
        self.binding().queue.schedule(task, ready);
    }
}

impl fmt::Debug for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.registry.fmt(f)
    }
}

/// The task is to end with `Cancelled`.
const ABORT: u8 = 1;
/// The future has been dropped.
const DONE: u8 = 2;
/// The task has an entry among the names.
const NAMED: u8 = 4;
/// The task was refused by its home; it is run once, on the spot, to drop its future.
const REFUSED_CLOSED: u8 = 8;
const REFUSED_FULL: u8 = 16;
const REFUSED_NOT_LOCAL: u8 = 32;
const REFUSED_NO_THREAD: u8 = 64;
/// The task was spawned as a local one.
const LOCAL: u8 = 128;

/// Names are rare, so they stand beside the tasks rather than in each of them.
type Names = crate::primitives::Mutex<std::collections::BTreeMap<TaskId, Arc<str>>>;

fn names() -> &'static Names {
    static NAMES: Names = Names::new(std::collections::BTreeMap::new());
    &NAMES
}

/// What is known of a task besides its future.
pub(crate) struct Meta {
    home: &'static Home,
    id: TaskId,
    site: &'static Location<'static>,
    place: AtomicU32,
    flags: AtomicU8,
}

impl Meta {
    pub(crate) fn id(&self) -> TaskId {
        self.id
    }

    pub(crate) fn site(&self) -> &'static Location<'static> {
        self.site
    }

    pub(crate) fn name(&self) -> Option<Arc<str>> {
        if self.flags.load(Ordering::Relaxed) & NAMED == 0 {
            return None;
        }
        names().lock().get(&self.id).cloned()
    }

    /// Says whether the task belongs to `home`.
    #[inline]
    pub(crate) fn belongs_to(&self, home: &'static Home) -> bool {
        ptr::eq(self.home, home)
    }

    #[inline]
    pub(crate) fn is_local(&self) -> bool {
        self.flags.load(Ordering::Relaxed) & LOCAL != 0
    }

    fn place(&self) -> Place {
        Place::from_bits(self.place.load(Ordering::Relaxed))
    }

    fn is_done(&self) -> bool {
        self.flags.load(Ordering::Acquire) & DONE != 0
    }

    /// Why the task must end instead of being polled.
    #[inline]
    fn stop(&self) -> Option<Cause> {
        let flags = self.flags.load(Ordering::Acquire);
        if flags & !(DONE | NAMED | LOCAL) == 0 {
            // A task that no registry holds, the root of a `block_on`, outlives the closing of its home.
            let ends = self.home.registry.is_closed() && self.place() != Place::NONE;
            return ends.then_some(Cause::Shutdown);
        }
        Some(if flags & REFUSED_CLOSED != 0 {
            Cause::Refused(
                "its runtime, or for a local task the block_on of its thread, has ended or was lost in a fork or a trap",
            )
        } else if flags & REFUSED_FULL != 0 {
            Cause::Refused("its runtime holds as many tasks as it can")
        } else if flags & REFUSED_NO_THREAD != 0 {
            Cause::NoThread("no thread could be started to run it: the system's limit of threads may be reached".into())
        } else if flags & REFUSED_NOT_LOCAL != 0 {
            Cause::NoThread(
                "spawn_local needs a thread that runs local tasks: call it inside block_on or in a task on a worker"
                    .into(),
            )
        } else {
            Cause::Aborted
        })
    }

    fn failure(&self, cause: Cause) -> Box<JoinFailure> {
        Box::new(JoinFailure::new(self.id, self.name(), cause))
    }

    /// The future is gone: leaves the registry (I3, I4).
    #[inline]
    fn leave(&self) {
        // No exchange: an abort that this overwrites comes too late anyway.
        let previous = self.flags.load(Ordering::Relaxed);
        self.flags.store(previous | DONE, Ordering::Release);
        let place = self.place();
        if place == Place::NONE {
            return;
        }
        let clear = || self.place.store(Place::NONE.bits(), Ordering::Relaxed);
        if self.home.registry.remove(place, clear) {
            self.home.binding().queue.emptied();
        }
    }

    /// A counted waker, unless the task's future is already gone.
    fn waker(&self) -> Option<Waker> {
        self.home.registry.waker(self.place(), || self.place())
    }
}

/// The name of a task goes with the last that refers to it.
impl Drop for Meta {
    fn drop(&mut self) {
        if *self.flags.get_mut() & NAMED != 0 {
            names().lock().remove(&self.id);
        }
    }
}

/// Which runtime a task belongs to.
trait Belongs {
    /// Flags of the task.
    const FLAGS: u8 = 0;

    /// Notes the runtime in the context.
    fn enter(&self);

    /// Says whether that runtime has been shut down, where the home of the task does not.
    fn has_ended(&self) -> bool;
}

/// To the runtime of its home.
struct ToHome;

/// To one of the runtimes that its home, a thread, serves.
struct ToRuntime(RuntimeRef);

/// To a `block_on`, which goes on when its runtime ends.
struct ToCaller(RuntimeRef);

impl Belongs for ToHome {
    #[inline]
    fn enter(&self) {}

    #[inline]
    fn has_ended(&self) -> bool {
        false
    }
}

impl Belongs for ToRuntime {
    const FLAGS: u8 = LOCAL;

    fn enter(&self) {
        context::set_runtime(self.0);
    }

    fn has_ended(&self) -> bool {
        !self.0.is_open()
    }
}

impl Belongs for ToCaller {
    fn enter(&self) {
        context::set_root(self.0);
    }

    fn has_ended(&self) -> bool {
        false
    }
}

pin_project! {
    /// The future of every task (I4).
    struct Wrapper<B, F> {
        belongs: B,
        #[pin]
        future: Option<F>,
    }
}

impl<B: Belongs, F: Future> Future for Wrapper<B, F> {
    type Output = Output<F::Output>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let meta = NonNull::new(POLLED.get().cast_mut()).expect("a task is run by `poll`");
        // SAFETY: `poll` has just noted the metadata of the task that it runs, which is this one (I5), and the `Runnable` that
        // runs keeps them until this function has returned. Test: every one that runs a task.
        let meta = unsafe { meta.as_ref() };
        this.belongs.enter();
        let result = match meta.stop().or_else(|| this.belongs.has_ended().then_some(Cause::Shutdown)) {
            None => {
                let Some(future) = this.future.as_mut().as_pin_mut() else {
                    unreachable!("async-task polls no completed task")
                };
                match catch_unwind(AssertUnwindSafe(|| future.poll(cx))) {
                    Ok(Poll::Pending) => return Poll::Pending,
                    Ok(Poll::Ready(output)) => Ok(output),
                    Err(payload) => Err(Cause::panic(payload)),
                }
            }
            Some(cause) => Err(cause),
        };
        // The first panic is the one that is told; that of a drop replaces a value or an abort.
        let result = match catch_unwind(AssertUnwindSafe(|| this.future.set(None))) {
            Ok(()) => result,
            Err(payload) => match result {
                Err(first @ Cause::Panic(_)) => {
                    discard(payload);
                    Err(first)
                }
                replaced => {
                    discard(replaced);
                    Err(Cause::panic(payload))
                }
            },
        };
        let result = result.map_err(|cause| meta.failure(cause));
        meta.leave();
        context::set_finishing();
        Poll::Ready(result)
    }
}

/// Drops a value of the user's, whose panic must not leave this function.
pub(crate) fn discard<T>(value: T) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(value))) {
        std::mem::forget(payload); // it might panic again
    }
}

thread_local! {
    /// The metadata of the task that is about to be polled (I5): a pointer in each task would take it to the allocator's next
    /// size.
    static POLLED: Cell<*const Meta> = const { Cell::new(ptr::null()) };
}

/// A refused task, and the runtime that refused it.
type RefusedLater = (Runnable, Option<RuntimeRef>);

/// How many refused tasks may end inside one another.
const MOST_REFUSALS: usize = 16;

thread_local! {
    /// How many refused tasks end on this thread, one inside the drop of the other.
    static REFUSALS: Cell<usize> = const { Cell::new(0) };
    /// Tasks that wait for the outermost of them, which leaves it empty. So nothing need be dropped at the thread's end, and
    /// destructors of other thread-local values may spawn.
    static REFUSED_LATER: ManuallyDrop<RefCell<Vec<RefusedLater>>> =
        const { ManuallyDrop::new(RefCell::new(Vec::new())) };
}

/// What runs tasks one after the other stands outside of all: the context and the budget of a poll around it are put aside while this
/// lives, once for many tasks.
#[must_use]
pub(crate) struct Outside {
    _context: ContextGuard,
    _budget: Suspended,
}

impl Outside {
    pub(crate) fn begin() -> Outside {
        Outside { _context: context::enter(None, None), _budget: budget::suspend() }
    }

    /// Runs a task: one poll of its future, in its context.
    #[inline]
    pub(crate) fn run(&self, task: Runnable) {
        let meta = task.metadata();
        context::begin(meta.id, meta.home.binding().core);
        budget::refill();
        poll(task);
        context::end();
        budget::lift();
    }
}

#[inline]
fn poll(task: Runnable) {
    POLLED.set(task.metadata());
    task.run();
}

/// What a new task brings along.
pub(crate) struct Spawn {
    pub(crate) name: Option<Arc<str>>,
    pub(crate) site: &'static Location<'static>,
}

impl Spawn {
    #[track_caller]
    pub(crate) fn unnamed() -> Spawn {
        Spawn { name: None, site: Location::caller() }
    }
}

/// Creates a task of `runtime`, registers it with `home` and queues it. A home that is closed, and a runtime that has
/// ended, end it at once, with its future dropped.
#[inline]
pub(crate) fn spawn<F>(home: &'static Home, runtime: RuntimeRef, future: F, spawn: Spawn) -> RawTask<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    // SAFETY: the future is Send and 'static.
    unsafe { spawn_on_home(home, runtime, ToHome, future, spawn) }
}

/// Creates a task whose future need not be `Send`; otherwise as [`spawn`].
///
/// # Safety
///
/// The home must queue its tasks on the current thread only, and that thread must run them to their end.
pub(crate) unsafe fn spawn_local<F>(
    home: &'static Home,
    runtime: RuntimeRef,
    future: F,
    spawn: Spawn,
) -> RawTask<F::Output>
where
    F: Future + 'static,
{
    runtime.core().add_local_home(home);
    // SAFETY: the future is 'static, and the caller keeps it on its thread.
    unsafe { spawn_on_home(home, runtime, ToRuntime(runtime), future, spawn) }
}

/// The runtime is looked at after the task is registered: from then on it cannot end without the task, so if it is alive,
/// the home is still its own.
///
/// # Safety
///
/// As for [`create`].
#[inline]
unsafe fn spawn_on_home<B: Belongs, F: Future>(
    home: &'static Home,
    runtime: RuntimeRef,
    belongs: B,
    future: F,
    spawn: Spawn,
) -> RawTask<F::Output> {
    // SAFETY: passed on to the caller.
    let (runnable, task) = unsafe { create(home, belongs, future, spawn) };
    if !runtime.is_alive() {
        // Before a lock is touched, which a fork may have left locked, and before it counts among the tasks of the next runtime.
        refuse(runnable, REFUSED_CLOSED, Some(runtime));
        return task;
    }
    let meta = runnable.metadata();
    match home.registry.insert(home.binding().queue.shard_group(), meta.id, || runnable.waker()) {
        Ok(place) => {
            meta.place.store(place.bits(), Ordering::Relaxed);
            if runtime.is_open() {
                home.schedule(runnable, Ready::Spawned);
            } else {
                refuse(runnable, REFUSED_CLOSED, Some(runtime));
            }
        }
        Err(why) => refuse(
            runnable,
            match why {
                Refused::Closed => REFUSED_CLOSED,
                Refused::Full => REFUSED_FULL,
            },
            Some(runtime),
        ),
    }
    task
}

/// Creates a task that no registry holds and queues it: the root of a `block_on`, which waits for its end.
///
/// # Safety
///
/// As for [`spawn_local`]; besides, the borrows of the future must not end before the task has.
pub(crate) unsafe fn spawn_root<F: Future>(
    home: &'static Home,
    runtime: RuntimeRef,
    future: F,
    spawn: Spawn,
) -> Root<F::Output> {
    // SAFETY: passed on to the caller.
    let (runnable, task) = unsafe { create(home, ToCaller(runtime), future, spawn) };
    let waker = runnable.waker();
    home.schedule(runnable, Ready::Spawned);
    Root { task, waker }
}

/// A task that no registry holds.
pub(crate) struct Root<T> {
    pub(crate) task: RawTask<T>,
    waker: Waker,
}

impl<T> Root<T> {
    /// Makes the task end at its next poll.
    pub(crate) fn abort(&self) {
        self.task.abort();
        self.waker.wake_by_ref();
    }
}

/// Why a task is not even queued.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Nowhere {
    /// This thread runs no local tasks.
    NotLocal,
    /// The runtime could not start.
    NoThread,
}

/// Creates a task that ends at once with `Spawn`; drops its future here.
pub(crate) fn spawn_nowhere<F: Future + 'static>(
    home: &'static Home,
    why: Nowhere,
    future: F,
    spawn: Spawn,
) -> RawTask<F::Output> {
    // SAFETY: the task completes inside `refuse`, or the outermost one of this thread, and its future is 'static.
    let (runnable, task) = unsafe { create(home, ToHome, future, spawn) };
    refuse(
        runnable,
        match why {
            Nowhere::NotLocal => REFUSED_NOT_LOCAL,
            Nowhere::NoThread => REFUSED_NO_THREAD,
        },
        None,
    );
    task
}

/// Ends a task that was queued for a thread which could not be started.
pub(crate) fn refuse_without_thread(runnable: Runnable) {
    let runtime = runnable.metadata().home.core().map(Core::current);
    refuse(runnable, REFUSED_NO_THREAD, runtime);
}

/// Ends a task that is not queued. What its future does when it is dropped goes to `runtime`, which may have ended.
///
/// A future whose drop spawns anew comes back here. Beyond [`MOST_REFUSALS`] of them inside one another the task waits for
/// the outermost, so that the stack does not grow with their number.
fn refuse(runnable: Runnable, flag: u8, runtime: Option<RuntimeRef>) {
    runnable.metadata().flags.fetch_or(flag, Ordering::AcqRel);
    let depth = REFUSALS.get();
    if depth == MOST_REFUSALS {
        REFUSED_LATER.with(|later| later.borrow_mut().push((runnable, runtime)));
        return;
    }
    REFUSALS.set(depth + 1);
    end_refused(runnable, runtime);
    if depth == 0 {
        let next = || REFUSED_LATER.with(|later| later.borrow_mut().pop());
        while let Some((runnable, runtime)) = next() {
            end_refused(runnable, runtime);
        }
        REFUSED_LATER.with(|later| drop(later.take()));
    }
    REFUSALS.set(depth);
}

fn end_refused(runnable: Runnable, runtime: Option<RuntimeRef>) {
    let _context = context::enter(Some(runnable.metadata().id), None);
    if let Some(runtime) = runtime {
        context::set_runtime(runtime);
    }
    poll(runnable);
}

/// # Safety
///
/// Where `F` is not `Send`, the task's home must queue it on the current thread only, and that thread must finish it. Where
/// `F` is not `'static`, its borrows must not end before the task has completed.
#[inline]
unsafe fn create<B: Belongs, F: Future>(
    home: &'static Home,
    belongs: B,
    future: F,
    spawn: Spawn,
) -> (Runnable, RawTask<F::Output>) {
    let id = TaskId::next();
    let mut flags = B::FLAGS;
    if let Some(name) = spawn.name {
        flags |= NAMED;
        names().lock().insert(id, name);
    }
    let meta =
        Meta { home, id, site: spawn.site, place: AtomicU32::new(Place::NONE.bits()), flags: AtomicU8::new(flags) };
    let schedule = WithInfo(|runnable: Runnable, info: ScheduleInfo| {
        let ready = if info.woken_while_running { Ready::Yielded } else { Ready::Woken };
        runnable.metadata().home.schedule(runnable, ready);
    });
    let wrapper = |_: &Meta| Wrapper { belongs, future: Some(future) };
    // SAFETY: `schedule` is Send, Sync and 'static, for it captures nothing. The future is polled and dropped by its wrapper
    // only (I1, I4), where and when the caller guarantees it; tests: tests/task.rs, counting futures.
    let (runnable, task) = unsafe { Builder::new().metadata(meta).spawn_unchecked(wrapper, schedule) };
    (runnable, RawTask(Some(task)))
}

/// The handle's half of a task. Dropping it lets the task go on by itself.
pub(crate) struct RawTask<T>(Option<async_task::Task<Output<T>, Meta>>);

impl<T> RawTask<T> {
    fn task(&self) -> &async_task::Task<Output<T>, Meta> {
        self.0.as_ref().expect("present until the drop")
    }

    pub(crate) fn meta(&self) -> &Meta {
        self.task().metadata()
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.task().is_finished()
    }

    pub(crate) fn abort(&self) {
        abort(self.meta());
    }

    pub(crate) fn abort_ref(&self) -> AbortRef {
        let meta = self.meta();
        match meta.waker() {
            Some(waker) => AbortRef { id: meta.id, waker, meta: AtomicPtr::new(ptr::from_ref(meta).cast_mut()) },
            None => AbortRef { id: meta.id, waker: Waker::noop().clone(), meta: AtomicPtr::new(ptr::null_mut()) },
        }
    }

    #[inline]
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Output<T>> {
        let task = self.0.as_mut().expect("present until the drop");
        Pin::new(task).poll(cx)
    }
}

/// Detaches (I1).
impl<T> Drop for RawTask<T> {
    #[inline]
    fn drop(&mut self) {
        if let Some(task) = self.0.take() {
            task.detach();
        }
    }
}

fn abort(meta: &Meta) {
    let previous = meta.flags.fetch_or(ABORT, Ordering::AcqRel);
    if previous & (ABORT | DONE) == 0
        && let Some(waker) = meta.waker()
    {
        waker.wake();
    }
}

/// Reaches a task without its handle: a counted waker, and a pointer to the metadata that the waker keeps alive (I2).
pub(crate) struct AbortRef {
    id: TaskId,
    /// A waker of the task, or a waker that does nothing when the task had finished before.
    waker: Waker,
    /// Null when the task had finished before. Atomic only for its auto traits; it never changes.
    meta: AtomicPtr<Meta>,
}

impl AbortRef {
    fn meta(&self) -> Option<&Meta> {
        let meta = NonNull::new(self.meta.load(Ordering::Relaxed))?;
        // SAFETY: `waker` is a counted waker of the same task and keeps its allocation, metadata included (I2); `Meta` is
        // Sync. Test: an abort handle that outlives its task and its runtime, tests/task.rs.
        Some(unsafe { meta.as_ref() })
    }

    pub(crate) fn id(&self) -> TaskId {
        self.id
    }

    pub(crate) fn abort(&self) {
        if let Some(meta) = self.meta() {
            abort(meta);
        }
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.meta().is_none_or(Meta::is_done)
    }
}

impl Clone for AbortRef {
    fn clone(&self) -> Self {
        AbortRef { id: self.id, waker: self.waker.clone(), meta: AtomicPtr::new(self.meta.load(Ordering::Relaxed)) }
    }
}

/// Room for one runnable task, from which any thread may take it.
#[derive(Debug)]
pub(crate) struct Slot(AtomicPtr<()>);

impl Slot {
    pub(crate) const fn new() -> Self {
        Slot(AtomicPtr::new(ptr::null_mut()))
    }

    /// Puts a task in and gives back the one that was there.
    #[inline]
    pub(crate) fn swap(&self, task: Runnable) -> Option<Runnable> {
        Self::own(self.0.swap(task.into_raw().as_ptr(), Ordering::AcqRel))
    }

    #[inline]
    pub(crate) fn take(&self) -> Option<Runnable> {
        if self.is_empty() { None } else { Self::own(self.0.swap(ptr::null_mut(), Ordering::AcqRel)) }
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.load(Ordering::Acquire).is_null()
    }

    #[inline]
    fn own(raw: *mut ()) -> Option<Runnable> {
        // SAFETY: the pointer comes from `into_raw` in `swap`, and an atomic exchange took it out, so it is owned here and
        // nowhere else. Test: tests/native_fairness.rs steals from a slot under load.
        NonNull::new(raw).map(|raw| unsafe { Runnable::from_raw(raw) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_takes_32_bytes_and_a_failure_one_word() {
        assert_eq!(size_of::<Meta>(), 32);
        assert_eq!(size_of::<Output<()>>(), 8);
    }

    #[test]
    fn abort_refs_are_send_and_sync() {
        fn is<T: Send + Sync>() {}
        is::<AbortRef>();
        is::<Slot>();
    }
}
