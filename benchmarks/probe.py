"""Run one command; print its seconds, those of processors, and the peak memory (KB) of its largest process.

A process of its own, and a small one: the kernel counts what a child held before it became another program.
"""

import os
import subprocess
import sys
from time import perf_counter

started = perf_counter()
process = subprocess.Popen(sys.argv[2:], cwd=sys.argv[1], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603 - ours
said = process.stderr.read() if process.stderr else b""
_, status, usage = os.wait4(process.pid, 0)
seconds = perf_counter() - started
if status:
    sys.exit(f"{sys.argv[2:]} failed in {sys.argv[1]}:\n{said.decode()}")
print(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)  # noqa: T201 - read by `measure`
