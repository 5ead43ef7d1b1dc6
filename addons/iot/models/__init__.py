from . import iot_identity
from . import iot_nonce
from . import iot_box
from . import iot_device
from . import iot_job
from . import iot_pairing
from . import ir_websocket
