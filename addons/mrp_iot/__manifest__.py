{
    "name": "Manufacturing - Internet of Things (IoT)",
    "summary": "Labels and orders of manufacturing on the printers of IoT boxes",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Manufacturing",
    "author": "The IoT contributors",
    "license": "LGPL-3",
    "depends": ["mrp", "stock_iot"],
    "data": ["views/stock_picking_type_views.xml"],
    "auto_install": True,
}
