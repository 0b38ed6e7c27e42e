"""Records what the programs beside it print: NAME.py gives NAME.out. `python3.11` runs them, `python3.12` those whose name ends in `_312`,
`python3.13` those whose name ends in `_313`. Names as arguments choose."""

import pathlib
import subprocess
import sys

asked = sys.argv[1:]
for program in sorted(pathlib.Path(__file__).parent.glob("*.py")):
    if program.name == "record.py" or (asked and program.stem not in asked):
        continue
    version = {"_312": "3.12", "_313": "3.13"}.get(program.stem[-4:], "3.11")
    command = [f"python{version}", "-W", "ignore", program]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    program.with_suffix(".out").write_text(printed)
