//! The syntax tree, as the passes see it: Python's, with less in it.
//!
//! # How it works
//!
//! `parse.rs` makes it from the parser's own tree, and nobody else knows that one. What Python's grammar says in several ways is said in one
//! here: `elif` is an `if` in the `else`, adjoining strings are one, a string of an f-string is a piece of text. Every expression has a number,
//! under which the passes keep what they find out about it.

use std::collections::BTreeMap;
use std::rc::Rc;

/// An identifier.
pub(crate) type Name = Rc<str>;

/// From where to where it stands in the source, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// The number of an expression in its module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ExprId(pub(crate) u32);

/// A module.
#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) body: Vec<Stmt>,
    /// How many expressions there are.
    pub(crate) expressions: u32,
    /// The lambdas that stand for functions of the library.
    pub(crate) kept: BTreeMap<ExprId, Kept>,
}

/// A function of the library that is a value.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) name: Name,
    pub(crate) qualified: Name,
    /// What its type is called.
    pub(crate) kind: &'static str,
}

#[derive(Clone, Debug)]
pub(crate) struct Expr {
    pub(crate) id: ExprId,
    pub(crate) span: Span,
    pub(crate) kind: ExprKind,
}

#[derive(Clone, Debug)]
pub(crate) enum ExprKind {
    None,
    Bool(bool),
    Int(i64),
    /// An integer beyond 64 bits, in decimal digits or with its prefix.
    BigInt(Box<str>),
    Float(f64),
    Str(Box<str>),
    Bytes(Box<[u8]>),
    Ellipsis,
    Name(Name),
    FString(Vec<Piece>),
    Tuple(Vec<Expr>),
    List(Vec<Expr>),
    Set(Vec<Expr>),
    Dict(Vec<Item>),
    Starred(Box<Expr>),
    Unary(UnaryOp, Box<Expr>),
    Binary(Box<Expr>, BinaryOp, Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Compare(Box<Expr>, Vec<(CompareOp, Expr)>),
    Call(Box<Expr>, Vec<Argument>),
    Attribute(Box<Expr>, Name),
    Subscript(Box<Expr>, Box<Expr>),
    Slice(Option<Box<Expr>>, Option<Box<Expr>>, Option<Box<Expr>>),
    IfElse {
        test: Box<Expr>,
        body: Box<Expr>,
        orelse: Box<Expr>,
    },
    Lambda(Box<Parameters>, Box<Expr>),
    Comprehension(Comprehends, Vec<Clause>),
    Await(Box<Expr>),
    Yield(Option<Box<Expr>>),
    YieldFrom(Box<Expr>),
    /// `name := value`
    Named(Name, Box<Expr>),
}

/// What a comprehension makes.
#[derive(Clone, Debug)]
pub(crate) enum Comprehends {
    List(Box<Expr>),
    Set(Box<Expr>),
    Dict(Box<Expr>, Box<Expr>),
    Generator(Box<Expr>),
}

/// `for target in iter if condition`
#[derive(Clone, Debug)]
pub(crate) struct Clause {
    pub(crate) is_async: bool,
    pub(crate) target: Expr,
    pub(crate) iter: Expr,
    pub(crate) conditions: Vec<Expr>,
}

/// Of a dict display: `key: value`, or `**mapping` without a key.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) key: Option<Expr>,
    pub(crate) value: Expr,
}

/// Of an f-string.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Text(Box<str>),
    Value { value: Expr, conversion: Option<char>, spec: Vec<Piece> },
}

/// Of a call.
#[derive(Clone, Debug)]
pub(crate) struct Argument {
    pub(crate) span: Span,
    pub(crate) kind: ArgumentKind,
    pub(crate) value: Expr,
}

#[derive(Clone, Debug)]
pub(crate) enum ArgumentKind {
    Positional,
    Named(Name),
    /// `*value`
    Star,
    /// `**value`
    DoubleStar,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnaryOp {
    Not,
    Plus,
    Minus,
    Invert,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BinaryOp {
    Add,
    Sub,
    Mul,
    MatMul,
    Div,
    FloorDiv,
    Mod,
    Pow,
    LeftShift,
    RightShift,
    BitAnd,
    BitOr,
    BitXor,
}

impl BinaryOp {
    /// As it is written.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Mul => "*",
            BinaryOp::MatMul => "@",
            BinaryOp::Div => "/",
            BinaryOp::FloorDiv => "//",
            BinaryOp::Mod => "%",
            BinaryOp::Pow => "**",
            BinaryOp::LeftShift => "<<",
            BinaryOp::RightShift => ">>",
            BinaryOp::BitAnd => "&",
            BinaryOp::BitOr => "|",
            BinaryOp::BitXor => "^",
        }
    }

