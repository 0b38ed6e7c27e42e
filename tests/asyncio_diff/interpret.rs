//! Carries a program out on our types.
//!
//! # How it works
//!
//! A block is a boxed future that ends in a [`Flow`]: it goes on, returns or raises. What stands in `prelude.py` stands in [`World`] here, under
//! the same names.
//!
//! - **I1** What is made is kept until the end, as there: nothing is dropped early.
//! - **I2** After the end nothing more is carried out, whatever is closed then.

use super::form::{
    Act, Block, CONDITIONS, Callback, Class, Delay, EVENTS, FUTURES, Given, Handler, Holds, LOCKS, Look, MOST_LINES,
    Manager, Program, Ref, Statement, Waits, When,
};
use super::values::{Awaited, HandleOf, One, Slots, Value};
use std::cell::{Cell, RefCell};
use std::fmt::{Display, Write as _};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::time::Duration;
use wasi_async_runtime::asyncio::exc::{self, Exc};
use wasi_async_runtime::asyncio::{
    self, Barrier, Condition, ContextVar, Coroutine, Event, LifoQueue, Lock, PriorityQueue, Py, Queue, ReturnWhen,
    Semaphore, Task, TaskGroup, Timeout, all_tasks, as_completed, create_task, current_task, gather, gather_exceptions,
    get_running_loop, shield, sleep, sleep_with, timeout, wait, wait_for,
};

/// When a program is given up, of which nothing is printed any more.
const STUCK: Duration = Duration::from_secs(5);

/// What a program prints.
pub(crate) async fn output(program: Program) -> String {
    let world = Rc::new(World::new(program).expect("the numbers are right"));
    {
        let main = Coroutine::new("main", world.clone().main());
        let mut run = pin!(asyncio::run(main));
        let ended = wasi_async_runtime::timeout(STUCK, run.as_mut()).await;
        world.over.set(true); // (I2), before what is left is dropped
        if let Ok(Err(exc)) = ended {
            panic!("the main coroutine raises nothing: {exc:?}");
        }
    }
    world.out.take()
}

/// How a statement ends.
enum Flow {
    Next,
    Return(Value),
    Raise(Exc),
}

impl From<Py<()>> for Flow {
    fn from(done: Py<()>) -> Flow {
        done.map_or_else(Flow::Raise, |()| Flow::Next)
    }
}

impl Flow {
    /// As a body that is left.
    fn into_result(self) -> Py<Flow> {
        match self {
            Flow::Raise(exc) => Err(exc),
            flow => Ok(flow),
        }
    }

    fn of(result: Py<Flow>) -> Flow {
        result.unwrap_or_else(Flow::Raise)
    }
}

struct World {
    program: Program,
    out: RefCell<String>,
    lines: Cell<usize>,
    over: Cell<bool>,
    task: Slots<Task<Value>>,
    future: Slots<asyncio::Future<Value>>,
    shielded: Slots<asyncio::Future<Value>>,
    gathered: Slots<Awaited>,
    group: Slots<TaskGroup>,
    limit: Slots<Timeout>,
    handle: Slots<HandleOf>,
    callback: Slots<u64>,
    lock: [Lock; LOCKS],
    semaphore: [Semaphore; 2],
    event: [Event; EVENTS],
    condition: [Condition; CONDITIONS],
    queue: (Queue<i64>, PriorityQueue<i64>, LifoQueue<i64>),
    barrier: Barrier,
    count: Cell<i64>,
    var: ContextVar<i64>,
}

/// Does the same with one of the queues.
macro_rules! of_queue {
    ($world:ident, $index:expr, $queue:ident => $what:expr) => {
        match $index {
            0 => {
                let $queue = &$world.queue.0;
                $what
            }
            1 => {
                let $queue = &$world.queue.1;
                $what
            }
            _ => {
                let $queue = &$world.queue.2;
                $what
            }
        }
    };
}

