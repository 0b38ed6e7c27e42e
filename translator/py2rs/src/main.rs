//! `py2rs`: translates a Python program to a Rust package, and builds and runs it.
//!
//! # How it works
//!
//! ```text
//!  args.rs ─► main.rs ── translate ──► report.rs   refusals as text or JSON
//!                 │
//!                 ├── -o ────► write.rs    the package in a folder
//!                 └── --run ─► cache.rs    is it built already?
//!                                │ no: cargo.rs (build, with a bar) ─► target.rs (pack for JavaScript)
//!                                └───► launch.rs   becomes the program, or the host that runs it; serve.rs for a browser
//! ```
//!
//! - **I1** A program that is refused leaves nothing behind: no folder, no cache.
//! - **I2** Status 2 says that the command line or the program was refused; 1 that something else failed; else it is the program's own.

mod args;
mod cache;
mod cargo;
mod launch;
mod report;
mod serve;
mod target;
mod write;

use std::fs;
use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Context;
use args::{Command, Options};
use py_to_rust_asyncio::Translation;
use py_to_rust_asyncio::package::{Package, package_name};

/// The command line or the program was refused.
const REFUSED: u8 = 2;

fn main() -> ExitCode {
    let command = match args::parse(std::env::args_os().skip(1)) {
        Ok(command) => command,
        Err(error) => {
            eprintln!("error: {error:#}\n`py2rs --help` shows what can be said");
            return ExitCode::from(REFUSED);
        }
    };
    let ended = match command {
        Command::Help => print(args::HELP).map(|()| ExitCode::SUCCESS),
        Command::Version => print(&format!("py2rs {}\n", env!("CARGO_PKG_VERSION"))).map(|()| ExitCode::SUCCESS),
        Command::Translate(options) => translate(&options),
    };
    ended.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

/// Does what is asked with one program.
fn translate(options: &Options) -> anyhow::Result<ExitCode> {
    let file = options.file.to_string_lossy();
    let bytes = fs::read(&options.file).with_context(|| format!("cannot read {file}"))?;
    let key = cache::Key::new(options, &bytes);
    // What was built before was translated before, and is not translated again.
    if options.runs_only()
        && let Some(built) = key.built()?
    {
        return launch::launch(options, &built);
    }
    let translated = py_to_rust_asyncio::translate(&file, &bytes);
    if options.json {
        print(&report::json(&file, &translated))?;
    }
    match translated {
        Ok(translation) => carry_on(options, &key, &translation),
        Err(refusal) => {
            if !options.json {
                eprint!("{refusal}");
            }
            Ok(ExitCode::from(REFUSED))
        }
    }
}

/// Does what is asked with a translation.
fn carry_on(options: &Options, key: &cache::Key, translation: &Translation) -> anyhow::Result<ExitCode> {
    let file = options.file.to_string_lossy();
    if options.report {
        report::print(translation, options.run)?;
    }
    if let Some(folder) = options.writes_to(&package_name(&file)) {
        let package = Package::new(translation.rust(), &file, &options.runtime);
        write::write(&folder, options.dressed(package), &options.runtime)?;
        eprintln!("wrote {}", folder.display());
    }
    if !options.run {
        return Ok(ExitCode::SUCCESS);
    }
    let built = key.build(options, translation.rust())?;
    launch::launch(options, &built)
}

/// Writes to standard output; that nobody reads it is no reason to panic.
fn print(text: &str) -> anyhow::Result<()> {
    std::io::stdout().write_all(text.as_bytes()).context("cannot write to standard output")
}
