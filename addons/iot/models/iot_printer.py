"""Printers: the reports they print, and how their pages are made."""

import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from .. import wire

_lt = LazyTranslate(__name__)

IMAGES = [
    ("raster", "Raster (GS v 0)"),
    ("graphics", "Graphics (GS ( L)"),
    ("column", "Columns (ESC *)"),
    ("column_wide", "Columns, Low Horizontal Density (LDH)"),
    ("column_low", "Columns, Low Vertical Density (LDV)"),
    ("column_low_wide", "Columns, Low Density (LDV, LDH)"),
]
PARAMS = {
    "image": "image_mode",
    "scale": "image_scale",
    "width": "paper_width",
    "dpi": "resolution",
    "label_width": "label_width",
    "label_height": "label_height",
    "turn": "label_turn",
    "duplex": "duplex",
    "tray": "tray",
}
"""The fields that stand for parameters of every print."""
LABEL = ("label_width", "label_height", "turn")
"""Those of a label."""

DPI = 203
"""Dots to the inch where nobody says it, as the box has it."""
INCH = 25.4

REPORT_TYPES = ("qweb-pdf", "qweb-text")
"""Reports that have pages; the others are screens."""

ZPL = b"^XA"
"""What every label in Zebra's language starts with."""

BOUNDS = wire.PRINT["scale"]
SPECIAL = re.compile(r"__IMC(?P<rest>.*)")
SCALE = re.compile(r"SCALE(?P<percent>\d+)")
DENSITIES = ("LDV", "LDH")

NO_SPACES = _lt("The name “%(name)s” has a space or one of the characters / and #, which the name of a queue cannot.")
NO_END = _lt("The name “%(name)s” lacks the “__” at its end, so pictures are not sent with ESC *.")
NO_PERCENT = _lt("In the name “%(name)s”, SCALE lacks its value: write a percentage, such as SCALE80.")
BAD_PERCENT = _lt("In the name “%(name)s”, the scale %(word)s is not between %(low)s and %(high)s percent.")
TWICE = _lt("In the name “%(name)s”, “%(word)s” stands twice.")
UNKNOWN_WORD = _lt("In the name “%(name)s”, “%(word)s” is not a parameter. There are LDV, LDH and SCALE<percentage>.")
NOT_HERE = _lt(
    "The name “%(name)s” was given in Odoo, where it does not change how pictures are printed. "
    "Give it to the printer’s queue in CUPS, or choose under Pictures."
)


def complaint(name):
    """What is wrong with a name that asks for ESC *: a sentence and its values, or None if nothing is."""
    special = SPECIAL.search(name)
    if not special:
        return None
    rest = special["rest"]
    if re.search(r"[ /#]", name):
        return NO_SPACES, {"name": name}
    if not rest.endswith("__"):
        return NO_END, {"name": name}
    said = set()
    for word in filter(None, rest.removesuffix("__").split("_")):
        if found := _complaint_of(word, said):
            return found, {"name": name, "word": word, "low": int(BOUNDS.low), "high": int(BOUNDS.high)}
        said.add(word.rstrip("0123456789"))
    return None


def _complaint_of(word, said):
    scale = SCALE.fullmatch(word)
    if scale and not BOUNDS.low <= int(scale["percent"]) <= BOUNDS.high:
        return BAD_PERCENT
    if scale or word in DENSITIES:
        return TWICE if word.rstrip("0123456789") in said else None
    return NO_PERCENT if word == "SCALE" else UNKNOWN_WORD


