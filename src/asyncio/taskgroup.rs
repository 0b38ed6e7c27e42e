//! `asyncio.TaskGroup`, as CPython 3.11's.
//!
//! # How it works
//!
//! The group knows the task in which it was entered, its parent. A child that fails cancels the others and the parent, which then waits in
//! `exit` until all have ended; that cancel is taken back there, so the parent goes on with what the group raises.
//!
//! - **I1** `exit` returns only when every child has ended.

use super::coroutine::Coroutine;
use super::entry::Run;
use super::event_loop::{Loop, get_running_loop};
use super::exc::{CANCELLED_ERROR, Exc, Py, RUNTIME_ERROR};
use super::future::{self, AnyFuture, Callback};
use super::slots::Slots;
use super::task::{AnyTask, Task, current_task};
use super::waiter::Waiter;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

/// A group of tasks that end together. Clones are the same one.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::asyncio::{self, Coroutine, TaskGroup, exc, sleep};
///
/// let main = Coroutine::new("main", async {
///     TaskGroup::scope(|group| async move {
///         group.create_task(Coroutine::new("works", sleep(10.0)))?;
///         group.create_task(Coroutine::new("fails", async {
///             sleep(0.001).await?;
///             Err::<(), _>(exc::Exc::new(&exc::VALUE_ERROR, "no"))
///         }))?;
///         Ok(())
///     })
///     .await
/// });
/// let raised = AsyncRuntime::block_on(asyncio::run(main)).unwrap_err();
/// assert_eq!(format!("{raised:?}"), "ExceptionGroup('unhandled errors in a TaskGroup', [ValueError('no')])");
/// ```
#[derive(Clone)]
pub struct TaskGroup(Rc<Group>);

struct Group {
    event_loop: Loop,
    parent: AnyTask,
    tasks: RefCell<Slots<Rc<dyn AnyFuture>>>,
    errors: RefCell<Vec<Exc>>,
    /// KeyboardInterrupt or SystemExit of a child or of the body.
    base_error: RefCell<Option<Exc>>,
    all_ended: RefCell<Option<Waiter>>,
    exiting: Cell<bool>,
    aborting: Cell<bool>,
    cancelled_parent: Cell<bool>,
}

impl TaskGroup {
    /// A number that tells it from others while it lives.
    pub fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// Enters a group in the current task: `__aenter__`.
    ///
    /// # Errors
    ///
    /// `RuntimeError` outside a task.
    pub fn enter() -> Py<TaskGroup> {
        let event_loop = get_running_loop()?;
        let Some(parent) = current_task()? else {
            return Err(Exc::new(&RUNTIME_ERROR, "TaskGroup <TaskGroup> cannot determine the parent task"));
        };
        Ok(TaskGroup(Rc::new(Group {
            event_loop,
            parent,
            tasks: RefCell::default(),
            errors: RefCell::default(),
            base_error: RefCell::default(),
            all_ended: RefCell::default(),
            exiting: Cell::new(false),
            aborting: Cell::new(false),
            cancelled_parent: Cell::new(false),
        })))
    }

    /// Runs a body in a group: `async with asyncio.TaskGroup() as group`.
    ///
    /// # Errors
    ///
    /// As [`exit`](TaskGroup::exit); `RuntimeError` outside a task.
    pub async fn scope<T, F: std::future::Future<Output = Py<T>>>(body: impl FnOnce(TaskGroup) -> F) -> Py<T> {
        let group = TaskGroup::enter()?;
        let result = body(group.clone()).await;
        group.exit(result).await
    }

