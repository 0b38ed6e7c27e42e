//! Random programs: carried out on our types, they print what CPython 3.11 printed for the same programs. `cargo xtask asyncio-diff` makes
//! others and asks CPython; what it has recorded is compared here, on every platform. Both run under a clock that jumps.
#![cfg(feature = "asyncio")]

#[path = "asyncio_diff/form.rs"]
mod form;
#[path = "asyncio_diff/generate.rs"]
mod generate;
#[path = "asyncio_diff/interpret.rs"]
mod interpret;
#[path = "asyncio_diff/python.rs"]
mod python;
#[path = "asyncio_diff/values.rs"]
mod values;

use std::fs::File;
use std::io::Write as _;
use std::ops::Range;

/// What CPython printed for programs, each after a line `#### SEED`: `cargo xtask asyncio-diff --record`.
const RECORDED: &str = include_str!("asyncio_diff/recorded.txt");

/// The program of a seed prints this here.
async fn printed(seed: u64) -> String {
    interpret::output(generate::program(seed)).await
}

/// With the variable ASYNCIO_DIFF_SEEDS it is what `cargo xtask asyncio-diff` runs natively, and compares nothing itself.
#[wasi_async_runtime::test(start_paused = true)]
async fn random_programs_print_what_cpython_printed() {
    if let (Some(seeds), Ok(file)) = (asked(), std::env::var("ASYNCIO_DIFF_OUT")) {
        let mut out = File::create(file).expect("the file of ASYNCIO_DIFF_OUT can be made");
        for seed in seeds {
            // One by one: so the last is known where the next one ends all.
            write!(out, "#### {seed}\n{}", printed(seed).await).expect("the file of ASYNCIO_DIFF_OUT takes it");
        }
        return;
    }
    for recorded in RECORDED.split("#### ").skip(1) {
        let (seed, expected) = recorded.split_once('\n').expect("a program's output follows its seed");
        let seed = seed.parse().expect("a seed is a number");
        let printed = printed(seed).await;
        let source = || python::source(&generate::program(seed));
        assert!(printed == expected, "{}\nprinted\n{printed}\nand not\n{expected}", source());
    }
}

/// Reads "7..107".
fn asked() -> Option<Range<u64>> {
    let asked = std::env::var("ASYNCIO_DIFF_SEEDS").ok()?;
    let (first, end) = asked.split_once("..")?;
    Some(first.parse().ok()?..end.parse().ok()?)
}
