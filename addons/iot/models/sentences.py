"""What a user reads for each code of the wire: what happened, and what to do about it."""

from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..wire import Code

_lt = LazyTranslate(__name__)

SENTENCES = {
    Code.BAD_MESSAGE: _lt("The IoT system sent something Odoo does not understand. Update the IoT system."),
    Code.UNKNOWN_TYPE: _lt("The IoT system and Odoo do not speak the same version. Update the older of the two."),
    Code.TOO_LARGE: _lt("The document is too large to be sent. Split it and print the parts."),
    Code.UNSUPPORTED_VERSION: _lt(
        "The IoT system and Odoo do not speak the same version. Update the older of the two."
    ),
    Code.UNAUTHORIZED: _lt("The IoT system does not accept this request. Reload the page and try again."),
    Code.FORBIDDEN: _lt("You may not use this device. Ask an IoT administrator for access."),
    Code.FOREIGN_ORIGIN: _lt(
        "The IoT system does not know this web address of Odoo. Open Odoo at its usual address, "
        "or restart the IoT system so that it learns this one."
    ),
    Code.REPLAYED: _lt("The same request arrived twice and was carried out once."),
    Code.STALE: _lt("The clocks of the IoT system and Odoo differ too much. Set the clock of the IoT system."),
    Code.BAD_SIGNATURE: _lt("The request is not signed by this database. Pair the IoT system again."),
    Code.TOO_MANY: _lt("Too many requests at once. Wait a minute and try again."),
    Code.NOT_PAIRED: _lt("The IoT system is not connected to a database. Connect it in the IoT app."),
    Code.ALREADY_PAIRED: _lt(
        "The IoT system is connected to a database already. Disconnect it first, on its homepage or in Odoo."
    ),
    Code.BAD_TOKEN: _lt("The connection token is wrong, used or older than two hours. Create a new one."),
    Code.BAD_CODE: _lt("The pairing code is wrong or older than two hours. Type the code the IoT system shows."),
    Code.UNKNOWN_BOX: _lt("Odoo does not know this IoT system. Connect it in the IoT app."),
    Code.SERVER_UNREACHABLE: _lt("The IoT system cannot reach Odoo. Check its network and the address of Odoo."),
    Code.UNKNOWN_DEVICE: _lt("The IoT system does not know this device. Check that it is plugged in."),
    Code.UNKNOWN_ACTION: _lt("This kind of device cannot do that."),
    Code.BAD_PARAMS: _lt("The request has a value the device cannot take."),
    Code.BAD_DOCUMENT: _lt("The document cannot be read. Print it again."),
    Code.KEY_CONFLICT: _lt("Another job has the same key. Print again."),
    Code.UNKNOWN_JOB: _lt("There is no such job."),
    Code.EXPIRED: _lt("The job was not started in time and is dropped, nothing came out. Print again if still needed."),
    Code.HELD: _lt(
        "It waited while the printer was away, and nobody said in time whether to print it. Nothing came out: "
        "print again if still needed."
    ),
    Code.CANCELLED: _lt("The job was cancelled before it started."),
    Code.INTERRUPTED: _lt(
        "The IoT system stopped in the middle of this job. Look whether it came out before you print again."
    ),
    Code.OFFLINE: _lt("The device does not answer. Check its power and its cable."),
    Code.BUSY: _lt("The device is busy with something else. Try again in a moment."),
    Code.NO_ANSWER: _lt("The IoT system did not say how this job ended. Look at the device before you try again."),
    Code.PAPER_OUT: _lt("The printer is out of paper. Load paper and print again."),
    Code.PAPER_LOW: _lt("The paper is nearly at its end. Have a new roll ready."),
    Code.COVER_OPEN: _lt("The cover of the printer is open. Close it and print again."),
    Code.PAUSED: _lt(
        "The printer's queue is paused on the IoT system. Resume it in CUPS (cupsenable); what waits is then printed."
    ),
    Code.STORAGE: _lt("The disk of the IoT system is full or broken. Make room on it, or replace its card."),
    Code.DEVICE_ERROR: _lt("The device reports a fault. Turn it off and on again."),
    Code.NOT_SUPPORTED: _lt("This device cannot do that."),
    Code.MISSING_LIBRARY: _lt(
        "A program that this device needs is missing on the IoT system. Run “iot-agent doctor” there: it says which."
    ),
    Code.NO_DESKTOP: _lt(
        "The IoT system has no desktop to show pages on. Have it start one and log in by itself, then restart it."
    ),
    Code.OVERLOAD: _lt("There is too much on the scale. Take something off."),
    Code.UNDER_ZERO: _lt("The scale shows less than zero. Empty it and set it to zero."),
    Code.UNSTABLE: _lt("The weight does not settle. Keep the goods still."),
    Code.BAD_LOGIN: _lt(
        "The device refuses the user name or password in its address. Correct them where the address was typed."
    ),
    Code.WRONG_PATH: _lt(
        "The device has nothing at the path of its address. Its manual says what stands behind the host: correct it "
        "where the address was typed."
    ),
    Code.UNREADABLE: _lt(
        "The device sends something that cannot be read. Check that the right device is chosen, and its settings."
    ),
    Code.UNRECOGNISED: _lt(
        "Nothing that is known answers at this port. If a scale is connected to it, choose how it speaks, "
        "or what else it is; otherwise leave it as it is."
    ),
    Code.INTERNAL: _lt("The IoT system had a fault of its own. Try again; if it stays, restart the IoT system."),
    Code.DRIVERS_UNSIGNED: _lt(
        "The drivers that were offered are not signed by this database. Somebody may have changed them on the way:"
        " the IoT system keeps those it has."
    ),
    Code.DRIVERS_OLDER: _lt("The drivers that were offered are older than those the IoT system has. It keeps its own."),
    Code.DRIVERS_DAMAGED: _lt(
        "The drivers arrived damaged or incomplete, so the IoT system keeps those it has. Use Force Drivers Update"
        " to try again."
    ),
    Code.DRIVERS_TOO_LARGE: _lt(
        "The drivers are larger than an IoT system takes. It keeps those it has: uninstall apps that bring drivers"
        " and are not needed."
    ),
    Code.DRIVERS_UNSAFE: _lt(
        "A driver has a file name that an IoT system does not take, so it keeps the drivers it has. Whoever wrote "
        "the driver has to rename the file."
    ),
    Code.DRIVERS_BROKEN: _lt(
        "The drivers cannot be loaded on the IoT system, so it went on with those it had. Update the IoT system, "
        "or tell whoever wrote the driver."
    ),
    Code.DRIVERS_NO_DEVICE: _lt(
        "With the drivers that were offered a device did not come back, so the IoT system returned to those it "
        "had. Check the device, then use Force Drivers Update to try again."
    ),
}


def sentence(env, code):
    """The translated sentence for a code of the wire, empty for none; an unknown code is shown as it is."""
    if not code:
        return ""
    try:
        return env._(SENTENCES[Code(code)])
    except ValueError:
        return env._("The device reports “%(code)s”.", code=code)


class Refused(UserError):
    """A wish the wire does not allow; the browser finds the code in the error's context."""

    def __init__(self, env, code):
        super().__init__(sentence(env, code))
        self.context = {"code": Code(code).value}
