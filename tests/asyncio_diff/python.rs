//! Prints a program as Python, which `prelude.py` runs.

use super::form::{
    Act, Block, Callback, Class, Delay, Given, Handler, Holds, Look, Manager, Program, Ref, Statement, Waits, When,
};
use std::fmt;

/// The program as a module.
pub(crate) fn source(program: &Program) -> String {
    let mut text = Text { lines: format!("# seed {}\nfrom prelude import *\n", program.seed), indent: 0 };
    for (index, body) in program.bodies.iter().enumerate() {
        text.lines.push_str("\n\n");
        text.line(format_args!("async def c{index}():"));
        text.block(body);
    }
    text.lines.push_str("\n\nrun(c0)\n");
    text.lines
}

struct Text {
    lines: String,
    indent: usize,
}

impl Text {
    fn line(&mut self, line: impl fmt::Display) {
        let indent = self.indent * 4;
        self.lines.push_str(&format!("{:indent$}{line}\n", ""));
    }

    fn inside(&mut self, print: impl FnOnce(&mut Text)) {
        self.indent += 1;
        print(self);
        self.indent -= 1;
    }

    fn block(&mut self, block: &Block) {
        self.inside(|text| {
            if block.is_empty() {
                text.line("pass");
            }
            block.iter().for_each(|statement| text.statement(statement));
        });
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Await(number, waits) => self.line(format_args!("log({number}, await {waits})")),
            Statement::AsCompleted(number, of, timeout) => {
                let (of, timeout) = (List(of), Timeout(*timeout));
                self.line(format_args!("for ended in asyncio.as_completed(not_done({of}), timeout={timeout}):"));
                self.inside(|text| text.line(format_args!("log({number}, await ended)")));
            }
            Statement::Do(number, act) => self.act(*number, act),
            Statement::Try { body, handlers, last } => {
                self.line("try:");
                self.block(body);
                handlers.iter().for_each(|handler| self.handler(handler));
                if let Some(last) = last {
                    self.line("finally:");
                    self.block(last);
                }
            }
            Statement::TryStar { body, class, number } => {
                self.line("try:");
                self.block(body);
                self.line(format_args!("except* {class} as exc:"));
                self.inside(|text| text.line(format_args!("log({number}, exc)")));
            }
            Statement::With(manager, body) => {
                self.line(format_args!("async with {manager}:"));
                self.block(body);
            }
            Statement::Repeat(times, body) => {
                self.line(format_args!("for _ in range({times}):"));
                self.block(body);
            }
            Statement::If(look, then, otherwise) => {
                self.line(format_args!("if {look}:"));
                self.block(then);
                if !otherwise.is_empty() {
                    self.line("else:");
                    self.block(otherwise);
                }
            }
            Statement::Raise(class, number) => self.line(format_args!("raise {class}('m{number}')")),
            Statement::Reraise => self.line("raise"),
            Statement::Return(value) => self.line(format_args!("return {value}")),
        }
    }

    fn handler(&mut self, handler: &Handler) {
        self.line(format_args!("except {} as exc:", handler.class));
        self.inside(|text| text.line(format_args!("log({}, exc)", handler.number)));
        if !handler.body.is_empty() {
            self.block(&handler.body);
        }
    }

    fn act(&mut self, number: u32, act: &Act) {
        match act {
            Act::Create(slot, body) => self.line(format_args!("task[{slot}] = asyncio.create_task(c{body}())")),
            Act::CreateIn(group, slot, body) => {
                self.line(format_args!("task[{slot}] = group[{group}].create_task(c{body}())"));
            }
            Act::StartGather(slot, given, exceptions) => {
                let gather = Gather(given, *exceptions);
                self.line(format_args!("gathered[{slot}] = {gather}"));
            }
            Act::StartShield(slot, given) => self.line(format_args!("shielded[{slot}] = asyncio.shield({given})")),
            Act::NewFuture(slot) => self.line(format_args!("future[{slot}] = loop().create_future()")),
            Act::CallSoon(slot, callback) => {
                let name = self.callback(callback, "");
                self.line(format_args!("handle[{slot}] = loop().call_soon({name})"));
            }
            Act::CallLater(slot, delay, callback) => {
                let name = self.callback(callback, "");
                self.line(format_args!("handle[{slot}] = loop().call_later({delay}, {name})"));
            }
            Act::CallAt(slot, delay, callback) => {
                let name = self.callback(callback, "");
                self.line(format_args!("handle[{slot}] = loop().call_at(loop().time() + {delay}, {name})"));
            }
            Act::AddDone(of, slot, callback) => {
                let name = self.callback(callback, "of");
                self.line(format_args!("{of}.add_done_callback({name})"));
                self.line(format_args!("callback[{slot}] = {name}"));
            }
            Act::Count => self.line("count[0] += 1"),
            expression => self.line(format_args!("log({number}, {})", Expression(expression))),
        }
    }

    /// Defines a function; gives its name.
    fn callback(&mut self, callback: &Callback, of: &str) -> String {
        let name = format!("k{}", callback.number);
        self.line(format_args!("def {name}({of}):"));
        self.inside(|text| {
            if !of.is_empty() {
                text.line(format_args!("log({}, state({of}))", callback.number));
            }
            text.act(callback.number, &callback.act);
        });
        name
    }
}