impl World {
    fn new(program: Program) -> Py<World> {
        let lock = [Lock::new(), Lock::new()];
        let condition = [Condition::new(), Condition::with_lock(lock[0].clone())];
        Ok(World {
            program,
            out: RefCell::default(),
            lines: Cell::new(0),
            over: Cell::new(false),
            task: Slots::default(),
            future: Slots::default(),
            shielded: Slots::default(),
            gathered: Slots::default(),
            group: Slots::default(),
            limit: Slots::default(),
            handle: Slots::default(),
            callback: Slots::default(),
            lock,
            semaphore: [Semaphore::new(2)?, Semaphore::bounded(1)?],
            event: [Event::new(), Event::new()],
            condition,
            queue: (Queue::new(1), PriorityQueue::new(2), LifoQueue::new(0)),
            barrier: Barrier::new(2)?,
            count: Cell::new(0),
            var: ContextVar::with_default("var", 0),
        })
    }

    async fn main(self: Rc<World>) -> Py<()> {
        let event_loop = get_running_loop()?;
        for slot in 0..FUTURES {
            self.future.put(slot, event_loop.create_future());
        }
        let world = self.clone();
        event_loop.set_exception_handler(move |_, trouble| {
            if let Some(exc) = &trouble.exception
                && trouble.message.starts_with("Exception in callback")
            {
                world.log("handler", &Value::Exc(exc.clone()));
            }
        });
        let begun = create_task(self.call(0))?;
        wait([(*begun).clone()], 0.03, ReturnWhen::AllCompleted).await?;
        for _ in 0..4 {
            let current = current_task()?;
            let left: Vec<_> = all_tasks()?.into_iter().filter(|task| Some(task) != current.as_ref()).collect();
            if left.is_empty() {
                break;
            }
            self.log("cancel", &Value::count(left.len()));
            left.iter().for_each(|task| {
                task.cancel();
            });
            sleep(0.01).await?;
        }
        self.log("end", &Awaited::Plain((*begun).clone()).state());
        self.over.set(true);
        Ok(())
    }

    /// Prints, with the time in milliseconds; not after the end, nor too much.
    fn log(&self, number: impl Display, value: &Value) {
        let Ok(event_loop) = get_running_loop() else { return };
        if self.is_over() {
            return;
        }
        self.lines.set(self.lines.get() + 1);
        let milliseconds = (event_loop.time() * 1e3).round();
        let written = writeln!(self.out.borrow_mut(), "{number} {milliseconds} {value}");
        debug_assert!(written.is_ok(), "a string takes everything");
    }

    fn is_over(&self) -> bool {
        self.over.get() || self.lines.get() >= MOST_LINES
    }

    fn call(self: &Rc<World>, body: usize) -> Coroutine<Value> {
        let world = self.clone();
        Coroutine::new("c", async move {
            let block = world.program.bodies[body].clone();
            match world.block(&block, None).await {
                Flow::Next => Ok(Value::None),
                Flow::Return(value) => Ok(value),
                Flow::Raise(exc) => Err(exc),
            }
        })
    }

    /// Carries a block out; `handling` is what a `raise` in it raises.
    fn block(self: &Rc<World>, block: &Block, handling: Option<Exc>) -> Pin<Box<dyn Future<Output = Flow>>> {
        let (world, block) = (self.clone(), block.clone());
        Box::pin(async move {
            for statement in block.iter() {
                if world.is_over() {
                    return Flow::Return(Value::None); // (I2)
                }
                match world.statement(statement, handling.as_ref()).await {
                    Flow::Next => {}
                    left => return left,
                }
            }
            Flow::Next
        })
    }

