import asyncio
from functools import wraps

ROUTES = {}


def route(path, method="GET"):
    def register(handler):
        ROUTES[method, path] = handler
        return handler
    return register


def logged(func):
    @wraps(func)
    async def wrapper(*args, **kwargs):
        print("->", func.__name__, args, kwargs)
        result = await func(*args, **kwargs)
        print("<-", result)
        return result
    return wrapper


@route("/")
async def index():
    return 200, "home"


@route("/users")
@logged
async def users(page=1):
    "List of users."
    await asyncio.sleep(0)
    return 200, [f"user{n}" for n in range(page, page + 2)]


@route("/users", method="POST")
@logged
async def add_user(name, admin=False):
    if not name:
        return 400, "name?"
    return 201, name.title() + ("*" if admin else "")


async def dispatch(method, path, *args, **kwargs):
    handler = ROUTES.get((method, path))
    if handler is None:
        return 404, f"no {path}"
    return await handler(*args, **kwargs)


async def main():
    print(sorted(ROUTES))
    print(await dispatch("GET", "/"))
    print(await dispatch("GET", "/users", page=3))
    status, body = await dispatch("POST", "/users", "ann lee", admin=True)
    print(status, body)
    print(await dispatch("POST", "/users", ""))
    print(await dispatch("DELETE", "/users"))
    print(users.__name__, users.__doc__, add_user.__name__)


asyncio.run(main())
