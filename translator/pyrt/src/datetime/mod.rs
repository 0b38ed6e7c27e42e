//! `datetime`: dates, times and what lies between them.
//!
//! # How it works
//!
//! A [`Delta`] is a count of microseconds; a [`Date`] a year, month and day; a [`Time`] a time of day; a [`DateTime`] both, with a
//! [`Zone`] where it has one. Days are counted from the first of January of the year 1 (`days.rs`), the calendar is the one of today, for ever.
//! `text.rs` writes them by `strftime`'s letters, `read.rs` reads them by those of `strptime`, whose patterns are regular expressions as in CPython.
//!
//! - **I1** A date lies in the years 1 to 9999, a delta within 999999999 days: what would lie outside raises as in CPython.

#![allow(clippy::should_implement_trait, reason = "these give a `Py`")]

mod date;
mod days;
mod delta;
mod iso;
mod local;
mod moment;
mod of_day;
mod read;
pub mod text;
mod zone;

pub use date::{Date, IsoCalendarDate};
pub use delta::{Delta, Unit};
pub use local::{StructTime, gmtime, localtime, mktime};
pub use moment::DateTime;
pub use of_day::Time;
pub use zone::Zone;
