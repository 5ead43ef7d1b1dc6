/** What people read: every reason the box may give, and how devices are. */

export const REASONS = {
    bad_token: "This token is not valid any more, or not complete. Copy a new one from Odoo.",
    bad_code: "This is not the pairing code.",
    server_unreachable: "The server of this token cannot be reached from here. Check the network of the box.",
    already_paired: "The box is connected to a database already.",
    not_paired: "The box is not connected to a database.",
    bad_signature: "The answer did not come from the server of this token.",
    unauthorized: "This is not the owner code of this box.",
    forbidden: "You may not do this.",
    replayed: "This was sent twice. Try again.",
    stale: "The clock of this device is wrong. Try again.",
    too_many: "Too many attempts. Wait a moment, then try again.",
    bad_message: "This address cannot be used. It should look like https://odoo.example.com",
    unsupported_version: "The server and the box speak different versions. Update both.",
    too_large: "This is too long to be a token.",
    bad_params: "This cannot be the address of a printer on this network. It should look like 192.168.1.50 or 192.168.1.50:9100",
    offline: "Nothing answers at this address. Check that the printer is on, and its address.",
    not_supported: "The box has no such driver.",
};

/** Why there is no status ticket, where that is not what the code says elsewhere. */
export const TICKETLESS = {
    unknown_device: "No receipt or label printer is connected to the USB of the box.",
    offline: "The printer is switched off or unplugged.",
    busy: "The printer is busy. Try again when it is done.",
    no_answer: "The printer does not answer. Switch it off and on, then try again.",
    paper_out: "The printer is out of paper. Put some in, then try again.",
    cover_open: "The cover of the printer is open. Close it, then try again.",
    device_error: "The printer reports an error. Switch it off and on, then try again.",
    not_supported: "The printer cannot print tickets.",
    storage: "The disk of the box is full or cannot be written.",
    too_many: "A ticket has just been asked for. Wait a moment, then try again.",
};

/** Why a camera cannot be added, where that is not what the code says elsewhere. */
export const CAMERALESS = {
    bad_params:
        "This cannot be the address of a camera on this network. It should look like " +
        "http://user:password@192.168.1.60/snapshot.jpg or rtsp://user:password@192.168.1.60/stream. " +
        "Files, this box itself and what lies outside the local network are refused.",
    offline: "Nothing answers at this address. Check that the camera is on, and its address.",
    not_supported: "The box cannot take pictures from cameras of the network.",
};

/** Why no driver can be chosen for a port, where that is not what the code says elsewhere. */
export const PORTLESS = {
    unknown_device: "This port is not there any more, or has found its device by itself. Close this, and look again.",
    not_supported: "The box does not have this driver any more. Choose another one.",
    too_many: "For too many ports something is chosen already. Set one of them to “Find by itself” first.",
    storage: "The disk of the box is full or cannot be written.",
};

/** What may be behind a serial port: [group, {driver: what it is}]. */
export const CHOICES = [
    [
        "Scales",
        {
            any: "Any scale: find out by asking",
            toledo_8217: "Mettler-Toledo 8217 (Ariva S, Magellan)",
            sics: "Mettler-Toledo SICS",
            cas: "CAS (PD-II, AP, ER)",
            berkel: "Avery Berkel",
            dialog06: "Dialog 06 (Bizerba, Mettler-Toledo, Dibal)",
            dibal: "Dibal TISA",
            adam: "Adam Equipment AZextra",
        },
    ],
    ["Barcode scanners", { serial_scanner: "Barcode scanner" }],
    ["Line displays", { line_display: "Line display (ESC/POS)", cd5220: "Line display (CD5220)" }],
    [
        "Measurement tools",
        { mitutoyo: "Measurement tool (Mitutoyo)", sylvac: "Measurement tool (Sylvac)" },
    ],
];
const CHOSEN = Object.assign({}, ...CHOICES.map(([, group]) => group));

/** Why drivers cannot be updated, where that is not what the code says elsewhere. */
export const DRIVERLESS = {
    server_unreachable: "Odoo cannot be reached, and the drivers come from there. Check the network of the box.",
};

