//! `is` between objects of asyncio.

use super::body::Body;
use super::text::Value;
use super::types::Type;

/// The classes whose objects are equal to themselves alone.
const BY_IDENTITY: &[&str] = &[
    "AbstractEventLoop",
    "AnyTask",
    "AsyncExitStack",
    "Barrier",
    "BoundedSemaphore",
    "Condition",
    "Context",
    "Event",
    "ExitStack",
    "Future",
    "LifoQueue",
    "Lock",
    "PriorityQueue",
    "Queue",
    "Runner",
    "Semaphore",
    "Task",
    "Token",
];

impl Body<'_, '_> {
    /// `one is other` of objects of the library, each of which may be None; nothing where they are others.
    pub(super) fn is_same_of_library(&mut self, left: &Value, right: &Value) -> Option<Value> {
        if !are_comparable(left.of_type.inner(), right.of_type.inner()) {
            return None;
        }
        let is_optional = |value: &Value| matches!(value.of_type, Type::Optional(_));
        if !is_optional(left) && !is_optional(right) {
            let text = self.fallible(&format!("{}.equal({})", left.receiver(), right.reference()));
            return Some(Value::new(text, Type::Bool));
        }
        let side = |value: &Value| match is_optional(value) {
            true => value.owned(),
            false => format!("Some({})", value.owned()),
        };
        let equal = self.fallible("one.equal(&other)");
        let arms = format!("(Some(one), Some(other)) => {equal}, (None, None) => true, _ => false");
        let text = format!("(match ({}, {}) {{ {arms} }})", side(left), side(right));
        Some(Value::new(text, Type::Bool))
    }
}

/// Says whether it is an object of asyncio that has an address.
pub(super) fn has_identity(of_type: &Type) -> bool {
    matches!(of_type, Type::Library(class, _) if !matches!(&**class, "AnyTask") && BY_IDENTITY.contains(&&**class))
}

fn are_comparable(one: &Type, other: &Type) -> bool {
    let (Type::Library(class, parts), Type::Library(of, others)) = (one, other) else { return false };
    match (&**class, &**of) {
        ("AnyTask", "Task") | ("Task", "AnyTask") => true,
        ("Task", "Future") | ("Future", "Task") => parts == others,
        _ => one == other && BY_IDENTITY.contains(&&**class),
    }
}
