"""Types the reports of its input on a keyboard, as slowly as an emulated machine can listen: type.py DEVICE"""

import sys
import time

REPORT = 8
PACE = 0.01

with open(sys.argv[1], "wb", buffering=0) as keyboard:  # noqa: PTH123
    while report := sys.stdin.buffer.read(REPORT):
        keyboard.write(report)
        time.sleep(PACE)
