"""Writes tests/text/*.txt: what CPython 3.11 answers. Run it with python3.11.

A line is a call: its name, its arguments and its answer, with tabs between. An argument is `~` (None), `i5`, `f1.5`, `btrue`, `stext`, `ltext|text`
(a list of texts) or `yff00` (bytes); an answer is `=` and its repr, or `!` and the exception. What is no printable ASCII is escaped.
"""

import pathlib
import random
import sys
import unicodedata

assert sys.version_info[:2] == (3, 11)

MOST = 500
HERE = pathlib.Path(__file__).parent / "text"


def escaped(text):
    return text.encode("unicode_escape").decode("ascii").replace("|", "\\x7c")


def shown(value):
    match value:
        case None:
            return "~"
        case bool():
            return "b" + str(value).lower()
        case int():
            return f"i{value}"
        case float():
            return f"f{value!r}"
        case str():
            return "s" + escaped(value)
        case bytes():
            return "y" + value.hex()
        case list() | tuple():
            return "l" + "|".join(map(escaped, value))
    raise TypeError(value)


def answer(call):
    try:
        return "=" + escaped(repr(call()))
    except MemoryError:
        return None
    except Exception as error:
        return f"!{type(error).__name__}: " + escaped(str(error))


class Cases:
    def __init__(self, name):
        self.name = name
        self.lines = {}

    def add(self, name, call, *arguments):
        got = answer(lambda: call(*arguments))
        if got is not None and len(got) < MOST:
            self.lines["\t".join([name, *map(shown, arguments), got])] = None

    def method(self, name, *arguments):
        self.add(name, lambda value, *rest: getattr(value, name)(*rest), *arguments)

    def write(self):
        text = "\n".join(self.lines) + "\n"
        (HERE / f"{self.name}.txt").write_text(text, encoding="ascii")
        print(self.name, len(self.lines), len(text))


TEXTS = [
    "", "a", "A", "abc", "Hello, World", "hello world", "  two  words ", "\t\n x \x0b\x0c\r\n", "a,b,,c,", ",,", "aaaa", "abababab",
    "Grüße", "straße", "ΑΣ", "ΑΣ Β", "ὈΔΥΣΣΕΎΣ", "ΣΑΣ.", "Σ", "ΑΣ'Α", "ΑΣ'", "ǅ", "ǆabc", "ǅABC", "ﬁn", "İstanbul", "ŉ", "ᾳ", "ᾼ",
    "日本語", "٣٤", "²", "½", "Ⅷ", "ⅷ", "😀 smile 😀", "e\u0301", "a\u00a0b\u2003c\u3000", "x\u2028y\u2029z\x85w\x1cv\x1du\x1et",
    "a\r\nb\rc\nd\n", "\r\n", "\n\n", "it's", 'say "hi"', "both ' and \"", "back\\slash", "\x00\x1f\x7f\x80\x9f\xa0\xad", "\u200b\ufeff\ue000",
    "They're Bill's", "UPPER lower Title", "_name1", "1name", "na me", "ªº", "ʰʷ", "+12", "-12", "+-1", "-", "--x--", "xxabcxx",
    "\ta\tbc\tdef\tg", "a\nb\tc\r\td", "ß", "ẞ", "ꭰ", "Ꭰ", "ა", "Ა", "\U0001e900", "\u019b\ua7dc", "\u1c89\u1c8a", "\u0264", "𝟘𝟙", "१२", "〇一",
    "A\u0345", "\u0345", "aΣ\u0301b", "AΣ\u00ad", "A.Σ", "ΑΣ\u2019", "ʰΣ",
]
NEEDLES = ["", "a", "b", "ab", "aa", ",", ",,", " ", "ß", "😀", "xyz", "语", "語", "World", "\n", "ΑΣ", "ba"]
BOUNDS = [None, 0, 1, 2, 3, 5, 100, -1, -2, -3, -100, 2**63 - 1, -(2**63)]
PLAIN = (
    "capitalize casefold lower upper title swapcase isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric "
    "isprintable isspace istitle isupper strip lstrip rstrip"
).split()


def text_of(rng, most=8):
    return "".join(rng.choice("aAbB ,.\tß\u00e9Σ日😀1_'\"\\\n\u2028xǅ") for _ in range(rng.randrange(most)))


