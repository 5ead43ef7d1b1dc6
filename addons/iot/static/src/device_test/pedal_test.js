import { Running, testProps, useListener } from "@iot/device_test/parts";
import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;

const SHOWN = 5;

export class PedalTest extends Component {
    static template = "iot.PedalTest";
    static components = { Running };
    static props = { ...testProps };

    setup() {
        this.state = useState({ keys: [] });
        this.listener = useListener(
            () => this.props.device,
            (event) => this.onEvent(event)
        );
    }

    get waiting() {
        return _t("Press the pedal now.");
    }

    toggle() {
        this.state.keys = [];
        this.listener.toggle();
    }

    onEvent({ id, name, value, at }) {
        if (name === "key") {
            const time = DateTime.fromSeconds(at).toLocaleString(DateTime.TIME_WITH_SECONDS);
            this.state.keys = [{ id, text: value.name, time }, ...this.state.keys].slice(0, SHOWN);
        }
    }
}
