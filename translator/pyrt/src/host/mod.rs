//! What is around a program: its streams, its arguments and its end, which differ between platforms.
//!
//! # How it works
//!
//! One chain picks the file; each has the same functions:
//!
//! | function | gives |
//! |---|---|
//! | `stdout()` | where standard output goes, and whether a person reads it as it comes |
//! | `write_error(bytes)` | writes to standard error at once |
//! | `arguments(file)` | `sys.argv` of a program of that file |
//! | `pid()` | the number of the process; 1 where there are none |
//! | `end(status)` | what `main` returns to end the process so |
//! | `end_interrupted()` | the same for a process that Ctrl-C has ended |

#[cfg(unix)]
#[path = "unix.rs"]
mod platform;

#[cfg(all(target_family = "wasm", target_os = "unknown"))]
#[path = "web.rs"]
mod platform;

#[cfg(not(any(unix, all(target_family = "wasm", target_os = "unknown"))))]
#[path = "other.rs"]
mod platform;

pub(crate) use platform::{arguments, end, end_interrupted, pid, stdout, write_error};

/// The status of a process that Ctrl-C has ended, as shells show it.
#[allow(dead_code, reason = "on Unix the signal itself gives it")]
const INTERRUPTED: u8 = 130;

/// The highest status that is let through; a higher one becomes 1. Hosts of WASI trap at 126.
#[cfg(target_os = "wasi")]
const HIGHEST: u8 = 125;
#[cfg(not(any(unix, target_family = "wasm")))]
const HIGHEST: u8 = u8::MAX;
