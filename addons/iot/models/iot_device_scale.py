"""Scales on a serial line: which language they speak, and the description of one that speaks none that is known."""

import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from .. import wire
from ..pattern import Pattern, PatternError

_lt = LazyTranslate(__name__)

DESCRIBED = "generic_scale"
SCALE_DRIVERS = [
    (wire.ANY_DRIVER, "Find Out by Asking"),
    ("toledo_8217", "Mettler-Toledo 8217 (Ariva S, Magellan)"),
    ("sics", "Mettler-Toledo SICS"),
    ("cas", "CAS (PD-II, AP, ER)"),
    ("berkel", "Avery Berkel"),
    ("dialog06", "Dialog 06 (Bizerba, Mettler-Toledo, Dibal)"),
    ("dibal", "Dibal TISA"),
    ("adam", "Adam Equipment AZextra"),
    (DESCRIBED, "Another: Described Below"),
]
LINE = re.compile(r"\d{2,7} [5-8][NEOMS](1|1\.5|2)")

NO_LINE = _lt("“%(line)s” is not the setting of a line: write it as 9600 8N1 (speed, bits, parity, stop bits).")
NO_VALUE = _lt("The answer must say where the number is: put (?P<value>…) around it.")
WRONG = {
    "syntax": _lt("The answer cannot be understood at character %(at)s: “%(rest)s”."),
    "empty": _lt("The answer repeats something that may be nothing, at character %(at)s: “%(rest)s”."),
    "long": _lt("The answer is too long, or repeats too much."),
}


class IotDevice(models.Model):
    _inherit = "iot.device"

    scale_driver = fields.Selection(
        SCALE_DRIVERS,
        "Speaks",
        compute="_compute_scale_driver",
        inverse="_inverse_scale_driver",
        help="How the scale on this port speaks. “Find Out by Asking” tries every language the IoT system knows; "
        "choose it only for a port with a scale, for another device may take the questions for orders.",
    )
    scale_line = fields.Char("Line", size=20, help="Speed, bits, parity and stop bits as they are set on the scale.")
    scale_ask = fields.Char(
        "Ask With",
        size=wire.MAX_PARAM,
        help=r"What is sent to ask for a weight, such as W\r or \x05. Leave it empty if the scale sends by itself.",
    )
    scale_answer = fields.Char(
        "Answer",
        size=wire.MAX_PARAM,
        help="A regular expression that finds the weight in what the scale sends. Its groups: (?P<value>…) is the "
        "number, (?P<sign>…) its sign, (?P<unit>…) its unit, and (?P<stable>…) is there when the scale is at rest.",
    )
    scale_unit = fields.Char("Unit", size=10, help="The unit where the answer names none.")
    scale_heard = fields.Char("Last Heard", compute="_compute_scale_heard")

    @api.depends("chosen_driver")
    def _compute_scale_driver(self):
        self._show_chosen("scale_driver")

    def _inverse_scale_driver(self):
        self._choose("scale_driver")

    @api.depends("state")
    def _compute_scale_heard(self):
        for device in self:
            device.scale_heard = (device.state or {}).get("heard", False)

    def _option_fields(self):
        return super()._option_fields() | {"scale_line", "scale_ask", "scale_answer", "scale_unit"}

    def _options(self):
        options = super()._options()
        if self.kind != wire.Kind.SCALE.value:
            return options
        options["baud"] = self.scale_line or ""
        if self.chosen_driver == DESCRIBED:
            described = {"ask": self.scale_ask, "answer": self.scale_answer, "unit": self.scale_unit}
            options.update({name: value or "" for name, value in described.items()})
        return options

    def _check_option(self):
        if self.scale_line and not LINE.fullmatch(self.scale_line):
            raise ValidationError(str(NO_LINE) % {"line": self.scale_line})
        if self.scale_answer:
            self._check_answer(self.scale_answer)
        return super()._check_option()

    @api.model
    def _check_answer(self, answer):
        """The box takes no expression that it could not match in time, nor one without a number."""
        try:
            pattern = Pattern(answer)
        except PatternError as error:
            where = {"at": error.at + 1, "rest": answer[error.at :]}
            raise ValidationError(str(WRONG[error.why]) % where) from None
        if "value" not in pattern.names:
            raise ValidationError(str(NO_VALUE))
