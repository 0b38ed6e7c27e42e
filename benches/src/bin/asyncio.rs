//! The workloads of `cargo xtask asyncio-speed`: the twin of `benches/asyncio/workloads.py`, one workload a process.

use std::process::ExitCode;
use wasi_async_runtime::asyncio::{self, Coroutine, Event, Py, Queue, create_task, gather, sleep};

fn main() -> ExitCode {
    let workload = std::env::args().nth(1).unwrap_or_default();
    let main = match workload.as_str() {
        "gather" => gather_in_batches(),
        "queue" => through_a_queue(),
        "switch" => switches(),
        "parked" => parked(),
        _ => {
            eprintln!("usage: asyncio gather|queue|switch|parked");
            return ExitCode::from(2);
        }
    };
    match asyncio::run_blocking(main) {
        Ok(printed) => {
            println!("{printed}");
            ExitCode::SUCCESS
        }
        Err(exc) => {
            eprintln!("{exc:?}");
            ExitCode::FAILURE
        }
    }
}

/// 100,000 tasks that end at once, gathered in ten batches.
fn gather_in_batches() -> Coroutine<u64> {
    Coroutine::new("gather", async {
        let mut sum = 0;
        for _ in 0..10 {
            let tasks = (0..10_000).map(|n| create_task(Coroutine::new("work", async move { Ok(n) })));
            let tasks = tasks.collect::<Py<Vec<_>>>()?;
            sum += gather(tasks)?.await?.iter().sum::<u64>();
        }
        Ok(sum)
    })
}

/// 1,000,000 items through a queue of 128, from one producer to two consumers.
fn through_a_queue() -> Coroutine<u64> {
    Coroutine::new("queue", async {
        let queue: Queue<u64> = Queue::new(128);
        let consume = || {
            let queue = queue.clone();
            create_task(Coroutine::new("consume", async move {
                loop {
                    queue.get().await?;
                    queue.task_done()?;
                }
                #[allow(unreachable_code, reason = "what the loop gives")]
                Ok(())
            }))
        };
        let consumers = [consume()?, consume()?];
        for item in 0..1_000_000 {
            queue.put(item).await?;
        }
        queue.join().await?;
        consumers.iter().for_each(|task| {
            task.cancel();
        });
        Ok(1_000_000)
    })
}

/// 1,000,000 switches between two tasks.
fn switches() -> Coroutine<u64> {
    Coroutine::new("switch", async {
        let work = || {
            Coroutine::new("work", async {
                for _ in 0..500_000 {
                    sleep(0.0).await?;
                }
                Ok(500_000)
            })
        };
        Ok(gather([work(), work()])?.await?.iter().sum())
    })
}

/// What each of 100,000 tasks that wait for an event takes of the memory in residence, in bytes.
fn parked() -> Coroutine<u64> {
    const TASKS: u64 = 100_000;
    Coroutine::new("parked", async {
        let event = Event::new();
        let before = resident();
        let tasks = (0..TASKS).map(|_| {
            let event = event.clone();
            create_task(Coroutine::new("wait", async move { event.wait().await }))
        });
        let tasks = tasks.collect::<Py<Vec<_>>>()?;
        sleep(0.0).await?;
        let bytes = resident().saturating_sub(before) / TASKS;
        event.set();
        gather(tasks)?.await?;
        Ok(bytes)
    })
}

/// Bytes in residence; 0 where the system does not tell.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: Option<u64> = statm.split_whitespace().nth(1).and_then(|pages| pages.parse().ok());
    pages.unwrap_or(0) * 4096
}