def record_str():
    cases, finer, rng = Cases("str"), Cases("find"), random.Random(1)
    some = lambda items: rng.choice(items)
    for text in TEXTS + [text_of(rng) for _ in range(20)]:
        for name in PLAIN:
            cases.method(name, text)
        cases.add("repr", lambda text: text, text)
        cases.add("ascii", ascii, text)
        cases.add("len", len, text)
        cases.add("list", list, text)
        cases.add("reversed", lambda text: list(reversed(text)), text)
        cases.add("ord", ord, text)
        cases.method("splitlines", text, False)
        cases.method("splitlines", text, True)
        cases.method("split", text, None, -1)
        cases.method("rsplit", text, None, -1)
        for limit in (0, 1, 2) if len(text.split()) > 1 else (0,):
            cases.method("split", text, None, limit)
            cases.method("rsplit", text, None, limit)
        finer.method("expandtabs", text, some([8, 4, 1, 0, -1, 3]))
        cases.method("zfill", text, some([0, 3, 5, 8, 20, -1]))
        for codec in ("utf-8", "ascii", "latin-1"):
            for handler in ("strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace", "other"):
                if not text.isascii() and (codec != "utf-8" or handler == "strict"):
                    cases.method("encode", text, codec, handler)
    for encoding in ("UTF8", "Utf_8", "U8", "us-ascii", "ISO-8859-1", "l1", "LATIN 1", "iso8859-1", "no such", "cp819", "utf--8", "646"):
        cases.method("encode", "aé", encoding, "replace")
    for _ in range(330):
        text = some([some(TEXTS), text_of(rng, 12), some(TEXTS) + some(NEEDLES) + some(TEXTS)])
        needle = some([some(NEEDLES), text[1:2], text[:2], text[-2:], text[1:3]])
        start, stop = some(BOUNDS), some(BOUNDS)
        for name in rng.sample(["find", "rfind", "index", "rindex", "count", "startswith", "endswith"], 3):
            finer.method(name, text, needle, start, stop)
        name = some(["split", "rsplit"])
        finer.method(name, text, needle, some([-1, 0, 1, 2, 5]))
        finer.method(some(["partition", "rpartition"]), text, needle)
        finer.method("replace", text, needle, some(["", "x", "ß", "long"]), some([-1, 0, 1, 2]))
        finer.method(some(["removeprefix", "removesuffix"]), text, needle)
        finer.method(some(["strip", "lstrip", "rstrip"]), text, needle)
        name = some(["ljust", "rjust", "center"])
        finer.method(name, text, some([0, 1, 4, 5, 6, 7, 10, 11, -3]), some([" ", "*", "é", "", "xy"]))
        finer.add("slice", lambda t, a, b: t[a:b], text, start, stop)
        finer.add("slice_step", lambda t, a, b, c: t[a:b:c], text, start, stop, some([1, 2, 3, -1, -2, -5, 0, 2**63 - 1, -(2**63)]))
        finer.add("at", lambda t, i: t[i], text, some([0, 1, 2, 5, -1, -2, -9, 2**63 - 1, -(2**63)]))
        finer.add("contains", lambda t, n: n in t, text, needle)
        finer.add("mul", lambda t, n: t * n, text, some([0, 1, 2, 3, -1]))
        finer.add("add", lambda t, n: t + n, text, needle)
        finer.add("compare", lambda t, n: [t < n, t <= n, t > n, t >= n, t == n], text, some([needle, text_of(rng)]))
        finer.method("join", needle, [some(TEXTS) for _ in range(rng.randrange(1, 4))])
        affixes = [some([text[:2], text[-2:], some(NEEDLES)]) for _ in range(2)]
        name = some(["startswith", "endswith"])
        finer.add(name, lambda t, a, b, c: getattr(t, name)(tuple(a), b, c), text, affixes, start, stop)
        to = some(["xyz", "日ß1", "", "ab"])
        translated = lambda t, a, b, c: t.translate(str.maketrans(a, b) if c is None else str.maketrans(a, b, c))
        finer.add("translate", translated, text, "abA", to, some([None, "", "aß,", text[:1]]))
    cases.add("mul", lambda t, n: t * n, "ab", 2**62)
    cases.method("expandtabs", "a\t", 2**31)
    for point in (0, 65, 0x7F, 0x80, 0x10FFFF, 0x110000, -1, 2**31, 2**40, -(2**31) - 1):
        cases.add("chr", chr, point)
    cases.write()
    finer.write()


