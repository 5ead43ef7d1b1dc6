import { OutcomeLine, Running, testProps, useActions, useListener } from "@iot/device_test/parts";
import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

const BALANCES = {
    stable: { label: _t("Stable"), className: "text-bg-success" },
    moving: { label: _t("Moving"), className: "text-bg-info" },
    over: { label: _t("Too heavy"), className: "text-bg-danger" },
    under: { label: _t("Too light"), className: "text-bg-warning" },
};
const EMPTY = { label: _t("Empty"), className: "text-bg-secondary" };
const NO_NUMBER = "–";
/** Decimals that are shown at least: a scale of 2 g is no scale of 2.000 g. */
const LEAST = { kg: 3, lb: 2 };

export class ScaleTest extends Component {
    static template = "iot.ScaleTest";
    static components = { OutcomeLine, Running };
    static props = { ...testProps };

    setup() {
        const { state, run } = useActions({ weight: null });
        Object.assign(this, { state, run });
        this.listener = useListener(
            () => this.props.device,
            (event) => this.onEvent(event)
        );
    }

    get waiting() {
        return _t("Waiting for the scale…");
    }

    get reading() {
        const { weight } = this.state;
        if (!weight) {
            return null;
        }
        const { balance, value, unit, net } = weight;
        const stable = balance === "stable";
        const look = stable && value === 0 ? EMPTY : BALANCES[balance];
        return { ...look, stable, net, text: `${numberOf(value, unit)} ${unit}` };
    }

    /** What the scale can be told, as the box says. */
    can(action) {
        return this.props.record.data.state?.can?.includes(action);
    }

    tare() {
        return this.run(_t("Taking it for the container…"), () => this.props.device.action("tare"));
    }

    zero() {
        return this.run(_t("Setting to zero…"), () => this.props.device.action("zero"));
    }

    toggle() {
        this.state.weight = null;
        this.listener.toggle();
    }

    onEvent({ name, value }) {
        if (name === "weight") {
            this.state.weight = value;
        }
    }
}

/** As many decimals as the scale told, and those that its unit usually has. */
function numberOf(value, unit) {
    if (typeof value !== "number") {
        return NO_NUMBER;
    }
    const told = (String(value).split(".")[1] || "").length;
    return formatFloat(value, { digits: [16, Math.max(told, LEAST[unit] || 0)] });
}
