//! Context variables: values that belong to a task or callback, and that what it starts begins with.
//!
//! # How it works
//!
//! A context is a map that is copied when it is written, so a copy costs next to nothing until then, and nothing where there are no
//! values. One is current on the thread; a step of a task makes that of its task current, a callback that of the moment at which it was
//! queued, as a copy.
//!
//! - **I1** What was current before is current again afterwards, also when what runs panics.
//! - **I2** What a thread has set is dropped when it ends.
//! - **I3** A context keeps its number wherever it is moved, and a copy has another: a token is good in its own context only.

use super::exc::{Exc, LOOKUP_ERROR, Py, RUNTIME_ERROR, VALUE_ERROR};
use std::any::Any;
use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::rc::Rc;

type Values = HashMap<u64, Rc<dyn Any>>;

/// The values of context variables at some moment: `contextvars.Context`. A clone is a copy.
#[derive(Clone, Default)]
pub struct Context(Option<Box<Valued>>);

/// A context in which something was set.
struct Valued {
    /// Which one it is (I3).
    number: u64,
    values: Rc<Values>,
}

impl Valued {
    fn of(values: Rc<Values>) -> Valued {
        thread_local! {
            static LAST: Cell<u64> = const { Cell::new(0) };
        }
        LAST.set(LAST.get() + 1);
        Valued { number: LAST.get(), values }
    }
}

impl Default for Valued {
    fn default() -> Valued {
        Valued::of(Rc::default())
    }
}

impl Clone for Valued {
    fn clone(&self) -> Valued {
        Valued::of(self.values.clone())
    }
}

thread_local! {
    /// Not dropped by itself, so that it costs nothing to look at: whoever writes it has it cleared at the thread's end (I2).
    static CURRENT: Cell<ManuallyDrop<Context>> = const { Cell::new(ManuallyDrop::new(Context(None))) };
    static CLEARS: Clears = const { Clears };
}

/// Drops the context of a thread that ends.
struct Clears;

impl Drop for Clears {
    fn drop(&mut self) {
        drop(replace(Context(None)));
    }
}

/// Makes a context current; gives what was.
#[inline]
fn replace(context: Context) -> Context {
    ManuallyDrop::into_inner(CURRENT.replace(ManuallyDrop::new(context)))
}

/// A copy of the current context: `contextvars.copy_context`.
pub fn copy_context() -> Context {
    with_current(|context| context.clone())
}

/// Calls `function` in the context that stands in `context`, which keeps what is set there.
#[inline]
pub(super) fn run_in<R>(context: &Cell<Context>, function: impl FnOnce() -> R) -> R {
    let _restore = Swapped::swap(context);
    function()
}

/// What was current stands in the cell and the other way round, until this is dropped (I1).
struct Swapped<'a>(&'a Cell<Context>);

impl<'a> Swapped<'a> {
    #[inline]
    fn swap(context: &'a Cell<Context>) -> Swapped<'a> {
        let last = context.replace(replace(context.take()));
        debug_assert!(last.0.is_none(), "it was taken");
        Swapped(context)
    }
}

impl Drop for Swapped<'_> {
    #[inline]
    fn drop(&mut self) {
        let last = self.0.replace(replace(self.0.take()));
        debug_assert!(last.0.is_none(), "it was taken");
    }
}

impl Context {
    /// Calls `function` in this context, which keeps what is set there.
    pub fn run<R>(&mut self, function: impl FnOnce() -> R) -> R {
        run_in(Cell::from_mut(self), function)
    }

    /// The value of a variable here, if it has one.
    pub fn get<T: Clone + 'static>(&self, variable: &ContextVar<T>) -> Option<T> {
        self.0.as_ref()?.values.get(&variable.number)?.downcast_ref().cloned()
    }
}

