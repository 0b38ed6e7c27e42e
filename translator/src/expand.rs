//! Makes lambdas of the library's functions where these are values among others, of `functools.partial`, and of getters that are kept.
//!
//! # How it works
//!
//! ```text
//!  {"upper": str.upper, "twice": twice}   ──►   {"upper": lambda a: a.upper(), "twice": twice}
//!  partial(send, queue, retries=2)        ──►   lambda *rest, …: send(queue, *rest, retries=2)
//! ```
//!
//! A function of the library takes many kinds of values; the lambda that stands for it at one place takes what comes to that place, which
//! inference finds out like for any other lambda. So inference runs once more. Where it is known which function of the library a place holds,
//! nothing is changed.
//!
//! - **I1** What stands in a partial is evaluated where the partial is made: it is a default of the lambda.

use crate::analyse::infer::Inferred;
use crate::analyse::types::{Item, Kind, Node};
use crate::tree::{
    Argument, ArgumentKind, BinaryOp, CompareOp, Expr, ExprId, ExprKind, Kept, Module, Name, Parameter, Parameters,
    Span, Stmt, StmtKind, UnaryOp,
};
use crate::{walk, walk_mut};
use std::collections::{BTreeMap, BTreeSet};

/// What a lambda in place of an expression is.
enum Plan {
    /// It takes so many arguments, or any number.
    Function { count: Option<usize>, kept: Kept },
    /// `str.upper`
    Unbound { name: Name, count: usize, kept: Kept },
    /// `partial(f, …)`, with the parameters that are left.
    Partial { left: Box<Parameters>, is_method: bool },
    /// `operator.add`
    Operator { name: Name, kept: Kept },
    /// `operator.add(a, b)`
    OperatorCall(Name),
    /// `methodcaller("strip", "-")`
    MethodCaller,
    /// `itemgetter(1)`, `attrgetter("name")`
    Getter { is_attribute: bool },
}

/// Puts lambdas in their places; says whether there were any.
pub(crate) fn expand(module: &mut Module, inferred: &Inferred) -> bool {
    let plans = Survey::of(module, inferred).plans(&module.body);
    let found = !plans.is_empty();
    let mut fresh = module.expressions;
    let mut kept = BTreeMap::new();
    walk_mut::expressions(&mut module.body, &mut |expr| {
        if let Some(plan) = plans.get(&expr.id) {
            Writer { fresh: &mut fresh, kept: &mut kept, span: expr.span }.write(expr, plan);
        }
    });
    module.expressions = fresh;
    module.kept = kept;
    found
}

/// What is known of where values go.
struct Survey<'i> {
    inferred: &'i Inferred,
    flows: BTreeMap<Node, Vec<Node>>,
    /// The places of the program that hold several kinds.
    mixed: BTreeSet<Node>,
    /// How many arguments are given where a place is called; none where that is not fixed.
    calls: BTreeMap<Node, Vec<Option<usize>>>,
    /// What the functions of the program take.
    written: Vec<(Name, &'i Parameters)>,
    /// The names of variables.
    bound: BTreeSet<Name>,
}

