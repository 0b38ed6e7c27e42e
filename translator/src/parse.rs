//! Source to syntax tree, through a parser crate, whose grammar types stay in here.
//!
//! # How it works
//!
//! The bytes become text (UTF-8, a byte-order mark dropped), the text is looked over for nesting that no stack should follow, the parser makes
//! its tree, and [`Lowering`] makes ours of it.
//!
//! - **I1** What is too large or too deep (depth.rs) is refused before the parser sees it: its recursion, and that of every pass, is bounded.

use crate::depth;
use crate::diagnostic::{Code, Diagnostics};
use crate::tree::{
    Alias, Argument, ArgumentKind, BinaryOp, Case, Class, Clause, CompareOp, Comprehends, Expr, ExprId, ExprKind,
    Function, Handler, Item, Module, Name, Parameter, Parameters, Pattern, PatternKind, Piece, Span, Stmt, StmtKind,
    Try, UnaryOp, WithItem,
};
use ruff_python_ast::{self as ast, PythonVersion};
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged, TextRange};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The largest file.
const MOST_BYTES: usize = 8 << 20;

/// The text of a file.
pub(crate) fn decode<'a>(bytes: &'a [u8], diagnostics: &mut Diagnostics) -> Option<&'a str> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let start = Span { start: 0, end: 0 };
    if bytes.len() > MOST_BYTES {
        diagnostics.add(Code::TooLarge, start, format!("the file is larger than {} MiB", MOST_BYTES >> 20));
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            let message = format!("the file is not UTF-8: byte {} is part of no character", error.valid_up_to());
            diagnostics.add_with_help(Code::Encoding, start, message, "save it as UTF-8");
            None
        }
    }
}

/// The tree of a source; none where it is refused.
pub(crate) fn parse(source: &str, diagnostics: &mut Diagnostics) -> Option<Module> {
    if let Some((span, message)) = depth::too_deep(source) {
        diagnostics.add(Code::TooLarge, span, message);
        return None;
    }
    let options = ParseOptions::from(Mode::Module).with_target_version(PythonVersion::PY312);
    let parsed = parse_unchecked(source, options);
    for error in parsed.errors() {
        diagnostics.add(Code::Syntax, span(error.location), sentence(&error.error.to_string()));
    }
    for error in parsed.unsupported_syntax_errors() {
        diagnostics.add(Code::Syntax, span(error.range), sentence(&error.to_string()));
    }
    if !diagnostics.is_empty() {
        return None;
    }
    let ast::Mod::Module(module) = parsed.into_syntax() else { return None };
    let mut lowering = Lowering { expressions: 0, diagnostics };
    let body = lowering.block(&module.body);
    let expressions = lowering.expressions;
    diagnostics.is_empty().then_some(Module { body, expressions, kept: BTreeMap::new() })
}

/// A message of the parser in the form of ours: it begins small.
fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

fn span(range: TextRange) -> Span {
    Span { start: range.start().to_u32(), end: range.end().to_u32() }
}

fn name(identifier: &ast::Identifier) -> Name {
    identifier.as_str().into()
}

/// Makes our tree of the parser's.
struct Lowering<'a> {
    expressions: u32,
    diagnostics: &'a mut Diagnostics,
}

