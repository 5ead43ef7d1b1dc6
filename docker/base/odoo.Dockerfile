# Odoo as the image odoo:19.0 offers it: the same variables, folders, user and ports. Build context: docker/
FROM iot-base/debian

COPY debian.sh /usr/local/share/iot/debian.sh
COPY odoo/install.sh odoo/requirements.txt /usr/local/share/iot/odoo/
RUN --mount=type=secret,id=pip_conf --mount=type=secret,id=ca \
    PIP_CONFIG_FILE=/run/secrets/pip_conf PIP_CERT=/run/secrets/ca PIP_NO_CACHE_DIR=1 \
    /usr/local/share/iot/odoo/install.sh /opt/odoo

RUN useradd --system --create-home --home-dir /var/lib/odoo odoo \
 && install -d -o odoo -g odoo /mnt/extra-addons /etc/odoo \
 && printf '[options]\naddons_path = %s,/mnt/extra-addons\ndata_dir = /var/lib/odoo\n' "$(cat /opt/odoo/addons_path)" \
    >/etc/odoo/odoo.conf \
 && ln -s /opt/odoo/bin/odoo /usr/bin/odoo
COPY --chmod=755 base/odoo.sh /entrypoint.sh

ENV ODOO_RC=/etc/odoo/odoo.conf
VOLUME ["/var/lib/odoo", "/mnt/extra-addons"]
EXPOSE 8069 8071 8072
USER odoo
ENTRYPOINT ["/entrypoint.sh"]
CMD ["odoo"]
