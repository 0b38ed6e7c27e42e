import asyncio

TITLE = "  the Quick brown fox, jumps over the lazy dog.  "


async def shout(text):
    await asyncio.sleep(0)
    return text.strip().upper() + "!"


def slugify(text):
    out = []
    for ch in text.lower():
        if ch.isalnum():
            out.append(ch)
        elif out and out[-1] != "-":
            out.append("-")
    return "".join(out).strip("-")


async def main():
    t = TITLE.strip()
    print(await shout(TITLE))
    print(slugify(TITLE), repr(TITLE.lstrip()), repr(TITLE.rstrip(". ")))
    print(t.title(), t.capitalize(), t.swapcase(), sep="\n")
    print(t.find("the"), t.rfind("the"), t.index("fox"), t.find("cat"), t.count("o"), "aaaa".count("aa"), "abc".count(""))
    print(t.replace("the", "a"), t.replace("o", "0", 2), "abc".replace("", "."), sep="\n")
    print(t.split(), "a,b,,c,".split(","), "a,b,,c".split(",", 1), "a b  c".rsplit(None, 1), "".split(), "".split(","))
    print(t.partition("fox"), t.partition("cat"), "k=v=w".rpartition("="), sep="\n")
    print("one\ntwo\r\nthree\n".splitlines(), "one\ntwo\n".splitlines(True), "a\n\nb".split("\n"))
    print("7".zfill(3), "-7".zfill(4), "+7".zfill(2), "ab".center(7, "*"), "ab".ljust(5, ".") + "|", "ab".rjust(5) + "|", "abc".center(6, "-"))
    print(t.startswith("the"), t.startswith(("a", "the")), t.endswith("dog."), t.startswith("Quick", 4), "".startswith(""))
    for word in ["abc", "abc1", "123", "", " ", "Abc Def", "ABC", "x_1", "2x", "\t\n"]:
        flags = [word.isalpha(), word.isdigit(), word.isalnum(), word.isspace(), word.islower(), word.isupper(), word.istitle(), word.isidentifier()]
        print(f"{word!r:<10}", "".join("X" if f else "." for f in flags))
    print("-".join(["a", "b", "c"]), "".join(reversed("stressed")), ",".join([]), ", ".join(str(n) for n in range(4)))
    print("xxhixx".strip("x"), "mississippi".strip("ip"), "test.py".removesuffix(".py"), "test.py".removeprefix("no"))
    print("a\tbc\td".expandtabs(4), "Straße".casefold(), "hello"[1], "ell" in "hello", "abc" < "abd", "Z" < "a", "ab" < "abc")
    table = str.maketrans("abc", "xyz", "!")
    print("a!b!c!d".translate(table), "ab" * 3, 3 * "-", "ab" * 0 + "|", "ab" * -1 + "|", max("hello"), min("hello"), sorted("hello"))
    try:
        "abc".index("z")
    except ValueError as e:
        print("ValueError:", e)


asyncio.run(main())
