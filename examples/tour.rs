//! What the runtime does, one line each, and what this machine measures beside the specification's numbers.
//!
//! The same program runs natively, under WASI, in Node and in a page:
//!
//! ```text
//! cargo run --release --example tour
//! cargo xtask tour --target wasip1          # or wasip1-node, node, page
//! ```

use futures_lite::{AsyncReadExt, AsyncWriteExt};
use std::cell::Cell;
use std::fmt::Display;
use std::io::ErrorKind;
use std::rc::Rc;
use std::time::Duration;
use wasi_async_runtime::net::{TcpListener, TcpStream};
use wasi_async_runtime::{
    AsyncError, AsyncRuntime, Instant, TaskHandle, sleep, spawn, spawn_blocking, spawn_local, timeout, yield_now,
};

const MS: Duration = Duration::from_millis(1);
const HOUR: Duration = Duration::from_secs(3600);

#[wasi_async_runtime::main]
async fn main() -> Result<(), AsyncError> {
    let start = Instant::now();
    let platform = platform::find();
    let threads = match AsyncRuntime::metrics().workers() {
        1 => "one thread".into(),
        workers => format!("{workers} threads that steal work from each other"),
    };
    out::line(format!("wasi_async_runtime {}: {threads}", platform.name));
    out::line("");

    show("spawn, join", spawn_and_join().await?);
    show("sleep", sleeping().await);
    show("timeout", timing_out().await);
    show("abort", aborting().await);
    show("blocking work", blocking_work().await?);
    show("local tasks", local_tasks().await?);
    show("TCP", tcp().await?);
    show("panic", panicking().await);

    out::line("");
    table(&platform).await?;
    out::line("");
    out::line(format!("tour finished in {:.1} s", start.elapsed().as_secs_f64()));
    Ok(())
}

fn show(what: &str, happened: impl Display) {
    out::line(format!("{what:<14} {happened}"));
}

// What it does.

async fn spawn_and_join() -> Result<String, AsyncError> {
    let tasks: Vec<TaskHandle<u64>> = (1..=3).map(|n| spawn(async move { n * n })).collect();
    let mut sum = 0;
    for task in tasks {
        sum += task.await?;
    }
    Ok(format!("three tasks gave 1 + 4 + 9 = {sum}"))
}

async fn sleeping() -> String {
    let start = Instant::now();
    let sleepers: Vec<_> = (0..1000).map(|_| spawn(sleep(20 * MS))).collect();
    for sleeper in sleepers {
        let _ = sleeper.await;
    }
    format!("1000 tasks slept 20 ms at the same time, which took {:.1} ms", millis(start.elapsed()))
}

async fn timing_out() -> String {
    match timeout(10 * MS, sleep(HOUR)).await {
        Ok(()) => "an hour has passed".into(),
        Err(error) => format!("an hour's sleep under a limit of 10 ms: {error}"),
    }
}

async fn aborting() -> String {
    let task = spawn(sleep(HOUR));
    task.abort();
    match task.await {
        Ok(()) => "an hour has passed".into(),
        Err(error) => format!("the task gives an error: {error}"),
    }
}

async fn blocking_work() -> Result<String, AsyncError> {
    let primes = spawn_blocking(|| {
        let is_prime = |n: &u32| (2..).take_while(|d| d * d <= *n).all(|d| !n.is_multiple_of(d));
        (2..200_000).filter(is_prime).count()
    });
    let mut ticks = 0;
    while !primes.is_finished() {
        ticks += 1;
        yield_now().await;
    }
    let meanwhile = match ticks {
        0 | 1 => "on its turn, for there is one thread only".into(),
        n => format!("while this task had {n} turns"),
    };
    Ok(format!("{} primes below 200000 were found {meanwhile}", primes.await?))
}

async fn local_tasks() -> Result<String, AsyncError> {
    let shared = Rc::new(Cell::new(0)); // not Send
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let shared = shared.clone();
            spawn_local(async move {
                let seen = shared.get();
                shared.set(seen + 1);
            })
        })
        .collect();
    for task in tasks {
        task.await?;
    }
    Ok(format!("100 tasks on this thread counted an Rc<Cell> to {}", shared.get()))
}

