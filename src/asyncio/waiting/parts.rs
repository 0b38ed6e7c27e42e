//! `gather` of children of several types whose results are brought to one.

use super::{AnyFuture, Children, Future, Gathering, IntoTask, Py, get_running_loop, result_or_exception};
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

/// `gather` of whatever comes, one child after the other: each says how its result, or its exception, becomes a member of the whole.
///
/// What is awaited is a collection of these in the order of the children. What the call's arguments are must be known before the first is
/// added, as in Python: a child that is added is a task.
///
/// # Examples
///
/// `await asyncio.gather(number(), text(), return_exceptions=True)`:
///
/// ```
/// use wasi_async_runtime::AsyncRuntime;
/// use wasi_async_runtime::asyncio::{self, Coroutine, Gather, sleep_with};
///
/// let main = Coroutine::new("main", async {
///     let number = Coroutine::new("number", sleep_with(0.002, 1));
///     let text = Coroutine::new("text", sleep_with(0.001, "one"));
///     let mut gather = Gather::<String, Vec<String>>::new(true);
///     gather.add(number, |number| Ok(number.map_or_else(|exc| exc.to_string(), |number| number.to_string())))?;
///     gather.add(text, |text| Ok(text.map_or_else(|exc| exc.to_string(), str::to_owned)))?;
///     gather.gathered()?.await
/// });
/// assert_eq!(AsyncRuntime::block_on(asyncio::run(main)).unwrap(), ["1", "one"]);
/// ```
pub struct Gather<U: 'static, R: FromIterator<U> + 'static> {
    return_exceptions: bool,
    /// There with the first child, whose loop is that of the whole.
    gathering: Option<Rc<Gathering<Parts<U, R>>>>,
    parts: Vec<Part<U>>,
}

/// A child, and what becomes of its result when all are there.
struct Part<U> {
    future: Rc<dyn AnyFuture>,
    member: Box<dyn Fn() -> Py<U>>,
}

impl<U: 'static, R: FromIterator<U> + Clone + 'static> Gather<U, R> {
    /// One without children; with `return_exceptions` it waits for all, and exceptions are results as others.
    pub fn new(return_exceptions: bool) -> Gather<U, R> {
        Gather { return_exceptions, gathering: None, parts: Vec::new() }
    }

    /// Adds a child; `member` is called with its result when all are there.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where no loop runs; `ValueError` for a future of another loop.
    pub fn add<A: IntoTask>(&mut self, awaited: A, member: impl Fn(Py<A::Output>) -> Py<U> + 'static) -> Py<()> {
        let gathering = match self.gathering.take() {
            Some(gathering) => gathering,
            None => Gathering::new(&super::loop_of(Some(&awaited))?, self.return_exceptions),
        };
        let child = self.gathering.insert(gathering).child(awaited, self.parts.len())?;
        let future = child.any();
        self.parts.push(Part { future, member: Box::new(move || member(result_or_exception(&child))) });
        Ok(())
    }

    /// The future of all.
    ///
    /// # Errors
    ///
    /// `RuntimeError` where no loop runs.
    pub fn gathered(self) -> Py<Future<R>> {
        let gathering = match self.gathering {
            Some(gathering) => gathering,
            None => Gathering::new(&get_running_loop()?, self.return_exceptions),
        };
        gathering.begin(Parts(self.parts, PhantomData))
    }
}

impl<U, R: FromIterator<U>> fmt::Debug for Gather<U, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gather").field("children", &self.parts.len()).finish_non_exhaustive()
    }
}

/// Children of several types.
struct Parts<U, R>(Vec<Part<U>>, PhantomData<fn() -> R>);

impl<U: 'static, R: FromIterator<U> + 'static> Children for Parts<U, R> {
    type Results = R;

    fn count(&self) -> usize {
        self.0.len()
    }

    fn child(&self, number: usize) -> Rc<dyn AnyFuture> {
        self.0[number].future.clone()
    }

    fn results(&self) -> Py<R> {
        self.0.iter().map(|part| (part.member)()).collect()
    }
}
