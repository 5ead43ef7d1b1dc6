"""Runs in Odoo's interpreter: answers JSON lines by calling a module's CALLS.

    python peer_worker.py MODULE FOLDER ADDONS_PATH

FOLDER stands for the root of a box: Odoo's code looks for its odoo.conf there.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def prepare(folder: Path, addons: str) -> None:
    """Makes `odoo.addons.iot_drivers` importable, as Odoo's launcher does."""
    sys.path.append(sys.path[0])
    sys.path[0] = str(folder / "bin")  # Odoo takes the parent of the first entry for the box's folder
    from odoo.modules.module import initialize_sys_path
    from odoo.tools import config

    config.parse_config(["--addons-path", addons, "--data-dir", str(folder / "data")], setup_logging=False)
    initialize_sys_path()


def serve(calls: Mapping[str, Callable[..., Any]]) -> None:
    """Answers until the input ends; whatever Odoo prints goes to the log."""
    answers, sys.stdout = sys.stdout, sys.stderr
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(calls[asked.pop("call")](**asked)), file=answers, flush=True)


def cpu_of(call: Callable[[], Any], times: int) -> float:
    """Milliseconds of this thread's processor for one call."""
    start = time.thread_time()
    for _ in range(times):
        call()
    return (time.thread_time() - start) * 1000 / times


if __name__ == "__main__":
    prepare(Path(sys.argv[2]), sys.argv[3])
    serve(importlib.import_module(sys.argv[1]).CALLS)
