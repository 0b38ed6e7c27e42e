//! What collections are made of, and their methods that need more than a text.

use super::super::body::Body;
use super::super::call::{Arg, Given};
use super::super::text::{Value, literal};
use super::super::types::Type;
use crate::analyse::types::Kind;
use crate::tree::{Expr, ExprKind};
use std::rc::Rc;

impl<'a> Body<'_, 'a> {
    pub(super) fn of_container(
        &mut self,
        key: &str,
        object: Option<&Value>,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<Value> {
        if let Some(set) = object
            && matches!(set.of_type, Type::Set(_) | Type::FrozenSet(_))
            && let Some(value) = self.of_several_sets(key, set, given, expr)
        {
            return Some(value);
        }
        if given.star.is_some() || given.has_double_star {
            return None;
        }
        Some(match (key, object, given.positional.as_slice()) {
            ("asyncio.Queue" | "asyncio.LifoQueue" | "asyncio.PriorityQueue", _, [] | [_]) => {
                self.make_queue(key, given, expr)?
            }
            ("collections.deque", _, of) => self.make_deque(of, given, expr)?,
            ("collections.defaultdict", _, [factory, values @ ..]) => {
                self.make_defaultdict(factory, values, given, expr)?
            }
            ("collections.OrderedDict" | "collections.defaultdict", _, []) if given.named.is_empty() => {
                let name = key.strip_prefix("collections.")?;
                let (of_type, _) = self.parts_of(expr, name)?;
                let made = if name == "OrderedDict" { "new" } else { "without_factory" };
                Value::new(format!("<{}>::{made}()", self.lower.rust_type(&of_type)), of_type)
            }
            ("collections.OrderedDict", _, [pairs]) if given.named.is_empty() => self.make_ordered(pairs, expr)?,
            ("collections.OrderedDict", _, []) if given.named.is_empty() => {
                let (of_type, _) = self.parts_of(expr, "OrderedDict")?;
                Value::new(format!("<{}>::new()", self.lower.rust_type(&of_type)), of_type)
            }
            ("collections.OrderedDict", _, []) if !given.named.is_empty() => {
                let (of_type, parts) = self.parts_of(expr, "OrderedDict")?;
                let [Type::Str, value] = parts.as_slice() else { return None };
                let mut pairs = Vec::new();
                for (name, argument) in &given.named {
                    let value = self.kept_argument(argument, value, expr.span);
                    pairs.push(format!("(Str::from({}), {value})", literal(name)));
                }
                let pairs = format!("iter::from_rust([{}].into_iter())", pairs.join(", "));
                let dict = self.fallible(&format!("Dict::from_pairs({pairs})"));
                Value::new(format!("collections::OrderedDict::from({dict})"), of_type)
            }
            ("collections.Counter", _, [of]) if given.named.is_empty() => self.make_counter(of, expr)?,
            ("collections.Counter", _, []) => self.make_counter_of_names(given, expr)?,
            ("Counter.update" | "Counter.subtract", Some(counter), [of]) if given.named.is_empty() => {
                self.count_more(key, counter, of, expr)?
            }
            ("Counter.elements", Some(counter), []) => {
                let Type::Library(_, parts) = &counter.of_type else { return None };
                let element = parts.first()?.clone();
                self.tried(format!("{}.elements()", counter.receiver()), Type::Lazy(Rc::new(element)))
            }
            ("dict.get" | "dict.pop" | "dict.setdefault" | "dict.update", Some(dict), _) => {
                let plain = as_dict(dict)?;
                return self
                    .by_hand(key, Some(&plain), given, expr)
                    .or_else(|| self.by_template(key, Some(&plain), given, expr));
            }
            ("dict.fromkeys", _, [keys]) => self.of_keys(keys, None, expr)?,
            ("dict.fromkeys", _, [keys, value]) => self.of_keys(keys, Some(value), expr)?,
            ("range.start" | "range.stop" | "range.step", Some(_), _) => return None,
            _ => return None,
        })
    }

    fn parts_of(&mut self, expr: &Expr, name: &str) -> Option<(Type, Vec<Type>)> {
        let of_type = self.type_of(expr);
        match &of_type {
            Type::Library(class, parts) if &**class == name => {
                let parts = parts.clone();
                Some((of_type, parts))
            }
            _ => None,
        }
    }

    fn make_queue(&mut self, key: &str, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let of_type = self.type_of(expr);
        let Type::Library(_, parts) = &of_type else { return None };
        let is_compared = key == "asyncio.PriorityQueue";
        if is_compared && !parts.iter().all(has_order) {
            return Some(self.refuse(expr.span, "a `PriorityQueue` of such values is not translated yet"));
        }
        let size = match given.positional.first().or_else(|| given.named("maxsize")) {
            Some(size) => self.kept_argument(size, &Type::Int, expr.span),
            None => "0".to_owned(),
        };
        let rust = self.lower.rust_type(&of_type);
        Some(Value::new(format!("<{rust}>::new({size})"), of_type))
    }

    fn make_deque(&mut self, of: &[Arg<'a>], given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let (of_type, parts) = self.parts_of(expr, "deque")?;
        let element = parts.first()?.clone();
        let (values, most) = match of {
            [] => (given.named("iterable"), given.named("maxlen")),
            [values] => (Some(values), given.named("maxlen")),
            [values, most] => (Some(values), Some(most)),
            _ => return None,
        };
        let rust = self.lower.rust_type(&element);
        let values = match values {
            None => None,
            Some(values) => {
                let (iterable, given) = self.iterable_argument(values, expr.span)?;
                Some(self.mapped(iterable, &given, &element, expr.span))
            }
        };
        let most = match most {
            None => "None".to_owned(),
            Some(most) => self.kept_argument(most, &Type::Optional(Rc::new(Type::Int)), expr.span),
        };
        Some(match values {
            None if most == "None" => Value::new(format!("collections::Deque::<{rust}>::default()"), of_type),
            None => self.tried(format!("collections::Deque::<{rust}>::new({most})"), of_type),
            Some(values) => self.tried(format!("collections::Deque::<{rust}>::of({values}, {most})"), of_type),
        })
    }

    fn make_defaultdict(
        &mut self,
        factory: &Arg<'a>,
        values: &[Arg<'a>],
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<Value> {
        if values.len() > 1 || !given.named.is_empty() {
            return None;
        }
        let (of_type, parts) = self.parts_of(expr, "defaultdict")?;
        let [key, value] = parts.as_slice() else { return None };
        let (rust_key, rust_value) = (self.lower.rust_type(key), self.lower.rust_type(value));
        let text = match factory {
            Arg::Expr(Expr { kind: ExprKind::None, .. }) => {
                format!("collections::DefaultDict::<{rust_key}, {rust_value}>::without_factory()")
            }
            factory => {
                let (shown, made) = self.factory(factory, value, expr)?;
                format!("collections::DefaultDict::<{rust_key}, {rust_value}>::new({}, {made})", literal(&shown))
            }
        };
        let Some(pairs) = values.first() else { return Some(Value::new(text, of_type)) };
        let pairs = self.argument(pairs);
        let pairs = self.pairs_of(&pairs, key, value, expr.span)?;
        let dict = self.fallible(&format!("Dict::from_pairs({pairs})"));
        Some(Value::new(format!("{text}.with({dict})"), of_type))
    }

    /// What makes the missing values of a defaultdict: how it is shown, and the closure.
    fn factory(&mut self, factory: &Arg<'a>, value: &Type, expr: &'a Expr) -> Option<(String, String)> {
        let Arg::Expr(function) = factory else { return None };
        if let Some(name) = self.builtin_name(function) {
            let made = match (name, value) {
                ("int", Type::Int) => "0",
                ("int", Type::BigInt) => "Int::from(0)",
                ("int", Type::Number) => "Number::from(0)",
                ("float", Type::Float) => "0.0",
                ("bool", Type::Bool) => "false",
                ("str" | "list" | "dict" | "set", _) => match (name, value) {
                    ("str", Type::Str) | ("list", Type::List(_)) | ("dict", Type::Dict(..)) | ("set", Type::Set(_)) => {
                        "Default::default()"
                    }
                    _ => return None,
                },
                _ => return None,
            };
            return Some((format!("<class '{name}'>"), format!("|| Ok({made})")));
        }
        if let (Some(Kind::Class(item)), Type::Library(name, _)) = (self.known(function), value)
            && &**name == "timedelta"
            && self.lower.inferred.library_class(item).is_some_and(|key| &**key == "datetime.timedelta")
        {
            return Some(("<class 'datetime.timedelta'>".to_owned(), "|| Ok(datetime::Delta::default())".to_owned()));
        }
        let function = self.owned_function(function, expr)?;
        let plain = Type::Function(Rc::default(), Rc::new(value.clone()));
        if !matches!(&function.of_type, Type::Function(signature, _) if signature.takes_nothing()) {
            return None;
        }
        let function = self.convert(function, &plain, expr.span);
        // How a function is shown has its address in it: nobody can tell.
        Some(("<function>".to_owned(), format!("{{ let factory = {}; move || factory() }}", function.text)))
    }

    /// A function of the program or a lambda as a closure that owns what it uses.
    pub(super) fn owned_function(&mut self, function: &'a Expr, expr: &'a Expr) -> Option<Value> {
        let _ = expr;
        match self.as_function(function) {
            Some(value) => Some(value),
            None => {
                let value = self.expr(function);
                matches!(value.of_type, Type::Function(..)).then(|| Value::new(value.owned(), value.of_type.clone()))
            }
        }
    }

    fn make_ordered(&mut self, pairs: &Arg<'a>, expr: &'a Expr) -> Option<Value> {
        let (of_type, parts) = self.parts_of(expr, "OrderedDict")?;
        let dict = self.argument(pairs);
        if let Type::Dict(key, value) = &dict.of_type {
            let is_same = parts.as_slice() == [(**key).clone(), (**value).clone()];
            return is_same
                .then(|| Value::new(format!("collections::OrderedDict::from({}.copy())", dict.receiver()), of_type));
        }
        let (iterable, element) = self.iterable(&dict, expr.span)?;
        let iterable = self.mapped(iterable, &element, &Type::Tuple(parts), expr.span);
        let made = self.fallible(&format!("Dict::from_pairs({iterable})"));
        Some(Value::new(format!("collections::OrderedDict::from({made})"), of_type))
    }

    fn make_counter(&mut self, of: &Arg<'a>, expr: &'a Expr) -> Option<Value> {
        let (of_type, parts) = self.parts_of(expr, "Counter")?;
        let key = parts.first()?;
        let value = self.argument(of);
        match &value.of_type {
            Type::Dict(keys, counts) if **keys == *key && **counts == Type::Int => {
                Some(self.tried(format!("collections::Counter::of_counts({})", value.reference()), of_type))
            }
            Type::Library(name, others) if &**name == "Counter" && others.first() == Some(key) => {
                Some(self.tried(format!("collections::Counter::of_counts({})", value.reference()), of_type))
            }
            Type::Dict(..) | Type::Library(..) if !is_view(&value.of_type) => None,
            _ => {
                let (iterable, element) = self.iterable(&value, expr.span)?;
                let iterable = self.mapped(iterable, &element, key, expr.span);
                Some(self.tried(format!("collections::Counter::of({iterable})"), of_type))
            }
        }
    }

    /// `Counter(a=1)`
    fn make_counter_of_names(&mut self, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let (of_type, parts) = self.parts_of(expr, "Counter")?;
        let key = self.lower.rust_type(parts.first()?);
        if given.named.is_empty() {
            return Some(Value::new(format!("collections::Counter::<{key}>::new()"), of_type));
        }
        if parts.first() != Some(&Type::Str) {
            return None;
        }
        let mut pairs = Vec::new();
        for (name, count) in &given.named {
            let count = self.kept_argument(count, &Type::Int, expr.span);
            pairs.push(format!("(Str::from({}), {count})", literal(name)));
        }
        let dict = self.fallible(&format!("Dict::from_pairs(iter::from_rust([{}].into_iter()))", pairs.join(", ")));
        Some(self.tried(format!("collections::Counter::of_counts(&{dict})"), of_type))
    }

    fn count_more(&mut self, key: &str, counter: &Value, of: &Arg<'a>, expr: &'a Expr) -> Option<Value> {
        let Type::Library(_, parts) = &counter.of_type else { return None };
        let counted = parts.first()?.clone();
        let method = key.rsplit('.').next()?;
        let value = self.argument(of);
        let is_counts = match &value.of_type {
            Type::Dict(keys, counts) => **keys == counted && **counts == Type::Int,
            Type::Library(name, others) => &**name == "Counter" && others.first() == Some(&counted),
            _ => false,
        };
        if is_counts {
            let text = format!("{}.{method}_counts({})", counter.receiver(), value.reference());
            return Some(self.tried(text, Type::None));
        }
        if matches!(value.of_type, Type::Dict(..) | Type::Library(..)) && !is_view(&value.of_type) {
            return None;
        }
        let (iterable, element) = self.iterable(&value, expr.span)?;
        let iterable = self.mapped(iterable, &element, &counted, expr.span);
        Some(self.tried(format!("{}.{method}({iterable})", counter.receiver()), Type::None))
    }

    fn of_keys(&mut self, keys: &Arg<'a>, value: Option<&Arg<'a>>, expr: &'a Expr) -> Option<Value> {
        let of_type = self.type_of(expr);
        let Type::Dict(key, wanted) = &of_type else { return None };
        let (iterable, element) = self.iterable_argument(keys, expr.span)?;
        let iterable = self.mapped(iterable, &element, key, expr.span);
        let value = match value {
            Some(value) => self.kept_argument(value, wanted, expr.span),
            None => self.keep(&Value::new("()", Type::None), wanted, expr.span),
        };
        Some(self.tried(format!("Dict::fromkeys({iterable}, {value})"), of_type.clone()))
    }
}

/// Says whether values of a type are compared when the program runs.
fn has_order(of_type: &Type) -> bool {
    match of_type {
        Type::Known | Type::Function(..) | Type::ExceptionClass => false,
        Type::Tuple(members) => members.iter().all(has_order),
        Type::Optional(inner) => has_order(inner),
        _ => true,
    }
}

/// Says whether something of the library gives items, and no pairs or counts.
fn is_view(of_type: &Type) -> bool {
    matches!(of_type, Type::Library(name, _) if matches!(&**name, "deque" | "DictKeys" | "DictValues" | "DictItems"))
}

/// A kind of dict as the dict that it holds.
pub(in super::super) fn as_dict(value: &Value) -> Option<Value> {
    let Type::Library(name, parts) = &value.of_type else { return None };
    let of_type = match (&**name, parts.as_slice()) {
        ("Counter", [key]) => Type::Dict(Rc::new(key.clone()), Rc::new(Type::Int)),
        ("defaultdict" | "OrderedDict", [key, value]) => Type::Dict(Rc::new(key.clone()), Rc::new(value.clone())),
        _ => return None,
    };
    Some(Value { text: value.text.clone(), of_type, ..value.clone() })
}
