"""python -m tests.bench [--only NAME …] [--brief] [--json FILE]"""

import argparse
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from native.paths import ODOO_TARGET, PROJECT
from native.process import ended_by_signals

from . import bundles, clicks, isolation, keyboards, listeners, printing, process, raster, scale, scales, scanner, tools
from .lab import Lab
from .table import Row, lines_of

GROUPS = {
    "raster": ("Receipt to printer's bytes", raster.measure),
    "clicks": ("From the click to the paper", clicks.measure),
    "printing": ("On paper", printing.measure),
    "process": ("The program", process.measure),
    "scale": ("Scale", scale.measure),
    "scales": ("Each language of scales", scales.measure),
    "scanner": ("Scanner", scanner.measure),
    "keyboards": ("Scanners set to keyboards", keyboards.measure),
    "tools": ("Cameras and measuring tools", tools.measure),
    "listeners": ("Events at the till", listeners.measure),
    "isolation": ("Beside a printer that hangs", isolation.measure),
    "bundles": ("Drivers from Odoo", bundles.measure),
}
ABOUT = (
    "Medians, and in brackets the least, the most, and of how many samples. The ratio says how many times better ours is.",
    "Both sides run in turn on this machine; milliseconds depend on it, ratios hardly. Odoo's code is unchanged.",
)


def machine() -> dict[str, Any]:
    """What the figures hold for."""
    cpu = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), ""
    )
    memory = next((line.split()[1] for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), "0")
    return {
        "processor": cpu or platform.machine(),
        "cores": os.cpu_count(),
        "memory": f"{int(memory) / 2**20:.1f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "load before": os.getloadavg()[0],
    }


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines()


def versions() -> dict[str, str]:
    found = {name: importlib.metadata.version(name) for name in ("aiohttp", "pillow", "iot-agent")}
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    return {
        "Python": platform.python_version(),
        **found,
        "commit": commit.stdout.strip() or "unknown",
        "Odoo's build": (ODOO_TARGET / "build").read_text().strip(),
    }


def run(names: list[str], lab: Lab) -> tuple[dict[str, list[Row]], list[str]]:
    """Measures group by group, printing each as soon as it is there; the rows, and the groups that failed."""
    results: dict[str, list[Row]] = {}
    failed = []
    for name in names:
        title, measure = GROUPS[name]
        rows = results[name] = []
        start = time.monotonic()
        try:
            rows.extend(measure(lab))
        except Exception:  # noqa: BLE001 - the other groups are still worth their time
            traceback.print_exc()
            failed.append(name)
        for line in lines_of(f"{title} ({time.monotonic() - start:.0f} s)", rows):
            print(line, flush=True)
    return results, failed


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench", description="Measures ours beside Odoo's own box code.")
    parser.add_argument("--only", action="append", choices=GROUPS, help="this group alone; may be repeated")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every sample there")
    parser.add_argument("--brief", action="store_true", help="few samples: only to see that all is measured")
    arguments = parser.parse_args()
    about = machine()
    print(", ".join(f"{name} {value}" for name, value in about.items()))
    print(*ABOUT, "", sep="\n", flush=True)
    start = time.monotonic()
    with ended_by_signals(), Lab(brief=arguments.brief) as lab:
        lab.versions |= versions()
        results, failed = run(arguments.only or list(GROUPS), lab)
    about |= {"load after": os.getloadavg()[0], "seconds": round(time.monotonic() - start, 1)}
    print(", ".join(f"{name} {value}" for name, value in lab.versions.items()))
    rows = [row for group in results.values() for row in group]
    missed = sum("MISSED" in row.verdict for row in rows)
    print(f"{len(rows)} rows, {missed} of them miss a target, {about['seconds']:.0f} s, load {about['load after']:.1f}")
    if failed:
        print(f"Not measured to the end: {', '.join(failed)}")
    if arguments.json:
        plain = {name: [row.plain() for row in group] for name, group in results.items()}
        arguments.json.write_text(json.dumps({"machine": about, "versions": lab.versions, "groups": plain}, indent=1))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
