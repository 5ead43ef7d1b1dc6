#!/usr/bin/env bash
# Brings Odoo 19.0 into a folder of its own: no package is installed on the machine.
#
#   docker/odoo/install.sh TARGET
#
# leaves TARGET/bin/odoo (starts it), TARGET/addons_path (its own addons) and TARGET/build (what it is, in a line).
# Odoo is Debian's package odoo-19 (suite sid), or the checkout that ODOO_HOME names. PYTHON chooses an interpreter.
# A second run with the same input does nothing.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../debian.sh"

suite=sid
package=odoo-19
series=19.0
layout=1 # of the unpacked folder: a change of unpack or repair raises it
start=$SECONDS

say() { printf '· Odoo: %s\n' "$*"; }
die() { printf '%s\n' "$@" >&2; exit 1; }
other_ways() {
    die "$1" \
        "Two other ways: ODOO_HOME=/path/to/odoo (a checkout of branch $series of github.com/odoo/odoo) and the same command again," \
        "or the official image: docker compose -f docker/compose.yaml up"
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if "$candidate" - 2>/dev/null <<'PY'
import ensurepip, os, sqlite3, ssl, sys, venv
if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    sys.exit(1)
print(os.path.realpath(sys.executable))
PY
        then
            return
        fi
    done
    die "Odoo 19 needs Python 3.11, 3.12 or 3.13 with venv and none was found." \
        "Install one (Debian 12 and 13: sudo apt-get install python3 python3-venv) or name it: PYTHON=/path/to/python3.13"
}

# --- Odoo itself ----------------------------------------------------------------------------------------------------

download() {
    local apt=$target/apt debs=$target/apt/debs version extra
    say "reading the package list of Debian $suite"
    private_apt_update "$apt" "$suite" || other_ways "The package list of Debian $suite cannot be read."
    version=$(private_apt "$apt" apt-cache madison "$package" | awk '{ print $3; exit }')
    [ -n "$version" ] || other_ways "Debian $suite no longer carries $package."
    case $version in
        "$series".*) ;;
        *) other_ways "Debian $suite carries $package $version, which is not $series." ;;
    esac
    rm -rf "$debs" && mkdir -p "$debs"
    say "downloading $package $version (122 MB)"
    (cd "$debs" && private_apt "$apt" apt-get download "$package" >download.log 2>&1) ||
        { cat "$debs/download.log" >&2; other_ways "$package cannot be downloaded."; }
    # The package links to fonts and scripts of further packages: those of its dependencies that hold such files.
    extra=$(dpkg-deb -f "$debs/$package"_*.deb Depends | tr ',' '\n' | sed 's/|.*//; s/(.*//' |
        awk '$1 ~ /^(fonts-|libjs-)/ { print $1 }')
    # shellcheck disable=SC2086  # one word per package
    (cd "$debs" && private_apt "$apt" apt-get download $extra >>download.log 2>&1) ||
        { cat "$debs/download.log" >&2; die "The packages that $package links to cannot be downloaded: $extra"; }
    build="$package $version"
}

