from . import iot_label_preview, iot_print_rule_test
