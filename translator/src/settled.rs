//! Answers what a program asks of the interpreter and the machine, and leaves out what does not run then.
//!
//! # How it works
//!
//! ```text
//!  if sys.platform == "win32": a                      ─►  (nothing)
//!  if sys.version_info >= (3, 11): a else: b          ─►  a
//!  hasattr(asyncio, "eager_task_factory")             ─►  False
//!  try: import uvloop; a except ImportError: b        ─►  b
//! ```
//!
//! The answers are those of CPython 3.11 on Linux with nothing installed: what the program prints is the same wherever it runs.
//!
//! - **I1** A name counts as that of a module, or of what it has, if the program binds it by that import and nothing else.

use crate::operators::assigned;
use crate::specialise::bindings;
use crate::tree::{ArgumentKind, CompareOp, Expr, ExprKind, Handler, Module, Name, Stmt, StmtKind, Try, UnaryOp};
use crate::{walk, walk_mut};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Settles what can be settled in a module.
pub(crate) fn settle(module: &mut Module) {
    let names = Names::of(&module.body);
    block(&mut module.body, &names);
    if names.0.is_empty() {
        return;
    }
    walk_mut::expressions(&mut module.body, &mut |expr| names.answer(expr));
    let of_platform = |asked: &Asked| matches!(asked, Asked::Platform | Asked::System);
    for (name, _) in names.0.iter().filter(|(_, asked)| of_platform(asked)) {
        if !mentions(&module.body, name) {
            forget_import(&mut module.body, name);
        }
    }
}

fn mentions(block: &[Stmt], name: &Name) -> bool {
    fn of_expr(expr: &Expr, name: &Name, found: &mut bool) {
        *found |= matches!(&expr.kind, ExprKind::Name(one) if one == name);
        walk::children(expr, &mut |child| of_expr(child, name, found));
    }
    block.iter().any(|stmt| {
        let mut found = false;
        walk::expressions(stmt, &mut |expr| of_expr(expr, name, &mut found));
        found || walk::blocks(stmt).into_iter().any(|block| mentions(block, name))
    })
}

/// Takes out the import of what is answered wherever it is asked for.
fn forget_import(block: &mut [Stmt], name: &Name) {
    for stmt in block.iter_mut() {
        if let StmtKind::Import(names) | StmtKind::ImportFrom { names, .. } = &mut stmt.kind {
            names.retain(|alias| alias.other.as_ref().unwrap_or(&alias.name) != name);
            if names.is_empty() {
                stmt.kind = StmtKind::Pass;
            }
        }
        walk_mut::blocks(stmt).into_iter().for_each(|inner| forget_import(inner, name));
    }
}

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Asyncio,
    Sys,
    Os,
    Platform,
    SysPlatform,
    VersionInfo,
    OsName,
    System,
}

impl Asked {
    fn module(name: &str) -> Option<Asked> {
        Some(match name {
            "asyncio" => Asked::Asyncio,
            "sys" => Asked::Sys,
            "os" => Asked::Os,
            "platform" => Asked::Platform,
            _ => return None,
        })
    }

    /// What a module has under a name.
    fn attribute(self, name: &str) -> Option<Asked> {
        Some(match (self, name) {
            (Asked::Sys, "platform") => Asked::SysPlatform,
            (Asked::Sys, "version_info") => Asked::VersionInfo,
            (Asked::Os, "name") => Asked::OsName,
            (Asked::Platform, "system") => Asked::System,
            _ => return None,
        })
    }
}

/// A value that is known.
#[derive(Clone, Debug, PartialEq)]
enum Known {
    Bool(bool),
    Number(i64),
    Text(String),
    Tuple(Vec<Known>),
}

impl Known {
    fn order(&self, other: &Known) -> Option<Ordering> {
        match (self, other) {
            (Known::Number(one), Known::Number(other)) => Some(one.cmp(other)),
            (Known::Text(one), Known::Text(other)) => Some(one.cmp(other)),
            (Known::Tuple(one), Known::Tuple(other)) => {
                let mut orders = one.iter().zip(other).map(|(one, other)| one.order(other));
                let first = orders.find(|order| *order != Some(Ordering::Equal));
                first.unwrap_or(Some(one.len().cmp(&other.len())))
            }
            _ => None,
        }
    }
}

/// The version of the interpreter: its release does not matter, but it is behind the first.
const VERSION: [i64; 3] = [3, 11, 7];

/// The names of a program that are bound once, by an import (I1).
struct Names(BTreeMap<Name, Asked>);

impl Names {
    fn of(body: &[Stmt]) -> Names {
        let mut found = BTreeMap::new();
        imports(body, &mut found);
        let mut bound: BTreeMap<Name, usize> = BTreeMap::new();
        let mut count = |name: &Name| *bound.entry(name.clone()).or_default() += 1;
        bindings(body, &mut count);
        assigned(body, &mut count);
        found.retain(|name, (_, times)| bound.get(name) == Some(times));
        Names(found.into_iter().map(|(name, (asked, _))| (name, asked)).collect())
    }

