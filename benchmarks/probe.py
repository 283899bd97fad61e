"""Run one command; print its seconds, those of processors, and the peak memory (KB) of its largest process.

A process of its own, and a small one: the kernel counts what a child held before it became another program. Processes
that outlive the command are inherited and waited for, so that what they work is counted, too.
"""

import ctypes
import os
import subprocess
import sys
from time import perf_counter

BECOME_SUBREAPER = 36
"""prctl(2), Linux: orphans below this process become its children."""
ctypes.CDLL(None).prctl(BECOME_SUBREAPER, 1, 0, 0, 0)
started = perf_counter()
process = subprocess.Popen(sys.argv[2:], cwd=sys.argv[1], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603 - ours
said = process.stderr.read() if process.stderr else b""
_, status, usage = os.wait4(process.pid, 0)
seconds = perf_counter() - started
if status:
    sys.exit(f"{sys.argv[2:]} failed in {sys.argv[1]}:\n{said.decode()}")
worked, largest = usage.ru_utime + usage.ru_stime, usage.ru_maxrss
while True:
    try:
        _, _, usage = os.wait3(0)
    except ChildProcessError:
        break
    worked, largest = worked + usage.ru_utime + usage.ru_stime, max(largest, usage.ru_maxrss)
print(seconds, worked, largest)  # noqa: T201 - read by `measure`
