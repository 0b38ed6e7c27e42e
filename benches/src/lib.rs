//! The benches of `wasi_async_runtime` stand in `benches/`.
