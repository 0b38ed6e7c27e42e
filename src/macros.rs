//! What the attribute macros expand to. Not part of the public interface.
//!
//! # How it works
//!
//! A macro passes its arguments and the user's `async fn` here; everything that is decided is decided here. In a browser the
//! future's output cannot go through `Termination`, which prints to a stream that does not exist there: the macro passes a
//! function that turns the output into an exit code or a text.

use crate::error::AsyncError;
use crate::runtime::{AsyncRuntime, Builder, Runtime};
use std::fmt::Debug;
use std::future::Future;
use std::process::{ExitCode, Termination};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavor {
    Workers,
    CurrentThread,
}

#[derive(Clone, Copy, Debug)]
pub struct Options {
    pub flavor: Option<Flavor>,
    pub worker_threads: Option<usize>,
    pub start_paused: bool,
    pub rng_seed: Option<u64>,
}

/// The variable that chooses the flavour of tests that name none.
const TEST_FLAVOR: &str = "WASI_ASYNC_RUNTIME_TEST_FLAVOR";

impl Options {
    fn builder(self, default: Flavor) -> Builder {
        let mut builder = AsyncRuntime::builder().start_paused(self.start_paused);
        if self.flavor.unwrap_or(default) == Flavor::CurrentThread {
            builder = builder.current_thread();
        }
        if let Some(workers) = self.worker_threads {
            builder = builder.worker_threads(workers);
        }
        if let Some(seed) = self.rng_seed {
            builder = builder.rng_seed(seed);
        }
        builder
    }

    fn test_runtime(self, path: &str) -> Runtime {
        let default = match std::env::var(TEST_FLAVOR) {
            Ok(word) if word == "workers" => Flavor::Workers,
            Ok(word) if word == "current_thread" || word.is_empty() => Flavor::CurrentThread,
            Ok(word) => panic!("{TEST_FLAVOR} must be `workers` or `current_thread`, not `{word}`"),
            Err(_) => Flavor::CurrentThread,
        };
        match self.builder(default).build() {
            Ok(runtime) => runtime,
            Err(error) => panic!("the runtime of the test {path} did not start: {error}"),
        }
    }
}

/// Sets up the process-wide runtime as the arguments of `main` say.
fn init(options: Options) {
    if let Err(error) = options.builder(Flavor::Workers).init() {
        panic!("the runtime of `main` did not start: {error}");
    }
}

pub fn main<F, Fut>(options: Options, main: F) -> Fut::Output
where
    F: FnOnce() -> Fut,
    Fut: Future,
{
    init(options);
    AsyncRuntime::block_on(main())
}

pub fn test<F, Fut>(options: Options, path: &str, test: F) -> Fut::Output
where
    F: FnOnce() -> Fut,
    Fut: Future,
{
    options.test_runtime(path).block_on(test())
}

pub type ReportFn<T> = fn(Outcome<T>) -> Result<ExitCode, String>;

pub fn main_hosted<F, Fut>(options: Options, main: F, report: ReportFn<Fut::Output>)
where
    F: FnOnce() -> Fut,
    Fut: Future + 'static,
    Fut::Output: 'static,
{
    init(options);
    let main = main();
    crate::task::spawn_local(async move {
        let failed = match report(Outcome(main.await)) {
            Ok(code) if code == ExitCode::SUCCESS => None,
            Ok(code) => Some(format!("main ended with {code:?}")),
            Err(text) => Some(format!("Error: {text}")),
        };
        crate::sys::host::main_ended(failed);
    })
    .detach();
}

pub async fn test_hosted<F, Fut>(options: Options, path: &str, test: F, report: ReportFn<Fut::Output>)
where
    F: FnOnce() -> Fut,
    Fut: Future + 'static,
    Fut::Output: 'static,
{
    let runtime = options.test_runtime(path);
    let ended = runtime.handle().spawn_local(test()).join().await;
    match ended.map(|output| report(Outcome(output))) {
        Ok(Ok(code)) if code == ExitCode::SUCCESS => {}
        Ok(Ok(code)) => panic!("the test {path} ended with {code:?}"),
        Ok(Err(text)) => panic!("the test {path} failed: {text}"),
        Err(failure) if failure.is_panic() => failure.resume_unwind(),
        Err(failure) => panic!("the test {path}: {}", AsyncError::from(failure)),
    }
}

#[derive(Debug)]
pub struct Outcome<T>(pub T);

/// Inherent, so that it wins over the trait.
impl<T: Termination, E: Debug> Outcome<Result<T, E>> {
    pub fn report(self) -> Result<ExitCode, String> {
        match self.0 {
            Ok(value) => Ok(value.report()),
            Err(error) => Err(format!("{error:?}")),
        }
    }
}

pub trait Report<T> {
    fn report(self) -> Result<ExitCode, String>
    where
        T: Returned;
}

impl<T> Report<T> for Outcome<T> {
    fn report(self) -> Result<ExitCode, String>
    where
        T: Returned,
    {
        Ok(self.0.report())
    }
}

#[diagnostic::on_unimplemented(
    message = "`main` and tests cannot return `{Self}`",
    label = "write `()`, an `ExitCode`, or a `Result` whose error implements `Debug`"
)]
pub trait Returned: Termination {}

#[diagnostic::do_not_recommend]
impl<T: Termination> Returned for T {}
