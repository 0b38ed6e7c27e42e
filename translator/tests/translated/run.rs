//! Runs each program in a process of its own and compares.
//!
//! Programs measure time and race, and a busy machine spoils that: what has failed beside others is run once more, alone, and that counts.

use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use crate::programs::Program;
use crate::target::Target;

/// A program may take so long.
const LIMIT: Duration = Duration::from_secs(30);
/// So many run at a time: most of them sleep.
const AT_ONCE: usize = 4;
/// So many lines of a failed program's standard error are shown.
const SHOWN: usize = 12;

/// What became of them.
#[derive(Default)]
pub(crate) struct Ran {
    pub(crate) passed: usize,
    pub(crate) failures: Vec<(String, String)>,
}

/// Runs all of them, then those again that have failed.
pub(crate) fn all(target: Target, built: &Path, programs: &[&Program]) -> Ran {
    if target.compiles_first() {
        // Without the name of a program it fails, after it was compiled.
        let _ = target.start(built).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
    let mut ran = together(target, built, programs);
    for (name, why) in std::mem::take(&mut ran.failures) {
        let again = programs.iter().find(|program| program.name == name).map(|program| one(target, built, program));
        match again {
            Some(Ok(())) => {
                println!("{name} passed only when it ran alone; before: {why}");
                ran.passed += 1;
            }
            Some(Err(why)) => ran.failures.push((name, why)),
            None => ran.failures.push((name, why)),
        }
    }
    ran
}

fn together(target: Target, built: &Path, programs: &[&Program]) -> Ran {
    let (next, ran) = (Mutex::new(programs.iter()), Mutex::new(Ran::default()));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let Some(program) = next.lock().unwrap().next() else { return };
                    let outcome = one(target, built, program);
                    let mut ran = ran.lock().unwrap();
                    match outcome {
                        Ok(()) => ran.passed += 1,
                        Err(why) => ran.failures.push((program.name.clone(), why)),
                    }
                }
            });
        }
    });
    let mut ran = ran.into_inner().unwrap();
    ran.failures.sort();
    ran
}

/// Runs one; else what is wrong.
fn one(target: Target, built: &Path, program: &Program) -> Result<(), String> {
    let mut command = target.start(built);
    command.arg(&program.name).current_dir(&program.folder);
    command.env("RUST_BACKTRACE", "0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("cannot start {:?}: {error}", command.get_program()))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let (printed, said) = (collect(stdout), collect(stderr));
    let ended = wait(&mut child);
    let (printed, said) = (printed.join().unwrap_or_default(), said.join().unwrap_or_default());
    let said = String::from_utf8_lossy(&said).into_owned();
    let Some(status) = ended else { return Err(format!("it did not end in {} s\n{}", LIMIT.as_secs(), tail(&said))) };
    let (expected, expected_status) = program.expected();
    let expected_status = target.status(expected_status);
    let mut why = String::new();
    if printed != expected {
        why.push_str(&difference(&expected, &printed));
    }
    if number(status) != expected_status {
        let _ = writeln!(why, "status {} instead of {expected_status}", number(status));
    }
    if why.is_empty() { Ok(()) } else { Err(format!("{why}{}", tail(&said))) }
}

fn collect(stream: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            let _ = stream.read_to_end(&mut bytes);
        }
        bytes
    })
}

/// Waits for the end, which comes at the limit at the latest.
fn wait(child: &mut Child) -> Option<ExitStatus> {
    let begun = Instant::now();
    loop {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        if begun.elapsed() > LIMIT {
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// As a shell shows it: a signal is 128 and its number.
#[cfg(unix)]
fn number(status: ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status.code().or_else(|| Some(128 + status.signal()?)).unwrap_or(-1)
}

#[cfg(not(unix))]
fn number(status: ExitStatus) -> i32 {
    status.code().unwrap_or(-1)
}

/// The first line that differs.
fn difference(expected: &[u8], printed: &[u8]) -> String {
    let (expected, printed) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(printed));
    let (mut wanted, mut got) = (expected.split('\n'), printed.split('\n'));
    for line in 1.. {
        match (wanted.next(), got.next()) {
            (one, other) if one == other && one.is_some() => {}
            (None, None) => break,
            (one, other) => return format!("line {line}: CPython prints {one:?}, here it is {other:?}\n"),
        }
    }
    "other bytes\n".to_owned()
}

fn tail(said: &str) -> String {
    let lines: Vec<_> = said.lines().collect();
    let last = lines.get(lines.len().saturating_sub(SHOWN)..).unwrap_or_default();
    last.iter().map(|line| format!("    {line}\n")).collect()
}
