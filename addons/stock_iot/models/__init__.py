from . import (
    iot_print_rule,
    ir_actions_report,
    stock_picking,
    stock_picking_type,
)
