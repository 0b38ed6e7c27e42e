//! The attribute macros of `wasi_async_runtime`, which re-exports them; use them from there.
//!
//! How it works: `args` reads the arguments, `function` the head of the function, `expand` writes what the compiler sees, and `faults` collects
//! what is wrong. The macros decide nothing about running: they emit calls to `wasi_async_runtime::__private`.

mod args;
mod expand;
mod faults;
mod function;

use function::Macro;
use proc_macro::TokenStream;

/// Runs an async `main` on the process-wide runtime.
///
/// The function is called on the thread that started the program, and its future is driven there as
/// `AsyncRuntime::block_on` does it; it need not be `Send`. When it is ready the program ends, and what it spawned ends
/// with it. Whatever a plain `main` may return, this one may: `()`, a `Result` whose error is `Debug`, an `ExitCode`.
/// Attributes, visibility and body stay as they are written.
///
/// The arguments set up the process-wide runtime before it starts:
///
/// | argument | meaning | default |
/// |---|---|---|
/// | `flavor = "workers"` | worker threads that steal work from each other | yes |
/// | `flavor = "current_thread"` | every task runs on the thread of `main` | |
/// | `worker_threads = 4` | how many workers; implies `flavor = "workers"` | the library's |
/// | `start_paused = true` | the simulated clock, which jumps when nothing is ready; implies `flavor = "current_thread"` | `false` |
/// | `rng_seed = 7` | the seed of the runtime's random choices, a `u64` | none: first in, first out |
/// | `crate = ::my_runtime` | the path of a renamed or re-exported library | `::wasi_async_runtime` |
///
/// # Platforms
///
/// - **Native and WASI**: `main` blocks until the future is ready. WASI has one thread, so there `flavor = "workers"` and
///   `worker_threads` are wishes.
/// - **Browser and Node**: `main` starts the future and returns at once; the host's event loop drives it. An error is
///   written to the console. In Node the process then ends with status 1, and pending timers do not keep it alive once
///   the future is ready; in a page other tasks go on.
///
/// # Errors
///
/// A use that cannot work is refused at compile time, with what to write instead: a function that is not `async`, is not
/// called `main`, or has arguments or generics; an unknown or repeated argument, or a value of the wrong kind;
/// `start_paused = true` together with workers; `worker_threads` together with `flavor = "current_thread"`.
///
/// # Panics
///
/// `main` panics when the process-wide runtime cannot be started. A panic of its own future goes on out of `main`, as in
/// any program.
///
/// # Examples
///
/// ```ignore
/// use std::time::Duration;
/// use wasi_async_runtime::{AsyncError, sleep, spawn};
///
/// #[wasi_async_runtime::main]
/// async fn main() -> Result<(), AsyncError> {
///     let answer = spawn(async {
///         sleep(Duration::from_millis(1)).await;
///         42
///     });
///     assert_eq!(answer.await?, 42);
///     Ok(())
/// }
/// ```
///
/// Two workers:
///
/// ```ignore
/// #[wasi_async_runtime::main(worker_threads = 2)]
/// async fn main() {
///     assert_eq!(wasi_async_runtime::spawn(async { 1 }).await.unwrap(), 1);
/// }
/// ```
#[proc_macro_attribute]
pub fn main(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(Macro::Main, arguments.into(), item.into()).into()
}

/// Makes an async function a test with a runtime of its own.
///
/// Each test gets a new runtime, which is shut down when the test's future is ready: what it spawned is aborted and
/// dropped then. The future need not be `Send`. A test returns `()`, a `Result` whose error is `Debug`, or whatever else
/// a plain `#[test]` may return; `#[should_panic]`, `#[ignore]` and other attributes below this one work as they do there.
///
/// A test that names no flavour gets a current-thread runtime. The environment variable
/// `WASI_ASYNC_RUNTIME_TEST_FLAVOR` (`workers` or `current_thread`), read when the test runs, chooses the flavour of all
/// tests that name none, so that one suite can run in both.
///
/// | argument | meaning | default |
/// |---|---|---|
/// | `flavor = "workers"` | worker threads that steal work from each other | |
/// | `flavor = "current_thread"` | every task runs on the thread of the test | yes |
/// | `worker_threads = 4` | how many workers; implies `flavor = "workers"` | the library's |
/// | `start_paused = true` | the simulated clock, which jumps when nothing is ready; implies `flavor = "current_thread"` | `false` |
/// | `rng_seed = 7` | the seed of the runtime's random choices, a `u64` | none: first in, first out |
/// | `crate = ::my_runtime` | the path of a renamed or re-exported library | `::wasi_async_runtime` |
///
/// # Platforms
///
/// - **Native**: all of the above.
/// - **WASI**: one thread, so `flavor = "workers"` and `worker_threads` are wishes. A panic ends the whole test program
///   there, and the standard library skips tests under `#[should_panic]`.
/// - **Browser and Node**: the function becomes a test of `wasm-bindgen-test`, which the package names as a
///   dev-dependency of its own: `wasm-bindgen-test = "0.3.80"`. Plain `#[test]` functions do not run there. An error that
///   the test returns fails it by a panic that shows the error.
///
/// # Errors
///
/// A use that cannot work is refused at compile time, with what to write instead: a function that is not `async`, or has
/// arguments, `self` or generics; a second attribute that makes a test; an unknown or repeated argument, or a value of the
/// wrong kind; `start_paused = true` together with workers; `worker_threads` together with `flavor = "current_thread"`.
///
/// # Panics
///
/// The test panics when its runtime cannot be started, and when `WASI_ASYNC_RUNTIME_TEST_FLAVOR` holds another word. A
/// panic of its own future fails the test.
///
/// # Examples
///
/// ```ignore
/// use std::time::Duration;
/// use wasi_async_runtime::{AsyncError, Instant, sleep, spawn};
///
/// #[wasi_async_runtime::test]
/// async fn a_task_gives_its_output() -> Result<(), AsyncError> {
///     assert_eq!(spawn(async { 1 }).await?, 1);
///     Ok(())
/// }
///
/// #[wasi_async_runtime::test(start_paused = true)]
/// async fn a_day_passes_at_once() {
///     let start = Instant::now();
///     sleep(Duration::from_secs(86_400)).await;
///     assert_eq!(start.elapsed(), Duration::from_secs(86_400));
/// }
///
/// #[wasi_async_runtime::test(flavor = "workers", worker_threads = 2)]
/// #[should_panic(expected = "lost")]
/// async fn a_panic_fails_the_test() {
///     panic!("lost");
/// }
/// ```
#[proc_macro_attribute]
pub fn test(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(Macro::Test, arguments.into(), item.into()).into()
}
