//! Protects the price of a wake: yield among one and among 1,000 tasks, and ping-pong over two channels.

use criterion::{Criterion, criterion_group, criterion_main};
use wasi_async_runtime::{Runtime, spawn, yield_now};
use wasi_async_runtime_benches::{current_thread, time_task, workers};

const TASKS: u64 = 1000;

fn yields(criterion: &mut Criterion, name: &str, runtime: &Runtime) {
    criterion.bench_function(&format!("yield/1_task/{name}"), |bencher| {
        bencher.iter_custom(|rounds| {
            time_task(runtime, async move {
                for _ in 0..rounds {
                    yield_now().await;
                }
            })
        });
    });
    criterion.bench_function(&format!("yield/{TASKS}_tasks/{name}"), |bencher| {
        bencher.iter_custom(|rounds| {
            time_task(runtime, async move {
                let each = rounds.div_ceil(TASKS);
                let task = |_| {
                    spawn(async move {
                        for _ in 0..each {
                            yield_now().await;
                        }
                    })
                };
                let tasks: Vec<_> = (0..TASKS).map(task).collect();
                for task in tasks {
                    assert_eq!(task.await, Ok(()));
                }
            })
        });
    });
}

fn ping_pong(criterion: &mut Criterion, name: &str, runtime: &Runtime) {
    criterion.bench_function(&format!("ping_pong/roundtrip/{name}"), |bencher| {
        bencher.iter_custom(|rounds| {
            time_task(runtime, async move {
                let (ping, pinged) = async_channel::bounded::<u64>(1);
                let (pong, ponged) = async_channel::bounded::<u64>(1);
                let echo = spawn(async move {
                    while let Ok(n) = pinged.recv().await {
                        assert_eq!(pong.send(n).await, Ok(()));
                    }
                });
                for n in 0..rounds {
                    assert_eq!(ping.send(n).await, Ok(()));
                    assert_eq!(ponged.recv().await, Ok(n));
                }
                drop(ping);
                assert_eq!(echo.await, Ok(()));
            })
        });
    });
}

fn waking(criterion: &mut Criterion) {
    for (name, runtime) in [("2_workers", workers()), ("current_thread", current_thread())] {
        yields(criterion, name, &runtime);
        ping_pong(criterion, name, &runtime);
    }
}

criterion_group!(benches, waking);
criterion_main!(benches);
