//! Variables and attributes that are there or not: what a closure shares, a global, an attribute of an object.
//!
//! # How it works
//!
//! A local variable of a translated function is a Rust variable. What outlives a call or is shared is one of three cells: [`Var`], which
//! closures share; [`Global`], a `static` that [`global!`](crate::global) declares; [`Attr`], a field of an object. Each may be unset,
//! and then raises what CPython raises, with the name that it is asked for.
//!
//! - **I1** No borrow is held while a value is dropped: that may run code of the program, which may ask the same cell.
//! - **I2** However long a chain of objects is that hold each other by attributes, its drop takes a bounded stack.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::thread::LocalKey;

use crate::Py;
use crate::exc::{ATTRIBUTE_ERROR, Exc, NAME_ERROR, UNBOUND_LOCAL_ERROR};

/// A place that holds a value or none.
struct Slot<T>(RefCell<Option<T>>);

impl<T> Slot<T> {
    const fn new() -> Slot<T> {
        Slot(RefCell::new(None))
    }

    /// Puts a value in place of the last one, which is dropped after that (I1).
    fn replace(&self, value: Option<T>) -> bool {
        let last = self.0.replace(value);
        last.is_some()
    }
}

impl<T: Clone> Slot<T> {
    #[inline]
    fn get(&self) -> Option<T> {
        self.0.borrow().clone()
    }
}

/// `UnboundLocalError`: what a local variable raises that has no value yet, or none any more.
#[cold]
pub fn unbound(name: &str) -> Exc {
    let text = format!("cannot access local variable '{name}' where it is not associated with a value");
    Exc::new(&UNBOUND_LOCAL_ERROR, text)
}

/// `NameError`: what a variable of an enclosing function raises that has no value.
#[cold]
fn unbound_free(name: &str) -> Exc {
    let text =
        format!("cannot access free variable '{name}' where it is not associated with a value in enclosing scope");
    Exc::new(&NAME_ERROR, text)
}

#[cold]
fn not_defined(name: &str) -> Exc {
    Exc::new(&NAME_ERROR, format!("name '{name}' is not defined"))
}

/// `AttributeError`: what an object of this class raises that has no such attribute.
#[cold]
pub fn no_attribute(class: &str, name: &str) -> Exc {
    Exc::new(&ATTRIBUTE_ERROR, format!("'{class}' object has no attribute '{name}'"))
}

/// A variable that closures share. Clones are the same variable.
///
/// # Examples
///
/// ```
/// use pyrt::cells::Var;
///
/// let count = Var::of(1);
/// let counts = count.clone();
/// counts.set(count.get("count").unwrap() + 1);
/// assert_eq!(count.get("count"), Ok(2));
/// ```
pub struct Var<T>(Rc<Slot<T>>);

impl<T> Var<T> {
    /// One without a value.
    pub fn new() -> Var<T> {
        Var(Rc::new(Slot::new()))
    }

    /// One with a value.
    pub fn of(value: T) -> Var<T> {
        Var(Rc::new(Slot(RefCell::new(Some(value)))))
    }

    /// Gives it a value.
    #[inline]
    pub fn set(&self, value: T) {
        self.0.replace(Some(value));
    }

    /// Takes its value away, if it has one: what the end of `except … as name` does.
    pub fn unset(&self) {
        self.0.replace(None);
    }

    /// `del name`, in the function whose variable it is.
    ///
    /// # Errors
    ///
    /// `UnboundLocalError` where it has no value.
    pub fn delete_local(&self, name: &str) -> Py<()> {
        if self.0.replace(None) { Ok(()) } else { Err(unbound(name)) }
    }

    /// `del name`, in a function inside the one whose variable it is.
    ///
    /// # Errors
    ///
    /// `NameError` where it has no value.
    pub fn delete(&self, name: &str) -> Py<()> {
        if self.0.replace(None) { Ok(()) } else { Err(unbound_free(name)) }
    }
}

impl<T: Clone> Var<T> {
    /// Its value, in a function inside the one whose variable it is.
    ///
    /// # Errors
    ///
    /// `NameError` where it has none.
    #[inline]
    pub fn get(&self, name: &'static str) -> Py<T> {
        self.0.get().ok_or_else(|| unbound_free(name))
    }

    /// Its value, in the function whose variable it is.
    ///
    /// # Errors
    ///
    /// `UnboundLocalError` where it has none.
    #[inline]
    pub fn get_local(&self, name: &'static str) -> Py<T> {
        self.0.get().ok_or_else(|| unbound(name))
    }
}

impl<T> Clone for Var<T> {
    fn clone(&self) -> Var<T> {
        Var(Rc::clone(&self.0))
    }
}

impl<T> Default for Var<T> {
    fn default() -> Var<T> {
        Var::new()
    }
}

impl<T> fmt::Debug for Var<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Var")
    }
}

