//! From names of asyncio to names of the runtime: the one table.
//!
//! # How it works
//!
//! A row is a name of asyncio, how a use of it is written in Rust, with a place for each argument, and what that needs imported. The
//! functions fill the places; [`AsyncioMapping::get_imports`] looks for the names in snippets of Python, through the parser, and gathers what
//! their rows need. The code is that of hand-written Rust on the runtime's own tasks, in whose order of events CPython's is not kept; a
//! whole program is translated to the types of `wasi_async_runtime::asyncio` instead.

use crate::diagnostic::Diagnostics;
use crate::parse::parse;
use crate::walk;
use std::time::Duration;

/// A name of asyncio in Rust.
struct Row {
    python: &'static str,
    /// With `{}` for the arguments.
    rust: &'static str,
    imports: &'static [&'static str],
}

const RUNTIME: &str = "use crate::wasi_async_runtime::AsyncRuntime;";
const SPAWN: &str = "use crate::wasi_async_runtime::spawn;";
const SLEEP: &str = "use crate::wasi_async_runtime::sleep;";
const TIMEOUT: &str = "use crate::wasi_async_runtime::timeout;";
const CHANNEL: &str = "use crate::wasi_async_runtime::channel::mpsc;";
const MUTEX: &str = "use crate::wasi_async_runtime::sync::Mutex;";
const NOTIFY: &str = "use crate::wasi_async_runtime::sync::Notify;";
const SEMAPHORE: &str = "use crate::wasi_async_runtime::sync::Semaphore;";
const ARC: &str = "use std::sync::Arc;";
const DURATION: &str = "use std::time::Duration;";

/// The order is that of the imports.
const TABLE: [Row; 9] = [
    Row { python: "run", rust: "AsyncRuntime::block_on(async { {}.await })", imports: &[RUNTIME] },
    Row { python: "create_task", rust: "let {} = spawn(async { {}.await });", imports: &[SPAWN] },
    Row { python: "sleep", rust: "sleep({})", imports: &[SLEEP, DURATION] },
    Row { python: "gather", rust: "futures::join!({})", imports: &[] },
    Row { python: "wait_for", rust: "timeout({}, {}).await?", imports: &[TIMEOUT, DURATION] },
    Row { python: "Queue", rust: "mpsc::unbounded_channel()", imports: &[CHANNEL] },
    Row { python: "Lock", rust: "Mutex::new(())", imports: &[MUTEX] },
    Row { python: "Semaphore", rust: "Semaphore::new({})", imports: &[SEMAPHORE] },
    Row { python: "Event", rust: "Arc::new(Notify::new())", imports: &[NOTIFY, ARC] },
];

fn row(python: &str) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.python == python)
}

/// The Rust of a name with its places filled, from left to right.
fn filled(python: &str, arguments: &[&str]) -> String {
    let mut pieces = row(python).map_or("", |row| row.rust).split("{}");
    let mut code = pieces.next().unwrap_or_default().to_owned();
    for (argument, piece) in arguments.iter().zip(pieces) {
        code.push_str(argument);
        code.push_str(piece);
    }
    code
}

/// A number of seconds as the expression of a `Duration`. What is negative or no number is no time, as for asyncio; what is too long for a
/// `Duration` is the longest.
fn duration(seconds: f64) -> String {
    let seconds = seconds.max(0.0);
    match Duration::try_from_secs_f64(seconds) {
        Ok(_) => format!("Duration::from_secs_f64({seconds:?})"),
        Err(_) => "Duration::MAX".to_owned(),
    }
}

/// `asyncio.run(coroutine)`.
///
/// # Examples
///
/// ```
/// use py_to_rust_asyncio::translate_asyncio_run;
///
/// assert_eq!(translate_asyncio_run("main()"), "AsyncRuntime::block_on(async { main().await })");
/// ```
pub fn translate_asyncio_run(coroutine: &str) -> String {
    filled("run", &[coroutine])
}

/// `asyncio.sleep(seconds)`: a future, to be awaited where Python awaits it.
///
/// # Examples
///
/// ```
/// use py_to_rust_asyncio::translate_asyncio_sleep;
///
/// assert_eq!(translate_asyncio_sleep(1.5), "sleep(Duration::from_secs_f64(1.5))");
/// ```
pub fn translate_asyncio_sleep(seconds: f64) -> String {
    filled("sleep", &[&duration(seconds)])
}

/// `variable = asyncio.create_task(coroutine)`.
///
/// # Examples
///
/// ```
/// use py_to_rust_asyncio::translate_create_task;
///
/// let code = translate_create_task("fetch_data()", "task");
/// assert_eq!(code, "let task = spawn(async { fetch_data().await });");
/// ```
pub fn translate_create_task(coroutine: &str, variable: &str) -> String {
    filled("create_task", &[variable, coroutine])
}

/// `asyncio.gather(*awaitables)`: their results as a tuple, when all are there.
///
/// # Examples
///
/// ```
/// use py_to_rust_asyncio::translate_gather;
///
/// assert_eq!(translate_gather(&["t1", "t2"]), "futures::join!(t1, t2)");
/// ```
pub fn translate_gather(awaitables: &[&str]) -> String {
    filled("gather", &[&awaitables.join(", ")])
}

