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

/// Runs it; an error means that it could not even be started.
pub(crate) fn run(
    project: &Project,
    column: Column,
    executable: &Executable,
    wanted: &Wanted<'_>,
) -> anyhow::Result<FileRun> {
    let start = || column.start(project, &project.root, &executable.path, LIMIT);
    let mut run = FileRun::default();
    let mut command = start()?;
    if let Wanted::Matching(text) = wanted {
        command.arg(text);
    }
    for round in 0..MOST_STARTS {
        let ended = run_limited(command, LIMIT)?;
        let output = Output::parse(&ended.stdout);
        let began = output.announced > 0 || output.totals.is_some();
        if round == 0 && column.platform() == Platform::Web && !began {
            command = start()?;
            if let Wanted::Matching(text) = wanted {
                command.arg(text);
            }
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
        let left = left(column, start()?, wanted, &run);
        if left.is_empty() {
            break;
        }
        command = start()?;
        // One after the other, so that the next crash names its test.
        command.args(["--test-threads=1", "--exact"]).args(left);
    }
    Ok(run)
}

/// The tests during which it crashed or hung have failed.
fn note_unfinished(run: &mut FileRun, output: &Output) {
    if !output.is_complete() {
        let names = output.unfinished.iter().cloned();
        run.verdicts.extend(names.map(|name| (name, Verdict::Failed)));
    }
}

/// The tests that got no verdict, where the executable can be asked.
fn left(column: Column, mut start: Command, wanted: &Wanted<'_>, run: &FileRun) -> Vec<String> {
    if column.platform() == Platform::Web {
        return Vec::new(); // its runner takes one filter only, and survives failures
    }
    if let Wanted::Matching(text) = wanted {
        start.arg(text);
    }
    let listed = output_of(start.arg("--list")).unwrap_or_default();
    let names = listed.lines().filter_map(|line| line.strip_suffix(": test"));
    names.filter(|name| !run.verdicts.contains_key(*name)).map(str::to_owned).collect()
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

    use super::*;

    /// A stand-in for a test executable: a script that knows libtest's arguments.
    fn stand_in(name: &str, script: &str) -> Executable {
        let path = env::temp_dir().join(format!("xtask-{name}-{}", process::id()));
        fs::write(&path, format!("#!/bin/sh\n{script}")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let file = name.to_owned();
        Executable { file, path }
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
        let run = run(&here(), Column::Native, &executable, &Wanted::All).unwrap();
        let verdicts: Vec<_> = run.verdicts.into_iter().collect();
        let wanted = [("a", Verdict::Ok), ("b", Verdict::Failed), ("c", Verdict::Ok)];
        assert_eq!(verdicts, wanted.map(|(name, verdict)| (name.to_owned(), verdict)));
        assert_eq!(run.troubles, ["crashed during b (exit status: 134)"]);
        fs::remove_file(&executable.path).unwrap();
    }

    #[test]
    fn green_tests_and_a_red_end_are_trouble() {
        let executable =
            stand_in("end", "printf 'running 0 tests\\ntest result: ok. 0 passed; 0 failed; 0 ignored\\n'; exit 3");
        let run = run(&here(), Column::Native, &executable, &Wanted::All).unwrap();
        assert_eq!(run.troubles.len(), 1);
        fs::remove_file(&executable.path).unwrap();
    }
}
