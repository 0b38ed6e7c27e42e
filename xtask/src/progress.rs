//! Says what runs now and how long each step took.

use std::time::{Duration, Instant};

use crate::table::Table;

/// The steps of one run, with their times.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    steps: Vec<(String, Duration)>,
}

impl Progress {
    /// Announces a step, does it, and notes its time.
    pub(crate) fn step<T>(&mut self, name: &str, work: impl FnOnce() -> T) -> T {
        println!("==> {name}");
        let begun = Instant::now();
        let result = work();
        self.note(name, begun.elapsed());
        result
    }

    /// Notes the time of a step that was done elsewhere.
    pub(crate) fn note(&mut self, name: &str, took: Duration) {
        println!("    {name}: {}", seconds(took));
        self.steps.push((name.to_owned(), took));
    }

    /// The steps so far as a table.
    pub(crate) fn table(&self) -> Table {
        let mut table = Table::new(["step", "time"]);
        for (name, took) in &self.steps {
            table.row([name.clone(), seconds(*took)]);
        }
        table
    }
}

/// A duration for people: "3.2 s".
pub(crate) fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}
