# PostgreSQL as the image postgres:16 offers it: the same variables, volume and port.
FROM iot-base/debian

RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends postgresql \
 && rm -rf /var/lib/apt/lists/* /var/lib/postgresql/*/main /var/cache/apt/*
COPY --chmod=755 postgres.sh /usr/local/bin/docker-entrypoint.sh

ENV PGDATA=/var/lib/postgresql/data
RUN ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin/ 2>/dev/null; install -d -o postgres -g postgres -m 700 $PGDATA
VOLUME /var/lib/postgresql/data
EXPOSE 5432
USER postgres
STOPSIGNAL SIGINT
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
