//! Every chore of this repository: `cargo xtask help` lists them.
//!
//! One file or folder a command, named after it; what several commands share stands beside them: [`process`]
//! (programs with a time limit), [`workers`] (two things at once), [`project`] (where things are), [`progress`] (what runs
//! now), [`table`], [`wasm`] (the compiler, the runners and the browser for WebAssembly) and [`examples`] (built for it, and
//! packed).

mod args;
mod asyncio_diff;
mod breaks;
mod ci;
mod deps;
mod examples;
mod fuzz;
mod layers;
mod mutate;
mod process;
mod progress;
mod project;
mod speed;
mod table;
mod test;
mod tour;
mod translated;
mod wasm;
mod workers;

use std::process::ExitCode;

use args::Task;
use project::Project;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Carries out the command line; false where the findings have been printed already.
fn run() -> anyhow::Result<bool> {
    let task = args::parse(lexopt::Parser::from_env())?;
    if let Task::Help = task {
        print!("{}", args::HELP);
        return Ok(true);
    }
    process::end_children_on_interrupt()?;
    let project = Project::find()?;
    match task {
        Task::Help => {}
        Task::CheckLayers => layers::run(&project)?,
        Task::CheckDeps => deps::run(&project)?,
        Task::Test(options) => {
            let outcome = test::run(&project, &options)?;
            println!("{}", outcome.counts);
            return Ok(outcome.passed);
        }
        Task::Breaks(options) => breaks::run(&project, &options)?,
        Task::AsyncioDiff(options) => return asyncio_diff::run(&project, &options),
        Task::Mutate(options) => return mutate::run(&project, &options),
        Task::Tour(host) => tour::run(&project, host)?,
        Task::AsyncioSpeed(options) => speed::asyncio::run(&project, &options)?,
        Task::TranslatedSpeed(options) => speed::translated::run(&project, &options)?,
        Task::Fuzz { seconds } => fuzz::run(&project, seconds)?,
        Task::Translated(options) => translated::run(&project, &options)?,
        Task::Ci => return ci::run(&project),
    }
    Ok(true)
}