/// A variable with a value of its own in each context: `contextvars.ContextVar`.
///
/// # Examples
///
/// ```
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::asyncio::{self, ContextVar, Coroutine, create_task};
///
/// let user = ContextVar::with_default("user", "nobody");
/// let main = Coroutine::new("main", async move {
///     let inside = user.clone();
///     let task = create_task(Coroutine::new("task", async move {
///         inside.set("somebody");
///         inside.get()
///     }))?;
///     Ok((task.await?, user.get()?))
/// });
/// assert_eq!(AsyncRuntime::block_on(asyncio::run(main)).unwrap(), ("somebody", "nobody"));
/// ```
pub struct ContextVar<T> {
    name: &'static str,
    number: u64,
    default: Option<T>,
}

impl<T: Clone> Clone for ContextVar<T> {
    fn clone(&self) -> Self {
        ContextVar { name: self.name, number: self.number, default: self.default.clone() }
    }
}

/// What gives a variable its last value back.
#[derive(Debug)]
pub struct Token<T> {
    number: u64,
    /// The number of the context in which it was made.
    context: u64,
    last: Option<Rc<dyn Any>>,
    used: Cell<bool>,
    of: PhantomData<T>,
}

impl<T: Clone + 'static> ContextVar<T> {
    /// A variable without a value.
    pub fn new(name: &'static str) -> Self {
        Self::make(name, None)
    }

    /// A variable that has this value where it has no other.
    pub fn with_default(name: &'static str, default: T) -> Self {
        Self::make(name, Some(default))
    }

    fn make(name: &'static str, default: Option<T>) -> Self {
        thread_local! {
            static LAST: Cell<u64> = const { Cell::new(0) };
        }
        LAST.set(LAST.get() + 1);
        ContextVar { name, number: LAST.get(), default }
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its value in the current context.
    ///
    /// # Errors
    ///
    /// `LookupError` where it has none.
    pub fn get(&self) -> Py<T> {
        let value = copy_context().get(self);
        value.or_else(|| self.default.clone()).ok_or_else(|| Exc::new(&LOOKUP_ERROR, format!("{self:?}")))
    }

    /// Its value in the current context, or `default`.
    pub fn get_or(&self, default: T) -> T {
        copy_context().get(self).unwrap_or(default)
    }

    /// Gives it a value in the current context.
    pub fn set(&self, value: T) -> Token<T> {
        let (context, last) = put(self.number, Some(Rc::new(value)));
        Token { number: self.number, context, last, used: Cell::new(false), of: PhantomData }
    }

    /// Gives it back the value that it had before a `set`.
    ///
    /// # Errors
    ///
    /// `ValueError` where the token is another variable's or of another context, `RuntimeError` where it was used.
    pub fn reset(&self, token: &Token<T>) -> Py<()> {
        if token.used.get() {
            return Err(Exc::new(&RUNTIME_ERROR, "<Token> has already been used once"));
        }
        if token.number != self.number {
            return Err(Exc::new(&VALUE_ERROR, "<Token> was created by a different ContextVar"));
        }
        if current_number() != Some(token.context) {
            return Err(Exc::new(&VALUE_ERROR, "<Token> was created in a different Context"));
        }
        token.used.set(true);
        drop(put(self.number, token.last.clone()));
        Ok(())
    }
}

/// Looks at the current context.
fn with_current<R>(look: impl FnOnce(&mut Context) -> R) -> R {
    let mut context = replace(Context(None));
    let seen = look(&mut context);
    let nothing = replace(context);
    debug_assert!(nothing.0.is_none(), "what was put there just now");
    seen
}

/// The number of the current context, if anything was set in it.
fn current_number() -> Option<u64> {
    with_current(|context| context.0.as_ref().map(|valued| valued.number))
}

/// Writes into the current context; gives its number and what was there.
fn put(number: u64, value: Option<Rc<dyn Any>>) -> (u64, Option<Rc<dyn Any>>) {
    let _ = CLEARS.try_with(|_| ()); // a thread that ends leaks what it sets
    with_current(|context| {
        let valued = context.0.get_or_insert_default();
        let values = Rc::make_mut(&mut valued.values);
        let last = match value {
            Some(value) => values.insert(number, value),
            None => values.remove(&number),
        };
        (valued.number, last)
    })
}

impl<T> fmt::Debug for ContextVar<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<ContextVar name='{}'>", self.name)
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Context of {} variables>", self.0.as_ref().map_or(0, |valued| valued.values.len()))
    }
}
