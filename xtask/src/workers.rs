//! Workers that take items from one queue: what two cores can do beside each other.

use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Gives each item to the next free worker, and the results in the items' order. `workers` is what each of them has for
/// itself.
pub(crate) fn share<W: Sync, T: Sync, R: Send>(
    workers: &[W],
    items: &[T],
    work: impl Fn(&W, &T) -> R + Sync,
) -> Vec<R> {
    let queue = Mutex::new(items.iter().enumerate());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let run = |worker: &W| {
        let mut done = Vec::new();
        while let Some((position, item)) = next() {
            done.push((position, work(worker, item)));
        }
        done
    };
    let mut done: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = workers.iter().map(|worker| scope.spawn(|| run(worker))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    done.sort_by_key(|(position, _)| *position);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<_> = (0..100).collect();
        assert_eq!(share(&[1, 2], &items, |_, item| item * 2), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert_eq!(share(&["one"], &[1, 2], |worker, item| format!("{worker} {item}")), ["one 1", "one 2"]);
    }
}
