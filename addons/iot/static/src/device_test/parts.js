/** What the tests of all kinds of devices share. */
import { pathSentence } from "@iot/sentences";
import { Component, onWillUnmount, useState } from "@odoo/owl";
import { formatFloat } from "@web/core/utils/numbers";
import { _t } from "@web/core/l10n/translation";

export const testProps = {
    device: Object,
    record: Object,
};

/** Something is under way. */
export class Running extends Component {
    static template = "iot.Running";
    static props = { text: String };
}

const ICONS = {
    done: "fa-check-circle text-success",
    sent: "fa-paper-plane text-success",
    failed: "fa-times-circle text-danger",
    cancelled: "fa-times-circle text-danger",
    expired: "fa-clock-o text-danger",
    unknown: "fa-question-circle text-warning",
};

/** How it ended, in words, and the way it took. */
export class OutcomeLine extends Component {
    static template = "iot.OutcomeLine";
    static props = { outcome: Object, seconds: Number };

    get icon() {
        return ICONS[this.props.outcome.state];
    }

    get instead() {
        return _t("Printed on %(printer)s: %(because)s", this.props.outcome.instead);
    }

    get path() {
        const { outcome, seconds } = this.props;
        return outcome.path ? `${pathSentence(outcome.path)} ${timeOf(seconds)}` : "";
    }
}

function timeOf(seconds) {
    return seconds < 1
        ? _t("%s ms", Math.round(1000 * seconds))
        : _t("%s s", formatFloat(seconds, { digits: [16, 1] }));
}

/**
 * Actions of a device for the buttons of a test.
 *
 * @param {Object} extra further state
 * @returns {Object} reactive: `running` (words or nothing), `outcome`, `seconds`; `run(words, action)` fills them
 */
export function useActions(extra = {}) {
    const state = useState({ running: "", outcome: null, seconds: 0, ...extra });
    const run = async (words, action) => {
        Object.assign(state, { running: words, outcome: null });
        const since = Date.now();
        try {
            const outcome = await action();
            Object.assign(state, { outcome, seconds: (Date.now() - since) / 1000 });
        } finally {
            state.running = "";
        }
    };
    return { state, run };
}

/**
 * Events of a device for as long as the user wants to see them.
 *
 * @param {() => import("@iot/iot_service").DeviceHandle} getDevice
 * @param {(event: import("@iot/iot_service").IotEvent) => void} callback
 */
export function useListener(getDevice, callback) {
    const listener = useState({ active: false });
    const known = useState(getDevice().state);
    let stop = () => {};
    onWillUnmount(() => stop());
    return {
        get active() {
            return listener.active;
        },
        get path() {
            return known.path;
        },
        get pathSentence() {
            return PATHS[known.path] || "";
        },
        toggle() {
            stop();
            listener.active = !listener.active;
            stop = listener.active ? getDevice().listen(callback) : () => {};
        },
    };
}

const PATHS = {
    direct: _t("Live, directly over the local network."),
    relay: _t("Live, through Odoo."),
};
