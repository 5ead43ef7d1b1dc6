#!/usr/bin/python3
"""Runs inside the lab's guest: does what arrives as lines of JSON on a virtio port, and answers in lines of JSON.

{"run": SHELL, "timeout": SECONDS} → {"status", "output"}; {"read": PATH} → {"data"}; {"write": PATH, "data"} → {}.
What a command leaves running in the background goes on. Content is in base64.
"""

import base64
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PORT = Path("/dev/virtio-ports/lab")
NETWORK = "ip link set lo up; ip link set eth0 up && ip address add 10.0.2.15/24 dev eth0"


def do(asked: dict[str, Any]) -> dict[str, Any]:
    """One order; what goes wrong is said in "error"."""
    try:
        if "run" in asked:
            return run(asked["run"], asked["timeout"])
        if "read" in asked:
            return {"data": base64.b64encode(Path(asked["read"]).read_bytes()).decode()}
        path = Path(asked["write"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(asked["data"]))
    except (OSError, subprocess.TimeoutExpired) as error:
        return {"error": str(error)}
    return {}


def run(shell: str, timeout: float) -> dict[str, Any]:
    """The command's status and output. A file takes it: a pipe would be held open by what stays in the background."""
    with tempfile.TemporaryFile() as output:
        ended = subprocess.run(
            ["/bin/sh", "-c", shell],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=timeout,
            check=False,
        )
        output.seek(0)
        return {"status": ended.returncode, "output": output.read().decode(errors="replace")}


def main() -> int:
    """Serves for ever."""
    while not PORT.exists():
        time.sleep(0.05)
    while not Path("/sys/class/net/eth0").exists():
        time.sleep(0.05)
    subprocess.run(["/bin/sh", "-c", NETWORK], check=True)
    with PORT.open("r+b", buffering=0) as port:
        waiting = b""
        while True:
            read = port.read(1 << 16)
            if not read:  # nobody is at the other end
                time.sleep(0.02)
                continue
            *lines, waiting = (waiting + read).split(b"\n")
            for line in lines:
                answer = memoryview(json.dumps(do(json.loads(line))).encode() + b"\n")
                while answer:
                    answer = answer[port.write(answer[: 1 << 15]) or 0 :]


if __name__ == "__main__":
    sys.exit(main())
