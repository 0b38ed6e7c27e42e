"""Writes names.txt: the modules of CPython 3.11's library and the public names in each. Run it with python3.11.

A line is a module and its names. Left out is what prints or fails when it is imported, and what nobody imports.
"""
import contextlib
import importlib
import io
import pathlib
import sys
import warnings

assert sys.version_info[:2] == (3, 11)

OTHERS = """
this antigravity idlelib lib2to3 test tkinter turtle turtledemo ensurepip venv pydoc_data distutils imp crypt nis ossaudiodev spwd asyncore
asynchat smtpd posix posixpath ntpath sre_parse sre_compile sre_constants nturl2path opcode tty termios stringprep sre
""".split()
INNER = """
asyncio.base_events asyncio.coroutines asyncio.events asyncio.exceptions asyncio.futures asyncio.locks asyncio.protocols asyncio.queues
asyncio.runners asyncio.streams asyncio.subprocess asyncio.taskgroups asyncio.tasks asyncio.timeouts asyncio.transports collections.abc
concurrent.futures concurrent.futures.process concurrent.futures.thread email.message email.mime.multipart email.mime.text html.parser
http.client http.cookies http.server importlib.metadata importlib.resources importlib.util json.decoder json.encoder logging.config
logging.handlers multiprocessing.managers multiprocessing.pool os.path unittest.mock urllib.error urllib.parse urllib.request
wsgiref.simple_server xml.dom.minidom xml.etree.ElementTree xml.sax
""".split()


def names(module):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            imported = importlib.import_module(module)
        except Exception:
            return None
    return None if printed.getvalue() else [name for name in dir(imported) if not name.startswith("_")]


modules = [name for name in sys.stdlib_module_names if not name.startswith("_") and name not in OTHERS] + INNER
lines = [" ".join([module, *found]) for module in sorted(modules) if (found := names(module)) is not None]
pathlib.Path(__file__).with_name("names.txt").write_text("\n".join(lines) + "\n")
