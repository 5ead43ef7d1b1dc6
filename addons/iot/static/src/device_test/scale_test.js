import { Running, testProps, useListener } from "@iot/device_test/parts";
import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

const BALANCES = {
    stable: { label: _t("Stable"), className: "text-bg-success" },
    moving: { label: _t("Moving"), className: "text-bg-info" },
    over: { label: _t("Too heavy"), className: "text-bg-danger" },
    under: { label: _t("Below zero"), className: "text-bg-warning" },
};
const NO_NUMBER = "–";

export class ScaleTest extends Component {
    static template = "iot.ScaleTest";
    static components = { Running };
    static props = { ...testProps };

    setup() {
        this.state = useState({ weight: null });
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
        const { balance, value, unit } = weight;
        const text =
            typeof value === "number" ? formatFloat(value, { digits: [16, 3] }) : NO_NUMBER;
        return { ...BALANCES[balance], stable: balance === "stable", text: `${text} ${unit}` };
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
