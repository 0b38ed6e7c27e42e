//! The error type of the crate, and what a task leaves behind when it does not end with a value.
//!
//! # How it works
//!
//! A task ends with `Result<T, Box<JoinFailure>>`: one pointer wide where it fails, so that the rare case costs the common
//! one nothing. `JoinFailure` still has the panic's payload; awaiting a handle turns it into an [`AsyncError`], which is
//! cheap to clone and to compare and carries text.

use crate::util::id::TaskId;
use std::any::Any;
use std::error::Error;
use std::fmt;
use std::io;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// What can go wrong in this crate.
///
/// | variant | who produces it |
/// |---|---|
/// | `Cancelled` | a task that was aborted |
/// | `Panic` | a task that panicked |
/// | `JoinError` | a task that was ended by the shutdown of its runtime |
/// | `Timeout` | [`timeout`](crate::timeout) and [`timeout_at`](crate::timeout_at) |
/// | `Runtime` | a runtime that has shut down or cannot be used here (a forked child, a second initialisation, a deadlock) |
/// | `Spawn` | a task or thread that could not be started |
/// | `PlatformNotSupported` | a call that this platform cannot serve |
/// | `Other` | anything else, such as a converted [`io::Error`] |
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::AsyncError;
/// use std::time::Duration;
///
/// let error = AsyncError::Timeout(Duration::from_millis(5));
/// assert!(error.is_timeout());
/// assert_eq!(error.to_string(), "timed out after 5ms");
/// assert_eq!(std::io::Error::from(error).kind(), std::io::ErrorKind::TimedOut);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AsyncError {
    /// A task was ended by the shutdown of its runtime.
    JoinError(String),
    /// A task was aborted.
    Cancelled(String),
    /// The time allowed has passed.
    Timeout(Duration),
    /// The runtime cannot do what was asked.
    Runtime(String),
    /// A task or a thread could not be started.
    Spawn(String),
    /// A task panicked; the text is the panic's message.
    Panic(String),
    /// This platform cannot do what was asked.
    PlatformNotSupported(String),
    /// Any other failure.
    Other(String),
}

impl AsyncError {
    /// Says whether a task was ended by its runtime's shutdown.
    pub fn is_join_error(&self) -> bool {
        matches!(self, AsyncError::JoinError(_))
    }

    /// Says whether a task was aborted.
    pub fn is_cancelled(&self) -> bool {
        matches!(self, AsyncError::Cancelled(_))
    }

    /// Says whether the time allowed has passed.
    pub fn is_timeout(&self) -> bool {
        matches!(self, AsyncError::Timeout(_))
    }

    /// Says whether the runtime could not do what was asked.
    pub fn is_runtime(&self) -> bool {
        matches!(self, AsyncError::Runtime(_))
    }

    /// Says whether a task or thread could not be started.
    pub fn is_spawn(&self) -> bool {
        matches!(self, AsyncError::Spawn(_))
    }

    /// Says whether a task panicked.
    pub fn is_panic(&self) -> bool {
        matches!(self, AsyncError::Panic(_))
    }

    /// Says whether the platform could not do what was asked.
    pub fn is_platform_not_supported(&self) -> bool {
        matches!(self, AsyncError::PlatformNotSupported(_))
    }

    /// Says whether it is another failure.
    pub fn is_other(&self) -> bool {
        matches!(self, AsyncError::Other(_))
    }

    fn kind(&self) -> io::ErrorKind {
        match self {
            AsyncError::Timeout(_) => io::ErrorKind::TimedOut,
            AsyncError::Cancelled(_) => io::ErrorKind::Interrupted,
            AsyncError::PlatformNotSupported(_) => io::ErrorKind::Unsupported,
            _ => io::ErrorKind::Other,
        }
    }
}

impl fmt::Display for AsyncError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, text) = match self {
            AsyncError::Timeout(after) => return write!(f, "timed out after {after:?}"),
            AsyncError::JoinError(text) => ("join failed", text),
            AsyncError::Cancelled(text) => ("cancelled", text),
            AsyncError::Runtime(text) => ("runtime error", text),
            AsyncError::Spawn(text) => ("could not start", text),
            AsyncError::Panic(text) => ("task panicked", text),
            AsyncError::PlatformNotSupported(text) => ("not supported on this platform", text),
            AsyncError::Other(text) => return f.write_str(text),
        };
        write!(f, "{what}: {text}")
    }
}

impl Error for AsyncError {}

impl From<&str> for AsyncError {
    fn from(text: &str) -> Self {
        AsyncError::Other(text.to_string())
    }
}

impl From<String> for AsyncError {
    fn from(text: String) -> Self {
        AsyncError::Other(text)
    }
}

/// Gives back the `AsyncError` that was turned into this `io::Error`, otherwise `Other` with its text.
impl From<io::Error> for AsyncError {
    fn from(error: io::Error) -> Self {
        match error.downcast::<AsyncError>() {
            Ok(ours) => ours,
            Err(error) => AsyncError::Other(error.to_string()),
        }
    }
}

/// Keeps the `AsyncError` inside, with the nearest [`io::ErrorKind`].
impl From<AsyncError> for io::Error {
    fn from(error: AsyncError) -> Self {
        io::Error::new(error.kind(), error)
    }
}

/// Why a task ended without a value, with the panic's payload where it was a panic.
///
/// [`TaskHandle::join`](crate::TaskHandle::join) gives it; awaiting the handle itself gives the simpler [`AsyncError`].
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::{AsyncRuntime, spawn};
///
/// # if cfg!(panic = "unwind") {
/// AsyncRuntime::block_on(async {
///     let failure = spawn(async { std::panic::panic_any(7_u8) }).join().await.unwrap_err();
///     assert!(failure.is_panic());
///     assert_eq!(*failure.into_panic().unwrap().downcast::<u8>().unwrap(), 7);
/// });
/// # }
/// ```
pub struct JoinFailure {
    id: TaskId,
    name: Option<Arc<str>>,
    cause: Cause,
}

