//! The timing wheel against a sorted map. See `src/fuzzing/wheel.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| wasi_async_runtime::fuzzing::wheel::run(data));
