"""Writes expected.out and expected.status of the folders that are named: what CPython 3.11 prints for input.py, and its exit status.

Each program runs three times, with other hashes of str each time; one whose runs differ is not recorded.
"""
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
LONGEST = 10  # seconds a program may take
HASH_SEEDS = (None, "1", "2")


def run(folder, hash_seed):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    if hash_seed is not None:
        environment["PYTHONHASHSEED"] = hash_seed
    done = subprocess.run(
        [sys.executable, "input.py"],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LONGEST,
    )
    return done.stdout, done.returncode, done.stderr


def outcome(folder):
    """What a program prints, its exit status and what it says on stderr; or why it cannot be recorded."""
    try:
        runs = [run(folder, seed) for seed in HASH_SEEDS]
    except (OSError, subprocess.TimeoutExpired) as exc:
        return None, str(exc)
    if len({answer[:2] for answer in runs}) != 1:
        return None, "its runs differ"
    if runs[0][1] < 0:
        return None, f"ended by signal {-runs[0][1]}"
    return runs[0], ""


def record(folder):
    answer, why_not = outcome(folder)
    if answer is None:
        print(f"{folder.name}: not recorded: {why_not}")
        return False
    out, status, stderr = answer
    (folder / "expected.out").write_bytes(out)
    status_file = folder / "expected.status"
    status_file.unlink(missing_ok=True)
    if status != 0:
        status_file.write_text(f"{status}\n")
        last = stderr.decode(errors="replace").strip().rpartition("\n")[2]
        print(f"{folder.name}: exit status {status}: {last}")
    return True


def main():
    if sys.version_info[:2] != (3, 11):
        sys.exit("CPython 3.11 is the reference: run this with python3.11")
    if len(sys.argv) < 2:
        sys.exit("usage: python3.11 record.py FOLDER...")
    recorded = [record(HERE / pathlib.Path(name).name) for name in sys.argv[1:]]
    print(f"{sum(recorded)} of {len(recorded)} recorded")
    sys.exit(not all(recorded))


main()
