//! What asyncio does to its process, in one for each test. Ctrl-C while a loop runs: the first cancels `main`, the second ends the loop, and
//! where the loop does not turn, the process. Debug mode: slow handles are told of.
#![cfg(all(feature = "asyncio", target_os = "linux"))]

use std::io::{BufRead, BufReader, Lines};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;
use wasi_async_runtime::asyncio::{Coroutine, Py, Runner, current_task, exc, sleep};

/// Names the program that a child runs.
const PROGRAM: &str = "NATIVE_ASYNCIO_PROGRAM";
/// What `signal` gives for a process that SIGINT has ended.
const SIGINT: Option<i32> = Some(2);

/// A child, and the lines that it prints.
struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Program {
    fn start(name: &str) -> Program {
        let mut child =
            program(name).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Program { child, lines }
    }

    /// Reads on until it prints this line; what the test harness prints in between is passed over.
    fn expect(&mut self, line: &str) {
        let found = self.lines.by_ref().any(|printed| printed.unwrap() == line);
        assert!(found, "it ended and did not print {line:?}");
    }

    /// Presses Ctrl-C.
    fn interrupt(&self) {
        let sent = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    fn end(mut self) -> std::process::ExitStatus {
        self.lines.by_ref().for_each(drop);
        self.child.wait().unwrap()
    }
}

/// This test program anew, with `programs` as its only test, and with SIGINT as it is by default: what starts the tests may ignore it.
fn program(name: &str) -> Command {
    let mut program = Command::new("env");
    program.arg("--default-signal=INT").arg(std::env::current_exe().unwrap());
    program.args(["--exact", "programs", "--nocapture"]).env(PROGRAM, name);
    program
}

/// As `asyncio.run`. The test harness does not run tests on the main thread, so interrupts have to be asked for.
fn run(main: Coroutine<()>) -> Py<()> {
    let mut runner = Runner::new().interrupts(true);
    let ran = runner.run_blocking(main);
    runner.close_blocking()?;
    ran
}

fn print(line: &str) {
    println!("\n{line}"); // on a line of its own, whatever the harness has begun
}

/// What the children run; by itself it does nothing.
#[test]
fn programs() {
    let waits = || async {
        print("ready");
        sleep(3600.0).await
    };
    let stubborn = async move {
        let slept = waits().await;
        print("cleans up");
        let cleaned = sleep(3600.0).await;
        print(&format!("{:?}", cleaned.unwrap_err()));
        slept
    };
    let blocked = async {
        print("ready");
        loop {
            std::thread::sleep(Duration::from_millis(10));
        }
    };
    let ran: Py<()> = match std::env::var(PROGRAM).as_deref() {
        Ok("waits") => run(Coroutine::new("main", async move {
            let slept = waits().await;
            print(&format!("{:?}", slept.as_ref().unwrap_err()));
            slept
        })),
        Ok("stubborn") => run(Coroutine::new("main", stubborn)),
        Ok("blocked") => run(Coroutine::new("main", blocked)),
        Ok("slow") => {
            let mut runner = Runner::new().debug(true);
            runner.get_loop().unwrap().set_slow_callback_duration(0.02);
            return runner
                .run_blocking(Coroutine::new("main", async {
                    current_task()?.unwrap().set_name("sluggish");
                    sleep(0.0).await?;
                    std::thread::sleep(Duration::from_millis(30));
                    sleep(0.0).await
                }))
                .unwrap();
        }
        Ok("short") => {
            let main = async {
                print("ready");
                sleep(0.5).await?;
                print("done");
                Ok(())
            };
            return run(Coroutine::new("main", main)).unwrap();
        }
        Ok("after") => run(Coroutine::new("main", sleep(0.0))),
        _ => return, // it is not a child
    };
    if let Err(raised) = ran {
        assert!(raised.is(&exc::KEYBOARD_INTERRUPT));
        return print(&format!("{raised:?}"));
    }
    print("ready");
    std::thread::sleep(Duration::from_secs(20)); // less than what hangs
}

#[test]
fn the_first_cancels_main() {
    let mut program = Program::start("waits");
    program.expect("ready");
    program.interrupt();
    program.expect("CancelledError()");
    program.expect("KeyboardInterrupt()");
    assert!(program.end().success());
}

#[test]
fn the_second_ends_the_loop() {
    let mut program = Program::start("stubborn");
    program.expect("ready");
    program.interrupt();
    program.expect("cleans up");
    program.interrupt();
    program.expect("CancelledError()");
    program.expect("KeyboardInterrupt()");
    assert!(program.end().success());
}

#[test]
fn the_second_ends_a_process_whose_loop_does_not_turn() {
    let mut program = Program::start("blocked");
    program.expect("ready");
    program.interrupt();
    // Two that come at once may be one to the system.
    while program.child.try_wait().unwrap().is_none() {
        program.interrupt();
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(program.end().signal(), SIGINT);
}

#[test]
fn after_the_loop_it_ends_the_process() {
    let mut program = Program::start("after");
    program.expect("ready");
    program.interrupt();
    assert_eq!(program.end().signal(), SIGINT);
}

#[test]
fn slow_handles_are_told_of_in_debug_mode() {
    let output = program("slow").output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success());
    assert!(told.contains("Executing <Task pending name='sluggish'> took "), "it told {told:?}");
}

#[test]
fn where_it_is_ignored_it_stays_ignored() {
    let program = std::env::current_exe().unwrap();
    let ignoring = "trap '' INT; exec \"$0\" --exact programs --nocapture";
    let mut child = Command::new("sh");
    child.args(["-c", ignoring]).arg(program).env(PROGRAM, "short");
    let mut child = child.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut program = Program { child, lines };
    program.expect("ready");
    program.interrupt();
    program.expect("done");
    assert!(program.end().success());
}
