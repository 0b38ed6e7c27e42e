//! Exceptions as values: printed, kept in lists, asked for their arguments.
//!
//! # How it works
//!
//! An [`Exc`] is a value as others: shown by its class, equal to itself alone. Its arguments may be of any type; [`args`] gives them as a
//! tuple of [`Arg`], which can be printed and, where the type is known, taken out.
//!
//! # Examples
//!
//! A class of the program, `class InsufficientFunds(Exception)`, with attributes and a `__str__`:
//!
//! ```
//! use pyrt::prelude::*;
//!
//! static INSUFFICIENT_FUNDS: Class = Class::new("InsufficientFunds", &[&exc::EXCEPTION])
//!     .shown_by(Some(|this| exceptions::shown(insufficient_funds_str(this))), None);
//!
//! #[derive(Default)]
//! struct InsufficientFunds {
//!     need: Attr<i64>,
//! }
//!
//! /// The attributes of one.
//! fn attributes(this: &Exc) -> Py<&InsufficientFunds> {
//!     exceptions::attributes(this)
//! }
//!
//! fn insufficient_funds(need: i64, have: f64) -> Py<Exc> {
//!     let this = Exc::with_attributes(&INSUFFICIENT_FUNDS, (Shown(need), Shown(have)), InsufficientFunds::default());
//!     attributes(&this)?.need.set(need);
//!     Ok(this)
//! }
//!
//! fn insufficient_funds_str(this: &Exc) -> Py<Str> {
//!     let need = attributes(this)?.need.get_named("InsufficientFunds", "need")?;
//!     fstring(&[Part::Text("need "), Part::Value(&need)])
//! }
//!
//! let raised = insufficient_funds(10, 2.5).unwrap();
//! assert_eq!(shown::repr(&List::from(vec![raised.clone()])).unwrap(), "[InsufficientFunds(10, 2.5)]");
//! assert_eq!(fstring(&[Part::Value(&raised)]).unwrap(), "need 10");
//! assert_eq!(shown::repr(&exceptions::args(&raised)).unwrap(), "(10, 2.5)");
//! ```

use std::any::Any;
use std::fmt;
use std::rc::Rc;

use crate::cells::no_attribute;
use crate::control::wrong_type;
use crate::exc::{ATTRIBUTE_ERROR, Argument, Class, Exc, OS_ERROR};
use crate::instance::identity_hash;
use crate::shown::{Shown, index_error, int, position};
use crate::{Equal, Key, List, Object, Py, Sequence, Str};

impl Object for Exc {
    fn type_name(&self) -> &'static str {
        self.class().name()
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push_str(&self.to_repr()?);
        Ok(())
    }

    fn write_str(&self, out: &mut String) -> Py<()> {
        out.push_str(&self.to_str()?);
        Ok(())
    }
}

impl Equal for Exc {
    fn equal(&self, other: &Exc) -> Py<bool> {
        Ok(self == other)
    }
}

impl Key for Exc {
    fn hash(&self) -> Py<i64> {
        Ok(identity_hash(self.address()))
    }
}

/// An argument of an exception, of whatever type.
#[derive(Clone)]
pub struct Arg(Rc<dyn Argument>);

impl Arg {
    /// The value, where it is of that type: the type that it had in the call of the exception's class.
    pub fn get<T: Clone + 'static>(&self) -> Option<T> {
        self.0.as_any()?.downcast_ref().cloned()
    }

    /// The value, where it is a text.
    pub fn text(&self) -> Option<Str> {
        let any = self.0.as_any()?;
        let literal = any.downcast_ref::<&'static str>().map(|text| Str::literal(text));
        let string = || any.downcast_ref::<String>().map(|text| Str::from(text.clone()));
        literal.or_else(string).or_else(|| any.downcast_ref::<Str>().cloned())
    }
}

impl fmt::Debug for Arg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.repr())
    }
}

/// Its type is told by how it is shown, and so only for what Python's own exceptions have.
impl Object for Arg {
    fn type_name(&self) -> &'static str {
        let any = self.0.as_any();
        let is = |is: fn(&dyn Any) -> bool| any.is_some_and(is);
        match () {
            () if self.text().is_some() => "str",
            () if is(|any| any.is::<bool>()) => "bool",
            () if is(|any| any.is::<i64>()) => "int",
            () => "object",
        }
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push_str(&self.0.repr());
        Ok(())
    }

    fn write_str(&self, out: &mut String) -> Py<()> {
        out.push_str(&self.0.str());
        Ok(())
    }

    fn truth(&self) -> Py<bool> {
        Ok(self.0.truth())
    }
}

