//! Every order of operations on handles, against a model of the states of a task. See `src/fuzzing/handle.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| wasi_async_runtime::fuzzing::handle::run(data));
