"""What the scripts of this folder share: Onset's process, the peer's clock, the machine's name."""

import json
import platform
import subprocess
import sys
import time

PAUSE = 0.3  # seconds between runs, in which threads that still spin go to sleep


class Onset:
    """Onset's side: a process that times the case it is asked for."""

    def __init__(self, binary):
        self.process = subprocess.Popen(
            [binary], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def seconds(self, case, size):
        return self._ask(f"{case} {size}")["seconds"]

    def write_result(self, case, size, path):
        """Has the case's result written to a file, as float64 without any header."""
        self._ask(f"{case} {size} {path}")

    def _ask(self, line):
        self.process.stdin.write(line + "\n")
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"{line}: Onset's process ended")
        answer = json.loads(answer)
        if "error" in answer:
            sys.exit(f"{line}: {answer['error']}")
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def peer_seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def processor():
    try:
        with open("/proc/cpuinfo") as lines:
            names = [line.split(":", 1)[1] for line in lines if line.startswith("model name")]
        return f"{names[0].strip()}, {len(names)} cores"
    except (OSError, IndexError):
        return platform.processor() or platform.machine()