    async fn statement(self: &Rc<World>, statement: &Statement, handling: Option<&Exc>) -> Flow {
        match statement {
            Statement::Await(number, waits) => {
                let waited = self.wait(waits).await;
                waited.map(|value| self.log(number, &value)).into()
            }
            Statement::AsCompleted(number, of, limit) => self.as_completed(*number, of, *limit).await.into(),
            Statement::Do(number, act) => self.carry_out(*number, act).into(),
            Statement::Try { body, handlers, last } => {
                let mut flow = self.block(body, handling.cloned()).await;
                if let Flow::Raise(exc) = flow {
                    flow = self.handle(handlers, exc).await;
                }
                match last {
                    Some(last) => match self.block(last, None).await {
                        Flow::Next => flow,
                        other => other,
                    },
                    None => flow,
                }
            }
            Statement::TryStar { body, class, number } => match self.block(body, handling.cloned()).await {
                Flow::Raise(exc) => self.split(*class, *number, &exc),
                left => left,
            },
            Statement::With(manager, body) => Flow::of(self.with(manager, self.block(body, handling.cloned())).await),
            Statement::Repeat(times, body) => {
                for _ in 0..*times {
                    match self.block(body, handling.cloned()).await {
                        Flow::Next => {}
                        left => return left,
                    }
                }
                Flow::Next
            }
            Statement::If(look, then, otherwise) => match self.look(*look) {
                Ok(Value::Truth(true)) => self.block(then, handling.cloned()).await,
                Ok(_) => self.block(otherwise, handling.cloned()).await,
                Err(exc) => Flow::Raise(exc),
            },
            Statement::Raise(class, number) => Flow::Raise(exception(*class, *number)),
            Statement::Reraise => match handling {
                Some(exc) => Flow::Raise(exc.clone()),
                None => Flow::Next,
            },
            Statement::Return(value) => Flow::Return(Value::Int(*value)),
        }
    }

    async fn handle(self: &Rc<World>, handlers: &[Handler], exc: Exc) -> Flow {
        match handlers.iter().find(|handler| exc.is(class_of(handler.class))) {
            Some(handler) => {
                self.log(handler.number, &Value::Exc(exc.clone()));
                self.block(&handler.body, Some(exc)).await
            }
            None => Flow::Raise(exc),
        }
    }

    fn split(&self, class: Class, number: u32, exc: &Exc) -> Flow {
        let (taken, left) = exc.split(class_of(class));
        if let Some(taken) = taken {
            let is_group = taken.is(&exc::BASE_EXCEPTION_GROUP);
            let group = if is_group { taken } else { Exc::group("", vec![taken]) };
            self.log(number, &Value::Exc(group));
        }
        left.map_or(Flow::Next, Flow::Raise)
    }

    /// `async with`.
    async fn with(self: &Rc<World>, manager: &Manager, body: impl Future<Output = Flow>) -> Py<Flow> {
        match manager {
            Manager::Holds(holds) => {
                self.acquire(*holds).await?;
                let flow = body.await;
                self.release(*holds)?;
                Ok(flow)
            }
            Manager::Timeout(slot, delay) => {
                let limit = timeout(delay.map(seconds))?;
                limit.enter()?;
                self.limit.put(*slot, limit.clone());
                limit.exit(body.await.into_result())
            }
            Manager::Group(slot) => {
                let group = TaskGroup::enter()?;
                self.group.put(*slot, group.clone());
                group.exit(body.await.into_result()).await
            }
        }
    }

    async fn acquire(&self, holds: Holds) -> Py<bool> {
        match holds {
            Holds::Lock(index) => self.lock[index].acquire().await,
            Holds::Semaphore(index) => self.semaphore[index].acquire().await,
            Holds::Condition(index) => self.condition[index].lock().acquire().await,
        }
    }

    fn release(&self, holds: Holds) -> Py<()> {
        match holds {
            Holds::Lock(index) => self.lock[index].release(),
            Holds::Semaphore(index) => self.semaphore[index].release(),
            Holds::Condition(index) => self.condition[index].lock().release(),
        }
    }

    async fn as_completed(&self, number: u32, of: &[Ref], limit: Option<Delay>) -> Py<()> {
        let mut of = self.plain_refs(of)?;
        of.retain(|future| !future.done());
        for ended in as_completed(of, limit.map(seconds))? {
            let value = ended.await?;
            self.log(number, &value);
        }
        Ok(())
    }

