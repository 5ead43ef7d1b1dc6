/** "Pair an IoT Box offline": a token to carry to the box's homepage, for where nothing finds the box. */
import { useArrival } from "@iot/connect/arrival";
import { Running } from "@iot/device_test/parts";
import { Component, onMounted, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { CopyButton } from "@web/core/copy_button/copy_button";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const TICK = 10000;

export class OfflineDialog extends Component {
    static template = "iot.OfflineDialog";
    static components = { CopyButton, Dialog, Running };
    static props = { close: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ token: "", expires: 0, now: Date.now() });
        this.arrival = useArrival({ close: this.props.close });
        onWillStart(() => this.renew());
        onMounted(() => {
            this.timer = browser.setInterval(() => (this.state.now = Date.now()), TICK);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    get minutes() {
        return Math.ceil((this.state.expires * 1000 - this.state.now) / 60000);
    }

    get life() {
        const hours = Math.floor(this.minutes / 60);
        const minutes = this.minutes % 60;
        return hours
            ? _t(
                  "The token is for one IoT system and valid for another %(hours)s h %(minutes)s min.",
                  { hours, minutes }
              )
            : _t("The token is for one IoT system and valid for another %s min.", minutes);
    }

    get copied() {
        return _t("Copied");
    }

    get waiting() {
        return _t("Waiting for the IoT system…");
    }

    async renew() {
        const { token, expires } = await this.orm.call("iot.pairing", "open_token");
        Object.assign(this.state, { token, expires, now: Date.now() });
        this.arrival.wait(
            async () => (await this.orm.silent.call("iot.pairing", "result_of", [token])).box_id
        );
    }
}
