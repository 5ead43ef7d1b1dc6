#!/usr/bin/env bash
# Base images equal to postgres:16, odoo:19.0 and python:3.13-slim as far as docker/compose.yaml uses them, from Debian's
# packages and PyPI, for machines that reach no image registry.
#
#   docker/base-images.sh            builds iot-base/postgres, iot-base/odoo and iot-base/python
#
# Packages come from this machine's own Debian archive. PIP_CONF and CA_FILE name files with its settings for PyPI; the
# build sees them, the images do not keep them.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/debian.sh"

suite=trixie # Python 3.13: Odoo 19 runs on 3.10 to 3.13
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { printf 'base images: %s\n' "$*"; }
image_exists() { docker image inspect "$1" >/dev/null 2>&1; }

debian() {
    local proxy
    image_exists iot-base/debian && return
    command -v mmdebstrap >/dev/null || { echo "Please run: sudo apt-get install mmdebstrap" >&2; exit 1; }
    say "Debian $suite"
    debian_stanza "$suite" >"$work/debian.sources"
    printf 'Acquire::Check-Valid-Until "false";\nAcquire::Check-Date "false";\nAcquire::Languages "none";\n' >"$work/apt.conf"
    for proxy in http https; do
        apt-config dump --format '%f "%v";%n' "Acquire::$proxy::Proxy" >>"$work/apt.conf"
    done
    # As a user it would need subordinate user ids.
    $(if [ "$(id -u)" != 0 ]; then echo sudo; fi) mmdebstrap --quiet --variant=minbase --include=ca-certificates,python3,python3-venv \
        --aptopt="$work/apt.conf" --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
        "$suite" "$work/debian.tar" "$work/debian.sources"
    docker import --change 'ENV LANG=C.UTF-8' "$work/debian.tar" iot-base/debian >/dev/null
}

# build NAME CONTEXT
build() {
    say "$1"
    DOCKER_BUILDKIT=1 docker build --quiet --tag "iot-base/$1" --file "$here/base/$1.Dockerfile" \
        --secret "id=pip_conf,src=${PIP_CONF:-/dev/null}" \
        --secret "id=ca,src=${CA_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$2" >/dev/null
}

debian
docker tag iot-base/debian iot-base/python
build postgres "$here/base"
build odoo "$here"
say "ready; use them with: POSTGRES_BASE=iot-base/postgres ODOO_BASE=iot-base/odoo PYTHON_BASE=iot-base/python"