/// A variable of the module: a static that [`global!`](crate::global) declares. Each thread has its own value.
pub struct Global<T: 'static> {
    name: &'static str,
    slot: &'static LocalKey<GlobalSlot<T>>,
}

/// What [`global!`](crate::global) keeps for each thread.
pub struct GlobalSlot<T>(Slot<T>);

impl<T> GlobalSlot<T> {
    /// One without a value.
    #[doc(hidden)]
    pub const fn new() -> GlobalSlot<T> {
        GlobalSlot(Slot::new())
    }
}

impl<T: 'static> Global<T> {
    /// What [`global!`](crate::global) makes.
    #[doc(hidden)]
    pub const fn new(name: &'static str, slot: &'static LocalKey<GlobalSlot<T>>) -> Global<T> {
        Global { name, slot }
    }

    /// Gives it a value. At the end of the thread, where it is gone, that is dropped.
    #[inline]
    pub fn set(&self, value: T) {
        self.replace(Some(value));
    }

    fn replace(&self, value: Option<T>) -> bool {
        let mut value = value;
        self.slot.try_with(|slot| slot.0.replace(value.take())).unwrap_or(false)
    }

    /// Takes its value away, if it has one: what the end of `except … as name` does.
    pub fn unset(&self) {
        self.replace(None);
    }

    /// `del name`
    ///
    /// # Errors
    ///
    /// `NameError` where it has no value.
    pub fn delete(&self) -> Py<()> {
        if self.replace(None) { Ok(()) } else { Err(not_defined(self.name)) }
    }
}

impl<T: Clone + 'static> Global<T> {
    /// Its value.
    ///
    /// # Errors
    ///
    /// `NameError` where it has none.
    #[inline]
    pub fn get(&self) -> Py<T> {
        self.slot.try_with(|slot| slot.0.get()).ok().flatten().ok_or_else(|| not_defined(self.name))
    }
}

impl<T> fmt::Debug for Global<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Global").field(&self.name).finish()
    }
}

impl<T> fmt::Debug for GlobalSlot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GlobalSlot")
    }
}

/// Declares variables of the module, with the names that they have in Python.
///
/// # Examples
///
/// ```
/// use pyrt::{List, global};
///
/// global! {
///     static LIMIT: i64 = "limit";
///     static NAMES: List<i64> = "names";
/// }
///
/// assert_eq!(format!("{:?}", LIMIT.get()), "Err(NameError(\"name 'limit' is not defined\"))");
/// LIMIT.set(3);
/// assert_eq!(LIMIT.get(), Ok(3));
/// NAMES.set(List::from(vec![1]));
/// assert_eq!(NAMES.get().unwrap().len(), 1);
/// ```
#[macro_export]
macro_rules! global {
    ($($(#[$attribute:meta])* $visible:vis static $NAME:ident: $of:ty = $name:literal;)*) => {$(
        $(#[$attribute])*
        $visible static $NAME: $crate::cells::Global<$of> = {
            ::std::thread_local! {
                static SLOT: $crate::cells::GlobalSlot<$of> = const { $crate::cells::GlobalSlot::new() };
            }
            $crate::cells::Global::new($name, &SLOT)
        };
    )*};
}

/// An attribute of an object.
///
/// # Examples
///
/// ```
/// use pyrt::cells::Attr;
///
/// let owner: Attr<i64> = Attr::default();
/// let unset = owner.get_named("Account", "owner").unwrap_err();
/// assert_eq!(unset.to_string(), "'Account' object has no attribute 'owner'");
/// owner.set(7);
/// assert_eq!(owner.get_named("Account", "owner"), Ok(7));
/// ```
pub struct Attr<T: 'static>(Slot<T>);

impl<T: 'static> Attr<T> {
    /// One with a value.
    pub fn of(value: T) -> Attr<T> {
        Attr(Slot(RefCell::new(Some(value))))
    }

    /// Gives it a value.
    #[inline]
    pub fn set(&self, value: T) {
        self.0.replace(Some(value));
    }

    /// `hasattr(object, name)`
    pub fn is_set(&self) -> bool {
        self.0.0.borrow().is_some()
    }

    /// `del object.name`
    ///
    /// # Errors
    ///
    /// `AttributeError` where it is not set, with the text for a class without `__slots__`.
    pub fn delete(&self, class: &str, name: &str) -> Py<()> {
        if self.0.replace(None) { Ok(()) } else { Err(no_attribute(class, name)) }
    }
}

impl<T: Clone + 'static> Attr<T> {
    /// Its value, where nobody knows the names: for what is always set.
    ///
    /// # Errors
    ///
    /// `AttributeError` where it is not set.
    #[inline]
    pub fn get(&self) -> Py<T> {
        self.0.get().ok_or_else(|| Exc::new(&ATTRIBUTE_ERROR, "an attribute is not set"))
    }

    /// Its value: `object.name`.
    ///
    /// # Errors
    ///
    /// `AttributeError` where it is not set.
    #[inline]
    pub fn get_named(&self, class: &str, name: &str) -> Py<T> {
        self.0.get().ok_or_else(|| no_attribute(class, name))
    }

    /// Its value, if it has one: `getattr(object, name, None)`.
    #[inline]
    pub fn get_if_set(&self) -> Option<T> {
        self.0.get()
    }
}

