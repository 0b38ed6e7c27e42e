//! The format of a file in tests/breaks/; tests/breaks/README.md describes it for those who write one.
//!
//! Lines are compared without the spaces around them, so that a break survives a new indentation, and must fit exactly
//! one place.

use std::fmt;

use anyhow::{Context, bail};

use crate::test::Column;

/// A promise, how to break it, and the tests that must notice.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Break {
    /// The file's name without ".break".
    pub(super) name: String,
    pub(super) promise: String,
    /// The file to change, from the repository's root.
    pub(super) file: String,
    old: Vec<String>,
    new: Vec<String>,
    /// Each of them must go red, in each of the columns.
    pub(super) tests: Vec<TestName>,
    pub(super) columns: Vec<Column>,
}

/// `file::test`, as the matrix writes it; the file `lib` stands for unit tests.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TestName {
    pub(super) file: String,
    pub(super) test: String,
}

impl fmt::Display for TestName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", self.file, self.test)
    }
}

impl TestName {
    fn parse(text: &str) -> anyhow::Result<Self> {
        let (file, test) = text.split_once("::").with_context(|| format!("test: {text}: file::test is wanted"))?;
        Ok(Self { file: file.to_owned(), test: test.to_owned() })
    }
}

impl Break {
    /// Reads a file.
    pub(super) fn parse(name: &str, text: &str) -> anyhow::Result<Self> {
        let (head, body) = split_at_line(text, "--- old").context("the line `--- old` is missing")?;
        let (old, new) = split_at_line(&body, "--- new").context("the line `--- new` is missing")?;
        let (old, new) = (block(&old), block(&new));
        if old.is_empty() {
            bail!("there is nothing between `--- old` and `--- new`");
        }
        if old == new {
            bail!("old and new are the same");
        }
        let mut one = Self {
            name: name.to_owned(),
            promise: String::new(),
            file: String::new(),
            old,
            new,
            tests: Vec::new(),
            columns: Vec::new(),
        };
        for line in head.lines().map(str::trim) {
            if !line.is_empty() && !line.starts_with('#') {
                one.read_field(line)?;
            }
        }
        one.complete()
    }

    fn read_field(&mut self, line: &str) -> anyhow::Result<()> {
        let (key, value) = line.split_once(':').with_context(|| format!("`{line}`: key: value is wanted"))?;
        let value = value.trim();
        match key.trim() {
            "promise" => self.promise = value.to_owned(),
            "file" => self.file = value.to_owned(),
            "test" => self.tests.push(TestName::parse(value)?),
            "column" => self.columns.extend(Column::parse_list(value)?),
            other => bail!("there is no key `{other}`; the keys are promise, file, test, column"),
        }
        Ok(())
    }

    fn complete(mut self) -> anyhow::Result<Self> {
        if self.promise.is_empty() || self.file.is_empty() || self.tests.is_empty() {
            bail!("promise:, file: and at least one test: are wanted");
        }
        if self.columns.is_empty() {
            self.columns.push(Column::Native);
        }
        Ok(self)
    }

    /// Each test with each column.
    pub(super) fn tests_in_columns(&self) -> Vec<(Column, TestName)> {
        let columns = self.columns.iter();
        columns.flat_map(|column| self.tests.iter().map(|test| (*column, test.clone()))).collect()
    }

    /// The broken text of the file.
    pub(super) fn apply(&self, text: &str) -> anyhow::Result<String> {
        let lines: Vec<_> = text.lines().collect();
        let fits = |place: &&[&str]| {
            let mut pairs = place.iter().zip(&self.old);
            pairs.all(|(line, old)| line.trim() == old.trim())
        };
        let places: Vec<_> =
            lines.windows(self.old.len()).enumerate().filter(|(_, place)| fits(place)).map(|(at, _)| at).collect();
        let [at] = places[..] else {
            match places.len() {
                0 => bail!("the old lines no longer stand in {}", self.file),
                count => bail!("the old lines stand {count} times in {}: add a line around them", self.file),
            }
        };
        let new = self.new.iter().map(String::as_str);
        let (before, after) = (&lines[..at], &lines[at + self.old.len()..]);
        let broken: Vec<_> = before.iter().copied().chain(new).chain(after.iter().copied()).collect();
        Ok(broken.join("\n") + "\n")
    }
}