    async fn wait(self: &Rc<World>, waits: &Waits) -> Py<Value> {
        match waits {
            Waits::Sleep(delay, None) => sleep(seconds(*delay)).await.map(Value::from),
            Waits::Sleep(delay, Some(result)) => sleep_with(seconds(*delay), Value::Int(*result)).await,
            Waits::Ref(of) => self.awaited(*of)?.wait().await,
            Waits::Call(body) => self.call(*body).await,
            Waits::Gather(given, exceptions) => self.gather(given, *exceptions)?.wait().await,
            Waits::WaitFor(given, limit) => {
                let limit = limit.map(seconds);
                match self.given(given)? {
                    One::All(all) => wait_for(all, limit).await.map(Value::from),
                    One::Settled(settled) => wait_for(settled, limit).await.map(Value::from),
                    plain => wait_for(plain, limit).await,
                }
            }
            Waits::Shield(given) => match self.given(given)? {
                One::All(all) => shield(all)?.await.map(Value::from),
                One::Settled(settled) => shield(settled)?.await.map(Value::from),
                plain => shield(plain)?.await,
            },
            Waits::Wait(of, limit, when) => {
                let of = self.plain_refs(of)?;
                let (done, pending) = wait(of.iter().cloned(), limit.map(seconds), return_when(*when)).await?;
                let each = of.iter().map(|future| Value::Truth(future.done())).collect();
                Ok(Value::List(vec![Value::count(done.len()), Value::count(pending.len()), Value::List(each)]))
            }
            Waits::Acquire(holds) => self.acquire(*holds).await.map(Value::from),
            Waits::Event(event) => self.event[*event].wait().await.map(Value::from),
            Waits::Condition(condition) => self.condition[*condition].wait().await.map(Value::from),
            Waits::ConditionFor(condition, n) => {
                self.condition[*condition].wait_for(|| self.count.get() >= *n).await.map(Value::from)
            }
            Waits::Put(queue, item) => of_queue!(self, *queue, queue => queue.put(*item).await.map(Value::from)),
            Waits::Get(queue) => of_queue!(self, *queue, queue => queue.get().await.map(Value::Int)),
            Waits::Join(queue) => of_queue!(self, *queue, queue => queue.join().await.map(Value::from)),
            Waits::Barrier => self.barrier.wait().await.map(Value::count),
            Waits::BarrierReset => self.barrier.reset().await.map(Value::from),
            Waits::BarrierAbort => self.barrier.abort().await.map(Value::from),
        }
    }

    fn awaited(&self, of: Ref) -> Py<Awaited> {
        Ok(match of {
            Ref::Task(slot) => Awaited::Plain((*self.task.get(slot)?).clone()),
            Ref::Future(slot) => Awaited::Plain(self.future.get(slot)?),
            Ref::Shield(slot) => Awaited::Plain(self.shielded.get(slot)?),
            Ref::Gather(slot) => self.gathered.get(slot)?,
        })
    }

    fn plain(&self, of: Ref) -> Py<asyncio::Future<Value>> {
        match self.awaited(of)? {
            Awaited::Plain(future) => Ok(future),
            Awaited::All(_) | Awaited::Settled(_) => Err(Exc::new(&exc::TYPE_ERROR, "its values are several")),
        }
    }

    fn plain_refs(&self, of: &[Ref]) -> Py<Vec<asyncio::Future<Value>>> {
        of.iter().map(|of| self.plain(*of)).collect()
    }

    fn given(self: &Rc<World>, given: &Given) -> Py<One> {
        Ok(match given {
            Given::Call(body) => One::Coroutine(self.call(*body)),
            Given::Sleep(delay, result) => {
                One::Coroutine(Coroutine::new("sleep", sleep_with(seconds(*delay), Value::Int(*result))))
            }
            Given::Ref(of) => self.awaited(*of)?.into(),
            Given::Gather(given, exceptions) => self.gather(given, *exceptions)?.into(),
        })
    }

    fn gather(self: &Rc<World>, given: &[Given], exceptions: bool) -> Py<Awaited> {
        let given = given.iter().map(|given| self.given(given)).collect::<Py<Vec<One>>>()?;
        Ok(if exceptions { Awaited::Settled(gather_exceptions(given)?) } else { Awaited::All(gather(given)?) })
    }

    /// Does what does not wait, and prints what that gives, if it gives anything.
    fn carry_out(self: &Rc<World>, number: u32, act: &Act) -> Py<()> {
        let given = self.act(act)?;
        if let Some(value) = given {
            self.log(number, &value);
        }
        Ok(())
    }

