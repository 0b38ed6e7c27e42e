# Push pipelines with generator based coroutines: source -> filters -> sinks
from functools import wraps


def coroutine(func):
    @wraps(func)
    def primed(*args, **kwargs):
        gen = func(*args, **kwargs)
        next(gen)
        return gen
    return primed


def feed(lines, target):
    for line in lines:
        target.send(line)
    target.close()


@coroutine
def grep(pattern, target):
    matches = 0
    try:
        while True:
            line = yield
            if pattern in line:
                matches += 1
                target.send(line)
    except GeneratorExit:
        print(f"[grep {pattern!r}: {matches} matches]")
        target.close()


@coroutine
def broadcast(*targets):
    try:
        while True:
            item = yield
            for t in targets:
                t.send(item)
    finally:
        for t in targets:
            t.close()


@coroutine
def printer(prefix=""):
    while True:
        print(prefix + (yield))


@coroutine
def running_total(field, result):
    total = 0
    while True:
        try:
            line = yield total
        except GeneratorExit:
            result.append(total)
            return
        total += int(line.split()[field])


LOG = """\
GET /index 200 512
GET /logo 304 0
POST /login 200 96
GET /index 500 33
GET /style 200 2048""".split("\n")

totals = []
good = grep("200", broadcast(printer("ok   "), running_total(3, totals)))
bad = grep("500", printer("FAIL "))
feed(LOG, broadcast(good, bad, running_total(3, totals)))
print("bytes", totals)

rt = running_total(0, totals)
print(rt.send("5 apples"), rt.send("7 pears"))
try:
    rt.send("many plums")
except ValueError as e:
    print(e)
try:
    rt.send("1 more")
except StopIteration as stop:
    print("finished with", stop.value)