async fn tcp() -> Result<String, AsyncError> {
    let listener = match TcpListener::bind("127.0.0.1:0").await {
        Err(error) if error.kind() == ErrorKind::Unsupported => return Ok(format!("none here: {error}")),
        bound => bound?,
    };
    let address = listener.local_addr()?;
    let server = spawn(async move {
        let (mut stream, _) = listener.accept().await?;
        let mut word = [0; 4];
        stream.read_exact(&mut word).await?;
        stream.write_all(&word).await
    });
    let mut stream = TcpStream::connect(address).await?;
    let (start, mut word) = (Instant::now(), [0; 4]);
    stream.write_all(b"ping").await?;
    stream.read_exact(&mut word).await?;
    let took = nanos(start.elapsed()) / 1e3;
    server.await??;
    Ok(format!("a task sent {:?} back over {address}, there and back in {took:.0} µs", String::from_utf8_lossy(&word)))
}

async fn panicking() -> String {
    if cfg!(not(panic = "unwind")) {
        return "panics end the program on this platform, so none is shown".into();
    }
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| ())); // the message is shown below
    let result = spawn(async { panic!("lost the map") }).await;
    std::panic::set_hook(hook);
    match result {
        Ok(()) => "nothing happened".into(),
        Err(error) => format!("caught, and everything else goes on: {error}"),
    }
}

// What it takes.

async fn table(platform: &platform::Platform) -> Result<(), AsyncError> {
    // In a task, for tasks are what spawns and switches most.
    let spawning = spawn(spawn_time()).await??;
    let switching = switch_time().await?;
    let late = lateness().await;
    let memory = memory_of_a_task().await;
    let spec = &platform.spec;
    let rows = [
        ["", "measured here", "the specification's number"],
        ["spawn a task and join it", &format!("{spawning:.0} ns"), spec.spawn],
        ["switch between 1000 tasks", &format!("{switching:.0} ns"), spec.switch],
        ["a sleep of 5 ms ends late by", &format!("{late:.0} µs"), spec.sleep],
        ["memory of a sleeping task", &memory.map_or("-".into(), |bytes| format!("{bytes:.0} bytes")), spec.capacity],
    ];
    for [what, here, spec] in rows {
        out::line(format!("{what:<30} {here:>14}   {spec}").trim_end());
    }
    Ok(())
}

/// Nanoseconds for a task from its spawn to its join, the median of some rounds.
async fn spawn_time() -> Result<f64, AsyncError> {
    const TASKS: u32 = 1000;
    let mut rounds = Vec::new();
    for _ in 0..50 {
        let start = Instant::now();
        let tasks: Vec<_> = (0..TASKS).map(|n| spawn(async move { n })).collect();
        for task in tasks {
            task.await?;
        }
        rounds.push(nanos(start.elapsed()) / f64::from(TASKS));
    }
    Ok(median(rounds))
}

/// Nanoseconds from one task to the next on one thread, each of which yields.
async fn switch_time() -> Result<f64, AsyncError> {
    const TASKS: u32 = 1000;
    const YIELDS: u32 = 500;
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            spawn_local(async {
                for _ in 0..YIELDS {
                    yield_now().await;
                }
            })
        })
        .collect();
    yield_now().await; // all have started
    let start = Instant::now();
    for task in tasks {
        task.await?;
    }
    Ok(nanos(start.elapsed()) / f64::from(TASKS * YIELDS))
}

/// By how many microseconds sleeps are late, in the median.
async fn lateness() -> f64 {
    let length = 5 * MS;
    let mut late = Vec::new();
    for _ in 0..41 {
        let start = Instant::now();
        sleep(length).await;
        late.push(nanos(start.elapsed() - length) / 1e3);
    }
    median(late)
}