    fn asked(&self, expr: &Expr) -> Option<Asked> {
        match &expr.kind {
            ExprKind::Name(name) => self.0.get(name).copied(),
            ExprKind::Attribute(of, name) => self.asked(of)?.attribute(name),
            _ => None,
        }
    }

    /// Writes the answer in place of what asks; a choice becomes what is chosen.
    fn answer(&self, expr: &mut Expr) {
        if let ExprKind::IfElse { test, body, orelse } = &mut expr.kind
            && let Some(Known::Bool(holds)) = self.value(test)
        {
            let chosen = if holds { body } else { orelse };
            *expr = (**chosen).clone();
        }
        if !self.asks(expr) {
            return;
        }
        match self.value(expr) {
            Some(Known::Bool(value)) => expr.kind = ExprKind::Bool(value),
            Some(Known::Number(value)) => expr.kind = ExprKind::Int(value),
            Some(Known::Text(value)) => expr.kind = ExprKind::Str(value.into()),
            Some(Known::Tuple(_)) | None => {}
        }
    }

    /// Says whether an expression asks itself, and is no literal.
    fn asks(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Attribute(of, _) | ExprKind::Subscript(of, _) => self.asked(expr).is_some() || self.asks(of),
            ExprKind::Name(_) => self.asked(expr).is_some(),
            ExprKind::Call(function, arguments) => {
                self.asks(function) || arguments.iter().any(|argument| self.asked(&argument.value).is_some())
            }
            ExprKind::Compare(left, rest) => self.asks(left) || rest.iter().any(|(_, right)| self.asks(right)),
            _ => false,
        }
    }

    fn value(&self, expr: &Expr) -> Option<Known> {
        Some(match &expr.kind {
            ExprKind::Bool(value) => Known::Bool(*value),
            ExprKind::Int(value) => Known::Number(*value),
            ExprKind::Str(value) => Known::Text(value.to_string()),
            ExprKind::Tuple(members) => self.members(members)?,
            ExprKind::Name(_) | ExprKind::Attribute(..) => match self.asked(expr) {
                Some(Asked::SysPlatform) => Known::Text("linux".to_owned()),
                Some(Asked::OsName) => Known::Text("posix".to_owned()),
                Some(Asked::VersionInfo) => Known::Tuple(VERSION.map(Known::Number).to_vec()),
                Some(_) => return None,
                None => self.part_of_version(expr)?,
            },
            ExprKind::Subscript(of, index) => self.item_of_version(of, index)?,
            ExprKind::Unary(UnaryOp::Not, inner) => match self.value(inner)? {
                Known::Bool(value) => Known::Bool(!value),
                _ => return None,
            },
            ExprKind::And(members) => self.joined(members, false)?,
            ExprKind::Or(members) => self.joined(members, true)?,
            ExprKind::Compare(left, rest) => match rest.as_slice() {
                [(op, right)] => {
                    let right = match &right.kind {
                        ExprKind::List(members) | ExprKind::Set(members)
                            if matches!(op, CompareOp::In | CompareOp::NotIn) =>
                        {
                            self.members(members)?
                        }
                        _ => self.value(right)?,
                    };
                    Known::Bool(compared(&self.value(left)?, *op, &right)?)
                }
                _ => return None,
            },
            ExprKind::Call(function, arguments) => {
                if arguments.iter().any(|argument| !matches!(argument.kind, ArgumentKind::Positional)) {
                    return None;
                }
                let arguments: Vec<&Expr> = arguments.iter().map(|argument| &argument.value).collect();
                self.call(function, &arguments)?
            }
            _ => return None,
        })
    }

    fn members(&self, members: &[Expr]) -> Option<Known> {
        members.iter().map(|member| self.value(member)).collect::<Option<_>>().map(Known::Tuple)
    }

    /// `version_info.major`
    fn part_of_version(&self, expr: &Expr) -> Option<Known> {
        let ExprKind::Attribute(of, name) = &expr.kind else { return None };
        let place = match (self.asked(of), &**name) {
            (Some(Asked::VersionInfo), "major") => 0,
            (Some(Asked::VersionInfo), "minor") => 1,
            _ => return None,
        };
        Some(Known::Number(VERSION[place]))
    }

    /// `version_info[0]`, `version_info[:2]`
    fn item_of_version(&self, of: &Expr, index: &Expr) -> Option<Known> {
        if self.asked(of) != Some(Asked::VersionInfo) {
            return None;
        }
        match &index.kind {
            ExprKind::Int(place @ 0..=1) => Some(Known::Number(VERSION[*place as usize])),
            ExprKind::Slice(None, Some(stop), None) => match stop.kind {
                ExprKind::Int(stop @ 1..=2) => {
                    Some(Known::Tuple(VERSION[..stop as usize].iter().copied().map(Known::Number).collect()))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// `and` and `or` of truths: the first that decides, if those before it are known.
    fn joined(&self, members: &[Expr], decides: bool) -> Option<Known> {
        for member in members {
            match self.value(member)? {
                Known::Bool(value) if value == decides => return Some(Known::Bool(decides)),
                Known::Bool(_) => {}
                _ => return None,
            }
        }
        Some(Known::Bool(!decides))
    }

    fn call(&self, function: &Expr, arguments: &[&Expr]) -> Option<Known> {
        match (&function.kind, arguments) {
            (ExprKind::Name(name), [of, asked]) if &**name == "hasattr" && self.asked(of) == Some(Asked::Asyncio) => {
                let Known::Text(asked) = self.value(asked)? else { return None };
                Some(Known::Bool(has(ASYNCIO, &asked)))
            }
            (ExprKind::Attribute(of, method), [start]) if &**method == "startswith" => {
                let (Known::Text(of), Known::Text(start)) = (self.value(of)?, self.value(start)?) else { return None };
                Some(Known::Bool(of.starts_with(&start)))
            }
            (ExprKind::Attribute(of, method), []) if &**method == "lower" => match self.value(of)? {
                Known::Text(of) => Some(Known::Text(of.to_lowercase())),
                _ => None,
            },
            (_, []) if self.asked(function) == Some(Asked::System) => Some(Known::Text("Linux".to_owned())),
            _ => None,
        }
    }
}

/// Notes which names imports bind, with how often.
fn imports(block: &[Stmt], found: &mut BTreeMap<Name, (Asked, usize)>) {
    let mut note = |name: &Name, asked: Option<Asked>| {
        if let Some(asked) = asked {
            let entry = found.entry(name.clone()).or_insert((asked, 0));
            // Bound to two things it is neither.
            entry.1 += if entry.0 == asked { 1 } else { usize::MAX / 2 };
        }
    };
    for stmt in block {
        match &stmt.kind {
            StmtKind::Import(aliases) => {
                for alias in aliases {
                    note(alias.other.as_ref().unwrap_or(&alias.name), Asked::module(&alias.name));
                }
            }
            StmtKind::ImportFrom { module: Some(module), level: 0, names } => {
                for alias in names {
                    let asked = Asked::module(module).and_then(|module| module.attribute(&alias.name));
                    note(alias.other.as_ref().unwrap_or(&alias.name), asked);
                }
            }
            _ => {}
        }
    }
    for stmt in block {
        walk::blocks(stmt).into_iter().for_each(|block| imports(block, found));
    }
}

fn compared(left: &Known, op: CompareOp, right: &Known) -> Option<bool> {
    Some(match op {
        CompareOp::Equal | CompareOp::Is => left == right,
        CompareOp::NotEqual | CompareOp::IsNot => left != right,
        CompareOp::Less => left.order(right)? == Ordering::Less,
        CompareOp::LessEqual => left.order(right)? != Ordering::Greater,
        CompareOp::Greater => left.order(right)? == Ordering::Greater,
        CompareOp::GreaterEqual => left.order(right)? != Ordering::Less,
        CompareOp::In | CompareOp::NotIn => {
            let is_in = match (left, right) {
                (one, Known::Tuple(members)) => members.contains(one),
                (Known::Text(one), Known::Text(of)) => of.contains(one.as_str()),
                _ => return None,
            };
            is_in == (op == CompareOp::In)
        }
    })
}

/// Leaves out what does not run.
fn block(stmts: &mut Vec<Stmt>, names: &Names) {
    let was_empty = stmts.is_empty();
    let mut place = 0;
    while let Some(stmt) = stmts.get_mut(place) {
        let left = match &mut stmt.kind {
            StmtKind::If { test, body, orelse } => match names.value(test) {
                // A literal is somebody's own business, and so is a text.
                Some(Known::Bool(holds)) if !matches!(test.kind, ExprKind::Bool(_)) => {
                    Some(std::mem::take(if holds { body } else { orelse }))
                }
                _ => None,
            },
            StmtKind::Try(stmt) => imported(stmt),
            _ => None,
        };
        match left {
            // What is left is looked at in its turn.
            Some(left) => {
                stmts.splice(place..=place, left);
            }
            None => {
                walk_mut::blocks(stmt).into_iter().for_each(|inner| block(inner, names));
                place += 1;
            }
        }
    }
    if stmts.is_empty() && !was_empty {
        let span = crate::tree::Span { start: 0, end: 0 };
        stmts.push(Stmt { span, kind: StmtKind::Pass });
    }
}

/// What runs of a `try` around imports.
fn imported(stmt: &mut Try) -> Option<Vec<Stmt>> {
    if !stmt.last.is_empty() || stmt.splits {
        return None;
    }
    if is_import_of(stmt.body.first()?, |module| !is_there(module)) {
        let handler = stmt.handlers.iter_mut().find(|handler| catches_import_error(handler))?;
        return handler.name.is_none().then(|| std::mem::take(&mut handler.body));
    }
    let is_there = |stmt: &Stmt| is_import_of(stmt, is_there);
    stmt.body.iter().all(is_there).then(|| {
        let mut body = std::mem::take(&mut stmt.body);
        body.append(&mut stmt.orelse);
        body
    })
}

/// Says whether a statement imports modules, or names of asyncio, that all are so.
fn is_import_of(stmt: &Stmt, is_so: impl Fn(&str) -> bool) -> bool {
    match &stmt.kind {
        StmtKind::Import(aliases) => aliases.iter().all(|alias| is_so(&alias.name)),
        StmtKind::ImportFrom { module: Some(module), level: 0, names } if &**module == "asyncio" => {
            names.iter().all(|alias| is_so(&format!("asyncio:{}", alias.name)))
        }
        StmtKind::ImportFrom { module: Some(module), level: 0, .. } => is_so(module),
        _ => false,
    }
}

/// Says whether CPython 3.11 has a module, or asyncio a name (`asyncio:run`).
fn is_there(module: &str) -> bool {
    match module.split_once(':') {
        Some((_, name)) => has(ASYNCIO, name),
        None => is_of_python(module),
    }
}

/// Says whether CPython 3.11 brings a module.
pub(crate) fn is_of_python(module: &str) -> bool {
    has(MODULES, module.split('.').next().unwrap_or(module))
}

fn catches_import_error(handler: &Handler) -> bool {
    const SUCH: [&str; 4] = ["ImportError", "ModuleNotFoundError", "Exception", "BaseException"];
    let is_such = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(name) if SUCH.contains(&&**name));
    match &handler.class {
        None => true,
        Some(Expr { kind: ExprKind::Tuple(members), .. }) => members.iter().any(is_such),
        Some(class) => is_such(class),
    }
}

fn has(names: &str, name: &str) -> bool {
    names.split(' ').any(|one| one == name)
}

/// What `dir(asyncio)` lists on Linux.
const ASYNCIO: &str = "\
    ALL_COMPLETED AbstractChildWatcher AbstractEventLoop AbstractEventLoopPolicy AbstractServer Barrier BaseEventLoop \
    BaseProtocol BaseTransport BoundedSemaphore BrokenBarrierError BufferedProtocol CancelledError Condition DatagramProtocol \
    DatagramTransport DefaultEventLoopPolicy Event FIRST_COMPLETED FIRST_EXCEPTION FastChildWatcher Future Handle \
    IncompleteReadError InvalidStateError LifoQueue LimitOverrunError Lock MultiLoopChildWatcher PidfdChildWatcher \
    PriorityQueue Protocol Queue QueueEmpty QueueFull ReadTransport Runner SafeChildWatcher SelectorEventLoop Semaphore \
    SendfileNotAvailableError Server StreamReader StreamReaderProtocol StreamWriter SubprocessProtocol SubprocessTransport \
    Task TaskGroup ThreadedChildWatcher Timeout TimeoutError TimerHandle Transport WriteTransport all_tasks as_completed \
    base_events base_futures base_subprocess base_tasks constants coroutines create_subprocess_exec create_subprocess_shell \
    create_task current_task ensure_future events exceptions format_helpers futures gather get_child_watcher get_event_loop \
    get_event_loop_policy get_running_loop iscoroutine iscoroutinefunction isfuture locks log mixins new_event_loop \
    open_connection open_unix_connection protocols queues run run_coroutine_threadsafe runners selector_events \
    set_child_watcher set_event_loop set_event_loop_policy shield sleep sslproto staggered start_server start_unix_server \
    streams subprocess sys taskgroups tasks threads timeout timeout_at timeouts to_thread transports trsock unix_events wait \
    wait_for wrap_future";

/// What `sys.stdlib_module_names` lists, but for what there is on Windows only.
const MODULES: &str = "\
    abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii bisect builtins bz2 \
    cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall concurrent configparser \
    contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest \
    email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc \
    genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp \
    importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math \
    mimetypes mmap modulefinder multiprocessing netrc nis nntplib ntpath nturl2path numbers opcode operator optparse os \
    ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats \
    pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy \
    sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 \
    sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau symtable sys sysconfig \
    syslog tabnanny tarfile telnetlib tempfile termios textwrap this threading time timeit tkinter token tokenize tomllib \
    trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uu uuid venv warnings wave \
    weakref webbrowser wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo";