/// What ended a task.
pub(crate) enum Cause {
    /// Behind a mutex, because a payload is `Send` but not `Sync`; the mutex is never locked, only taken apart.
    Panic(std::sync::Mutex<Box<dyn Any + Send>>),
    Aborted,
    /// Its runtime shut down.
    Shutdown,
    /// It was never started: the runtime takes no tasks any more.
    Refused(&'static str),
    /// It was never started: there is nowhere to run it.
    NoThread(String),
}

impl Cause {
    pub(crate) fn panic(payload: Box<dyn Any + Send>) -> Cause {
        Cause::Panic(std::sync::Mutex::new(payload))
    }
}

impl JoinFailure {
    pub(crate) fn new(id: TaskId, name: Option<Arc<str>>, cause: Cause) -> Self {
        JoinFailure { id, name, cause }
    }

    /// The id of the task.
    pub fn id(&self) -> TaskId {
        self.id
    }

    /// Says whether the task panicked.
    pub fn is_panic(&self) -> bool {
        matches!(self.cause, Cause::Panic(_))
    }

    /// Says whether the task was aborted.
    pub fn is_cancelled(&self) -> bool {
        matches!(self.cause, Cause::Aborted)
    }

    /// Gives the payload of the panic.
    ///
    /// # Errors
    ///
    /// Gives the failure back if it was not a panic.
    pub fn into_panic(self) -> Result<Box<dyn Any + Send>, JoinFailure> {
        match self.cause {
            Cause::Panic(payload) => Ok(payload.into_inner().unwrap_or_else(PoisonError::into_inner)),
            cause => Err(JoinFailure { cause, ..self }),
        }
    }

    /// Goes on with the task's panic in the calling thread.
    ///
    /// # Panics
    ///
    /// Always: with the task's own payload, or with a message if the task did not panic.
    #[track_caller]
    pub fn resume_unwind(self) -> ! {
        match self.into_panic() {
            Ok(payload) => std::panic::resume_unwind(payload),
            Err(failure) => panic!("{failure}, it did not panic: look at `is_panic` first"),
        }
    }

    /// The panic's message: the text of a `panic!`, otherwise a placeholder.
    fn panic_message(&self) -> Option<String> {
        let Cause::Panic(payload) = &self.cause else { return None };
        let payload = payload.lock().unwrap_or_else(PoisonError::into_inner);
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| payload.downcast_ref::<&'static str>().copied());
        Some(text.unwrap_or("the payload of the panic is not a text, see JoinFailure::into_panic").to_string())
    }

    /// "task 7" or "task 7 (worker)".
    fn task(&self) -> String {
        match &self.name {
            Some(name) => format!("task {} ({name})", self.id),
            None => format!("task {}", self.id),
        }
    }
}

impl fmt::Display for JoinFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let task = self.task();
        match &self.cause {
            Cause::Panic(_) => write!(f, "{task} panicked: {}", self.panic_message().unwrap_or_default()),
            Cause::Aborted => write!(f, "{task} was aborted"),
            Cause::Shutdown => write!(f, "{task} was ended by the shutdown of its runtime"),
            Cause::Refused(why) => write!(f, "{task} was not started: {why}"),
            Cause::NoThread(why) => write!(f, "{task} was not started: {why}"),
        }
    }
}

impl fmt::Debug for JoinFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JoinFailure({self})")
    }
}

impl Error for JoinFailure {}

impl From<JoinFailure> for AsyncError {
    fn from(failure: JoinFailure) -> Self {
        match &failure.cause {
            Cause::Panic(_) => AsyncError::Panic(failure.panic_message().unwrap_or_default()),
            Cause::Aborted => AsyncError::Cancelled(failure.to_string()),
            Cause::Shutdown => AsyncError::JoinError(failure.to_string()),
            Cause::Refused(_) => AsyncError::Runtime(failure.to_string()),
            Cause::NoThread(_) => AsyncError::Spawn(failure.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(cause: Cause) -> JoinFailure {
        JoinFailure::new(TaskId::next(), Some("seven".into()), cause)
    }

    #[test]
    fn a_failure_names_its_task_and_becomes_the_right_variant() {
        let id = failure(Cause::Aborted).id();
        assert!(failure(Cause::Aborted).to_string().ends_with("(seven) was aborted"));
        assert!(AsyncError::from(failure(Cause::Aborted)).is_cancelled());
        assert!(AsyncError::from(failure(Cause::Shutdown)).is_join_error());
        assert!(AsyncError::from(failure(Cause::Refused("gone"))).is_runtime());
        assert!(AsyncError::from(failure(Cause::NoThread("full".into()))).is_spawn());
        let panic = failure(Cause::panic(Box::new("text")));
        assert_eq!(AsyncError::from(panic), AsyncError::Panic("text".into()));
        assert_ne!(failure(Cause::Shutdown).id(), id);
        assert!(failure(Cause::Shutdown).into_panic().is_err());
    }

    #[test]
    fn an_error_survives_the_way_through_io() {
        let error = AsyncError::PlatformNotSupported("sockets".into());
        let io = io::Error::from(error.clone());
        assert_eq!(io.kind(), io::ErrorKind::Unsupported);
        assert_eq!(AsyncError::from(io), error);
        assert!(AsyncError::from(io::Error::other("x")).is_other());
    }
}
