//! What the library's functions take and give: stubs in Python, read by the same parser as programs.
//!
//! # How it works
//!
//! `stubs/builtins.pyi` describes the builtins and the methods of their types, `stubs/NAME.pyi` the module of that name. A class is known by its
//! *key*: `list`, `asyncio.Queue`. An annotation is a type, or a type variable where it is one capital letter: `T`, `U` and `V` are what a
//! container holds, other letters are made anew for each call. Special annotations stand in `infer/stubs.rs`. `X = a.Y` says that it is the
//! same thing. Several functions of one name are overloads: [`Library::choose`] takes the first that the shape of a call fits.

use crate::diagnostic::Diagnostics;
use crate::parse::parse;
use crate::tree::{Class, Expr, ExprKind, Function, Name, Stmt, StmtKind};
use std::collections::BTreeMap;
use std::rc::Rc;

macro_rules! stubs {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../stubs/", $name, ".pyi")))),*]
    };
}

const STUBS: &[(&str, &str)] = stubs! {
    "abc",
    "asyncio",
    "base64",
    "bisect",
    "builtins",
    "collections.abc",
    "collections",
    "concurrent.futures",
    "contextlib",
    "contextvars",
    "copy",
    "dataclasses",
    "datetime",
    "enum",
    "functools",
    "hashlib",
    "heapq",
    "inspect",
    "io",
    "itertools",
    "json",
    "logging",
    "math",
    "operator",
    "os.path",
    "os",
    "random",
    "re",
    "signal",
    "statistics",
    "string",
    "struct",
    "sys",
    "textwrap",
    "time",
    "traceback",
    "types",
    "typing",
    "zlib",
};

/// What a stub says of one name: its overloads, in order.
#[derive(Debug)]
pub(crate) struct Stub {
    /// `asyncio.gather`, `list.append`, `asyncio.Queue.get`.
    pub(crate) key: Name,
    /// The module in whose stub it stands.
    pub(crate) module: Name,
    pub(crate) overloads: Vec<Rc<Function>>,
}

/// What a call gives, as far as overloads are told apart by it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    pub(crate) positional: usize,
    pub(crate) named: Vec<Name>,
    pub(crate) has_star: bool,
    pub(crate) has_double_star: bool,
}

/// The functions, constants and classes of all stubs.
#[derive(Debug, Default)]
pub(crate) struct Library {
    functions: BTreeMap<String, Rc<Stub>>,
    /// The types of modules' constants and objects' attributes, with the module of the stub.
    attributes: BTreeMap<String, (Name, Expr)>,
    /// The bases of classes, by key.
    classes: BTreeMap<Name, Option<Name>>,
    /// What else is called by a name: `asyncio.TimeoutError` is `TimeoutError`.
    same: BTreeMap<String, Name>,
}

impl Library {
    /// What the stubs say.
    pub(crate) fn read() -> Library {
        let mut library = Library::default();
        for (module, stub) in STUBS {
            let parsed = parse(stub, &mut Diagnostics::default());
            debug_assert!(parsed.is_some(), "the stub of {module} is not Python");
            parsed.iter().flat_map(|stub| &stub.body).for_each(|stmt| library.learn(module, module, stmt));
        }
        library
    }

    /// `of` is the module, or the key of the class.
    fn learn(&mut self, module: &str, of: &str, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Function(function) => self.learn_function(module, of, function),
            StmtKind::Annotate { target, annotation, .. } => {
                if let ExprKind::Name(name) = &target.kind {
                    self.attributes.insert(format!("{of}.{name}"), (module.into(), annotation.clone()));
                }
            }
            StmtKind::Assign { targets, value } => {
                if let ([Expr { kind: ExprKind::Name(name), .. }], Some(key)) = (targets.as_slice(), dotted(value)) {
                    self.same.insert(format!("{of}.{name}"), key.into());
                }
            }
            StmtKind::Class(class) => self.learn_class(module, class),
            _ => {}
        }
    }

    fn learn_function(&mut self, module: &str, of: &str, function: &Rc<Function>) {
        let key = format!("{of}.{}", function.name);
        let stub = self.functions.entry(key.clone()).or_insert_with(|| {
            Rc::new(Stub { key: key.as_str().into(), module: module.into(), overloads: Vec::new() })
        });
        if let Some(stub) = Rc::get_mut(stub) {
            stub.overloads.push(function.clone());
        }
    }

    fn learn_class(&mut self, module: &str, class: &Class) {
        let base = class.bases.first().and_then(|base| dotted(&base.value));
        let base = base.map(|base| self.class(module, &base).unwrap_or_else(|| base.as_str().into()));
        let key = key_of(module, &class.name);
        self.classes.insert(key.as_str().into(), base);
        class.body.iter().for_each(|stmt| self.learn(module, &key, stmt));
    }

    /// A function of a module, or a method of a class or of its bases.
    pub(crate) fn function(&self, of: &str, name: &str) -> Option<&Rc<Stub>> {
        self.find(&self.functions, of, name)
    }

    /// The type of a constant of a module, or of an attribute of a class's objects; with the module whose stub says so.
    pub(crate) fn attribute(&self, of: &str, name: &str) -> Option<&(Name, Expr)> {
        self.find(&self.attributes, of, name)
    }

    fn find<'a, V>(&self, among: &'a BTreeMap<String, V>, of: &str, name: &str) -> Option<&'a V> {
        let mut next = Some(of);
        while let Some(of) = next {
            if let Some(found) = among.get(&format!("{of}.{name}")) {
                return Some(found);
            }
            next = self.base(of);
        }
        None
    }

    /// The `__new__` of a class, unless the class that has it is behind one with `__init__`: such a class makes plain objects.
    pub(crate) fn maker(&self, key: &str) -> Option<&Rc<Stub>> {
        let mut next = Some(key);
        while let Some(key) = next {
            if let Some(found) = self.functions.get(&format!("{key}.__new__")) {
                return Some(found);
            }
            if self.functions.contains_key(&format!("{key}.__init__")) {
                return None;
            }
            next = self.base(key);
        }
        None
    }

    /// What a module's name is another name of.
    pub(crate) fn same(&self, module: &str, name: &str) -> Option<&Name> {
        self.same.get(&format!("{module}.{name}"))
    }

    /// The key of a class that is called so in a module, or in all.
    pub(crate) fn class(&self, module: &str, name: &str) -> Option<Name> {
        [key_of(module, name), name.to_owned()]
            .iter()
            .find_map(|key| self.classes.get_key_value(key.as_str()))
            .map(|(key, _)| key.clone())
    }

    /// The key of the base of a class.
    pub(crate) fn base(&self, key: &str) -> Option<&str> {
        self.classes.get(key)?.as_deref()
    }

    /// Says whether a class is the other or is derived from it.
    pub(crate) fn is_subclass(&self, key: &str, of: &str) -> bool {
        let mut next = Some(key);
        while let Some(key) = next {
            if key == of {
                return true;
            }
            next = self.base(key);
        }
        of == "object"
    }

    /// Says whether a module is described, or the one around one that is.
    pub(crate) fn has_module(name: &str) -> bool {
        STUBS
            .iter()
            .any(|(module, _)| module.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    }

    /// The first overload that the shape of a call fits. A first parameter `self` or `cls` is given by whoever binds.
    pub(crate) fn choose(overloads: &[Rc<Function>], shape: &Shape) -> Option<usize> {
        overloads.iter().position(|function| accepts(function, shape))
    }
}

