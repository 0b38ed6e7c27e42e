//! What the fuzzers do, as plain functions, so that the stable toolchain runs it too.
//!
//! # How it works
//!
//! Each target is a module here with a function `run(data: &[u8])`: it reads operations out of the bytes, applies each
//! to our code and to a simple model of it, and panics where they differ. `fuzz/fuzz_targets/<target>.rs` is a wrapper
//! of one line; `cargo +nightly fuzz run -s none <target>` looks for new inputs. Those worth keeping, small ones that
//! together reach all the code and one for each bug there was, lie in `fuzz/corpus-kept/<target>/`, and a unit test at
//! the foot of this file runs them again.
//!
//! ```text
//!   fuzz/fuzz_targets/wheel.rs  ──┐
//!                                 ├──>  fuzzing::wheel::run(data)  ──>  engine::wheel::Wheel  ==  BTreeMap
//!   fuzz/corpus-kept/wheel/*  ────┘ (replay)
//! ```
//!
//! | target | what it drives | against |
//! |---|---|---|
//! | `wheel` | the timing wheel | a sorted map |
//! | `scheduler` | programs of tasks, time, blocking work, nested calls and shutdown, through the public API | a model that is told of each event |
//! | `handle` | sequences of operations on handles, through the public API | the state machine of a task, once more |
//!
//! The module exists under `cfg(test)` and `cfg(fuzzing)` only; the latter is set by cargo-fuzz. Both make some
//! constants of the engine small, so that short inputs reach the edges.
//!
//! # Invariants
//!
//! - **I1.** `run` depends on its bytes alone: no clock, no threads, no randomness. What failed once fails again. The inputs of
//!   `scheduler` and `handle` that ask for threads are the exception: there, what failed once may need many runs.
//! - **I2.** Every sequence of bytes means something. Where they end, [`Bytes`] gives zeros.
//! - **I3.** Kept inputs stay valid: a new operation takes an unused code, for otherwise the old inputs mean other things.
//! - **I4.** No input hangs: what takes longer than [`PATIENCE`] ends the process, with the input shown.
//! - **I5.** Panics that a program asks for go round the panic hook (`resume_unwind`), for that of libFuzzer ends the process.
//!
//! # What it leaves to others
//!
//! What a promise means is shown one at a time in `tests/`; here everything meets everything.

pub mod handle;
pub mod scheduler;
pub mod wheel;

use crate::primitives::Mutex;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Once;
use std::time::{Duration, Instant};

/// More than any input takes on a busy machine. What takes longer hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Reads numbers from the front of the fuzzer's bytes; zeros when they have ended.
#[derive(Debug)]
pub(crate) struct Bytes<'a>(pub(crate) &'a [u8]);

impl Bytes<'_> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn u8(&mut self) -> u8 {
        self.0.split_off_first().copied().unwrap_or(0)
    }

    pub(crate) fn u16(&mut self) -> u16 {
        u16::from_le_bytes([self.u8(), self.u8()])
    }

    pub(crate) fn u64(&mut self) -> u64 {
        u64::from_le_bytes(std::array::from_fn(|_| self.u8()))
    }
}

/// Where panics are caught.
pub(crate) const UNWINDS: bool = cfg!(panic = "unwind");

/// The names of the operations that an input carried out.
pub(crate) type Covered = BTreeSet<&'static str>;

/// Runs an input of a target that blocks, and watches it (I4). Where nothing blocks, nothing is carried out.
pub(crate) fn examine_watched(target: &'static str, data: &[u8], examine: fn(&[u8]) -> Covered) -> Covered {
    if crate::sys::HOSTED {
        return Covered::new();
    }
    let _watched = Watched::begin(target, data);
    examine(data)
}

/// Waits until `holds`, for as long as an input may take; false where that does not come.
pub(crate) fn eventually(mut holds: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    let mut pause = Duration::from_micros(20);
    while !holds() {
        if start.elapsed() > PATIENCE / 2 {
            return false;
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(1));
    }
    true
}

/// Inputs that are being run.
static RUNNING: Mutex<Vec<Running>> = Mutex::new(Vec::new());

struct Running {
    number: u64,
    begun: Instant,
    target: &'static str,
    data: Vec<u8>,
}

/// An input that is being run: where it takes longer than [`PATIENCE`], a thread shows it and ends the process. Where no
/// threads can be started, nothing does.
#[derive(Debug)]
pub(crate) struct Watched(u64);

