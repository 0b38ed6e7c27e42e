//! The arguments of exceptions: values that can be shown and looked at again.

use std::any::Any;
use std::fmt;
use std::rc::Rc;

/// An argument of an exception: anything that can be shown.
pub trait Argument: fmt::Debug {
    /// As `repr` shows it.
    fn repr(&self) -> String;

    /// As `str` shows it.
    fn str(&self) -> String {
        self.repr()
    }

    /// Its truth, as `bool` says it.
    fn truth(&self) -> bool {
        true
    }

    /// The value, for who knows its type; none where it does not give itself away.
    fn as_any(&self) -> Option<&dyn Any> {
        None
    }
}

impl Argument for &'static str {
    fn repr(&self) -> String {
        repr_of_str(self)
    }

    fn str(&self) -> String {
        (*self).to_owned()
    }

    fn truth(&self) -> bool {
        !self.is_empty()
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

impl Argument for String {
    fn repr(&self) -> String {
        repr_of_str(self)
    }

    fn str(&self) -> String {
        self.clone()
    }

    fn truth(&self) -> bool {
        !self.is_empty()
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

impl Argument for i64 {
    fn repr(&self) -> String {
        self.to_string()
    }

    fn truth(&self) -> bool {
        *self != 0
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

impl Argument for bool {
    fn repr(&self) -> String {
        if *self { "True" } else { "False" }.to_owned()
    }

    fn truth(&self) -> bool {
        *self
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

/// A text in quotes: single ones, unless it has such and no double ones.
fn repr_of_str(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut repr = String::with_capacity(text.len() + 2);
    repr.push(quote);
    for c in text.chars() {
        match c {
            '\\' => repr.push_str("\\\\"),
            '\n' => repr.push_str("\\n"),
            '\r' => repr.push_str("\\r"),
            '\t' => repr.push_str("\\t"),
            c if c == quote => {
                repr.push('\\');
                repr.push(c);
            }
            c if u32::from(c) < 0x20 || u32::from(c) == 0x7f => repr.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => repr.push(c),
        }
    }
    repr.push(quote);
    repr
}

/// The arguments of an exception, from what stands in its call.
pub trait IntoArguments {
    /// All of them, in order.
    fn into_arguments(self) -> Vec<Rc<dyn Argument>>;
}

impl IntoArguments for () {
    fn into_arguments(self) -> Vec<Rc<dyn Argument>> {
        Vec::new()
    }
}

impl<T: Argument + 'static> IntoArguments for T {
    fn into_arguments(self) -> Vec<Rc<dyn Argument>> {
        vec![Rc::new(self)]
    }
}

macro_rules! tuples {
    ($(($($type:ident $number:tt),+);)+) => {$(
        impl<$($type: Argument + 'static),+> IntoArguments for ($($type,)+) {
            fn into_arguments(self) -> Vec<Rc<dyn Argument>> {
                vec![$(Rc::new(self.$number)),+]
            }
        }
    )+};
}

tuples! {
    (A 0);
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, F 5);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
}

impl IntoArguments for Vec<Rc<dyn Argument>> {
    fn into_arguments(self) -> Vec<Rc<dyn Argument>> {
        self
    }
}
