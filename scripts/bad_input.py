"""Gives `onset` what it must refuse, and checks how it refuses. Run by scripts/bad-input.

Each case runs in a fresh folder, under limits of time and memory, and passes when

    - the exit code is 2, not a crash, a hang or a success;
    - standard error is one line, a sentence with a full stop, that names the file or the value;
    - nothing in the folder appeared, went away or changed.

The exit code of this script is 0 when every case passes.
"""

from __future__ import annotations

import pathlib
import resource
import signal
import subprocess
import sys
import tempfile

from bad_files import onnx_cases, output_cases, safetensors_cases
from bad_files.case import Case

SECONDS = 60
# Far more than any file here needs, far less than 2^60 bytes: address space, so stacks count.
MEMORY = 8 << 30


def fault_of(case: Case, onset: str, folder: pathlib.Path) -> str | None:
    """What the command does wrong, or nothing."""
    for name, content in case.files.items():
        (folder / name).write_bytes(content)
    try:
        if case.prepare:
            case.prepare(folder)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"{case.name}: cannot be tried here: {error}")
        return None
    try:
        return fault_of_prepared(case, onset, folder)
    finally:
        if case.clean_up:
            case.clean_up(folder)


def fault_of_prepared(case: Case, onset: str, folder: pathlib.Path) -> str | None:
    """What the command does wrong in a folder where everything is in place."""
    before = contents(folder)
    try:
        ended = subprocess.run(
            [onset, *case.arguments],
            cwd=folder,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
            preexec_fn=lambda: limit(case),
        )
    except subprocess.TimeoutExpired:
        return f"still running after {SECONDS} seconds"
    if ended.returncode == 0 and (case.may_succeed or case.exit_code == 0):
        return None
    return judge(case, ended) or changes(before, contents(folder))


def limit(case: Case) -> None:
    """Runs in the command's process before it starts."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if case.file_limit is not None:
        # Ignored, the signal becomes a failed write, as on a full disk.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (case.file_limit, case.file_limit))


def judge(case: Case, ended: subprocess.CompletedProcess) -> str | None:
    """Looks at the exit code and at what was said."""
    said = ended.stderr.decode(errors="replace").strip()
    if ended.returncode < 0:
        return f"crashed with {signal.Signals(-ended.returncode).name}: {said[-200:]}"
    if ended.returncode != case.exit_code:
        return f"exit code {ended.returncode}: {said[-200:]}"
    if not said:
        return "nothing on standard error"
    if case.is_usage:
        return None
    if "\n" in said:
        return f"{len(said.splitlines())} lines on standard error: {said[:300]!r}"
    if not said.endswith("."):
        return f"no full stop: {said}"
    if len(said) > 600:
        return f"{len(said)} characters: {said[:300]} …"
    if not any(name in said for name in case.names):
        return f"does not name {' or '.join(case.names)}: {said}"
    return None


def contents(folder: pathlib.Path) -> dict[str, bytes | None]:
    """Every path below a folder, and the content of those that are files."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def changes(before: dict[str, bytes | None], after: dict[str, bytes | None]) -> str | None:
    """What happened to a folder that should have stayed as it was."""
    for path in sorted(before.keys() | after.keys()):
        if path not in after:
            return f"{path} was removed"
        if path not in before:
            return f"{path} was left behind"
        if before[path] != after[path]:
            return f"{path} was changed"
    return None


def main() -> int:
    onset, example = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2])
    model = example.read_bytes()
    groups = {
        "onnx": onnx_cases.cases(model),
        "safetensors": safetensors_cases.cases(),
        "call": output_cases.cases(model),
    }
    faults = 0
    for group, cases in groups.items():
        for case in cases:
            with tempfile.TemporaryDirectory(prefix="onset-bad.") as folder:
                fault = fault_of(case, onset, pathlib.Path(folder))
            if fault:
                faults += 1
                print(f"{group}: {case.name}: {fault}", flush=True)
        print(f"{group}: {len(cases)} cases", flush=True)
    print(f"{faults} of {sum(map(len, groups.values()))} cases fail.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