unpack() {
    local root=$target/root.part deb
    say "unpacking"
    rm -rf "$root" && mkdir -p "$root"
    for deb in "$target"/apt/debs/*.deb; do
        dpkg-deb -x "$deb" "$root"
    done
    repair "$root/usr/lib/python3/dist-packages/odoo/addons" "$root/usr/share/fonts"
    echo "$build" >"$root/build"
    rm -rf "$target/root"
    mv "$root" "$target/root"
    rm -rf "$target/apt"
}

# What the repackaging for Debian leaves open, so that no page asks for a file that is not there.
repair() {
    local addons=$1 fonts=$2 link name real
    local blur=mail/static/lib/selfie_segmentation/selfie_segmentation.js
    local awesome=web/static/src/libs/fontawesome/fonts/fontawesome-webfont
    # Links to fonts whose files have other names in the packages of the suite.
    find "$addons" -path '*/static/*' -xtype l | while read -r link; do
        name=${link##*/}
        case $link in
            # Font Awesome 4 is under src/libs; Debian's package holds a later one.
            */fontawesome/*) real=$addons/$awesome.${link##*.} ;;
            *) real=$(find "$fonts" -name "${name%.*}-Regular.${name##*.}" -print -quit) ;;
        esac
        if [ -f "$real" ]; then ln -sfr "$real" "$link"; else rm "$link"; fi
    done
    # Blurs the background in video calls; not free software, so Debian leaves it out, but a bundle names it.
    if [ ! -e "$addons/$blur" ]; then
        mkdir -p "$addons/${blur%/*}" && : >"$addons/$blur"
    fi
}

# --- Its Python -----------------------------------------------------------------------------------------------------

make_venv() {
    say "Python requirements into $target/venv ($("$python" --version))"
    if [ "$(readlink -f "$target/venv/bin/python")" != "$python" ]; then
        rm -rf "$target/venv"
        "$python" -m venv "$target/venv"
    fi
    "$target/venv/bin/pip" install -qq --disable-pip-version-check --no-input -r "$here/requirements.txt"
}

write_launcher() {
    mkdir -p "$target/bin"
    cat >"$target/bin/odoo.part" <<LAUNCHER
#!/bin/sh
# Written by docker/odoo/install.sh
PYTHONPATH='$source_dir'\${PYTHONPATH:+:\$PYTHONPATH} exec '$target/venv/bin/python' '$start_script' "\$@"
LAUNCHER
    chmod 755 "$target/bin/odoo.part"
    mv "$target/bin/odoo.part" "$target/bin/odoo"
}

# note FILE TEXT: others may read the file meanwhile, so it is never empty.
note() {
    echo "$2" >"$target/$1.part"
    mv "$target/$1.part" "$target/$1"
}

# --- Only what is not there yet -------------------------------------------------------------------------------------

# once STAMP INPUT COMMAND…: runs the command unless it has ended well with that input.
once() {
    local stamp=$target/.$1 input=$2
    shift 2
    [ "$(cat "$stamp" 2>/dev/null)" = "$input" ] && return
    rm -f "$stamp"
    "$@"
    echo "$input" >"$stamp"
}

from_debian() {
    command -v apt-get >/dev/null || other_ways "This machine has no apt: Odoo cannot come from Debian's package."
    download
    unpack
}

check() {
    local version
    write_launcher
    version=$("$target/bin/odoo" --version 2>/dev/null) || die "Odoo does not start: $target/bin/odoo --version"
    [[ $version == *" $series"* ]] || other_ways "This is $version, not Odoo $series."
    "$target/venv/bin/python" -m compileall -q -j 0 "$source_dir" >/dev/null 2>&1 || true
    say "ready after $((SECONDS - start)) s: $build"
}

main() {
    [ $# = 1 ] || die "usage: docker/odoo/install.sh TARGET"
    mkdir -p "$1"
    target=$(cd "$1" && pwd)
    exec 9>"$target/.lock"
    flock 9
    python=$(find_python)
    local requirements build
    requirements=$(sha256sum <"$here/requirements.txt" | cut -c1-16)
    if [ -n "${ODOO_HOME:-}" ]; then
        [ -f "$ODOO_HOME/odoo-bin" ] || die "ODOO_HOME=$ODOO_HOME is no Odoo checkout: it has no odoo-bin."
        source_dir=$(cd "$ODOO_HOME" && pwd)
        start_script=$source_dir/odoo-bin
        build="checkout $source_dir $(git -C "$source_dir" rev-parse HEAD 2>/dev/null || true)"
        note addons_path "$source_dir/odoo/addons,$source_dir/addons"
    else
        source_dir=$target/root/usr/lib/python3/dist-packages
        start_script=$target/root/usr/bin/odoo
        once source "unpacked $layout" from_debian
        build=$(cat "$target/root/build")
        note addons_path "$source_dir/odoo/addons"
    fi
    note build "$build"
    once venv "$python $requirements" make_venv
    once checked "$build $python $requirements $target" check
}

main "$@"
