//! The module `sys`, as far as it is about the process.

use std::cell::RefCell;

use crate::{List, Str};

thread_local! {
    static ARGV: RefCell<Option<List<Str>>> = const { RefCell::new(None) };
}

/// Says what `sys.argv` holds: the program's file, then its arguments.
pub(crate) fn set_argv(words: Vec<String>) {
    let words: List<Str> = words.into_iter().map(Str::from).collect();
    let last = ARGV.replace(Some(words));
    drop(last);
}

/// `sys.argv`: always the same list, which the program may change.
pub fn argv() -> List<Str> {
    ARGV.with_borrow_mut(|argv| argv.get_or_insert_with(List::default).clone())
}
