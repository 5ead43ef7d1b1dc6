"""What a user settles for a device on its form, and the box obeys."""

from odoo import fields, models
from odoo.exceptions import ValidationError

from .. import wire


class IotDevice(models.Model):
    _inherit = "iot.device"

    chosen_driver = fields.Char(
        "Driver to Use", size=60, help="The driver that speaks to this device; the IoT system chooses one if empty."
    )

    def write(self, vals):
        result = super().write(vals)
        if self._option_fields() & vals.keys():
            for device in self:
                device._check_option()
            self.box_id._send_list("options")
        return result

    def _option_fields(self):
        """The fields that the box hears of when they change."""
        return {"chosen_driver"}

    def _options(self):
        """Options of this device as wire.OPTIONS has them for its kind; those left out have their defaults."""
        return {}

    def _driver(self):
        """The driver the box is to take; "" = as it finds."""
        return self.chosen_driver or ""

    def _show_chosen(self, name):
        """Fill a selection of drivers: the one that is chosen, if it is among them."""
        offered = self._fields[name].get_values(self.env)
        for device in self:
            device[name] = device.chosen_driver if device.chosen_driver in offered else False

    def _choose(self, name):
        """Choose the driver that is picked in a selection of some."""
        for device in self:
            device.chosen_driver = device[name]

    def _check_option(self):
        try:
            self._options_message()
        except wire.WireError as error:
            complaint = self.env._("%(device)s cannot take this: %(what)s.", device=self.name, what=error.detail)
            raise ValidationError(complaint) from None

    def _options_message(self):
        """What the box is told of the device; None = nothing. Raises WireError for what it would not take."""
        options = wire.check_options(wire.Kind(self.kind), self._options())
        driver = self._driver()
        return (
            wire.DeviceOptions(identifier=self.identifier, driver=driver, options=options)
            if options or driver
            else None
        )


class IotBox(models.Model):
    _inherit = "iot.box"

    options_issued = fields.Float(readonly=True, copy=False, digits=0, groups="iot.group_iot_manager")
    options_taken = fields.Float(readonly=True, copy=False, digits=0, groups="iot.group_iot_manager")

    def _lists(self):
        return [*super()._lists(), "options"]

    def _options_order(self):
        told = filter(None, (device._options_message() for device in self.device_ids))
        return wire.AllOptions(box=self.reference, devices=tuple(told)[: wire.MAX_DEVICES], issued=self.options_issued)

    def _take_options(self, taken):
        return self._take_list("options", taken.issued)
