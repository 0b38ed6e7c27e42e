//! Protects the price of asyncio: a turn of two tasks, a task with its share of a gather, an item of a queue.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wasi_async_runtime::asyncio::{self, Coroutine, Py, Queue, create_task, gather, sleep};
use wasi_async_runtime::{AsyncRuntime, Runtime};

fn runtime() -> Runtime {
    AsyncRuntime::builder().current_thread().build().expect("it starts")
}

fn coroutine<T: 'static>(body: impl Future<Output = Py<T>> + 'static) -> Coroutine<T> {
    Coroutine::new("bench", body)
}

/// Two tasks that let each other run.
fn switch(c: &mut Criterion) {
    const SWITCHES: u64 = 100_000;
    let runtime = runtime();
    let mut group = c.benchmark_group("asyncio");
    group.throughput(Throughput::Elements(SWITCHES)).sample_size(20);
    let work = || {
        coroutine(async {
            for _ in 0..SWITCHES / 2 {
                sleep(0.0).await?;
            }
            Ok(())
        })
    };
    let main = || coroutine(async move { gather([work(), work()])?.await });
    group.bench_function("switch", |b| b.iter(|| runtime.block_on(asyncio::run(main())).unwrap()));
}

/// Tasks that end at once, gathered by the ten thousand.
fn gathered(c: &mut Criterion) {
    const TASKS: u64 = 10_000;
    let runtime = runtime();
    let mut group = c.benchmark_group("asyncio");
    group.throughput(Throughput::Elements(TASKS)).sample_size(20);
    let main = || {
        coroutine(async {
            let tasks = (0..TASKS).map(|n| create_task(coroutine(async move { Ok(n) })));
            let tasks = tasks.collect::<Py<Vec<_>>>()?;
            Ok(gather(tasks)?.await?.len())
        })
    };
    group.bench_function("create_and_gather", |b| b.iter(|| runtime.block_on(asyncio::run(main())).unwrap()));
}

/// Items through a queue of 128, from one task to two.
fn queue(c: &mut Criterion) {
    const ITEMS: u64 = 100_000;
    let runtime = runtime();
    let mut group = c.benchmark_group("asyncio");
    group.throughput(Throughput::Elements(ITEMS)).sample_size(20);
    let main = || {
        coroutine(async {
            let queue: Queue<u64> = Queue::new(128);
            let consume = || {
                let queue = queue.clone();
                create_task(coroutine(async move {
                    let mut sum = 0;
                    while let Ok(item) = queue.get().await {
                        sum += item;
                        queue.task_done()?;
                    }
                    Ok(sum)
                }))
            };
            let consumers = [consume()?, consume()?];
            for item in 0..ITEMS {
                queue.put(item).await?;
            }
            queue.join().await?;
            consumers.iter().for_each(|task| assert!(task.cancel()));
            gather(consumers)?.await
        })
    };
    group.bench_function("queue", |b| b.iter(|| runtime.block_on(asyncio::run(main())).unwrap()));
}

criterion_group!(benches, switch, gathered, queue);
criterion_main!(benches);
