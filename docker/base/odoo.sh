#!/bin/sh
# Starts Odoo against the database server that HOST, PORT, USER and PASSWORD name, as the image odoo:19.0 does.
set -eu

case "${1:-odoo}" in
    odoo | --)
        [ $# -gt 0 ] && shift
        exec odoo "$@" --db_host "${HOST:-db}" --db_port "${PORT:-5432}" \
            --db_user "${USER:-odoo}" --db_password "${PASSWORD:-odoo}"
        ;;
    -*)
        exec odoo "$@" --db_host "${HOST:-db}" --db_port "${PORT:-5432}" \
            --db_user "${USER:-odoo}" --db_password "${PASSWORD:-odoo}"
        ;;
    *) exec "$@" ;;
esac
