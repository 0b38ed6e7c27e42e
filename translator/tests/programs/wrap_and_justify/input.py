import asyncio

TEXT = "The wind was a torrent of darkness among the gusty trees, the moon was a ghostly galleon tossed upon cloudy seas."


def wrap(text, width):
    lines, line = [], ""
    for word in text.split():
        while len(word) > width:
            if line:
                lines.append(line)
                line = ""
            lines.append(word[:width])
            word = word[width:]
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return lines + [line] if line else lines


def justify(line, width):
    words = line.split()
    if len(words) == 1:
        return line
    gaps = width - sum(map(len, words))
    each, more = divmod(gaps, len(words) - 1)
    out = ""
    for i, word in enumerate(words[:-1]):
        out += word + " " * (each + (1 if i < more else 0))
    return out + words[-1]


def box(lines):
    width = max((len(line) for line in lines), default=0)
    yield "+" + "-" * (width + 2) + "+"
    for line in lines:
        yield f"| {line:<{width}} |"
    yield "+" + "-" * (width + 2) + "+"


async def typeset(text, width):
    await asyncio.sleep(0)
    lines = wrap(text, width)
    return [justify(line, width) for line in lines[:-1]] + lines[-1:]


async def main():
    for line in await typeset(TEXT, 24):
        print("|" + line.ljust(24) + "|")
    for row in box(wrap("one extraordinarilylong word", 10)):
        print(row)
    print(wrap("", 5), wrap("a", 1), wrap("ab cd", 2), wrap("abcdef", 2), list(box([])))
    for line in wrap(TEXT, 40):
        print(line.center(44, "."))
    counts = [len(line) for line in wrap(TEXT, 30)]
    print(counts, sum(counts), max(counts), " ".join(wrap(TEXT, 30)) == TEXT)


asyncio.run(main())
