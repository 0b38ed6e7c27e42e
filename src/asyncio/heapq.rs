//! The heap of CPython's module `heapq`, move for move.
//!
//! # How it works
//!
//! Rust's own heap keeps the same invariant with other moves, and where two items are equal the moves decide which comes first. So timers
//! and priority queues use these, which follow the description in CPython's `Lib/heapq.py`: what is pushed rises from the end; what
//! replaces the first sinks to a leaf along the smaller children and rises from there.
//!
//! - **I1** `heap[k]` is not greater than `heap[2k + 1]` and `heap[2k + 2]`.

/// Says whether the first is less than the second.
pub(super) type Less<T> = fn(&T, &T) -> bool;

pub(super) fn push<T>(heap: &mut Vec<T>, item: T, less: Less<T>) {
    let end = heap.len();
    heap.push(item);
    rise(heap, 0, end, less);
}

/// Takes the least.
pub(super) fn pop<T>(heap: &mut Vec<T>, less: Less<T>) -> Option<T> {
    let last = heap.pop()?;
    let Some(first) = heap.first_mut() else { return Some(last) };
    let popped = std::mem::replace(first, last);
    sink(heap, 0, less);
    Some(popped)
}

/// Makes a heap of what is in any order.
pub(super) fn heapify<T>(heap: &mut [T], less: Less<T>) {
    (0..heap.len() / 2).rev().for_each(|position| sink(heap, position, less));
}

/// Moves what stands at `position` towards `start` as long as it is less than its parent.
fn rise<T>(heap: &mut [T], start: usize, mut position: usize, less: Less<T>) {
    while position > start {
        let parent = (position - 1) / 2;
        if !less(&heap[position], &heap[parent]) {
            break;
        }
        heap.swap(position, parent);
        position = parent;
    }
}

/// Moves what stands at `position` to a leaf, along the smaller children, and from there back to its place.
fn sink<T>(heap: &mut [T], mut position: usize, less: Less<T>) {
    let start = position;
    let mut child = 2 * position + 1;
    while child < heap.len() {
        let right = child + 1;
        if right < heap.len() && !less(&heap[child], &heap[right]) {
            child = right;
        }
        heap.swap(position, child);
        position = child;
        child = 2 * position + 1;
    }
    rise(heap, start, position, less);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What CPython 3.11 gives for `heappush` of these pairs, compared by their first, and `heappop` of all.
    #[test]
    fn equal_items_come_in_the_order_of_pythons_heap() {
        let less: Less<(u32, char)> = |one, other| one.0 < other.0;
        let items = [(1, 'a'), (0, 'b'), (1, 'c'), (0, 'd'), (1, 'e'), (0, 'f'), (1, 'g')];
        let mut heap = Vec::new();
        items.iter().for_each(|item| push(&mut heap, *item, less));
        let text = |heap: &[(u32, char)]| heap.iter().map(|item| item.1).collect::<String>();
        assert_eq!(text(&heap), PUSHED);
        let popped: Vec<_> = std::iter::from_fn(|| pop(&mut heap, less)).collect();
        assert_eq!(text(&popped), POPPED);
        let mut made = items.to_vec();
        heapify(&mut made, less);
        assert_eq!(text(&made), HEAPIFIED);
    }

    const PUSHED: &str = "bdfaecg";
    const POPPED: &str = "bfdcgea";
    const HEAPIFIED: &str = "fdgbeca";
}
