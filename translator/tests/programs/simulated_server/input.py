import asyncio
import json

ROUTES = {}


def route(path, method="GET"):
    def add(handler):
        ROUTES[method, path] = handler
        return handler
    return add


class HTTPError(Exception):
    status = 500


class NotFound(HTTPError):
    status = 404


class BadRequest(HTTPError):
    status = 400


todos = {1: "buy milk", 2: "write code"}


@route("/todos")
async def list_todos(body):
    await asyncio.sleep(0.01)
    return {"todos": todos}


@route("/todos", method="POST")
async def add_todo(body):
    if "title" not in body:
        raise BadRequest("title is missing")
    number = max(todos) + 1
    todos[number] = body["title"]
    return {"id": number}


@route("/crash")
async def crash(body):
    return body["nothing here"]


async def dispatch(method, path, body=None):
    try:
        handler = ROUTES.get((method, path))
        if handler is None:
            raise NotFound(f"{method} {path}")
        status, answer = 200, await handler(body or {})
    except HTTPError as e:
        status, answer = e.status, {"error": str(e), "type": type(e).__name__}
    except Exception as e:
        status, answer = 500, {"error": f"{type(e).__name__}: {e}"}
    return status, json.dumps(answer)


async def main():
    requests = [
        ("GET", "/todos"),
        ("POST", "/todos", {"title": "sleep \u00fc"}),
        ("POST", "/todos", {}),
        ("DELETE", "/todos"),
        ("GET", "/crash"),
        ("GET", "/todos"),
    ]
    for req in requests:
        status, text = await dispatch(*req)
        print(f"{req[0]:<6} {req[1]:<7} {status} {text}")
    print(sorted(ROUTES))


if __name__ == "__main__":
    asyncio.run(main())
