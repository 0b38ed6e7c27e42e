//! The hosted shape: the host calls, we run a slice and return.

use crate::shape::single::Single;

/// Lets the host's thread drive a runtime.
pub(crate) fn adopt(_single: &'static Single) {}

/// Something is ready: asks the host for a turn.
pub(crate) fn notify() {}