/// `exc.args`
pub fn args(exc: &Exc) -> Sequence<Arg> {
    exc.args().iter().cloned().map(Arg).collect::<Vec<_>>().into()
}

/// `exc.args`, as values of the type that the program has for them.
///
/// # Errors
///
/// `TypeError` where one is of no such type.
pub fn args_as<T>(exc: &Exc, taken: impl Fn(&Arg) -> Option<T>) -> Py<Sequence<T>>
where
    Sequence<T>: From<Vec<T>>,
{
    let values = exc.args().iter().cloned().map(|argument| taken(&Arg(argument)).ok_or_else(wrong_type));
    Ok(values.collect::<Py<Vec<T>>>()?.into())
}

/// `stop.value` of a StopIteration, `exit.code` of a SystemExit: its argument, else None.
///
/// # Errors
///
/// `AttributeError` where it is of another class; `TypeError` where the value is of no type that the program has for it.
///
/// # Examples
///
/// ```
/// use pyrt::prelude::*;
///
/// let code = |exit: &Exc| exceptions::only_argument(exit, &exc::SYSTEM_EXIT, "code", |argument| argument.get::<i64>());
/// assert_eq!(code(&Exc::new(&exc::SYSTEM_EXIT, 3)), Ok(3));
/// let raised = code(&Exc::new(&exc::VALUE_ERROR, 3)).unwrap_err();
/// assert_eq!(raised.to_string(), "'ValueError' object has no attribute 'code'");
/// ```
pub fn only_argument<T>(exc: &Exc, class: &Class, name: &'static str, taken: impl Fn(&Arg) -> Option<T>) -> Py<T> {
    if !exc.is(class) {
        return Err(no_attribute(exc.class().name(), name));
    }
    let argument = match exc.args() {
        [] => Arg(Rc::new(Shown(()))),
        [first, ..] if name == "value" => Arg(first.clone()),
        [only] => Arg(only.clone()),
        _ => return Err(wrong_type()),
    };
    taken(&argument).ok_or_else(wrong_type)
}

/// `exc.errno` and `exc.strerror` of an OSError: of one that is made of a number and a text.
///
/// # Errors
///
/// `AttributeError` where it is of another class.
pub fn of_os_error<T>(exc: &Exc, name: &str, index: usize, taken: impl Fn(&Arg) -> Option<T>) -> Py<Option<T>> {
    if !exc.is(&OS_ERROR) {
        return Err(no_attribute(exc.class().name(), name));
    }
    let args = exc.args();
    let argument = if args.len() < 2 { None } else { args.get(index) };
    argument.map(|argument| taken(&Arg(argument.clone())).ok_or_else(wrong_type)).transpose()
}

/// `exc.__notes__`
///
/// # Errors
///
/// `AttributeError` where it has none.
pub fn notes(exc: &Exc) -> Py<List<Str>> {
    match exc.notes() {
        notes if notes.is_empty() => Err(no_attribute(exc.class().name(), "__notes__")),
        notes => Ok(notes.into_iter().map(Str::from).collect::<Vec<_>>().into()),
    }
}

/// How many exceptions behind one another are looked at.
const DEEPEST_CONTEXT: usize = 1000;

/// Notes that an exception was raised while another was handled: the one that was raised first of those behind it gets that context.
pub fn in_context(exc: &Exc, handled: &Exc) {
    let mut first = exc.clone();
    for _ in 0..DEEPEST_CONTEXT {
        if first == *handled {
            return;
        }
        match first.context() {
            Some(context) => first = context,
            None => return first.set_context(handled.clone()),
        }
    }
}

/// `exc.args[index]`
///
/// # Errors
///
/// `IndexError` where there are fewer.
pub fn arg(exc: &Exc, index: i64) -> Py<Arg> {
    let args = exc.args();
    let index = position(index, args.len()).ok_or_else(|| index_error("tuple index out of range"))?;
    args.get(index).cloned().map(Arg).ok_or_else(|| index_error("tuple index out of range"))
}

/// `len(exc.args)`
pub fn arg_count(exc: &Exc) -> i64 {
    int(exc.args().len())
}

