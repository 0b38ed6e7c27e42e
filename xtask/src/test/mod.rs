//! `test`: every test on every platform, as a matrix.
//!
//! [`build`] compiles the files of tests/ once a platform; [`mod@run`] runs each executable in each [`mod@column`] and reads its
//! [`output`]; [`matrix`] puts the verdicts side by side; a test that does not run somewhere needs a reason in
//! PLATFORMS.md ([`platforms`]). Unit tests (natively), doctests (natively and on WASI, the two that run them) and the
//! whole programs of tests/programs ([`programs`]) are one line each.

pub(crate) mod build;
pub(crate) mod column;
mod filter;
mod matrix;
pub(crate) mod output;
mod platforms;
pub(crate) mod programs;
pub(crate) mod run;

use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::process::run_limited;
use crate::progress::{Progress, seconds};
use crate::project::{FEATURES, PACKAGE, Project};
use crate::table::Table;
use crate::wasm::Wasm;

use build::{Built, Executable, UNIT};
pub(crate) use column::{Column, Platform};
use filter::{Filter, Wanted};
use matrix::{Counts, Matrix};
use output::{Output, Verdict};
use platforms::Exceptions;

/// The time of all doctests of one platform.
const DOCTEST_LIMIT: Duration = Duration::from_secs(900);

/// The options of the command.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Options {
    /// None means all.
    pub(crate) columns: Vec<Column>,
    pub(crate) filter: Option<String>,
}

/// How the run ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// `N passed, N failed, N skipped`: the caller prints it last.
    pub(crate) counts: String,
    pub(crate) passed: bool,
    /// What is wrong, a line each; printed already.
    pub(crate) problems: Vec<String>,
}

/// Runs the tests and prints everything but the last line.
pub(crate) fn run(project: &Project, options: &Options) -> anyhow::Result<Outcome> {
    let mut columns = options.columns.clone();
    if columns.is_empty() {
        columns = Column::ALL.to_vec();
    }
    columns.sort();
    columns.dedup();
    let mut session = Session {
        project,
        filter: Filter(options.filter.clone()),
        files: project.test_files()?,
        exceptions: exceptions(project)?,
        matrix: Matrix::new(&columns),
        progress: Progress::default(),
        extras: Vec::new(),
        problems: Vec::new(),
    };
    let wasm = session.install(&columns)?;
    for platform in Platform::ALL {
        let of_platform = columns.iter().copied();
        let of_platform: Vec<_> = of_platform.filter(|column| column.platform() == platform).collect();
        if !of_platform.is_empty() {
            session.platform(platform, wasm.as_ref(), &of_platform)?;
        }
    }
    if let Some(wasm) = &wasm {
        session.whole_programs(wasm, &columns);
    }
    let is_whole = options.filter.is_none() && columns == Column::ALL;
    Ok(session.report(is_whole))
}

/// The table of PLATFORMS.md; a repository without it explains nothing.
fn exceptions(project: &Project) -> anyhow::Result<Exceptions> {
    let text = project.read("PLATFORMS.md").unwrap_or_default();
    Exceptions::parse(&text).context("the table of exceptions")
}

/// One line below the matrix: unit tests, doctests or whole programs.
#[derive(Debug)]
struct Extra {
    name: String,
    passed: usize,
    failed: usize,
    ignored: usize,
}

impl Extra {
    fn of(name: &str, run: &run::FileRun) -> Self {
        let [passed, failed, ignored] =
            [Verdict::Ok, Verdict::Failed, Verdict::Ignored].map(|verdict| run.count(verdict));
        Self { name: name.to_owned(), passed, failed, ignored }
    }
}

/// One run of the command.
struct Session<'a> {
    project: &'a Project,
    filter: Filter,
    files: Vec<String>,
    exceptions: Exceptions,
    matrix: Matrix,
    progress: Progress,
    extras: Vec<Extra>,
    /// What failed beside single tests, one sentence each.
    problems: Vec<String>,
}

