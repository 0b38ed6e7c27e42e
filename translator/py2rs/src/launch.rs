//! Starts what was built: the program itself, or the host that runs it.
//!
//! - **I1** On Unix this process becomes the program, so that its input, its signals and its end are the program's own.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::Context;

use crate::args::Options;
use crate::serve;
use crate::target::Target;

/// Runs it to its end; the status is the program's.
pub(crate) fn launch(options: &Options, entry: &Path) -> anyhow::Result<ExitCode> {
    let mut command = match options.target {
        Target::Native => native(options, entry),
        Target::Browser => return serve::serve(entry.parent().unwrap_or(entry)),
        Target::Node => with(find("node").context("Node is not installed")?, &[], entry),
        Target::Wasip1 | Target::Wasip2 => host(options.target, entry)?,
    };
    become_it(command.args(&options.arguments))
}

/// The program, which finds in `sys.argv[0]` what was typed.
fn native(options: &Options, entry: &Path) -> Command {
    let mut command = Command::new(entry);
    set_name(&mut command, options.file.as_os_str().to_owned());
    command
}

#[cfg(unix)]
fn set_name(command: &mut Command, name: OsString) {
    use std::os::unix::process::CommandExt;
    command.arg0(name);
}

#[cfg(not(unix))]
fn set_name(_: &mut Command, _: OsString) {}

#[cfg(unix)]
fn become_it(command: &mut Command) -> anyhow::Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).with_context(|| format!("cannot start {}", command.get_program().display()))
}

#[cfg(not(unix))]
fn become_it(command: &mut Command) -> anyhow::Result<ExitCode> {
    let status = command.status().with_context(|| format!("cannot start {}", command.get_program().display()))?;
    let code = status.code().and_then(|code| u8::try_from(code & 0xff).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The programs that run WASI, first what cargo would use, then the usual ones.
fn host(target: Target, entry: &Path) -> anyhow::Result<Command> {
    let (variable, hosts): (&str, &[(&str, &[&str])]) = match target {
        Target::Wasip2 => (
            "CARGO_TARGET_WASM32_WASIP2_RUNNER",
            &[("wasmtime", &["run", "--dir=."]), ("wasi-run", &[]), ("wasi-run-jco", &[]), ("jco", &["run"])],
        ),
        _ => (
            "CARGO_TARGET_WASM32_WASIP1_RUNNER",
            &[("wasmtime", &["run", "--dir=."]), ("wasi-run", &[]), ("wasi-run-node", &[])],
        ),
    };
    if let Ok(runner) = env::var(variable)
        && let Some((program, arguments)) = runner.split_whitespace().collect::<Vec<_>>().split_first()
    {
        return Ok(with(PathBuf::from(program), arguments, entry));
    }
    let found = hosts.iter().find_map(|(name, arguments)| Some(with(find(name)?, arguments, entry)));
    let names: Vec<_> = hosts.iter().map(|(name, _)| *name).collect();
    found.with_context(|| format!("none of {} is installed; {variable} may name another host", names.join(", ")))
}

fn with(program: PathBuf, arguments: &[&str], entry: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).arg(entry);
    command
}

/// Finds a program on the path.
fn find(program: &str) -> Option<PathBuf> {
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&name)).find(|path| path.is_file())
}
