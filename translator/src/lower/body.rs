//! The body of a function while it is written: its lines, its variables, and what stands around the current statement.
//!
//! # How it works
//!
//! ```text
//!  'block: {            a try or a with: what raises leaves it with `Err` (leave.rs)
//!      loop { … }       a loop: labelled where a statement inside of another block leaves it
//!  }
//! ```
//!
//! - **I1** `?` is written only where no try and no with of this body stands around it.

use super::Lower;
use super::facts::{Fact, always_assigned, block_id};
use super::text::{Lines, Value, identifier, literal};
use super::types::Type;
use crate::analyse::scopes::ScopeId;
use crate::tree::{ExprId, Name, Span, Stmt};
use std::collections::BTreeMap;

/// What kind of function it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Function,
    Coroutine,
    Generator,
    AsyncGenerator,
    /// The module, or a function that waits for `asyncio.run`.
    Blocking,
}

impl Form {
    pub(super) fn may_await(self) -> bool {
        self != Form::Function
    }
}

/// Where a variable lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Storage {
    Let,
    /// An `Option`, for it may have no value where it is read.
    Maybe,
    /// A `Var`, which closures share.
    Shared,
    /// A static.
    Global,
    /// The object of a method, under this name.
    Receiver(String),
}

/// What stands around a statement.
#[derive(Clone, Debug)]
pub(super) enum Guard {
    Loop {
        number: usize,
        /// The block that holds the loop and its `else`.
        around: Option<usize>,
        is_labelled: bool,
    },
    /// A labelled block of Rust, through which `break` alone does not go.
    Block,
    /// What raises leaves this block with `Err`.
    Raises(usize),
    /// Whatever leaves must go through what follows this block.
    Finally { number: usize, leaves: Leaves },
}

/// The ways in which statements leave a block, besides raising.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Leaves {
    pub(super) returns: bool,
    pub(super) breaks: bool,
    pub(super) continues: bool,
}

impl Leaves {
    pub(super) fn any(self) -> bool {
        self.returns || self.breaks || self.continues
    }
}

pub(super) struct Body<'l, 'a> {
    pub(super) lower: &'l Lower<'a>,
    pub(super) scope: ScopeId,
    pub(super) form: Form,
    /// What it returns.
    pub(super) returns: Type,
    pub(super) lines: Lines,
    pub(super) storages: BTreeMap<(ScopeId, Name), Storage>,
    pub(super) guards: Vec<Guard>,
    /// The exceptions that are being handled, by their Rust names.
    pub(super) handled: Vec<String>,
    /// The statements of the body, for what is asked of variables.
    pub(super) block: &'a [Stmt],
    pub(super) temporaries: usize,
    /// What is iterated over is not only counted, sorted or put into a set.
    pub(super) order_matters: bool,
    /// It is written for a thread.
    pub(super) in_thread: bool,
    /// What comes before the call that is being written: arguments that are unpacked.
    pub(super) prelude: String,
    /// The operator that is being written is that of an augmented assignment.
    pub(super) is_augmented: bool,
    /// The call whose result, awaited, nobody uses.
    pub(super) unused: Option<crate::tree::ExprId>,
    /// The `await` whose result nobody uses.
    pub(super) unused_await: Option<Span>,
    /// The expression whose value nobody looks at.
    pub(super) dropped: Option<ExprId>,
    /// How many closures around closures are being written.
    pub(super) conversions: usize,
    /// The class whose method it is.
    pub(super) class: Option<crate::analyse::types::Item>,
}

impl<'l, 'a> Body<'l, 'a> {
    pub(super) fn new(lower: &'l Lower<'a>, scope: ScopeId, form: Form, returns: Type, block: &'a [Stmt]) -> Self {
        Body {
            lower,
            scope,
            form,
            returns,
            lines: super::body_lines(),
            storages: BTreeMap::new(),
            guards: Vec::new(),
            handled: Vec::new(),
            block,
            temporaries: 0,
            order_matters: true,
            in_thread: false,
            prelude: String::new(),
            is_augmented: false,
            conversions: 0,
            unused: None,
            unused_await: None,
            dropped: None,
            class: None,
        }
    }

    pub(super) fn refuse(&self, span: Span, message: impl Into<String>) -> Value {
        self.lower.refuse(span, message);
        // Once is enough.
        Value::new("()", Type::Never).may_raise()
    }

    pub(super) fn line(&mut self, line: impl AsRef<str>) {
        self.lines.line(line);
    }

    /// A number that no other label or variable of this body has.
    pub(super) fn number(&mut self) -> usize {
        self.temporaries += 1;
        self.temporaries
    }

    /// A name that no variable of the program has.
    pub(super) fn temporary(&mut self, what: &str) -> String {
        format!("{what}_{}", self.number())
    }

