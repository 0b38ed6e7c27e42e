//! Protects time: how late a sleep of 1 ms is, and what a timeout costs that does not fire.

use criterion::{Criterion, criterion_group, criterion_main};
use std::time::Duration;
use wasi_async_runtime::{Instant, Runtime, sleep, timeout, yield_now};
use wasi_async_runtime_benches::{current_thread, time_task, workers};

const MS: Duration = Duration::from_millis(1);

fn lateness(criterion: &mut Criterion, name: &str, runtime: &Runtime) {
    criterion.bench_function(&format!("sleep/late_after_1ms/{name}"), |bencher| {
        bencher.iter_custom(|rounds| {
            let slept = time_task(runtime, async move {
                for _ in 0..rounds {
                    let start = Instant::now();
                    sleep(MS).await;
                    assert!(start.elapsed() >= MS, "never early");
                }
            });
            slept.saturating_sub(MS * u32::try_from(rounds).unwrap_or(u32::MAX))
        });
    });
}

fn unused_timeout(criterion: &mut Criterion, name: &str, runtime: &Runtime) {
    criterion.bench_function(&format!("timeout/around_one_yield/{name}"), |bencher| {
        bencher.iter_custom(|rounds| {
            time_task(runtime, async move {
                for _ in 0..rounds {
                    assert_eq!(timeout(1000 * MS, yield_now()).await, Ok(()));
                }
            })
        });
    });
}

fn timing(criterion: &mut Criterion) {
    for (name, runtime) in [("2_workers", workers()), ("current_thread", current_thread())] {
        lateness(criterion, name, &runtime);
        unused_timeout(criterion, name, &runtime);
    }
}

criterion_group!(benches, timing);
criterion_main!(benches);
