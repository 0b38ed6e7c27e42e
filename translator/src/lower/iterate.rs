//! Loops and comprehensions.

use super::body::{Body, Form, Guard, Storage};
use super::text::{Value, identifier};
use super::types::Type;
use crate::analyse::scopes::ScopeId;
use crate::tree::{Argument, ArgumentKind, Clause, Comprehends, Expr, ExprKind, Name, Span, Stmt};
use std::rc::Rc;

impl<'a> Body<'_, 'a> {
    /// What `for` takes of a value: an iterable of Rust, and what it gives.
    pub(super) fn iterable(&mut self, value: &Value, span: Span) -> Option<(String, Type)> {
        if let Some(tuple) = super::library::datetime::as_tuple(value) {
            return self.iterable(&tuple, span);
        }
        let receiver = value.receiver();
        if let Type::Set(element) | Type::FrozenSet(element) = &value.of_type
            && self.order_matters
            && element.is_shuffled()
        {
            self.refuse_order(span);
        }
        let (text, element) = match &value.of_type {
            Type::List(element) | Type::Set(element) | Type::FrozenSet(element) | Type::Sequence(element) => {
                (format!("{receiver}.iter()"), (**element).clone())
            }
            Type::Dict(key, _) => (format!("{receiver}.iter()"), (**key).clone()),
            Type::Range => (format!("{receiver}.iter()"), Type::Int),
            Type::Str => (format!("iter::from_rust({receiver}.characters())"), Type::Str),
            Type::Bytes => (format!("iter::from_rust({receiver}.ints())"), Type::Int),
            Type::Lazy(element) => (value.text.clone(), (**element).clone()),
            Type::Iterator(element) => (value.owned(), (**element).clone()),
            Type::Generator(element, _, _) => (self.fallible(&format!("(&{receiver}).iterate()")), (**element).clone()),
            Type::Tuple(members) => return self.members(value, &members.clone(), span),
            Type::Instance(_) => {
                if let Some(members) = self.flag_members(value) {
                    return Some(members);
                }
                if let Some(tuple) = self.untupled_unless(value, "__iter__") {
                    return self.iterable(&tuple, span);
                }
                return self.iterate_object(value, span);
            }
            Type::Library(name, _) if &**name == "StringIO" => (format!("{receiver}.lines()"), Type::Str),
            Type::Library(name, parts) => match (&**name, parts.as_slice()) {
                (
                    "deque" | "DictKeys" | "DictValues" | "DictItems" | "Counter" | "OrderedDict" | "defaultdict",
                    [first, ..],
                ) => {
                    let element = match (&**name, parts.as_slice()) {
                        ("DictItems", [key, value]) => Type::Tuple(vec![key.clone(), value.clone()]),
                        _ => first.clone(),
                    };
                    (format!("{receiver}.iter()"), element)
                }
                _ => return None,
            },
            Type::Optional(inner) => {
                let inner = (**inner).clone();
                let raises = "ok_or_else(|| Exc::new(&exc::TYPE_ERROR, \"'NoneType' object is not iterable\"))";
                let some = self.tried(format!("({}).{raises}", value.owned()), inner);
                return self.iterable(&some, span);
            }
            Type::Union(_) => return self.iterate_parts(value, span),
            Type::Never => ("iter::from_rust(std::iter::empty::<()>())".to_owned(), Type::Never),
            _ => return None,
        };
        Some((text, element))
    }

    /// What one of several types gives, one after the other.
    fn iterate_parts(&mut self, value: &Value, span: Span) -> Option<(String, Type)> {
        let parts = self.lower.parts(&value.of_type);
        let mut elements = Vec::new();
        for part in &parts {
            if !is_never_iterable(&part.of_type) {
                let (_, element) = self.iterable(&Value::place("part", part.of_type.clone()), span)?;
                elements.push(element);
            }
        }
        let element = self.lower.types.joined_optional(elements).ok()?;
        let mut arms = Vec::new();
        for part in &parts {
            let text = match super::several::builtin_type(&part.of_type) {
                Some(name) if is_never_iterable(&part.of_type) => {
                    let raised = self.raised("TYPE_ERROR", &format!("'{name}' object is not iterable"));
                    format!("never({})", raised.text)
                }
                _ => {
                    let iterable = self.iterable_as(&Value::place("part", part.of_type.clone()), &element, span)?;
                    let iter = self.fallible(&format!("Iterable::iterate({iterable})"));
                    format!("Box::new({iter}) as AnyIter<_>")
                }
            };
            arms.push(format!("{} => {text}", part.pattern("part")));
        }
        let element_type = self.lower.rust_type(&element);
        let text = format!(
            "{{ let iter: AnyIter<{element_type}> = match {} {{ {} }}; iter }}",
            value.owned(),
            arms.join(", ")
        );
        Some((text, element))
    }

    /// CPython hashes texts anew in each run.
    pub(super) fn refuse_order(&self, span: Span) {
        self.lower.refuse_with_help(
            span,
            "the order of a set of texts changes from run to run",
            "sort it: `sorted(…)`",
        );
    }

    /// Does something for which the order of sets does not matter.
    pub(super) fn in_any_order<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        let kept = std::mem::replace(&mut self.order_matters, false);
        let result = run(self);
        self.order_matters = kept;
        result
    }

    /// The members of a tuple, one after the other.
    fn members(&mut self, value: &Value, members: &[Type], span: Span) -> Option<(String, Type)> {
        if members.is_empty() {
            let text = format!("{{ let _ = {}; iter::from_rust(std::iter::empty::<()>()) }}", value.owned());
            return Some((text, Type::Never));
        }
        let element = self.lower.types.joined_optional(members.to_vec()).ok()?;
        let taken = members.iter().enumerate().map(|(place, member)| {
            let member = Value::place(format!("members.{place}"), member.clone());
            self.keep(&member, &element, span)
        });
        let taken: Vec<String> = taken.collect();
        let text =
            format!("iter::from_rust({{ let members = {}; [{}] }}.into_iter())", value.owned(), taken.join(", "));
        Some((text, element))
    }

    /// `__iter__` of an object of the program.
    fn iterate_object(&mut self, value: &Value, span: Span) -> Option<(String, Type)> {
        if let Type::Instance(head) = &value.of_type
            && !self.lower.family_has(*head, "__iter__")
        {
            return self.iterate_items(value, span);
        }
        let mut iterator = self.call_dunder(value, "__iter__", &[], span)?;
        if let Type::Optional(inner) = &iterator.of_type {
            let inner = (**inner).clone();
            let none = "\"iter() returned non-iterator of type 'NoneType'\"";
            let raises = format!("ok_or_else(|| Exc::new(&exc::TYPE_ERROR, {none}))");
            iterator = self.tried(format!("({}).{raises}", iterator.owned()), inner);
        }
        // What one of several objects gives would be asked for again, without end.
        if matches!(iterator.of_type, Type::Union(_)) {
            return None;
        }
        if !matches!(iterator.of_type, Type::Instance(_)) {
            return self.iterable(&iterator, span);
        }
        let object = Value::place("object", iterator.of_type.clone());
        let guards = std::mem::take(&mut self.guards);
        let next = self.call_dunder_raw(&object, "__next__", &[], span);
        self.guards = guards;
        let (next, element) = next?;
        let text = format!("{{ let object = {}; iter::from_fn(move || {next}.map(Some)) }}", iterator.owned());
        Some((text, element))
    }

    /// What has items and no iterator gives those from the first to the one that is missing.
    fn iterate_items(&mut self, value: &Value, span: Span) -> Option<(String, Type)> {
        let object = Value::place("object", value.of_type.clone());
        let guards = std::mem::take(&mut self.guards);
        let item = self.call_dunder_raw(&object, "__getitem__", &[Value::new("index", Type::Int)], span);
        self.guards = guards;
        let (item, element) = item?;
        let next = format!("let given = {item}; index += 1; instance::item_or_end(given)");
        let text =
            format!("{{ let object = {}; let mut index = 0_i64; iter::from_fn(move || {{ {next} }}) }}", value.owned());
        Some((text, element))
    }

    pub(super) fn for_stmt(
        &mut self,
        is_async: bool,
        target: &'a Expr,
        iter: &'a Expr,
        body: &'a [Stmt],
        orelse: &'a [Stmt],
    ) {
        if is_async {
            return self.async_for(target, iter, body, orelse);
        }
        let around = self.begin_else(orelse);
        if let Some((from, to)) = self.counted(iter) {
            self.count(target, &from, &to, body, around);
            return self.end_else(around, orelse);
        }
        let value = self.iterated(iter, target, self.scope);
        let Some((iterable, element)) = self.iterable(&value, iter.span) else {
            self.refuse(iter.span, "this is not iterated over yet");
            return;
        };
        let name = self.temporary("iter");
        let needs_iterate = matches!(value.of_type, Type::Lazy(_));
        let iterable = if needs_iterate { self.fallible(&format!("{iterable}.iterate()")) } else { iterable };
        self.line(format!("let mut {name} = {iterable};"));
        let next = self.fallible(&format!("{name}.next()"));
        let number = self.begin_loop(around);
        let (item, text) = self.loop_body(target, element, body);
        let label = self.end_loop(number);
        self.line(format!("{label}while let Some({item}) = {next} {{"));
        self.lines.raw(&text);
        self.line("}");
        let may_clean_up = |of_type: &Type| {
            matches!(
                of_type,
                Type::Generator(..) | Type::Lazy(_) | Type::Iterator(_) | Type::Instance(_) | Type::Union(_)
            )
        };
        if may_clean_up(value.of_type.inner()) {
            // A generator that a `break` has left cleans up here.
            self.line(format!("drop({name});"));
        }
        self.end_else(around, orelse);
    }

    /// What a loop goes through: the members of a tuple of functions become what the target holds.
    fn iterated(&mut self, iter: &'a Expr, target: &'a Expr, scope: ScopeId) -> Value {
        if let (ExprKind::Tuple(members), ExprKind::Name(name)) = (&iter.kind, &target.kind)
            && let Some(owner) = self.lower.scopes.owner(scope, name)
        {
            let element = self.variable_type(owner, name, target.span);
            if matches!(element, Type::Function(..)) {
                let members: Vec<String> = members.iter().map(|member| self.kept_as(member, &element)).collect();
                return Value::new(format!("List::from(vec![{}])", members.join(", ")), Type::List(Rc::new(element)));
            }
        }
        self.words(iter).unwrap_or_else(|| self.expr(iter))
    }

    /// What a loop goes through in `for word in text.split()`: nobody else sees a list of them, so none is made.
    fn words(&mut self, iter: &'a Expr) -> Option<Value> {
        let ExprKind::Call(method, arguments) = &iter.kind else { return None };
        let ExprKind::Attribute(text, name) = &method.kind else { return None };
        if &**name != "split" || !arguments.is_empty() || self.type_of(text) != Type::Str {
            return None;
        }
        let text = self.expr(text);
        let text = self.convert(text, &Type::Str, iter.span).receiver();
        Some(Value::new(format!("iter::from_rust({text}.words())"), Type::Lazy(Rc::new(Type::Str))))
    }

    /// The pattern and the lines of a loop's body.
    fn loop_body(&mut self, target: &'a Expr, element: Type, body: &'a [Stmt]) -> (String, String) {
        let mut item = String::new();
        let text = self.apart(|inside| {
            inside.declare(body);
            match inside.fresh(target, &element) {
                Some(pattern) => item = pattern,
                None => {
                    item = inside.temporary("item");
                    let value = Value::place(item.clone(), element);
                    inside.assign(target, &value);
                }
            }
            inside.statements(body);
        });
        (item, text)
    }

    /// The pattern that binds the variables of a target, where that declares them.
    fn fresh(&mut self, target: &Expr, element: &Type) -> Option<String> {
        match (&target.kind, element) {
            (ExprKind::Name(name), element) => {
                let owner = self.owner(name)?;
                let is_new =
                    !self.storages.contains_key(&(owner, name.clone())) && self.storage(owner, name) == Storage::Let;
                if !is_new || self.variable_type(owner, name, target.span) != *element || *element == Type::Known {
                    return None;
                }
                self.storages.insert((owner, name.clone()), Storage::Let);
                let mutable = if self.lower.facts.variable(owner, name).bindings > 1 { "mut " } else { "" };
                Some(format!("{mutable}{}", identifier(name)))
            }
            (ExprKind::Tuple(targets), Type::Tuple(members)) if targets.len() == members.len() && targets.len() > 1 => {
                let kept = self.storages.clone();
                let parts = targets.iter().zip(members).map(|(target, member)| self.fresh(target, member));
                match parts.collect::<Option<Vec<_>>>() {
                    Some(parts) => Some(format!("({})", parts.join(", "))),
                    None => {
                        self.storages = kept;
                        None
                    }
                }
            }
            _ => None,
        }
    }

    /// `range` with one or two ends: Rust counts by itself.
    fn counted(&mut self, iter: &'a Expr) -> Option<(Value, Value)> {
        let ExprKind::Call(function, arguments) = &iter.kind else { return None };
        if self.builtin_name(function)? != "range" {
            return None;
        }
        let plain = |argument: &&'a Argument| matches!(argument.kind, ArgumentKind::Positional);
        if !arguments.iter().all(|argument| plain(&argument)) {
            return None;
        }
        let (from, to) = match arguments.as_slice() {
            [to] => (None, to),
            [from, to] => (Some(from), to),
            _ => return None,
        };
        let from = match from {
            Some(from) => self.expr(&from.value),
            None => Value::new("0", Type::Int),
        };
        let to = self.expr(&to.value);
        (from.of_type == Type::Int && to.of_type == Type::Int).then_some((from, to))
    }

    fn count(&mut self, target: &'a Expr, from: &Value, to: &Value, body: &'a [Stmt], around: Option<usize>) {
        let number = self.begin_loop(around);
        let (item, text) = self.loop_body(target, Type::Int, body);
        let label = self.end_loop(number);
        let (from, to) = (from.within(super::text::Binding::Or), to.within(super::text::Binding::Or));
        self.line(format!("{label}for {item} in {from}..{to} {{"));
        self.lines.raw(&text);
        self.line("}");
    }

    fn async_for(&mut self, target: &'a Expr, iter: &'a Expr, body: &'a [Stmt], orelse: &'a [Stmt]) {
        let around = self.begin_else(orelse);
        let value = self.expr(iter);
        let Some((source, next, element)) = self.async_source(&value, iter.span) else { return };
        let name = self.temporary("source");
        self.line(format!("let {name} = {source};"));
        let next = self.fallible(&next.replace("{source}", &name));
        let number = self.begin_loop(around);
        let (item, text) = self.loop_body(target, element, body);
        let label = self.end_loop(number);
        self.line(format!("{label}while let Some({item}) = {next} {{"));
        self.lines.raw(&text);
        self.line("}");
        self.line(format!("drop({name});"));
        self.end_else(around, orelse);
    }

    /// What `async for` asks, how it asks for the next one, and what that is.
    pub(super) fn async_source(&mut self, value: &Value, span: Span) -> Option<(String, String, Type)> {
        match &value.of_type {
            Type::AsyncGenerator(element, _) => {
                Some((value.owned(), "{source}.next().await".to_owned(), (**element).clone()))
            }
            Type::Instance(_) => {
                let iterator = self.call_dunder(value, "__aiter__", &[], span)?;
                if matches!(iterator.of_type, Type::AsyncGenerator(..)) {
                    return self.async_source(&iterator, span);
                }
                let object = Value::place("{source}", iterator.of_type.clone());
                let (next, given) = self.call_dunder_raw(&object, "__anext__", &[], span)?;
                let (Type::Coro(element) | Type::Coroutine(element)) = given else { return None };
                Some((iterator.owned(), format!("anext_or_end({next}.await)"), (*element).clone()))
            }
            Type::Library(name, _) if &**name == "StreamReader" => {
                Some((value.owned(), "aio::next_line(&{source}).await".to_owned(), Type::Bytes))
            }
            Type::Union(_) => self.async_parts(value, span),
            _ => {
                self.refuse(span, "this is not iterated over with `async for` yet");
                None
            }
        }
    }

    // Comprehensions.

    pub(super) fn comprehension(
        &mut self,
        expr: &'a Expr,
        made: &'a Comprehends,
        clauses: &'a [Clause],
        of_type: Type,
    ) -> Value {
        let Some(scope) = self.lower.scopes.of_expression(expr.id) else {
            return self.refuse(expr.span, "a comprehension");
        };
        if let Comprehends::Generator(one) = made {
            return self.generator_expression(expr, scope, one, clauses, of_type);
        }
        let mut parts: Vec<&Expr> = clauses.iter().flat_map(|clause| &clause.conditions).collect();
        match made {
            Comprehends::List(one) | Comprehends::Set(one) | Comprehends::Generator(one) => parts.push(one),
            Comprehends::Dict(key, value) => parts.extend([&**key, &**value]),
        }
        let rust = self.lower.rust_type(&of_type);
        let name = self.temporary("made");
        let order_matters = self.order_matters && !matches!(made, Comprehends::Set(_));
        let kept = std::mem::replace(&mut self.order_matters, order_matters);
        let text = self.apart(|inside| {
            inside.line(format!("let {name}: {rust} = Default::default();"));
            inside.share_with_lambdas(scope, &parts);
            let depth = inside.clauses(scope, clauses);
            inside.in_scope(scope, |inside| inside.put(made, &name, &of_type, expr.span));
            (0..depth).for_each(|_| inside.lines.close("}"));
            inside.line(&name);
        });
        self.order_matters = kept;
        let indent = "    ".repeat(self.lines.depth());
        Value::new(format!("{{\n{text}{indent}}}"), of_type)
    }

    /// Adds one more to what a comprehension makes.
    fn put(&mut self, made: &'a Comprehends, name: &str, of_type: &Type, span: Span) {
        match (made, of_type) {
            (Comprehends::List(one), Type::List(element)) => {
                let value = self.expr(one);
                let value = self.keep(&value, element, span);
                self.line(format!("{name}.append({value});"));
            }
            (Comprehends::Set(one), Type::Set(element)) => {
                let value = self.expr(one);
                let value = self.keep(&value, element, span);
                let text = self.fallible(&format!("{name}.add({value})"));
                self.line(format!("{text};"));
            }
            (Comprehends::Dict(key, value), Type::Dict(keys, values)) => {
                let key_value = self.expr(key);
                let key_text = self.keep(&key_value, keys, span);
                let value = self.expr(value);
                let value = self.keep(&value, values, span);
                let text = self.fallible(&format!("{name}.set({key_text}, {value})"));
                self.line(format!("{text};"));
            }
            _ => {
                self.refuse(span, "this comprehension is not translated yet");
            }
        }
    }

    /// The loops and tests of a comprehension; gives how many blocks they open.
    fn clauses(&mut self, scope: ScopeId, clauses: &'a [Clause]) -> usize {
        let mut depth = 0;
        for (index, clause) in clauses.iter().enumerate() {
            let around = if index == 0 { self.scope } else { scope };
            let value = self.in_scope(around, |inside| inside.iterated(&clause.iter, &clause.target, scope));
            depth += self.clause(scope, clause, &value);
        }
        depth
    }

    pub(super) fn clause(&mut self, scope: ScopeId, clause: &'a Clause, value: &Value) -> usize {
        let name = self.temporary("iter");
        let (item, element) = if clause.is_async {
            let Some((source, next, element)) = self.async_source(value, clause.iter.span) else { return 0 };
            self.line(format!("let {name} = {source};"));
            (self.fallible(&next.replace("{source}", &name)), element)
        } else {
            let Some((iterable, element)) = self.iterable(value, clause.iter.span) else {
                self.refuse(clause.iter.span, "this is not iterated over yet");
                return 0;
            };
            let is_lazy = matches!(value.of_type, Type::Lazy(_));
            let iterable = if is_lazy { self.fallible(&format!("{iterable}.iterate()")) } else { iterable };
            self.line(format!("let mut {name} = {iterable};"));
            (self.fallible(&format!("{name}.next()")), element)
        };
        let bound = self.temporary("item");
        self.lines.open(format!("while let Some({bound}) = {item} {{"));
        self.in_scope(scope, |inside| inside.bind_clause(&clause.target, &Value::place(bound, element)));
        let mut depth = 1;
        for condition in &clause.conditions {
            let test = self.in_scope(scope, |inside| inside.condition(condition));
            self.lines.open(format!("if {} {{", test.text));
            depth += 1;
        }
        depth
    }

    /// Binds the variables of a clause, which are always new ones.
    fn bind_clause(&mut self, target: &'a Expr, value: &Value) {
        self.forget(target);
        self.assign(target, value);
    }

    fn forget(&mut self, target: &Expr) {
        match &target.kind {
            ExprKind::Name(name) => {
                if let Some(owner) = self.owner(name)
                    && !matches!(self.storages.get(&(owner, name.clone())), Some(Storage::Shared))
                {
                    self.storages.remove(&(owner, name.clone()));
                }
            }
            ExprKind::Tuple(members) | ExprKind::List(members) => members.iter().for_each(|member| self.forget(member)),
            ExprKind::Starred(inner) => self.forget(inner),
            _ => {}
        }
    }

    pub(super) fn in_scope<T>(&mut self, scope: ScopeId, run: impl FnOnce(&mut Self) -> T) -> T {
        let kept = std::mem::replace(&mut self.scope, scope);
        let result = run(self);
        self.scope = kept;
        result
    }

    /// The scope whose variable a name is here.
    pub(super) fn owner(&self, name: &Name) -> Option<ScopeId> {
        self.lower.scopes.owner(self.scope, name)
    }

    /// A generator expression with one `for` is a closure that gives the next one; others are generators.
    fn generator_expression(
        &mut self,
        expr: &'a Expr,
        scope: ScopeId,
        one: &'a Expr,
        clauses: &'a [Clause],
        of_type: Type,
    ) -> Value {
        if let Type::AsyncGenerator(..) = of_type {
            return self.async_generator_expression(scope, one, clauses, of_type);
        }
        let (Type::Iterator(element) | Type::Generator(element, _, _)) = &of_type else {
            return self.refuse(expr.span, "this generator expression is not translated yet");
        };
        let (Some(first), element) = (clauses.first(), Rc::clone(element)) else {
            return self.refuse(expr.span, "a generator expression");
        };
        let source = self.expr(&first.iter);
        let Some((iterable, item_type)) = self.iterable(&source, first.iter.span) else {
            return self.refuse(first.iter.span, "this is not iterated over yet");
        };
        let is_lazy = matches!(source.of_type, Type::Lazy(_));
        let iterable = if is_lazy { self.fallible(&format!("{iterable}.iterate()")) } else { iterable };
        let mut captured = self.cloned_captures(scope);
        // A generator lives longer than a call of the method around it.
        let storages = self.storages.clone();
        if clauses.len() > 1 && self.owns_receiver(scope) {
            captured.push_str("let object = self.clone(); ");
        }
        let guards = std::mem::take(&mut self.guards);
        let form = std::mem::replace(&mut self.form, Form::Function);
        let text = self.apart(|inside| {
            inside.line(format!("{captured}let mut iter = {iterable};"));
            if clauses.len() == 1 {
                inside.one_clause(scope, first, &item_type, one, &element);
            } else {
                inside.several_clauses(scope, clauses, &item_type, one, &element);
            }
        });
        self.guards = guards;
        self.form = form;
        self.storages = storages;
        let indent = "    ".repeat(self.lines.depth());
        Value::new(format!("{{\n{text}{indent}}}"), Type::Lazy(element))
    }

    /// Has what stands in a closure name the object of the method around it `object`; says whether it names it at all.
    pub(super) fn owns_receiver(&mut self, scope: ScopeId) -> bool {
        let mut is_named = false;
        for key in self.lower.captures(scope) {
            if self.storage(key.0, &key.1) == Storage::Receiver("self".to_owned()) {
                self.storages.insert(key, Storage::Receiver("object".to_owned()));
                is_named = true;
            }
        }
        is_named
    }

    fn one_clause(&mut self, scope: ScopeId, clause: &'a Clause, item_type: &Type, one: &'a Expr, element: &Type) {
        self.lines.open("iter::from_fn(move || {");
        // The program may have a variable of that name.
        let is_taken = self.lower.mentions(&"item".into()) > 0;
        let item = if is_taken { self.temporary("item") } else { "item".to_owned() };
        self.lines.open(format!("while let Some({item}) = iter.next()? {{"));
        let item = Value::place(item, item_type.clone());
        self.in_scope(scope, |inside| inside.bind_clause(&clause.target, &item));
        for condition in &clause.conditions {
            let test = self.in_scope(scope, |inside| inside.condition(condition));
            self.line(format!("if !{} {{ continue; }}", test.within(super::text::Binding::Prefix)));
        }
        let value = self.in_scope(scope, |inside| inside.expr(one));
        let value = self.keep(&value, element, one.span);
        self.line(format!("return Ok(Some({value}));"));
        self.lines.close("}");
        self.line("Ok(None)");
        self.lines.close("})");
    }

    fn several_clauses(
        &mut self,
        scope: ScopeId,
        clauses: &'a [Clause],
        item_type: &Type,
        one: &'a Expr,
        element: &Type,
    ) {
        self.lines.open("Generator::<_>::new(\"<genexpr>\", |y| async move {");
        let mut depth = 0;
        for (index, clause) in clauses.iter().enumerate() {
            if index == 0 {
                let source = Value::new("iter", Type::Lazy(Rc::new(item_type.clone())));
                depth += self.clause(scope, clause, &source);
            } else {
                let value = self.in_scope(scope, |inside| inside.expr(&clause.iter));
                depth += self.clause(scope, clause, &value);
            }
        }
        let value = self.in_scope(scope, |inside| inside.expr(one));
        let value = self.keep(&value, element, one.span);
        self.line(format!("y.give({value}).await?;"));
        (0..depth).for_each(|_| self.lines.close("}"));
        self.line("Ok(())");
        self.lines.close("})");
    }

    /// Clones of what a closure takes from the function around it.
    pub(super) fn cloned_captures(&mut self, scope: ScopeId) -> String {
        let captures = self.lower.captures(scope);
        let clones = captures.into_iter().map(|(owner, name)| {
            let rust = identifier(&name);
            match self.storage(owner, &name) {
                Storage::Receiver(receiver) if receiver == "self" => String::new(),
                Storage::Receiver(receiver) => format!("let {receiver} = {receiver}.clone(); "),
                Storage::Maybe | Storage::Let | Storage::Shared => format!("let {rust} = {rust}.clone(); "),
                Storage::Global => String::new(),
            }
        });
        clones.collect()
    }

    /// Runs something as what stands in a closure: what raises is returned.
    pub(super) fn in_closure<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        self.in_closure_of(Form::Function, run)
    }

    /// Writes what stands in a closure or an async block.
    pub(super) fn in_closure_of<T>(&mut self, form: Form, run: impl FnOnce(&mut Self) -> T) -> T {
        let guards: Vec<Guard> = std::mem::take(&mut self.guards);
        let form = std::mem::replace(&mut self.form, form);
        let result = run(self);
        self.guards = guards;
        self.form = form;
        result
    }
}

pub(super) fn is_never_iterable(of_type: &Type) -> bool {
    matches!(of_type, Type::None | Type::Bool | Type::Int | Type::Float)
}