    /// Writes lines apart, at one level deeper.
    pub(super) fn apart(&mut self, write: impl FnOnce(&mut Self)) -> String {
        let deeper = Lines::at_depth(self.lines.depth() + 1);
        let kept = std::mem::replace(&mut self.lines, deeper);
        write(self);
        std::mem::replace(&mut self.lines, kept).into_text()
    }

    // What raises.

    /// A block that what raises leaves, if there is one.
    fn raises_to(&self) -> Option<usize> {
        self.guards.iter().rev().find_map(|guard| match guard {
            Guard::Raises(number) | Guard::Finally { number, .. } => Some(*number),
            Guard::Loop { .. } | Guard::Block => None,
        })
    }

    /// The value of a text that gives a `Py`.
    pub(super) fn fallible(&self, text: &str) -> String {
        match self.raises_to() {
            Some(number) => format!("check!('block_{number}, {text})"),
            None => format!("{text}?"),
        }
    }

    pub(super) fn tried(&self, text: impl AsRef<str>, of_type: Type) -> Value {
        Value::new(self.fallible(text.as_ref()), of_type)
    }

    /// The statement that raises an exception.
    pub(super) fn raise(&self, exc: &str) -> String {
        match self.raises_to() {
            Some(number) => format!("break 'block_{number} Err({exc});"),
            None => format!("return Err({exc});"),
        }
    }

    /// The statement that returns.
    pub(super) fn leave_with(&mut self, value: &str) -> String {
        for guard in self.guards.iter_mut().rev() {
            if let Guard::Finally { number, leaves } = guard {
                leaves.returns = true;
                return format!("break 'block_{number} Ok(Leave::Return({value}));");
            }
        }
        format!("return Ok({value});")
    }

    /// The statement that ends the innermost loop, or its turn.
    pub(super) fn leave_loop(&mut self, breaks: bool) -> String {
        let mut is_inside = false;
        for guard in self.guards.iter_mut().rev() {
            match guard {
                Guard::Finally { number, leaves } => {
                    let how = if breaks { "Break" } else { "Continue" };
                    *(if breaks { &mut leaves.breaks } else { &mut leaves.continues }) = true;
                    return format!("break 'block_{number} Ok(Leave::{how});");
                }
                Guard::Raises(_) | Guard::Block => is_inside = true,
                Guard::Loop { number, around, is_labelled } => {
                    return match (breaks, around) {
                        (true, Some(around)) => format!("break 'block_{around};"),
                        _ if is_inside => {
                            *is_labelled = true;
                            format!("{} 'loop_{number};", if breaks { "break" } else { "continue" })
                        }
                        (true, None) => "break;".to_owned(),
                        (false, _) => "continue;".to_owned(),
                    };
                }
            }
        }
        String::new()
    }

    // Variables.

    pub(super) fn fact(&self, owner: ScopeId, name: &Name) -> Fact {
        self.lower.facts.variable(owner, name)
    }

    /// Says whether closures share a variable, so that it lives in a `Var`.
    pub(super) fn is_shared(&self, owner: ScopeId, name: &Name) -> bool {
        self.lower.is_shared(owner, name)
    }

    pub(super) fn storage(&self, owner: ScopeId, name: &Name) -> Storage {
        if owner == ScopeId(0) && self.fact(owner, name).is_captured {
            return Storage::Global;
        }
        if let Some(storage) = self.storages.get(&(owner, name.clone())) {
            return storage.clone();
        }
        if self.is_shared(owner, name) { Storage::Shared } else { Storage::Let }
    }

    pub(super) fn variable_type(&self, owner: ScopeId, name: &Name, span: Span) -> Type {
        let node = self.lower.inferred.variable(owner, name);
        node.map_or(Type::Never, |node| self.lower.type_at(node, span))
    }

    /// Reads a variable.
    pub(super) fn read(&mut self, owner: ScopeId, name: &Name, span: Span) -> Value {
        let of_type = self.variable_type(owner, name, span);
        let rust = identifier(name);
        match self.storage(owner, name) {
            Storage::Let => Value::place(rust, of_type),
            Storage::Receiver(rust) => Value::place(rust, of_type),
            Storage::Maybe => {
                let copied = if of_type.is_copy() { "" } else { ".clone()" };
                self.tried(format!("{rust}{copied}.ok_or_else(|| unbound({}))", literal(name)), of_type)
            }
            Storage::Shared => self.tried(format!("{rust}.get({})", literal(name)), of_type),
            Storage::Global => {
                self.lower.globals.borrow_mut().insert(name.clone(), of_type.clone());
                self.tried(format!("{}.get()", super::global_name(name)), of_type)
            }
        }
    }