impl<'i> Survey<'i> {
    fn of(module: &'i Module, inferred: &'i Inferred) -> Survey<'i> {
        let mut flows: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
        for (from, to) in inferred.flows() {
            flows.entry(inferred.find(from)).or_default().push(inferred.find(to));
        }
        let mut survey = Survey {
            inferred,
            flows,
            mixed: BTreeSet::new(),
            calls: BTreeMap::new(),
            written: Vec::new(),
            bound: inferred.names(),
        };
        survey.note_functions(&module.body);
        let mut seen = BTreeSet::new();
        inferred.places().for_each(|node| survey.look_into(node, &mut seen));
        each(&module.body, &mut |expr| survey.note_call(expr));
        survey
    }

    /// Notes a place, and those that it holds, if they have several kinds of which one is called.
    fn look_into(&mut self, node: Node, seen: &mut BTreeSet<Node>) {
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            let node = self.inferred.find(node);
            if !seen.insert(node) {
                continue;
            }
            let kinds: Vec<&Kind> = self.inferred.kinds(node).collect();
            // Where all are classes, the class is the value.
            if kinds.len() > 1 && !kinds.iter().all(|kind| matches!(kind, Kind::Class(_) | Kind::None)) {
                self.mixed.insert(node);
            }
            open.extend(kinds.iter().filter(|kind| holds(kind)).flat_map(|kind| kind.parts()));
        }
    }

    fn note_functions(&mut self, block: &'i [Stmt]) {
        for stmt in block {
            if let StmtKind::Function(function) = &stmt.kind {
                self.written.push((function.name.clone(), &function.parameters));
            }
            walk::blocks(stmt).into_iter().for_each(|block| self.note_functions(block));
        }
    }

    fn note_call(&mut self, expr: &Expr) {
        let ExprKind::Call(function, arguments) = &expr.kind else { return };
        let Some(node) = self.inferred.expression(function.id) else { return };
        let is_plain = arguments.iter().all(|argument| matches!(argument.kind, ArgumentKind::Positional));
        let node = self.inferred.find(node);
        self.calls.entry(node).or_default().push(is_plain.then_some(arguments.len()));
    }

    fn plans(&self, block: &[Stmt]) -> BTreeMap<ExprId, Plan> {
        let (mut passed, mut keys) = (BTreeSet::new(), BTreeSet::new());
        let mut plans = BTreeMap::new();
        each(block, &mut |expr| {
            if let ExprKind::Call(function, arguments) = &expr.kind {
                passed.insert(function.id);
                let is_key =
                    |argument: &&Argument| matches!(&argument.kind, ArgumentKind::Named(name) if &**name == "key");
                if matches!(&function.kind, ExprKind::Attribute(_, name) if THREADS.contains(&&**name)) {
                    keys.extend(arguments.iter().map(|argument| argument.value.id));
                }
                keys.extend(arguments.iter().filter(is_key).map(|argument| argument.value.id));
            }
            if let ExprKind::Attribute(of, _) = &expr.kind {
                passed.insert(of.id);
            }
            if !passed.contains(&expr.id)
                && let Some(plan) = self.plan(expr)
                // A partial that is a key, or that a thread runs, is written by hand.
                && !(matches!(plan, Plan::Partial { .. }) && keys.contains(&expr.id))
            {
                plans.insert(expr.id, plan);
            }
        });
        plans
    }

    /// The one kind of an expression.
    fn known(&self, expr: &Expr) -> Option<&'i Kind> {
        let mut kinds = self.inferred.kinds(self.inferred.find(self.inferred.expression(expr.id)?));
        let kind = kinds.next()?;
        kinds.next().is_none().then_some(kind)
    }

    /// The function or class of the library that a name stands for, where others come to the same place: a member of a list.
    fn named(&self, expr: &Expr) -> Option<&'i Kind> {
        let (ExprKind::Name(name) | ExprKind::Attribute(_, name)) = &expr.kind else { return None };
        let is_called_so = |kind: &&&Kind| match kind {
            Kind::Function(item) | Kind::Class(item) => self.inferred.item_name(*item) == **name,
            _ => false,
        };
        let kinds: Vec<&Kind> = self.inferred.kinds(self.inferred.find(self.inferred.expression(expr.id)?)).collect();
        let found: Vec<&&Kind> = kinds.iter().filter(is_called_so).collect();
        match (found.as_slice(), &expr.kind) {
            ([found], ExprKind::Attribute(..)) => Some(found),
            // A variable of the program may hold others.
            ([found], _) if !self.written.iter().any(|(written, _)| written == name) && !self.bound.contains(name) => {
                Some(found)
            }
            _ => None,
        }
    }

    fn plan(&self, expr: &Expr) -> Option<Plan> {
        match &expr.kind {
            ExprKind::Call(function, arguments) => self.plan_of_call(function, arguments),
            ExprKind::Name(_) | ExprKind::Attribute(..) => self.plan_of_value(expr),
            _ => None,
        }
    }

    fn plan_of_value(&self, expr: &Expr) -> Option<Plan> {
        let (item, class) = match self.known(expr).or_else(|| self.named(expr))? {
            Kind::Function(item) => (*item, None),
            Kind::Class(item) => (*item, Some(self.inferred.library_class(*item)?)),
            _ => return None,
        };
        if self.inferred.callable(item).is_some() {
            return None;
        }
        if let Some(name) = self.operator(item) {
            let kept = Kept { name: name.clone(), qualified: name.clone(), kind: "builtin_function_or_method" };
            return Some(Plan::Operator { name, kept });
        }
        let (is_mixed, counts) = self.reached(self.inferred.expression(expr.id)?);
        if !is_mixed {
            return None;
        }
        let name = class.cloned().unwrap_or_else(|| self.inferred.item_name(item).into());
        let count = match counts.as_slice() {
            [Some(first), rest @ ..] if rest.iter().all(|other| *other == Some(*first)) => Some(*first),
            _ => None,
        };
        if let Some(name) = self.inferred.unbound(item) {
            let full = format!("str.{name}").into();
            let kept = Kept { name: name.clone(), qualified: full, kind: "method_descriptor" };
            return Some(Plan::Unbound { name: name.clone(), count: count.unwrap_or(1).checked_sub(1)?, kept });
        }
        let kind = if class.is_some() { "type" } else { "builtin_function_or_method" };
        let kept = Kept { name: name.clone(), qualified: name.clone(), kind };
        let takes_any = matches!(&*name, "print" | "max" | "min" | "zip");
        let is_known = class.is_none_or(|class| ONE.contains(&&**class));
        match count {
            _ if !is_known => None,
            Some(count) if class.is_none() && self.required(item, class).is_some_and(|least| count < least) => {
                Some(Plan::Function { count: self.required(item, class), kept })
            }
            Some(_) => Some(Plan::Function { count, kept }),
            None if takes_any => Some(Plan::Function { count: None, kept }),
            None => Some(Plan::Function { count: Some(self.required(item, class)?), kept }),
        }
    }

    /// The function of `operator` that an item is, if it is one.
    fn operator(&self, item: Item) -> Option<Name> {
        let name = self.inferred.library_key(item)?.strip_prefix("operator.")?;
        operands_of(name)?;
        Some(name.into())
    }

    /// How many arguments a function of the library must get.
    fn required(&self, item: Item, class: Option<&Name>) -> Option<usize> {
        if class.is_some() {
            return Some(1);
        }
        let stub = self.inferred.stub(item)?;
        let count = |parameters: &Parameters| {
            parameters.positional.iter().take_while(|parameter| parameter.default.is_none()).count()
        };
        stub.overloads.iter().map(|overload| count(&overload.parameters)).min()
    }

    /// Says whether a value comes to a place of several kinds, and how such places are called.
    fn reached(&self, from: Node) -> (bool, Vec<Option<usize>>) {
        let (mut seen, mut open) = (BTreeSet::new(), vec![self.inferred.find(from)]);
        let (mut is_mixed, mut counts) = (false, Vec::new());
        while let Some(node) = open.pop() {
            if !seen.insert(node) {
                continue;
            }
            is_mixed |= self.mixed.contains(&node);
            counts.extend(self.calls.get(&node).into_iter().flatten().copied());
            open.extend(self.flows.get(&node).into_iter().flatten().copied());
        }
        (is_mixed, counts)
    }

    fn plan_of_call(&self, function: &Expr, arguments: &[Argument]) -> Option<Plan> {
        let key = match self.known(function)? {
            Kind::Class(item) if &**self.inferred.library_class(*item)? == "functools.partial" => {
                let is_method = matches!(self.known(&arguments.first()?.value)?, Kind::Method(..));
                return self.partial(arguments).map(|left| Plan::Partial { left: Box::new(left), is_method });
            }
            Kind::Function(item) => {
                if let Some(name) = self.operator(*item) {
                    let is_plain = |argument: &Argument| matches!(argument.kind, ArgumentKind::Positional);
                    let fits = operands_of(&name) == Some(arguments.len()) && arguments.iter().all(is_plain);
                    return fits.then_some(Plan::OperatorCall(name));
                }
                self.inferred.library_key(*item)?
            }
            _ => return None,
        };
        let is_getter = matches!(key, "operator.itemgetter" | "operator.attrgetter");
        let is_fixed = !arguments.is_empty()
            && arguments
                .iter()
                .all(|argument| matches!(argument.kind, ArgumentKind::Positional) && is_literal(&argument.value));
        if key == "operator.methodcaller" && is_fixed {
            return Some(Plan::MethodCaller);
        }
        (is_getter && is_fixed).then_some(Plan::Getter { is_attribute: key == "operator.attrgetter" })
    }

    /// The parameters that a partial leaves.
    fn partial(&self, arguments: &[Argument]) -> Option<Parameters> {
        let (function, given) = arguments.split_first()?;
        let is_star = |argument: &Argument| matches!(argument.kind, ArgumentKind::Star | ArgumentKind::DoubleStar);
        if arguments.iter().any(is_star) {
            return None;
        }
        let count = given.iter().filter(|argument| matches!(argument.kind, ArgumentKind::Positional)).count();
        let named = |name: &Name| {
            given.iter().any(|argument| matches!(&argument.kind, ArgumentKind::Named(named) if named == name))
        };
        let (callable, bound) = match self.known(&function.value)? {
            Kind::Function(item) | Kind::Method(item, _) if self.inferred.callable(*item).is_none() => {
                return self.partial_of_library(*item, None, count);
            }
            Kind::Function(item) => (self.inferred.callable(*item)?, 0),
            Kind::Method(item, _) => (self.inferred.callable(*item)?, 1),
            Kind::Class(item) if self.inferred.class(*item).is_none() => {
                return self.partial_of_library(*item, self.inferred.library_class(*item), count);
            }
            _ => return None,
        };
        let own = self.written.iter().find(|(name, parameters)| {
            let names = parameters.positional.iter().map(|parameter| &parameter.name);
            *name == callable.name && names.eq(callable.positional.iter().map(|(name, _)| name))
        });
        let (_, own) = own?;
        let from = bound + count;
        let is_plain = |parameter: &&Parameter| parameter.default.as_ref().is_none_or(Expr::is_constant);
        if from > own.positional.len() && own.star.is_none()
            || !own.positional.iter().chain(&own.named_only).all(|it| is_plain(&it))
        {
            return None;
        }
        let mut left =
            Parameters { star: own.star.clone(), double_star: own.double_star.clone(), ..Parameters::default() };
        for parameter in own.positional.get(from..).unwrap_or_default() {
            // Behind one that is named all others can only be named.
            match (named(&parameter.name), left.named_only.is_empty()) {
                (true, _) if left.star.is_some() => return None,
                (true, _) => left.named_only.push(parameter.clone()),
                (false, true) => left.positional.push(parameter.clone()),
                (false, false) => left.named_only.push(parameter.clone()),
            }
        }
        left.named_only.extend(own.named_only.iter().cloned());
        left.named_only.retain(|parameter| !named(&parameter.name));
        left.positional_only = own.positional_only.saturating_sub(from).min(left.positional.len());
        Some(left)
    }

    fn partial_of_library(&self, item: Item, class: Option<&Name>, count: usize) -> Option<Parameters> {
        let name = self.inferred.item_name(item);
        let span = Span { start: 0, end: 0 };
        let mut left = Parameters::default();
        let has_star = self
            .inferred
            .stub(item)
            .is_some_and(|stub| stub.overloads.iter().any(|overload| overload.parameters.star.is_some()));
        if matches!(&*name, "print" | "max" | "min") || has_star {
            left.star = Some(parameter("partial_rest".into(), span, None));
            return Some(left);
        }
        let required = match self.inferred.unbound(item) {
            Some(_) => 1,
            None => self.required(item, class)?,
        };
        for place in 0..required.saturating_sub(count) {
            left.positional.push(parameter(argument_name(place), span, None));
        }
        Some(left)
    }
}

