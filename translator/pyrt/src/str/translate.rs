//! `maketrans` and `translate`: a table of what each character becomes.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::Str;
use crate::Py;
use crate::exc::{Exc, VALUE_ERROR};

/// What a character becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Translated {
    /// A text, of any length.
    Text(Str),
    /// A code point, as an int.
    Point(i64),
    /// Nothing.
    Nothing,
}

/// What `str.maketrans` makes: by code point, what it becomes.
#[derive(Clone, Debug, Default)]
pub struct Table(HashMap<i64, Translated, FixedState>);

impl Table {
    /// A table of code points.
    pub fn of_points(pairs: impl IntoIterator<Item = (i64, Translated)>) -> Table {
        Table(pairs.into_iter().collect())
    }

    /// `str.maketrans({key: …})` with texts as keys.
    ///
    /// # Errors
    ///
    /// `ValueError` where a key is not one character.
    pub fn of_texts<K: AsRef<str>>(pairs: impl IntoIterator<Item = (K, Translated)>) -> Py<Table> {
        let pairs = pairs.into_iter().map(|(key, translated)| Ok((key_of(key.as_ref())?, translated)));
        pairs.collect::<Py<HashMap<_, _, _>>>().map(Table)
    }

    /// `str.maketrans(from, to, deleted)`.
    ///
    /// # Errors
    ///
    /// `ValueError` where the first two differ in length.
    pub fn of_characters(from: &Str, to: &Str, deleted: Option<&str>) -> Py<Table> {
        if from.len() != to.len() {
            return Err(Exc::new(&VALUE_ERROR, "the first two maketrans arguments must have equal length"));
        }
        let point = |c: char| i64::from(u32::from(c));
        let pairs = from.chars().zip(to.chars()).map(|(from, to)| (point(from), Translated::Point(point(to))));
        let deleted = deleted.unwrap_or_default().chars().map(|c| (point(c), Translated::Nothing));
        Ok(Table::of_points(pairs.chain(deleted)))
    }

    /// What a code point becomes, where the table says so.
    pub fn get(&self, point: i64) -> Option<&Translated> {
        self.0.get(&point)
    }
}

/// `str.maketrans(from, to, gone)`: what each code point becomes, in order.
///
/// # Errors
///
/// `ValueError` where the first two differ in length.
pub fn maketrans(from: &str, to: &str, gone: &str) -> Py<Vec<(i64, Option<i64>)>> {
    if from.chars().count() != to.chars().count() {
        return Err(Exc::new(&VALUE_ERROR, "the first two maketrans arguments must have equal length"));
    }
    let point = |c: char| i64::from(u32::from(c));
    let pairs = from.chars().zip(to.chars()).map(|(from, to)| (point(from), Some(point(to))));
    Ok(pairs.chain(gone.chars().map(|c| (point(c), None))).collect())
}

fn key_of(text: &str) -> Py<i64> {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Ok(i64::from(u32::from(c))),
        _ => Err(Exc::new(&VALUE_ERROR, "string keys in translate table must be of length 1")),
    }
}

impl Str {
    /// `text.translate(table)`.
    ///
    /// # Errors
    ///
    /// `ValueError` where the table has a number that is no code point.
    pub fn translate(&self, table: &Table) -> Py<Str> {
        let mut out = String::with_capacity(self.as_str().len());
        for c in self.chars() {
            match table.get(i64::from(u32::from(c))) {
                None => out.push(c),
                Some(Translated::Nothing) => {}
                Some(Translated::Text(text)) => out.push_str(text),
                Some(Translated::Point(point)) => out.push(char_of(*point)?),
            }
        }
        Ok(Str::from(out))
    }
}

fn char_of(point: i64) -> Py<char> {
    let c = u32::try_from(point).ok().and_then(char::from_u32);
    c.ok_or_else(|| Exc::new(&VALUE_ERROR, "character mapping must be in range(0x110000)"))
}
