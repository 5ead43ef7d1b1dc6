import { OutcomeLine, Running, testProps, useActions, useListener } from "@iot/device_test/parts";
import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;

const SHOWN = 5;

export class ScannerTest extends Component {
    static template = "iot.ScannerTest";
    static components = { OutcomeLine, Running };
    static props = { ...testProps };

    setup() {
        const { state, run } = useActions({ scans: [] });
        Object.assign(this, { state, run });
        this.listener = useListener(
            () => this.props.device,
            (event) => this.onEvent(event)
        );
    }

    get waiting() {
        return _t("Scan something with this scanner.");
    }

    toggle() {
        this.state.scans = [];
        this.listener.toggle();
    }

    beep() {
        return this.run(_t("Beeping…"), () => this.props.device.action("beep"));
    }

    onEvent({ id, name, value, at }) {
        if (name === "scan") {
            const time = DateTime.fromSeconds(at).toLocaleString(DateTime.TIME_WITH_SECONDS);
            this.state.scans = [{ id, text: value.text, time }, ...this.state.scans].slice(
                0,
                SHOWN
            );
        }
    }
}
