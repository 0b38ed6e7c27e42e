//! Under WASI and where there is no Unix: the streams of the standard library.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

pub(crate) fn stdout() -> (Box<dyn Write>, bool) {
    let stdout = io::stdout();
    let terminal = stdout.is_terminal();
    (Box::new(stdout), terminal)
}

pub(crate) fn write_error(bytes: &[u8]) -> io::Result<()> {
    io::stderr().write_all(bytes)
}

/// A host of WASI says nothing of use about the program's own name.
pub(crate) fn arguments(file: &str) -> Vec<String> {
    let given = env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
    std::iter::once(file.to_owned()).chain(given).collect()
}

/// There are no others that it could be told apart from.
pub(crate) fn pid() -> i64 {
    1
}

/// Preview 2 knows no more than whether it went well.
pub(crate) fn end(status: u8) -> ExitCode {
    ExitCode::from(if status > super::HIGHEST { 1 } else { status })
}

pub(crate) fn end_interrupted() -> ExitCode {
    end(super::INTERRUPTED)
}
