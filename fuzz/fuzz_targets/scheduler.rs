//! Arbitrary programs of tasks against a model of what the runtime may do. See `src/fuzzing/scheduler.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| wasi_async_runtime::fuzzing::scheduler::run(data));
