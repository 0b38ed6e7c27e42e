//! What is known of classes when the program is translated: which are abstract, which attributes their objects may have.

use super::Lower;
use super::body::Body;
use super::class::{decorator_name, order};
use super::text::Value;
use super::types::Type;
use crate::analyse::types::{Item, Kind};
use crate::tree::{Class, Expr, ExprKind, Function, Name, Span, Stmt, StmtKind};
use std::collections::BTreeSet;
use std::rc::Rc;

impl<'a> Lower<'a> {
    fn tree(&self, class: Item) -> Option<&'a Class> {
        let known = self.inferred.class(class)?;
        self.classes.get(&known.scope).map(|tree| &***tree)
    }

    /// What a call of an abstract class raises; nothing where the class is none.
    pub(super) fn abstract_text(&self, class: Item) -> Option<String> {
        let classes = order(self.inferred, class);
        if !classes.iter().filter_map(|class| self.tree(*class)).any(has_abstract_metaclass) {
            return None;
        }
        let mut names: BTreeSet<Name> = BTreeSet::new();
        for base in classes.iter().rev() {
            let Some(tree) = self.tree(*base) else { continue };
            for stmt in &tree.body {
                match &stmt.kind {
                    StmtKind::Function(function) if is_abstract(function) => {
                        names.insert(function.name.clone());
                    }
                    _ => bound_names(stmt).into_iter().for_each(|name| {
                        names.remove(name);
                    }),
                }
            }
        }
        let plural = if names.len() == 1 { "" } else { "s" };
        let listed = names.iter().map(|name| &**name).collect::<Vec<_>>().join(", ");
        let name = self.inferred.item_name(class);
        (!names.is_empty())
            .then(|| format!("Can't instantiate abstract class {name} with abstract method{plural} {listed}"))
    }

    /// Says whether `__slots__` leave no room for an attribute of the objects of a class.
    pub(super) fn has_no_slot(&self, class: Item, name: &str) -> bool {
        let classes = order(self.inferred, class);
        let slots: Option<Vec<Vec<Name>>> = classes.iter().map(|class| slots_of(self.tree(*class)?)).collect();
        let is_plain = self.inferred.class(class).is_some_and(|class| class.library.is_empty());
        let has_room = |slot: &Name| **slot == *name || &**slot == "__dict__";
        is_plain && slots.is_some_and(|slots| !slots.iter().flatten().any(has_room))
    }
}

/// A class among those in which a name is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Program(Item),
    Abstract,
    Object,
}

impl Lower<'_> {
    fn bases_of(&self, class: Item) -> Option<Vec<Line>> {
        let tree = self.tree(class)?;
        let base = |base: &crate::tree::Argument| {
            let known = self.inferred.expression(base.value.id).and_then(|node| self.known(node));
            match (known, decorator_name(&base.value)) {
                (Some(Kind::Class(item)), _) if self.inferred.class(item).is_some() => Some(Line::Program(item)),
                (_, "ABC") => Some(Line::Abstract),
                (_, "object") => Some(Line::Object),
                _ => None,
            }
        };
        let bases: Vec<Line> = tree.bases.iter().map(base).collect::<Option<_>>()?;
        Some(if bases.is_empty() { vec![Line::Object] } else { bases })
    }

    /// The classes in which a name is looked up, in the order of CPython.
    fn linear(&self, class: Line) -> Option<Vec<Line>> {
        let item = match class {
            Line::Object => return Some(vec![Line::Object]),
            Line::Abstract => return Some(vec![Line::Abstract, Line::Object]),
            Line::Program(item) => item,
        };
        let bases = self.bases_of(item)?;
        let mut lists: Vec<Vec<Line>> = bases.iter().map(|base| self.linear(*base)).collect::<Option<_>>()?;
        lists.push(bases);
        let mut line = vec![class];
        loop {
            lists.retain(|list| !list.is_empty());
            let Some(next) = lists
                .iter()
                .filter_map(|list| list.first().copied())
                .find(|head| !lists.iter().any(|list| list.iter().skip(1).any(|other| other == head)))
            else {
                return lists.is_empty().then_some(line);
            };
            line.push(next);
            lists.iter_mut().for_each(|list| list.retain(|other| *other != next));
        }
    }
}

