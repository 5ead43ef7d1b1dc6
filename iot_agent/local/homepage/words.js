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
};

const TROUBLES = {
    offline: "Disconnected",
    no_answer: "Does not answer",
    paper_out: "Out of paper",
    paper_low: "Paper low",
    cover_open: "Cover open",
    device_error: "Reports an error",
    not_supported: "Driver missing",
    overload: "Overloaded",
    under_zero: "Below zero",
};

const HEALTH = {
    connected: ["good", "Connected"],
    connecting: ["", "Connecting"],
    fault: ["bad", "Needs attention"],
    lost: ["bad", "Disconnected"],
};

export const reason = (code) => REASONS[code] || `The box said no (${code}).`;

/** [look, words] of a device's badge. */
export function health(device) {
    const [look, words] = HEALTH[device.health] || ["", device.health];
    const trouble = TROUBLES[device.code];
    return [device.health === "connected" && trouble ? "warn" : look, trouble || words];
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