    fn act(self: &Rc<World>, act: &Act) -> Py<Option<Value>> {
        let event_loop = get_running_loop()?;
        match act {
            Act::Create(slot, body) => self.task.put(*slot, create_task(self.call(*body))?),
            Act::CreateIn(group, slot, body) => {
                let group = self.group.get(*group)?;
                self.task.put(*slot, group.create_task(self.call(*body))?);
            }
            Act::StartGather(slot, given, exceptions) => self.gathered.put(*slot, self.gather(given, *exceptions)?),
            Act::StartShield(slot, given) => self.shielded.put(*slot, shield(self.given(given)?)?),
            Act::NewFuture(slot) => self.future.put(*slot, event_loop.create_future()),
            Act::CallSoon(slot, callback) => {
                let handle = event_loop.call_soon(self.called(callback))?;
                self.handle.put(*slot, HandleOf::Soon(handle));
            }
            Act::CallLater(slot, delay, callback) => {
                let timer = event_loop.call_later(seconds(*delay), self.called(callback))?;
                self.handle.put(*slot, HandleOf::Later(timer));
            }
            Act::CallAt(slot, delay, callback) => {
                let timer = event_loop.call_at(event_loop.time() + seconds(*delay), self.called(callback))?;
                self.handle.put(*slot, HandleOf::Later(timer));
            }
            Act::AddDone(of, slot, callback) => {
                let (world, number, called) = (self.clone(), callback.number, self.called(callback));
                let number = self.awaited(*of)?.add_done_callback(move |of| {
                    world.log(number, &of.state());
                    called()
                });
                self.callback.put(*slot, number);
            }
            Act::Count => self.count.set(self.count.get() + 1),
            expression => return self.evaluate(expression).map(Some),
        }
        Ok(None)
    }

    fn evaluate(self: &Rc<World>, act: &Act) -> Py<Value> {
        match act {
            Act::Cancel(of, message) => Ok(Value::Truth(self.awaited(*of)?.cancel(message.map(cancel_message)))),
            Act::SetResult(of, value) => self.plain(*of)?.set_result(Value::Int(*value)).map(Value::from),
            Act::SetException(of, class, number) => {
                self.plain(*of)?.set_exception(exception(*class, *number)).map(Value::from)
            }
            Act::Result(of) => self.awaited(*of)?.result(),
            Act::Exception(of) => Ok(self.awaited(*of)?.exception()?.map_or(Value::None, Value::Exc)),
            Act::EventSet(event) => {
                self.event[*event].set();
                Ok(Value::None)
            }
            Act::EventClear(event) => {
                self.event[*event].clear();
                Ok(Value::None)
            }
            Act::Notify(condition, n) => self.condition[*condition].notify(*n).map(Value::from),
            Act::NotifyAll(condition) => self.condition[*condition].notify_all().map(Value::from),
            Act::PutNowait(queue, item) => of_queue!(self, *queue, queue => queue.put_nowait(*item).map(Value::from)),
            Act::GetNowait(queue) => of_queue!(self, *queue, queue => queue.get_nowait().map(Value::Int)),
            Act::TaskDone(queue) => of_queue!(self, *queue, queue => queue.task_done().map(Value::from)),
            Act::Release(holds) => self.release(*holds).map(Value::from),
            Act::CancelHandle(slot) => {
                self.handle.get(*slot)?.cancel();
                Ok(Value::None)
            }
            Act::RemoveDone(of, slot) => {
                let of = self.awaited(*of)?;
                Ok(Value::Int(i64::from(of.remove_done_callback(self.callback.get(*slot)?))))
            }
            Act::CancelSelf(message) => {
                let Some(task) = current_task()? else { return Ok(Value::None) };
                Ok(Value::Truth(match message {
                    Some(message) => task.cancel_with(cancel_message(*message)),
                    None => task.cancel(),
                }))
            }
            Act::UncancelTask(slot) => Ok(Value::Int(self.task.get(*slot)?.uncancel().into())),
            Act::Uncancel => Ok(current_task()?.map_or(Value::None, |task| Value::Int(task.uncancel().into()))),
            Act::Reschedule(slot, delay) => {
                let (limit, now) = (self.limit.get(*slot)?, get_running_loop()?.time());
                limit.reschedule(delay.map(|delay| now + seconds(delay))).map(Value::from)
            }
            Act::SetVar(value) => {
                self.var.set(*value);
                Ok(Value::None)
            }
            Act::Look(look) => self.look(*look),
            other => unreachable!("{other:?} is a statement"),
        }
    }

