class JSONDecodeError(ValueError):
    colno: int
    doc: str
    lineno: int
    msg: str
    pos: int

def dumps(obj, *, indent=..., sort_keys: bool = ..., ensure_ascii: bool = ..., separators=...) -> str: ...
def loads(s) -> Json: ...
