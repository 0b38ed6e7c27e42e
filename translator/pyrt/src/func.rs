//! Functions as values: what is kept in a variable, a list or a field, and called later.
//!
//! # How it works
//!
//! [`Func`] is a closure with what Python knows of the function behind it: its name, its parameters and who it is. Where a function is kept
//! among others that take or give other types, a closure around it is made; it is the same function for all that compare it.
//!
//! - **I1** A function that is written once in a program is one function, however often it becomes a value; a bound method is equal to
//!   another of the same function and object; every other function is the same as its clones alone.

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::rc::Rc;

use crate::cells::no_attribute;
use crate::exc::{Exc, TYPE_ERROR};
use crate::instance::identity_hash;
use crate::iter::Iter;
use crate::optional::not_ordered;
use crate::{Comparison, Dict, Equal, Key, Object, Ordered, Py, Str};

/// What is written of a function.
#[derive(Debug)]
pub struct About {
    /// `__name__`
    pub name: &'static str,
    /// `__qualname__`
    pub qualified: &'static str,
    /// What it is called where a call of it is wrong: of a class its `__init__`.
    pub called: &'static str,
    /// `__doc__`
    pub doc: Option<&'static str>,
    /// What its values are called: `function`, `method`, `type`.
    pub kind: &'static str,
    /// The names of the positional parameters, those that are bound first.
    pub parameters: &'static [&'static str],
    /// How many of them are bound.
    pub bound: usize,
    /// How many of them have no default.
    pub required: usize,
    /// How many cannot be named.
    pub positional_only: usize,
    /// Those that are only named, and whether they must be given.
    pub named_only: &'static [(&'static str, bool)],
    /// It takes any number of positional arguments.
    pub has_star: bool,
    /// It takes arguments of any names.
    pub has_double_star: bool,
    /// It is an `async def`.
    pub is_async: bool,
}

impl About {
    /// A function of this name and qualified name that takes nothing.
    pub const fn new(name: &'static str, qualified: &'static str) -> About {
        About {
            name,
            qualified,
            called: qualified,
            doc: None,
            kind: "function",
            parameters: &[],
            bound: 0,
            required: 0,
            positional_only: 0,
            named_only: &[],
            has_star: false,
            has_double_star: false,
            is_async: false,
        }
    }

    /// Raises what a call raises that gives so many arguments by position, and these by name.
    ///
    /// # Errors
    ///
    /// `TypeError`.
    pub fn check(&self, positional: usize, names: &[Str]) -> Py<()> {
        let count = self.bound + positional;
        for name in names {
            let place = self.parameters.iter().skip(self.positional_only).position(|known| *known == &**name);
            match place.map(|place| place + self.positional_only) {
                Some(place) if place < count => {
                    return Err(self.wrong(format_args!("got multiple values for argument '{name}'")));
                }
                Some(_) => {}
                None if self.has_double_star || self.named_only.iter().any(|(known, _)| *known == &**name) => {}
                None => return Err(self.unexpected(name)),
            }
        }
        let is_named = |name: &str| names.iter().any(|known| &**known == name);
        self.check_positional(count, |place| {
            place < count || self.parameters.get(place).is_some_and(|name| is_named(name))
        })?;
        let missing = self.named_only.iter().filter(|(name, required)| *required && !is_named(name));
        self.check_missing(missing.map(|(name, _)| *name).collect(), "keyword-only")
    }