impl Body<'_, '_> {
    /// `C.__mro__` and `C.__bases__`
    pub(super) fn class_line(&mut self, class: Item, name: &str, span: Span) -> Option<Value> {
        self.lower.inferred.class(class)?;
        let line = match name {
            "__mro__" => self.lower.linear(Line::Program(class)),
            "__bases__" => self.lower.bases_of(class),
            _ => return None,
        };
        let statics = line.and_then(|line| {
            let name = |of: Line| match of {
                Line::Program(item) => self.lower.class_static(item),
                Line::Abstract => Some("class_object::ABC".to_owned()),
                Line::Object => Some("class_object::OBJECT".to_owned()),
            };
            line.into_iter().map(name).collect::<Option<Vec<String>>>()
        });
        let Some(statics) = statics else {
            return Some(self.refuse(span, format!("`{name}` of this class is not translated yet")));
        };
        let values: Vec<String> = statics.iter().map(|name| format!("&{name}")).collect();
        let rust = self.lower.rust_type(&Type::Class);
        let text = format!("Sequence::<{rust}>::from(vec![{}])", values.join(", "));
        Some(Value::new(text, Type::Sequence(Rc::new(Type::Class))))
    }
}

/// Says whether a class is derived from `ABC`, or has its metaclass.
fn has_abstract_metaclass(class: &Class) -> bool {
    class.bases.iter().any(|base| matches!(decorator_name(&base.value), "ABC" | "ABCMeta"))
}

fn is_abstract(function: &Function) -> bool {
    let is_it = |decorator: &Expr| matches!(decorator_name(decorator), "abstractmethod" | "abstractproperty");
    function.decorators.iter().any(is_it)
}

/// What a statement of a class binds.
fn bound_names(stmt: &Stmt) -> Vec<&Name> {
    match &stmt.kind {
        StmtKind::Function(function) => vec![&function.name],
        StmtKind::Class(class) => vec![&class.name],
        StmtKind::Assign { targets, .. } => targets.iter().filter_map(name_of).collect(),
        StmtKind::Annotate { target, value: Some(_), .. } => name_of(target).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn name_of(target: &Expr) -> Option<&Name> {
    match &target.kind {
        ExprKind::Name(name) => Some(name),
        _ => None,
    }
}

/// The `__slots__` of a class, where it has them.
fn slots_of(class: &Class) -> Option<Vec<Name>> {
    if class.decorators.iter().any(has_slots_flag) {
        let fields = class.body.iter().filter_map(|stmt| match &stmt.kind {
            StmtKind::Annotate { target, .. } => name_of(target).cloned(),
            _ => None,
        });
        return Some(fields.collect());
    }
    let value = class.body.iter().find_map(|stmt| match &stmt.kind {
        StmtKind::Assign { targets, value } => {
            targets.iter().filter_map(name_of).any(|name| &**name == "__slots__").then_some(value)
        }
        _ => None,
    })?;
    let text = |member: &Expr| match &member.kind {
        ExprKind::Str(text) => Some(Name::from(&**text)),
        _ => None,
    };
    match &value.kind {
        ExprKind::Tuple(members) | ExprKind::List(members) | ExprKind::Set(members) => {
            members.iter().map(text).collect()
        }
        ExprKind::Str(text) => Some(vec![Name::from(&**text)]),
        _ => None,
    }
}

/// `@dataclass(slots=True)`
fn has_slots_flag(decorator: &Expr) -> bool {
    let ExprKind::Call(_, arguments) = &decorator.kind else { return false };
    let is_it = |argument: &crate::tree::Argument| {
        matches!(&argument.kind, crate::tree::ArgumentKind::Named(name) if &**name == "slots")
            && matches!(argument.value.kind, ExprKind::Bool(true))
    };
    decorator_name(decorator) == "dataclass" && arguments.iter().any(is_it)
}
