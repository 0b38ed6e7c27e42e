//! A program to count instructions of, one operation a run: `spawn`, `yield`, `wake` or `timeout`, times a number.
//!
//! ```text
//! cargo bench --bench instructions --no-run      prints the path of the program
//! valgrind --tool=callgrind --callgrind-out-file=/dev/null PROGRAM spawn 100000
//! ```
//!
//! Two runs with different numbers, subtracted, give the instructions of one operation; they are the same in every run, whatever
//! else the machine does. It runs on one thread, because with more the count depends on who is quicker.

use std::time::Duration;
use wasi_async_runtime::{Runtime, spawn, timeout, yield_now};
use wasi_async_runtime_benches::{current_thread, time_task};

fn spawns(runtime: &Runtime, rounds: u64) -> Duration {
    time_task(runtime, async move {
        for round in 0..rounds {
            assert_eq!(spawn(async move { round }).await, Ok(round));
        }
    })
}

fn yields(runtime: &Runtime, rounds: u64) -> Duration {
    time_task(runtime, async move {
        for _ in 0..rounds {
            yield_now().await;
        }
    })
}

fn wakes(runtime: &Runtime, rounds: u64) -> Duration {
    time_task(runtime, async move {
        let (ping, pinged) = async_channel::bounded::<u64>(1);
        let (pong, ponged) = async_channel::bounded::<u64>(1);
        spawn(async move {
            while let Ok(n) = pinged.recv().await {
                assert_eq!(pong.send(n).await, Ok(()));
            }
        })
        .detach();
        for n in 0..rounds {
            assert_eq!(ping.send(n).await, Ok(()));
            assert_eq!(ponged.recv().await, Ok(n));
        }
    })
}

fn timeouts(runtime: &Runtime, rounds: u64) -> Duration {
    time_task(runtime, async move {
        for _ in 0..rounds {
            assert_eq!(timeout(Duration::from_secs(1), yield_now()).await, Ok(()));
        }
    })
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let rounds = words.get(1).and_then(|word| word.parse().ok()).unwrap_or(10_000);
    let runtime = current_thread();
    let what = words.first().map_or("spawn", String::as_str);
    let took = match what {
        "spawn" => spawns(&runtime, rounds),
        "yield" => yields(&runtime, rounds),
        "wake" => wakes(&runtime, rounds),
        "timeout" => timeouts(&runtime, rounds),
        other => {
            eprintln!("`{other}` is none of spawn, yield, wake, timeout");
            std::process::exit(2);
        }
    };
    println!("{what}: {rounds} rounds in {took:?}");
}