impl Session<'_> {
    fn install(&mut self, columns: &[Column]) -> anyhow::Result<Option<Wasm>> {
        if columns.iter().all(|column| column.platform() == Platform::Native) {
            return Ok(None);
        }
        let browser = columns.iter().any(|column| column.needs_browser());
        let project = self.project;
        let install = || Wasm::install(project, browser);
        self.progress.step("set up WebAssembly", install).map(Some)
    }

    fn cargo(&self, platform: Platform, wasm: Option<&Wasm>) -> Command {
        match (platform, wasm) {
            (Platform::Wasi | Platform::Wasi2 | Platform::Web, Some(wasm)) => wasm.cargo(),
            _ => self.project.cargo(),
        }
    }

    /// Builds for a platform and runs its columns.
    fn platform(&mut self, platform: Platform, wasm: Option<&Wasm>, columns: &[Column]) -> anyhow::Result<()> {
        let files = self.files_to_build(platform);
        if files.is_empty() {
            return Ok(());
        }
        let cargo = self.cargo(platform, wasm);
        let name = format!("build the tests: {}", platform.name());
        let built = self.progress.step(&name, || build::build(cargo, platform, &files))?;
        if !built.complete {
            self.problems.push(format!("not all tests compile for {}: see cargo's messages above", platform.name()));
        }
        if build::needs_examples(platform, &files) {
            let cargo = self.cargo(platform, wasm);
            if !self.progress.step("build the examples", || build::examples(cargo))? {
                self.problems.push("not all examples compile: see cargo's messages above".to_owned());
            }
        }
        if platform == Platform::Native {
            self.unit_tests(&built);
        }
        for &column in columns {
            self.column(column, &built);
        }
        let has_doctests = match platform {
            Platform::Native => true,
            Platform::Wasi => columns.contains(&Column::Wasip1Wasmtime),
            Platform::Wasi2 => columns.contains(&Column::Wasip2Wasmtime),
            Platform::Web => false, // compiled there, but never run
        };
        if has_doctests && self.filter.0.is_none() {
            let cargo = self.cargo(platform, wasm);
            self.doctests(cargo, platform)?;
        }
        Ok(())
    }

    /// `*` is all of tests/.
    fn files_to_build(&self, platform: Platform) -> Vec<String> {
        let unit = (platform == Platform::Native).then_some(UNIT);
        if self.filter.0.is_none() {
            return unit.into_iter().chain(["*"]).map(str::to_owned).collect();
        }
        let files = self.files.iter().map(String::as_str).chain(unit);
        files.filter(|file| self.filter.of_file(file, &self.names()) != Wanted::Nothing).map(str::to_owned).collect()
    }

    /// All that a filter can name.
    fn names(&self) -> Vec<String> {
        let others = [UNIT, programs::FILE].map(str::to_owned);
        self.files.iter().cloned().chain(others).collect()
    }

    fn column(&mut self, column: Column, built: &Built) {
        let begun = Instant::now();
        println!("==> run the tests: {}", column.name());
        for file in self.files.clone() {
            let names = self.names();
            let filter = self.filter.clone();
            let wanted = filter.of_file(&file, &names);
            if wanted == Wanted::Nothing {
                continue;
            }
            match built.executables.iter().find(|built| built.file == file) {
                Some(executable) => self.file(column, executable, &wanted),
                None => self.matrix.mark_broken(&file, column),
            }
        }
        let name = format!("run the tests: {}", column.name());
        self.progress.note(&name, begun.elapsed());
    }

    /// Runs one file and says how it went.
    fn file(&mut self, column: Column, executable: &Executable, wanted: &Wanted<'_>) {
        let file = &executable.file;
        let run = self.run_file(column, executable, wanted);
        self.matrix.enter(file, column, &run);
    }

    fn run_file(&mut self, column: Column, executable: &Executable, wanted: &Wanted<'_>) -> run::FileRun {
        let begun = Instant::now();
        let job = run::Job { project: self.project, column, executable, wanted, exceptions: &self.exceptions };
        let run = job
            .run()
            .unwrap_or_else(|error| run::FileRun { troubles: vec![format!("{error:#}")], ..run::FileRun::default() });
        let file = &executable.file;
        self.tell(file, &format!("{file} in column {}", column.name()), &run, begun);
        run
    }

    /// Says how a run went; `place` is its name where the column matters.
    fn tell(&mut self, file: &str, place: &str, run: &run::FileRun, begun: Instant) {
        let (passed, failed) = (run.count(Verdict::Ok), run.count(Verdict::Failed));
        let took = seconds(begun.elapsed());
        println!("    {file}: {passed} passed, {failed} failed ({took})");
        if !run.log.is_empty() {
            println!("---- {place} printed:");
            println!("{}", run::shorten(&run.log).trim_end());
            println!("---- end of {place}");
        }
        for trouble in &run.troubles {
            println!("    {file}: {trouble}");
            self.problems.push(format!("{place}: {trouble}"));
        }
    }

    fn unit_tests(&mut self, built: &Built) {
        let names = self.names();
        let filter = self.filter.clone();
        let wanted = filter.of_file(UNIT, &names);
        if wanted == Wanted::Nothing {
            return;
        }
        println!("==> run the unit tests");
        let begun = Instant::now();
        let built = built.executables.iter().find(|built| built.file == UNIT);
        if let Some(executable) = built {
            let run = self.run_file(Column::Native, executable, &wanted);
            self.extras.push(Extra::of("unit tests, native", &run));
        }
        self.progress.note("run the unit tests", begun.elapsed());
    }

    fn doctests(&mut self, mut cargo: Command, platform: Platform) -> anyhow::Result<()> {
        cargo.args(["test", "--doc", "--package", PACKAGE, FEATURES]);
        if let Some(target) = platform.target() {
            cargo.args(["--target", target]);
            cargo.env("CARGO_TARGET_WASM32_WASIP1_RUNNER", "wasi-run");
        }
        let name = format!("doctests, {}", platform.name());
        let ended = self.progress.step(&name, || run_limited(cargo, DOCTEST_LIMIT))?;
        let output = Output::parse(&ended.stdout);
        if !ended.is_success() {
            println!("{}", run::shorten(&ended.log).trim_end());
            let how = ended.describe();
            self.problems.push(format!("{name}: cargo test --doc ended with {how}"));
        }
        let totals = output.totals.unwrap_or_default();
        println!("    {} passed, {} failed", totals.passed, totals.failed);
        self.extras.push(Extra { name, passed: totals.passed, failed: totals.failed, ignored: totals.ignored });
        Ok(())
    }

    /// Runs the checks of tests/programs that belong to these columns.
    fn whole_programs(&mut self, wasm: &Wasm, columns: &[Column]) {
        let names = self.names();
        let filter = self.filter.clone();
        let wanted = filter.of_file(programs::FILE, &names);
        let checks = programs::checks(self.project, columns, &wanted).unwrap_or_else(|error| {
            self.problems.push(format!("{}: {error:#}", programs::FILE));
            Vec::new()
        });
        if checks.is_empty() {
            return;
        }
        let name = "whole programs";
        println!("==> {name}");
        let begun = Instant::now();
        let run = programs::run(self.project, wasm, &checks);
        self.tell(programs::FILE, name, &run, begun);
        let failed = run.verdicts.iter().filter(|(_, verdict)| **verdict == Verdict::Failed);
        self.problems.extend(failed.map(|(check, _)| format!("{}::{check} failed", programs::FILE)));
        self.extras.push(Extra::of(name, &run));
        self.progress.note(name, begun.elapsed());
    }

    /// Prints the matrix and all that is wrong.
    fn report(mut self, is_whole: bool) -> Outcome {
        self.matrix.close();
        let (counts, blanks) = self.matrix.judge(&mut self.exceptions);
        let failures = self.matrix.failures();
        // A part of the tests cannot tell that a line explains nothing.
        let unused = if is_whole { self.exceptions.unused() } else { Vec::new() };

        println!("\n{}", self.matrix.table());
        print!("{}", self.summary(&counts));
        println!("\n{}", self.progress.table());
        let problems = [&failures, &blanks, &unused, &self.problems];
        let problems: Vec<String> = problems.into_iter().flatten().map(|problem| format!("error: {problem}")).collect();
        problems.iter().for_each(|problem| println!("{problem}"));
        let extras = || self.extras.iter();
        let passed = sum(counts.values().map(|count| count.passed)) + sum(extras().map(|extra| extra.passed));
        let mut failed = sum(counts.values().map(|count| count.failed))
            + sum(extras().map(|extra| extra.failed))
            + blanks.len()
            + unused.len();
        let skipped = sum(counts.values().map(|count| count.explained)) + sum(extras().map(|extra| extra.ignored));
        // What went wrong without a failed test still counts.
        if failed == 0 {
            failed = self.problems.len();
        }
        Outcome {
            counts: format!("{passed} passed, {failed} failed, {skipped} skipped"),
            passed: failed == 0,
            problems,
        }
    }

    fn summary(&self, counts: &BTreeMap<Column, Counts>) -> Table {
        let mut table = Table::new(["column", "passed", "failed", "blank, explained"]);
        for (column, count) in counts {
            let numbers = [count.passed, count.failed + count.unexplained, count.explained];
            let numbers = numbers.map(|number| number.to_string());
            table.row(std::iter::once(column.name().to_owned()).chain(numbers));
        }
        for extra in &self.extras {
            let numbers = [extra.passed, extra.failed, extra.ignored];
            let numbers = numbers.map(|number| number.to_string());
            table.row(std::iter::once(extra.name.clone()).chain(numbers));
        }
        table
    }
}

fn sum(numbers: impl Iterator<Item = usize>) -> usize {
    numbers.sum()
}
