from . import mrp_production, stock_picking_type
