//! Python's whole numbers as counts.

/// None for a negative number; what no memory holds is as much as there is.
pub(super) fn count(n: i64) -> Option<usize> {
    (n >= 0).then(|| usize::try_from(n).unwrap_or(usize::MAX))
}
