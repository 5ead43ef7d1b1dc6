from . import (
    iot_bell,
    iot_box,
    iot_box_presence,
    iot_device,
    iot_identity,
    iot_job,
    iot_job_outcome,
    iot_nonce,
    iot_pairing,
    iot_printer,
    ir_actions_report,
    ir_websocket,
)
