{
    "name": "Inventory - Internet of Things (IoT)",
    "summary": "Labels and slips of transfers on the printers of IoT boxes",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Inventory",
    "author": "The IoT contributors",
    "license": "LGPL-3",
    "depends": ["iot", "stock"],
    "data": [
        "views/iot_print_rule_views.xml",
        "views/stock_picking_type_views.xml",
    ],
    "auto_install": True,
}