    /// Writes a variable: the statement that assigns a value of its type.
    pub(super) fn write(&mut self, owner: ScopeId, name: &Name, value: &str, of_type: &Type) {
        let rust = identifier(name);
        let key = (owner, name.clone());
        match self.storage(owner, name) {
            Storage::Global => {
                self.lower.globals.borrow_mut().insert(name.clone(), of_type.clone());
                self.line(format!("{}.set({value});", super::global_name(name)));
            }
            Storage::Shared => self.line(format!("{rust}.set({value});")),
            Storage::Maybe => self.line(format!("{rust} = Some({value});")),
            Storage::Let | Storage::Receiver(_) if self.storages.contains_key(&key) => {
                self.line(format!("{rust} = {value};"));
            }
            Storage::Let | Storage::Receiver(_) => {
                let mutable = if self.fact(owner, name).bindings > 1 { "mut " } else { "" };
                self.storages.insert(key, Storage::Let);
                // What is only None does not say of which type it would be.
                let annotation = match of_type {
                    Type::Optional(_) | Type::Union(_) => format!(": {}", self.lower.rust_type(of_type)),
                    _ => String::new(),
                };
                self.line(format!("let {mutable}{rust}{annotation} = {value};"));
            }
        }
    }

    /// Declares the variables of a block that are not declared by their first assignment.
    pub(super) fn declare(&mut self, block: &[Stmt]) {
        let homes = self.lower.facts.homes(block).to_vec();
        for (owner, name) in homes {
            let fact = self.fact(owner, &name);
            let is_elsewhere = owner == ScopeId(0) && fact.is_captured;
            if fact.is_parameter || is_elsewhere || owner != self.scope && owner != ScopeId(0) {
                continue;
            }
            let of_type = self.variable_type(owner, &name, Span { start: 0, end: 0 });
            if of_type == Type::Known {
                continue;
            }
            self.declare_variable(owner, &name, &fact, &of_type, block);
        }
    }

    fn declare_variable(&mut self, owner: ScopeId, name: &Name, fact: &Fact, of_type: &Type, block: &[Stmt]) {
        let (rust, rust_type) = (identifier(name), self.lower.rust_type(of_type));
        let key = (owner, name.clone());
        if self.is_shared(owner, name) {
            self.storages.insert(key, Storage::Shared);
            return self.line(format!("let {rust} = Var::<{rust_type}>::new();"));
        }
        if fact.is_declared_by_assignment() && !fact.is_deleted {
            return;
        }
        // What is read in a later turn of a loop than it is set in.
        let scope = if block_id(block) == block_id(self.block) { block } else { self.block };
        if fact.is_deleted || !always_assigned(scope, name, false) {
            self.storages.insert(key, Storage::Maybe);
            return self.line(format!("let mut {rust}: Option<{rust_type}> = None;"));
        }
        if always_assigned(scope, name, true) {
            self.storages.insert(key, Storage::Let);
            return self.line(format!("let mut {rust}: {rust_type};"));
        }
        match default_of(of_type) {
            Some(default) => {
                self.storages.insert(key, Storage::Let);
                self.line(format!("let mut {rust}: {rust_type} = {default};"));
            }
            None => {
                self.storages.insert(key, Storage::Maybe);
                self.line(format!("let mut {rust}: Option<{rust_type}> = None;"));
            }
        }
    }
}

/// A value that is never seen, where Rust wants one.
fn default_of(of_type: &Type) -> Option<&'static str> {
    Some(match of_type {
        Type::Never | Type::None => "()",
        Type::Bool => "false",
        Type::Int => "0",
        Type::Float => "0.0",
        Type::Str => "Str::default()",
        Type::Optional(_) => "None",
        Type::List(_) => "List::default()",
        Type::Dict(..) => "Dict::default()",
        Type::Set(_) => "Set::default()",
        _ => return None,
    })
}

impl Lower<'_> {
    /// Says whether closures share a variable of a function, so that it lives in a `Var`.
    pub(super) fn is_shared(&self, owner: ScopeId, name: &Name) -> bool {
        let fact = self.facts.variable(owner, name);
        let is_fixed = fact.bindings == 1 && !fact.bound_in_loop && !fact.bound_after_capture && !fact.is_deleted;
        owner != ScopeId(0) && fact.is_captured && fact.bindings > 0 && (!is_fixed || self.captures_itself(owner, name))
    }

    /// Says whether a name stands for a function that uses itself: it is made before its name is bound.
    fn captures_itself(&self, owner: ScopeId, name: &Name) -> bool {
        self.functions.iter().any(|(scope, function)| {
            let parent = self.scopes.scopes.get(scope.0 as usize).and_then(|scope| scope.parent);
            parent == Some(owner)
                && function.name == *name
                && self.facts.captures(*scope).contains(&(owner, name.clone()))
        })
    }
}
