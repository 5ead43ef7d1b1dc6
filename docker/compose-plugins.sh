#!/usr/bin/env bash
# `docker compose` and `docker buildx` for a Docker that lacks them, from Debian's packages, into DIR/cli-plugins.
#
#   docker/compose-plugins.sh DIR       afterwards: DOCKER_CONFIG=DIR docker compose …
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/debian.sh"

mkdir -p "$1"
target=$(cd "$1" && pwd)
[ -x "$target/cli-plugins/docker-compose" ] && [ -x "$target/cli-plugins/docker-buildx" ] && exit

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
private_apt_update "$work" sid
private_apt "$work" apt-get download docker-compose docker-buildx >download.log 2>&1 || { cat download.log >&2; exit 1; }
for deb in *.deb; do
    dpkg-deb -x "$deb" unpacked
done
mkdir -p "$target/cli-plugins"
cp unpacked/usr/libexec/docker/cli-plugins/docker-* "$target/cli-plugins/"
