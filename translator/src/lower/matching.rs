//! `match`.
//!
//! # How it works
//!
//! ```text
//!  'match_1: {
//!      let subject_2 = …;
//!      'case_3: {                          what does not match, and a guard that does not hold:  break 'case_3
//!          let Union1::V0(value_4) = subject_2.clone() else { break 'case_3; };
//!          …                               the body of the case
//!          break 'match_1;
//!      }
//!  }
//! ```
//!
//! A subject that may have several types is taken as each of those that the pattern can match, one after the other.
//!
//! - **I1** Names are bound when the whole pattern has matched, before the guard is asked.
//! - **I2** A case that no value of the subject's type matches is not written.

use super::body::{Body, Guard};
use super::builtin::classes::Wanted;
use super::class::order;
use super::several::Part;
use super::text::Value;
use super::types::Type;
use crate::analyse::scopes::ScopeId;
use crate::analyse::types::Item;
use crate::tree::{Case, Expr, ExprKind, Name, Pattern, PatternKind, Span, StmtKind};
use std::collections::BTreeMap;
use std::rc::Rc;

/// A name of a pattern, until it is bound.
struct Capture {
    owner: ScopeId,
    rust: String,
    of_type: Type,
}

/// What a pattern is written for.
struct Goal<'g> {
    /// The statement that leaves where it does not match.
    fails: String,
    captures: &'g BTreeMap<Name, Capture>,
}

impl Goal<'_> {
    fn or_leave(&self, label: &str) -> Goal<'_> {
        Goal { fails: format!("break '{label};"), captures: self.captures }
    }
}