/// `group.exceptions`
pub fn members(group: &Exc) -> Sequence<Exc> {
    group.members().to_vec().into()
}

/// What a class of the program keeps for its exceptions.
///
/// # Errors
///
/// `AttributeError` where it is an exception of another class.
pub fn attributes<T: Any>(exc: &Exc) -> Py<&T> {
    exc.attributes().ok_or_else(|| {
        let class = exc.class().name();
        Exc::new(&ATTRIBUTE_ERROR, format!("'{class}' object has no such attribute"))
    })
}

/// What a `__str__` or `__repr__` of the program gives, as [`Class::shown_by`](crate::exc::Class::shown_by) takes it.
///
/// # Errors
///
/// What it raised.
pub fn shown(text: Py<Str>) -> Py<String> {
    text.map(|text| text.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Set;
    use crate::exc::{EXCEPTION, KEY_ERROR, VALUE_ERROR};
    use crate::shown::repr;

    static BAD: Class = Class::new("Bad", &[&EXCEPTION]).shown_by(None, Some(|_| Err(Exc::new(&VALUE_ERROR, "no"))));

    fn text_of(exc: &Exc) -> String {
        let mut out = String::new();
        exc.write_str(&mut out).map_or_else(|exc| format!("{exc:?}"), |()| out)
    }

    #[test]
    fn arguments_are_a_tuple() {
        let shown = |exc: &Exc| repr(&args(exc));
        assert_eq!(shown(&Exc::new(&VALUE_ERROR, (Shown(Str::literal("a")), 1))), Ok("('a', 1)".to_owned()));
        assert_eq!(shown(&Exc::new(&VALUE_ERROR, Str::literal("a"))), Ok("('a',)".to_owned()));
        assert_eq!(shown(&Exc::new(&VALUE_ERROR, ())), Ok("()".to_owned()));
        assert_eq!(shown(&Exc::new(&VALUE_ERROR, Shown((1.5, None::<i64>)))), Ok("((1.5, None),)".to_owned()));
    }

    #[test]
    fn an_argument_is_taken_out_as_what_it_was() {
        let exc = Exc::new(&VALUE_ERROR, (Shown(1.5), "a", Shown(List::from(vec![1]))));
        assert_eq!(arg(&exc, 0).unwrap().get::<f64>(), Some(1.5));
        assert_eq!(arg(&exc, -2).unwrap().text(), Some(Str::literal("a")));
        assert_eq!(arg(&exc, 2).unwrap().get::<List<i64>>().map(|list| list.len()), Some(1));
        assert_eq!(arg(&exc, 3).unwrap_err().to_string(), "tuple index out of range");
        assert_eq!((arg(&exc, 1).unwrap().type_name(), arg_count(&exc)), ("str", 3));
        assert_eq!(arg(&Exc::new(&VALUE_ERROR, Shown(0)), 0).unwrap().truth(), Ok(false));
    }

    #[test]
    fn the_first_exception_gets_the_context() {
        let [outer, first, second] = ["outer", "first", "second"].map(|text| Exc::new(&VALUE_ERROR, text));
        second.set_context(first.clone());
        in_context(&second, &outer);
        assert_eq!((second.context(), first.context(), outer.context()), (Some(first), Some(outer.clone()), None));
        in_context(&outer, &outer);
        assert_eq!(outer.context(), None);
    }

    #[test]
    fn exceptions_are_values() {
        let (key, value) = (Exc::new(&KEY_ERROR, Shown(1.5)), Exc::new(&VALUE_ERROR, Shown(1.5)));
        assert_eq!(
            repr(&List::from(vec![key.clone(), value.clone()])),
            Ok("[KeyError(1.5), ValueError(1.5)]".to_owned())
        );
        assert_eq!(
            (text_of(&key), text_of(&Exc::new(&EXCEPTION, Shown(key.clone())))),
            ("1.5".to_owned(), "1.5".to_owned())
        );
        assert_eq!(Set::of_values([key.clone(), key.clone(), value]).unwrap().len(), 2);
        assert_eq!(key.equal(&Exc::new(&KEY_ERROR, 1)), Ok(false));
        let refused = repr(&List::from(vec![Exc::new(&BAD, ())])).unwrap_err();
        assert!(refused.is(&VALUE_ERROR));
    }
}
