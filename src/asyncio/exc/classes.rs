//! The classes of exceptions that Python has.

use super::Class;

/// Declares classes as statics.
macro_rules! classes {
    ($($(#[$attribute:meta])* $name:ident = $text:literal $(in $module:literal)? ($($base:ident),*);)+) => {$(
        $(#[$attribute])*
        #[doc = concat!("`", $text, "`.")]
        pub static $name: Class = classes!(@ $($module)?, $text, &[$(&$base),*]);
    )+};
    (@ , $text:literal, $bases:expr) => { Class::of_module("builtins", $text, $bases) };
    (@ $module:literal, $text:literal, $bases:expr) => { Class::of_module($module, $text, $bases) };
}

classes! {
    BASE_EXCEPTION = "BaseException"();
    EXCEPTION = "Exception"(BASE_EXCEPTION);
    GENERATOR_EXIT = "GeneratorExit"(BASE_EXCEPTION);
    KEYBOARD_INTERRUPT = "KeyboardInterrupt"(BASE_EXCEPTION);
    SYSTEM_EXIT = "SystemExit"(BASE_EXCEPTION);
    BASE_EXCEPTION_GROUP = "BaseExceptionGroup"(BASE_EXCEPTION);
    EXCEPTION_GROUP = "ExceptionGroup"(BASE_EXCEPTION_GROUP, EXCEPTION);
    ARITHMETIC_ERROR = "ArithmeticError"(EXCEPTION);
    OVERFLOW_ERROR = "OverflowError"(ARITHMETIC_ERROR);
    ZERO_DIVISION_ERROR = "ZeroDivisionError"(ARITHMETIC_ERROR);
    ASSERTION_ERROR = "AssertionError"(EXCEPTION);
    ATTRIBUTE_ERROR = "AttributeError"(EXCEPTION);
    BUFFER_ERROR = "BufferError"(EXCEPTION);
    EOF_ERROR = "EOFError"(EXCEPTION);
    FLOATING_POINT_ERROR = "FloatingPointError"(ARITHMETIC_ERROR);
    IMPORT_ERROR = "ImportError"(EXCEPTION);
    MODULE_NOT_FOUND_ERROR = "ModuleNotFoundError"(IMPORT_ERROR);
    LOOKUP_ERROR = "LookupError"(EXCEPTION);
    INDEX_ERROR = "IndexError"(LOOKUP_ERROR);
    KEY_ERROR = "KeyError"(LOOKUP_ERROR);
    MEMORY_ERROR = "MemoryError"(EXCEPTION);
    NAME_ERROR = "NameError"(EXCEPTION);
    UNBOUND_LOCAL_ERROR = "UnboundLocalError"(NAME_ERROR);
    OS_ERROR = "OSError"(EXCEPTION);
    BLOCKING_IO_ERROR = "BlockingIOError"(OS_ERROR);
    CHILD_PROCESS_ERROR = "ChildProcessError"(OS_ERROR);
    CONNECTION_ERROR = "ConnectionError"(OS_ERROR);
    BROKEN_PIPE_ERROR = "BrokenPipeError"(CONNECTION_ERROR);
    CONNECTION_ABORTED_ERROR = "ConnectionAbortedError"(CONNECTION_ERROR);
    CONNECTION_REFUSED_ERROR = "ConnectionRefusedError"(CONNECTION_ERROR);
    CONNECTION_RESET_ERROR = "ConnectionResetError"(CONNECTION_ERROR);
    FILE_EXISTS_ERROR = "FileExistsError"(OS_ERROR);
    FILE_NOT_FOUND_ERROR = "FileNotFoundError"(OS_ERROR);
    INTERRUPTED_ERROR = "InterruptedError"(OS_ERROR);
    IS_A_DIRECTORY_ERROR = "IsADirectoryError"(OS_ERROR);
    NOT_A_DIRECTORY_ERROR = "NotADirectoryError"(OS_ERROR);
    PERMISSION_ERROR = "PermissionError"(OS_ERROR);
    PROCESS_LOOKUP_ERROR = "ProcessLookupError"(OS_ERROR);
    /// What a name gives that cannot be looked up.
    GAI_ERROR = "gaierror" in "socket" (OS_ERROR);
    /// Also what `asyncio.TimeoutError` names.
    TIMEOUT_ERROR = "TimeoutError"(OS_ERROR);
    RUNTIME_ERROR = "RuntimeError"(EXCEPTION);
    NOT_IMPLEMENTED_ERROR = "NotImplementedError"(RUNTIME_ERROR);
    RECURSION_ERROR = "RecursionError"(RUNTIME_ERROR);
    STOP_ITERATION = "StopIteration"(EXCEPTION);
    STOP_ASYNC_ITERATION = "StopAsyncIteration"(EXCEPTION);
    REFERENCE_ERROR = "ReferenceError"(EXCEPTION);
    SYNTAX_ERROR = "SyntaxError"(EXCEPTION);
    INDENTATION_ERROR = "IndentationError"(SYNTAX_ERROR);
    TAB_ERROR = "TabError"(INDENTATION_ERROR);
    SYSTEM_ERROR = "SystemError"(EXCEPTION);
    TYPE_ERROR = "TypeError"(EXCEPTION);
    VALUE_ERROR = "ValueError"(EXCEPTION);
    UNICODE_ERROR = "UnicodeError"(VALUE_ERROR);
    UNICODE_DECODE_ERROR = "UnicodeDecodeError"(UNICODE_ERROR);
    UNICODE_ENCODE_ERROR = "UnicodeEncodeError"(UNICODE_ERROR);
    UNICODE_TRANSLATE_ERROR = "UnicodeTranslateError"(UNICODE_ERROR);
    WARNING = "Warning"(EXCEPTION);
    BYTES_WARNING = "BytesWarning"(WARNING);
    DEPRECATION_WARNING = "DeprecationWarning"(WARNING);
    ENCODING_WARNING = "EncodingWarning"(WARNING);
    FUTURE_WARNING = "FutureWarning"(WARNING);
    IMPORT_WARNING = "ImportWarning"(WARNING);
    PENDING_DEPRECATION_WARNING = "PendingDeprecationWarning"(WARNING);
    RESOURCE_WARNING = "ResourceWarning"(WARNING);
    RUNTIME_WARNING = "RuntimeWarning"(WARNING);
    SYNTAX_WARNING = "SyntaxWarning"(WARNING);
    UNICODE_WARNING = "UnicodeWarning"(WARNING);
    USER_WARNING = "UserWarning"(WARNING);
    CANCELLED_ERROR = "CancelledError" in "asyncio.exceptions" (BASE_EXCEPTION);
    INVALID_STATE_ERROR = "InvalidStateError" in "asyncio.exceptions" (EXCEPTION);
    INCOMPLETE_READ_ERROR = "IncompleteReadError" in "asyncio.exceptions" (EOF_ERROR);
    LIMIT_OVERRUN_ERROR = "LimitOverrunError" in "asyncio.exceptions" (EXCEPTION);
    /// What a bad pattern of a regular expression raises.
    RE_ERROR = "error" in "re" (EXCEPTION);
    /// What text that is no base64 raises.
    BINASCII_ERROR = "Error" in "binascii" (VALUE_ERROR);
    STATISTICS_ERROR = "StatisticsError" in "statistics" (VALUE_ERROR);
    /// What setting an attribute of an object raises that is not changed.
    FROZEN_INSTANCE_ERROR = "FrozenInstanceError" in "dataclasses" (ATTRIBUTE_ERROR);
    BROKEN_BARRIER_ERROR = "BrokenBarrierError" in "asyncio.exceptions" (RUNTIME_ERROR);
    QUEUE_EMPTY = "QueueEmpty" in "asyncio.queues" (EXCEPTION);
    QUEUE_FULL = "QueueFull" in "asyncio.queues" (EXCEPTION);
    QUEUE_SHUT_DOWN = "QueueShutDown" in "asyncio.queues" (EXCEPTION);
}
