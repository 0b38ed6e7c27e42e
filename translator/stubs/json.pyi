class JSONDecodeError(ValueError):
    colno: int
    doc: str
    lineno: int
    msg: str
    pos: int

def dumps(obj: Leaves[A], *, indent=..., sort_keys: bool = ..., ensure_ascii: bool = ..., separators=..., default: Callable[[A], Leaves[A]] = None) -> str: ...
def loads(s) -> Json: ...