impl<T: 'static> Default for Attr<T> {
    fn default() -> Attr<T> {
        Attr(Slot::new())
    }
}

impl<T: 'static> fmt::Debug for Attr<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attr")
    }
}

/// How many drops may lie in each other; what lies deeper is put off.
const DEEPEST: usize = 200;

thread_local! {
    static DROPPING: Cell<usize> = const { Cell::new(0) };
    static PUT_OFF: RefCell<Vec<Box<dyn Any>>> = const { RefCell::new(Vec::new()) };
}

/// One drop more, until this is dropped.
struct Deeper;

impl Deeper {
    fn begin() -> Deeper {
        DROPPING.set(DROPPING.get() + 1);
        Deeper
    }
}

impl Drop for Deeper {
    fn drop(&mut self) {
        DROPPING.set(DROPPING.get() - 1);
    }
}

/// Drops a value, or puts that off where drops lie too deep in each other (I2).
fn drop_bounded<T: 'static>(value: T) {
    let depth = DROPPING.get();
    if depth >= DEEPEST {
        // At the end of the thread there may be no place for it any more: then it is dropped here.
        let mut value = Some(value);
        let _ = PUT_OFF.try_with(|put_off| put_off.borrow_mut().push(Box::new(value.take())));
        return;
    }
    let deeper = Deeper::begin();
    drop(value);
    while depth == 0
        && let Some(next) = PUT_OFF.try_with(|put_off| put_off.borrow_mut().pop()).ok().flatten()
    {
        drop(next);
    }
    drop(deeper);
}

impl<T: 'static> Drop for Attr<T> {
    fn drop(&mut self) {
        if std::mem::needs_drop::<T>()
            && let Some(value) = self.0.0.get_mut().take()
        {
            drop_bounded(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raised<T: fmt::Debug>(result: Py<T>) -> String {
        format!("{:?}", result.unwrap_err())
    }

    #[test]
    fn an_unset_variable_raises_by_whose_it_is() {
        let var: Var<i64> = Var::new();
        let local = "UnboundLocalError(\"cannot access local variable 'x' where it is not associated with a value\")";
        let free =
            "NameError(\"cannot access free variable 'x' where it is not associated with a value in enclosing scope\")";
        assert_eq!(raised(var.get_local("x")), local);
        assert_eq!(raised(var.delete_local("x")), local);
        assert_eq!(raised(var.get("x")), free);
        assert_eq!(raised(var.delete("x")), free);
        var.set(1);
        assert_eq!(var.get("x"), Ok(1));
        assert_eq!(var.delete("x"), Ok(()));
        assert_eq!(raised(var.get("x")), free);
    }

    global! {
        static COUNT: i64 = "count";
        static LAST: Looks = "last";
    }

    #[test]
    fn a_global_is_deleted_once() {
        COUNT.set(1);
        assert_eq!(COUNT.delete(), Ok(()));
        assert_eq!(raised(COUNT.delete()), "NameError(\"name 'count' is not defined\")");
        COUNT.unset();
    }

    #[test]
    fn an_attribute_is_there_or_not() {
        let attr = Attr::of(1);
        assert!(attr.is_set());
        assert_eq!(attr.delete("A", "x"), Ok(()));
        assert_eq!(attr.get_if_set(), None);
        assert_eq!(raised(attr.delete("A", "x")), "AttributeError(\"'A' object has no attribute 'x'\")");
    }

    /// Looks at the variable in which it was when it is dropped, as a `__del__` may.
    #[derive(Clone)]
    struct Looks(i64);

    impl Drop for Looks {
        fn drop(&mut self) {
            COUNT.set(LAST.get().map_or(-1, |last| {
                let number = last.0;
                std::mem::forget(last);
                number
            }));
        }
    }

    #[test]
    fn what_is_dropped_may_ask_the_cell_in_which_it_was() {
        LAST.set(Looks(1));
        LAST.set(Looks(2));
        assert_eq!(COUNT.get(), Ok(2));
        LAST.unset();
        assert_eq!(COUNT.get(), Ok(-1));
    }

    #[derive(Clone)]
    #[expect(dead_code, reason = "it holds on to the next one")]
    struct Node(Rc<Attr<Option<Node>>>);

    #[test]
    fn a_long_chain_is_dropped_on_a_bounded_stack() {
        let mut chain = None;
        for _ in 0..300_000 {
            chain = Some(Node(Rc::new(Attr::of(chain))));
        }
        let first = Attr::of(chain);
        first.set(None);
        assert_eq!(PUT_OFF.with_borrow(Vec::len), 0);
    }
}
