//! Task ids.

use crate::primitives::atomic::{AtomicU64, Ordering};
use std::cell::Cell;
use std::fmt;
use std::num::NonZeroU64;

/// Identifies a task; unique among all tasks of the process, in every runtime.
///
/// Ids are never used twice and carry no order: a later task may have a smaller number.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::{AsyncRuntime, spawn, task};
///
/// AsyncRuntime::block_on(async {
///     let handle = spawn(async { task::id() });
///     let id = handle.id();
///     assert_eq!(handle.await.unwrap(), id);
/// });
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskId(NonZeroU64);

/// How many ids a thread takes at once, so that the shared counter is touched rarely.
const BLOCK: u64 = 1024;

static NEXT_BLOCK: AtomicU64 = AtomicU64::new(0);

thread_local! {
    /// The last id given out in this thread's block; a multiple of `BLOCK` asks for a new block.
    static LAST: Cell<u64> = const { Cell::new(0) };
}

impl TaskId {
    /// Takes the next free id.
    #[inline]
    pub(crate) fn next() -> TaskId {
        let last = LAST.try_with(Cell::get).unwrap_or(0);
        let mut id = last + 1;
        if last.is_multiple_of(BLOCK) {
            id = NEXT_BLOCK.fetch_add(1, Ordering::Relaxed) * BLOCK + 1;
        }
        let _ = LAST.try_with(|cell| cell.set(id));
        TaskId(NonZeroU64::new(id).unwrap_or(NonZeroU64::MIN))
    }
}

impl TaskId {
    #[inline]
    pub(crate) fn as_u64(self) -> u64 {
        self.0.get()
    }

    /// An id that does not change from call to call.
    #[cfg(test)]
    pub(crate) fn first_of_run() -> TaskId {
        TaskId(NonZeroU64::MIN)
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TaskId({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ids_are_unique_across_threads() {
        let all: Vec<TaskId> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..4).map(|_| scope.spawn(|| (0..3000).map(|_| TaskId::next()).collect::<Vec<_>>())).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
    }
}