/// `await asyncio.wait_for(awaitable, timeout=seconds)`.
///
/// # Examples
///
/// ```
/// use py_to_rust_asyncio::translate_wait_for;
///
/// assert_eq!(translate_wait_for("aw", 5.0), "timeout(Duration::from_secs(5), aw).await?");
/// assert_eq!(translate_wait_for("aw", 0.25), "timeout(Duration::from_secs_f64(0.25), aw).await?");
/// ```
pub fn translate_wait_for(awaitable: &str, seconds: f64) -> String {
    // 2^53: up to there every whole number is one as a float, too.
    let is_whole = seconds.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&seconds);
    let limit = if is_whole { format!("Duration::from_secs({seconds:.0})") } else { duration(seconds) };
    filled("wait_for", &[&limit, awaitable])
}

/// `asyncio.Queue()`: the two ends of a channel.
///
/// # Examples
///
/// ```
/// assert_eq!(py_to_rust_asyncio::translate_queue(), "mpsc::unbounded_channel()");
/// ```
pub fn translate_queue() -> String {
    filled("Queue", &[])
}

/// `asyncio.Lock()`.
///
/// # Examples
///
/// ```
/// assert_eq!(py_to_rust_asyncio::translate_lock(), "Mutex::new(())");
/// ```
pub fn translate_lock() -> String {
    filled("Lock", &[])
}

/// `asyncio.Semaphore(permits)`.
///
/// # Examples
///
/// ```
/// assert_eq!(py_to_rust_asyncio::translate_semaphore(3), "Semaphore::new(3)");
/// ```
pub fn translate_semaphore(permits: usize) -> String {
    filled("Semaphore", &[&permits.to_string()])
}

/// `asyncio.Event()`, for several tasks.
///
/// # Examples
///
/// ```
/// assert_eq!(py_to_rust_asyncio::translate_event(), "Arc::new(Notify::new())");
/// ```
pub fn translate_event() -> String {
    filled("Event", &[])
}

/// What uses of asyncio need in Rust.
#[derive(Clone, Copy, Debug)]
pub struct AsyncioMapping;

impl AsyncioMapping {
    /// The lines that import what the names of asyncio in these snippets become, each once. A snippet that is no Python, or uses nothing
    /// that needs an import, adds none.
    ///
    /// # Examples
    ///
    /// ```
    /// use py_to_rust_asyncio::AsyncioMapping;
    ///
    /// let imports = AsyncioMapping::get_imports(&["asyncio.run(main())", "asyncio.sleep(1)"]);
    /// assert_eq!(imports[0], "use crate::wasi_async_runtime::AsyncRuntime;");
    /// assert_eq!(imports[1..], ["use crate::wasi_async_runtime::sleep;", "use std::time::Duration;"]);
    /// ```
    pub fn get_imports(snippets: &[&str]) -> Vec<String> {
        let used: Vec<String> = snippets.iter().flat_map(|snippet| names_of_asyncio(snippet)).collect();
        let rows = TABLE.iter().filter(|row| used.iter().any(|name| name == row.python));
        let mut imports: Vec<String> = Vec::new();
        for import in rows.flat_map(|row| row.imports) {
            if !imports.iter().any(|known| known == import) {
                imports.push((*import).to_owned());
            }
        }
        // Those of the runtime before those of the standard library, as rustfmt has them.
        imports.sort_by_key(|import| import.starts_with("use std::"));
        imports
    }
}

/// The attributes of the name `asyncio` in a snippet.
fn names_of_asyncio(snippet: &str) -> Vec<String> {
    let mut diagnostics = Diagnostics::default();
    let Some(module) = parse(snippet, &mut diagnostics) else { return Vec::new() };
    let mut names = Vec::new();
    walk::attributes(&module.body, &mut |of, name| {
        if of == "asyncio" {
            names.push(name.to_owned());
        }
    });
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_no_duration_has_are_none_or_the_longest() {
        assert_eq!(translate_asyncio_sleep(-1.0), "sleep(Duration::from_secs_f64(0.0))");
        assert_eq!(translate_asyncio_sleep(f64::NAN), "sleep(Duration::from_secs_f64(0.0))");
        assert_eq!(translate_asyncio_sleep(1e300), "sleep(Duration::MAX)");
        assert_eq!(translate_wait_for("x", f64::INFINITY), "timeout(Duration::MAX, x).await?");
        assert_eq!(translate_wait_for("x", 1e19), "timeout(Duration::from_secs_f64(1e19), x).await?");
    }

    #[test]
    fn imports_are_found_through_the_parser() {
        let imports = |snippet| AsyncioMapping::get_imports(&[snippet]);
        assert_eq!(imports("print('asyncio.run')"), Vec::<String>::new());
        assert_eq!(imports("asyncio.run("), Vec::<String>::new());
        assert_eq!(imports("x = [asyncio.Event() for _ in y]"), [NOTIFY, ARC]);
        assert_eq!(
            imports("async def f():\n    await asyncio.wait_for(g(asyncio.Lock()), 1)"),
            [TIMEOUT, MUTEX, DURATION]
        );
        assert_eq!(
            imports("asyncio.create_task(f()); asyncio.Queue(); asyncio.Semaphore(2)"),
            [SPAWN, CHANNEL, SEMAPHORE]
        );
    }
}
