{"name": "Devices without hardware for Odoo's box", "license": "LGPL-3", "installable": False}  # noqa: B018
