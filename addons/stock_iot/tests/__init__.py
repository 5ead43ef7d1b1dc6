from . import test_auto_print, test_warehouse_rules
