class JSONDecodeError(ValueError):
    colno: int
    doc: str
    lineno: int
    msg: str
    pos: int

def dumps(obj, *, indent=..., sort_keys: bool = ..., ensure_ascii: bool = ..., separators=..., default: Callable[[A], B] = ...) -> str: ...
def loads(s) -> Json: ...
