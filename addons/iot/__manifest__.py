{
    "name": "Internet of Things (IoT)",
    "summary": "Printers, scales, scanners and more devices through IoT boxes",
    "version": "19.0.1.0.0",
    "category": "Internet of Things (IoT)",
    "author": "The IoT contributors",
    "license": "LGPL-3",
    "depends": ["bus", "web"],
    "data": [
        "security/iot_groups.xml",
        "security/ir.model.access.csv",
        "security/iot_rules.xml",
        "data/ir_cron_data.xml",
        "views/iot_box_views.xml",
        "views/iot_device_views.xml",
        "views/iot_job_views.xml",
        "views/iot_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["iot/static/src/**/*"],
        "web.assets_unit_tests": ["iot/static/tests/**/*"],
    },
    "application": True,
}
