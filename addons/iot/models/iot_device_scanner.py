"""What is typed: scanners, footswitches and plain keyboards, which look alike to the box until their user says more."""

from odoo import api, fields, models

from .. import wire

SCANNER, PEDAL = wire.Kind.SCANNER.value, wire.Kind.PEDAL.value
USES = [
    ("scanner", "Barcode Scanner"),
    ("pedal", "Footswitch or Keypad"),
    ("keyboard", "Keyboard"),
]
LAYOUTS = [
    ("ara", "Arabic"),
    ("be", "Belgian"),
    ("bg", "Bulgarian"),
    ("hr", "Croatian, Slovenian"),
    ("cz-qwerty", "Czech (QWERTY)"),
    ("cz", "Czech (QWERTZ)"),
    ("dk", "Danish"),
    ("nl", "Dutch"),
    ("ie", "English (Ireland)"),
    ("gb", "English (UK)"),
    ("us", "English (US)"),
    ("us-intl", "English (US, International)"),
    ("fi", "Finnish"),
    ("ca", "French (Canada)"),
    ("fr", "French (France)"),
    ("ch-fr", "French (Switzerland)"),
    ("de", "German (Germany, Austria)"),
    ("ch", "German (Switzerland)"),
    ("gr", "Greek"),
    ("il", "Hebrew"),
    ("hu", "Hungarian"),
    ("is", "Icelandic"),
    ("it", "Italian"),
    ("no", "Norwegian"),
    ("pl", "Polish"),
    ("br", "Portuguese (Brazil)"),
    ("pt", "Portuguese (Portugal)"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("sk", "Slovak"),
    ("latam", "Spanish (Latin America)"),
    ("es", "Spanish (Spain)"),
    ("se", "Swedish"),
    ("tr-f", "Turkish (F)"),
    ("tr", "Turkish (Q)"),
    ("ua", "Ukrainian"),
]
ENDS = [
    ("enter", "Enter"),
    ("tab", "Enter or Tab"),
    ("time", "Enter or a Pause"),
    ("tab,time", "Enter, Tab or a Pause"),
]
IDLE = "plain_keyboard"
"""The driver of a keyboard that is listed and no more."""


class IotDevice(models.Model):
    _inherit = "iot.device"

    is_typed = fields.Boolean(compute="_compute_is_typed")
    use = fields.Selection(USES, help="What it is for, where the IoT system is not to go by what it says of itself.")
    is_scanner = fields.Boolean(
        compute="_compute_uses",
        inverse="_inverse_is_scanner",
        help="What is typed on it are barcodes: the IoT system takes it away from everything else and reads them.",
    )
    is_pedal = fields.Boolean(
        "Use as Footswitch",
        compute="_compute_uses",
        inverse="_inverse_is_pedal",
        help="Its keys start actions: the IoT system takes it away from everything else and tells which went down.",
    )
    keyboard_layout = fields.Selection(
        LAYOUTS, default="us", help="The keyboard that the scanner itself is set to, whatever that of the computer is."
    )
    scan_end = fields.Selection(
        ENDS,
        "Codes End With",
        default="enter",
        help="What tells that a code is whole: nothing is ever joined to another.",
    )
    scan_prefix = fields.Char(
        "Prefix", size=20, help="Characters that the scanner puts before each code, and that are taken off again."
    )

    @api.depends("kind", "connection")
    def _compute_is_typed(self):
        for device in self:
            device.is_typed = device.connection == "hid" and device.kind in (SCANNER, PEDAL)

    @api.depends("use", "kind", "driver")
    def _compute_uses(self):
        for device in self:
            used = device.use or ("keyboard" if device.driver == IDLE else device.kind)
            device.is_scanner = used == SCANNER
            device.is_pedal = used == PEDAL

    def _inverse_is_scanner(self):
        for device in self:
            device._set_use(SCANNER, device.is_scanner)

    def _inverse_is_pedal(self):
        for device in self:
            device._set_use(PEDAL, device.is_pedal)

    @api.onchange("is_scanner")
    def _onchange_is_scanner(self):
        self._set_use(SCANNER, self.is_scanner)

    @api.onchange("is_pedal")
    def _onchange_is_pedal(self):
        self._set_use(PEDAL, self.is_pedal)

    def _set_use(self, use, wanted):
        """It is one thing at a time; what it is no more leaves a keyboard."""
        if wanted:
            self.use = use
        elif self.use == use or (not self.use and self.kind == use and self.driver != IDLE):
            self.use = "keyboard"

    def _option_fields(self):
        return super()._option_fields() | {"use", "keyboard_layout", "scan_end", "scan_prefix"}

    def _options(self):
        options = super()._options()
        if self.kind not in (SCANNER, PEDAL):
            return options
        layout, end = self.keyboard_layout or "us", self.scan_end or "enter"
        return {
            **options,
            "use": self.use or "",
            "layout": "" if layout == "us" else layout,
            "ends": "" if end == "enter" else end,
            "prefix": self.scan_prefix or "",
        }
