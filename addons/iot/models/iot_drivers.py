import time
from pathlib import Path

from odoo import api, models
from odoo.modules import get_module_path

from .. import wire
from ..tools import driver_files

VERSION = "iot.drivers"
OWN, HANDLERS = "agent", "iot_handlers"
"""Folders of an addon with drivers, codecs and simulators: of this one, and of any that brings its own."""


class IotDrivers(models.AbstractModel):
    """The drivers that this database offers its boxes: those of this addon, and of every installed one."""

    _name = "iot.drivers"
    _description = "IoT Drivers"

    @api.model
    def _roots(self):
        """The folders, those later on top."""
        installed = self.env["ir.module.module"].sudo().search([("state", "in", ("installed", "to upgrade"))])
        addons = (Path(path) for name in sorted(installed.mapped("name")) if (path := get_module_path(name)))
        own = Path(__file__).resolve().parents[1] / OWN
        return [own, *(folder for addon in addons if (folder := addon / HANDLERS).is_dir())]

    @api.model
    def _packed(self):
        return driver_files.pack(self._roots())

    @api.model
    def _sealed(self, known):
        """The signed list of files, for a box that has the version `known`."""
        packed = self._packed()
        return self.env["iot.identity"]._seal(wire.Drivers(version=self._version(packed, known), files=packed.files))

    @api.model
    def _version(self, packed, known=0):
        """When these files were first offered, in seconds; higher than what a box has of a database that is lost."""
        parameters = self.env["ir.config_parameter"].sudo()
        version, _, digest = (parameters.get_param(VERSION) or "0").partition(" ")
        if digest != packed.digest or int(version) < min(known, _latest()):
            self.env["iot.nonce"]._alone(f"{VERSION} {version}")
            version = max(int(version) + 1, int(time.time()), min(known, _latest()) + 1)
            parameters.set_param(VERSION, f"{version} {packed.digest}")
        return int(version)


def _latest():
    """No clock is wrong by more than a year, so no true version is beyond that."""
    return int(time.time()) + 366 * 24 * 3600
