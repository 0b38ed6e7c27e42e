"""Reads a small configuration language with regular expressions."""
import re

SOURCE = """
[server]
host = example.org   ; the public name
port=8080
paths = /var/www, /srv/"my files"

[client: v2]
retries = three
timeout = 2.5s
url = https://${server.host}:${server.port}/api?x=1
"""

SECTION = re.compile(r"^\[(?P<name>\w+)(?::\s*(?P<version>[\w.]+))?\]$")
SETTING = re.compile(r"^(\w+)\s*=\s*(.*?)\s*(?:;.*)?$")
REFERENCE = re.compile(r"\$\{(\w+)\.(\w+)\}")
DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m)")


def parse(text):
    sections = {}
    current = None
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line:
            continue
        match = SECTION.match(line)
        if match:
            current = sections.setdefault(match["name"], {})
            if match.group("version") is not None:
                current["version"] = match.group("version")
            continue
        match = SETTING.match(line)
        if match is None or current is None:
            print(f"line {number}: cannot read {line!r}")
            continue
        key, value = match.groups()
        current[key] = value
    return sections


def expand(value, sections):
    def replace(match):
        section, key = match.group(1, 2)
        return sections[section][key]

    return REFERENCE.sub(replace, value)


config = parse(SOURCE + "oops\n")
for name, settings in config.items():
    print(name, settings)
print(expand(config["client"]["url"], config))
for path in re.findall(r'/[\w/]*(?:"[^"]*")?', config["server"]["paths"]):
    print("path", path, re.sub(r'"', "", path))
amount, unit = DURATION.fullmatch(config["client"]["timeout"]).groups()
print(float(amount) * {"ms": 0.001, "s": 1, "m": 60}[unit], unit)
print(re.split(r"\s*[,;]\s*", "a, b ;c"), re.split("(-)", "1-2-3", maxsplit=1))
print([m.span() for m in re.finditer(r"\b\w", "three blind mice")], re.sub(r"\b(\w)(\w*)", lambda m: m[2] + m[1] + "ay", "pig latin now"))
print(re.sub(r"(?P<first>\w+) (?P<last>\w+)", r"\g<last>, \1", "Ada Lovelace"), re.subn(r"\d", "#", "a1b22", count=2))
print(re.findall("(?i)the", "The other THE"), re.findall(r"^\w+", "one\ntwo", re.MULTILINE), re.search("(?<=a)b+(?!c)", "abbc ab").group())
words = re.compile(r"""
    [a-z]+      # letters
    (?:'[a-z]+)?  # and more
""", re.VERBOSE | re.I)
print([m.group() for m in words.finditer("It's Bob's")], words.search("123"))
try:
    re.compile("a(b")
except re.error as error:
    print("bad pattern:", error)
camel = re.sub(r"(?<!^)(?=[A-Z])", "_", "camelCaseName").lower()
print(camel, re.match(r"(\w+)_(\w+)", camel).end(), re.escape("1+1=2?"))
