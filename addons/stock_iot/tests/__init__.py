from . import test_auto_print, test_label_preview, test_warehouse_rules