fn split_at_line(text: &str, line: &str) -> Option<(String, String)> {
    let lines: Vec<_> = text.lines().collect();
    let at = lines.iter().position(|candidate| candidate.trim() == line)?;
    Some((lines[..at].join("\n"), lines[at + 1..].join("\n")))
}

/// The lines of a block without empty ones at its ends.
fn block(text: &str) -> Vec<String> {
    let lines: Vec<_> = text.lines().collect();
    let is_full = |line: &&str| !line.trim().is_empty();
    let Some(first) = lines.iter().position(is_full) else {
        return Vec::new();
    };
    let last = lines.iter().rposition(is_full).unwrap_or(first);
    lines[first..=last].iter().map(|&line| line.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How a file in tests/breaks/ looks.
    const SAMPLE: &str = "# Rounding a deadline down would fire timers early.
promise: timers are never early, on any host
file: src/engine/wheel.rs
test: time::sleep_is_never_early
test: lib::engine::wheel::tests::deadlines_round_up
column: native, wasip1-wasmtime

--- old
let tick = elapsed.div_ceil(TICK);

self.insert(tick);
--- new
    let tick = elapsed / TICK;
    self.insert(tick);
";

    #[test]
    fn a_file_is_read() {
        let one = Break::parse("early", SAMPLE).unwrap();
        assert_eq!(one.promise, "timers are never early, on any host");
        assert_eq!(one.file, "src/engine/wheel.rs");
        assert_eq!(one.tests[0].to_string(), "time::sleep_is_never_early");
        assert_eq!(one.tests[1].file, "lib");
        assert_eq!(one.tests[1].test, "engine::wheel::tests::deadlines_round_up");
        assert_eq!(one.columns, [Column::Native, Column::Wasip1Wasmtime]);
        assert_eq!(one.old.len(), 3);
        assert_eq!(one.tests_in_columns().len(), 4);
    }

    #[test]
    fn native_is_the_column_where_none_is_named() {
        let text = SAMPLE.replace("column: native, wasip1-wasmtime\n", "");
        assert_eq!(Break::parse("early", &text).unwrap().columns, [Column::Native]);
    }

    #[test]
    fn the_old_lines_must_fit_one_place() {
        let one = Break::parse("early", SAMPLE).unwrap();
        let place = "        let tick = elapsed.div_ceil(TICK);\n\n        self.insert(tick);\n";
        let whole = format!("fn f() {{\n{place}}}\n");
        let broken = one.apply(&whole).unwrap();
        assert_eq!(broken, "fn f() {\n    let tick = elapsed / TICK;\n    self.insert(tick);\n}\n");
        let gone = one.apply("fn f() {}\n").unwrap_err().to_string();
        assert!(gone.contains("no longer"), "{gone}");
        let twice = one.apply(&format!("{place}{place}")).unwrap_err().to_string();
        assert!(twice.contains("2 times"), "{twice}");
    }

    #[test]
    fn lines_can_be_taken_out() {
        let text = "promise: p\nfile: f\ntest: a::b\n--- old\nwake();\n--- new\n";
        let one = Break::parse("x", text).unwrap();
        assert_eq!(one.apply("a\n  wake();\nb\n").unwrap(), "a\nb\n");
    }

    #[test]
    fn mistakes_are_named() {
        let mistakes = [
            ("--- old", "--- odl", "`--- old` is missing"),
            ("test: time", "tset: time", "no key `tset`"),
            ("promise: timers", "# timers", "promise:"),
            ("time::sleep", "sleep", "file::test"),
            ("native, ", "moon, ", "no column `moon`"),
        ];
        for (right, wrong, message) in mistakes {
            let error = Break::parse("early", &SAMPLE.replace(right, wrong)).unwrap_err();
            assert!(format!("{error:#}").contains(message), "{error:#}");
        }
        let same = "promise: p\nfile: f\ntest: a::b\n--- old\nx\n--- new\nx\n";
        assert!(Break::parse("x", same).is_err());
    }
}
