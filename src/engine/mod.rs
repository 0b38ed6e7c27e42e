//! The engine: everything about tasks and time that is the same on every platform.
//!
//! # Life of a task
//!
//! ```text
//!  spawn ──► Wrapper around the future, Meta beside it: one allocation (task.rs)
//!    │         its waker goes into the registry of its home (registry.rs); a closed registry refuses the task
//!    ▼
//!  Home::schedule ──► a queue of the shape ──► the turn pops it (turn.rs)
//!    ▲                                            │ Outside::run: sets the context (context.rs), polls the wrapper
//!    │                                            ├─ pending: the task sleeps until one of its wakers is used
//!    └──── a waker, an abort, the shutdown ◄──────┘
//!                                                 └─ ready, panicked, aborted or its home is closed: the wrapper drops the
//!                                                    future, leaves the registry and completes; its handle is woken
//! ```
//!
//! A task belongs to a **home**: the workers of a runtime, a current-thread runtime, the local tasks of one thread, or the
//! blocking pool of a runtime. The home knows how to queue it (`Schedule`) and keeps its registry entry.
//!
//! # Picture of a turn
//!
//! ```text
//!  turn(queue, budget):  fire due timers ─► pop ─► run ─► pop ─► run … ─► Busy | Idle | Done
//!  shapes around it:     thread waits      worker steals, then parks      hosted returns to its host
//! ```
//!
//! # Invariants
//!
//! - **I1** A task is polled, and its future dropped, only by `Outside::run`, only on a thread that its home allows.
//! - **I2** A `Runnable` is never dropped and `async_task::Task::cancel` is never called: a task ends because its wrapper
//!   returned `Ready`. So the future is dropped by the wrapper, exactly once, and a wake that comes late finds a completed
//!   task and does nothing.
//! - **I3** Abort and shutdown are a flag and a wake. The wrapper looks at the flags at the start of each poll.
//! - **I4** A home is closed before it is emptied: once `Registry::close` has returned, no task enters; when its registry is
//!   empty, every task that was in it has completed, and nothing of the home is needed any more but for late notifications,
//!   which are harmless because homes live for ever (`util::recycle`).
//! - **I5** No lock is held while a future is polled or dropped, or while a waker is woken or dropped.
//! - **I6** The engine names neither `sys` nor a shape: the clock is a function it is given, waiting is the shapes' affair.

pub(crate) mod clock;
pub(crate) mod context;
pub(crate) mod core;
pub(crate) mod queue;
#[allow(dead_code, reason = "a platform without sockets has no use for it")]
pub(crate) mod readiness;
pub(crate) mod registry;
#[allow(unsafe_code, reason = "the wrapper around async-task and the pointer of the abort handle")]
pub(crate) mod task;
pub(crate) mod timers;
pub(crate) mod turn;
pub(crate) mod wheel;
