//! What CPython would not compile is refused at its place, and nothing makes the parser panic, hang or run out of stack.

use py_to_rust_asyncio::{Code, check, types};

/// The codes and places of all that is wrong.
fn refused(source: &str) -> Vec<(Code, usize, usize)> {
    let Err(refusal) = check("app.py", source.as_bytes()) else { return Vec::new() };
    let places = refusal.diagnostics().iter().map(|diagnostic| {
        let place = refusal.place(diagnostic);
        (diagnostic.code(), place.line, place.column)
    });
    places.collect()
}

#[track_caller]
fn first(source: &str) -> (Code, usize, usize) {
    *refused(source).first().unwrap_or_else(|| panic!("accepted: {source:?}"))
}

#[test]
fn syntax_errors_have_a_place() {
    let cases = [
        ("x = (1,\n", 2, 1),
        ("def f(:\n    pass\n", 1, 7),
        ("if x\n    y\n", 1, 5),
        ("x = 1 +\n", 1, 8),
        ("class\n", 1, 6),
        ("for x in:\n    pass\n", 1, 9),
        ("x = 'abc\n", 1, 5),
        ("  x = 1\n", 1, 1),
        ("if x:\ny = 1\n", 2, 1),
        ("if x:\n        a\n    b\n", 3, 1),
        ("f(a=1, 2)\n", 1, 8),
        ("f(**a, *b)\n", 1, 8),
        ("1 = x\n", 1, 1),
        ("f() = 1\n", 1, 1),
        ("x = 08\n", 1, 5),
        ("x = 1_\n", 1, 6),
        ("x = $y\n", 1, 5),
        ("x = é€\n", 1, 6),
        ("try:\n    pass\n", 3, 1),
        ("try:\n    pass\nexcept:\n    pass\nexcept* A:\n    pass\n", 5, 1),
        ("x = f'{a'\n", 1, 9),
        ("x = f'{}'\n", 1, 8),
        ("import\n", 1, 7),
        ("from . import\n", 1, 14),
        ("lambda *: 1\n", 1, 8),
        ("def f(a, a=1, b): pass\n", 1, 15),
        ("x: int: str\n", 1, 7),
        ("async x = 1\n", 1, 7),
        ("print 1\n", 1, 7),
        ("del f()\n", 1, 5),
        ("(x for y in z) = 1\n", 1, 1),
        ("a, b += 1\n", 1, 6),
        ("match x:\n    case 1 + 2:\n        pass\n", 2, 14),
        ("with open(x) as 1:\n    pass\n", 1, 17),
    ];
    let found = cases.map(|(source, ..)| {
        let (code, line, column) = first(source);
        assert_eq!(code, Code::Syntax, "{source:?}");
        (source, line, column)
    });
    assert_eq!(found, cases);
}

#[test]
fn several_errors_are_told_in_order() {
    let found = refused("x = (\n\ny = ]\nz = 1 +\n");
    assert!(found.len() > 1, "{found:?}");
    assert!(found.is_sorted_by_key(|(_, line, column)| (*line, *column)), "{found:?}");
}

#[test]
fn what_is_not_text_is_refused() {
    let of = |bytes: &[u8]| check("app.py", bytes).unwrap_err().diagnostics()[0].clone();
    let latin = of(b"x = '\xe9'\n");
    assert_eq!((latin.code(), latin.help()), (Code::Encoding, Some("save it as UTF-8")));
    assert_eq!(latin.message(), "the file is not UTF-8: byte 5 is part of no character");
    assert_eq!(of(&[0xff, 0xfe, b'x', 0]).code(), Code::Encoding);
    assert_eq!(of(&vec![b'#'; (8 << 20) + 1]).code(), Code::TooLarge);
}

#[test]
fn ordinary_files_are_accepted() {
    let sources =
        ["", "\n", "# nothing", "\u{feff}x = 1\n", "x = 1\r\ny = 2\r\n", "if 1:\n\ty = 1\n", "x = 'ü€😀'\n", "ñ = 1\n"];
    for source in sources {
        assert_eq!(refused(source), [], "{source:?}");
    }
    assert!(check("app.py", &vec![b'#'; 8 << 20]).is_ok());
    let lines = "x = [1, 2, {3: (4, 5)}]\n".repeat(20_000);
    assert_eq!(refused(&lines), []);
}

#[test]
fn deep_nesting_is_refused_before_it_costs_stack() {
    for bracket in ["(", "[", "{", "f(", "x[", "{x:"] {
        let source = format!("y = {}\n", bracket.repeat(100_000));
        assert_eq!(first(&source).0, Code::TooLarge, "{bracket}");
    }
    let closed = format!("y = {}1{}\n", "(".repeat(201), ")".repeat(201));
    assert_eq!(first(&closed), (Code::TooLarge, 1, 205));
    let fits = format!("y = {}1{}\n", "(".repeat(200), ")".repeat(200));
    assert_eq!(refused(&fits), []);
    let blocks: String = (0..200).map(|depth| format!("{}if x:\n", " ".repeat(depth))).collect();
    assert_eq!(first(&blocks).0, Code::TooLarge);
}

