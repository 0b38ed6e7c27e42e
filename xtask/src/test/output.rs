//! Reads what a test executable prints: libtest's lines and those of wasm-bindgen's runner.
//!
//! Both print `test NAME ... ok`; a failure is `FAILED` or `FAIL`. On one thread libtest prints `test NAME ... ` before
//! the test runs, so what the test prints can stand between the name and the verdict, and a crash leaves the name alone.

/// How one test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Ok,
    Failed,
    Ignored,
}

/// What an executable's output says.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Output {
    /// Each finished test.
    pub(crate) tests: Vec<(String, Verdict)>,
    /// The tests that had begun and not ended at the end of the output, as far as that can be seen.
    pub(crate) unfinished: Vec<String>,
    /// The sum of all `test result:` lines; None where there is none, so the executable did not get to its end.
    pub(crate) totals: Option<Totals>,
    /// How many tests it announced.
    pub(crate) announced: usize,
    /// The test whose verdict may follow on a line of its own.
    waiting: Option<String>,
}

/// Numbers of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) ignored: usize,
}

impl Output {
    /// Reads standard output.
    pub(crate) fn parse(stdout: &str) -> Self {
        let mut output = Self::default();
        // After `failures:` the output of the failed tests is repeated: no verdicts of ours stand there.
        let mut in_failures = false;
        for line in stdout.lines() {
            if let Some(totals) = Totals::parse(line) {
                output.add(totals);
                in_failures = false;
            } else if line == "no tests to run!" {
                output.add(Totals::default());
            } else if line == "failures:" {
                in_failures = true;
            } else if let Some(count) = announced(line) {
                output.announced += count;
                in_failures = false;
            } else if !in_failures {
                output.read_line(line);
            }
        }
        output.unfinished.extend(output.waiting.take());
        let tests = &output.tests;
        let is_finished = |name: &String| tests.iter().any(|(test, _)| test == name);
        output.unfinished.retain(|name| !is_finished(name));
        output
    }

    /// The verdict on one test.
    pub(crate) fn verdict(&self, name: &str) -> Option<Verdict> {
        let found = self.tests.iter().find(|(test, _)| test == name);
        found.map(|(_, verdict)| *verdict)
    }

    /// True where the executable reached its end and each test that it counted was read.
    pub(crate) fn is_complete(&self) -> bool {
        self.totals == Some(self.counted())
    }

    /// The verdicts that were read, counted.
    pub(crate) fn counted(&self) -> Totals {
        let count = |wanted| {
            let tests = self.tests.iter();
            tests.filter(|(_, verdict)| *verdict == wanted).count()
        };
        Totals { passed: count(Verdict::Ok), failed: count(Verdict::Failed), ignored: count(Verdict::Ignored) }
    }

    fn add(&mut self, totals: Totals) {
        let sum = self.totals.get_or_insert_default();
        sum.passed += totals.passed;
        sum.failed += totals.failed;
        sum.ignored += totals.ignored;
    }

    fn read_line(&mut self, line: &str) {
        if let Some((name, rest)) = begun(line) {
            match verdict(rest).or_else(|| trailing_verdict(rest)) {
                Some(verdict) => self.tests.push((name, verdict)),
                None => self.waiting = Some(name),
            }
        } else if let Some(name) = slow(line) {
            self.unfinished.push(name);
        } else if let Some(verdict) = trailing_verdict(line)
            && let Some(name) = self.waiting.take()
        {
            self.tests.push((name, verdict));
        }
    }
}

impl Totals {
    /// Reads `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
    fn parse(line: &str) -> Option<Self> {
        let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
        let mut totals = Self::default();
        for count in counts.split("; ") {
            match count.split_once(' ') {
                Some((number, "passed")) => totals.passed = number.parse().ok()?,
                Some((number, "failed")) => totals.failed = number.parse().ok()?,
                Some((number, "ignored")) => totals.ignored = number.parse().ok()?,
                _ => {}
            }
        }
        Some(totals)
    }
}

/// Reads `running 3 tests`.
fn announced(line: &str) -> Option<usize> {
    let (count, word) = line.strip_prefix("running ")?.split_once(' ')?;
    matches!(word, "test" | "tests").then(|| count.parse().ok())?
}

/// Splits `test NAME ... REST`. libtest appends the expectation to the name: ` - should panic`.
fn begun(line: &str) -> Option<(String, &str)> {
    let line = line.strip_prefix("test ")?;
    let (name, rest) = line.split_once(" ...")?;
    let name = name.strip_suffix(" - should panic").unwrap_or(name);
    // Paths have no spaces, doctests look like `src/lib.rs - item (line 3)`; prose is left alone.
    let is_name = !name.contains(' ') || name.contains(" (line ");
    is_name.then(|| (name.to_owned(), rest))
}