impl Lowering<'_> {
    fn not_yet(&mut self, range: TextRange, what: &str) {
        self.diagnostics.add(Code::NotYet, span(range), format!("{what} is not translated"));
    }

    fn block(&mut self, statements: &[ast::Stmt]) -> Vec<Stmt> {
        statements.iter().filter_map(|stmt| self.stmt(stmt)).collect()
    }

    fn stmt(&mut self, stmt: &ast::Stmt) -> Option<Stmt> {
        let kind = match stmt {
            ast::Stmt::FunctionDef(function) => StmtKind::Function(Rc::new(self.function(function))),
            ast::Stmt::ClassDef(class) => StmtKind::Class(Rc::new(self.class(class))),
            ast::Stmt::Return(stmt) => StmtKind::Return(self.option(stmt.value.as_deref())),
            ast::Stmt::Delete(stmt) => StmtKind::Delete(self.exprs(&stmt.targets)),
            ast::Stmt::TypeAlias(stmt) => match &*stmt.name {
                ast::Expr::Name(name) => {
                    StmtKind::TypeAlias { name: name.id.as_str().into(), value: self.expr(&stmt.value) }
                }
                other => {
                    self.not_yet(other.range(), "this alias of a type");
                    return None;
                }
            },
            ast::Stmt::Assign(stmt) => {
                StmtKind::Assign { targets: self.exprs(&stmt.targets), value: self.expr(&stmt.value) }
            }
            ast::Stmt::AugAssign(stmt) => StmtKind::Augment {
                target: self.expr(&stmt.target),
                op: binary(stmt.op),
                value: self.expr(&stmt.value),
            },
            ast::Stmt::AnnAssign(stmt) => StmtKind::Annotate {
                target: self.expr(&stmt.target),
                annotation: self.expr(&stmt.annotation),
                value: self.option(stmt.value.as_deref()),
            },
            ast::Stmt::For(stmt) => StmtKind::For {
                is_async: stmt.is_async,
                target: self.expr(&stmt.target),
                iter: self.expr(&stmt.iter),
                body: self.block(&stmt.body),
                orelse: self.block(&stmt.orelse),
            },
            ast::Stmt::While(stmt) => StmtKind::While {
                test: self.expr(&stmt.test),
                body: self.block(&stmt.body),
                orelse: self.block(&stmt.orelse),
            },
            ast::Stmt::If(stmt) => StmtKind::If {
                test: self.expr(&stmt.test),
                body: self.block(&stmt.body),
                orelse: self.clauses(&stmt.elif_else_clauses),
            },
            ast::Stmt::With(stmt) => StmtKind::With {
                is_async: stmt.is_async,
                items: stmt.items.iter().map(|item| self.with_item(item)).collect(),
                body: self.block(&stmt.body),
            },
            ast::Stmt::Match(stmt) => StmtKind::Match {
                subject: self.expr(&stmt.subject),
                cases: stmt.cases.iter().map(|case| self.case(case)).collect(),
            },
            ast::Stmt::Raise(stmt) => {
                StmtKind::Raise { exc: self.option(stmt.exc.as_deref()), cause: self.option(stmt.cause.as_deref()) }
            }
            ast::Stmt::Try(stmt) => StmtKind::Try(Box::new(self.try_stmt(stmt))),
            ast::Stmt::Assert(stmt) => {
                StmtKind::Assert { test: self.expr(&stmt.test), message: self.option(stmt.msg.as_deref()) }
            }
            ast::Stmt::Import(stmt) => StmtKind::Import(stmt.names.iter().map(alias).collect()),
            ast::Stmt::ImportFrom(stmt) => StmtKind::ImportFrom {
                module: stmt.module.as_ref().map(name),
                level: stmt.level,
                names: stmt.names.iter().map(alias).collect(),
            },
            ast::Stmt::Global(stmt) => StmtKind::Global(stmt.names.iter().map(name).collect()),
            ast::Stmt::Nonlocal(stmt) => StmtKind::Nonlocal(stmt.names.iter().map(name).collect()),
            ast::Stmt::Expr(stmt) => StmtKind::Expr(self.expr(&stmt.value)),
            ast::Stmt::Pass(_) => StmtKind::Pass,
            ast::Stmt::Break(_) => StmtKind::Break,
            ast::Stmt::Continue(_) => StmtKind::Continue,
            ast::Stmt::IpyEscapeCommand(stmt) => {
                self.not_yet(stmt.range, "a command of IPython");
                return None;
            }
        };
        Some(Stmt { span: span(stmt.range()), kind })
    }

    /// `elif` is an `if` in the `else`.
    fn clauses(&mut self, clauses: &[ast::ElifElseClause]) -> Vec<Stmt> {
        let Some((first, rest)) = clauses.split_first() else { return Vec::new() };
        let body = self.block(&first.body);
        let Some(test) = &first.test else { return body };
        let test = self.expr(test);
        vec![Stmt { span: span(first.range), kind: StmtKind::If { test, body, orelse: self.clauses(rest) } }]
    }

    fn with_item(&mut self, item: &ast::WithItem) -> WithItem {
        WithItem { context: self.expr(&item.context_expr), target: self.option(item.optional_vars.as_deref()) }
    }

    fn try_stmt(&mut self, stmt: &ast::StmtTry) -> Try {
        let handlers = stmt.handlers.iter().map(|ast::ExceptHandler::ExceptHandler(handler)| Handler {
            span: span(handler.range),
            class: self.option(handler.type_.as_deref()),
            name: handler.name.as_ref().map(name),
            body: self.block(&handler.body),
        });
        let handlers = handlers.collect();
        Try {
            body: self.block(&stmt.body),
            handlers,
            orelse: self.block(&stmt.orelse),
            last: self.block(&stmt.finalbody),
            splits: stmt.is_star,
        }
    }

    fn case(&mut self, case: &ast::MatchCase) -> Case {
        Case {
            pattern: self.pattern(&case.pattern),
            guard: self.option(case.guard.as_deref()),
            body: self.block(&case.body),
        }
    }

    fn pattern(&mut self, pattern: &ast::Pattern) -> Pattern {
        let kind = match pattern {
            ast::Pattern::MatchValue(pattern) => PatternKind::Value(self.expr(&pattern.value)),
            ast::Pattern::MatchSingleton(singleton) => {
                let kind = match singleton.value {
                    ast::Singleton::None => ExprKind::None,
                    ast::Singleton::True => ExprKind::Bool(true),
                    ast::Singleton::False => ExprKind::Bool(false),
                };
                PatternKind::Value(self.new_expr(singleton.range, kind))
            }
            ast::Pattern::MatchSequence(pattern) => PatternKind::Sequence(self.patterns(&pattern.patterns)),
            ast::Pattern::MatchStar(pattern) => PatternKind::Star(pattern.name.as_ref().map(name)),
            ast::Pattern::MatchMapping(pattern) => PatternKind::Mapping {
                keys: self.exprs(&pattern.keys),
                patterns: self.patterns(&pattern.patterns),
                rest: pattern.rest.as_ref().map(name),
            },
            ast::Pattern::MatchClass(pattern) => PatternKind::Class {
                class: self.expr(&pattern.cls),
                patterns: self.patterns(&pattern.arguments.patterns),
                named: pattern
                    .arguments
                    .keywords
                    .iter()
                    .map(|keyword| (name(&keyword.attr), self.pattern(&keyword.pattern)))
                    .collect(),
            },
            ast::Pattern::MatchAs(pattern) => PatternKind::As(
                pattern.pattern.as_deref().map(|pattern| Box::new(self.pattern(pattern))),
                pattern.name.as_ref().map(name),
            ),
            ast::Pattern::MatchOr(pattern) => PatternKind::Or(self.patterns(&pattern.patterns)),
        };
        Pattern { span: span(pattern.range()), kind }
    }

    fn patterns(&mut self, patterns: &[ast::Pattern]) -> Vec<Pattern> {
        patterns.iter().map(|pattern| self.pattern(pattern)).collect()
    }

    fn function(&mut self, function: &ast::StmtFunctionDef) -> Function {
        Function {
            name: name(&function.name),
            name_span: span(function.name.range),
            is_async: function.is_async,
            decorators: function.decorator_list.iter().map(|decorator| self.expr(&decorator.expression)).collect(),
            parameters: self.parameters(&function.parameters),
            returns: self.option(function.returns.as_deref()),
            body: self.block(&function.body),
        }
    }

    fn class(&mut self, class: &ast::StmtClassDef) -> Class {
        Class {
            name: name(&class.name),
            name_span: span(class.name.range),
            decorators: class.decorator_list.iter().map(|decorator| self.expr(&decorator.expression)).collect(),
            bases: class.arguments.as_deref().map_or_else(Vec::new, |arguments| self.arguments(arguments)),
            body: self.block(&class.body),
        }
    }

    fn parameters(&mut self, parameters: &ast::Parameters) -> Parameters {
        let positional = parameters.posonlyargs.iter().chain(&parameters.args);
        Parameters {
            positional: positional.map(|parameter| self.parameter(parameter)).collect(),
            positional_only: parameters.posonlyargs.len(),
            star: parameters.vararg.as_deref().map(|parameter| self.bare_parameter(parameter)),
            named_only: parameters.kwonlyargs.iter().map(|parameter| self.parameter(parameter)).collect(),
            double_star: parameters.kwarg.as_deref().map(|parameter| self.bare_parameter(parameter)),
        }
    }

    fn parameter(&mut self, parameter: &ast::ParameterWithDefault) -> Parameter {
        let default = self.option(parameter.default.as_deref());
        Parameter { default, ..self.bare_parameter(&parameter.parameter) }
    }

    fn bare_parameter(&mut self, parameter: &ast::Parameter) -> Parameter {
        Parameter {
            span: span(parameter.range),
            name: name(&parameter.name),
            annotation: self.option(parameter.annotation.as_deref()),
            default: None,
        }
    }

    /// The arguments of a call, in the order in which they are evaluated.
    fn arguments(&mut self, arguments: &ast::Arguments) -> Vec<Argument> {
        arguments.iter_source_order().map(|argument| self.argument(argument)).collect()
    }

    fn argument(&mut self, argument: ast::ArgOrKeyword<'_>) -> Argument {
        let (range, kind, value) = match argument {
            ast::ArgOrKeyword::Arg(ast::Expr::Starred(starred)) => (starred.range, ArgumentKind::Star, &*starred.value),
            ast::ArgOrKeyword::Arg(value) => (value.range(), ArgumentKind::Positional, value),
            ast::ArgOrKeyword::Keyword(keyword) => {
                let kind = match &keyword.arg {
                    Some(arg) => ArgumentKind::Named(name(arg)),
                    None => ArgumentKind::DoubleStar,
                };
                (keyword.range, kind, &keyword.value)
            }
        };
        Argument { span: span(range), kind, value: self.expr(value) }
    }

    fn exprs(&mut self, exprs: &[ast::Expr]) -> Vec<Expr> {
        exprs.iter().map(|expr| self.expr(expr)).collect()
    }

    fn option(&mut self, expr: Option<&ast::Expr>) -> Option<Expr> {
        expr.map(|expr| self.expr(expr))
    }

    fn boxed(&mut self, expr: &ast::Expr) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    fn boxed_option(&mut self, expr: Option<&ast::Expr>) -> Option<Box<Expr>> {
        expr.map(|expr| self.boxed(expr))
    }

    fn new_expr(&mut self, range: TextRange, kind: ExprKind) -> Expr {
        let id = ExprId(self.expressions);
        self.expressions += 1;
        Expr { id, span: span(range), kind }
    }

    fn expr(&mut self, expr: &ast::Expr) -> Expr {
        let kind = self.expr_kind(expr);
        self.new_expr(expr.range(), kind)
    }

    fn expr_kind(&mut self, expr: &ast::Expr) -> ExprKind {
        match expr {
            ast::Expr::BoolOp(expr) => match expr.op {
                ast::BoolOp::And => ExprKind::And(self.exprs(&expr.values)),
                ast::BoolOp::Or => ExprKind::Or(self.exprs(&expr.values)),
            },
            ast::Expr::Named(expr) => match &*expr.target {
                ast::Expr::Name(target) => ExprKind::Named(target.id.as_str().into(), self.boxed(&expr.value)),
                target => {
                    self.not_yet(target.range(), "this target of `:=`");
                    ExprKind::None
                }
            },
            ast::Expr::BinOp(expr) => {
                ExprKind::Binary(self.boxed(&expr.left), binary(expr.op), self.boxed(&expr.right))
            }
            ast::Expr::UnaryOp(expr) => ExprKind::Unary(unary(expr.op), self.boxed(&expr.operand)),
            ast::Expr::Lambda(expr) => {
                let parameters = expr.parameters.as_deref().map(|parameters| self.parameters(parameters));
                ExprKind::Lambda(Box::new(parameters.unwrap_or_default()), self.boxed(&expr.body))
            }
            ast::Expr::If(expr) => ExprKind::IfElse {
                test: self.boxed(&expr.test),
                body: self.boxed(&expr.body),
                orelse: self.boxed(&expr.orelse),
            },
            ast::Expr::Dict(expr) => ExprKind::Dict(expr.items.iter().map(|item| self.item(item)).collect()),
            ast::Expr::Set(expr) => ExprKind::Set(self.exprs(&expr.elts)),
            ast::Expr::ListComp(expr) => {
                ExprKind::Comprehension(Comprehends::List(self.boxed(&expr.elt)), self.for_clauses(&expr.generators))
            }
            ast::Expr::SetComp(expr) => {
                ExprKind::Comprehension(Comprehends::Set(self.boxed(&expr.elt)), self.for_clauses(&expr.generators))
            }
            ast::Expr::DictComp(expr) => match &expr.key {
                Some(key) => {
                    let made = Comprehends::Dict(self.boxed(key), self.boxed(&expr.value));
                    ExprKind::Comprehension(made, self.for_clauses(&expr.generators))
                }
                None => {
                    self.not_yet(expr.range, "`**` in a comprehension");
                    ExprKind::None
                }
            },
            ast::Expr::Generator(expr) => ExprKind::Comprehension(
                Comprehends::Generator(self.boxed(&expr.elt)),
                self.for_clauses(&expr.generators),
            ),
            ast::Expr::Await(expr) => ExprKind::Await(self.boxed(&expr.value)),
            ast::Expr::Yield(expr) => ExprKind::Yield(self.boxed_option(expr.value.as_deref())),
            ast::Expr::YieldFrom(expr) => ExprKind::YieldFrom(self.boxed(&expr.value)),
            ast::Expr::Compare(expr) => {
                let left = self.boxed(&expr.left);
                let rights = expr.ops.iter().zip(&expr.comparators);
                ExprKind::Compare(left, rights.map(|(op, right)| (compare(*op), self.expr(right))).collect())
            }
            ast::Expr::Call(expr) => ExprKind::Call(self.boxed(&expr.func), self.arguments(&expr.arguments)),
            ast::Expr::FString(expr) => self.f_string(&expr.value),
            ast::Expr::TString(expr) => {
                self.not_yet(expr.range, "a template string");
                ExprKind::None
            }
            ast::Expr::StringLiteral(expr) => ExprKind::Str(expr.value.to_str().into()),
            ast::Expr::BytesLiteral(expr) => ExprKind::Bytes(expr.value.bytes().collect()),
            ast::Expr::NumberLiteral(expr) => self.number(expr),
            ast::Expr::BooleanLiteral(expr) => ExprKind::Bool(expr.value),
            ast::Expr::NoneLiteral(_) => ExprKind::None,
            ast::Expr::EllipsisLiteral(_) => ExprKind::Ellipsis,
            ast::Expr::Attribute(expr) => ExprKind::Attribute(self.boxed(&expr.value), name(&expr.attr)),
            ast::Expr::Subscript(expr) => ExprKind::Subscript(self.boxed(&expr.value), self.boxed(&expr.slice)),
            ast::Expr::Starred(expr) => ExprKind::Starred(self.boxed(&expr.value)),
            ast::Expr::Name(expr) => ExprKind::Name(expr.id.as_str().into()),
            ast::Expr::List(expr) => ExprKind::List(self.exprs(&expr.elts)),
            ast::Expr::Tuple(expr) => ExprKind::Tuple(self.exprs(&expr.elts)),
            ast::Expr::Slice(expr) => ExprKind::Slice(
                self.boxed_option(expr.lower.as_deref()),
                self.boxed_option(expr.upper.as_deref()),
                self.boxed_option(expr.step.as_deref()),
            ),
            ast::Expr::IpyEscapeCommand(expr) => {
                self.not_yet(expr.range, "a command of IPython");
                ExprKind::None
            }
        }
    }

    fn number(&mut self, number: &ast::ExprNumberLiteral) -> ExprKind {
        match &number.value {
            ast::Number::Int(int) => match int.as_i64() {
                Some(small) => ExprKind::Int(small),
                None => ExprKind::BigInt(int.to_string().into()),
            },
            ast::Number::Float(float) => ExprKind::Float(*float),
            ast::Number::Complex { .. } => {
                self.not_yet(number.range, "a complex number");
                ExprKind::None
            }
        }
    }

    fn item(&mut self, item: &ast::DictItem) -> Item {
        Item { key: self.option(item.key.as_ref()), value: self.expr(&item.value) }
    }

    fn for_clauses(&mut self, clauses: &[ast::Comprehension]) -> Vec<Clause> {
        let clause = |clause: &ast::Comprehension| Clause {
            is_async: clause.is_async,
            target: self.expr(&clause.target),
            iter: self.expr(&clause.iter),
            conditions: self.exprs(&clause.ifs),
        };
        clauses.iter().map(clause).collect()
    }

    fn f_string(&mut self, value: &ast::FStringValue) -> ExprKind {
        let mut pieces = Vec::new();
        for part in value {
            match part {
                ast::FStringPart::Literal(literal) => push_text(&mut pieces, literal.as_str()),
                ast::FStringPart::FString(string) => self.pieces(&string.elements, &mut pieces),
            }
        }
        ExprKind::FString(pieces)
    }

    fn pieces(&mut self, elements: &ast::InterpolatedStringElements, pieces: &mut Vec<Piece>) {
        for element in elements {
            match element {
                ast::InterpolatedStringElement::Literal(literal) => push_text(pieces, &literal.value),
                ast::InterpolatedStringElement::Interpolation(element) => self.piece(element, pieces),
            }
        }
    }

    fn piece(&mut self, element: &ast::InterpolatedElement, pieces: &mut Vec<Piece>) {
        let mut conversion = element.conversion.to_char();
        if let Some(debug) = &element.debug_text {
            push_text(pieces, debug.as_str());
            // `{value=}` shows the repr, unless there is a format.
            if element.format_spec.is_none() && conversion.is_none() {
                conversion = Some('r');
            }
        }
        let value = self.expr(&element.expression);
        let mut spec = Vec::new();
        if let Some(format) = &element.format_spec {
            self.pieces(&format.elements, &mut spec);
        }
        pieces.push(Piece::Value { value, conversion, spec });
    }
}

