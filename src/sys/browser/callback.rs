//! Functions for JavaScript that end with their Rust side.
//!
//! # How it works
//!
//! A promise cannot be told that nobody waits for it any longer, and calling a closure of wasm-bindgen that has been dropped
//! throws. So JavaScript never holds a closure of ours but the one *dispatcher*, which is made once and kept for ever:
//!
//! ```text
//!  promise, signal ──► dispatcher.bind(undefined, key, which) ──► dispatch(key, which, value) ──► table[key]
//!                      (freed by the garbage collector)                                           (freed with its Callback)
//! ```
//!
//! What JavaScript keeps is a bound function with two numbers in it. What Rust keeps is in the table until its [`Callback`] is
//! dropped; a call that comes later finds no entry and does nothing. Neither side waits for the other to be freed.
//!
//! - **I1** Nothing is borrowed while an entry is called or dropped: it may call JavaScript, wake a foreign executor, or make and
//!   drop callbacks, its own included.
//! - **I2** A key is never used twice.

use js_sys::Function;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    type Dispatcher;
    #[wasm_bindgen(method, js_name = bind)]
    fn bound(this: &Dispatcher, receiver: &JsValue, key: f64, which: u32) -> Function;
}

type Entry = Rc<dyn Fn(u32, JsValue)>;

thread_local! {
    static DISPATCHER: Dispatcher =
        Closure::<dyn Fn(f64, u32, JsValue)>::new(dispatch).into_js_value().unchecked_into();
    static TABLE: RefCell<HashMap<u64, Entry>> = RefCell::default();
    static LAST: Cell<u64> = const { Cell::new(0) };
}

fn dispatch(key: f64, which: u32, value: JsValue) {
    let entry = TABLE.with(|table| table.borrow().get(&(key as u64)).cloned());
    if let Some(entry) = entry {
        entry(which, value);
    }
}

/// What JavaScript may call as long as this is alive.
#[derive(Debug)]
pub(crate) struct Callback {
    key: Key,
}

impl Callback {
    /// Calls `entry` with the number of the function that was called, and its argument.
    pub(crate) fn new(entry: impl Fn(u32, JsValue) + 'static) -> Callback {
        let key = LAST.get() + 1;
        LAST.set(key);
        TABLE.with(|table| table.borrow_mut().insert(key, Rc::new(entry)));
        Callback { key: Key(key) }
    }

    /// A function for JavaScript, one of several.
    pub(crate) fn function(&self, which: u32) -> Function {
        self.key.function(which)
    }

    pub(crate) fn key(&self) -> Key {
        self.key
    }
}

impl Drop for Callback {
    fn drop(&mut self) {
        let entry = TABLE.with(|table| table.borrow_mut().remove(&self.key.0));
        drop(entry); // after the borrow (I1)
    }
}

/// A callback that may be gone; unlike the callback it may be part of a waker.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key(u64);

impl Key {
    pub(crate) fn function(self, which: u32) -> Function {
        // Exact up to 2^53.
        DISPATCHER.with(Dispatcher::clone).bound(&JsValue::UNDEFINED, self.0 as f64, which)
    }
}
