//! Models of the protocols in which threads meet.
//!
//! Each test under `tests/` compiles one file of the runtime as it is, with loom's locks and atomics in place of the standard
//! library's, and goes through all interleavings of a small program. Run them with
//! `cargo test --release -p wasi_async_runtime_models`.
