/**
 * What a user reads for an outcome; only codes and states cross the wire.
 *
 * A job that went through Odoo comes back with Odoo's own sentence. These are the same ones, for a job that went
 * directly to the box, perhaps while Odoo cannot be reached.
 */
import { _t } from "@web/core/l10n/translation";

const REASONS = {
    bad_message: _t(
        "The IoT system sent something Odoo does not understand. Update the IoT system."
    ),
    unknown_type: _t(
        "The IoT system and Odoo do not speak the same version. Update the older of the two."
    ),
    too_large: _t("The document is too large to be sent. Split it and print the parts."),
    unsupported_version: _t(
        "The IoT system and Odoo do not speak the same version. Update the older of the two."
    ),
    unauthorized: _t("The IoT system does not accept this request. Reload the page and try again."),
    forbidden: _t("You may not use this device. Ask an IoT administrator for access."),
    foreign_origin: _t(
        "The IoT system does not know this web address of Odoo. Open Odoo at its usual address, or restart the IoT system so that it learns this one."
    ),
    replayed: _t("The same request arrived twice and was carried out once."),
    stale: _t(
        "The clocks of the IoT system and Odoo differ too much. Set the clock of the IoT system."
    ),
    bad_signature: _t("The request is not signed by this database. Pair the IoT system again."),
    too_many: _t("Too many requests at once. Wait a minute and try again."),
    not_paired: _t("The IoT system is not connected to a database. Connect it in the IoT app."),
    already_paired: _t(
        "The IoT system is connected to a database already. Disconnect it first, on its homepage or in Odoo."
    ),
    bad_token: _t("The connection token is wrong, used or older than two hours. Create a new one."),
    bad_code: _t(
        "The pairing code is wrong or older than two hours. Type the code the IoT system shows."
    ),
    unknown_box: _t("Odoo does not know this IoT system. Connect it in the IoT app."),
    server_unreachable: _t(
        "The IoT system cannot reach Odoo. Check its network and the address of Odoo."
    ),
    unknown_device: _t("The IoT system does not know this device. Check that it is plugged in."),
    unknown_action: _t("This kind of device cannot do that."),
    bad_params: _t("The request has a value the device cannot take."),
    bad_document: _t("The document cannot be read. Print it again."),
    key_conflict: _t("Another job has the same key. Print again."),
    unknown_job: _t("There is no such job."),
    expired: _t(
        "The job was not started in time and is dropped, nothing came out. Print again if still needed."
    ),
    held: _t(
        "It waited while the printer was away, and nobody said in time whether to print it. Nothing came out: print again if still needed."
    ),
    cancelled: _t("The job was cancelled before it started."),
    interrupted: _t(
        "The IoT system stopped in the middle of this job. Look whether it came out before you print again."
    ),
    offline: _t("The device does not answer. Check its power and its cable."),
    busy: _t("The device is busy with something else. Try again in a moment."),
    no_answer: _t(
        "The IoT system did not say how this job ended. Look at the device before you try again."
    ),
    paper_out: _t("The printer is out of paper. Load paper and print again."),
    paper_low: _t("The paper is nearly at its end. Have a new roll ready."),
    cover_open: _t("The cover of the printer is open. Close it and print again."),
    paused: _t(
        "The printer's queue is paused on the IoT system. Resume it in CUPS (cupsenable); what waits is then printed."
    ),
    storage: _t("The disk of the IoT system is full or broken. Make room on it, or replace its card."),
    device_error: _t("The device reports a fault. Turn it off and on again."),
    not_supported: _t("This device cannot do that."),
    missing_library: _t(
        "A program that this device needs is missing on the IoT system. Run “iot-agent doctor” there: it says which."
    ),
    no_desktop: _t(
        "The IoT system has no desktop to show pages on. Have it start one and log in by itself, then restart it."
    ),
    overload: _t("There is too much on the scale. Take something off."),
    under_zero: _t("The scale shows less than zero. Empty it and set it to zero."),
    unstable: _t("The weight does not settle. Keep the goods still."),
    bad_login: _t(
        "The device refuses the user name or password in its address. Correct them where the address was typed."
    ),
    wrong_path: _t(
        "The device has nothing at the path of its address. Its manual says what stands behind the host: correct it where the address was typed."
    ),
    unreadable: _t(
        "The device sends something that cannot be read. Check that the right device is chosen, and its settings."
    ),
    unrecognised: _t(
        "Nothing that is known answers at this port. If a scale is connected to it, choose how it speaks, or what else it is; otherwise leave it as it is."
    ),
    internal: _t(
        "The IoT system had a fault of its own. Try again; if it stays, restart the IoT system."
    ),
    drivers_unsigned: _t(
        "The drivers that were offered are not signed by this database. Somebody may have changed them on the way: the IoT system keeps those it has."
    ),
    drivers_older: _t(
        "The drivers that were offered are older than those the IoT system has. It keeps its own."
    ),
    drivers_damaged: _t(
        "The drivers arrived damaged or incomplete, so the IoT system keeps those it has. Use Force Drivers Update to try again."
    ),
    drivers_too_large: _t(
        "The drivers are larger than an IoT system takes. It keeps those it has: uninstall apps that bring drivers and are not needed."
    ),
    drivers_unsafe: _t(
        "A driver has a file name that an IoT system does not take, so it keeps the drivers it has. Whoever wrote the driver has to rename the file."
    ),
    drivers_broken: _t(
        "The drivers cannot be loaded on the IoT system, so it went on with those it had. Update the IoT system, or tell whoever wrote the driver."
    ),
    drivers_no_device: _t(
        "With the drivers that were offered a device did not come back, so the IoT system returned to those it had. Check the device, then use Force Drivers Update to try again."
    ),
};

const STATES = {
    queued: _t("Waiting for the IoT system."),
    sent: _t("Sent. This device cannot tell whether it worked."),
    done: _t("Done."),
    failed: _t("It did not work."),
    expired: REASONS.expired,
    cancelled: REASONS.cancelled,
    unknown: REASONS.no_answer,
};

/** Neither path was open; no code of the wire, as nothing was sent. */
const UNREACHABLE = _t(
    "Neither the IoT system nor Odoo can be reached. Check the network and try again."
);

const PATHS = {
    direct: _t("It went directly over the local network."),
    relay: _t("It went through Odoo."),
};

/**
 * @param {string} code
 * @returns {string} the reason in words; an unknown code is shown as it is
 */
export function reasonOf(code) {
    if (code === "unreachable") {
        return UNREACHABLE.toString();
    }
    return code ? (REASONS[code] || _t("The device reports “%(code)s”.", { code })).toString() : "";
}

/**
 * @param {{ state: string, code?: string, sentence?: string }} outcome
 * @returns {string} what happened, in the user's language
 */
export function sentenceOf({ state, code, sentence }) {
    const reason = sentence || reasonOf(code);
    if (state === "done" || state === "sent") {
        return [STATES[state], reason].filter(Boolean).join(" ");
    }
    return reason || STATES[state].toString();
}

/**
 * @param {string} path
 * @returns {string} the way it took, or nothing if it went nowhere
 */
export function pathSentence(path) {
    return (PATHS[path] || "").toString();
}