    /// The methods of objects that it calls: its own, the reflected one, the one that works in place.
    pub(crate) fn methods(self) -> (&'static str, &'static str, &'static str) {
        match self {
            BinaryOp::Add => ("__add__", "__radd__", "__iadd__"),
            BinaryOp::Sub => ("__sub__", "__rsub__", "__isub__"),
            BinaryOp::Mul => ("__mul__", "__rmul__", "__imul__"),
            BinaryOp::MatMul => ("__matmul__", "__rmatmul__", "__imatmul__"),
            BinaryOp::Div => ("__truediv__", "__rtruediv__", "__itruediv__"),
            BinaryOp::FloorDiv => ("__floordiv__", "__rfloordiv__", "__ifloordiv__"),
            BinaryOp::Mod => ("__mod__", "__rmod__", "__imod__"),
            BinaryOp::Pow => ("__pow__", "__rpow__", "__ipow__"),
            BinaryOp::LeftShift => ("__lshift__", "__rlshift__", "__ilshift__"),
            BinaryOp::RightShift => ("__rshift__", "__rrshift__", "__irshift__"),
            BinaryOp::BitAnd => ("__and__", "__rand__", "__iand__"),
            BinaryOp::BitOr => ("__or__", "__ror__", "__ior__"),
            BinaryOp::BitXor => ("__xor__", "__rxor__", "__ixor__"),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CompareOp {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Is,
    IsNot,
    In,
    NotIn,
}

#[derive(Clone, Debug)]
pub(crate) struct Stmt {
    pub(crate) span: Span,
    pub(crate) kind: StmtKind,
}

#[derive(Clone, Debug)]
pub(crate) enum StmtKind {
    Expr(Expr),
    Assign { targets: Vec<Expr>, value: Expr },
    Augment { target: Expr, op: BinaryOp, value: Expr },
    Annotate { target: Expr, annotation: Expr, value: Option<Expr> },
    Return(Option<Expr>),
    Raise { exc: Option<Expr>, cause: Option<Expr> },
    Assert { test: Expr, message: Option<Expr> },
    Delete(Vec<Expr>),
    Pass,
    Break,
    Continue,
    Global(Vec<Name>),
    Nonlocal(Vec<Name>),
    Import(Vec<Alias>),
    ImportFrom { module: Option<Name>, level: u32, names: Vec<Alias> },
    If { test: Expr, body: Vec<Stmt>, orelse: Vec<Stmt> },
    While { test: Expr, body: Vec<Stmt>, orelse: Vec<Stmt> },
    For { is_async: bool, target: Expr, iter: Expr, body: Vec<Stmt>, orelse: Vec<Stmt> },
    With { is_async: bool, items: Vec<WithItem>, body: Vec<Stmt> },
    Try(Box<Try>),
    Match { subject: Expr, cases: Vec<Case> },
    Function(Rc<Function>),
    Class(Rc<Class>),
    TypeAlias { name: Name, value: Expr },
}

/// `name as other`; `*` is a name here.
#[derive(Clone, Debug)]
pub(crate) struct Alias {
    pub(crate) span: Span,
    pub(crate) name: Name,
    pub(crate) other: Option<Name>,
}

#[derive(Clone, Debug)]
pub(crate) struct WithItem {
    pub(crate) context: Expr,
    pub(crate) target: Option<Expr>,
}

#[derive(Clone, Debug)]
pub(crate) struct Try {
    pub(crate) body: Vec<Stmt>,
    pub(crate) handlers: Vec<Handler>,
    pub(crate) orelse: Vec<Stmt>,
    pub(crate) last: Vec<Stmt>,
    /// The handlers are those of `except*`.
    pub(crate) splits: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Handler {
    pub(crate) span: Span,
    pub(crate) class: Option<Expr>,
    pub(crate) name: Option<Name>,
    pub(crate) body: Vec<Stmt>,
}

#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) pattern: Pattern,
    pub(crate) guard: Option<Expr>,
    pub(crate) body: Vec<Stmt>,
}

#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    pub(crate) span: Span,
    pub(crate) kind: PatternKind,
}

#[derive(Clone, Debug)]
pub(crate) enum PatternKind {
    /// A value to be equal to, or None, True, False to be.
    Value(Expr),
    Sequence(Vec<Pattern>),
    /// `*name`; without a name `*_`.
    Star(Option<Name>),
    Mapping {
        keys: Vec<Expr>,
        patterns: Vec<Pattern>,
        rest: Option<Name>,
    },
    Class {
        class: Expr,
        patterns: Vec<Pattern>,
        named: Vec<(Name, Pattern)>,
    },
    /// Matches what the pattern does, or anything, and binds it.
    As(Option<Box<Pattern>>, Option<Name>),
    Or(Vec<Pattern>),
}

#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub(crate) name: Name,
    pub(crate) name_span: Span,
    pub(crate) is_async: bool,
    pub(crate) decorators: Vec<Expr>,
    pub(crate) parameters: Parameters,
    pub(crate) returns: Option<Expr>,
    pub(crate) body: Vec<Stmt>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Parameters {
    /// In the order in which positional arguments fill them.
    pub(crate) positional: Vec<Parameter>,
    /// How many of them cannot be named.
    pub(crate) positional_only: usize,
    pub(crate) star: Option<Parameter>,
    pub(crate) named_only: Vec<Parameter>,
    pub(crate) double_star: Option<Parameter>,
}

impl Parameters {
    /// How many positional parameters come before the first whose default is evaluated at the definition to something that is no constant.
    pub(crate) fn own(&self) -> usize {
        let is_bound = |parameter: &Parameter| parameter.default.as_ref().is_some_and(|default| !default.is_constant());
        self.positional.iter().position(is_bound).unwrap_or(self.positional.len())
    }
}

impl Expr {
    /// Says whether it gives the same whenever it is evaluated.
    pub(crate) fn is_constant(&self) -> bool {
        match &self.kind {
            ExprKind::None
            | ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Str(_)
            | ExprKind::Bytes(_) => true,
            ExprKind::Unary(_, inner) => inner.is_constant(),
            ExprKind::Tuple(members) => members.iter().all(Expr::is_constant),
            _ => false,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) span: Span,
    pub(crate) name: Name,
    pub(crate) annotation: Option<Expr>,
    pub(crate) default: Option<Expr>,
}

#[derive(Clone, Debug)]
pub(crate) struct Class {
    pub(crate) name: Name,
    pub(crate) name_span: Span,
    pub(crate) decorators: Vec<Expr>,
    pub(crate) bases: Vec<Argument>,
    pub(crate) body: Vec<Stmt>,
}
