//! On Unix: descriptors without a buffer of the standard library, whose lines would be written one by one.

use std::env;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::process::ExitCode;

use signal_hook::consts::SIGINT;
use signal_hook::low_level::emulate_default_handler;

pub(crate) fn stdout() -> (Box<dyn Write>, bool) {
    let stdout = io::stdout();
    let terminal = stdout.is_terminal();
    // A program that was started without one has none to write to: what it prints goes nowhere, there as here.
    match stdout.as_fd().try_clone_to_owned() {
        Ok(owned) => (Box::new(File::from(owned)), terminal),
        Err(_) => (Box::new(io::sink()), terminal),
    }
}

pub(crate) fn write_error(bytes: &[u8]) -> io::Result<()> {
    io::stderr().write_all(bytes)
}

pub(crate) fn arguments(file: &str) -> Vec<String> {
    let mut arguments: Vec<String> = env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    if arguments.is_empty() {
        arguments.push(file.to_owned());
    }
    arguments
}

pub(crate) fn pid() -> i64 {
    i64::from(std::process::id())
}

pub(crate) fn end(status: u8) -> ExitCode {
    ExitCode::from(status)
}

/// Whoever started the process sees a signal, so that a shell ends its script too.
pub(crate) fn end_interrupted() -> ExitCode {
    let _ = emulate_default_handler(SIGINT);
    ExitCode::from(super::INTERRUPTED)
}
