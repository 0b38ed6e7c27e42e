//! What the classes of dataclasses, named tuples and enums say of their objects.

use super::classes::NO_SCOPE;
use super::walk::At;
use super::{Arguments, Field, Form, Inference, Thing, UserClass, Wish};
use crate::analyse::scopes::Variable;
use crate::analyse::types::{Item, Kind, Node};
use crate::tree::{Argument, ArgumentKind, Class, Expr, ExprKind, Name, Stmt, StmtKind};
use std::collections::BTreeSet;
use std::rc::Rc;

impl Inference<'_> {
    pub(super) fn own_fields(&mut self, class: &Class, dataclass: Option<&Expr>, fields: &mut Vec<Field>) {
        let mut named_only = dataclass.is_some_and(|dataclass| flag_of(dataclass, "kw_only") == Some(true));
        for stmt in &class.body {
            let StmtKind::Annotate { target: Expr { kind: ExprKind::Name(name), .. }, annotation, value } = &stmt.kind
            else {
                continue;
            };
            let of = |expr: &Expr| self.key_of(subscripted(expr)).unwrap_or_default();
            match &*of(annotation) {
                "typing.ClassVar" => continue,
                "dataclasses.KW_ONLY" => {
                    named_only = true;
                    continue;
                }
                "dataclasses.InitVar" => self.at_place(annotation.span, |inference| {
                    inference.gap("`InitVar` is not translated yet");
                }),
                _ => {}
            }
            let call = value.as_ref().filter(|value| self.is_field_call(value));
            let of_call = |name| call.is_some_and(|call| argument_of(call, name).is_some());
            let has_default = match call {
                Some(_) => of_call("default") || of_call("default_factory"),
                None => value.is_some(),
            };
            let flag = |name| call.and_then(|call| flag_of(call, name));
            let is_given = flag("init") != Some(false);
            let named_only = flag("kw_only").unwrap_or(named_only);
            put_field(fields, Field { name: name.clone(), has_default, is_given, named_only });
        }
    }

    fn is_field_call(&self, value: &Expr) -> bool {
        matches!(&value.kind, ExprKind::Call(function, _) if self.key_of(function).is_some_and(|key| key == "dataclasses.field"))
    }

    /// `namedtuple("Name", "a b")`
    pub(super) fn named_tuple(&mut self, call: &Expr, at: At) -> Option<Node> {
        let ExprKind::Call(function, arguments) = &call.kind else { return None };
        if self.key_of(function)? != "collections.namedtuple" {
            return None;
        }
        let [name, fields, rest @ ..] = arguments.as_slice() else { return None };
        let ExprKind::Str(name) = &name.value.kind else { return None };
        let names = texts_of(&fields.value)?;
        let defaults = match rest {
            [] => Vec::new(),
            [Argument { kind: ArgumentKind::Named(of), value, .. }] if &**of == "defaults" => match &value.kind {
                ExprKind::List(members) | ExprKind::Tuple(members) => members.iter().collect(),
                _ => return None,
            },
            _ => return None,
        };
        let first = names.len().checked_sub(defaults.len())?;
        let field = |(place, name): (usize, &Name)| Field {
            name: name.clone(),
            has_default: place >= first,
            is_given: true,
            named_only: false,
        };
        let item = self.item(Thing::Class(Rc::new(UserClass {
            name: Name::from(&**name),
            scope: NO_SCOPE,
            form: Form::NamedTuple,
            order: Vec::new(),
            library: Vec::new(),
            fields: names.iter().enumerate().map(field).collect(),
            properties: BTreeSet::new(),
            members: Vec::new(),
        })));
        self.complete_order(item, &[]);
        self.connect(item, &[], &[]);
        for (name, default) in names[first..].iter().zip(defaults) {
            let (default, field) = (self.expr(default, at), self.class_field(item, name));
            self.types.flow(default, field);
        }
        self.named_tuples.insert(call.id, item);
        Some(self.types.node_of(Kind::Class(item)))
    }

    /// A name that is bound to such a class may be a base.
    pub(super) fn name_class(&mut self, target: &Expr, value: &Expr) {
        if let (Some(item), Some(Variable::Of(scope, name))) =
            (self.named_tuples.get(&value.id), self.scopes.variable(target.id))
        {
            self.classes.insert((*scope, name.clone()), *item);
        }
    }

    /// `name: type = field(…)` in a dataclass.
    pub(super) fn field_of_dataclass(&mut self, class: Item, target: &Expr, value: &Expr, at: At) -> bool {
        let is_dataclass = self.user_class(class).is_some_and(|class| class.form == Form::Dataclass);
        let ExprKind::Name(name) = &target.kind else { return false };
        if !is_dataclass || !self.is_field_call(value) {
            return false;
        }
        for (argument, is_factory) in [("default", false), ("default_factory", true)] {
            let Some(default) = argument_of(value, argument) else { continue };
            let mut node = self.expr(default, at);
            if is_factory {
                node = self.called(node, Arguments::default());
            }
            let field = self.class_field(class, name);
            self.types.flow(node, field);
        }
        true
    }

    /// `NAME = value` in an enum.
    pub(super) fn member_of_enum(&mut self, class: Item, target: &Expr, value: &Expr, at: At) -> bool {
        let Some(of) = self.user_class(class).filter(|class| class.form == Form::Enum) else { return false };
        let ExprKind::Name(name) = &target.kind else { return false };
        if !of.members.contains(name) {
            return false;
        }
        let is_text = of.library.iter().any(|key| matches!(&**key, "enum.StrEnum")) && self.is_auto(value);
        let value = self.expr(value, at);
        let value = if is_text { self.types.node_of(Kind::Str) } else { value };
        if self.owner_of(class, "__init__").is_some() {
            self.wish(value, Wish::MakeMember { class });
        }
        let variable = self.variable(of.scope, name);
        self.types.add(variable, Kind::Instance(class));
        // In the body itself it is still the value.
        self.know(of.scope, name, value, at);
        let field = self.class_field(class, &"_value_".into());
        self.types.flow(value, field);
        true
    }

    fn is_auto(&self, value: &Expr) -> bool {
        matches!(&value.kind, ExprKind::Call(function, _) if self.key_of(function).is_some_and(|key| key == "enum.auto"))
    }

    /// A copy in which dataclasses are dicts or tuples.
    pub(super) fn plain(&mut self, kind: &Kind, as_dict: bool, result: Node) {
        let copied = match kind {
            Kind::Instance(item) if self.user_class(*item).is_some_and(|class| class.form == Form::Dataclass) => {
                self.plain_class(*item, as_dict)
            }
            Kind::List(element) => Kind::List(self.plain_node(*element, as_dict)),
            Kind::Dict(key, value) => Kind::Dict(*key, self.plain_node(*value, as_dict)),
            Kind::Tuple(members) => {
                Kind::Tuple(members.iter().map(|member| self.plain_node(*member, as_dict)).collect())
            }
            _ => kind.clone(),
        };
        self.types.add(result, copied);
    }

    fn plain_class(&mut self, item: Item, as_dict: bool) -> Kind {
        if let Some(known) = self.plain_classes.get(&(item, as_dict)) {
            return known.clone();
        }
        let fields = self.user_class(item).map(|class| class.fields.clone()).unwrap_or_default();
        let value = self.types.node();
        let nodes: Vec<Node> = fields.iter().map(|_| if as_dict { value } else { self.types.node() }).collect();
        let kind = match as_dict {
            true => Kind::Dict(self.types.node_of(Kind::Str), value),
            false => Kind::Tuple(nodes.clone()),
        };
        self.plain_classes.insert((item, as_dict), kind.clone());
        for (field, result) in fields.iter().zip(nodes) {
            let of = self.field(item, &field.name);
            self.wish(of, Wish::Plain { as_dict, result });
        }
        kind
    }

    fn plain_node(&mut self, node: Node, as_dict: bool) -> Node {
        let key = (self.types.find(node), as_dict);
        if let Some(known) = self.plain_nodes.get(&key) {
            return *known;
        }
        let result = self.types.node();
        self.plain_nodes.insert(key, result);
        self.wish(node, Wish::Plain { as_dict, result });
        result
    }

    /// An attribute of a class that its body does not bind.
    pub(super) fn class_field(&mut self, class: Item, name: &Name) -> Node {
        let types = &mut self.types;
        *self.class_fields.entry((class, name.clone())).or_insert_with(|| types.node())
    }

    /// What dataclasses fill without a call's arguments.
    pub(super) fn finish_classes(&mut self) {
        for item in 0..self.items.len() as Item {
            let Some(class) = self.user_class(item) else { continue };
            let own = class.fields.iter().map(|field| field.name.clone()).chain(["_value_".into()]);
            for name in own.collect::<Vec<_>>() {
                let field = self.field(item, &name);
                let family = self.family(item);
                self.written.insert((family, name.clone()));
                for owner in &class.order {
                    let Some(of) = self.user_class(*owner) else { continue };
                    if let Some(default) = self.class_fields.get(&(*owner, name.clone())) {
                        self.types.flow(*default, field);
                    }
                    if self.owns(*owner, &name) {
                        let default = self.variable(of.scope, &name);
                        self.types.flow(default, field);
                    }
                }
            }
        }
    }
}