impl Watched {
    pub(crate) fn begin(target: &'static str, data: &[u8]) -> Watched {
        static WATCHING: Once = Once::new();
        if crate::sys::THREADS {
            WATCHING.call_once(|| drop(std::thread::spawn(watch)));
        }
        let mut running = RUNNING.lock();
        let number = running.last().map_or(0, |last| last.number + 1);
        running.push(Running { number, begun: Instant::now(), target, data: data.to_vec() });
        Watched(number)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        RUNNING.lock().retain(|running| running.number != self.0);
    }
}

fn watch() {
    loop {
        std::thread::sleep(PATIENCE / 20);
        for Running { begun, target, data, .. } in RUNNING.lock().iter() {
            if begun.elapsed() > PATIENCE {
                let mut text = String::new();
                for byte in data {
                    let _ = write!(text, "{byte:02x}");
                }
                eprintln!("an input of {target} takes longer than {PATIENCE:?}; its bytes: {text}");
                std::process::abort();
            }
        }
    }
}

/// Bytes from a small generator (Marsaglia's xorshift), the same ones for the same seed.
#[cfg(test)]
pub(crate) fn random_bytes(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

/// The kept inputs of a target with their files, in order of their names.
#[cfg(test)]
pub(crate) fn kept(target: &str) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    // A WASI program sees the package's folder only as its current directory.
    let absolute = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus-kept"));
    let all = if absolute.is_dir() { absolute } else { std::path::Path::new("fuzz/corpus-kept") };
    let folder = all.join(target);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "no inputs in {}", folder.display());
    let read = |file: std::path::PathBuf| {
        let data = std::fs::read(&file).unwrap();
        (file, data)
    };
    files.into_iter().map(read).collect()
}

/// Fails unless the kept inputs of a target have, together, all these operations.
#[cfg(test)]
pub(crate) fn assert_kept_do_everything(target: &'static str, all: &[&str], examine: fn(&[u8]) -> Covered) {
    if !crate::sys::THREADS || !UNWINDS {
        return; // not everything exists here
    }
    let covered: Covered = kept(target).iter().flat_map(|(_, data)| examine_watched(target, data, examine)).collect();
    let missing: Vec<_> = all.iter().filter(|name| !covered.contains(**name)).collect();
    assert!(missing.is_empty(), "no kept input of {target} has: {missing:?}");
}

/// Inputs that were written by hand, with their files' names.
#[cfg(test)]
pub(crate) type Written = Vec<(&'static str, Vec<u8>)>;

/// Fails unless these are among the kept inputs of a target.
#[cfg(test)]
pub(crate) fn assert_written_are_kept(target: &str, written: Written) {
    let kept = kept(target);
    for (name, data) in written {
        let is_kept = kept.iter().any(|(file, bytes)| file.ends_with(name) && *bytes == data);
        assert!(is_kept, "{name} is missing or another: run the ignored tests of `fuzzing::{target}`");
    }
}

/// Writes these to the kept inputs of a target.
#[cfg(test)]
pub(crate) fn keep_written(target: &str, written: Written) {
    for (name, data) in written {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus-kept");
        std::fs::write(format!("{folder}/{target}/{name}"), data).unwrap();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs every kept input of a target, and gives their number.
    fn replay(target: &str, run: fn(&[u8])) -> usize {
        let inputs = kept(target);
        for (file, data) in &inputs {
            // Shown only if the test fails.
            println!("{}", file.display());
            run(data);
        }
        inputs.len()
    }

    #[test]
    fn the_wheel_agrees_with_its_model_on_all_kept_inputs() {
        assert!(replay("wheel", wheel::run) >= 20);
    }

    #[test]
    fn the_scheduler_does_what_its_model_allows_on_all_kept_inputs() {
        assert!(replay("scheduler", scheduler::run) >= 30);
    }

    #[test]
    fn handles_agree_with_their_model_on_all_kept_inputs() {
        assert!(replay("handle", handle::run) >= 30);
    }

    #[test]
    #[should_panic(expected = "no_such_target")]
    fn a_target_without_inputs_is_a_failure() {
        replay("no_such_target", wheel::run);
    }

    #[test]
    fn bytes_that_have_ended_are_zeros() {
        let mut bytes = Bytes(&[1, 2, 3]);
        assert_eq!((bytes.u16(), bytes.is_empty()), (0x201, false));
        assert_eq!((bytes.u64(), bytes.u8(), bytes.is_empty()), (3, 0, true));
    }
}
