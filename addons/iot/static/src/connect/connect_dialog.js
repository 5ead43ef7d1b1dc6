/** "Searching for an IoT Box": finds boxes on the network of this computer, or takes the code that a box shows. */
import { useArrival } from "@iot/connect/arrival";
import { addressOf, lookAround, lookAt, sameCode, typeCode } from "@iot/connect/lan";
import { OfflineDialog } from "@iot/connect/offline_dialog";
import { Running } from "@iot/device_test/parts";
import { localNetworkState } from "@iot/local_network";
import { PathClosed } from "@iot/path";
import { reasonOf } from "@iot/sentences";
import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useAutofocus, useService } from "@web/core/utils/hooks";

/** Milliseconds between two rounds of the search. */
const ROUND = 4000;
/** Milliseconds for a box that has its token, or whose code is known, to come. */
const PATIENCE = 60000;

export class ConnectDialog extends Component {
    static template = "iot.ConnectDialog";
    static components = { Dialog, Running };
    static props = { close: Function };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.state = useState({
            mode: "search",
            rounds: 0,
            found: [],
            chosen: "",
            code: "",
            askAddress: false,
            address: "",
            busy: "",
            error: "",
            blocked: false,
        });
        this.arrival = useArrival({
            patience: PATIENCE,
            onLate: () =>
                this.fail(
                    _t("The IoT system did not come. Check that it can reach Odoo, then try again.")
                ),
            close: this.props.close,
        });
        useAutofocus({ refName: "code" });
        useAutofocus({ refName: "address" });
        onMounted(() => this.search());
        onWillUnmount(() => {
            this.gone = true;
            browser.clearTimeout(this.timer);
        });
    }

    get debug() {
        return Boolean(this.env.debug);
    }

    get title() {
        return _t("Searching for an IoT Box");
    }

    get searching() {
        return _t("Searching the network of this computer…");
    }

    /** Boxes that may be chosen. */
    get free() {
        return this.state.found.filter((box) => !box.paired);
    }

    // --- the search -------------------------------------------------------------------------------------------------

    async search() {
        browser.clearTimeout(this.timer);
        const addresses = await this.orm.silent.call("iot.pairing", "candidates").catch(() => []);
        const [found, localNetwork] = await Promise.all([
            lookAround(addresses),
            localNetworkState(),
        ]);
        if (this.gone) {
            return;
        }
        const first = !this.state.rounds;
        this.state.rounds += 1;
        this.state.found = found;
        this.state.blocked = localNetwork === "denied";
        if (!this.free.some((box) => box.identifier === this.state.chosen)) {
            this.state.chosen = this.free[0]?.identifier || "";
        }
        this.timer = browser.setTimeout(() => this.search(), ROUND);
        const only = this.free.length === 1 && this.free[0];
        if (first && only?.code && this.state.mode === "search") {
            await this.connectTo(only);
        }
    }

    async connectChosen() {
        await this.connectTo(this.free.find((box) => box.identifier === this.state.chosen));
    }

    /** A box shows its code to pages of its own network only; elsewhere its code has to be typed. */
    async connectTo({ address, name, code }) {
        if (code) {
            await this.attempt(_t("Connecting %s…", name), () => this.handOver(address, code));
        } else {
            this.useCode();
        }
    }

    // --- the pairing code -------------------------------------------------------------------------------------------

    useCode() {
        Object.assign(this.state, { mode: "code", error: "", askAddress: false });
    }

    back() {
        this.arrival.stop();
        Object.assign(this.state, { mode: "search", error: "", busy: "" });
    }

    async connectByCode() {
        const { code, address, askAddress } = this.state;
        if (!code.trim()) {
            this.state.error = _t("Type the pairing code that the IoT system shows.");
        } else if (askAddress && address.trim()) {
            await this.attempt(_t("Connecting…"), () => this.connectAt(address));
        } else {
            await this.attempt(_t("Looking for the IoT system with this code…"), () =>
                this.findByCode(code)
            );
        }
    }

    /** A box that announced itself at this Odoo, else one on the network of this computer. */
    async findByCode(code) {
        const { state } = await this.orm.call("iot.pairing", "type_code", [code]);
        if (state !== "unknown") {
            this.arrival.wait(
                async () => (await this.orm.silent.call("iot.pairing", "type_code", [code])).box_id
            );
            return;
        }
        if (!this.free.some((box) => sameCode(box.code, code))) {
            await this.search();
        }
        if (!(await this.tryBoxes(code))) {
            this.state.askAddress = true;
            this.fail(
                _t(
                    "No IoT system with this code was found. Check the code, or type the address that the IoT system shows."
                )
            );
        }
    }

    /** The box that shows this code; else those that show none to this page, the chosen one first. */
    async tryBoxes(code) {
        const { chosen } = this.state;
        const shown = this.free.filter((box) => sameCode(box.code, code));
        const silent = this.free
            .filter((box) => !box.code)
            .sort((box) => (box.identifier === chosen ? -1 : 1));
        for (const { address } of shown.length ? shown : silent) {
            try {
                await this.handOver(address, code);
                return true;
            } catch (error) {
                if (error.code !== "bad_code") {
                    throw error;
                }
            }
        }
        return false;
    }

    async connectAt(typed) {
        const address = addressOf(typed);
        const box = address && (await lookAt(address));
        if (!box) {
            this.fail(_t("No IoT system answers at this address."));
        } else if (box.paired) {
            this.fail(reasonOf("already_paired"));
        } else {
            await this.handOver(address, this.state.code);
        }
    }

    // --- both -------------------------------------------------------------------------------------------------------

    openOffline() {
        this.dialog.add(OfflineDialog);
        this.props.close();
    }

    /** The box gets a fresh token, and shows with it at Odoo. */
    async handOver(address, code) {
        const { token } = await this.orm.call("iot.pairing", "open_token");
        await typeCode(address, code, token);
        this.arrival.wait(
            async () => (await this.orm.silent.call("iot.pairing", "result_of", [token])).box_id
        );
    }

    async attempt(words, connect) {
        Object.assign(this.state, { busy: words, error: "" });
        try {
            await connect();
        } catch (error) {
            if (!(error instanceof PathClosed)) {
                this.state.busy = "";
                throw error;
            }
            this.fail(reasonOf(error.code) || _t("The IoT system does not answer any more."));
        }
    }

    fail(words) {
        this.arrival.stop();
        Object.assign(this.state, { busy: "", error: words });
    }
}

registry.category("actions").add("iot_connect", (env) => {
    env.services.dialog.add(ConnectDialog);
});
