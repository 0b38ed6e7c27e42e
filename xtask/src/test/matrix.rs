//! The matrix: every test × every column.

use std::collections::{BTreeMap, BTreeSet};

use crate::table::Table;

use super::column::Column;
use super::output::Verdict;
use super::platforms::Exceptions;
use super::run::FileRun;

/// Verdicts by test (`file::test`) and column. A test that is missing in a column is a blank there, and so is an
/// ignored one.
#[derive(Debug, Default)]
pub(crate) struct Matrix {
    columns: Vec<Column>,
    rows: BTreeMap<String, BTreeMap<Column, Verdict>>,
    /// Files that did not get through all their tests in a column: what is missing there has failed.
    broken: BTreeSet<(String, Column)>,
}

/// Stands for the tests of a file that nowhere got as far as naming one.
const UNNAMED: &str = "(all)";

/// Numbers of one column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) explained: usize,
    pub(crate) unexplained: usize,
}

impl Matrix {
    pub(crate) fn new(columns: &[Column]) -> Self {
        Self { columns: columns.to_vec(), ..Self::default() }
    }

    /// Enters what a file's tests did in a column.
    pub(crate) fn enter(&mut self, file: &str, column: Column, run: &FileRun) {
        for (test, verdict) in &run.verdicts {
            let row = self.rows.entry(format!("{file}::{test}")).or_default();
            row.insert(column, *verdict);
        }
        if !run.troubles.is_empty() {
            self.mark_broken(file, column);
        }
    }

    /// Notes that a file did not run to its end in a column.
    pub(crate) fn mark_broken(&mut self, file: &str, column: Column) {
        self.broken.insert((file.to_owned(), column));
    }

    /// A file that nowhere got as far as naming a test has a row of its own.
    pub(crate) fn close(&mut self) {
        for (file, column) in &self.broken {
            let prefix = format!("{file}::");
            let named = self.rows.keys().any(|test| test.starts_with(&prefix));
            if !named {
                let row = self.rows.entry(format!("{prefix}{UNNAMED}")).or_default();
                row.insert(*column, Verdict::Failed);
            }
        }
    }

    /// Counts each column and gives the blanks that nothing explains.
    pub(crate) fn judge(&self, exceptions: &mut Exceptions) -> (BTreeMap<Column, Counts>, Vec<String>) {
        let mut counts = BTreeMap::new();
        let mut blanks = Vec::new();
        for &column in &self.columns {
            let count: &mut Counts = counts.entry(column).or_default();
            for test in self.rows.keys() {
                match self.verdict(test, column) {
                    Some(Verdict::Ok) => count.passed += 1,
                    Some(Verdict::Failed) => count.failed += 1,
                    None if test.ends_with(UNNAMED) => {}
                    Some(Verdict::Ignored) | None => {
                        if exceptions.explain(test, column) {
                            count.explained += 1;
                        } else {
                            count.unexplained += 1;
                            blanks.push(format!(
                                "{test} does not run in column {}, and no line of PLATFORMS.md says why",
                                column.name()
                            ));
                        }
                    }
                }
            }
        }
        (counts, blanks)
    }

    /// The tests that failed, one line each.
    pub(crate) fn failures(&self) -> Vec<String> {
        let mut failures = Vec::new();
        for test in self.rows.keys() {
            let columns = self.columns.iter().copied();
            let red: Vec<_> = columns
                .filter(|column| self.verdict(test, *column) == Some(Verdict::Failed))
                .map(Column::name)
                .collect();
            if !red.is_empty() {
                failures.push(format!("{test} failed in {}", red.join(", ")));
            }
        }
        failures
    }

    /// The matrix for people.
    pub(crate) fn table(&self) -> Table {
        let headings = self.columns.iter().map(|column| column.name());
        let mut table = Table::new(std::iter::once("test").chain(headings));
        for test in self.rows.keys() {
            let cells = self.columns.iter().map(|column| match self.verdict(test, *column) {
                Some(Verdict::Ok) => "ok",
                Some(Verdict::Failed) => "FAIL",
                Some(Verdict::Ignored) | None => "-",
            });
            table.row(std::iter::once(test.as_str()).chain(cells));
        }
        table
    }

    fn verdict(&self, test: &str, column: Column) -> Option<Verdict> {
        let known = self.rows.get(test)?.get(&column).copied();
        known.or_else(|| {
            let file = test.split("::").next().unwrap_or(test);
            let is_broken = self.broken.contains(&(file.to_owned(), column));
            is_broken.then_some(Verdict::Failed)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file_run(verdicts: &[(&str, Verdict)], troubles: &[&str]) -> FileRun {
        FileRun {
            verdicts: verdicts.iter().map(|(name, verdict)| ((*name).to_owned(), *verdict)).collect(),
            troubles: troubles.iter().map(|trouble| (*trouble).to_owned()).collect(),
            log: String::new(),
        }
    }

    #[test]
    fn blanks_want_an_explanation() {
        let mut matrix = Matrix::new(&[Column::Native, Column::Page]);
        let both = [("a", Verdict::Ok), ("b", Verdict::Failed)];
        matrix.enter("task", Column::Native, &file_run(&both, &[]));
        matrix.enter("task", Column::Page, &file_run(&[("a", Verdict::Ignored)], &[]));
        let text = format!("{}\n|t|c|w|\n|-|-|-|\n| task::a | page | so |", super::super::platforms::HEADING);
        let mut exceptions = Exceptions::parse(&text).unwrap();
        let (counts, blanks) = matrix.judge(&mut exceptions);
        let native = Counts { passed: 1, failed: 1, ..Counts::default() };
        let page = Counts { explained: 1, unexplained: 1, ..Counts::default() };
        assert_eq!((counts[&Column::Native], counts[&Column::Page]), (native, page));
        assert_eq!(blanks.len(), 1);
        assert!(blanks[0].starts_with("task::b does not run in column page"));
        assert_eq!(matrix.failures(), ["task::b failed in native"]);
        let wanted = "test     native  page\ntask::a  ok      -\ntask::b  FAIL    -\n";
        assert_eq!(matrix.table().to_string(), wanted);
    }

    #[test]
    fn what_a_crash_left_out_has_failed() {
        let mut matrix = Matrix::new(&[Column::Native, Column::Node]);
        matrix.enter("task", Column::Native, &file_run(&[("a", Verdict::Ok)], &[]));
        matrix.enter("task", Column::Node, &file_run(&[], &["crashed"]));
        matrix.mark_broken("time", Column::Node);
        matrix.close();
        let (counts, blanks) = matrix.judge(&mut Exceptions::default());
        assert_eq!(counts[&Column::Node].failed, 2);
        assert_eq!(blanks, [""; 0]);
    }
}
