//! Builds the tests of a break in the copy and runs one of them.

use std::fmt;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::Context;

use crate::process::run_limited;
use crate::project::Project;
use crate::test::build::{Executable, executables, test_arguments};
use crate::test::output::{Output, Verdict};
use crate::test::run::shorten;
use crate::test::{Column, Platform, programs};
use crate::wasm::Wasm;

use super::format::TestName;
use super::tree::Tree;

/// A test that takes longer hangs, which is red.
const TEST_LIMIT: Duration = Duration::from_secs(20);
const BUILD_LIMIT: Duration = Duration::from_secs(900);

/// Where breaks are tried.
pub(super) struct Bench<'a> {
    pub(super) project: &'a Project,
    pub(super) tree: &'a Tree,
    pub(super) wasm: Option<&'a Wasm>,
}

/// A build of some test files.
#[derive(Debug)]
pub(super) struct Built {
    executables: Vec<Executable>,
    /// The folder of the whole programs, where a check of theirs is among the tests.
    programs: Option<PathBuf>,
    pub(super) complete: bool,
    /// What the compiler said, where it is not complete.
    pub(super) log: String,
}

/// How a test ended.
#[derive(Debug, PartialEq)]
pub(super) enum Ending {
    Green,
    Red(String),
    /// Neither can be said: it is ignored, missing, or was never begun.
    Unclear(String),
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Green => f.write_str("is green"),
            Self::Red(how) => write!(f, "is red ({how})"),
            Self::Unclear(why) => f.write_str(why),
        }
    }
}

impl Bench<'_> {
    /// Builds the files of these tests, quickly: incremental and without debug information.
    pub(super) fn build(&self, platform: Platform, tests: &[TestName]) -> anyhow::Result<Built> {
        let mut files: Vec<_> = tests.iter().map(|test| test.file.clone()).collect();
        files.sort();
        files.dedup();
        let named = files.len();
        files.retain(|file| file != programs::FILE);
        let mut programs = None;
        if files.len() < named {
            match programs::pack(self.cargo(platform), &self.folder(platform), platform) {
                Ok(folder) => programs = Some(folder),
                Err(error) => {
                    let log = format!("{error:#}");
                    return Ok(Built { executables: Vec::new(), programs, complete: false, log });
                }
            }
        }
        if files.is_empty() {
            return Ok(Built { executables: Vec::new(), programs, complete: true, log: String::new() });
        }
        let mut cargo = self.cargo(platform);
        cargo.args(test_arguments(platform, &files));
        let ended = run_limited(cargo, BUILD_LIMIT)?;
        let complete = ended.is_success();
        let errors = ended.log.lines().filter(|line| !line.starts_with('{'));
        let errors: Vec<_> = errors.collect();
        Ok(Built {
            executables: executables(&ended.stdout),
            programs,
            complete,
            log: if complete { String::new() } else { shorten(&errors.join("\n")) },
        })
    }

    /// Runs one test and judges its end.
    pub(super) fn run(&self, column: Column, built: &Built, test: &TestName) -> anyhow::Result<Ending> {
        if let Some(programs) = built.programs.as_ref().filter(|_| test.file == programs::FILE) {
            let mut script = programs::script(&self.tree.root, programs);
            script.arg(&test.test);
            let ended = run_limited(script, TEST_LIMIT)?;
            return Ok(judge_check(&Output::parse(&ended.stdout), &test.test, ended.status.is_some()));
        }
        let mut executables = built.executables.iter();
        let executable = executables
            .find(|executable| executable.file == test.file)
            .with_context(|| format!("cargo built no executable of `{}`", test.file))?;
        let mut command = column.start(self.project, &self.tree.root, &executable.path, TEST_LIMIT * 2)?;
        command.args(["--exact", &test.test]);
        let ended = run_limited(command, TEST_LIMIT)?;
        let output = Output::parse(&ended.stdout);
        let how = ended.status.map(|status| status.to_string());
        Ok(judge(&output, &test.test, how.as_deref(), ended.is_success()))
    }

    /// Where it builds for a platform. Two compilers in one target folder would take turns in forgetting what the other one is.
    fn folder(&self, platform: Platform) -> PathBuf {
        self.tree.target.join(if platform.target().is_some() { "wasm" } else { "native" })
    }

    fn cargo(&self, platform: Platform) -> Command {
        let mut cargo =
            self.wasm.filter(|_| platform.target().is_some()).map_or_else(|| self.project.cargo(), Wasm::cargo);
        cargo.current_dir(&self.tree.root);
        cargo.env("CARGO_TARGET_DIR", self.folder(platform));
        cargo.env("CARGO_INCREMENTAL", "1");
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "0");
        cargo
    }
}

