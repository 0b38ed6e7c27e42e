"""Records what the programs beside it print under this Python: NAME.py gives NAME.out. Made for CPython 3.11."""

import pathlib
import subprocess
import sys

for program in sorted(pathlib.Path(__file__).parent.glob("*.py")):
    if program.name != "record.py":
        printed = subprocess.run([sys.executable, program], capture_output=True, text=True, check=True).stdout
        program.with_suffix(".out").write_text(printed)