INTS = [0, 1, -1, 5, -42, 255, 1000, -1000, 1234567, -1234567, 65, 8364, 128512, 0x10FFFF, 0x110000, 2**31, 2**63 - 1, -(2**63)]
BIGS = [2**63, -(2**64), 10**30, -(10**37)]
FLOATS = [
    0.0, -0.0, 1.0, -1.0, 0.5, 1.5, 2.5, 3.5, 0.25, 0.125, 0.375, 0.1, 0.2, 0.3, 1 / 3, 2 / 3, 3.14159265358979, 100.0, 1234.5678, -9876.54321,
    1e5, 123456.0, 999999.5, 9999995.0, 1e6, 1e15, 1e16, 1.5e16, 123456789012345678.0, 1e17, 1e21, 1e22, 1e23, 1e100, 1e-3, 1e-4, 1e-5, 0.00012345,
    0.000099999, 1.7976931348623157e308, 5e-324, 2.2250738585072014e-308, float("inf"), float("-inf"), float("nan"), 0.999, 0.9995, 9.5, 99.5,
    -0.001, -0.4, 1e-7, 12345678.9, 4.35, 2.675, 1.005, 0.045, 1e300, 5e-5, 9007199254740993.0, 0.1 + 0.2,
]
SPECS = (
    "d|n|b|o|x|X|c|e|E|f|F|g|G|%|s|r|q|5|05|<5|>5|^5|=5|*^9|0<5|0>5|+|-| |+d|+5d| d|#x|#X|#b|#o|#d|#010x|#010b|,|,d|_|_d|_x|_b|,x|,b|,c|_c|,s|,n|"
    "010,|09,|08,|012,|0_|020_|020_x|#020_x|#_b|015_b|*>12,|*=12,|z|zd|z.1f|z.0f|.3|.3d|.0f|.1f|.2f|.3f|.10f|.0e|.3e|.0g|.1g|.3g|.10g|.17g|#g|#.3g|#f|"
    "#.0f|#.0e|#.0g|.0%|.1%|%|,.2f|_.2f|,.3g|,e|010.3f|+010.3f|<10.3f|^10.3f|=+10.2f|-10.2f|010|+.3|.5|.0|.1|10.4|,.4|#|#.4|.20|.50f|.25e|.30g|E|.3E|.2G|n|.3n|"
    "<|>|^|=|<<5|{<5|é^9|😀>9|dd|5dd|10,,d|,_|_,|,_d|.|.d|5.|..2|+-5|99999999999999999999|.99999999999999999999f|.2147483648f|5 |x5|\x01|é|,é|,\x01|٣|"
    "1٣d|0|00|000|007|0=5|=05|*05|^05|<05|#c|+c|5c|05c|<5c|^5c|.2c|zc|_o|030,.3f|030,|031,|032,|033,|06%|+%|z%|z.0%|z.2e|z.3g|z5|5z|#5|z#5|#z5|+z#05.1f|.1s|.3s|5.2s|"
    "*^7.2s|=s|+s| s|#s|zs|0s|05s|,.2s|_s|<s|1000d|#.1000g"
).split("|")


def spec_of(rng):
    some = lambda *items: rng.choice(items)
    return "".join(
        [
            some("", "", "<", ">", "^", "=", "*<", "0>", "é^", "x="),
            some("", "", "", "+", "-", " "),
            some("", "", "", "", "z"),
            some("", "", "", "#"),
            some("", "", "0"),
            some("", "", "1", "6", "12", "25"),
            some("", "", "", ",", "_"),
            some("", "", ".0", ".1", ".2", ".5", ".12"),
            some("", "", "d", "b", "x", "e", "f", "f", "g", "g", "%", "n", "G", "E", "s", "c", "o", "X"),
        ]
    )