#[test]
fn long_chains_of_operators_are_refused_before_they_cost_stack() {
    for link in [" + x", " and x", " < x", " ** x", " if x else x", ".a", "()", "[0]", " not in x"] {
        assert_eq!(first(&format!("y = x{}\n", link.repeat(20_000))).0, Code::TooLarge, "{link}");
    }
    for unary in ["not ", "-", "~", "await ", "lambda: ", "*", "f'{"] {
        assert_eq!(first(&format!("y = {}x\n", unary.repeat(20_000))).0, Code::TooLarge, "{unary}");
    }
    assert_eq!(refused("x + x\nx\ny\n"), [(Code::UndefinedName, 1, 1), (Code::UndefinedName, 3, 1)]);
    let chain = format!("if x:\n    pass\n{}", "elif x:\n    pass\n".repeat(20_000));
    assert_eq!(first(&chain), (Code::TooLarge, 1003, 4));
    let deepest = format!("x = y = 1\ny = x{}\n", " + x".repeat(490));
    assert_eq!(refused(&deepest), []);
}

#[test]
fn what_the_compiler_refuses_has_a_place() {
    let cases = [
        ("return 1\n", 1, 1),
        ("class C:\n    return\n", 2, 5),
        ("break\n", 1, 1),
        ("for x in []:\n    def f():\n        continue\n", 3, 9),
        ("while 1:\n    pass\nelse:\n    break\n", 4, 5),
        ("await x\nx = 1\n", 1, 1),
        ("x = 1\ndef f():\n    await x\n", 3, 5),
        ("x = 1\ndef f():\n    async for y in x: pass\n", 3, 5),
        ("x = 1\nasync with x: pass\n", 2, 1),
        ("x = 1\ndef f():\n    return [y async for y in x]\n", 3, 12),
        ("x = 1\nasync def f():\n    yield from x\n", 3, 5),
        ("async def f():\n    yield 1\n    return 2\n", 3, 5),
        ("x = yield 1\n", 1, 5),
        ("class C:\n    x = yield 1\n", 2, 9),
        ("def f():\n    return [(yield x) for x in []]\n", 2, 14),
        ("def f():\n    from os import *\n", 2, 20),
        ("nonlocal x\n", 1, 1),
        ("x = 1\ndef f():\n    nonlocal x\n", 3, 5),
        ("async def f():\n    return lambda: await f()\n", 2, 20),
    ];
    let found = cases.map(|(source, ..)| {
        let (code, line, column) = first(source);
        assert_eq!(code, Code::Syntax, "{source:?}");
        (source, line, column)
    });
    assert_eq!(found, cases);
    let fine = [
        "async def f(x):\n    return [y async for y in x if await y]\n",
        "async def f(x):\n    return (await y for y in x)\n",
        "def f(x):\n    return (y async for y in x)\n",
        "for x in []:\n    if x:\n        break\n    else:\n        continue\n",
        "def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n    return lambda: (yield)\n",
        "class C:\n    def f(self):\n        return super().f() and __class__\n",
    ];
    for source in fine {
        assert_eq!(refused(source), [], "{source:?}");
    }
}

#[test]
fn names_that_nothing_binds_are_refused() {
    let cases = [
        ("print(x)\n", 1, 7),
        ("def f():\n    return y\n", 2, 12),
        ("class C:\n    n = 1\n    def f(self):\n        return n\n", 4, 16),
        ("print([x for x in []], x)\n", 1, 24),
        ("print([y for x in y])\n", 1, 19),
        ("f = lambda a: a + b\n", 1, 19),
        ("def f(a=b): pass\n", 1, 9),
        ("def f(a: Missing): pass\n", 1, 10),
        ("@missing\ndef f(): pass\n", 1, 2),
        ("x = f'{missing!r:>{width}}'\n", 1, 8),
        ("import os.path\nprint(path)\n", 2, 7),
    ];
    let found = cases.map(|(source, ..)| {
        let (code, line, column) = first(source);
        assert_eq!(code, Code::UndefinedName, "{source:?}");
        (source, line, column)
    });
    assert_eq!(found, cases);
    let refusal = check("app.py", b"def fetch(): pass\nfetsh()\npirnt(1)\n").unwrap_err();
    let helps: Vec<_> = refusal.diagnostics().iter().map(|diagnostic| diagnostic.help()).collect();
    assert_eq!(helps, [Some("there is something called `fetch`"), Some("there is something called `print`")]);
    let fine = [
        "from os import *\nprint(anything)\n",
        "def f():\n    return later\nlater = 1\n",
        "x: list[int] = []\nprint(__name__, x)\n",
        "def f():\n    global g\n    g = 1\nprint(g)\n",
        "print((y := 1), y, [z := 2 for _ in [1]], z)\n",
    ];
    for source in fine {
        assert_eq!(refused(source), [], "{source:?}");
    }
}

#[test]
fn long_programs_take_no_long_time() {
    let function =
        |n: usize| format!("async def f{n}(a, b=1):\n    c = [x + a for x in range(b)]\n    return c, f{}\n", n / 2);
    let source: String = (0..4_000).map(function).collect();
    assert_eq!(refused(&source), []);
}

#[test]
fn real_programs_are_accepted_and_have_types() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = |folder: &str| {
        let entries = here.join(folder).read_dir().unwrap().map(|entry| entry.unwrap().path());
        entries.collect::<Vec<_>>()
    };
    let folders = files("tests/programs").into_iter().filter(|entry| entry.is_dir());
    let programs = folders.map(|program| program.join("input.py"));
    let recorded = files("../tests/asyncio").into_iter().filter(|file| file.extension().is_some_and(|end| end == "py"));
    let inputs: Vec<_> = programs.chain(recorded).collect();
    assert!(inputs.len() >= 150, "{}", inputs.len());
    for input in inputs {
        let source = std::fs::read(&input).unwrap();
        if let Err(refusal) = types(&input.display().to_string(), &source) {
            panic!("{refusal}");
        }
    }
}