/// Methods that have a thread run their argument.
const THREADS: [&str; 3] = ["run_in_executor", "to_thread", "submit"];

/// The classes of the library that stand for a conversion of one value.
const ONE: [&str; 11] =
    ["str", "int", "float", "bool", "list", "tuple", "set", "dict", "frozenset", "bytes", "bytearray"];

/// How many operands a function of `operator` takes.
fn operands_of(name: &str) -> Option<usize> {
    match name {
        "neg" | "pos" | "invert" | "inv" | "not_" => Some(1),
        "getitem" | "contains" => Some(2),
        _ => (binary(name).is_some() || comparison(name).is_some()).then_some(2),
    }
}

fn binary(name: &str) -> Option<BinaryOp> {
    Some(match name {
        "add" | "concat" => BinaryOp::Add,
        "sub" => BinaryOp::Sub,
        "mul" => BinaryOp::Mul,
        "truediv" => BinaryOp::Div,
        "floordiv" => BinaryOp::FloorDiv,
        "mod" => BinaryOp::Mod,
        "pow" => BinaryOp::Pow,
        "matmul" => BinaryOp::MatMul,
        "lshift" => BinaryOp::LeftShift,
        "rshift" => BinaryOp::RightShift,
        "and_" => BinaryOp::BitAnd,
        "or_" => BinaryOp::BitOr,
        "xor" => BinaryOp::BitXor,
        _ => return None,
    })
}

