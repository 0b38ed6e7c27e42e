//! Classes as values.
//!
//! # How it works
//!
//! Where it is known which class a name stands for, nothing is needed. Where it may be one of several (`for shape in (Circle, Square)`, `cls`,
//! `type(self)`), the value is a reference to the static of the class; what is done with it is written for each of them.
//!
//! # Examples
//!
//! ```
//! use pyrt::class_object::{ClassObject, INT};
//! use pyrt::{Equal, shown};
//!
//! static DOG: ClassObject = ClassObject::new("Dog", "Dog");
//!
//! assert_eq!(shown::repr(&&DOG).unwrap(), "<class '__main__.Dog'>");
//! assert_eq!(shown::repr(&&INT).unwrap(), "<class 'int'>");
//! assert_eq!((&DOG).equal(&&INT), Ok(false));
//! ```

use crate::instance::identity_hash;
use crate::optional::not_ordered;
use crate::{Comparison, Equal, Key, Object, Ordered, Py, Str};

/// A class.
#[derive(Debug)]
pub struct ClassObject {
    name: &'static str,
    full_name: &'static str,
    module: &'static str,
}

impl ClassObject {
    /// A class of the program, with its `__name__` and its `__qualname__`.
    pub const fn new(name: &'static str, full_name: &'static str) -> ClassObject {
        ClassObject { name, full_name, module: "__main__" }
    }

    const fn builtin(name: &'static str) -> ClassObject {
        ClassObject { name, full_name: name, module: "builtins" }
    }

    /// `__name__`
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// `__qualname__`
    pub fn full_name(&self) -> &'static str {
        self.full_name
    }

    /// Says whether it is that class.
    pub fn is(&self, other: &ClassObject) -> bool {
        std::ptr::eq(self, other)
    }
}

/// `abc.ABC`
pub static ABC: ClassObject = ClassObject { name: "ABC", full_name: "ABC", module: "abc" };

macro_rules! builtin {
    ($($NAME:ident $name:literal)+) => {
        $(#[doc = concat!("`", $name, "`")]
        pub static $NAME: ClassObject = ClassObject::builtin($name);)+
    };
}

builtin! {
    BOOL "bool"
    BYTES "bytes"
    DICT "dict"
    FLOAT "float"
    INT "int"
    LIST "list"
    OBJECT "object"
    SET "set"
    STR "str"
    TUPLE "tuple"
}

/// The text of the class of a value that is none of the program's objects: `str(type(value))`.
///
/// # Examples
///
/// ```
/// use pyrt::class_object::shown_type;
/// use pyrt::collections::Deque;
///
/// assert_eq!(shown_type(&1_i64), "<class 'int'>");
/// assert_eq!(shown_type(&Deque::<i64>::default()), "<class 'collections.deque'>");
/// ```
pub fn shown_type<T: Object + ?Sized>(value: &T) -> Str {
    let name = value.type_name();
    let module = match name {
        "Task" | "Future" => "_asyncio.",
        "_GatheringFuture" => "asyncio.tasks.",
        "Queue" | "PriorityQueue" | "LifoQueue" => "asyncio.queues.",
        "Event" | "Lock" | "Semaphore" | "BoundedSemaphore" | "Condition" | "Barrier" => "asyncio.locks.",
        "TaskGroup" => "asyncio.taskgroups.",
        "Counter" | "OrderedDict" | "defaultdict" | "deque" => "collections.",
        "date" | "datetime" | "time" | "timedelta" | "timezone" => "datetime.",
        _ => "",
    };
    Str::from(format!("<class '{module}{name}'>"))
}

impl Object for &'static ClassObject {
    fn type_name(&self) -> &'static str {
        "type"
    }

    fn write_repr(&self, out: &mut String) -> Py<()> {
        out.push_str(&match self.module {
            "builtins" => format!("<class '{}'>", self.full_name),
            module => format!("<class '{module}.{}'>", self.full_name),
        });
        Ok(())
    }
}

impl Equal for &'static ClassObject {
    fn equal(&self, other: &&'static ClassObject) -> Py<bool> {
        Ok(self.is(other))
    }
}

impl Key for &'static ClassObject {
    fn hash(&self) -> Py<i64> {
        Ok(identity_hash(std::ptr::from_ref(*self).addr()))
    }
}

impl Ordered for &'static ClassObject {
    fn compare(&self, other: &&'static ClassObject, comparison: Comparison) -> Py<bool> {
        Err(not_ordered(comparison, self.type_name(), other.type_name()))
    }
}
