//! asyncio's objects as values: shown, compared by identity, hashed.
//!
//! # How it works
//!
//! CPython shows most of them with an address, some with the file and line of their code; what is shown here has the same form without
//! what is not known. Tasks are hashed by their number, so that a set of them has the order in which they were made.

use wasi_async_runtime::asyncio::{
    AnyTask, AsyncGenerator, Barrier, Condition, Coroutine, Event, Future, Generator, LifoQueue, Lock, Loop, Queue,
    Semaphore, Server, Store, StreamReader, StreamWriter, Task, TaskGroup, Timeout,
};

use super::{Context, Held, Pool, PriorityQueue, Runner, SharedCoroutine, Stack, Suppress, Token};
use crate::heapq::Item;
use crate::instance::identity_hash;
use crate::refused::unordered;
use crate::{Equal, Key, Object, Py, Str};

/// `0x7f0c2a81d3d0`
fn shown_address(address: usize) -> String {
    format!("{:#x}", (0x7f_u64 << 40) | (address as u64 & 0xff_ffff_ffff))
}

/// What has an identity: its type, what it is generic over, its class, what is shown of it.
macro_rules! identities {
    ($([$($generic:tt)*] $of:ty, $class:expr, |$this:ident, $out:ident| $show:expr;)+) => {$(
        impl<$($generic)*> Object for $of {
            fn type_name(&self) -> &'static str {
                $class
            }

            fn write_repr(&self, $out: &mut String) -> Py<()> {
                let $this = self;
                $show;
                Ok(())
            }
        }

        impl<$($generic)*> Equal for $of {
            fn equal(&self, other: &$of) -> Py<bool> {
                Ok(self.address() == other.address())
            }
        }

        impl<$($generic)*> Key for $of {
            fn hash(&self) -> Py<i64> {
                Ok(identity_hash(self.address()))
            }
        }

        unordered! { [$($generic)*] $of; }
    )+};
}

/// Appends `<name at address [state]>`.
fn write_object(name: &str, address: usize, state: &str, out: &mut String) {
    let address = shown_address(address);
    out.push_str(&match state {
        "" => format!("<{name} at {address}>"),
        state => format!("<{name} at {address} [{state}]>"),
    });
}

fn write_queue<T, S: Store<T>>(class: &str, queue: &Queue<T, S>, out: &mut String) {
    out.push_str(&format!("<{class} at {}>", shown_address(queue.address())));
}

fn locked(is_locked: bool) -> &'static str {
    if is_locked { "locked" } else { "unlocked" }
}

identities! {
    [] Event, "Event", |this, out| {
        write_object("asyncio.locks.Event object", this.address(), if this.is_set() { "set" } else { "unset" }, out)
    };
    [] Lock, "Lock", |this, out| write_object("asyncio.locks.Lock object", this.address(), locked(this.locked()), out);
    [] Semaphore, "Semaphore", |this, out| {
        write_object("asyncio.locks.Semaphore object", this.address(), locked(this.locked()), out)
    };
    [] Condition, "Condition", |this, out| {
        write_object("asyncio.locks.Condition object", this.address(), locked(this.lock().locked()), out)
    };
    [] Barrier, "Barrier", |this, out| write_object("asyncio.locks.Barrier object", this.address(), "", out);
    [] TaskGroup, "TaskGroup", |_this, out| out.push_str("<TaskGroup>");
    [] Timeout, "Timeout", |_this, out| out.push_str("<Timeout>");
    [] Loop, "_UnixSelectorEventLoop", |this, out| out.push_str(&format!(
        "<_UnixSelectorEventLoop running={} closed={} debug=False>",
        if this.is_running() { "True" } else { "False" },
        if this.is_closed() { "True" } else { "False" }
    ));
    [T, S: Store<T>] Queue<T, S>, "Queue", |this, out| write_queue("Queue", this, out);
    [T: Item] PriorityQueue<T>, "PriorityQueue", |this, out| write_queue("PriorityQueue", this, out);
    [T] LifoQueue<T>, "LifoQueue", |this, out| write_queue("LifoQueue", this, out);
    [Y, S, R] Generator<Y, S, R>, "generator", |this, out| {
        write_object(&format!("generator object {}", this.name()), this.address(), "", out)
    };
    [Y: 'static, S: 'static] AsyncGenerator<Y, S>, "async_generator", |this, out| {
        write_object(&format!("async_generator object {}", this.name()), this.address(), "", out)
    };
    [] StreamReader, "StreamReader", |this, out| write_object("StreamReader", this.address(), "", out);
    [] StreamWriter, "StreamWriter", |this, out| write_object("StreamWriter", this.address(), "", out);
    [] Server, "Server", |this, out| write_object("Server", this.address(), "", out);
    [] Context, "Context", |this, out| write_object("_contextvars.Context object", this.address(), "", out);
    [] Pool, "ThreadPoolExecutor", |this, out| {
        write_object("concurrent.futures.thread.ThreadPoolExecutor object", this.address(), "", out)
    };
    [] Runner, "Runner", |this, out| write_object("asyncio.runners.Runner object", this.address(), "", out);
    [] Suppress, "suppress", |this, out| write_object("contextlib.suppress object", this.address(), "", out);
    [T] Token<T>, "Token", |this, out| write_object("Token", this.address(), "", out);
    [T] SharedCoroutine<T>, "coroutine", |this, out| {
        write_object(&format!("coroutine object {}", this.name()), this.address(), "", out)
    };
}

