//! Twins about tasks, futures, coroutines, cancellation.