/// A field of the same name stays where it is.
pub(super) fn put_field(fields: &mut Vec<Field>, field: Field) {
    match fields.iter_mut().find(|other| other.name == field.name) {
        Some(other) => *other = field,
        None => fields.push(field),
    }
}

fn subscripted(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Subscript(of, _) => of,
        _ => expr,
    }
}

fn argument_of<'a>(call: &'a Expr, name: &str) -> Option<&'a Expr> {
    let ExprKind::Call(_, arguments) = &call.kind else { return None };
    arguments
        .iter()
        .find(|argument| matches!(&argument.kind, ArgumentKind::Named(of) if &**of == name))
        .map(|argument| &argument.value)
}

fn flag_of(call: &Expr, name: &str) -> Option<bool> {
    match argument_of(call, name)?.kind {
        ExprKind::Bool(flag) => Some(flag),
        _ => None,
    }
}

/// What an enum's body assigns to a name that does not begin with `_`.
pub(super) fn members_of(class: &Class) -> Vec<Name> {
    let targets = class.body.iter().flat_map(|stmt: &Stmt| match &stmt.kind {
        StmtKind::Assign { targets, .. } => targets.as_slice(),
        StmtKind::Annotate { target, value: Some(_), .. } => std::slice::from_ref(target),
        _ => &[],
    });
    let names = targets.filter_map(|target| match &target.kind {
        ExprKind::Name(name) if !name.starts_with('_') => Some(name.clone()),
        _ => None,
    });
    names.collect()
}

/// `["a", "b"]`, `("a", "b")`, `"a b"`, `"a, b"`
fn texts_of(expr: &Expr) -> Option<Vec<Name>> {
    let text = |member: &Expr| match &member.kind {
        ExprKind::Str(text) => Some(Name::from(&**text)),
        _ => None,
    };
    match &expr.kind {
        ExprKind::List(members) | ExprKind::Tuple(members) => members.iter().map(text).collect(),
        ExprKind::Str(all) => {
            Some(all.split([',', ' ', '\n', '\t']).filter(|name| !name.is_empty()).map(Name::from).collect())
        }
        _ => None,
    }
}
