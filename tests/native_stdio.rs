//! The standard streams of a process, seen from outside: each test runs itself again as a child whose streams it holds.

#![cfg(not(target_family = "wasm"))]

mod support_native;

use futures_lite::io::{BufReader, BufWriter};
use futures_lite::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, StreamExt, future};
use std::io::{BufRead, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use support_native::{MS, watchdog};
use wasi_async_runtime::{AsyncRuntime, io, sleep, spawn, timeout, yield_now};

const CHILD: &str = "NATIVE_STDIO_CHILD";

/// The parent's side; None in the child, which goes on with its own.
fn start(name: &str) -> Option<(Child, ChildStdin)> {
    if std::env::var(CHILD).is_ok_and(|child| child == name) {
        return None;
    }
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args([name, "--exact", "--nocapture", "--test-threads=1"]).env(CHILD, name);
    let mut child = child.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let stdin = child.stdin.take().unwrap();
    Some((child, stdin))
}

/// What the child has written, but for the harness's own lines.
fn output(child: Child) -> String {
    let output = child.wait_with_output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}\n{out}\n{err}", output.status);
    let begin = out.find("<<").expect("the child's own output begins");
    out[begin + 2..out.rfind(">>").expect("it ends")].to_owned()
}

#[test]
fn lines_go_in_and_come_out() {
    let _watchdog = watchdog(30);
    if let Some((child, mut stdin)) = start("lines_go_in_and_come_out") {
        for part in ["one\ntw", "o\nthr", "ee"] {
            stdin.write_all(part.as_bytes()).unwrap();
            thread::sleep(20 * MS);
        }
        drop(stdin);
        assert_eq!(output(child), "ONE\nTWO\nTHREE\n");
        return;
    }
    AsyncRuntime::block_on(async {
        io::stdout().write_all(b"<<").await.unwrap();
        let mut lines = BufReader::new(io::stdin()).lines();
        while let Some(line) = lines.next().await {
            let line = line.unwrap().to_uppercase() + "\n";
            io::stdout().write_all(line.as_bytes()).await.unwrap();
        }
        assert_eq!(io::stdin().read(&mut [0; 4]).await.unwrap(), 0, "the end stays");
        io::stdout().write_all(b">>").await.unwrap();
    });
}

#[test]
fn a_dropped_read_loses_nothing_and_many_bytes_keep_their_order() {
    const COUNT: u32 = 100_000;
    let _watchdog = watchdog(60);
    if let Some((child, mut stdin)) = start("a_dropped_read_loses_nothing_and_many_bytes_keep_their_order") {
        let data: Vec<u8> = (0..COUNT).flat_map(u32::to_le_bytes).collect();
        thread::sleep(30 * MS);
        stdin.write_all(&data).unwrap();
        drop(stdin);
        assert_eq!(output(child), "in order");
        return;
    }
    AsyncRuntime::block_on(async {
        let (mut buf, mut next) = ([0; 4], 0);
        // Reads that are given up while the thread waits, and between bytes.
        for _ in 0..5 {
            assert!(timeout(MS, io::stdin().read(&mut buf)).await.is_err());
        }
        while next < COUNT {
            let _ = timeout(Duration::ZERO, io::stdin().read(&mut [0; 0])).await;
            io::stdin().read_exact(&mut buf).await.unwrap();
            assert_eq!(u32::from_le_bytes(buf), next);
            next += 1;
        }
        io::stdout().write_all(b"<<in order>>").await.unwrap();
    });
}

