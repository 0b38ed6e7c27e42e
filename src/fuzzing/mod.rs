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
//! The module exists under `cfg(test)` and `cfg(fuzzing)` only; the latter is set by cargo-fuzz. Both make some
//! constants of the engine small, so that short inputs reach the edges.
//!
//! # Invariants
//!
//! - **I1.** `run` depends on its bytes alone: no clock, no threads, no randomness. What failed once fails again.
//! - **I2.** Every sequence of bytes means something. Where they end, [`Bytes`] gives zeros.
//! - **I3.** Kept inputs stay valid: a new operation takes an unused code, for otherwise the old inputs mean other things.
//!
//! # What it leaves to others
//!
//! Behaviour that needs a running runtime is tested through the public API, in `tests/`.

pub mod wheel;

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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::{Path, PathBuf};

    /// Runs every kept input of a target, in order of their names, and gives their number.
    fn replay(target: &str, run: fn(&[u8])) -> usize {
        let folder = corpus().join(target);
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        assert!(!files.is_empty(), "no inputs in {}", folder.display());
        for file in &files {
            // Shown only if the test fails.
            println!("{}", file.display());
            run(&fs::read(file).unwrap());
        }
        files.len()
    }

    /// A WASI program sees the package's folder only as its current directory.
    fn corpus() -> &'static Path {
        let absolute = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus-kept"));
        if absolute.is_dir() { absolute } else { Path::new("fuzz/corpus-kept") }
    }

    #[test]
    fn the_wheel_agrees_with_its_model_on_all_kept_inputs() {
        assert!(replay("wheel", wheel::run) >= 20);
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
