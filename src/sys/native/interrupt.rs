//! Ctrl-C, for those who watch for it.
//!
//! # How it works
//!
//! The first watch starts a thread that waits for SIGINT as long as the process lives. The latest watch hears of each. Where there is
//! none, or where it refuses, the signal does what it does by default: it ends the process, as its sender sees.
//!
//! - **I1** Nothing is swallowed: each signal is heard by somebody or ends the process.
//! - **I2** A program that ignores the signal or handles it when the first watch is made keeps it. That can be seen on Linux.

use crate::primitives::Mutex;
use crate::primitives::atomic::{AtomicU64, Ordering};
use signal_hook::consts::SIGINT;
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use std::fs;
use std::sync::{Arc, OnceLock};
use std::thread;

/// Hears of an interrupt; false where it cannot take it.
type Hears = Arc<dyn Fn() -> bool + Send + Sync>;

static WATCHES: Mutex<Vec<(u64, Hears)>> = Mutex::new(Vec::new());

/// Watches for interrupts, until it is dropped.
#[derive(Debug)]
pub(crate) struct Watch(u64);

impl Watch {
    /// None where the system does not let us watch: then an interrupt ends the process.
    pub(crate) fn new(hears: impl Fn() -> bool + Send + Sync + 'static) -> Option<Watch> {
        static STARTED: OnceLock<bool> = OnceLock::new();
        static LAST: AtomicU64 = AtomicU64::new(0);
        let number = LAST.fetch_add(1, Ordering::Relaxed);
        WATCHES.lock().push((number, Arc::new(hears)));
        let watch = Watch(number);
        STARTED.get_or_init(start).then_some(watch)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let removed = {
            let mut watches = WATCHES.lock();
            let index = watches.iter().position(|(number, _)| *number == self.0);
            index.map(|index| watches.remove(index))
        };
        drop(removed);
    }
}

/// Says whether the signal does here what it does by default (I2).
fn is_default() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let masks = status.lines().filter_map(|line| line.strip_prefix("SigIgn:").or_else(|| line.strip_prefix("SigCgt:")));
    masks.filter_map(|mask| u64::from_str_radix(mask.trim(), 16).ok()).all(|mask| mask & (1 << (SIGINT - 1)) == 0)
}

fn start() -> bool {
    if !is_default() {
        return false;
    }
    let Ok(mut signals) = Signals::new([SIGINT]) else { return false };
    let handle = signals.handle();
    let started = thread::Builder::new().name("interrupts".to_owned()).spawn(move || {
        for signal in signals.forever() {
            let latest = WATCHES.lock().last().map(|(_, hears)| hears.clone());
            if !latest.is_some_and(|hears| hears()) {
                let _ = emulate_default_handler(signal); // (I1); it knows SIGINT
            }
        }
    });
    if started.is_err() {
        handle.close();
    }
    started.is_ok()
}