#[test]
fn a_read_that_waits_does_not_keep_the_process_or_a_runtime_from_ending() {
    let _watchdog = watchdog(30);
    if let Some((child, stdin)) = start("a_read_that_waits_does_not_keep_the_process_or_a_runtime_from_ending") {
        let begun = Instant::now();
        assert_eq!(output(child), "ended");
        assert!(begun.elapsed() < Duration::from_secs(20));
        drop(stdin);
        return;
    }
    for builder in [AsyncRuntime::builder().current_thread(), AsyncRuntime::builder().worker_threads(2)] {
        let runtime = builder.build().unwrap();
        runtime.block_on(async {
            let reading = spawn(async { io::stdin().read(&mut [0; 4]).await });
            sleep(20 * MS).await;
            assert!(!reading.is_finished());
        });
        runtime.shutdown();
    }
    AsyncRuntime::block_on(async { io::stdout().write_all(b"<<ended>>").await.unwrap() });
}

#[test]
fn output_that_nobody_takes_holds_up_no_other_task() {
    let _watchdog = watchdog(60);
    if let Some((mut child, stdin)) = start("output_that_nobody_takes_holds_up_no_other_task") {
        // The child says on its other stream that it goes on; its output is taken only then.
        let mut errors = std::io::BufReader::new(child.stderr.take().unwrap()).lines();
        assert!(errors.any(|line| line.unwrap().contains("goes on")));
        let reader = thread::spawn(move || errors.for_each(drop));
        let mut out = child.stdout.take().unwrap();
        let mut got = Vec::new();
        out.read_to_end(&mut got).unwrap();
        assert!(child.wait().unwrap().success());
        assert!(got.windows(1 << 20).any(|part| part.iter().all(|byte| *byte == b'x')), "all of it, in one piece");
        reader.join().unwrap();
        drop(stdin);
        return;
    }
    let runtime = AsyncRuntime::builder().current_thread().build().unwrap();
    runtime.block_on(async {
        let writing = spawn(async { io::stdout().write_all(&[b'x'; 1 << 20]).await });
        for _ in 0..20 {
            sleep(2 * MS).await;
            yield_now().await;
        }
        assert!(!writing.is_finished(), "the pipe is full");
        io::stderr().write_all(b"goes on\n").await.unwrap();
        writing.await.unwrap().unwrap();
    });
}

#[test]
fn what_many_tasks_write_at_once_comes_out_once() {
    let _watchdog = watchdog(60);
    const TASKS: usize = 20;
    const LINES: usize = 50;
    if let Some((child, _stdin)) = start("what_many_tasks_write_at_once_comes_out_once") {
        let output = output(child);
        let mut lines: Vec<_> = output.lines().collect();
        lines.sort_unstable();
        let mut expected: Vec<_> =
            (0..TASKS).flat_map(|task| (0..LINES).map(move |line| format!("task {task} line {line}"))).collect();
        expected.sort_unstable();
        assert_eq!(lines, expected);
        return;
    }
    AsyncRuntime::block_on(async {
        io::stdout().write_all(b"<<").await.unwrap();
        let write = |task| async move {
            let mut stdout = io::stdout();
            for line in 0..LINES {
                let text = format!("task {task} line {line}\n");
                assert_eq!(stdout.write(text.as_bytes()).await.unwrap(), text.len());
            }
        };
        let tasks: Vec<_> = (0..TASKS).map(|task| spawn(write(task))).collect();
        for task in tasks {
            task.await.unwrap();
        }
        io::stdout().write_all(b">>").await.unwrap();
    });
}

#[test]
fn a_write_that_is_asked_for_again_with_more_behind_it_happens_once() {
    let _watchdog = watchdog(30);
    if let Some((child, _stdin)) = start("a_write_that_is_asked_for_again_with_more_behind_it_happens_once") {
        assert_eq!(output(child), "one\ntwo\n");
        return;
    }
    AsyncRuntime::block_on(async {
        io::stdout().write_all(b"<<").await.unwrap();
        let mut stdout = BufWriter::new(io::stdout());
        stdout.write_all(b"one\n").await.unwrap();
        // The write begins, and nobody waits for it.
        assert!(future::poll_once(stdout.flush()).await.is_none());
        stdout.write_all(b"two\n").await.unwrap();
        stdout.flush().await.unwrap();
        io::stdout().write_all(b">>").await.unwrap();
    });
}
