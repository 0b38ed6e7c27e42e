import asyncio
import re
from collections import Counter

LOG = """10.0.0.1 - [12/Mar/2024:10:00:01] "GET /index.html HTTP/1.1" 200 512
10.0.0.2 - [12/Mar/2024:10:00:02] "POST /login HTTP/1.1" 302 -
broken line
10.0.0.1 - [12/Mar/2024:10:00:09] "GET /img/logo.png?v=2 HTTP/1.1" 404 17
192.168.7.30 - [13/Mar/2024:00:30:00] "GET /index.html HTTP/1.0" 200 512"""

LINE = re.compile(r'(?P<ip>\d+(?:\.\d+){3}) - \[(?P<day>\d+)/(\w+)/(\d{4}):([\d:]+)\] "(?P<verb>[A-Z]+) (?P<path>\S+) HTTP/1\.[01]" (?P<status>\d{3}) (?P<size>\d+|-)')


async def parse(text):
    for line in text.splitlines():
        await asyncio.sleep(0)
        m = LINE.match(line)
        if not m:
            print("skipped", repr(line))
            continue
        yield m


async def main():
    hits, total = Counter(), 0
    async for m in parse(LOG):
        hits[m["path"]] += 1
        total += int(m.group("size")) if m["size"] != "-" else 0
        print(m.group("ip", "verb", "status"), m.group(3), m.start("verb"), m.span("status"))
    print(hits.most_common(1), total, sorted(LINE.groupindex))
    text = "Call 555-1234 or 555-9876, not 55-12."
    print(re.findall(r"\d{3}-\d{4}", text), re.findall(r"(\d+)-(\d+)", text), re.search(r"\b55-\d+", text).group())
    print(re.sub(r"\d", "#", text), re.sub(r"(\d+)-(\d+)", r"\2-\1", text, count=1), re.sub(r"\d+", lambda m: str(int(m.group()) + 1), "a9 b99"), re.subn("x", "y", "axbx"), sep="\n")
    print(re.split(r"[,;\s]+", "a, b;c  d"), re.split(r"(-)", "1-2-3"), re.split(r"\d", "a1b2c", 1), re.fullmatch(r"[a-z]+", "abc1"), bool(re.match("b", "abc")))
    print([m.start() for m in re.finditer("an", "banana")], re.findall("<.+?>", "<a><b>"), re.findall("<.+>", "<a><b>"), re.escape("a.b*c"), re.search("(a)|(b)", "b").groups())
    print(re.findall(r"^\w+", "one x\ntwo y", re.M), re.findall("HELLO", "hello Hello", re.IGNORECASE), re.search("a.b", "a\nb"), re.search("a.b", "a\nb", re.S).group())
    camel = "parseHttpRequest"
    print(re.sub(r"(?<!^)(?=[A-Z])", "_", camel).lower(), re.sub(r"_(\w)", lambda m: m[1].upper(), "snake_case_name"))
    emails = ["ann@example.com", "bad@", "b.c+d@sub.example.org", "no spaces@x.yz"]
    print([bool(re.fullmatch(r"[\w.+-]+@\w+(\.\w+)+", e)) for e in emails], m)


asyncio.run(main())