/// Bytes for a task that sleeps, with its timer and its handle.
async fn memory_of_a_task() -> Option<f64> {
    const TASKS: usize = 100_000;
    let before = memory::in_use()?;
    let mut tasks = Vec::with_capacity(TASKS);
    for _ in 0..TASKS / 1000 {
        tasks.extend((0..1000).map(|_| spawn(sleep(HOUR))));
        yield_now().await;
    }
    sleep(5 * MS).await; // each has been polled and sleeps
    let bytes = memory::in_use()?.saturating_sub(before);
    for task in tasks {
        task.abort();
        let _ = task.await;
    }
    Some(bytes as f64 / TASKS as f64)
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

fn nanos(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e9
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

mod platform {
    //! Where the tour runs, and the specification's section "Performance Characteristics" for it.

    pub(crate) struct Platform {
        pub(crate) name: &'static str,
        pub(crate) spec: Spec,
    }

    pub(crate) struct Spec {
        pub(crate) spawn: &'static str,
        pub(crate) switch: &'static str,
        pub(crate) sleep: &'static str,
        pub(crate) capacity: &'static str,
    }

    const NATIVE: Spec = Spec {
        spawn: "~1-2 microseconds",
        switch: "~100 nanoseconds",
        sleep: "sub-millisecond",
        capacity: "(millions of concurrent tasks)",
    };
    const WASI: Spec = Spec {
        spawn: "similar to native",
        switch: "~100 nanoseconds",
        sleep: "depends on WASI runtime",
        capacity: "(same as native)",
    };
    const BROWSER: Spec = Spec {
        spawn: "~10-100 microseconds (depends on browser)",
        switch: "depends on event loop",
        sleep: "4-15ms (browser throttling)",
        capacity: "(limited by browser heap)",
    };

    pub(crate) fn find() -> Platform {
        if cfg!(target_os = "wasi") {
            Platform { name: "under WASI", spec: WASI }
        } else if cfg!(all(target_family = "wasm", target_os = "unknown")) {
            Platform { name: super::out::host(), spec: BROWSER }
        } else {
            Platform { name: "natively", spec: NATIVE }
        }
    }
}

mod memory {
    //! How many bytes the program has in use.

    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn in_use() -> Option<usize> {
        const PAGE: usize = 4096; // where /proc exists and this is wrong, the figure is, too
        let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
        let resident: usize = pages.split(' ').nth(1)?.parse().ok()?;
        Some(resident * PAGE)
    }

    #[cfg(target_family = "wasm")]
    pub(crate) fn in_use() -> Option<usize> {
        const PAGE: usize = 64 * 1024;
        Some(core::arch::wasm32::memory_size::<0>() * PAGE)
    }
}

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
mod out {
    //! Standard output.

    pub(crate) fn line(text: impl AsRef<str>) {
        println!("{}", text.as_ref());
    }

    pub(crate) fn host() -> &'static str {
        "no host"
    }
}

#[cfg(all(target_family = "wasm", target_os = "unknown"))]
mod out {
    //! The console, and the page where there is one: `println!` goes nowhere here.

    use js_sys::{Function, Reflect};
    use wasm_bindgen::prelude::*;

    pub(crate) fn line(text: impl AsRef<str>) {
        let text = JsValue::from_str(text.as_ref());
        call(&global("console"), "log", &text);
        show(&text);
    }

    /// Adds the line to the page, unless that shows its console itself, in an element `output`.
    fn show(text: &JsValue) {
        let document = global("document");
        let body = get(&document, "body");
        if !body.is_object() || call(&document, "getElementById", &"output".into()).is_object() {
            return;
        }
        let mut list = call(&document, "querySelector", &"pre".into());
        if !list.is_object() {
            list = call(&document, "createElement", &"pre".into());
            call(&body, "append", &list);
        }
        call(&list, "append", text);
        call(&list, "append", &"\n".into());
    }

    pub(crate) fn host() -> &'static str {
        match (global("document").is_object(), global("process").is_object()) {
            (true, _) => "in a page",
            (_, true) => "in Node",
            _ => "in a worker",
        }
    }

    fn global(name: &str) -> JsValue {
        get(&js_sys::global(), name)
    }

    fn get(object: &JsValue, name: &str) -> JsValue {
        Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
    }

    fn call(object: &JsValue, name: &str, argument: &JsValue) -> JsValue {
        let function = get(object, name).dyn_into::<Function>();
        function.and_then(|function| function.call1(object, argument)).unwrap_or(JsValue::UNDEFINED)
    }
}
