import { OutcomeLine, Running, testProps, useActions, useListener } from "@iot/device_test/parts";
import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

const { DateTime } = luxon;

const SHOWN = 5;

export class GaugeTest extends Component {
    static template = "iot.GaugeTest";
    static components = { OutcomeLine, Running };
    static props = { ...testProps };

    setup() {
        const { state, run } = useActions({ measures: [] });
        Object.assign(this, { state, run });
        this.listener = useListener(
            () => this.props.device,
            (event) => this.onEvent(event)
        );
    }

    get waiting() {
        return _t("Press the button of the tool.");
    }

    toggle() {
        this.state.measures = [];
        this.listener.toggle();
    }

    async measure() {
        await this.run(_t("Measuring…"), async () => {
            const outcome = await this.props.device.action("measure");
            if (outcome.ok) {
                this.show(outcome.key, outcome.value, Date.now() / 1000);
            }
            return outcome;
        });
    }

    onEvent({ id, name, value, at }) {
        if (name === "measure") {
            this.show(id, value, at);
        }
    }

    show(id, { value, unit }, at) {
        const number = formatFloat(value, { digits: [16, 6], trailingZeros: false });
        const time = DateTime.fromSeconds(at).toLocaleString(DateTime.TIME_WITH_SECONDS);
        const measure = { id, text: unit ? `${number} ${unit}` : number, time };
        this.state.measures = [measure, ...this.state.measures].slice(0, SHOWN);
    }
}
