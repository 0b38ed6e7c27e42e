import io
import os
import os.path
import sys
from contextlib import redirect_stdout
from os import path

FILES = ["/srv/www/index.html", "/srv/www/img/logo.tar.gz", "notes.txt", "/etc/.profile", "a/b/../c//d.py", ""]


def table(rows, out=sys.stdout):
    widths = [max(len(str(row[i])) for row in rows) for i in range(3)]
    for row in rows:
        out.write("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths)).rstrip() + "\n")


def kinds(files):
    found = {}
    for name in files:
        stem, extension = os.path.splitext(os.path.basename(name))
        found.setdefault(extension or "none", []).append(stem)
    return found


rows = [(os.path.dirname(name) or ".", os.path.basename(name), path.normpath(name)) for name in FILES]
table(rows)
for extension, stems in sorted(kinds(FILES).items()):
    print(f"{extension:>5}: {', '.join(stems)}")
print(os.path.join("/srv", "www", "x.css"), os.path.join("a", "/b"), os.path.join("a/", "b", ""), path.split("/x/y"), path.isabs("x"))
print(os.environ.get("SURELY_NOT_SET", "default"), os.getenv("SURELY_NOT_SET"), "SURELY_NOT_SET" in os.environ, os.sep, os.linesep == "\n")
buffer = io.StringIO()
table(rows[:2], buffer)
print("count", 2, file=buffer)
print(buffer.getvalue().upper())
buffer.seek(0)
for number, line in enumerate(buffer, 1):
    print(number, line.split()[0])
with redirect_stdout(io.StringIO()) as captured:
    print("this is", "captured", sep="...")
    table([("x", 1, 2.5)])
lines = captured.getvalue().splitlines()
print(lines, file=sys.stdout)
with io.StringIO("first\nsecond\n") as source:
    print(source.readline().strip(), source.read().strip())
print("warning: nothing", file=sys.stderr)
