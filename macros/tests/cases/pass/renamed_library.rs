//! The library under another name, and arguments that come through a macro.
#![deny(warnings)]

mod facade {
    pub use wasi_async_runtime as rt;
}

macro_rules! program {
    ($seed:literal, $output:ty) => {
        #[facade::rt::main(crate = crate::facade::rt, rng_seed = $seed)]
        async fn main() -> $output {
            facade::rt::yield_now().await;
        }
    };
}

program!(7, ());