def record_format():
    cases, rng = Cases("format"), random.Random(2)
    for spec in SPECS:
        for value in [0, 42, -1234567, True, 0.0, -0.04, 1234.5678, -9.5, 1e300, float("nan"), float("-inf"), "abc", "日本", ""]:
            cases.add("format", format, value, spec)
    for _ in range(1400):
        value = rng.choice([rng.choice(INTS), rng.choice(BIGS), rng.choice(FLOATS), rng.choice(FLOATS), rng.choice([True, False, "", "héllo"])])
        cases.add("format", format, value, spec_of(rng))
    for value in FLOATS + [rng.uniform(-10, 10) * 10.0 ** rng.randrange(-20, 20) for _ in range(300)]:
        cases.add("format", format, value, "")
        for spec in (".0f", ".1f", ".2f", ".3e", ".4g", ".17g"):
            cases.add("format", format, value, spec)
    # those that lie between two of their shortest digits
    for _ in range(150):
        cases.add("format", format, rng.randrange(2**52, 2**53) / rng.choice([2, 4, 8, 0.5, 0.125, 2**-10]), "")
        places = rng.randrange(1, 27)
        cases.add("format", format, rng.randrange(2 ** rng.randrange(places, 54)) / 2**places, "")
    cases.write()


TEMPLATES = (
    "{}|{} {}|{0} {1}|{1} {0}|{0}{0}|{} {0}|{0} {}|{a}|{a} {b}|{a}{}|{{}}|{{{}}}|{{|}}|{|}|a{|a}|{0|{0:|{0!|{0!r|{0!r:|{0!}|{!r}|{!s}|{!a}|{!x}|{!\x01}|"
    "{!é}|{!rx}|{!r:>10}|{0!r:^{1}}|{:{}}|{:{}{}}|{:{1}}|{0:{1}}|{0:{1}.{2}}|{:{:{}}}|{:{:{:{}}}}|{0:{}}|{a:{b}}|{a:>{0}}|{9}|{-1}|{ 0}|{0 }|{0.x}|{0[0]}|{0[a]}|"
    "{0[}|{0[]}|{0]}|{0.}|{0..x}|{0.x.}|{0[1]x}|{a.b}|{a[b]}|{.x}|{[x]}|{0[{]}|{0{1}}|{a{b}|{:{|{:}}|{:{}|{}}|{{}|{0}}|}{|{99999999999999999999}|{0[99999999999999999999]}|"
    "{٣}|{0:d}|{0:s}|{a:d}|{b:5}|{}{}{}{}|{0:}}|{0:{{}}}|{:{{}|x{}y{}z|{a!r}|{c!r}|{c!a}|{c:>5}|{c!s:.1}|{:5}{:<5}|{zz}|{zz} {|{} {9} {|{0.} {9}|{9.}|{0!r}}}|{0:!<5}|{0!s:!<5}|{a:}|"
    "{ a}|{a }|{a!r:.2}|{0:>{b}}|{0:{a}}|{}:{}|{:>5}:{:<5}|{:\U0001f600^7}|ünï {} cödé {a}|{\u65e5}|{0!\u65e5}|{a:{b}{b}}|{:{a}}{"
).split("|")


def record_template():
    cases, rng = Cases("template"), random.Random(3)
    call = lambda template, *args: template.format(*args, a="one", b=7, c="日é")
    for template in TEMPLATES:
        for arguments in [(), (1,), ("x", 5), ("é'", 12, 3), (2.5, 8, True)]:
            cases.add("format", call, template, *arguments)
    for _ in range(900):
        template = "".join(rng.choice(["{", "}", "{}", "{0}", "{a", ":", "!r", "x", "{b}", "[", "]", ".", "5", "{{", "}}", ">8"]) for _ in range(rng.randrange(7)))
        cases.add("format", call, template, "x", 5)
    cases.write()


