#!/usr/bin/env bash
# The guest of the hardware lab: Debian with its own kernel, whose modules make devices out of nothing.
#
#   docker/native/lab.sh TARGET     writes TARGET/vmlinuz, TARGET/initrd.gz and TARGET/root.ext4
#
# Runs as root. Packages come from this machine's own Debian archive.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../debian.sh"

suite=bookworm # Python 3.11: the oldest that the agent runs on
target=$1
work=$(mktemp -d)
trap leave EXIT
export PATH=$PATH:/usr/sbin:/sbin

packages=systemd,systemd-sysv,dbus,udev,kmod,iproute2,procps
packages+=,cups-daemon,cups-client,bluez
packages+=,python3,python3-aiohttp,python3-cryptography,python3-usb,python3-serial,python3-evdev,python3-pil
# What no device of the lab needs; half of the kernel's modules.
spare='drivers/net/ethernet drivers/infiniband drivers/scsi drivers/iio drivers/isdn sound'

# A build that is broken off leaves this machine's own /sys mounted in there.
leave() {
    awk -v work="$work/" 'index($2, work) == 1 { print $2 }' /proc/self/mounts | sort -r | xargs -r umount || true
    rm -rf --one-file-system "$work"
}

debian() {
    local proxy
    debian_stanza "$suite" >"$work/debian.sources"
    printf 'Acquire::Check-Valid-Until "false";\nAcquire::Check-Date "false";\nAcquire::Languages "none";\n' >"$work/apt.conf"
    printf 'Apt::Install-Recommends "false";\n' >>"$work/apt.conf"
    for proxy in http https; do
        apt-config dump --format '%f "%v";%n' "Acquire::$proxy::Proxy" >>"$work/apt.conf"
    done
    mmdebstrap --quiet --mode=root --variant=minbase --include="$packages" --aptopt="$work/apt.conf" \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' --customize-hook="$here/lab.sh --unpacked \"\$1\"" \
        "$suite" "$work/root" "$work/debian.sources"
}

# Unpacked rather than installed: the kernel package's own initramfs takes a minute, and we boot with ours.
unpacked() {
    local root=$1 name
    cd "$work"
    export APT_CONFIG=$MMDEBSTRAP_APT_CONFIG
    name=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: \(linux-image-.*\)/\1/p' | head -n 1)
    apt-get -qq -o APT::Sandbox::User=root download "$name"
    dpkg-deb --fsys-tarfile "$name"_*.deb | tar -x --keep-directory-symlink -C "$root"
    # Of the package cups nothing but the way to USB printers: the rest of it drags in every filter.
    apt-get -qq -o APT::Sandbox::User=root download cups
    dpkg-deb --fsys-tarfile cups_*.deb | tar -x -C "$root" ./usr/lib/cups/backend-available/usb
    ln "$root/usr/lib/cups/backend-available/usb" "$root/usr/lib/cups/backend/usb"
    for folder in $spare; do rm -rf "$root"/lib/modules/*/kernel/"$folder"; done
    find "$root"/lib/modules/*/kernel/drivers/gpu -name '*.ko' ! -name 'drm*' ! -name ttm.ko ! -name bochs.ko -delete
    chroot "$root" depmod "$(ls "$root/lib/modules")"
}

# The runner answers over a virtio port; the network has no way out but to this machine.
service() {
    local root=$1
    install -m 755 "$here/lab_runner.py" "$root/usr/local/bin/lab-runner"
    cat >"$root/etc/systemd/system/lab-runner.service" <<'UNIT'
[Unit]
DefaultDependencies=no
After=systemd-udevd.service systemd-tmpfiles-setup.service
[Service]
ExecStart=/usr/local/bin/lab-runner
KillMode=process
[Install]
WantedBy=multi-user.target
UNIT
    chroot "$root" systemctl -q enable lab-runner.service
    chroot "$root" systemctl -q mask systemd-timesyncd.service apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer \
        e2scrub_all.timer fstrim.timer systemd-tmpfiles-clean.timer getty@tty1.service
    chroot "$root" systemctl -q disable cups.service cups.socket cups.path bluetooth.service # a test that needs it starts it
    printf 'blacklist bochs\n' >"$root/etc/modprobe.d/lab.conf" # likewise: it would draw a console all the time
    printf 'lab\n' >"$root/etc/hostname"
    printf '127.0.0.1 localhost lab\n' >"$root/etc/hosts"
    : >"$root/etc/resolv.conf"
}

# Just enough to find the disk and hand over to it.
initrd() {
    local root=$1 tree=$work/initrd release file files=()
    release=$(ls "$root/lib/modules")
    mkdir -p "$tree"/{bin,proc,sys,dev,root}
    cp "$(command -v busybox)" "$tree/bin/busybox"
    while read -r file; do
        case " ${files[*]} " in *" $file "*) continue ;; esac
        files+=("$file")
        install -D -m 644 "$root$file" "$tree$file"
    done < <(for name in virtio_pci virtio_blk ext4; do
        chroot "$root" modprobe -S "$release" --show-depends "$name" | awk '$1 == "insmod" { print $2 }'
    done)
    {
        echo '#!/bin/busybox sh'
        echo 'for kind in proc sysfs:sys devtmpfs:dev; do /bin/busybox mount -t ${kind%:*} none /${kind#*:}; done'
        printf '/bin/busybox insmod %s\n' "${files[@]}"
        echo 'until [ -b /dev/vda ]; do /bin/busybox sleep 0.05; done'
        echo '/bin/busybox mount -t ext4 -o noatime /dev/vda /root'
        echo 'for name in proc sys dev; do /bin/busybox mount --move /$name /root/$name; done'
        echo 'exec /bin/busybox switch_root /root /sbin/init'
    } >"$tree/init"
    chmod +x "$tree/init"
    (cd "$tree" && find . | cpio -o -H newc --quiet | gzip -1) >"$target/initrd.gz"
}

if [ "$target" = --unpacked ]; then
    unpacked "$2"
    exit
fi
debian
service "$work/root"
mkdir -p "$target"
cp "$work"/root/boot/vmlinuz-* "$target/vmlinuz"
initrd "$work/root"
rm -rf "$work"/root/boot/* "$work"/root/var/cache/apt/* "$work"/root/var/lib/apt/lists/*
mke2fs -q -t ext4 -O ^has_journal -d "$work/root" "$target/root.ext4" 1500M