/// How many parameters are given by whoever binds a function of a stub.
pub(crate) fn bound_parameters(function: &Function) -> usize {
    let first = function.parameters.positional.first();
    usize::from(first.is_some_and(|first| matches!(&*first.name, "self" | "cls")))
}

fn accepts(function: &Function, shape: &Shape) -> bool {
    let parameters = &function.parameters;
    let bound = bound_parameters(function);
    let positional = &parameters.positional[bound..];
    let named_from = parameters.positional_only.saturating_sub(bound).max(shape.positional).min(positional.len());
    let names = || positional[named_from..].iter().chain(&parameters.named_only);
    let is_known = |name: &Name| parameters.double_star.is_some() || names().any(|parameter| parameter.name == *name);
    let is_given = |name: &Name| shape.named.contains(name) && names().any(|parameter| parameter.name == *name);
    let left = positional.iter().skip(shape.positional).filter(|_| !shape.has_star);
    let mut required = left.chain(&parameters.named_only).filter(|parameter| parameter.default.is_none());
    (shape.positional <= positional.len() || parameters.star.is_some())
        && (!shape.has_star || parameters.star.is_some())
        && (!shape.has_double_star || parameters.double_star.is_some())
        && shape.named.iter().all(is_known)
        && required.all(|parameter| is_given(&parameter.name))
}

fn key_of(module: &str, class: &str) -> String {
    if module == "builtins" { class.to_owned() } else { format!("{module}.{class}") }
}

/// `a.b.c` as text.
fn dotted(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name.to_string()),
        ExprKind::Attribute(of, name) => Some(format!("{}.{name}", dotted(of)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stub_is_read() {
        let library = Library::read();
        for (of, name) in [
            ("builtins", "print"),
            ("list", "append"),
            ("asyncio", "gather"),
            ("str", "zfill"),
            ("asyncio.LifoQueue", "get"),
        ] {
            assert!(library.function(of, name).is_some(), "{of}.{name}");
        }
        assert!(library.function("asyncio", "append").is_none());
        assert!(Library::has_module("asyncio") && !Library::has_module("numpy"));
        assert!(library.is_subclass("KeyError", "Exception") && !library.is_subclass("KeyError", "ValueError"));
    }

    #[test]
    fn overloads_are_chosen_by_shape() {
        let source = "def f(self, a): ...\ndef f(a, b=1, *, c=2): ...\ndef f(*a, d): ...\ndef f(x, /, **y): ...\n";
        let module = parse(source, &mut Diagnostics::default()).unwrap();
        let functions = module.body.iter().map(|stmt| match &stmt.kind {
            StmtKind::Function(function) => function.clone(),
            _ => unreachable!(),
        });
        let functions: Vec<_> = functions.collect();
        let chosen = |positional, named: &[&str], has_star| {
            let named = named.iter().map(|name| Name::from(*name)).collect();
            Library::choose(&functions, &Shape { positional, named, has_star, has_double_star: false })
        };
        assert_eq!(chosen(1, &[], false), Some(0));
        assert_eq!(chosen(2, &[], false), Some(1));
        assert_eq!(chosen(1, &["c"], false), Some(1));
        assert_eq!(chosen(0, &["d"], true), Some(2));
        assert_eq!(chosen(1, &["x"], false), Some(3));
        assert_eq!(chosen(0, &["x"], false), None);
    }
}