impl<'a> Body<'_, 'a> {
    pub(super) fn match_stmt(&mut self, subject: &'a Expr, cases: &'a [Case]) {
        let value = self.expr(subject);
        if matches!(value.of_type, Type::Known | Type::Lazy(_) | Type::Awaitable(_) | Type::Coroutine(_)) {
            self.refuse(subject.span, "`match` of this is not translated yet");
            return;
        }
        let number = self.number();
        self.lines.open(format!("'match_{number}: {{"));
        let name = self.temporary("subject");
        self.line(format!("let {name} = {};", value.owned()));
        let held = Value::place(name, value.of_type);
        self.guards.push(Guard::Block);
        cases.iter().for_each(|case| self.case(case, &held, number));
        self.guards.pop();
        self.lines.close("}");
    }

    fn case(&mut self, case: &'a Case, subject: &Value, around: usize) {
        if !self.may_match(&case.pattern, &subject.of_type) {
            return;
        }
        let label = format!("case_{}", self.number());
        self.lines.open(format!("'{label}: {{"));
        self.declare(&case.body);
        let Some(captures) = self.captures(&case.pattern) else { return self.lines.close("}") };
        let goal = Goal { fails: format!("break '{label};"), captures: &captures };
        self.pattern(&case.pattern, subject, &goal);
        for (name, capture) in &captures {
            self.write(capture.owner, name, &capture.rust, &capture.of_type);
        }
        if let Some(guard) = &case.guard {
            let test = self.condition(guard);
            self.unless(&test, &goal);
        }
        self.statements(&case.body);
        self.line(format!("break 'match_{around};"));
        self.lines.close("}");
    }

    /// The names that a pattern binds, each with a place that holds its value until then (I1).
    fn captures(&mut self, pattern: &'a Pattern) -> Option<BTreeMap<Name, Capture>> {
        let mut names = Vec::new();
        names_of(pattern, &mut names);
        let mut captures = BTreeMap::new();
        for name in names {
            let owner = self.owner(name)?;
            let of_type = self.variable_type(owner, name, pattern.span);
            let rust = self.temporary("bound");
            self.line(format!("let mut {rust}: {};", self.lower.rust_type(&of_type)));
            captures.insert(name.clone(), Capture { owner, rust, of_type });
        }
        Some(captures)
    }

    fn unless(&mut self, test: &Value, goal: &Goal<'_>) {
        match test.text.as_str() {
            "true" => {}
            _ => self.line(format!("if {} {{ {} }}", super::expr::negated(test).text, goal.fails)),
        }
    }

    // Whether there is anything to match.

    /// Says whether values of a type may match a pattern.
    fn may_match(&mut self, pattern: &'a Pattern, of_type: &Type) -> bool {
        let parts = self.parts_for(pattern, of_type);
        if !parts.is_empty() {
            return parts.iter().any(|part| self.may_match(pattern, &part.of_type));
        }
        match &pattern.kind {
            PatternKind::As(None, _) | PatternKind::Star(_) => true,
            PatternKind::As(Some(pattern), _) => self.may_match(pattern, of_type),
            PatternKind::Or(patterns) => patterns.iter().any(|pattern| self.may_match(pattern, of_type)),
            PatternKind::Value(value) => self.may_be(value, of_type),
            PatternKind::Sequence(patterns) => self.may_be_sequence(patterns, of_type),
            PatternKind::Mapping { keys, .. } => match of_type {
                Type::Dict(key, _) => keys.iter().all(|one| {
                    let of_key = self.type_of_constant(one);
                    self.may_be_key(&of_key, key)
                }),
                Type::Library(name, _) => matches!(&**name, "defaultdict" | "OrderedDict" | "Counter"),
                Type::Instance(head) => self.lower.has_library_base(*head),
                _ => false,
            },
            PatternKind::Class { class, .. } => {
                let Some(wanted) = self.wanted_class(class) else { return true };
                self.test_of(&Value::place("value", of_type.clone()), &wanted).as_deref() != Some("false")
            }
        }
    }

    fn may_be(&mut self, value: &Expr, of_type: &Type) -> bool {
        match &value.kind {
            ExprKind::None => matches!(of_type, Type::None),
            ExprKind::Bool(_) => matches!(of_type, Type::Bool),
            _ => {
                let of_value = self.type_of_constant(value);
                !(is_plain(&of_value) && is_plain(of_type))
                    || super::operator::compare::can_be_equal(&of_value, of_type)
            }
        }
    }

    /// Inference says nothing of a literal that stands in a pattern.
    fn type_of_constant(&self, value: &Expr) -> Type {
        match &value.kind {
            ExprKind::None => Type::None,
            ExprKind::Bool(_) => Type::Bool,
            ExprKind::Int(_) => Type::Int,
            ExprKind::Float(_) => Type::Float,
            ExprKind::Str(_) => Type::Str,
            ExprKind::Bytes(_) => Type::Bytes,
            ExprKind::Unary(_, inner) => self.type_of_constant(inner),
            _ => self.type_of(value),
        }
    }

    fn may_be_key(&self, of_key: &Type, keys: &Type) -> bool {
        match keys {
            Type::Union(number) => {
                let members = self.lower.types.unions().get(*number).cloned().unwrap_or_default();
                members.iter().any(|member| self.may_be_key(of_key, member))
            }
            Type::Optional(inner) => *of_key == Type::None || self.may_be_key(of_key, inner),
            keys => of_key == keys || of_key.is_number() && keys.is_number(),
        }
    }

    fn may_be_sequence(&mut self, patterns: &'a [Pattern], of_type: &Type) -> bool {
        match of_type {
            Type::Tuple(members) => match star_of(patterns) {
                Some(_) => members.len() + 1 >= patterns.len(),
                None => {
                    members.len() == patterns.len()
                        && patterns.iter().zip(members).all(|(pattern, member)| self.may_match(pattern, member))
                }
            },
            Type::List(_) | Type::Sequence(_) | Type::Range => true,
            Type::Library(name, _) => &**name == "deque",
            Type::Instance(head) => self.lower.has_library_base(*head) || self.lower.is_named_tuple(*head),
            _ => false,
        }
    }

    /// As which types a pattern looks at a subject of a type, one after the other; none where it looks at it as it is.
    fn parts_for(&self, pattern: &Pattern, of_type: &Type) -> Vec<Part> {
        match (&pattern.kind, of_type) {
            (PatternKind::As(None, _), _) => Vec::new(),
            (_, Type::Number) if !asks_for_class(pattern) => Vec::new(),
            _ => self.lower.parts(of_type),
        }
    }

    // What is written.

    fn pattern(&mut self, pattern: &'a Pattern, value: &Value, goal: &Goal<'_>) {
        let parts = self.parts_for(pattern, &value.of_type);
        if !parts.is_empty() {
            return self.each_part(pattern, value, &parts, goal);
        }
        match &pattern.kind {
            PatternKind::As(inner, name) => {
                inner.iter().for_each(|inner| self.pattern(inner, value, goal));
                name.iter().for_each(|name| self.capture(name, value, goal, pattern.span));
            }
            PatternKind::Or(patterns) => self.alternatives(patterns, value, goal),
            PatternKind::Value(wanted) => self.value_pattern(wanted, value, goal),
            PatternKind::Sequence(patterns) => self.sequence_pattern(patterns, value, goal, pattern.span),
            PatternKind::Mapping { keys, patterns, rest } => {
                self.mapping_pattern(keys, patterns, rest.as_ref(), value, goal, pattern.span);
            }
            PatternKind::Class { class, patterns, named } => {
                self.class_pattern(class, patterns, named, value, goal, pattern.span);
            }
            PatternKind::Star(_) => {}
        }
    }

    fn capture(&mut self, name: &Name, value: &Value, goal: &Goal<'_>, span: Span) {
        let Some(capture) = goal.captures.get(name) else { return };
        let text = self.keep(value, &capture.of_type, span);
        self.line(format!("{} = {text};", capture.rust));
    }

    /// The value as each of the types that can match.
    fn each_part(&mut self, pattern: &'a Pattern, value: &Value, parts: &[Part], goal: &Goal<'_>) {
        let mut possible = Vec::new();
        for part in parts {
            if self.may_match(pattern, &part.of_type) {
                possible.push(part);
            }
        }
        match possible.as_slice() {
            [] => self.line(&goal.fails),
            [only] => self.one_part(pattern, value, only, goal),
            several => {
                let around = format!("any_{}", self.number());
                self.lines.open(format!("'{around}: {{"));
                for part in several {
                    let label = format!("one_{}", self.number());
                    self.lines.open(format!("'{label}: {{"));
                    self.one_part(pattern, value, part, &goal.or_leave(&label));
                    self.line(format!("break '{around};"));
                    self.lines.close("}");
                }
                self.line(&goal.fails);
                self.lines.close("}");
            }
        }
    }

    fn one_part(&mut self, pattern: &'a Pattern, value: &Value, part: &Part, goal: &Goal<'_>) {
        let name = self.temporary("value");
        self.line(format!("let {} = {} else {{ {} }};", part.pattern(&name), value.owned(), goal.fails));
        let held = match part.of_type {
            Type::None => Value::new("()", Type::None),
            _ => Value::place(name, part.of_type.clone()),
        };
        self.pattern(pattern, &held, goal);
    }

    fn alternatives(&mut self, patterns: &'a [Pattern], value: &Value, goal: &Goal<'_>) {
        let mut possible = Vec::new();
        for pattern in patterns {
            if self.may_match(pattern, &value.of_type) {
                possible.push(pattern);
            }
        }
        if let Some(test) = self.one_of(&possible, value) {
            return self.unless(&test, goal);
        }
        let around = format!("any_{}", self.number());
        self.lines.open(format!("'{around}: {{"));
        for pattern in possible {
            let label = format!("one_{}", self.number());
            self.lines.open(format!("'{label}: {{"));
            self.pattern(pattern, value, &goal.or_leave(&label));
            self.line(format!("break '{around};"));
            self.lines.close("}");
        }
        self.line(&goal.fails);
        self.lines.close("}");
    }

    /// Alternatives that are all literals are one test.
    fn one_of(&mut self, patterns: &[&'a Pattern], value: &Value) -> Option<Value> {
        let literals: Option<Vec<&'a Expr>> = patterns
            .iter()
            .map(|pattern| match &pattern.kind {
                PatternKind::Value(literal @ Expr { kind: ExprKind::Int(_) | ExprKind::Str(_), .. }) => Some(literal),
                _ => None,
            })
            .collect();
        let literals = literals?;
        let mut tests = Vec::new();
        for literal in &literals {
            let wanted = self.expr(literal);
            tests.push(self.equal(value, &wanted, literal.span).within(super::text::Binding::And));
        }
        (!tests.is_empty()).then(|| Value::bound(tests.join(" || "), super::text::Binding::Or, Type::Bool))
    }

    fn value_pattern(&mut self, wanted: &'a Expr, value: &Value, goal: &Goal<'_>) {
        if !self.may_be(wanted, &value.of_type) {
            return self.line(&goal.fails);
        }
        let test = match (&wanted.kind, &value.of_type) {
            (ExprKind::None, _) => return,
            (ExprKind::Bool(true), _) => value.clone(),
            (ExprKind::Bool(false), _) => super::expr::negated(value),
            _ => {
                let constant = self.expr(wanted);
                self.equal(value, &constant, wanted.span)
            }
        };
        self.unless(&test, goal);
    }

    // Sequences.

    fn sequence_pattern(&mut self, patterns: &'a [Pattern], value: &Value, goal: &Goal<'_>, span: Span) {
        if let Some(tuple) = self.untupled_unless(value, "__iter__") {
            let held = self.temporary("item");
            self.line(format!("let {held} = {};", tuple.text));
            return self.sequence_pattern(patterns, &Value::place(held, tuple.of_type), goal, span);
        }
        if !self.may_be_sequence(patterns, &value.of_type) {
            return self.line(&goal.fails);
        }
        match value.of_type.clone() {
            Type::Tuple(members) => self.tuple_pattern(patterns, value, &members, goal, span),
            Type::List(element) | Type::Sequence(element) => self.items_pattern(patterns, value, &element, goal, span),
            Type::Range => self.items_pattern(patterns, value, &Type::Int, goal, span),
            Type::Library(name, parts) if &*name == "deque" => {
                let element = parts.first().cloned().unwrap_or(Type::Never);
                self.items_pattern(patterns, value, &element, goal, span);
            }
            _ => {
                self.refuse(span, "a pattern of a sequence is not translated for such a value yet");
            }
        }
    }

    fn tuple_pattern(&mut self, patterns: &'a [Pattern], value: &Value, members: &[Type], goal: &Goal<'_>, span: Span) {
        let star = star_of(patterns).unwrap_or(patterns.len());
        let behind = patterns.len().saturating_sub(star + 1);
        let receiver = value.receiver();
        let member = |place: usize| {
            let of_type = members.get(place).cloned().unwrap_or(Type::Never);
            Value::place(format!("{receiver}.{place}"), of_type)
        };
        for (place, pattern) in patterns.iter().enumerate() {
            if place < star {
                self.pattern(pattern, &member(place), goal);
            } else if place > star {
                self.pattern(pattern, &member(place + members.len() - patterns.len()), goal);
            } else if let PatternKind::Star(Some(name)) = &pattern.kind {
                let taken: Vec<Value> = (star..members.len() - behind).map(member).collect();
                self.capture_members(name, &taken, goal, span);
            }
        }
    }

    /// The members that a star takes, as a list.
    fn capture_members(&mut self, name: &Name, members: &[Value], goal: &Goal<'_>, span: Span) {
        let Some(capture) = goal.captures.get(name) else { return };
        let Type::List(element) = capture.of_type.clone() else {
            self.refuse(span, "what a star takes here is not translated yet");
            return;
        };
        let texts: Vec<String> = members.iter().map(|member| self.keep(member, &element, span)).collect();
        self.line(format!("{} = List::from(vec![{}]);", capture.rust, texts.join(", ")));
    }

    fn items_pattern(&mut self, patterns: &'a [Pattern], value: &Value, element: &Type, goal: &Goal<'_>, span: Span) {
        let receiver = value.receiver();
        let star = star_of(patterns);
        let (operator, least) = match star {
            Some(_) => ("<", patterns.len() - 1),
            None => ("!=", patterns.len()),
        };
        if star.is_none() || least > 0 {
            let len = format!("{receiver}.len()");
            let len = if value.of_type == Type::Range { self.fallible(&len) } else { len };
            self.line(format!("if {len} {operator} {least} {{ {} }}", goal.fails));
        }
        let star = star.unwrap_or(patterns.len());
        for (place, pattern) in patterns.iter().enumerate() {
            let index = if place > star { place as i64 - patterns.len() as i64 } else { place as i64 };
            match &pattern.kind {
                PatternKind::As(None, None) | PatternKind::Star(None) => {}
                PatternKind::Star(Some(name)) => self.star_of_items(name, value, star, patterns, goal, span),
                _ => {
                    let item = self.temporary("item");
                    let text = self.fallible(&format!("{receiver}.get({index})"));
                    self.line(format!("let {item} = {text};"));
                    self.pattern(pattern, &Value::place(item, element.clone()), goal);
                }
            }
        }
    }

    fn star_of_items(
        &mut self,
        name: &Name,
        value: &Value,
        star: usize,
        patterns: &[Pattern],
        goal: &Goal<'_>,
        span: Span,
    ) {
        let receiver = value.receiver();
        let behind = patterns.len() - star - 1;
        let stop = if behind == 0 { "None".to_owned() } else { format!("Some(-{behind})") };
        let taken = self.fallible(&format!("{receiver}.get_slice(&Slice::new(Some({star}), {stop}))"));
        let (text, element) = match &value.of_type {
            Type::List(element) => (taken, (**element).clone()),
            Type::Sequence(element) => (format!("List::from({taken}.as_slice().to_vec())"), (**element).clone()),
            Type::Range => (self.fallible(&format!("iter::list({taken}.iter())")), Type::Int),
            _ => {
                self.refuse(span, "what a star takes of such a sequence is not translated yet");
                return;
            }
        };
        self.capture(name, &Value::new(text, Type::List(Rc::new(element))), goal, span);
    }

    // Mappings.

    fn mapping_pattern(
        &mut self,
        keys: &'a [Expr],
        patterns: &'a [Pattern],
        rest: Option<&Name>,
        value: &Value,
        goal: &Goal<'_>,
        span: Span,
    ) {
        let Type::Dict(of_keys, of_values) = value.of_type.clone() else {
            self.refuse(span, "a pattern of a mapping is not translated for such a value yet");
            return;
        };
        let receiver = value.receiver();
        let mut found = Vec::new();
        for key in keys {
            let text = self.pattern_key(key, &of_keys);
            let item = self.temporary("value");
            let asked = self.fallible(&format!("{receiver}.get({text})"));
            self.line(format!("let Some({item}) = {asked} else {{ {} }};", goal.fails));
            found.push(Value::place(item, (*of_values).clone()));
        }
        for (pattern, item) in patterns.iter().zip(&found) {
            self.pattern(pattern, item, goal);
        }
        let Some(name) = rest else { return };
        let others = self.temporary("rest");
        self.line(format!("let {others} = {receiver}.copy();"));
        for key in keys {
            let text = self.pattern_key(key, &of_keys);
            let text = self.fallible(&format!("{others}.delete({text})"));
            self.line(format!("{text};"));
        }
        self.capture(name, &Value::new(others, value.of_type.clone()), goal, span);
    }

    fn pattern_key(&mut self, key: &'a Expr, of_keys: &Type) -> String {
        let value = self.expr(key);
        let is_number = value.of_type.is_number() && of_keys.is_number();
        let value = if is_number { value } else { self.convert(value, of_keys, key.span) };
        value.reference()
    }

    // Classes.

    fn class_pattern(
        &mut self,
        class: &'a Expr,
        patterns: &'a [Pattern],
        named: &'a [(Name, Pattern)],
        value: &Value,
        goal: &Goal<'_>,
        span: Span,
    ) {
        let wanted = self.wanted_class(class);
        let test = wanted.as_ref().and_then(|wanted| self.test_of(value, wanted));
        let (Some(wanted), Some(test)) = (wanted, test) else {
            self.refuse(class.span, "a pattern of this class is not translated yet");
            return;
        };
        if test == "false" {
            return self.line(&goal.fails);
        }
        self.unless(&Value::bound(test, super::text::Binding::Or, Type::Bool), goal);
        match (&wanted, patterns, named) {
            (_, [], []) => {}
            (Wanted::Builtin(name), [pattern], []) if holds_itself(name) => self.pattern(pattern, value, goal),
            (Wanted::Program(item), ..) => {
                let positions = self.lower.match_args(*item);
                for (place, pattern) in patterns.iter().enumerate() {
                    match positions.get(place) {
                        Some(name) => self.attribute_pattern(*item, name, pattern, value, goal),
                        None => {
                            self.refuse(pattern.span, "this class has fewer positions");
                        }
                    }
                }
                named.iter().for_each(|(name, pattern)| self.attribute_pattern(*item, name, pattern, value, goal));
            }
            _ => {
                self.refuse(span, "what this pattern looks at is not translated yet");
            }
        }
    }

    /// An attribute that is found at one place for all of these classes.
    fn attribute_of_all(&mut self, object: &Value, classes: &[Item], name: &Name, span: Span) -> Value {
        let mut found = classes.iter().map(|class| self.lower.look_up(*class, name));
        let Some(first) = found.next() else { return self.refuse(span, "this attribute is not translated yet") };
        if found.any(|other| other != first) {
            return self.refuse(span, "an attribute of several classes is not translated here yet");
        }
        self.read_found(object, first, name, None, span)
    }

    /// An attribute of an object of a class; where it has none, the pattern does not match.
    fn attribute_pattern(&mut self, class: Item, name: &Name, pattern: &'a Pattern, object: &Value, goal: &Goal<'_>) {
        let item = self.temporary("value");
        let Type::Instance(head) = object.of_type else { return };
        let classes = self.lower.subclasses(head, class);
        let methods: Vec<Item> =
            classes.iter().filter_map(|class| self.lower.find_method(*class, name)).map(|(_, item)| item).collect();
        if let [method, others @ ..] = methods.as_slice() {
            if methods.len() != classes.len() || others.iter().any(|other| other != method) {
                self.refuse(pattern.span, "an attribute that some classes only have is not translated here yet");
                return;
            }
            let value = self.call_function(*method, Some(object), &super::call::Given::default(), pattern.span);
            self.line(format!("let {item} = {};", value.owned()));
            return self.pattern(pattern, &Value::place(item, value.of_type), goal);
        }
        let has_default = classes.iter().any(|class| self.lower.class_variable(*class, name).is_some());
        match self.lower.field(head, name) {
            Some(of_type) if has_default => {
                let value = self.attribute_of_all(object, &classes, name, pattern.span);
                self.line(format!("let {item} = {};", value.owned()));
                self.pattern(pattern, &Value::place(item, of_type), goal);
            }
            Some(of_type) => {
                let asked = format!("{}.0.{}.get_if_set()", object.receiver(), super::text::identifier(name));
                self.line(format!("let Some({item}) = {asked} else {{ {} }};", goal.fails));
                self.pattern(pattern, &Value::place(item, of_type), goal);
            }
            None if has_default => {
                let value = self.attribute_of_all(object, &classes, name, pattern.span);
                self.line(format!("let {item} = {};", value.owned()));
                self.pattern(pattern, &Value::place(item, value.of_type), goal);
            }
            None => self.line(&goal.fails),
        }
    }
}

