//! A module for pages and Node whose functions start tasks: JavaScript calls them and awaits their promises. `tests/programs/run.mjs` does so in
//! two instances at once, and after traps.

fn main() {}

#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub mod exports {
    //! The functions.

    use futures_lite::AsyncReadExt;
    use std::time::Duration;
    use wasi_async_runtime::{
        AsyncError, AsyncRuntime, Instant, io, js, sleep, spawn, spawn_local, timeout, yield_now,
    };
    use wasm_bindgen::prelude::*;

    /// Runs some tasks that yield and sleep, and says what they gave.
    #[wasm_bindgen]
    pub async fn run(tasks: u32, ms: u32) -> String {
        let length = Duration::from_millis(ms.into());
        let tasks: Vec<_> = (0..tasks)
            .map(|n| {
                spawn(async move {
                    let start = Instant::now();
                    yield_now().await;
                    sleep(length).await;
                    assert!(start.elapsed() >= length);
                    n
                })
            })
            .collect();
        let mut sum = 0;
        for task in tasks {
            match timeout(Duration::from_secs(10), task).await {
                Ok(Ok(n)) => sum += n,
                Ok(Err(error)) | Err(error) => return error.to_string(),
            }
        }
        format!("the tasks gave {sum}")
    }

    /// Spawns a task that traps on its turn: a panic does not unwind here.
    #[wasm_bindgen]
    pub fn trap_in_a_task() {
        spawn_local(async { panic!("a task has lost its way") }).detach();
    }

    /// Traps in the call itself, outside of every task.
    #[wasm_bindgen]
    pub fn trap_in_the_call() {
        panic!("a call has lost its way");
    }

    /// Says what a task gives.
    #[wasm_bindgen]
    pub async fn spawn_and_join() -> String {
        shown(spawn(async { 7 }).await)
    }

    /// Says what a local task gives.
    #[wasm_bindgen]
    pub async fn spawn_local_and_join() -> String {
        shown(spawn_local(async { 7 }).await)
    }

    /// Says what a task of a new runtime gives.
    #[wasm_bindgen]
    pub async fn build_and_join() -> String {
        match AsyncRuntime::builder().build() {
            Ok(runtime) => shown(runtime.handle().spawn(async { 7 }).await),
            Err(error) => shown(Err(error)),
        }
    }

    /// A promise of a task that sleeps; the signal, if there is one, ends it.
    #[wasm_bindgen]
    pub fn promise_of_a_sleep(ms: u32, signal: JsValue) -> js_sys::Promise {
        let task = spawn(async move {
            sleep(Duration::from_millis(ms.into())).await;
            ms
        });
        js::to_promise(js::abort_on(task, signal))
    }

    /// What `work` gives for a signal, or the name of what it rejects with; gives it up after some time, and fires the signal then.
    #[wasm_bindgen]
    pub async fn give_up(work: js_sys::Function, ms: u32) -> String {
        let working = js::with_abort_signal(|signal| js::from_promise(work.call1(&JsValue::NULL, &signal).unwrap()));
        match timeout(Duration::from_millis(ms.into()), working).await {
            Ok(Ok(value)) => format!("{value:?}"),
            Ok(Err(rejection)) => rejection.to_string(),
            Err(error) => error.to_string(),
        }
    }

    /// Reads what comes on the standard input within some time, or says what is wrong.
    #[wasm_bindgen]
    pub async fn read_within(ms: u32) -> String {
        let mut buf = [0; 64];
        match timeout(Duration::from_millis(ms.into()), io::stdin().read(&mut buf)).await {
            Ok(Ok(read)) => String::from_utf8_lossy(&buf[..read]).into_owned(),
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        }
    }

    /// Reads two bytes of the standard input at most.
    #[wasm_bindgen]
    pub async fn read_two() -> Vec<u8> {
        let mut buf = [0; 2];
        let read = io::stdin().read(&mut buf).await.unwrap_or(0);
        buf[..read].to_vec()
    }

    /// Reads in a task that goes on after the call, and traps where `trap` says so.
    #[wasm_bindgen]
    pub fn read_on(trap: bool) {
        spawn(async { io::stdin().read(&mut [0; 64]).await }).detach();
        if trap {
            spawn_local(async {
                sleep(Duration::from_millis(10)).await;
                panic!("a task has lost its way");
            })
            .detach();
        }
    }

    fn shown(result: Result<i32, AsyncError>) -> String {
        match result {
            Ok(n) => format!("{n}"),
            Err(AsyncError::Runtime(text)) => format!("Runtime: {text}"),
            Err(error) => format!("{error:?}"),
        }
    }
}