class IotDevice(models.Model):
    _inherit = "iot.device"

    report_ids = fields.Many2many(
        "ir.actions.report",
        "iot_device_report_rel",
        "device_id",
        "report_id",
        "Printer Reports",
        domain=[("report_type", "in", REPORT_TYPES)],
        groups="iot.group_iot_manager",
        copy=False,
    )
    image_mode = fields.Selection(
        IMAGES, "Pictures", help="How pictures are sent to a receipt printer. Left empty, its name or its driver says."
    )
    image_scale = fields.Integer(
        "Scale (%)", help="The size of pictures that are printed; 0 leaves it to the printer’s name, or as it is."
    )
    paper_width = fields.Integer("Paper Width (Dots)", help="Dots across the paper; 0 leaves it to the driver.")
    resolution = fields.Integer(
        "Resolution (Dots per Inch)",
        help="How many dots of this printer make an inch, for documents that are made for paper of a certain size; "
        "0 stands for 203, as most printers of receipts and labels have.",
    )
    label_width = fields.Integer(
        "Label Width (mm)", help="The label across the printer; 0 leaves it to the paper width, or to the driver."
    )
    label_height = fields.Integer(
        "Label Height (mm)",
        help="The label along the printer. Documents and pictures are made small enough for the whole label; "
        "0 makes each label as long as what stands on it.",
    )
    label_turn = fields.Selection(
        [("90", "90° Clockwise"), ("180", "Upside Down"), ("270", "90° Counterclockwise")],
        "Turn Labels",
        help="Documents and pictures are turned like this before they are printed. Left empty, they are not.",
    )
    duplex = fields.Boolean("Both Sides", help="Print documents on both sides of the paper.")
    tray = fields.Char("Paper Tray", size=wire.MAX_PARAM, help="Left empty, the printer chooses.")
    name_complaint = fields.Char(compute="_compute_name_complaint")

    @api.depends("name", "reported_name", "kind", "image_mode")
    @api.depends_context("lang")
    def _compute_name_complaint(self):
        for device in self:
            named = device.kind == wire.Kind.PRINTER.value and not device.image_mode
            found = named and (complaint(device.reported_name or "") or device._unheeded())
            text = found and self.env._(found[0])
            device.name_complaint = found and text % found[1]

    def _unheeded(self):
        """As `complaint`, of a name that the user gave: the box prints as the name says that the printer has there."""
        if self.name != self.reported_name and SPECIAL.search(self.name or ""):
            return NOT_HERE, {"name": self.name}
        return None

    @api.constrains(*PARAMS.values())
    def _check_print_params(self):
        for device in self:
            if wrong := device._wrong_param():
                label = device._fields[PARAMS[wrong]].get_description(self.env, ["string"])["string"]
                raise ValidationError(self.env._("“%s” is out of bounds.", label))

    def _wrong_param(self):
        """The first of the settings that the wire does not carry."""
        try:
            wire.check_params(wire.ACTIONS[wire.Kind.PRINTER]["print"], self._print_params())
        except wire.WireError as error:
            return error.detail
        return None

    @api.constrains("report_ids")
    def _check_reports(self):
        for device in self.filtered("report_ids"):
            if device.kind != wire.Kind.PRINTER.value:
                raise ValidationError(self.env._("“%s” is not a printer: it has no reports.", device.name))

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(PARAMS.values()):
            self._tell_params()
        return result

    def _tell_params(self):
        """Browsers that print over the local network keep the settings with their tickets: they ask for fresh ones."""
        users = self.env.ref("iot.group_iot_user")
        for device in self:
            self.env["iot.bell"]._send(users, "iot.params", {"device_id": device.id})

    def _print_params(self):
        """How pages are made for this printer; only a label has a size."""
        said = {param: self[field] for param, field in PARAMS.items() if self.subtype == "label" or param not in LABEL}
        kinds = {param: type(wire.PRINT[param].default) for param in PARAMS}
        return {param: kind(said.get(param) or kind()) for param, kind in kinds.items()}

    def _label_dots(self):
        """Across and down its labels in dots, 0 for what it leaves to what is printed."""
        said = self._print_params() if self.subtype == "label" else dict.fromkeys(PARAMS, 0)
        dpi = said["dpi"] or DPI
        across, down = (round(said[side] * dpi / INCH) for side in ("label_width", "label_height"))
        return across or said["width"], down

    def _params_of(self, action):
        """The parameters of an action that the device's own settings say; a wish may say otherwise."""
        self.ensure_one()
        return self._print_params() if action == "print" and self.kind == wire.Kind.PRINTER.value else {}

    def _refuses(self, report, form, content):
        """Why this printer cannot take a report with that content; empty if it can."""
        self.ensure_one()
        foreign = ("office", "receipt") if ZPL in content else ("office",)
        if form is wire.Format.RAW and self.subtype in foreign:
            return self.env._(
                "“%(report)s” is made of commands that “%(printer)s” does not understand. "
                "Choose a printer for labels or receipts, or set the Subtype of this one.",
                report=report.name,
                printer=self.name,
            )
        return ""
