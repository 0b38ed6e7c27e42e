import asyncio


class Scheduler:
    def __init__(self):
        self.jobs = []
        self.hooks = {"before": [], "after": []}

    def every(self, interval):
        def register(fn):
            self.jobs.append((interval, fn))
            return fn
        return register

    def hook(self, name):
        def register(fn):
            self.hooks[name].append(fn)
            return fn
        return register

    async def run(self, ticks):
        for tick in range(ticks):
            for interval, fn in self.jobs:
                if tick % interval == 0:
                    for h in self.hooks["before"]:
                        h(fn.__name__)
                    result = fn(tick)
                    if asyncio.iscoroutine(result):
                        result = await result
                    for h in self.hooks["after"]:
                        h(fn.__name__, result)


sched = Scheduler()


@sched.every(1)
def ping(tick):
    return f"ping{tick}"


@sched.every(2)
async def slow(tick):
    await asyncio.sleep(0.001)
    return tick * 10


@sched.hook("before")
def announce(name):
    print("run", name)


@sched.hook("after")
def report(name, result):
    print("done", name, result)


def command(*names, **options):
    def deco(fn):
        for n in names:
            COMMANDS[n] = (fn, options.get("help", ""))
        return fn
    return deco


COMMANDS = {}


@command("add", "plus", help="adds")
def do_add(*args):
    return sum(int(a) for a in args)


@command("echo")
def do_echo(*args):
    return " ".join(args)


@command("quit", help="leave")
def do_quit(*args):
    return None


def dispatch(line):
    name, *args = line.split()
    if name not in COMMANDS:
        return f"unknown {name}"
    fn, _help = COMMANDS[name]
    return fn(*args)


def notify(callbacks, *args, **kwargs):
    return [cb(*args, **kwargs) for cb in callbacks]


def one(a, b=2, c=3):
    return f"{a}{b}{c}"


def two(a, **kw):
    return f"{a} {sorted(kw.items())}"


def three(*args, **kw):
    return f"{args} {sorted(kw)}"


async def main():
    await sched.run(3)
    for line in ["add 1 2 3", "echo hi there", "plus 4", "nope", "quit"]:
        print(dispatch(line))
    for name, (fn, help_text) in COMMANDS.items():
        print(name, fn.__name__, repr(help_text))
    print(notify([one, two, three], 1, b=5))
    print(notify([one, three], 1, c=7))
    try:
        notify([one], 1, zzz=3)
    except TypeError as e:
        print(e)


asyncio.run(main())
