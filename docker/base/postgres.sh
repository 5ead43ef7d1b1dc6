#!/bin/sh
# First start: makes the cluster and the role. POSTGRES_PASSWORD, POSTGRES_USER and POSTGRES_DB as in postgres:16.
set -eu

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    user=${POSTGRES_USER:-postgres}
    secret=$(mktemp)
    printf '%s\n' "${POSTGRES_PASSWORD:?}" >"$secret"
    initdb --username="$user" --pwfile="$secret" --auth-host=scram-sha-256 --auth-local=trust --encoding=UTF8 >/dev/null
    rm "$secret"
    echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
    database=${POSTGRES_DB:-$user}
    if [ "$database" != postgres ]; then
        printf 'CREATE DATABASE "%s";\n' "$database" | postgres --single -jE postgres >/dev/null
    fi
fi
[ "$1" = postgres ] && shift
exec postgres -c 'listen_addresses=*' -c unix_socket_directories=/tmp "$@"
