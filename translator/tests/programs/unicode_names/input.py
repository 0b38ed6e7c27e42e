import asyncio

PEOPLE = ["Zoë", "李小龍", "Łukasz", "émile", "Ångström", "Ωmega", "bob", "😀 smiley"]


def initials(name):
    return "".join(part[0].upper() for part in name.split())


async def inspect(name):
    await asyncio.sleep(0)
    return len(name), len(name.encode()), name[0], name[-1], name[::-1]


async def main():
    for name, facts in zip(PEOPLE, await asyncio.gather(*map(inspect, PEOPLE))):
        print(name, *facts, sep=" / ")
    print(sorted(PEOPLE))
    print(sorted(PEOPLE, key=str.casefold))
    print([initials(p) for p in PEOPLE], ascii(PEOPLE[:2]))
    print("straße".upper(), "ÉCOLE".lower(), "ǆ".title(), "ŉ".upper(), "İ".lower() == "i̇", "ß".isalpha(), "²".isdigit(), "²".isdecimal(), "½".isnumeric())
    print(ord("A"), ord("é"), ord("😀"), chr(8364), chr(0x1F600), [chr(c) for c in range(97, 102)])
    print("日本語"[1], "日本語"[1:], "日本語".find("語"), "日" in "日本", "日本語".center(9, "*"), f"{'日本':>6}|{'é':<4}|")
    print(repr("tab\t nl\n quote' dq\" bs\\ nul\0 é \x7f \u200b \U0001F600 \xa0"))
    print(repr("it's"), repr('say "hi"'), repr('both \' and "'), ["it's"], "a\\b", r"raw\n", "\101\x42\u0043")
    print("e\u0301" == "é", len("e\u0301"), "e\u0301")
    print("naïve".translate({ord("ï"): "i"}), "x".join("äöü"), "äöü".replace("ö", "oe").split("oe"), "ÄÖ".swapcase())
    print("".join(c for c in "h3ll0 w0rld" if c.isalpha()), max("añz"), "a" < "á" < "é" < "日")
    try:
        chr(-1)
    except ValueError as e:
        print(e)
    try:
        ord("ab")
    except TypeError as e:
        print(e)


asyncio.run(main())
