//! Protects the price of a task: spawn/join and spawn/detached, on workers and on one thread.

use criterion::{Criterion, criterion_group, criterion_main};
use wasi_async_runtime::{Runtime, spawn};
use wasi_async_runtime_benches::{current_thread, time_task, workers};

fn join_one_after_the_other(criterion: &mut Criterion, name: &str, runtime: &Runtime) {
    criterion.bench_function(&format!("spawn/join/{name}"), |bencher| {
        bencher.iter_custom(|rounds| {
            time_task(runtime, async move {
                for round in 0..rounds {
                    assert_eq!(spawn(async move { round }).await, Ok(round));
                }
            })
        });
    });
}

fn join_in_batches(criterion: &mut Criterion, name: &str, runtime: &Runtime) {
    criterion.bench_function(&format!("spawn/batch_of_1000/{name}"), |bencher| {
        bencher.iter_custom(|rounds| {
            time_task(runtime, async move {
                for _ in 0..rounds {
                    let handles: Vec<_> = (0..1000).map(|n| spawn(async move { n })).collect();
                    for (n, handle) in handles.into_iter().enumerate() {
                        assert_eq!(handle.await, Ok(n));
                    }
                }
            })
        });
    });
}

fn spawning(criterion: &mut Criterion) {
    for (name, runtime) in [("2_workers", workers()), ("current_thread", current_thread())] {
        join_one_after_the_other(criterion, name, &runtime);
        join_in_batches(criterion, name, &runtime);
    }
}

criterion_group!(benches, spawning);
criterion_main!(benches);