impl super::Lower<'_> {
    /// Says whether a class of a family is derived from a class of the library, besides `object` and exceptions.
    pub(super) fn has_library_base(&self, head: Item) -> bool {
        let bases = |class: &Item| self.inferred.class(*class).map(|class| class.library.clone()).unwrap_or_default();
        let is_plain = |key: &Name| {
            [
                "AbstractAsyncContextManager",
                "AbstractContextManager",
                "object",
                "Enum",
                "IntEnum",
                "Flag",
                "IntFlag",
                "StrEnum",
                "ABC",
                "Protocol",
                "Generic",
            ]
            .contains(&key.rsplit('.').next().unwrap_or(key))
        };
        self.family(head).iter().flat_map(bases).any(|key| !is_plain(&key))
    }

    /// The classes of a family whose objects are of a class.
    fn subclasses(&self, head: Item, class: Item) -> Vec<Item> {
        self.family(head).into_iter().filter(|one| order(self.inferred, *one).contains(&class)).collect()
    }

    /// The attributes for the positions of a pattern.
    fn match_args(&self, class: Item) -> Vec<Name> {
        for class in order(self.inferred, class) {
            let Some(known) = self.inferred.class(class) else { continue };
            let written = self.classes.get(&known.scope).and_then(|tree| written_match_args(&tree.body));
            if let Some(names) = written {
                return names;
            }
            let fields = known.fields.iter().filter(|field| field.is_given && !field.named_only);
            let fields: Vec<Name> = fields.map(|field| field.name.clone()).collect();
            if !fields.is_empty() {
                return fields;
            }
        }
        Vec::new()
    }
}

