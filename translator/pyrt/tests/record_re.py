"""Records what CPython matches: python3.11 record_re.py > recorded/re.txt"""
import itertools
import random
import re

FIXED = [
    (r"a", "banana"), (r"a*", "baac"), (r"x*", "abxd"), (r"(a|ab)(c|bcd)(d*)", "abcd"), (r"(a*)*", "aab"), (r"(a*)+", "b"),
    (r"(a|b)*", "abba"), (r"(?:a|b)*?c", "abc"), (r"^a.c$", "abc\n"), (r"^a.c\Z", "abc\n"), (r"a$", "a\na\n"), (r"\bfoo\b", "foo foobar barfoo foo"),
    (r"\Boo", "foo oo"), (r"(?P<y>\d{4})-(?P<m>\d\d)", "on 2024-03 and 1999-12"), (r"(?P<q>['\"]).*?(?P=q)", "say 'hi' or \"yo\""), (r"(\w)\1", "aabbcd"),
    (r"(?<=a)b", "ab cb"), (r"(?<!a)b", "ab cb"), (r"a(?=b)", "ab ac"), (r"a(?!b)", "ab ac"), (r"(?i)hello", "HeLLo hello"),
    (r"(?:(a)|b)*", "ab"), (r"(?:(a)|(b))+", "abab"), (r"(a)?b", "b ab"), (r"(a)?(?(1)b|c)", "ab c b"), (r"(?>a+)ab", "aaab"), (r"a++b", "aaab"),
    (r"a{2,3}", "aaaaaaa"), (r"a{2,3}?", "aaaaaaa"), (r"a{,2}", "aaa"), (r"a{2}", "aaaaa"), (r"x{a}", "x{a}"), (r"[^abc]+", "abcdefabc"), (r"[]a]+", "]a]b"),
    (r"[a\-z]+", "a-zb"), (r"[\w.-]+@[\w-]+\.\w+", "mail bob.s@example.com and x@y.org"), (r"\d+(?:\.\d+)?", "1 2.5 .7 10."), (r"\s+", "a  b\t\nc"), (r"[,;]\s*", "a, b;c,,d"),
    (r"([,;])", "a,b;c"), (r"", "abc"), (r"|a", "aba"), (r"(?m)^\w+$", "one\ntwo three\nfour"), (r"(?s)a.b", "a\nb"), (r"a.b", "a\nb"), (r"(?x) a  b # no\n c", "abc"),
    (r"(", "x"), (r")", "x"), (r"*a", "x"), (r"a**", "x"), (r"[a", "x"), (r"[z-a]", "x"), (r"\q", "x"), (r"(?P<1a>x)", "x"), (r"(?P=n)", "x"), (r"\2(a)", "x"), (r"(?<=a*)b", "x"),
    (r"a{3,1}", "x"), ("a\\", "x"), (r"(?Pa)", "x"), (r"(?z)", "x"), (r"(?P<n>a)(?P<n>b)", "x"), (r"(a\1)", "x"), (r"\x4", "x"), (r"(?:", "x"), ("a\nb(", "x"),
    (r"\w+", "naïve café Ünï"), (r"(?a)\w+", "naïve café"), (r"(?i)ß", "ẞ ß"), (r"(?i)[k]", "K K"), (r"(?i)straße", "STRAßE"), (r"(?i)σ", "ςΣσ"), (r"\d+", "٣٤ 12"), (r"(\d+)-(\d+)?", "1- 2-3"),
    (r"^(?:(\w+)=(\w*);?)+$", "a=1;b=;c=3"), (r"((a)|b)+", "aab"), (r"(a+|b)*", "aabab"), (r"(?:a?)*?b", "aab"), (r"(a??)*b", "aab"), (r"(|a)+", "aaa"), (r"(a|)+", "aaa"), (r"(?:a|(?=b))*b", "aab"),
    (r"\[(\d{2}/\w{3}/\d{4})(?::\d\d)+ ([+-]\d{4})\] \"(GET|POST) (\S+)", '[10/Oct/2023:13:55:36 +0000] "GET /index.html'), (r"\A\s*#", "  # x"), (r"(?-i:a)b", "aB ab"), (r"(?i:a)b", "Ab AB"), (r"\0", "a\0b"), (r"\101", "AB"),
    (r"(?i)[a-z]+", "ſtK"), (r"(?ai)[a-z]+", "ſtKab"), (r"(a)(b)?(c)?", "ac"), (r"(?<=(a))b", "ab"), (r"(?=(a+))a*b\1", "baaabac"), (r"(?!(a)b)a", "ab ac"), (r"(.)(?!.*\1)", "abca"), (r"^", "a\nb"), (r"(?m)$", "a\nb\n"), (r"$", "a\n"),
    (r"(?:(x)|y)*?z", "xyz"), (r"(a(?=(b)))?ab", "ab"), (r"([ab]{1,2}){2,3}", "ababa"), (r"(?:([ab])c?){2}?", "acb"), (r"{", "{"), (r"a{", "a{"), (r"a{1", "a{1"), (r"a|*", "x"), (r"(?:)+", "a"), (r"^*", "x"), (r"\b", "a b"), (r"\B", ""), (r"a(?#comment)b", "ab"), (r"[[]", "["), (r"(?P<n>", "x"), (r"[a-\d]", "x"),
]
ATOMS = ["a", "b", ".", "[ab]", "[^a]", "(a)", "(b|ab)", "(?:a|b)", "\\b", "^", "$", "(a*)", "(?=a)", "(?!b)", "\\w", "(a|)", "(?:ab|a)", "c"]
QUANTIFIERS = ["", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,1}?", "*+"]


def escaped(text):
    return text.replace("\t", "<TAB>").replace("\n", "<NL>") or "<NONE>"


def spans(found):
    if found is None:
        return "-"
    parts = ["x" if found.span(n) == (-1, -1) else "%d-%d" % found.span(n) for n in range(found.re.groups + 1)]
    return ",".join(parts) + ":" + str(found.lastindex or 0)


def answer(pattern, flags, text):
    try:
        found = re.compile(pattern, flags)
        every = " ".join(spans(one) for one in found.finditer(text))
        return f"{spans(found.match(text))} | {spans(found.fullmatch(text))} | {every} | {found.sub(chr(60) + chr(92) + 'g<0>' + chr(62), text)!r} | {found.split(text)!r}"
    except re.error as error:
        return f"error({str(error)!r})"


def cases():
    for pattern, text in FIXED:
        yield pattern, 0, text
    chosen = random.Random(7)
    for _ in range(1500):
        pattern = "".join(chosen.choice(ATOMS) + chosen.choice(QUANTIFIERS) for _ in range(chosen.randint(1, 4)))
        if chosen.random() < 0.3:
            pattern = f"({pattern}){chosen.choice(QUANTIFIERS)}"
        if chosen.random() < 0.2:
            pattern += "|" + chosen.choice(ATOMS)
        yield pattern, chosen.choice([0, 0, 2, 8, 16]), "".join(chosen.choice("aabbcA\n") for _ in range(chosen.randint(0, 7)))


for pattern, flags, text in cases():
    print(escaped(pattern), flags, escaped(text), answer(pattern, flags, text), sep="\t")