/// `status` is None after the time limit.
fn judge(output: &Output, test: &str, status: Option<&str>, success: bool) -> Ending {
    // Unbroken it was green within the limit. A page that is busy for ever cannot even say that a test has begun.
    let Some(status) = status else {
        return Ending::Red("hangs".to_owned());
    };
    if output.announced == 0 {
        return match output.totals {
            Some(_) => Ending::Unclear(format!("there is no test `{test}`")),
            None => Ending::Unclear("ended before its test began".to_owned()),
        };
    }
    match output.verdict(test) {
        Some(Verdict::Failed) => Ending::Red("fails".to_owned()),
        Some(Verdict::Ignored) => Ending::Unclear(format!("`{test}` is ignored")),
        Some(Verdict::Ok) if success => Ending::Green,
        Some(Verdict::Ok) => Ending::Red(format!("ends with {status}")),
        None => Ending::Red(format!("crashes ({status})")),
    }
}

/// The same for a whole program, whose script announces nothing.
fn judge_check(output: &Output, check: &str, ended: bool) -> Ending {
    match output.verdict(check) {
        Some(Verdict::Ok) => Ending::Green,
        Some(_) => Ending::Red("fails".to_owned()),
        None if !ended => Ending::Red("hangs".to_owned()),
        None => Ending::Unclear(format!("there is no check `{check}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ending(stdout: &str, status: Option<&str>) -> Ending {
        judge(&Output::parse(stdout), "a", status, status == Some("0"))
    }

    #[test]
    fn failing_crashing_and_hanging_are_red() {
        let begun = "running 1 test\n";
        let failed = "running 1 test\ntest a ... FAILED\ntest result: FAILED. 0 passed; 1 failed\n";
        assert_eq!(ending(failed, Some("101")), Ending::Red("fails".into()));
        assert_eq!(ending(begun, Some("134")), Ending::Red("crashes (134)".into()));
        assert_eq!(ending(begun, None), Ending::Red("hangs".into()));
        let passed = "running 1 test\ntest a ... ok\ntest result: ok. 1 passed; 0 failed\n";
        assert_eq!(ending(passed, Some("0")), Ending::Green);
        assert_eq!(ending(passed, Some("1")), Ending::Red("ends with 1".into()));
    }

    #[test]
    fn checks_of_whole_programs_are_judged_by_their_line() {
        let ending = |stdout: &str, ended| judge_check(&Output::parse(stdout), "a", ended);
        assert_eq!(ending("test a ... ok\n", true), Ending::Green);
        assert_eq!(ending("test a ... FAILED\n", true), Ending::Red("fails".into()));
        assert_eq!(ending("", false), Ending::Red("hangs".into()));
        assert!(matches!(ending("test result: ok. 0 passed; 0 failed\n", true), Ending::Unclear(_)));
    }

    #[test]
    fn what_never_began_is_not_red() {
        let none = "running 0 tests\ntest result: ok. 0 passed; 0 failed; 0 ignored\n";
        for (stdout, status) in [(none, "0"), ("", "1")] {
            assert!(matches!(ending(stdout, Some(status)), Ending::Unclear(_)));
        }
        let ignored = "running 1 test\ntest a ... ignored\ntest result: ok. 0 passed; 0 failed; 1 ignored\n";
        assert!(matches!(ending(ignored, Some("0")), Ending::Unclear(_)));
    }
}
