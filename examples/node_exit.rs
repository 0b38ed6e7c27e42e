//! How a program ends: in Node by itself once `main` is done, whatever its tasks still wait for. `tests/programs/run.mjs` checks it.
//!
//! The first argument says what is left behind: `sleeping`, `ticking` or `busy` tasks; `waiting` leaves nothing, but `main` takes a
//! while; `error` lets `main` fail.

use std::time::Duration;
use wasi_async_runtime::{AsyncError, interval, sleep, spawn, yield_now};

const HOUR: Duration = Duration::from_secs(3600);

#[wasi_async_runtime::main]
async fn main() -> Result<(), AsyncError> {
    match argument().as_deref() {
        Some("sleeping") => spawn(sleep(HOUR)).detach(),
        Some("ticking") => spawn(async {
            let mut ticks = interval(Duration::from_millis(1));
            loop {
                ticks.tick().await;
            }
        })
        .detach(),
        Some("busy") => spawn(async {
            loop {
                yield_now().await;
            }
        })
        .detach(),
        Some("error") => return Err(AsyncError::Other("the map is lost".into())),
        _ => {}
    }
    sleep(Duration::from_millis(100)).await;
    print("main has ended");
    Ok(())
}

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
fn argument() -> Option<String> {
    std::env::args().nth(1)
}

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
fn print(line: &str) {
    println!("{line}");
}

#[cfg(all(target_family = "wasm", target_os = "unknown"))]
fn argument() -> Option<String> {
    let get = |object, name: &str| js_sys::Reflect::get(&object, &name.into()).ok();
    get(get(get(js_sys::global().into(), "process")?, "argv")?, "2")?.as_string()
}

#[cfg(all(target_family = "wasm", target_os = "unknown"))]
fn print(line: &str) {
    use wasm_bindgen::prelude::*;
    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = console, js_name = log)]
        fn console_log(text: &str);
    }
    console_log(line);
}