/// An act that gives something.
struct Expression<'a>(&'a Act);

impl fmt::Display for Expression<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Act::Cancel(of, message) => write!(f, "{of}.cancel({})", Message(*message)),
            Act::SetResult(of, value) => write!(f, "{of}.set_result({value})"),
            Act::SetException(of, class, number) => write!(f, "{of}.set_exception({class}('m{number}'))"),
            Act::Result(of) => write!(f, "{of}.result()"),
            Act::Exception(of) => write!(f, "{of}.exception()"),
            Act::EventSet(event) => write!(f, "event[{event}].set()"),
            Act::EventClear(event) => write!(f, "event[{event}].clear()"),
            Act::Notify(condition, n) => write!(f, "condition[{condition}].notify({n})"),
            Act::NotifyAll(condition) => write!(f, "condition[{condition}].notify_all()"),
            Act::PutNowait(queue, item) => write!(f, "queue[{queue}].put_nowait({item})"),
            Act::GetNowait(queue) => write!(f, "queue[{queue}].get_nowait()"),
            Act::TaskDone(queue) => write!(f, "queue[{queue}].task_done()"),
            Act::Release(holds) => write!(f, "{holds}.release()"),
            Act::CancelHandle(slot) => write!(f, "handle[{slot}].cancel()"),
            Act::RemoveDone(of, slot) => write!(f, "{of}.remove_done_callback(callback[{slot}])"),
            Act::CancelSelf(message) => write!(f, "asyncio.current_task().cancel({})", Message(*message)),
            Act::UncancelTask(slot) => write!(f, "task[{slot}].uncancel()"),
            Act::Uncancel => f.write_str("asyncio.current_task().uncancel()"),
            Act::Reschedule(slot, None) => write!(f, "limit[{slot}].reschedule(None)"),
            Act::Reschedule(slot, Some(delay)) => write!(f, "limit[{slot}].reschedule(loop().time() + {delay})"),
            Act::SetVar(value) => write!(f, "set_var({value})"),
            Act::Look(look) => look.fmt(f),
            other => unreachable!("{other:?} is a statement"),
        }
    }
}

impl fmt::Display for Waits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Waits::Sleep(delay, None) => write!(f, "asyncio.sleep({delay})"),
            Waits::Sleep(delay, Some(result)) => write!(f, "asyncio.sleep({delay}, {result})"),
            Waits::Ref(of) => of.fmt(f),
            Waits::Call(body) => write!(f, "c{body}()"),
            Waits::Gather(given, exceptions) => Gather(given, *exceptions).fmt(f),
            Waits::WaitFor(given, timeout) => write!(f, "asyncio.wait_for({given}, {})", Timeout(*timeout)),
            Waits::Shield(given) => write!(f, "asyncio.shield({given})"),
            Waits::Wait(of, timeout, when) => {
                let when = match when {
                    When::FirstCompleted => "FIRST_COMPLETED",
                    When::FirstException => "FIRST_EXCEPTION",
                    When::AllCompleted => "ALL_COMPLETED",
                };
                write!(f, "wait({}, {}, asyncio.{when})", List(of), Timeout(*timeout))
            }
            Waits::Acquire(holds) => write!(f, "{holds}.acquire()"),
            Waits::Event(event) => write!(f, "event[{event}].wait()"),
            Waits::Condition(condition) => write!(f, "condition[{condition}].wait()"),
            Waits::ConditionFor(condition, n) => write!(f, "condition[{condition}].wait_for(lambda: count[0] >= {n})"),
            Waits::Put(queue, item) => write!(f, "queue[{queue}].put({item})"),
            Waits::Get(queue) => write!(f, "queue[{queue}].get()"),
            Waits::Join(queue) => write!(f, "queue[{queue}].join()"),
            Waits::Barrier => f.write_str("barrier[0].wait()"),
            Waits::BarrierReset => f.write_str("barrier[0].reset()"),
            Waits::BarrierAbort => f.write_str("barrier[0].abort()"),
        }
    }
}