/// Reads `test NAME has been running for over 60 seconds`.
fn slow(line: &str) -> Option<String> {
    let (name, _) = line.strip_prefix("test ")?.split_once(" has been running for over ")?;
    Some(name.to_owned())
}

fn verdict(rest: &str) -> Option<Verdict> {
    match rest.split([' ', ',']).find(|word| !word.is_empty())? {
        "ok" => Some(Verdict::Ok),
        "FAILED" | "FAIL" => Some(Verdict::Failed),
        "ignored" => Some(Verdict::Ignored),
        _ => None,
    }
}

/// A verdict behind what the test itself printed.
fn trailing_verdict(line: &str) -> Option<Verdict> {
    if line.ends_with("FAILED") {
        return Some(Verdict::Failed);
    }
    (line == "ok" || line.ends_with(" ok")).then_some(Verdict::Ok)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Verdict::{Failed, Ignored, Ok};

    fn tests(output: &Output) -> Vec<(&str, Verdict)> {
        let tests = output.tests.iter();
        tests.map(|(name, verdict)| (name.as_str(), *verdict)).collect()
    }

    #[test]
    fn libtest() {
        let output = Output::parse(
            "\nrunning 6 tests\ntest plain ... ok\ntest w::ign ... ignored, why\ntest w::ign2 ... ignored\n\
             test w::bad ... FAILED\ntest w::shp - should panic ... ok\n\
             test w::slow has been running for over 60 seconds\ntest w::slow ... ok\n\nfailures:\n\n\
             ---- w::bad stdout ----\ntest w::fake ... ok\n\nfailures:\n    w::bad\n\n\
             test result: FAILED. 3 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.08s\n\n",
        );
        let wanted = [
            ("plain", Ok),
            ("w::ign", Ignored),
            ("w::ign2", Ignored),
            ("w::bad", Failed),
            ("w::shp", Ok),
            ("w::slow", Ok),
        ];
        assert_eq!(tests(&output), wanted);
        assert!(output.is_complete());
        assert_eq!(output.announced, 6);
        assert_eq!(output.unfinished, [""; 0]);
    }

    #[test]
    fn wasm_bindgen() {
        let output = Output::parse(
            "Running headless tests in Chrome on `http://127.0.0.1:46191/`\nLoading Wasm module...\n\n\
             running 4 tests\ntest w::ign ... ignored, why\ntest w::shp ... ok\ntest w::last ... ok\n\
             test w::bad ... FAIL\n\nfailures:\n\n---- w::bad output ----\n    error output:\n\nfailures:\n\n    w::bad\n\n\
             test result: FAILED. 2 passed; 1 failed; 1 ignored; 0 filtered out; finished in 0.02s\n\n\
             console output:\n    Invoking test: w::shp\n",
        );
        let wanted = [("w::ign", Ignored), ("w::shp", Ok), ("w::last", Ok), ("w::bad", Failed)];
        assert_eq!(tests(&output), wanted);
        assert!(output.is_complete());
        assert!(Output::parse("no tests to run!\n").is_complete());
    }

    #[test]
    fn a_crash_leaves_the_test_that_ran() {
        let output = Output::parse("\nrunning 7 tests\ntest plain ... ok\ntest w::bad ... ");
        assert_eq!(tests(&output), [("plain", Ok)]);
        assert_eq!(output.unfinished, ["w::bad"]);
        assert!(!output.is_complete());
    }

    #[test]
    fn a_hang_names_the_tests_that_are_slow() {
        let slow = "has been running for over 60 seconds";
        let output =
            Output::parse(&format!("running 3 tests\ntest a ... ok\ntest b {slow}\ntest c {slow}\ntest c ... ok\n"));
        assert_eq!(tests(&output), [("a", Ok), ("c", Ok)]);
        assert_eq!(output.unfinished, ["b"]);
    }

    #[test]
    fn a_test_that_prints_before_its_verdict() {
        let output = Output::parse(
            "running 2 tests\ntest a ... hello\nmore\nok\ntest b ... no newline FAILED\n\
             test result: FAILED. 1 passed; 1 failed; 0 ignored\n",
        );
        assert_eq!(tests(&output), [("a", Ok), ("b", Failed)]);
        assert!(output.is_complete());
    }

    #[test]
    fn doctests_have_several_parts() {
        let output = Output::parse(
            "\nrunning 1 test\ntest src/lib.rs - two (line 1) ... ok\n\n\
             test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\n\
             running 2 tests\ntest src/a.rs - b (line 9) - compile ... ok\ntest src/a.rs - b (line 19) - compile fail ... ok\n\n\
             test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured\n",
        );
        assert!(output.is_complete());
        assert_eq!(output.counted().passed, 3);
    }
}
