"""Records what the programs beside it print: NAME.py gives NAME.out. `python3.11` runs them, `python3.12` those whose name ends in `_312`."""

import pathlib
import subprocess
import sys

asked = sys.argv[1:]
for program in sorted(pathlib.Path(__file__).parent.glob("*.py")):
    if program.name == "record.py" or (asked and program.stem not in asked):
        continue
    python = "python3.12" if program.stem.endswith("_312") else "python3.11"
    printed = subprocess.run([python, "-W", "ignore", program], capture_output=True, text=True, check=True).stdout
    program.with_suffix(".out").write_text(printed)
