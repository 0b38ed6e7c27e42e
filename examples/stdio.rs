//! What goes in and out of a program by its standard streams, and how that ends, in Node above all. `tests/programs/run.mjs` checks it.
//!
//! The first argument says what is done: `upper` gives lines back in upper case, `digest` counts what comes in while it gives up reads,
//! `flood` writes much, `gone` writes until nobody takes it, `crowd` writes from many tasks at once, `error` says what is wrong with the
//! input, `leave` ends while a read waits, and without one nothing is touched.

use futures_lite::io::BufReader;
use futures_lite::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, StreamExt};
use std::io::Result;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;
use wasi_async_runtime::{interval, io, sleep, spawn, timeout, yield_now};

const MS: Duration = Duration::from_millis(1);
const MEGABYTE: usize = 1 << 20;

#[wasi_async_runtime::main]
async fn main() -> Result<()> {
    match argument().as_deref() {
        Some("upper") => upper().await,
        Some("digest") => digest().await,
        Some("flood") => flood().await,
        Some("gone") => gone().await,
        Some("crowd") => crowd().await,
        Some("error") => error().await,
        Some("leave") => leave().await,
        _ => Ok(()),
    }
}

async fn say(line: String) -> Result<()> {
    io::stderr().write_all((line + "\n").as_bytes()).await
}

async fn upper() -> Result<()> {
    let mut lines = BufReader::new(io::stdin()).lines();
    while let Some(line) = lines.next().await {
        io::stdout().write_all((line?.to_uppercase() + "\n").as_bytes()).await?;
    }
    // The end stays.
    let more = [io::stdin().read(&mut [0; 4]).await?, io::stdin().read(&mut [0; 4]).await?];
    say(format!("{more:?}")).await
}

async fn digest() -> Result<()> {
    let (mut count, mut sum, mut has_given_up, mut buf) = (0_u64, 0_u64, false, vec![0; 5000]);
    let mut size = 1;
    loop {
        let Ok(read) = timeout(MS, io::stdin().read(&mut buf[..size])).await else {
            if !std::mem::replace(&mut has_given_up, true) {
                say("gives reads up".to_owned()).await?; // who writes to it may wait for that
            }
            continue;
        };
        let read = read?;
        if read == 0 {
            break;
        }
        for byte in &buf[..read] {
            count += 1;
            sum = (sum * 31 + u64::from(*byte)) % 1_000_003;
        }
        size = size * 7 % 4999 + 1;
    }
    io::stdout().write_all(format!("{count} bytes, {sum}\n").as_bytes()).await
}

async fn flood() -> Result<()> {
    static WRITTEN: AtomicUsize = AtomicUsize::new(0);
    let data: Vec<u8> = (0..2 * MEGABYTE).map(|n| b'a' + (n % 26) as u8).collect();
    let all = data.len();
    spawn(async move {
        let mut ticks = interval(MS);
        for _ in 0..100 {
            ticks.tick().await;
        }
        say(format!("{} left", all - WRITTEN.load(Relaxed))).await
    })
    .detach();
    let mut stdout = io::stdout();
    loop {
        let written = WRITTEN.load(Relaxed);
        if written == all {
            return Ok(());
        }
        WRITTEN.store(written + stdout.write(&data[written..]).await?, Relaxed);
    }
}

async fn gone() -> Result<()> {
    let mut kinds = Vec::new();
    while kinds.len() < 3 {
        match io::stdout().write(b"to nobody\n").await {
            Ok(_) => sleep(MS).await,
            Err(error) => kinds.push(error.kind()),
        }
    }
    sleep(20 * MS).await;
    say(format!("{kinds:?}")).await
}

async fn crowd() -> Result<()> {
    let writing = (0..20).map(|task| {
        spawn(async move {
            for n in 0..50 {
                let line = format!("{task}:{n}\n");
                let (mut stdout, mut write) = (io::stdout(), line.as_bytes());
                // Polled before it is woken, every now and then.
                while !write.is_empty() {
                    match timeout(Duration::from_micros(task * 50), stdout.write(write)).await {
                        Ok(written) => write = &write[written?..],
                        Err(_) => yield_now().await,
                    }
                }
            }
            Ok(())
        })
    });
    for task in writing.collect::<Vec<_>>() {
        task.await.map_err(std::io::Error::from).flatten()?;
    }
    Ok(())
}

async fn error() -> Result<()> {
    let kinds = [io::stdin().read(&mut [0; 4]).await, io::stdin().read(&mut [0; 4]).await];
    say(format!("{:?}", kinds.map(|read| read.map_err(|error| (error.kind(), error.to_string()))))).await
}

async fn leave() -> Result<()> {
    let reading = spawn(async { io::stdin().read(&mut [0; 4]).await });
    sleep(50 * MS).await;
    say(format!("the read {}", if reading.is_finished() { "has ended" } else { "waits" })).await?;
    reading.detach();
    Ok(())
}

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
fn argument() -> Option<String> {
    std::env::args().nth(1)
}

#[cfg(all(target_family = "wasm", target_os = "unknown"))]
fn argument() -> Option<String> {
    let get = |object, name: &str| js_sys::Reflect::get(&object, &name.into()).ok();
    get(get(get(js_sys::global().into(), "process")?, "argv")?, "2")?.as_string()
}
