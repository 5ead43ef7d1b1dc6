#!/bin/sh
# Makes the database at the first start, updates the addons when the image brings others, and starts Odoo.
# The entrypoint of the base image adds how to reach PostgreSQL, so Odoo is always started through it.
set -eu

database=${ODOO_DATABASE:-odoo}
modules=${ODOO_MODULES:-iot}
state=/var/lib/odoo/iot-$database
build=$(find /opt/iot/addons -type f ! -path '*/static/*' -exec sha256sum {} + | sort | sha256sum | cut -c1-16)" $modules"

run() {
    /entrypoint.sh odoo --addons-path=/mnt/extra-addons,/opt/iot/addons --database="$database" "$@"
}

if [ ! -e "$state" ]; then
    # shellcheck disable=SC2086  # options are words
    run --init="$modules" --stop-after-init --no-http ${ODOO_INIT_OPTIONS:-}
    if [ -n "${ODOO_ADMIN_PASSWORD:-}" ]; then
        echo 'import os; env.ref("base.user_admin").password = os.environ["ODOO_ADMIN_PASSWORD"]; env.cr.commit()' |
            /entrypoint.sh odoo shell --addons-path=/mnt/extra-addons,/opt/iot/addons --database="$database" --no-http
    fi
elif [ "$(cat "$state")" != "$build" ]; then
    run --init="$modules" --update="$modules" --stop-after-init --no-http
fi
echo "$build" >"$state"

# shellcheck disable=SC2086
exec /entrypoint.sh odoo --addons-path=/mnt/extra-addons,/opt/iot/addons --database="$database" \
    --http-interface=0.0.0.0 --db-filter="^$database\$" --no-database-list ${ODOO_OPTIONS:-}
