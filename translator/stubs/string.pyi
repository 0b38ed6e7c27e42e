class Template:
    template: str
    def __init__(self, template: str) -> None: ...
    def safe_substitute(self, mapping=..., /, **named) -> str: ...
    def substitute(self, mapping=..., /, **named) -> str: ...

ascii_letters: str
ascii_lowercase: str
ascii_uppercase: str
digits: str
hexdigits: str
octdigits: str
printable: str
punctuation: str
whitespace: str

def capwords(text: str) -> str: ...
def capwords(text: str, sep: str) -> str: ...
