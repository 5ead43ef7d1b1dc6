from . import iot_label_preview, iot_picture_test, iot_print_rule_test