fn comparison(name: &str) -> Option<CompareOp> {
    Some(match name {
        "eq" => CompareOp::Equal,
        "ne" => CompareOp::NotEqual,
        "lt" => CompareOp::Less,
        "le" => CompareOp::LessEqual,
        "gt" => CompareOp::Greater,
        "ge" => CompareOp::GreaterEqual,
        "is_" => CompareOp::Is,
        "is_not" => CompareOp::IsNot,
        _ => return None,
    })
}

/// Says whether what a kind names is in it.
fn holds(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::List(_)
            | Kind::Set(_)
            | Kind::FrozenSet(_)
            | Kind::Dict(..)
            | Kind::Tuple(_)
            | Kind::TupleOf(_)
            | Kind::Iterator(_)
            | Kind::Object(..)
    )
}

/// Calls `f` with every expression of a block at any depth, the outer before the inner.
fn each(block: &[Stmt], f: &mut dyn FnMut(&Expr)) {
    for stmt in block {
        walk::expressions(stmt, &mut |expr| each_in(expr, f));
        walk::blocks(stmt).into_iter().for_each(|block| each(block, f));
    }
}

fn each_in(expr: &Expr, f: &mut dyn FnMut(&Expr)) {
    f(expr);
    walk::children(expr, &mut |child| each_in(child, f));
}