/** Which drivers the box has; why not others stands on its form in Odoo. */
export function drivers({ version, code }) {
    const own = version
        ? `Drivers of ${new Date(version * 1000).toLocaleString()}`
        : "Drivers that came with this version";
    return code ? `${own}; others were not taken. The form of this box in Odoo says why.` : own;
}

const HABITS = {
    true: "Each receipt or label printer on the USB of the box prints it once. To keep them from it: status_ticket = false in agent.toml",
    false: "Printers do not print it by themselves (status_ticket in agent.toml).",
};

/** Whether printers print the pairing code by themselves. */
export const habit = (on) => HABITS[on] || "";

const TROUBLES = {
    offline: "Disconnected",
    no_answer: "Does not answer",
    paper_out: "Out of paper",
    paper_low: "Paper low",
    cover_open: "Cover open",
    device_error: "Reports an error",
    not_supported: "Driver missing",
    no_desktop: "No desktop",
    overload: "Overloaded",
    under_zero: "Below zero",
    paused: "Paused",
    bad_login: "Wrong password",
    missing_library: "Library missing",
    unreadable: "Not understood",
    unrecognised: "Not recognised",
};

const HEALTH = {
    connected: ["good", "Connected"],
    connecting: ["", "Connecting"],
    fault: ["bad", "Needs attention"],
    lost: ["bad", "Disconnected"],
};

export const reason = (code, words = {}) => words[code] || REASONS[code] || `The box said no (${code}).`;

/** [look, words] of a device's badge. */
export function health(device) {
    const [look, words] = HEALTH[device.health] || ["", device.health];
    const trouble = TROUBLES[device.code];
    return [device.health === "connected" && trouble ? "warn" : look, trouble || words];
}

const KINDS = { gauge: "Measurement tool", pedal: "Footswitch or keypad", scanner: "Barcode scanner" };

export const kind = (name) => KINDS[name] || `${name[0].toUpperCase()}${name.slice(1)}`;

/** What is said of a port, and by whom. */
export function portKind({ driver, own }) {
    return driver ? `${CHOSEN[driver] || driver}, chosen ${own ? "here" : "in Odoo"}` : "Serial port";
}

/** [look, words] of the badge of a port: whether something answers there. */
export function portHealth(device, { driver, heard }) {
    if (["unrecognised", "offline", "no_answer"].includes(device.code)) {
        return driver ? ["bad", "Nothing answers"] : ["warn", "Not recognised"];
    }
    if (device.health !== "connected" || device.code || device.kind === "display") {
        return health(device);
    }
    return device.kind === "scale" || heard ? ["good", "Answers"] : ["", "Not heard yet"];
}

const SPOOLERS = {
    none: "No printer server (CUPS) runs on this machine.",
    closed: "The printer server (CUPS) of this machine is closed to the network. To open it, run there: sudo cupsctl --remote-admin",
    open: "The printer server (CUPS) of this machine is open to the network. To close it, run there: sudo cupsctl --no-remote-admin --no-remote-any --no-share-printers",
};

/** Who may reach the pages of the spooler, and how its owner changes that. */
export const spooler = (access) => SPOOLERS[access] || "";

const PARTS = { agent: "everything", link: "the line to Odoo", local: "the local network", devices: "all devices" };

/** Which parts write more or less than usual; `names` are those of devices, by identifier. */
export function levels(told, names) {
    const part = (name) => PARTS[name] || names.get(name.slice("device/".length)) || name;
    const until = ({ left }) => (left === null ? "until it restarts" : `for ${span(left)}`);
    return told.map((one) => `${one.level} of ${part(one.part)} ${until(one)}`).join(", ");
}

/** "1 h 59 min", "45 s". */
export function span(seconds) {
    const minutes = Math.floor(seconds / 60);
    if (minutes < 1) {
        return `${Math.max(0, Math.floor(seconds))} s`;
    }
    const days = Math.floor(minutes / 1440);
    const hours = Math.floor((minutes % 1440) / 60);
    return [days && `${days} d`, hours && `${hours} h`, !days && minutes % 60 && `${minutes % 60} min`].filter(Boolean).join(" ");
}
