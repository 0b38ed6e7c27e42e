//! The table in PLATFORMS.md that says which tests a platform does not run, and why.
//!
//! ```text
//! ## Tests that a platform does not run
//!
//! | tests | columns | why |
//! |---|---|---|
//! | `native_*::*` | wasip1-wasmtime, wasip1-node, page, worker, node | threads are native |
//! ```
//!
//! `*` stands for anything in a test's name. Each line must explain a blank in each of its columns, so that the table
//! does not outlive its reasons.
//!
//! Columns of one platform run the same build. So a line that names some of them, and not the others, is about a host: its
//! tests are in the build, and are left out when it runs there. Whatever no column of a platform runs, its build leaves out.

use std::collections::BTreeSet;

use anyhow::{Context, bail};
use wildmatch::WildMatch;

use super::column::Column;

/// The heading above the table.
pub(crate) const HEADING: &str = "## Tests that a platform does not run";

/// The lines of the table.
#[derive(Debug, Default)]
pub(crate) struct Exceptions {
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    tests: String,
    columns: Vec<Column>,
    used: BTreeSet<Column>,
}

impl Exceptions {
    /// Reads PLATFORMS.md; a file without the section explains nothing.
    pub(crate) fn parse(text: &str) -> anyhow::Result<Self> {
        let section = text.lines().enumerate();
        let section = section.skip_while(|(_, line)| line.trim() != HEADING);
        let section = section.skip(1).take_while(|(_, line)| !line.starts_with("## ") && !line.starts_with("# "));
        let rows = section.filter(|(_, line)| line.trim_start().starts_with('|'));
        let mut lines = Vec::new();
        // The first two rows are the heading and its rule.
        for (number, row) in rows.skip(2) {
            let line = Line::parse(row).with_context(|| format!("PLATFORMS.md:{}", number + 1))?;
            lines.push(line);
        }
        Ok(Self { lines })
    }

    /// True where a line explains why `test` does not run in `column`; the line then counts as used.
    pub(crate) fn explain(&mut self, test: &str, column: Column) -> bool {
        let mut explained = false;
        for line in &mut self.lines {
            if line.columns.contains(&column) && WildMatch::new(&line.tests).matches(test) {
                line.used.insert(column);
                explained = true;
            }
        }
        explained
    }

    /// True where tests of `file` may be in the build of `column` that its host cannot run.
    pub(crate) fn concern_host(&self, file: &str, column: Column) -> bool {
        self.of_host(column).any(|line| {
            let of_file = line.tests.split("::").next().unwrap_or_default();
            WildMatch::new(of_file).matches(file)
        })
    }

    /// True where `column` must leave `test` out of what its build has, for the sake of its host.
    pub(crate) fn host_cannot_run(&self, test: &str, column: Column) -> bool {
        self.of_host(column).any(|line| WildMatch::new(&line.tests).matches(test))
    }

    fn of_host(&self, column: Column) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.is_about_host_of(column))
    }

    /// What stands in the table and explains nothing.
    pub(crate) fn unused(&self) -> Vec<String> {
        let mut unused = Vec::new();
        for line in &self.lines {
            for column in line.columns.iter().filter(|column| !line.used.contains(column)) {
                unused.push(format!(
                    "PLATFORMS.md: no test of `{}` is missing in column {}: take it out of the table",
                    line.tests,
                    column.name()
                ));
            }
        }
        unused
    }
}

impl Line {
    fn is_about_host_of(&self, column: Column) -> bool {
        let names = |column| self.columns.contains(&column);
        names(column) && !column.of_its_platform().all(names)
    }

    fn parse(row: &str) -> anyhow::Result<Self> {
        let cells = row.trim().trim_matches('|').split('|').map(str::trim);
        let cells: Vec<_> = cells.collect();
        let [tests, columns, why] = cells[..] else {
            bail!("a line wants three cells: | tests | columns | why |");
        };
        if why.is_empty() {
            bail!("the reason is missing for `{tests}`");
        }
        Ok(Self {
            tests: tests.trim_matches('`').to_owned(),
            columns: Column::parse_list(&columns.replace('`', ""))?,
            used: BTreeSet::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Platforms\n\n| a | b | c |\n|---|---|---|\n| x | y | z |\n\n\
        ## Tests that a platform does not run\n\nWhy.\n\n| tests | columns | why |\n|---|---|---|\n\
        | `native_*::*` | page, node | threads |\n| contract::simulated_time | `worker` | no clock |\n\n\
        ## After\n\n| q | page | r |\n";

    #[test]
    fn only_the_sections_table_counts() {
        let mut table = Exceptions::parse(TEXT).unwrap();
        assert_eq!(table.lines.len(), 2);
        assert!(table.explain("native_net::tcp::works", Column::Page));
        assert!(!table.explain("native_net::tcp::works", Column::Worker));
        assert!(!table.explain("task::native_", Column::Page));
        assert!(table.explain("contract::simulated_time", Column::Worker));
    }

    #[test]
    fn a_line_with_some_columns_of_a_platform_is_about_a_host() {
        let text = format!(
            "{HEADING}\n| tests | columns | why |\n|-|-|-|\n\
             | `net::sockets::*` | wasip1-wasmtime, wasip1-node, wasip2-wasmtime | no |\n"
        );
        let table = Exceptions::parse(&text).unwrap();
        let left_out = |column| {
            let host_cannot = table.host_cannot_run("net::sockets::tcp", column);
            assert_eq!(table.concern_host("net", column), host_cannot);
            host_cannot
        };
        assert!(left_out(Column::Wasip2Wasmtime));
        let others = [Column::Wasip2Jco, Column::Wasip1Wasmtime, Column::Native];
        assert_eq!(others.map(left_out), [false; 3]);
        assert!(!table.concern_host("task", Column::Wasip2Wasmtime));
        assert!(!table.host_cannot_run("net::other", Column::Wasip2Wasmtime));
    }

    #[test]
    fn what_explains_nothing_is_reported() {
        let mut table = Exceptions::parse(TEXT).unwrap();
        table.explain("native_net::x", Column::Page);
        let unused = table.unused();
        assert_eq!(unused.len(), 2, "{unused:?}");
        assert!(unused[0].contains("`native_*::*`") && unused[0].contains("node"));
    }

    #[test]
    fn mistakes_name_the_line() {
        let text = format!("{HEADING}\n| tests | columns | why |\n|-|-|-|\n| a | moon | b |");
        let error = format!("{:#}", Exceptions::parse(&text).unwrap_err());
        assert!(error.starts_with("PLATFORMS.md:4: there is no column"), "{error}");
        let text = format!("{HEADING}\n| tests | columns | why |\n|-|-|-|\n| a | page | |");
        assert!(Exceptions::parse(&text).is_err());
        assert!(Exceptions::parse("").unwrap().lines.is_empty());
    }
}
