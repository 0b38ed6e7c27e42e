//! Twins about `gather`, `wait`, `wait_for`, `shield`, `as_completed`, timeouts, groups.
