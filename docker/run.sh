#!/usr/bin/env bash
# Runs docker/native with the first Python that can, and installs Debian's where there is none.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

find_python() {
    local candidate
    for candidate in python3 python3.13 python3.12 python3.11; do
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null && { echo "$candidate"; return; }
    done
    return 1
}

if ! python=$(find_python); then
    if [ "$(id -u)" = 0 ]; then sudo=; else sudo=sudo; fi
    echo "· installing python3 …"
    { $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3 python3-venv; } \
        >/dev/null || { echo "Please run: sudo apt-get install python3 python3-venv" >&2; exit 1; }
    python=$(find_python)
fi
cd "$here/.."
PYTHONPATH=$here exec "$python" -m native "$@"
