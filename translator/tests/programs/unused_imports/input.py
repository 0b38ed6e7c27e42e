"""More is imported than used, also what is not translated."""
import argparse
import asyncio
import os, sys, threading
import socket as sockets
from collections import ChainMap, Counter, UserDict
from concurrent.futures import ProcessPoolExecutor
from functools import singledispatch, wraps
from typing import Any, Dict, List, Optional, Tuple
import xml.etree.ElementTree as ET


def counted(function):
    @wraps(function)
    async def inner(*args):
        inner.calls += 1
        return await function(*args)

    inner.calls = 0
    return inner


@counted
async def letters(word: str) -> "Counter[str]":
    import tempfile

    await asyncio.sleep(0)
    return Counter(word)


async def main():
    for word in ("banana", "bookkeeper"):
        print(word, (await letters(word)).most_common(2))
    print(letters.calls, letters.__name__)


if __name__ == "__main__":
    asyncio.run(main())
