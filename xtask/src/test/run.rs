//! Runs one test executable in one column.
//!
//! A crash ends all tests of an executable: with `panic = "abort"`, as on WASI, every failed test is one. So libtest's
//! executables are started again with the tests that did not get their turn; a hang is not repeated. A browser that did not
//! even begin with the tests is started a second time.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::Duration;

use crate::process::{Ended, output_of, run_limited};
use crate::project::Project;

use super::build::Executable;
use super::column::{Column, Platform};
use super::filter::Wanted;
use super::output::{Output, Verdict};
use super::platforms::Exceptions;

/// The time of one executable, all its tests together.
pub(crate) const LIMIT: Duration = Duration::from_secs(120);
/// How often an executable is started again after crashes.
const MOST_STARTS: usize = 12;

/// What the tests of one file did in one column.
#[derive(Debug, Default)]
pub(crate) struct FileRun {
    pub(crate) verdicts: BTreeMap<String, Verdict>,
    /// Crashes, hangs and output that does not add up, one sentence each.
    pub(crate) troubles: Vec<String>,
    /// What was printed by runs that were not all green.
    pub(crate) log: String,
}

impl FileRun {
    /// How many tests ended so.
    pub(crate) fn count(&self, wanted: Verdict) -> usize {
        let verdicts = self.verdicts.values();
        verdicts.filter(|verdict| **verdict == wanted).count()
    }

    fn take(&mut self, ended: &Ended, output: &Output) {
        let red = output.counted().failed > 0 || !output.is_complete() || !ended.is_success();
        if red {
            self.log += &ended.log;
        }
        for (name, verdict) in &output.tests {
            self.verdicts.insert(name.clone(), *verdict);
        }
    }
}

/// An executable that is to be run in a column.
#[derive(Clone, Copy)]
pub(crate) struct Job<'a> {
    pub(crate) project: &'a Project,
    pub(crate) column: Column,
    pub(crate) executable: &'a Executable,
    pub(crate) wanted: &'a Wanted<'a>,
    /// Say what the column's host cannot run of it.
    pub(crate) exceptions: &'a Exceptions,
}

impl Job<'_> {
    /// Runs it; an error means that it could not even be started.
    pub(crate) fn run(self) -> anyhow::Result<FileRun> {
        let mut run = FileRun::default();
        let Some(mut command) = self.first()? else {
            return Ok(run);
        };
        for round in 0..MOST_STARTS {
            let ended = run_limited(command, LIMIT)?;
            let output = Output::parse(&ended.stdout);
            let began = output.announced > 0 || output.totals.is_some();
            if round == 0 && self.is_web() && !began {
                command = self.filtered()?;
                continue;
            }
            run.take(&ended, &output);
            if let Some(trouble) = trouble(&ended, &output) {
                run.troubles.push(trouble);
            }
            note_unfinished(&mut run, &output);
            if output.is_complete() || ended.status.is_none() {
                break;
            }
            let left = self.left(&run);
            if left.is_empty() {
                break;
            }
            command = self.start()?;
            // One after the other, so that the next crash names its test.
            command.args(["--test-threads=1", "--exact"]).args(left);
        }
        Ok(run)
    }

    fn start(self) -> anyhow::Result<Command> {
        self.column.start(self.project, &self.project.root, &self.executable.path, LIMIT)
    }

    fn filtered(self) -> anyhow::Result<Command> {
        let mut command = self.start()?;
        if let Wanted::Matching(text) = self.wanted {
            command.arg(text);
        }
        Ok(command)
    }

    /// Runs all that is wanted and that the host can run; None where that is nothing.
    fn first(self) -> anyhow::Result<Option<Command>> {
        if self.is_web() || !self.exceptions.concern_host(&self.executable.file, self.column) {
            return self.filtered().map(Some);
        }
        let names = self.possible()?;
        let mut command = self.start()?;
        command.arg("--exact").args(&names);
        Ok((!names.is_empty()).then_some(command))
    }

    /// The tests that are wanted and that the host can run.
    fn possible(self) -> anyhow::Result<Vec<String>> {
        let file = &self.executable.file;
        let listed = output_of(self.filtered()?.arg("--list"))?;
        let names = listed.lines().filter_map(|line| line.strip_suffix(": test"));
        let possible = names.filter(|name| !self.exceptions.host_cannot_run(&format!("{file}::{name}"), self.column));
        Ok(possible.map(str::to_owned).collect())
    }

    /// The tests that got no verdict, where the executable can be asked.
    fn left(self, run: &FileRun) -> Vec<String> {
        if self.is_web() {
            return Vec::new(); // its runner takes one filter only, and survives failures
        }
        let mut names = self.possible().unwrap_or_default();
        names.retain(|name| !run.verdicts.contains_key(name));
        names
    }

    fn is_web(self) -> bool {
        self.column.platform() == Platform::Web
    }
}