    /// Makes a task of the group.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where the group is finished, or about to end for an error.
    pub fn create_task<T: Clone + 'static>(&self, coroutine: Coroutine<T>) -> Py<Task<T>> {
        let group = &self.0;
        if group.exiting.get() && group.tasks.borrow().is_empty() {
            return Err(Exc::new(&RUNTIME_ERROR, "TaskGroup <TaskGroup> is finished"));
        }
        if group.aborting.get() {
            return Err(Exc::new(&RUNTIME_ERROR, "TaskGroup <TaskGroup> is shutting down"));
        }
        let task = group.event_loop.create_task(coroutine)?;
        let any = task.any();
        let number = group.tasks.borrow_mut().insert(any.clone());
        future::add_callback(any.state(), Callback::Child(group.clone(), number));
        Ok(task)
    }

    /// Waits for all tasks after the body has given `result`: `__aexit__`.
    ///
    /// # Errors
    ///
    /// A group of all that was raised; `CancelledError` where the parent was cancelled and nothing else was raised.
    pub async fn exit<T>(&self, result: Py<T>) -> Py<T> {
        let group = &*self.0;
        group.exiting.set(true);
        let raised = result.as_ref().err().cloned();
        if let Some(exc) = raised.as_ref().filter(|exc| exc.ends_loops()) {
            group.base_error.borrow_mut().get_or_insert_with(|| exc.clone());
        }
        let mut cancelled = raised.clone().filter(|exc| exc.is(&CANCELLED_ERROR));
        if group.cancelled_parent.get() && group.parent.uncancel() == 0 {
            cancelled = None;
        }
        if raised.is_some() && !group.aborting.get() {
            group.abort();
        }
        while !group.tasks.borrow().is_empty() {
            let all_ended = Waiter::new(&group.event_loop);
            *group.all_ended.borrow_mut() = Some(all_ended.clone());
            match all_ended.await {
                Err(exc) if !exc.is(&CANCELLED_ERROR) => return Err(exc),
                Err(exc) if !group.aborting.get() => {
                    cancelled = Some(exc);
                    group.abort();
                }
                _ => {}
            }
            group.all_ended.take();
        }
        let base_error = group.base_error.borrow().clone();
        if let Some(exc) = base_error {
            if let Some(handled) = raised.filter(|handled| *handled != exc) {
                exc.set_context(handled);
            }
            return Err(exc);
        }
        let mut errors = group.errors.take();
        if let Some(exc) = cancelled.filter(|_| errors.is_empty()) {
            return Err(exc);
        }
        errors.extend(raised.clone().filter(|exc| !exc.is(&CANCELLED_ERROR)));
        if errors.is_empty() {
            return result;
        }
        let group = Exc::group("unhandled errors in a TaskGroup", errors);
        group.set_context(raised);
        Err(group)
    }
}

impl Group {
    fn abort(&self) {
        self.aborting.set(true);
        let tasks: Vec<_> = self.tasks.borrow().iter().filter(|task| !task.state().is_done()).cloned().collect();
        for task in tasks {
            task.request_cancel(None);
        }
    }
}

impl Run for Group {
    fn run(self: Rc<Self>, _: &Loop, number: usize) -> Option<Exc> {
        self.child_is_done(number as u32);
        None
    }
}

impl Group {
    fn child_is_done(self: Rc<Self>, number: u32) {
        let task = self.tasks.borrow_mut().remove(number);
        let all_ended = self.all_ended.borrow().clone();
        if let Some(all_ended) = all_ended.filter(|_| self.tasks.borrow().is_empty()) {
            all_ended.release();
        }
        let Some(task) = task.filter(|task| !task.state().is_cancelled()) else { return };
        let Ok(Some(exc)) = task.state().exception() else { return };
        self.errors.borrow_mut().push(exc.clone());
        if exc.ends_loops() {
            self.base_error.borrow_mut().get_or_insert_with(|| exc.clone());
        }
        if self.parent.done() {
            return self.event_loop.tell("a task has errored out but its parent task is already completed", &exc);
        }
        if !self.aborting.get() && !self.cancelled_parent.get() {
            self.abort();
            self.cancelled_parent.set(true);
            self.parent.cancel();
        }
    }
}

impl fmt::Debug for TaskGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Group { tasks, errors, aborting, .. } = &*self.0;
        let stage = if aborting.get() { "cancelling" } else { "entered" };
        write!(f, "<TaskGroup tasks={} errors={} {stage}>", tasks.borrow().len(), errors.borrow().len())
    }
}
