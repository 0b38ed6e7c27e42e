//! Functions of `random`, `math`, `sys` and others whose text depends on what they get.

use super::super::body::Body;
use super::super::call::{Arg, Given};
use super::super::text::{Binding, Value};
use super::super::types::Type;
use crate::tree::{Expr, ExprKind};
use std::rc::Rc;

impl<'a> Body<'_, 'a> {
    pub(super) fn of_values(
        &mut self,
        key: &str,
        object: Option<&Value>,
        given: &Given<'a>,
        expr: &'a Expr,
    ) -> Option<Value> {
        if given.star.is_some() || given.has_double_star {
            return None;
        }
        let span = expr.span;
        Some(match (key, object, given.positional.as_slice()) {
            ("math.isqrt", _, [Arg::Expr(of)]) if self.type_of(of) == Type::BigInt => {
                let of = self.kept_as(of, &Type::BigInt);
                let root = self.tried(format!("math::isqrt(&{of})"), Type::BigInt);
                let of_type = self.type_of(expr);
                self.convert(root, &of_type, span)
            }
            ("math.factorial", _, [of]) if self.type_of(expr) == Type::BigInt => {
                let of = self.kept_argument(of, &Type::BigInt, span);
                self.tried(format!("math::factorial(&{of})"), Type::BigInt)
            }
            ("random.Random", _, []) if given.named.is_empty() => {
                Value::new("Rc::new(random::Random::new(random::entropy()))", random_type())
            }
            ("random.Random", _, [seed]) => {
                let seed = self.seed(seed)?;
                Value::new(format!("Rc::new(random::Random::new({seed}))"), random_type())
            }
            ("Random.seed", Some(random), []) => {
                Value::new(format!("{}.seed(random::entropy())", random.receiver()), Type::None)
            }
            ("Random.seed", Some(random), [seed]) => {
                let seed = self.seed(seed)?;
                Value::new(format!("{}.seed({seed})", random.receiver()), Type::None)
            }
            ("Random.randint", Some(random), [from, to]) => {
                let (from, to) = (self.kept_argument(from, &Type::Int, span), self.kept_argument(to, &Type::Int, span));
                self.tried(format!("{}.randint({from}, {to})", random.receiver()), Type::Int)
            }
            ("Random.getrandbits", Some(random), [count]) => {
                if matches!(count, Arg::Expr(Expr { kind: ExprKind::Int(64..), .. })) {
                    return Some(self.refuse(expr.span, "ints beyond 64 bits are not drawn yet"));
                }
                let count = self.kept_argument(count, &Type::Int, span);
                let bits = self.fallible(&format!("{}.getrandbits({count})", random.receiver()));
                self.tried(format!("{bits}.to_small()"), Type::Int)
            }
            ("Random.shuffle", Some(random), [list]) => {
                let list = self.argument(list);
                if !matches!(list.of_type, Type::List(_)) {
                    return None;
                }
                self.tried(format!("{}.shuffle_list({})", random.receiver(), list.reference()), Type::None)
            }
            ("Random.choice", Some(random), [of]) => {
                let items = self.items(of, expr)?;
                self.tried(format!("{}.choice_of({})", random.receiver(), items.0), items.1)
            }
            ("Random.sample", Some(random), [of, ..]) => {
                let count = given.positional.get(1).or_else(|| given.named("k"))?;
                let items = self.items(of, expr)?;
                let count = self.kept_argument(count, &Type::Int, span);
                let of_type = Type::List(Rc::new(items.1));
                self.tried(format!("{}.sample_of({}, {count})", random.receiver(), items.0), of_type)
            }
            ("Random.choices", Some(random), [of, ..]) => self.choices(random, of, given, expr)?,
            ("math.floor" | "math.ceil" | "math.trunc", _, [of]) => {
                let value = self.argument(of);
                match value.of_type {
                    Type::Int | Type::Bool => self.convert(value, &Type::Int, span),
                    Type::BigInt => value,
                    _ => return None,
                }
            }
            ("math.prod", _, [of]) => self.product_of(of, given, expr)?,
            ("math.dist", _, [one, other]) => {
                let (one, other) = (self.floats(one, expr)?, self.floats(other, expr)?);
                self.tried(format!("math::dist(&{one}, &{other})"), Type::Float)
            }
            ("math.isclose", _, [one, other]) => {
                let (one, other) = (self.as_float(one, expr), self.as_float(other, expr));
                let mut tolerance = |name: &str, default: &str| match given.named(name) {
                    Some(argument) => self.as_float(argument, expr),
                    None => default.to_owned(),
                };
                let (relative, absolute) = (tolerance("rel_tol", "1e-9"), tolerance("abs_tol", "0.0"));
                self.tried(format!("math::isclose({one}, {other}, {relative}, {absolute})"), Type::Bool)
            }
            ("sys.exit", _, _) => self.exit_program(given),
            ("TextIO.write", Some(stream), [of]) => {
                let value = self.argument(of);
                let value = self.convert(value, &Type::Str, span);
                self.tried(format!("{}.write({})", stream.receiver(), value.reference()), Type::Int)
            }
            ("TextIO.flush", Some(stream), []) => self.tried(format!("{}.flush()", stream.receiver()), Type::None),
            ("str.translate", Some(text), [table]) => {
                let table = self.argument(table);
                let Type::Dict(key, value) = table.of_type.clone() else { return None };
                if *key != Type::Int {
                    return None;
                }
                let becomes = self.translated(&Value::new("value", (*value).clone()))?;
                let rust = self.lower.rust_type(&value);
                let items = self.fallible(&format!("iter::vec({}.items().iter())", table.receiver()));
                let text = format!(
                    "{{ let table = text::Table::of_points({items}.into_iter().map(|(point, value): (i64, {rust})| (point, {becomes}))); {}.translate(&table) }}",
                    text.receiver()
                );
                self.tried(text, Type::Str)
            }
            ("str.maketrans", _, [from, to, ..]) => self.maketrans(from, to, given.positional.get(2), expr)?,
            ("str.maketrans", _, [table]) => self.maketrans_of(table, expr)?,
            ("copy.copy", _, [of]) => {
                let value = self.argument(of);
                let receiver = value.receiver();
                match &value.of_type {
                    Type::List(_) | Type::Dict(..) => Value::new(format!("{receiver}.copy()"), value.of_type.clone()),
                    Type::Set(_) => self.tried(format!("{receiver}.copy()"), value.of_type.clone()),
                    of_type if is_immutable(of_type) => value,
                    _ => self.shallow_copy(&value)?,
                }
            }
            ("copy.deepcopy", _, [of]) => {
                let value = self.argument(of);
                self.deepcopy(&value)?
            }
            ("slice", _, bounds @ ([_] | [_, _] | [_, _, _])) => {
                let of_type = Type::Optional(Rc::new(Type::Int));
                let bounds: Vec<String> =
                    bounds.iter().map(|bound| self.kept_argument(bound, &of_type, span)).collect();
                let text = match bounds.as_slice() {
                    [stop] => format!("Slice::new(None, {stop})"),
                    [start, stop] => format!("Slice::new({start}, {stop})"),
                    bounds => format!("Slice::with_step({})", bounds.join(", ")),
                };
                Value::new(text, Type::Library("slice".into(), Vec::new()))
            }
            ("bytes", _, []) => Value::new("Bytes::default()", Type::Bytes),
            ("bytes", _, [of]) => self.make_bytes(of, expr)?,
            ("int.from_bytes", _, [data, ..]) => {
                let data = self.argument(data);
                let data = self.convert(data, &Type::Bytes, span);
                let order = given.positional.get(1).or_else(|| given.named("byteorder"));
                let order = match order {
                    Some(order) => self.str_argument(order, expr),
                    None => "\"big\"".to_owned(),
                };
                let signed = self.flag(given.named("signed"));
                let (module, of_type) = if self.gives_big(expr) { ("big", Type::BigInt) } else { ("int", Type::Int) };
                self.tried(format!("{module}::from_bytes({}, {order}, {signed})", data.reference()), of_type)
            }
            ("int.to_bytes", Some(int), positional) => {
                let is_big = int.of_type == Type::BigInt;
                let int = if is_big { int.clone() } else { self.convert(int.clone(), &Type::Int, span) };
                let length = positional.first().or_else(|| given.named("length"));
                let length = length.map_or("1".to_owned(), |length| self.kept_argument(length, &Type::Int, span));
                let order = positional.get(1).or_else(|| given.named("byteorder"));
                let order = order.map_or("\"big\"".to_owned(), |order| self.str_argument(order, expr));
                let signed = self.flag(given.named("signed"));
                let (module, int) = if is_big { ("big", int.reference()) } else { ("int", int.text) };
                let bytes = self.fallible(&format!("{module}::to_bytes({int}, {length}, {order}, {signed})"));
                Value::new(format!("Bytes::from({bytes})"), Type::Bytes)
            }
            ("float.as_integer_ratio", Some(float), []) => {
                let of_type = Type::Tuple(vec![Type::Int, Type::Int]);
                let ratio = self.fallible(&format!("float::as_integer_ratio({})", float.text));
                let (up, down) = (self.fallible("up.to_small()"), self.fallible("down.to_small()"));
                Value::new(format!("{{ let (up, down) = {ratio}; ({up}, {down}) }}"), of_type)
            }
            _ => return None,
        })
    }

    /// What a character becomes, by the type of what a table says.
    fn translated(&mut self, value: &Value) -> Option<String> {
        let text = &value.text;
        Some(match &value.of_type {
            Type::Str => format!("text::Translated::Text({text})"),
            Type::Int => format!("text::Translated::Point({text})"),
            Type::None => "text::Translated::Nothing".to_owned(),
            Type::Optional(inner) => {
                let some = self.translated(&Value::new("some", (**inner).clone()))?;
                format!("match {text} {{ Some(some) => {some}, None => text::Translated::Nothing }}")
            }
            Type::Union(number) => {
                let members = self.lower.types.unions().get(*number).cloned()?;
                let mut arms = Vec::new();
                for (index, member) in members.iter().enumerate() {
                    let becomes = self.translated(&Value::new("member", member.clone()))?;
                    let variant = super::super::union_variant(index);
                    arms.push(format!("Union{}::{variant}(member) => {becomes}", number + 1));
                }
                format!("match {text} {{ {} }}", arms.join(", "))
            }
            _ => return None,
        })
    }

    /// `str.maketrans(from, to, gone)`: a dict of code points.
    fn maketrans(&mut self, from: &Arg<'a>, to: &Arg<'a>, gone: Option<&Arg<'a>>, expr: &'a Expr) -> Option<Value> {
        let of_type = self.type_of(expr);
        let Type::Dict(key, value) = &of_type else { return None };
        if **key != Type::Int {
            return None;
        }
        let (from, to) = (self.str_argument(from, expr), self.str_argument(to, expr));
        let gone = gone.map_or("\"\"".to_owned(), |gone| self.str_argument(gone, expr));
        let point = self.in_closure(|inside| inside.keep(&Value::new("point", Type::Int), value, expr.span));
        let none = self.in_closure(|inside| inside.keep(&Value::new("()", Type::None), value, expr.span));
        let pairs = self.fallible(&format!("text::maketrans({from}, {to}, {gone})"));
        let rust = self.lower.rust_type(value);
        let pairs = format!(
            "iter::from_rust({pairs}.into_iter().map(|(of, becomes)| {{ let value: {rust} = match becomes {{ Some(point) => {point}, None => {none} }}; (of, value) }}))"
        );
        Some(self.tried(format!("Dict::from_pairs({pairs})"), of_type.clone()))
    }

    /// `str.maketrans(dict)`: keys of one character become their code points.
    fn maketrans_of(&mut self, table: &Arg<'a>, expr: &'a Expr) -> Option<Value> {
        let of_type = self.type_of(expr);
        let Type::Dict(points, wanted) = &of_type else { return None };
        let table = self.argument(table);
        let Type::Dict(key, value) = table.of_type.clone() else { return None };
        if **points != Type::Int {
            return None;
        }
        let point = match *key {
            Type::Int => "key",
            Type::Str => "text::ord(&key)?",
            _ => return None,
        };
        let kept = self.in_closure(|inside| inside.keep(&Value::new("value", (*value).clone()), wanted, expr.span));
        let (key, value) = (self.lower.rust_type(&key), self.lower.rust_type(&value));
        let items = format!("{}.items().iter()", table.receiver());
        let pairs = format!("iter::builtins::map(|(key, value): ({key}, {value})| Ok(({point}, {kept})), {items})");
        let pairs = self.fallible(&pairs);
        Some(self.tried(format!("Dict::from_pairs({pairs})"), of_type.clone()))
    }

    fn flag(&mut self, argument: Option<&Arg<'a>>) -> String {
        match argument {
            Some(argument) => {
                let value = self.argument(argument);
                self.truth(&value)
            }
            None => "false".to_owned(),
        }
    }

    fn str_argument(&mut self, argument: &Arg<'a>, expr: &'a Expr) -> String {
        let value = self.argument(argument);
        let value = self.convert(value, &Type::Str, expr.span);
        super::super::operator::str_reference(&value)
    }

    fn as_float(&mut self, argument: &Arg<'a>, expr: &'a Expr) -> String {
        self.kept_argument(argument, &Type::Float, expr.span)
    }

    /// What is iterated over, as a vector of floats.
    fn floats(&mut self, argument: &Arg<'a>, expr: &'a Expr) -> Option<String> {
        let (iterable, element) = self.iterable_argument(argument, expr.span)?;
        let iterable = self.mapped(iterable, &element, &Type::Float, expr.span);
        Some(self.fallible(&format!("iter::vec({iterable})")))
    }

    /// A sequence as a vector, and what it holds.
    fn items(&mut self, argument: &Arg<'a>, expr: &'a Expr) -> Option<(String, Type)> {
        let value = self.argument(argument);
        match &value.of_type {
            Type::List(_) | Type::Sequence(_) | Type::Tuple(_) | Type::Str | Type::Range => {}
            _ => return None,
        }
        let (iterable, element) = self.iterable(&value, expr.span)?;
        Some((self.fallible(&format!("iter::vec({iterable})")), element))
    }

    /// What a generator of random numbers is seeded with.
    fn seed(&mut self, seed: &Arg<'a>) -> Option<String> {
        let value = self.argument(seed);
        match value.of_type {
            Type::Int => Some(format!("{} as i64", value.within(Binding::Cast))),
            Type::Float | Type::Bool => Some(value.owned()),
            Type::Str => Some(super::super::operator::str_slice(&value)),
            Type::Bytes => Some(format!("{}.as_slice()", value.receiver())),
            Type::None => Some("random::entropy()".to_owned()),
            _ => None,
        }
    }

    fn choices(&mut self, random: &Value, of: &Arg<'a>, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let (items, element) = self.items(of, expr)?;
        let is_some = |argument: &&Arg<'a>| !matches!(argument, Arg::Expr(Expr { kind: ExprKind::None, .. }));
        let weights = given.positional.get(1).or_else(|| given.named("weights")).filter(is_some);
        let weights = match (weights, given.named("cum_weights").filter(is_some)) {
            (None, None) => "random::Weights::Equal".to_owned(),
            (Some(weights), None) => format!("random::Weights::Relative(&{})", self.floats(weights, expr)?),
            (None, Some(sums)) => format!("random::Weights::Cumulative(&{})", self.floats(sums, expr)?),
            _ => return None,
        };
        let count = match given.named("k") {
            Some(count) => self.kept_argument(count, &Type::Int, expr.span),
            None => "1".to_owned(),
        };
        let text = format!("{}.choices_of({items}, {weights}, {count})", random.receiver());
        Some(self.tried(text, Type::List(Rc::new(element))))
    }

    fn product_of(&mut self, of: &Arg<'a>, given: &Given<'a>, expr: &'a Expr) -> Option<Value> {
        let (iterable, element) = self.iterable_argument(of, expr.span)?;
        let start = match given.named("start") {
            Some(start) => self.argument(start),
            None => Value::new("1", Type::Int),
        };
        let items = self.fallible(&format!("iter::vec({iterable})"));
        match (&element, &start.of_type) {
            (Type::Int | Type::BigInt | Type::Never, Type::Int | Type::BigInt) if self.gives_big(expr) => {
                let start = self.keep(&start, &Type::BigInt, expr.span);
                let ints = match element {
                    Type::BigInt => items,
                    Type::Int => format!("{items}.into_iter().map(Int::from)"),
                    _ => format!("{{ {items}; [] }}"),
                };
                Some(self.tried(format!("math::prod_int({ints}, {start})"), Type::BigInt))
            }
            (Type::Int, Type::Int) => {
                Some(self.tried(format!("math::small::prod({items}, {})", start.text), Type::Int))
            }
            (Type::Float, Type::Float) => Some(Value::new(format!("math::prod({items}, {})", start.text), Type::Float)),
            // Of nothing it is the start, an int.
            (Type::Float, Type::Int) => {
                let text = format!(
                    "{{ let (items, start) = ({items}, {}); if items.is_empty() {{ Number::from(start) }} else {{ Number::from(math::prod(items, start as f64)) }} }}",
                    start.text
                );
                Some(Value::new(text, Type::Number))
            }
            _ => None,
        }
    }

    fn make_bytes(&mut self, of: &Arg<'a>, expr: &'a Expr) -> Option<Value> {
        let value = self.argument(of);
        match &value.of_type {
            Type::Bytes => Some(value),
            Type::Int => Some(self.tried(format!("Bytes::zeros({})", value.text), Type::Bytes)),
            _ => {
                let (iterable, element) = self.iterable(&value, expr.span)?;
                let iterable = (element == Type::Int).then_some(iterable)?;
                let ints = self.fallible(&format!("iter::vec({iterable})"));
                Some(self.tried(format!("Bytes::from_ints({ints})"), Type::Bytes))
            }
        }
    }
}

fn random_type() -> Type {
    Type::Library("Random".into(), Vec::new())
}

/// Says whether nothing can change a value.
fn is_immutable(of_type: &Type) -> bool {
    match of_type {
        Type::Tuple(members) => members.iter().all(is_immutable),
        Type::Optional(inner) | Type::Sequence(inner) | Type::FrozenSet(inner) => is_immutable(inner),
        Type::None | Type::Bool | Type::Int | Type::Float | Type::Number | Type::Str | Type::Bytes | Type::Range => {
            true
        }
        _ => false,
    }
}