fn is_literal(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Unary(_, inner) => is_literal(inner),
        _ => expr.is_constant(),
    }
}

fn parameter(name: Name, span: Span, default: Option<Expr>) -> Parameter {
    Parameter { span, name, annotation: None, default }
}

fn argument_name(place: usize) -> Name {
    format!("partial_argument_{place}").into()
}

/// Writes lambdas.
struct Writer<'w> {
    fresh: &'w mut u32,
    kept: &'w mut BTreeMap<ExprId, Kept>,
    span: Span,
}

impl Writer<'_> {
    fn expr(&mut self, kind: ExprKind) -> Expr {
        *self.fresh += 1;
        Expr { id: ExprId(*self.fresh - 1), span: self.span, kind }
    }

    fn name(&mut self, name: &Name) -> Expr {
        self.expr(ExprKind::Name(name.clone()))
    }

    fn argument(&self, kind: ArgumentKind, value: Expr) -> Argument {
        Argument { span: self.span, kind, value }
    }

    fn write(mut self, expr: &mut Expr, plan: &Plan) {
        let id = expr.id;
        let inner = self.expr(std::mem::replace(&mut expr.kind, ExprKind::None));
        expr.kind = match plan {
            Plan::Function { count, kept } => {
                self.kept.insert(id, kept.clone());
                self.function(inner, *count)
            }
            Plan::Unbound { name, count, kept } => {
                self.kept.insert(id, kept.clone());
                self.method(name, *count)
            }
            Plan::Partial { left, is_method } => self.partial(inner, (**left).clone(), *is_method),
            Plan::Operator { name, kept } => {
                self.kept.insert(id, kept.clone());
                self.operator_lambda(name)
            }
            Plan::OperatorCall(name) => {
                let ExprKind::Call(_, arguments) = inner.kind else { return };
                self.operator(name, arguments.into_iter().map(|argument| argument.value).collect())
            }
            Plan::MethodCaller => self.method_caller(inner),
            Plan::Getter { is_attribute } => self.getter(inner, *is_attribute),
        };
    }

    fn function(&mut self, callee: Expr, count: Option<usize>) -> ExprKind {
        let mut parameters = Parameters::default();
        let mut arguments = Vec::new();
        for place in 0..count.unwrap_or_default() {
            let value = self.name(&argument_name(place));
            arguments.push(self.argument(ArgumentKind::Positional, value));
            parameters.positional.push(parameter(argument_name(place), self.span, None));
        }
        parameters.positional_only = parameters.positional.len();
        if count.is_none() {
            let value = self.name(&argument_name(0));
            arguments.push(self.argument(ArgumentKind::Star, value));
            parameters.star = Some(parameter(argument_name(0), self.span, None));
        }
        let body = self.expr(ExprKind::Call(Box::new(callee), arguments));
        ExprKind::Lambda(Box::new(parameters), Box::new(body))
    }

    fn method(&mut self, name: &Name, count: usize) -> ExprKind {
        let object = self.name(&argument_name(0));
        let callee = self.expr(ExprKind::Attribute(Box::new(object), name.clone()));
        let mut parameters = Parameters::default();
        parameters.positional.push(parameter(argument_name(0), self.span, None));
        let mut arguments = Vec::new();
        for place in 1..=count {
            let value = self.name(&argument_name(place));
            arguments.push(self.argument(ArgumentKind::Positional, value));
            parameters.positional.push(parameter(argument_name(place), self.span, None));
        }
        parameters.positional_only = parameters.positional.len();
        let body = self.expr(ExprKind::Call(Box::new(callee), arguments));
        ExprKind::Lambda(Box::new(parameters), Box::new(body))
    }

    fn partial(&mut self, call: Expr, mut left: Parameters, is_method: bool) -> ExprKind {
        let ExprKind::Call(_, given) = call.kind else { return ExprKind::None };
        let (mut arguments, mut named) = (Vec::new(), Vec::new());
        let mut callee = None;
        let own_named: Vec<Name> = left.named_only.iter().map(|parameter| parameter.name.clone()).collect();
        for (place, argument) in given.into_iter().enumerate() {
            let name: Name = match &argument.kind {
                ArgumentKind::Named(name) => name.clone(),
                _ => format!("partial_given_{place}").into(),
            };
            let value = self.name(&name);
            let argument = match (argument.value.kind, place == 0 && is_method) {
                // The object is bound, its method is called by its name.
                (ExprKind::Attribute(of, method), true) => {
                    callee = Some(self.expr(ExprKind::Attribute(Box::new(value), method)));
                    left.named_only.push(parameter(name, self.span, Some(*of)));
                    continue;
                }
                (kind, _) => Argument { value: Expr { kind, ..argument.value }, ..argument },
            };
            match argument.kind {
                // A function that stands there by its name needs no value.
                _ if place == 0 && matches!(argument.value.kind, ExprKind::Name(_)) => {
                    callee = Some(argument.value);
                    continue;
                }
                _ if place == 0 => callee = Some(value),
                ArgumentKind::Named(_) => named.push(self.argument(argument.kind, value)),
                _ => arguments.push(self.argument(argument.kind, value)),
            }
            left.named_only.push(parameter(name, self.span, Some(argument.value)));
        }
        for own in &left.positional {
            let value = self.name(&own.name);
            arguments.push(self.argument(ArgumentKind::Positional, value));
        }
        for own in &own_named {
            let value = self.name(own);
            named.push(self.argument(ArgumentKind::Named(own.clone()), value));
        }
        if let Some(star) = &left.star {
            let value = self.name(&star.name);
            arguments.push(self.argument(ArgumentKind::Star, value));
        }
        arguments.extend(named);
        if let Some(rest) = &left.double_star {
            let value = self.name(&rest.name);
            arguments.push(self.argument(ArgumentKind::DoubleStar, value));
        }
        let Some(callee) = callee else { return ExprKind::None };
        let body = self.expr(ExprKind::Call(Box::new(callee), arguments));
        ExprKind::Lambda(Box::new(left), Box::new(body))
    }

    fn method_caller(&mut self, call: Expr) -> ExprKind {
        let ExprKind::Call(_, mut given) = call.kind else { return ExprKind::None };
        let rest = given.split_off(1);
        let Some(ExprKind::Str(name)) = given.pop().map(|argument| argument.value.kind) else { return ExprKind::None };
        let object = self.name(&argument_name(0));
        let callee = self.expr(ExprKind::Attribute(Box::new(object), (*name).into()));
        let body = self.expr(ExprKind::Call(Box::new(callee), rest));
        let positional = vec![parameter(argument_name(0), self.span, None)];
        ExprKind::Lambda(
            Box::new(Parameters { positional, positional_only: 1, ..Parameters::default() }),
            Box::new(body),
        )
    }

    fn operator_lambda(&mut self, name: &Name) -> ExprKind {
        let mut parameters = Parameters::default();
        let mut operands = Vec::new();
        for place in 0..operands_of(name).unwrap_or_default() {
            operands.push(self.name(&argument_name(place)));
            parameters.positional.push(parameter(argument_name(place), self.span, None));
        }
        parameters.positional_only = parameters.positional.len();
        let kind = self.operator(name, operands);
        let body = self.expr(kind);
        ExprKind::Lambda(Box::new(parameters), Box::new(body))
    }

    fn operator(&mut self, name: &str, operands: Vec<Expr>) -> ExprKind {
        let mut operands = operands.into_iter().map(Box::new);
        let (Some(one), other) = (operands.next(), operands.next()) else { return ExprKind::None };
        if let (Some(op), Some(other)) = (binary(name), &other) {
            return ExprKind::Binary(one, op, other.clone());
        }
        if let (Some(op), Some(other)) = (comparison(name), &other) {
            return ExprKind::Compare(one, vec![(op, (**other).clone())]);
        }
        match (name, other) {
            ("getitem", Some(other)) => ExprKind::Subscript(one, other),
            ("contains", Some(other)) => ExprKind::Compare(other, vec![(CompareOp::In, *one)]),
            ("neg", _) => ExprKind::Unary(UnaryOp::Minus, one),
            ("pos", _) => ExprKind::Unary(UnaryOp::Plus, one),
            ("invert" | "inv", _) => ExprKind::Unary(UnaryOp::Invert, one),
            _ => ExprKind::Unary(UnaryOp::Not, one),
        }
    }

    fn getter(&mut self, call: Expr, is_attribute: bool) -> ExprKind {
        let ExprKind::Call(_, given) = call.kind else { return ExprKind::None };
        let mut parts = Vec::new();
        for argument in given {
            let object = self.name(&argument_name(0));
            parts.push(match argument.value.kind {
                ExprKind::Str(path) if is_attribute => {
                    path.split('.').fold(object, |of, name| self.expr(ExprKind::Attribute(Box::new(of), name.into())))
                }
                _ => self.expr(ExprKind::Subscript(Box::new(object), Box::new(argument.value))),
            });
        }
        let body = match (parts.pop(), parts.is_empty()) {
            (Some(only), true) => only,
            (Some(last), false) => {
                parts.push(last);
                self.expr(ExprKind::Tuple(parts))
            }
            (None, _) => return ExprKind::None,
        };
        let mut parameters = Parameters::default();
        parameters.positional.push(parameter(argument_name(0), self.span, None));
        parameters.positional_only = 1;
        ExprKind::Lambda(Box::new(parameters), Box::new(body))
    }
}
