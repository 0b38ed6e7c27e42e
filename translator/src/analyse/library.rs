//! What the library's functions take and give: stubs in Python, read by the same parser as programs.
//!
//! # How it works
//!
//! `stubs/builtins.pyi` describes the builtins and the methods of their types, `stubs/NAME.pyi` the module of that name. An annotation is a
//! type, or a type variable where it is one capital letter. `T` and `U` are what a container holds; other letters are made anew for each call.

use crate::diagnostic::Diagnostics;
use crate::parse::parse;
use crate::tree::{Expr, ExprKind, Function, Name, Stmt, StmtKind};
use std::collections::BTreeMap;
use std::rc::Rc;

const STUBS: [(&str, &str); 6] = [
    ("builtins", include_str!("../../stubs/builtins.pyi")),
    ("asyncio", include_str!("../../stubs/asyncio.pyi")),
    ("json", include_str!("../../stubs/json.pyi")),
    ("math", include_str!("../../stubs/math.pyi")),
    ("random", include_str!("../../stubs/random.pyi")),
    ("time", include_str!("../../stubs/time.pyi")),
];

/// The functions of modules and the methods of builtin types, by `module.function` and `type.method`.
#[derive(Debug, Default)]
pub(crate) struct Library {
    functions: BTreeMap<String, Rc<Function>>,
    /// The types of modules' constants and objects' attributes.
    attributes: BTreeMap<String, Expr>,
    /// With their bases.
    classes: BTreeMap<Name, Option<Name>>,
}

impl Library {
    /// What the stubs say.
    pub(crate) fn read() -> Library {
        let mut library = Library::default();
        for (module, stub) in STUBS {
            let parsed = parse(stub, &mut Diagnostics::default());
            debug_assert!(parsed.is_some(), "the stub of {module} is not Python");
            parsed.iter().flat_map(|stub| &stub.body).for_each(|stmt| library.learn(module, stmt));
        }
        library
    }

    fn learn(&mut self, of: &str, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Function(function) => {
                self.functions.insert(format!("{of}.{}", function.name), function.clone());
            }
            StmtKind::Annotate { target, annotation, .. } => {
                if let ExprKind::Name(name) = &target.kind {
                    self.attributes.insert(format!("{of}.{name}"), annotation.clone());
                }
            }
            StmtKind::Class(class) => {
                let base = class.bases.first().and_then(|base| match &base.value.kind {
                    ExprKind::Name(name) => Some(name.clone()),
                    _ => None,
                });
                self.classes.insert(class.name.clone(), base);
                class.body.iter().for_each(|stmt| self.learn(&class.name, stmt));
            }
            _ => {}
        }
    }

    /// A function of a module, or a method of a builtin type or of its base.
    pub(crate) fn function(&self, of: &str, name: &str) -> Option<&Rc<Function>> {
        self.find(&self.functions, of, name)
    }

    /// The type of a constant of a module, or of an attribute of a class's objects.
    pub(crate) fn attribute(&self, of: &str, name: &str) -> Option<&Expr> {
        self.find(&self.attributes, of, name)
    }

    fn find<'a, V>(&self, among: &'a BTreeMap<String, V>, of: &str, name: &str) -> Option<&'a V> {
        let mut next = Some(of);
        while let Some(of) = next {
            if let Some(found) = among.get(&format!("{of}.{name}")) {
                return Some(found);
            }
            next = self.classes.get(of).and_then(|base| base.as_deref());
        }
        None
    }

    /// Says whether a class is described.
    pub(crate) fn has_class(&self, name: &str) -> bool {
        self.classes.contains_key(name)
    }

    /// Says whether a module is known.
    pub(crate) fn has_module(name: &str) -> bool {
        STUBS.iter().any(|(module, _)| *module == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stub_is_read() {
        let library = Library::read();
        for (of, name) in
            [("builtins", "print"), ("list", "append"), ("asyncio", "gather"), ("str", "zfill"), ("LifoQueue", "get")]
        {
            assert!(library.function(of, name).is_some(), "{of}.{name}");
        }
        assert!(library.function("asyncio", "append").is_none());
        assert!(Library::has_module("asyncio") && !Library::has_module("numpy"));
    }
}
