# Names that are written for those who check types.

Annotated: Typing
Any: Typing
AnyStr: Typing
AsyncContextManager: Typing
AsyncGenerator: Typing
AsyncIterable: Typing
AsyncIterator: Typing
Awaitable: Typing
Callable: Typing
ClassVar: Typing
Collection: Typing
Concatenate: Typing
Container: Typing
ContextManager: Typing
Coroutine: Typing
Counter: Typing
DefaultDict: Typing
Deque: Typing
Dict: Typing
Final: Typing
FrozenSet: Typing
Generator: Typing
Hashable: Typing
Iterable: Typing
Iterator: Typing
KeysView: Typing
List: Typing
Literal: Typing
LiteralString: Typing
Mapping: Typing
MutableMapping: Typing
MutableSequence: Typing
Never: Typing
NoReturn: Typing
NotRequired: Typing
Optional: Typing
ParamSpec: Typing
Required: Typing
Self: Typing
Sequence: Typing
Set: Typing
Sized: Typing
SupportsFloat: Typing
SupportsInt: Typing
Text: Typing
Tuple: Typing
Type: Typing
TypeAlias: Typing
TypeVar: Typing
TypeVarTuple: Typing
Union: Typing
Unpack: Typing
ValuesView: Typing
TYPE_CHECKING: bool

class Generic: ...
class NamedTuple: ...
class Protocol: ...

def cast(type, value: A) -> A: ...
def final(of: A) -> A: ...
def override(of: A) -> A: ...
def runtime_checkable(of: A) -> A: ...