    /// What the loop calls.
    fn called(self: &Rc<World>, callback: &Callback) -> impl FnOnce() -> Py<()> + use<> {
        let (world, callback) = (self.clone(), callback.clone());
        move || if world.is_over() { Ok(()) } else { world.carry_out(callback.number, &callback.act) }
    }

    fn look(&self, look: Look) -> Py<Value> {
        Ok(match look {
            Look::Done(of) => Value::Truth(self.awaited(of)?.done()),
            Look::Cancelled(of) => Value::Truth(self.awaited(of)?.cancelled()),
            Look::Locked(Holds::Lock(index)) => Value::Truth(self.lock[index].locked()),
            Look::Locked(Holds::Semaphore(index)) => Value::Truth(self.semaphore[index].locked()),
            Look::Locked(Holds::Condition(index)) => Value::Truth(self.condition[index].lock().locked()),
            Look::IsSet(event) => Value::Truth(self.event[event].is_set()),
            Look::Empty(queue) => Value::Truth(of_queue!(self, queue, queue => queue.empty())),
            Look::Full(queue) => Value::Truth(of_queue!(self, queue, queue => queue.full())),
            Look::Broken => Value::Truth(self.barrier.broken()),
            Look::HandleCancelled(slot) => Value::Truth(self.handle.get(slot)?.cancelled()),
            Look::Expired(slot) => Value::Truth(self.limit.get(slot)?.expired()),
            Look::Cancelling(slot) => Value::Int(self.task.get(slot)?.cancelling().into()),
            Look::CancellingSelf => current_task()?.map_or(Value::None, |task| Value::Int(task.cancelling().into())),
            Look::Size(queue) => Value::count(of_queue!(self, queue, queue => queue.qsize())),
            Look::Waiting => Value::count(self.barrier.n_waiting()),
            Look::Var => Value::Int(self.var.get()?),
            Look::CountedTo => Value::Int(self.count.get()),
            Look::Tasks => Value::count(all_tasks()?.len()),
        })
    }
}

fn seconds(delay: Delay) -> f64 {
    f64::from(delay.0) / 1e4
}

fn cancel_message(number: i64) -> String {
    format!("c{number}")
}

fn return_when(when: When) -> ReturnWhen {
    match when {
        When::FirstCompleted => ReturnWhen::FirstCompleted,
        When::FirstException => ReturnWhen::FirstException,
        When::AllCompleted => ReturnWhen::AllCompleted,
    }
}

static OWN: exc::Class = exc::Class::new("Own", &[&exc::EXCEPTION]);
static OWN_BASE: exc::Class = exc::Class::new("OwnBase", &[&exc::BASE_EXCEPTION]);

fn class_of(class: Class) -> &'static exc::Class {
    match class {
        Class::BaseException => &exc::BASE_EXCEPTION,
        Class::Exception => &exc::EXCEPTION,
        Class::Value => &exc::VALUE_ERROR,
        Class::Key => &exc::KEY_ERROR,
        Class::Runtime => &exc::RUNTIME_ERROR,
        Class::Timeout => &exc::TIMEOUT_ERROR,
        Class::Cancelled => &exc::CANCELLED_ERROR,
        Class::InvalidState => &exc::INVALID_STATE_ERROR,
        Class::StopIteration => &exc::STOP_ITERATION,
        Class::Own => &OWN,
        Class::OwnBase => &OWN_BASE,
    }
}

fn exception(class: Class, number: u32) -> Exc {
    Exc::new(class_of(class), format!("m{number}"))
}