    /// The same, of the parameters in their order, each with whether it is given and what it may be named.
    ///
    /// # Errors
    ///
    /// `TypeError`.
    pub fn check_slots(&self, given: &[(bool, &'static str)], more: usize, mut names: Vec<Str>) -> Py<()> {
        let leading = given.iter().take_while(|(given, _)| *given).count();
        let named = given.iter().skip(leading).filter(|(given, _)| *given);
        names.extend(named.map(|(_, name)| Str::from(*name)));
        self.check(leading + more, &names)
    }

    fn check_positional(&self, count: usize, is_given: impl Fn(usize) -> bool) -> Py<()> {
        if !self.has_star && count > self.parameters.len() {
            if self.kind == "type" && self.parameters.is_empty() {
                return Err(Exc::new(&TYPE_ERROR, format!("{}() takes no arguments", self.qualified)));
            }
            let required = self.parameters.get(..self.required).unwrap_or_default();
            return crate::control::check_arguments(self.called, required, self.parameters.len(), count);
        }
        let missing = (self.bound..self.required).filter(|place| !is_given(*place));
        self.check_missing(missing.filter_map(|place| self.parameters.get(place).copied()).collect(), "positional")
    }

    fn check_missing(&self, missing: Vec<&str>, kind: &str) -> Py<()> {
        let quoted: Vec<String> = missing.iter().map(|name| format!("'{name}'")).collect();
        let names = match quoted.as_slice() {
            [] => return Ok(()),
            [one] => one.clone(),
            [one, other] => format!("{one} and {other}"),
            [before @ .., last] => format!("{}, and {last}", before.join(", ")),
        };
        let (count, plural) = (missing.len(), if missing.len() == 1 { "" } else { "s" });
        Err(self.wrong(format_args!("missing {count} required {kind} argument{plural}: {names}")))
    }

    /// What a call raises that gives an argument of a name that no parameter has.
    #[cold]
    pub fn unexpected(&self, name: &str) -> Exc {
        self.wrong(format_args!("got an unexpected keyword argument '{name}'"))
    }

    #[cold]
    fn wrong(&self, what: std::fmt::Arguments<'_>) -> Exc {
        Exc::new(&TYPE_ERROR, format!("{}() {what}", self.called))
    }
}

/// The argument of a name among those that are unpacked.
///
/// # Errors
///
/// None: a text has no `__eq__` of the program's.
pub fn named<V: Clone + 'static>(arguments: &Dict<Str, V>, name: &'static str) -> Py<Option<V>> {
    arguments.get(&Str::from(name))
}

/// The arguments that are left for `**rest` where these have parameters.
///
/// # Errors
///
/// None.
pub fn others<V: Clone + 'static>(arguments: &Dict<Str, V>, names: &[&'static str]) -> Py<Dict<Str, V>> {
    let others = arguments.copy();
    for name in names {
        let name = Str::from(*name);
        if others.contains(&name)? {
            others.delete(&name)?;
        }
    }
    Ok(others)
}

/// The names of arguments.
///
/// # Errors
///
/// None.
pub fn names<V: Clone + 'static>(arguments: &Dict<Str, V>) -> Py<Vec<Str>> {
    let mut names = arguments.keys().iter();
    let mut found = Vec::new();
    while let Some(name) = names.next()? {
        found.push(name);
    }
    Ok(found)
}

/// The attributes of a function.
type Attributes = BTreeMap<&'static str, Rc<dyn Any>>;

thread_local! {
    /// Those of the functions of which there is one, by their numbers.
    static WRITTEN: RefCell<BTreeMap<u64, Attributes>> = const { RefCell::new(BTreeMap::new()) };
}

/// An attribute of the function of this number.
///
/// # Errors
///
/// `AttributeError` where it has none of this name.
pub fn attribute<T: Clone + 'static>(number: u64, name: &'static str) -> Py<T> {
    let found = WRITTEN.with_borrow(|written| found(written.get(&number), name));
    found.ok_or_else(|| no_attribute("function", name))
}

/// Sets an attribute of the function of this number.
pub fn set_attribute<T: Clone + 'static>(number: u64, name: &'static str, value: T) {
    let before = WRITTEN.with_borrow_mut(|written| written.entry(number).or_default().insert(name, Rc::new(value)));
    drop(before);
}

fn found<T: Clone + 'static>(attributes: Option<&Attributes>, name: &str) -> Option<T> {
    attributes?.get(name)?.downcast_ref::<T>().cloned()
}

/// The numbers of the library's functions are not below this one.
const OF_LIBRARY: u64 = 1 << 46;

/// Which function it is (I1).
#[derive(Clone, Debug)]
enum Identity {
    Written(u64),
    /// Of a function and an object; each binding is an object of its own.
    Bound(u64, usize, Rc<()>),
    Own(Rc<()>),
}

/// A function with what it is called with: `Func<dyn Fn(i64) -> Py<i64>>`.
pub struct Func<F: ?Sized> {
    about: &'static About,
    /// What `__name__` and its like say: what `functools.wraps` changes.
    shown: &'static About,
    identity: Identity,
    attributes: Rc<RefCell<Attributes>>,
    call: Rc<F>,
}

impl<F: ?Sized> std::fmt::Debug for Func<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Func").field("about", &self.about.qualified).finish_non_exhaustive()
    }
}

impl<F: ?Sized> Clone for Func<F> {
    fn clone(&self) -> Func<F> {
        let (identity, attributes) = (self.identity.clone(), Rc::clone(&self.attributes));
        Func { about: self.about, shown: self.shown, identity, attributes, call: Rc::clone(&self.call) }
    }
}

impl<F: ?Sized> Deref for Func<F> {
    type Target = F;

    fn deref(&self) -> &F {
        &self.call
    }
}

