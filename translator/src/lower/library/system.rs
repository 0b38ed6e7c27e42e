//! `time`, `os`, `sys`, `traceback` and what else speaks with the system.

use super::Row;

pub(super) const CALLS: &[Row] = &[
    ("time.time_ns", "time::time_ns()", ""),
    ("time.perf_counter_ns", "time::perf_counter_ns()", ""),
    ("time.monotonic_ns", "time::monotonic_ns()", ""),
    ("sys.getrecursionlimit", "1000", ""),
];
