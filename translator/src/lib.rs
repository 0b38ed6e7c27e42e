//! Translates Python asyncio programs to Rust that runs natively, under WASI and in the browser.
//!
//! # How it works
//!
//! ```text
//!  bytes ─► text ─► tree (parse.rs, tree.rs) ─► names (analyse/scopes.rs) ─► …
//!             └───────────┴────────────────────────┴─ what is wrong: diagnostics, sorted and shown at once (diagnostic.rs)
//! ```
//!
//! So far a program is read, and refused with file, line and column where CPython would not compile it or nothing has a name that it uses;
//! types and what is written are to follow. Single lines of asyncio become lines of hand-written Rust: `translate_asyncio_run` and the
//! functions beside it.

#![allow(dead_code, reason = "the passes that read the whole tree are to follow")]

mod analyse;
mod asyncio;
mod depth;
mod diagnostic;
mod parse;
mod tree;
mod walk;

use analyse::{context, scopes};

pub use asyncio::{
    AsyncioMapping, translate_asyncio_run, translate_asyncio_sleep, translate_create_task, translate_event,
    translate_gather, translate_lock, translate_queue, translate_semaphore, translate_wait_for,
};
pub use diagnostic::{Code, Diagnostic, Place, Refusal};

/// Says whether a source is a program of Python 3.12 whose names are all bound somewhere.
///
/// # Errors
///
/// All that is wrong with it.
///
/// # Examples
///
/// ```
/// use py_to_rust_asyncio::{Code, check};
///
/// assert!(check("app.py", b"print('hello')\n").is_ok());
/// let refusal = check("app.py", b"print('hello'\n").unwrap_err();
/// assert_eq!(refusal.diagnostics()[0].code(), Code::Syntax);
/// ```
pub fn check(file: &str, bytes: &[u8]) -> Result<(), Refusal> {
    let mut diagnostics = diagnostic::Diagnostics::default();
    let Some(source) = parse::decode(bytes, &mut diagnostics) else {
        return Err(diagnostics.refuse(file, ""));
    };
    if let Some(module) = parse::parse(source, &mut diagnostics) {
        context::check(&module, &mut diagnostics);
        scopes::resolve(&module, &mut diagnostics);
    }
    if diagnostics.is_empty() { Ok(()) } else { Err(diagnostics.refuse(file, source)) }
}