/// What knows the name of its class.
macro_rules! named {
    ($([$($generic:tt)*] $of:ty;)+) => {$(
        impl<$($generic)*> Object for $of {
            fn type_name(&self) -> &'static str {
                self.class_name()
            }

            fn write_repr(&self, out: &mut String) -> Py<()> {
                write_object(&format!("contextlib.{} object", self.class_name()), self.address(), "", out);
                Ok(())
            }
        }

        impl<$($generic)*> Equal for $of {
            fn equal(&self, other: &$of) -> Py<bool> {
                Ok(self.address() == other.address())
            }
        }

        impl<$($generic)*> Key for $of {
            fn hash(&self) -> Py<i64> {
                Ok(identity_hash(self.address()))
            }
        }

        unordered! { [$($generic)*] $of; }
    )+};
}

named! {
    [const AWAITS: bool] Stack<AWAITS>;
    [T, const CLASS: usize] Held<T, CLASS>;
}

/// It has no identity but where it lies: who keeps it in several places keeps a [`SharedCoroutine`].
impl<T> Object for Coroutine<T> {
    fn type_name(&self) -> &'static str {
        "coroutine"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        let address = std::ptr::from_ref(self).addr();
        write_object(&format!("coroutine object {}", self.name()), address, "", out);
        Ok(())
    }
}

impl<T: Object + Clone + 'static> Object for Future<T> {
    fn type_name(&self) -> &'static str {
        self.class_name()
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push_str(&format!("<{} {}", self.class_name(), self.stage_name()));
        write_end(self, out)
    }
}

impl<T: Object + Clone + 'static> Object for Task<T> {
    fn type_name(&self) -> &'static str {
        "Task"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push_str(&format!("<Task {} name=", self.stage_name()));
        Str::from(self.get_name()).write_repr(out)?;
        write_end(self, out)
    }
}

/// Appends how a future ended.
fn write_end<T: Object + Clone + 'static>(future: &Future<T>, out: &mut String) -> Py<()> {
    if let Some(exc) = future.peek_exception() {
        out.push_str(" exception=");
        exc.write_repr(out)?;
    } else if future.done() && !future.cancelled() {
        out.push_str(" result=");
        future.result()?.write_repr(out)?;
    }
    out.push('>');
    Ok(())
}

impl Object for AnyTask {
    fn type_name(&self) -> &'static str {
        "Task"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push_str(&format!("<Task {} name=", self.stage_name()));
        Str::from(self.get_name()).write_repr(out)?;
        out.push('>');
        Ok(())
    }
}

impl<T> Equal for Future<T> {
    fn equal(&self, other: &Future<T>) -> Py<bool> {
        Ok(self == other)
    }
}

impl<T: 'static> Equal for Task<T> {
    fn equal(&self, other: &Task<T>) -> Py<bool> {
        Ok(self.number() == other.number())
    }
}

impl<T: 'static> Equal<Future<T>> for Task<T> {
    fn equal(&self, other: &Future<T>) -> Py<bool> {
        Ok(self.address() == other.address())
    }
}

impl<T: 'static> Equal<Task<T>> for Future<T> {
    fn equal(&self, other: &Task<T>) -> Py<bool> {
        Ok(self.address() == other.address())
    }
}

impl Equal for AnyTask {
    fn equal(&self, other: &AnyTask) -> Py<bool> {
        Ok(self == other)
    }
}

impl<T> Equal<Task<T>> for AnyTask {
    fn equal(&self, other: &Task<T>) -> Py<bool> {
        Ok(self.number() == other.number())
    }
}

impl<T> Equal<AnyTask> for Task<T> {
    fn equal(&self, other: &AnyTask) -> Py<bool> {
        Ok(self.number() == other.number())
    }
}

impl<T: Object + Clone + 'static> Key for Future<T> {
    fn hash(&self) -> Py<i64> {
        Ok(identity_hash(self.address()))
    }
}

impl<T: Object + Clone + 'static> Key for Task<T> {
    fn hash(&self) -> Py<i64> {
        Ok(self.number().cast_signed())
    }
}

impl Key for AnyTask {
    fn hash(&self) -> Py<i64> {
        Ok(self.number().cast_signed())
    }
}

unordered! {
    [T: Object + Clone + 'static] Future<T>;
    [T: Object + Clone + 'static] Task<T>;
    [] AnyTask;
}