impl<F: ?Sized> Func<F> {
    fn of(about: &'static About, identity: Identity, call: Rc<F>) -> Func<F> {
        Func { about, shown: about, identity, attributes: Rc::default(), call }
    }

    /// An attribute.
    ///
    /// # Errors
    ///
    /// `AttributeError` where it has none of this name.
    pub fn attribute<T: Clone + 'static>(&self, name: &'static str) -> Py<T> {
        if let Identity::Written(number) = self.identity {
            return attribute(number, name);
        }
        found(Some(&self.attributes.borrow()), name).ok_or_else(|| no_attribute(self.about.kind, name))
    }

    /// Sets an attribute.
    pub fn set_attribute<T: Clone + 'static>(&self, name: &'static str, value: T) {
        if let Identity::Written(number) = self.identity {
            return set_attribute(number, name, value);
        }
        let before = self.attributes.borrow_mut().insert(name, Rc::new(value));
        drop(before);
    }

    /// A function that is made where this stands: a lambda, a function inside of another.
    pub fn own(about: &'static About, call: Rc<F>) -> Func<F> {
        Func::of(about, Identity::Own(Rc::new(())), call)
    }

    /// The function of this number.
    pub fn written(about: &'static About, number: u64, call: Rc<F>) -> Func<F> {
        Func::of(about, Identity::Written(number), call)
    }

    /// The method of this number, of the object at this address.
    pub fn bound(about: &'static About, number: u64, address: usize, call: Rc<F>) -> Func<F> {
        Func::of(about, Identity::Bound(number, address, Rc::new(())), call)
    }

    /// The same function, called in another way.
    pub fn called_by<G: ?Sized>(&self, call: Rc<G>) -> Func<G> {
        let (identity, attributes) = (self.identity.clone(), Rc::clone(&self.attributes));
        Func { about: self.about, shown: self.shown, identity, attributes, call }
    }

    /// The same function with the name of another: `functools.wraps(other)`.
    #[must_use]
    pub fn wrapping(mut self, shown: &'static About) -> Func<F> {
        self.shown = shown;
        self
    }

    /// What `__name__` and its like say.
    pub fn shown(&self) -> &'static About {
        self.shown
    }

    /// `__name__`
    pub fn name(&self) -> Str {
        Str::from(self.shown.name)
    }

    /// `__qualname__`
    pub fn qualified_name(&self) -> Str {
        Str::from(self.shown.qualified)
    }

    /// `asyncio.iscoroutinefunction(self)`
    pub fn is_coroutine_function(&self) -> bool {
        self.about.is_async
    }

    /// `__doc__`
    pub fn doc(&self) -> Option<Str> {
        self.shown.doc.map(Str::from)
    }

    /// `self is other`
    pub fn is<G: ?Sized>(&self, other: &Func<G>) -> bool {
        match (&self.identity, &other.identity) {
            (Identity::Written(one), Identity::Written(other)) => one == other,
            (Identity::Bound(.., one), Identity::Bound(.., other)) => Rc::ptr_eq(one, other),
            (Identity::Own(one), Identity::Own(other)) => Rc::ptr_eq(one, other),
            _ => false,
        }
    }

    /// `self == other`
    pub fn is_equal<G: ?Sized>(&self, other: &Func<G>) -> bool {
        match (&self.identity, &other.identity) {
            (Identity::Bound(one, of, _), Identity::Bound(other, of_other, _)) => (one, of) == (other, of_other),
            _ => self.is(other),
        }
    }

    /// Says whether it is the function of this number.
    pub fn is_written(&self, number: u64) -> bool {
        matches!(self.identity, Identity::Written(own) if own == number)
    }

    /// What is written of it.
    pub fn about(&self) -> &'static About {
        self.about
    }

    /// Raises what a call raises that gives these of the parameters in their order, and so many more.
    ///
    /// # Errors
    ///
    /// `TypeError`.
    pub fn check(&self, given: &[bool], more: usize) -> Py<()> {
        let bound = self.about.bound;
        let own = self.about.parameters.len() - bound;
        let extra = more + given.iter().skip(own).filter(|given| **given).count();
        let count = if extra > 0 { bound + own + extra } else { bound };
        self.about.check_positional(count, |place| given.get(place - bound).copied().unwrap_or(false) || extra > 0)
    }

    fn is_of_library(&self) -> bool {
        matches!(self.identity, Identity::Written(number) if number >= OF_LIBRARY)
    }

    fn address(&self) -> usize {
        match &self.identity {
            Identity::Written(number) => (*number as usize).wrapping_mul(0x90),
            Identity::Bound(number, address, _) => address.wrapping_add((*number as usize).wrapping_mul(0x90)),
            Identity::Own(own) => Rc::as_ptr(own).addr(),
        }
    }
}