PERCENTS = (
    "%s|%r|%a|%d|%i|%u|%x|%X|%o|%c|%e|%E|%f|%F|%g|%G|%%|%5s|%-5s|%05s|%.2s|%5.1s|%5d|%-5d|%05d|%+d|% d|%+05d|%-05d|%.5d|%+.5d|%8.5d|%08.5d|%#x|%#X|%#o|%#10x|%#010x|"
    "%-#10x|%#.5x|%+x|% x|%.0d|%.0x|%.2f|%8.2f|%-8.2f|%08.2f|%+.1e|%.0f|%#.0f|%.0e|%#.0e|%.0g|%#g|%.3g|%.10g|%5c|%-5c|%05c|%.5c|%hd|%ld|%Ld|%lld|%hhd|%z|%5z|%n|%b|%é|%\x01|%\x1f|"
    "%|%5|%-|%.|%.5|%5.|%h|% |%*d|%-*d|%.*f|%*.*f|%*|%.*|%*s|%s %s|%s%s%s|x|%%%s%%|%5%|%(a)s|%(a)d|%(b)5s|%(a|%(a)|%(|%()s|%(zz)s|%((a))s|%(a(b)c)s|%(a)s %(b)s|%(a)s %s|%(a)*d|%s %(a)s|"
    "%99999999999999999999d|%.9999999999d|%.99999999999999999999d|é%z|日%s本%d|%d%%|%5.3d|%+5.3d|% 5.3d|%-5.3d|%#5.3o|%+s|%#s|% s|%.3r|%10r|%-10a|%+c|%0-5d|%-+ #05x|%+ d|% +d|%020f|%.50f|%G %E"
).split("|")
VALUES = [0, 1, -1, 42, -42, 255, 65, 1234567, 2**63 - 1, -(2**63), 2**70, 0x110000, True, False, 0.0, -0.5, 1.5, 2.5, -1234.5678, 1e300, 1e16, float("inf"), float("nan"), float("-inf"), "a", "abc", "é", "", "日本", None]


def record_percent():
    cases, rng = Cases("percent"), random.Random(4)
    tuple_ = lambda template, *values: template % values
    mapping = lambda template: template % {"a": 65, "b": "x", "a(b)c": 2.5, "(a)": "y", "": "z"}
    for template in PERCENTS:
        cases.add("mapping", mapping, template)
        cases.add("one", lambda template, value: template % value, template, 7)
        for values in [(), (7,), ("a",), (5, 1.5), (6, 2, 2.25), (-6, -2, 2.25), ("x", "y", "z"), (None,)]:
            cases.add("tuple", tuple_, template, *values)
        for value in VALUES:
            cases.add("tuple", tuple_, template, value) if rng.random() < 0.5 else None
    for _ in range(900):
        template = "%" + "".join(
            [
                rng.choice(["", "", "-", "+", " ", "#", "0", "0-", "+0", "#0"]),
                rng.choice(["", "", "1", "7", "20"]),
                rng.choice(["", "", ".0", ".1", ".3", ".9", "."]),
                rng.choice("dxXogGeEfFscrai"),
            ]
        )
        cases.add("tuple", tuple_, template, rng.choice(VALUES))
    cases.write()


DATA = [
    b"", b"a", b"abc", b"  two  words\t\n", b"a,b,,c,", b"aaaa", b"abababab", b"it's", b'say "hi"', b"both ' and \"", b"\x00\x1f\x7f\x80\xff\\\r",
    b"a\r\nb\rc\nd\n", b"\x0b\x0cx\x1cy\x85", "Grüße €😀".encode(), b"\xff\xfeab", b"\xe2\x82", b"\xe2\x28\xa1", b"\xf0\x9f\x98", b"ab\xc3",
    b"\xc3\x28", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xf8\x88\x80", b"\x80\x80", b"\xc0\xaf", b"\xe0\x80\xaf", b"a\xf0\x9f\x98b", b"UPPER lower", b"xxabcxx",
]
PARTS = [b"", b"a", b"b", b"ab", b"aa", b",", b",,", b" ", b"\n", b"\xff", b"ba", b"x"]


