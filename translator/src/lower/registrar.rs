//! What must hold of functions that were split (`registrars.rs`).

use super::Lower;
use crate::analyse::types::Kind;
use crate::monomorphise::copies::original_name;
use crate::registrars;

impl Lower<'_> {
    /// Refuses a program in which something else than a function comes where a function was taken to be given.
    pub(super) fn check_registrars(&self) {
        let parent = |scope: crate::analyse::scopes::ScopeId| self.scopes.scopes.get(scope.0 as usize)?.parent;
        for (scope, function) in self.functions {
            let Some((name, parameter)) = registrars::other(function) else { continue };
            let others = self.functions.iter().filter(|(other, it)| {
                original_name(&it.name) == name && parent(**other) == parent(*scope)
                    || registrars::is_inside(it) && parent(**other) == Some(*scope)
            });
            for (other, it) in others {
                let Some(node) = self.inferred.variable(*other, parameter) else { continue };
                let is_function = |kind: &Kind| matches!(kind, Kind::Function(_) | Kind::Method(..) | Kind::Class(_));
                if !self.inferred.kinds(self.inferred.find(node)).all(is_function) {
                    self.refuse(
                        it.name_span,
                        format!("`{parameter}` of this function is not always a function or left out"),
                    );
                }
            }
        }
    }
}
