//! Leaves: small pieces that know nothing of tasks, threads or platforms.

pub(crate) mod budget;
pub(crate) mod id;
pub(crate) mod instant;
pub(crate) mod recycle;
pub(crate) mod rng;
#[allow(unsafe_code, reason = "the one place where a thread-local points into a stack frame")]
pub(crate) mod scoped;
pub(crate) mod wake_list;