impl fmt::Display for Manager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Manager::Holds(holds) => holds.fmt(f),
            Manager::Timeout(slot, timeout) => write!(f, "asyncio.timeout({}) as limit[{slot}]", Timeout(*timeout)),
            Manager::Group(slot) => write!(f, "TaskGroup() as group[{slot}]"),
        }
    }
}

impl fmt::Display for Look {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Look::Done(of) => write!(f, "{of}.done()"),
            Look::Cancelled(of) => write!(f, "{of}.cancelled()"),
            Look::Locked(holds) => write!(f, "{holds}.locked()"),
            Look::IsSet(event) => write!(f, "event[{event}].is_set()"),
            Look::Empty(queue) => write!(f, "queue[{queue}].empty()"),
            Look::Full(queue) => write!(f, "queue[{queue}].full()"),
            Look::Broken => f.write_str("barrier[0].broken"),
            Look::HandleCancelled(slot) => write!(f, "handle[{slot}].cancelled()"),
            Look::Expired(slot) => write!(f, "limit[{slot}].expired()"),
            Look::Cancelling(slot) => write!(f, "task[{slot}].cancelling()"),
            Look::CancellingSelf => f.write_str("asyncio.current_task().cancelling()"),
            Look::Size(queue) => write!(f, "queue[{queue}].qsize()"),
            Look::Waiting => f.write_str("barrier[0].n_waiting"),
            Look::Var => f.write_str("var.get()"),
            Look::CountedTo => f.write_str("count[0]"),
            Look::Tasks => f.write_str("len(asyncio.all_tasks())"),
        }
    }
}

impl fmt::Display for Holds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Holds::Lock(index) => write!(f, "lock[{index}]"),
            Holds::Semaphore(index) => write!(f, "semaphore[{index}]"),
            Holds::Condition(index) => write!(f, "condition[{index}]"),
        }
    }
}

impl fmt::Display for Ref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ref::Task(slot) => write!(f, "task[{slot}]"),
            Ref::Future(slot) => write!(f, "future[{slot}]"),
            Ref::Shield(slot) => write!(f, "shielded[{slot}]"),
            Ref::Gather(slot) => write!(f, "gathered[{slot}]"),
        }
    }
}

impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Given::Call(body) => write!(f, "c{body}()"),
            Given::Sleep(delay, result) => write!(f, "asyncio.sleep({delay}, {result})"),
            Given::Ref(of) => of.fmt(f),
            Given::Gather(given, exceptions) => Gather(given, *exceptions).fmt(f),
        }
    }
}

struct Gather<'a>(&'a [Given], bool);

impl fmt::Display for Gather<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("asyncio.gather(")?;
        for given in self.0 {
            write!(f, "{given}, ")?;
        }
        write!(f, "return_exceptions={})", if self.1 { "True" } else { "False" })
    }
}

struct List<'a>(&'a [Ref]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let refs: Vec<String> = self.0.iter().map(Ref::to_string).collect();
        write!(f, "[{}]", refs.join(", "))
    }
}

impl fmt::Display for Delay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("0"),
            tenths => write!(f, "0.{tenths:04}"),
        }
    }
}

struct Timeout(Option<Delay>);

impl fmt::Display for Timeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => f.write_str("None"),
            Some(delay) => delay.fmt(f),
        }
    }
}

/// The message of a cancel.
struct Message(Option<i64>);

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |number| write!(f, "'c{number}'"))
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Class::BaseException => "BaseException",
            Class::Exception => "Exception",
            Class::Value => "ValueError",
            Class::Key => "KeyError",
            Class::Runtime => "RuntimeError",
            Class::Timeout => "TimeoutError",
            Class::Cancelled => "asyncio.CancelledError",
            Class::InvalidState => "asyncio.InvalidStateError",
            Class::StopIteration => "StopIteration",
            Class::Own => "Own",
            Class::OwnBase => "OwnBase",
        })
    }
}