/// `__match_args__ = ("a", "b")`
fn written_match_args(body: &[crate::tree::Stmt]) -> Option<Vec<Name>> {
    body.iter().find_map(|stmt| {
        let StmtKind::Assign { targets, value } = &stmt.kind else { return None };
        let is_it = |target: &Expr| matches!(&target.kind, ExprKind::Name(name) if &**name == "__match_args__");
        let (true, ExprKind::Tuple(members) | ExprKind::List(members)) = (targets.iter().any(is_it), &value.kind)
        else {
            return None;
        };
        let names = members.iter().map(|member| match &member.kind {
            ExprKind::Str(name) => Some(Name::from(&**name)),
            _ => None,
        });
        names.collect()
    })
}

/// A builtin class whose pattern with one position looks at the whole value.
fn holds_itself(name: &str) -> bool {
    ["bool", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"].contains(&name)
}

fn is_plain(of_type: &Type) -> bool {
    matches!(
        of_type,
        Type::None
            | Type::Bool
            | Type::Int
            | Type::Float
            | Type::Number
            | Type::Str
            | Type::Bytes
            | Type::Range
            | Type::List(_)
            | Type::Set(_)
            | Type::Dict(..)
            | Type::Tuple(_)
            | Type::Sequence(_)
    )
}

/// Says whether a pattern asks for the class of what it gets.
fn asks_for_class(pattern: &Pattern) -> bool {
    match &pattern.kind {
        PatternKind::Class { .. } => true,
        PatternKind::As(Some(pattern), _) => asks_for_class(pattern),
        PatternKind::Or(patterns) => patterns.iter().any(asks_for_class),
        _ => false,
    }
}

fn star_of(patterns: &[Pattern]) -> Option<usize> {
    patterns.iter().position(|pattern| matches!(pattern.kind, PatternKind::Star(_)))
}

/// The names that a pattern binds, each once.
pub(super) fn names_of<'p>(pattern: &'p Pattern, names: &mut Vec<&'p Name>) {
    let mut add = |name: &'p Option<Name>| {
        if let Some(name) = name
            && !names.contains(&name)
        {
            names.push(name);
        }
    };
    match &pattern.kind {
        PatternKind::Value(_) => {}
        PatternKind::Star(name) => add(name),
        PatternKind::As(inner, name) => {
            add(name);
            inner.iter().for_each(|inner| names_of(inner, names));
        }
        PatternKind::Sequence(patterns) | PatternKind::Or(patterns) => {
            patterns.iter().for_each(|pattern| names_of(pattern, names));
        }
        PatternKind::Mapping { patterns, rest, .. } => {
            add(rest);
            patterns.iter().for_each(|pattern| names_of(pattern, names));
        }
        PatternKind::Class { patterns, named, .. } => {
            let patterns = patterns.iter().chain(named.iter().map(|(_, pattern)| pattern));
            patterns.for_each(|pattern| names_of(pattern, names));
        }
    }
}