impl<F: ?Sized> Object for Func<F> {
    fn type_name(&self) -> &'static str {
        self.about.kind
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        let (kind, name) = (self.about.kind, self.shown.qualified);
        match kind {
            "type" if self.is_of_library() => out.push_str(&format!("<class '{name}'>")),
            "type" => out.push_str(&format!("<class '__main__.{name}'>")),
            "builtin_function_or_method" => out.push_str(&format!("<built-in function {name}>")),
            "method" => out.push_str(&format!("<bound method {name}>")),
            _ => out.push_str(&format!("<function {name} at {:#x}>", (0x7f_u64 << 40) | self.address() as u64)),
        }
        Ok(())
    }
}

impl<F: ?Sized, G: ?Sized> Equal<Func<G>> for Func<F> {
    fn equal(&self, other: &Func<G>) -> Py<bool> {
        Ok(self.is_equal(other))
    }
}

impl<F: ?Sized> Key for Func<F> {
    fn hash(&self) -> Py<i64> {
        Ok(identity_hash(self.address()))
    }
}

impl<F: ?Sized> Ordered for Func<F> {
    fn compare(&self, other: &Func<F>, comparison: Comparison) -> Py<bool> {
        Err(not_ordered(comparison, self.type_name(), other.type_name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static ADD: About = About {
        name: "add",
        qualified: "Sum.add",
        called: "Sum.add",
        doc: None,
        kind: "method",
        parameters: &["self", "a", "b", "c"],
        bound: 1,
        required: 3,
        positional_only: 0,
        named_only: &[("key", true), ("other", false)],
        has_star: false,
        has_double_star: false,
        is_async: false,
    };

    fn add() -> Func<dyn Fn(i64) -> i64> {
        Func::written(&ADD, 7, Rc::new(|a: i64| a + 1) as Rc<dyn Fn(i64) -> i64>)
    }

    #[test]
    fn a_function_that_is_written_once_is_one() {
        let around = add().called_by(Rc::new(|_: f64| 1.0) as Rc<dyn Fn(f64) -> f64>);
        assert!(add().is(&around) && add().equal(&add()).unwrap() && add()(2) == 3);
        let own = Func::own(&ADD, Rc::new(|a| a) as Rc<dyn Fn(i64) -> i64>);
        let other = Func::own(&ADD, Rc::new(|a| a) as Rc<dyn Fn(i64) -> i64>);
        assert!(own.is(&own.clone()) && !own.is(&other) && !own.is(&add()));
        let bound = |address| Func::bound(&ADD, 7, address, Rc::new(|a| a) as Rc<dyn Fn(i64) -> i64>);
        assert!(bound(16).is_equal(&bound(16)) && !bound(16).is_equal(&bound(32)) && !bound(16).is(&bound(16)));
        assert_eq!(bound(16).hash(), bound(16).hash());
    }

    #[test]
    fn arguments_are_checked_as_python_does() {
        let text = |given: &[bool], more| add().check(given, more).unwrap_err().to_string();
        assert_eq!(text(&[], 0), "Sum.add() missing 2 required positional arguments: 'a' and 'b'");
        assert_eq!(text(&[true], 0), "Sum.add() missing 1 required positional argument: 'b'");
        assert_eq!(text(&[false, true], 0), "Sum.add() missing 1 required positional argument: 'a'");
        assert_eq!(text(&[true; 4], 0), "Sum.add() takes from 3 to 4 positional arguments but 5 were given");
        assert_eq!(text(&[true; 3], 1), "Sum.add() takes from 3 to 4 positional arguments but 5 were given");
        assert_eq!(add().check(&[true; 2], 0), Ok(()));
    }

    #[test]
    fn names_are_checked_as_python_does() {
        let check = |count, names: &[&'static str]| {
            ADD.check(count, &names.iter().map(|it| Str::from(*it)).collect::<Vec<_>>())
        };
        let text = |count, names: &[&'static str]| check(count, names).unwrap_err().to_string();
        assert_eq!(text(1, &["a"]), "Sum.add() got multiple values for argument 'a'");
        assert_eq!(text(1, &["d"]), "Sum.add() got an unexpected keyword argument 'd'");
        assert_eq!(text(2, &[]), "Sum.add() missing 1 required keyword-only argument: 'key'");
        assert_eq!(text(0, &["a", "key"]), "Sum.add() missing 1 required positional argument: 'b'");
        assert_eq!(check(1, &["b", "key"]), Ok(()));
    }
}