def record_bytes():
    cases, rng = Cases("bytes"), random.Random(5)
    some = lambda items: rng.choice(items)
    for data in DATA:
        for name in ("lower", "upper", "hex"):
            cases.method(name, data)
        cases.add("repr", lambda data: data, data)
        cases.add("len", len, data)
        cases.add("list", list, data)
        cases.method("splitlines", data, False)
        cases.method("splitlines", data, True)
        for sep, group in [(":", 1), ("-", 2), (" ", -2), ("", 1), ("::", 1), ("é", 1), (":", 0), (":", 3), (":", -3), (":", 100)]:
            cases.method("hex", data, sep, group)
        for codec in ("utf-8", "ascii", "latin-1", "other"):
            for handler in ("strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace", "other"):
                cases.method("decode", data, codec, handler)
    for _ in range(150):
        data = bytes(some(b"a\x80\xbf\xc2\xe2\x82\xac\xf0\x9f\xed\xa0\xf4\x90\xff") for _ in range(rng.randrange(6)))
        cases.method("decode", data, "utf-8", some(["strict", "replace", "backslashreplace", "ignore"]))
    for text in ("", "00ff", "0 0", "00 FF aB", "0", "0g", "g0", " 1 ", "12\t34\n", "12é4", "123"):
        cases.add("fromhex", bytes.fromhex, text)
    for ints in [(), (0, 255), (256,), (-1,), (65, 66)]:
        cases.add("from_ints", lambda *ints: bytes(ints), *ints)
    for count in (0, 3, -1):
        cases.add("zeros", bytes, count)
    for _ in range(400):
        data, part, start, stop = some(DATA) + some([b"", some(PARTS)]), some(PARTS), some(BOUNDS), some(BOUNDS)
        for name in rng.sample(["find", "rfind", "index", "rindex", "count", "startswith", "endswith"], 3):
            cases.method(name, data, part, start, stop)
        cases.method(some(["split", "rsplit"]), data, some([part, None]), some([-1, 0, 1, 2]))
        cases.method(some(["partition", "rpartition"]), data, part)
        cases.method("replace", data, part, some(PARTS), some([-1, 0, 1, 2]))
        cases.method(some(["removeprefix", "removesuffix"]), data, some([part, data[:2], data[-2:]]))
        cases.method(some(["strip", "lstrip", "rstrip"]), data, some([part, None]))
        cases.add("slice", lambda t, a, b: t[a:b], data, start, stop)
        cases.add("slice_step", lambda t, a, b, c: t[a:b:c], data, start, stop, some([1, 2, -1, -2, 0, 2**63 - 1, -(2**63)]))
        cases.add("at", lambda t, i: t[i], data, some([0, 1, 5, -1, -9, 2**63 - 1, -(2**63)]))
        cases.add("contains", lambda t, n: n in t, data, part)
        cases.add("contains_int", lambda t, n: n in t, data, some([97, 0, 255, 256, -1]))
        cases.add("mul", lambda t, n: t * n, data, some([0, 1, 3, -1]))
        cases.add("add", lambda t, n: t + n, data, part)
        cases.add("join", lambda t, a, b: t.join([a, b]), part, data, some(DATA))
        cases.add("compare", lambda t, n: [t < n, t <= n, t > n, t >= n], data, some([part, data, some(DATA)]))
    cases.add("mul", lambda t, n: t * n, b"ab", 2**62)
    cases.write()


def hash_of(answers):
    """FNV-1a of 64 bits."""
    value = 0xCBF29CE484222325
    for byte in "\n".join(answers).encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return f"{value:016x}"


def record_unicode():
    ask = {name: lambda c, name=name: str(getattr(c, name)()) for name in PLAIN if not name.endswith("strip")}
    ask["repr"] = repr
    ask["in_name"] = lambda c: str(("a" + c).isidentifier())
    ask["sigma"] = lambda c: ("AΣ" + c + "A").lower() + ("A" + c + "Σ").lower()
    ask["words"] = lambda c: ("a" + c + "a").title() + (c + "A").swapcase()
    ask["split"] = lambda c: repr(("a" + c + "b").split()) + repr(("a" + c + "b").splitlines())
    ask["decimal"] = lambda c: str(unicodedata.decimal(c, -1))
    # where nothing has a case, little is asked
    few = {name: ask[name] for name in ("isalpha", "isalnum", "isnumeric", "isprintable", "isidentifier", "in_name", "decimal", "title", "sigma")}
    lines = []
    for start in range(0, 0x110000, 0x800):
        block = [chr(c) for c in range(start, start + 0x800) if not 0xD800 <= c <= 0xDFFF]
        if block and (start < 0x20000 or start % 0x8000 == 0):
            asked = ask if any(c.lower() != c.upper() for c in block) else few
            lines += [f"{start:x}\t{name}\t{hash_of(map(call, block))}" for name, call in asked.items()]
    (HERE / "unicode.txt").write_text("\n".join(lines) + "\n", encoding="ascii")
    print("unicode", len(lines))


if __name__ == "__main__":
    record_str()
    record_format()
    record_template()
    record_percent()
    record_bytes()
    record_unicode()
