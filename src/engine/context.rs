//! What the current thread is doing: which task it polls, and for which runtime.
//!
//! # How it works
//!
//! `Outside::run` (task.rs) and the wrappers of local tasks, roots and blocking closures write down here what they are about to poll;
//! `spawn`, `sleep`, `task::id` and their like read it. Outside a task there is nothing here, and callers fall back to the
//! process-wide runtime.
//!
//! - **I1** The thread-local is `const`, holds plain values and has no destructor, so it can be read inside the destructors
//!   of other thread-locals. It holds no pointer to a task: a task may be freed while it is still noted here.
//! - **I2** Each guard puts back what it found, so nested polls (a `block_on` inside a task) leave no trace. `begin` and `end` are no
//!   guards: they are called where a guard has put aside what was noted, and nothing is.

use crate::engine::clock::Clock;
use crate::engine::core::{Core, RuntimeRef};
use crate::util::id::TaskId;
use std::cell::Cell;

struct Context {
    task: Cell<Option<TaskId>>,
    core: Cell<Option<&'static Core>>,
    /// The life of `core` that is meant; 0 where the task itself keeps that life from ending.
    generation: Cell<u64>,
    finishing: Cell<bool>,
}

thread_local! {
    static CONTEXT: Context = const {
        Context {
            task: Cell::new(None),
            core: Cell::new(None),
            generation: Cell::new(0),
            finishing: Cell::new(false),
        }
    };
}

/// Puts the previous context back when it is dropped (I2).
#[must_use]
pub(crate) struct ContextGuard {
    task: Option<TaskId>,
    core: Option<&'static Core>,
    generation: u64,
    finishing: bool,
}

impl Drop for ContextGuard {
    fn drop(&mut self) {
        let _ = CONTEXT.try_with(|context| {
            context.task.set(self.task);
            context.core.set(self.core);
            context.generation.set(self.generation);
            context.finishing.set(self.finishing);
        });
    }
}

/// Notes the task that is polled next, where nothing is noted.
#[inline]
pub(crate) fn begin(task: TaskId, core: Option<&'static Core>) {
    let _ = CONTEXT.try_with(|context| {
        context.task.set(Some(task));
        context.core.set(core);
        context.generation.set(0);
    });
}

/// Forgets the task that was polled. The generation means nothing without a core.
#[inline]
pub(crate) fn end() {
    let _ = CONTEXT.try_with(|context| {
        context.task.set(None);
        context.core.set(None);
        context.finishing.set(false);
    });
}

/// Notes a task of `core`, or that none is polled, in place of what is noted.
pub(crate) fn enter(task: Option<TaskId>, core: Option<&'static Core>) -> ContextGuard {
    let previous = CONTEXT.try_with(|context| ContextGuard {
        task: context.task.replace(task),
        core: context.core.replace(core),
        generation: context.generation.replace(0),
        finishing: context.finishing.replace(false),
    });
    previous.unwrap_or_else(|_| ContextGuard { task: None, core: None, generation: 0, finishing: false })
}

/// Notes the runtime of the task being polled, for tasks whose home serves several runtimes.
#[inline]
pub(crate) fn set_runtime(runtime: RuntimeRef) {
    let _ = CONTEXT.try_with(|context| {
        context.core.set(Some(runtime.core()));
        context.generation.set(runtime.generation());
    });
}

/// Notes that what is polled is the future of a `block_on`, which is no task to its user.
#[inline]
pub(crate) fn set_root(runtime: RuntimeRef) {
    set_runtime(runtime);
    let _ = CONTEXT.try_with(|context| context.task.set(None));
}

/// Notes that the task being run has completed: what it wakes from now on is its handle's owner, and it runs no more.
#[inline]
pub(crate) fn set_finishing() {
    let _ = CONTEXT.try_with(|context| {
        context.task.set(None);
        context.finishing.set(true);
    });
}

/// Says whether the current wake comes from a task that has just completed.
#[inline]
pub(crate) fn is_finishing() -> bool {
    CONTEXT.try_with(|context| context.finishing.get()).unwrap_or(false)
}

/// The runtime whose task is being polled on this thread.
#[inline]
pub(crate) fn runtime() -> Option<RuntimeRef> {
    let current = CONTEXT.try_with(|context| (context.core.get(), context.generation.get()));
    let (core, generation) = current.ok()?;
    core.map(|core| if generation == 0 { core.current() } else { RuntimeRef::new(core, generation) })
}

/// The clock of the runtime whose task is being polled on this thread, unless that has ended.
#[inline]
pub(crate) fn clock() -> Option<&'static Clock> {
    let current = CONTEXT.try_with(|context| (context.core.get(), context.generation.get()));
    let (core, generation) = current.ok()?;
    let core = core?;
    (generation == 0 || RuntimeRef::new(core, generation).is_alive()).then(|| core.clock())
}

thread_local! {
    static WORKS_FOR: Cell<Option<&'static Core>> = const { Cell::new(None) };
}

/// Notes, once, that this thread belongs to a runtime: a worker, or a thread of its blocking pool.
pub(crate) fn work_for(core: &'static Core) {
    let _ = WORKS_FOR.try_with(|own| own.set(Some(core)));
}

/// Says whether this thread belongs to a runtime, or polls a task of it.
pub(crate) fn is_inside(runtime: RuntimeRef) -> bool {
    let own = WORKS_FOR.try_with(Cell::get).unwrap_or(None);
    own.is_some_and(|core| std::ptr::eq(core, runtime.core())) || self::runtime() == Some(runtime)
}

/// The task being polled on this thread; none inside the future of a `block_on`.
#[inline]
pub(crate) fn task() -> Option<TaskId> {
    CONTEXT.try_with(|context| context.task.get()).unwrap_or(None)
}
