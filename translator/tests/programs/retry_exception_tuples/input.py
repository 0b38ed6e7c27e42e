import functools
def retry(times=3, exceptions=(Exception,)):
    def decorator(func):
        @functools.wraps(func)
        def wrapper(*args, **kwargs):
            for attempt in range(1, times + 1):
                try:
                    return func(*args, **kwargs)
                except exceptions as e:
                    print(f"{func.__name__} attempt {attempt} failed: {e}")
            raise RuntimeError(f"{func.__name__} gave up")
        return wrapper
    return decorator
n = 0
@retry(times=2, exceptions=(ValueError, KeyError))
def flaky(x):
    global n
    n += 1
    if n < 2:
        raise ValueError("no")
    return x
@retry()
def other(y):
    raise KeyError(y)
@retry(5, OSError)
def third():
    return "third"
print(flaky(3))
print(third())
try:
    other(1)
except RuntimeError as e:
    print(e)
