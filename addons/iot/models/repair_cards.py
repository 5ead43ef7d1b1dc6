"""What to do about each condition a device may be in, step by step; sentences.py says what the condition is."""

from odoo.tools.translate import LazyTranslate

from ..wire import Code, Kind

_lt = LazyTranslate(__name__)

AGAIN = _lt("If it stays, turn the device off and on again.")
DOCTOR = _lt("On the IoT system, run “iot-agent doctor”: it names what is wrong, and the command that mends it.")
DRIVER = _lt(
    "On the IoT system, run “iot-agent devices --explain”: it says which driver speaks to the device, and why."
)
HOMEPAGE = _lt("Open the homepage of the IoT system and look whether it lists the device.")

REPAIRS = {
    Code.OFFLINE: (
        _lt("Look whether the device is on, and its cable or network is plugged in at both ends."),
        HOMEPAGE,
        _lt("If it stays, try another cable or another socket of the IoT system."),
    ),
    Code.NO_ANSWER: (
        _lt("Look whether the device is on and ready, and not set offline by a button of its own."),
        _lt("Look whether another computer or program uses the device at the same time, and end it there."),
        AGAIN,
    ),
    Code.PAPER_OUT: (
        _lt("Open the printer and put in a new roll or new sheets, the printed side as the mark inside shows."),
        _lt("Close it until it clicks."),
        _lt("What waits is printed by itself; print again what failed."),
    ),
    Code.PAPER_LOW: (_lt("Have a new roll ready: the printer goes on until the paper is out."),),
    Code.COVER_OPEN: (
        _lt("Close the cover until it clicks on both sides."),
        _lt("If it is closed, open it, take out what keeps it from closing, and close it again."),
    ),
    Code.PAUSED: (
        _lt("Open CUPS on the IoT system and resume the queue of this printer, or run “cupsenable” with its name."),
        _lt("If it stops again, read there why, and look whether the printer is on and has paper."),
    ),
    Code.DEVICE_ERROR: (
        _lt("Look at the lights or the display of the device: its manual says what they mean."),
        _lt("Take out paper that is stuck, and let a hot printer cool down."),
        AGAIN,
        DRIVER,
    ),
    Code.UNREADABLE: (
        _lt("Look on the device’s form whether the right one is chosen, and its line set as on the device itself."),
        _lt("If it is described there, compare the answer you typed with what was last heard of it."),
        _lt("If now and then only, try a shorter or better cable, away from motors."),
        DRIVER,
    ),
    Code.UNRECOGNISED: (
        _lt("If no scale is connected to this port, there is nothing to do."),
        _lt("Look whether the scale is on, and its cable plugged in at both ends."),
        _lt("On this form, choose how the scale speaks: its manual calls it the protocol or interface."),
        _lt("If its language is not there, choose “Another” and describe it, or set the scale to one that is."),
    ),
    Code.NOT_SUPPORTED: (
        DRIVER,
        _lt("If it does not, name the right one in agent.toml of the IoT system and restart it."),
    ),
    Code.MISSING_LIBRARY: (DOCTOR, _lt("Restart the IoT system afterwards.")),
    Code.NO_DESKTOP: (
        _lt("On a Raspberry Pi, run “sudo raspi-config” and choose the desktop with automatic login."),
        _lt("On another computer, install a desktop that logs in by itself as the user the IoT system runs as."),
        _lt("Restart the IoT system afterwards."),
    ),
    Code.STORAGE: (
        _lt("Make room on the disk of the IoT system."),
        _lt("If there is room, its card is worn out: put in a new one and pair it again."),
    ),
    Code.INTERNAL: (_lt("Restart the IoT system, from its form in Odoo."), DOCTOR),
}
"""By the code of a device; every one of `wire.CONDITIONS`."""

SCREEN = _lt("Look whether the screen is on, and set to the input that the IoT system is plugged into.")
SESSION = _lt(
    "Look whether the desktop of the IoT system is up on it: without a graphical session nothing can be shown."
)

BY_KIND = {
    (Kind.SCALE, Code.NO_ANSWER): (
        _lt("Look whether the scale is on, and shows a weight."),
        _lt("Look in the menu of the scale whether it is set to the protocol and the speed of its driver."),
        _lt("If it is plugged in by an adapter, try another cable: some cross the lines, and some do not."),
        DRIVER,
    ),
    (Kind.SCALE, Code.DEVICE_ERROR): (
        _lt("Empty the scale and set it to zero: one that was loaded when it was switched on gives no weight."),
        _lt("If the scale shows an error, look in its manual for what it means."),
        AGAIN,
        DRIVER,
    ),
    (Kind.SCALE, Code.OVERLOAD): (
        _lt("Take something off the scale, at once if it is much."),
        _lt("If it is empty, look whether something leans on it, and set it to zero."),
    ),
    (Kind.SCALE, Code.UNDER_ZERO): (
        _lt("Put back the pan or the platter, if it is missing."),
        _lt("Empty the scale and set it to zero."),
    ),
    (Kind.SCANNER, Code.DEVICE_ERROR): (
        _lt("Look whether the keyboard layout on this form is that of the scanner: another one garbles codes."),
        _lt("Scan the code “factory settings” of the scanner's manual, then “USB keyboard” and “suffix Enter”."),
        AGAIN,
    ),
    (Kind.CAMERA, Code.NO_ANSWER): (
        _lt("Look whether its lens is free and its light is on."),
        _lt("Look whether another program uses the camera, and end it: a camera gives its picture to one alone."),
        _lt("Choose a lower resolution on this form, or plug it into a socket of its own instead of a hub."),
        AGAIN,
    ),
    (Kind.CAMERA, Code.DEVICE_ERROR): (
        _lt("Choose another resolution on this form: the camera may not have this one."),
        _lt("Plug it into a socket of its own instead of a hub."),
        AGAIN,
    ),
    (Kind.DISPLAY, Code.OFFLINE): (SCREEN, SESSION, HOMEPAGE),
    (Kind.DISPLAY, Code.NO_ANSWER): (SESSION, SCREEN, _lt("Restart the IoT system, from its form in Odoo.")),
    (Kind.DISPLAY, Code.DEVICE_ERROR): (
        SESSION,
        _lt("Look whether the page of this form opens in the browser of another computer, too."),
        _lt("Restart the IoT system, from its form in Odoo."),
    ),
    (Kind.GAUGE, Code.NO_ANSWER): (
        _lt("Switch the tool on: many switch themselves off after some minutes, and wake at a touch of a button."),
        _lt("Look whether its battery is low, and its cable or wireless adapter is in place."),
        _lt("If it sends only when its button is pressed, press it: it does not answer questions."),
    ),
    (Kind.GAUGE, Code.DEVICE_ERROR): (
        _lt("Look whether the tool shows an error, and set it to the unit and the mode in which it sends values."),
        AGAIN,
        DRIVER,
    ),
    (Kind.PEDAL, Code.OFFLINE): (
        _lt("Look whether its cable is plugged in, or the battery of a wireless one is charged."),
        HOMEPAGE,
        _lt("If it stays, try another socket of the IoT system."),
    ),
}
"""Where the card of REPAIRS would send the owner of this kind of device the wrong way."""

BOX_AWAY = (
    _lt("Look whether the IoT system is on, and its network is plugged in or its Wi-Fi in reach."),
    _lt("Open its homepage: if that answers, the IoT system cannot reach Odoo, and says there why."),
    _lt("If it does not answer, turn the IoT system off and on again."),
)
"""What to do where nothing is known of the device, since its box is away."""