/// Adds a text, to the last piece where that is one.
fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(last)) => *last = format!("{last}{text}").into(),
        _ if text.is_empty() => {}
        _ => pieces.push(Piece::Text(text.into())),
    }
}

fn alias(alias: &ast::Alias) -> Alias {
    Alias { span: span(alias.range), name: name(&alias.name), other: alias.asname.as_ref().map(name) }
}

fn unary(op: ast::UnaryOp) -> UnaryOp {
    match op {
        ast::UnaryOp::Not => UnaryOp::Not,
        ast::UnaryOp::UAdd => UnaryOp::Plus,
        ast::UnaryOp::USub => UnaryOp::Minus,
        ast::UnaryOp::Invert => UnaryOp::Invert,
    }
}

fn binary(op: ast::Operator) -> BinaryOp {
    match op {
        ast::Operator::Add => BinaryOp::Add,
        ast::Operator::Sub => BinaryOp::Sub,
        ast::Operator::Mult => BinaryOp::Mul,
        ast::Operator::MatMult => BinaryOp::MatMul,
        ast::Operator::Div => BinaryOp::Div,
        ast::Operator::FloorDiv => BinaryOp::FloorDiv,
        ast::Operator::Mod => BinaryOp::Mod,
        ast::Operator::Pow => BinaryOp::Pow,
        ast::Operator::LShift => BinaryOp::LeftShift,
        ast::Operator::RShift => BinaryOp::RightShift,
        ast::Operator::BitAnd => BinaryOp::BitAnd,
        ast::Operator::BitOr => BinaryOp::BitOr,
        ast::Operator::BitXor => BinaryOp::BitXor,
    }
}

fn compare(op: ast::CmpOp) -> CompareOp {
    match op {
        ast::CmpOp::Eq => CompareOp::Equal,
        ast::CmpOp::NotEq => CompareOp::NotEqual,
        ast::CmpOp::Lt => CompareOp::Less,
        ast::CmpOp::LtE => CompareOp::LessEqual,
        ast::CmpOp::Gt => CompareOp::Greater,
        ast::CmpOp::GtE => CompareOp::GreaterEqual,
        ast::CmpOp::Is => CompareOp::Is,
        ast::CmpOp::IsNot => CompareOp::IsNot,
        ast::CmpOp::In => CompareOp::In,
        ast::CmpOp::NotIn => CompareOp::NotIn,
    }
}
