"""Functions that carry attributes, and wrappers that keep names."""
import functools


def count_calls(fn):
    @functools.wraps(fn)
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return fn(*args, **kwargs)

    wrapper.calls = 0
    return wrapper


def once(fn):
    result = []

    def wrapper(*args):
        if not result:
            result.append(fn(*args))
        return result[0]

    return wrapper


@count_calls
def area(w, h=1):
    """Width by height."""
    return w * h


@count_calls
def greet(name):
    return f"hi {name}"


@once
def setup(n):
    print("setting up")
    return n * 100


def tick():
    tick.count += 1
    return tick.count


tick.count = 10


def make_logger(prefix):
    def log(text):
        log.lines += 1
        print(f"{prefix}{log.lines}: {text}")

    log.lines = 0
    return log


def main():
    print(area(2), area(3, h=4), greet("bo"))
    print(area.calls, greet.calls, area.__name__, area.__doc__, greet.__name__)
    print(setup(1), setup(2))
    tick()
    print(tick(), tick.count)
    a, b = make_logger("a"), make_logger("b")
    a("x")
    a("y")
    b("z")
    print(a.lines, b.lines)


main()