/// The tests during which it crashed or hung have failed.
fn note_unfinished(run: &mut FileRun, output: &Output) {
    if !output.is_complete() {
        let names = output.unfinished.iter().cloned();
        run.verdicts.extend(names.map(|name| (name, Verdict::Failed)));
    }
}

/// What is wrong with a run beside tests that failed.
pub(super) fn trouble(ended: &Ended, output: &Output) -> Option<String> {
    let during = match output.unfinished.join(", ") {
        names if names.is_empty() => names,
        names => format!(" during {names}"),
    };
    if ended.status.is_none() {
        return Some(format!("hung{during}: killed after {} s", LIMIT.as_secs()));
    }
    if output.totals.is_none() {
        return Some(format!("crashed{during} ({})", ended.describe()));
    }
    if !output.is_complete() {
        let (counted, said) = (output.counted(), output.totals);
        return Some(format!("counts {said:?}, but its lines give {counted:?}"));
    }
    let failed = output.counted().failed > 0;
    (!failed && !ended.is_success()).then(|| format!("all tests passed, and then it ended with {}", ended.describe()))
}

/// Cuts a long log in the middle.
pub(crate) fn shorten(log: &str) -> String {
    const HEAD: usize = 150;
    const TAIL: usize = 100;
    let lines: Vec<_> = log.lines().collect();
    if lines.len() <= HEAD + TAIL {
        return log.to_owned();
    }
    let cut = lines.len() - HEAD - TAIL;
    let (head, tail) = (&lines[..HEAD], &lines[lines.len() - TAIL..]);
    format!("{}\n    … {cut} lines …\n{}\n", head.join("\n"), tail.join("\n"))
}

/// Where the stand-ins of this module's tests are run.
#[cfg(test)]
fn here() -> Project {
    let root = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    Project { target: root.join("target"), root }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::{env, fs, process};

    use super::super::platforms::HEADING;
    use super::*;

    /// A stand-in for a test executable: a script that knows libtest's arguments.
    fn stand_in(name: &str, script: &str) -> Executable {
        let path = env::temp_dir().join(format!("xtask-{name}-{}", process::id()));
        fs::write(&path, format!("#!/bin/sh\n{script}")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let file = name.to_owned();
        Executable { file, path }
    }

    fn run(column: Column, executable: &Executable, exceptions: &Exceptions) -> FileRun {
        let project = &here();
        Job { project, column, executable, wanted: &Wanted::All, exceptions }.run().unwrap()
    }

    #[test]
    fn after_a_crash_the_rest_still_runs() {
        let executable = stand_in(
            "crash",
            "case \"$*\" in\n\
             --list) printf 'a: test\\nb: test\\nc: test\\n' ;;\n\
             *exact*) printf 'running 1 test\\ntest c ... ok\\ntest result: ok. 1 passed; 0 failed; 0 ignored\\n' ;;\n\
             *) printf 'running 3 tests\\ntest a ... ok\\ntest b ... '; exit 134 ;;\nesac\n",
        );
        let run = run(Column::Native, &executable, &Exceptions::default());
        let verdicts: Vec<_> = run.verdicts.into_iter().collect();
        let wanted = [("a", Verdict::Ok), ("b", Verdict::Failed), ("c", Verdict::Ok)];
        assert_eq!(verdicts, wanted.map(|(name, verdict)| (name.to_owned(), verdict)));
        assert_eq!(run.troubles, ["crashed during b (exit status: 134)"]);
        fs::remove_file(&executable.path).unwrap();
    }

    #[test]
    fn what_a_host_cannot_run_is_left_out() {
        let executable = stand_in(
            "host",
            "case \"$*\" in\n\
             --list) printf 'a: test\\nb: test\\n' ;;\n\
             '--exact a') printf 'running 1 test\\ntest a ... ok\\ntest result: ok. 1 passed; 0 failed\\n' ;;\n\
             *) exit 1 ;;\nesac\n",
        );
        let text = |test| format!("{HEADING}\n|t|c|w|\n|-|-|-|\n| {test} | native | no |");
        let run = |test| run(Column::Native, &executable, &Exceptions::parse(&text(test)).unwrap());
        let some = run("host::b");
        assert_eq!((some.verdicts.into_keys().collect(), some.troubles), (vec!["a".to_owned()], vec![]));
        let none = run("host::*");
        assert!(none.verdicts.is_empty() && none.troubles.is_empty());
        fs::remove_file(&executable.path).unwrap();
    }

    #[test]
    fn green_tests_and_a_red_end_are_trouble() {
        let executable =
            stand_in("end", "printf 'running 0 tests\\ntest result: ok. 0 passed; 0 failed; 0 ignored\\n'; exit 3");
        let run = run(Column::Native, &executable, &Exceptions::default());
        assert_eq!(run.troubles.len(), 1);
        fs::remove_file(&executable.path).unwrap();
    }
}
