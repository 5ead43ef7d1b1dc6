import { onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/** Milliseconds between questions to Odoo, in case the bus lost the message. */
const EVERY = 2000;

/**
 * Wait for a box to be there, then say so and open its form.
 *
 * @param {{ patience?: number, onLate?: () => void, close: () => void }} options milliseconds, and what to do then
 * @returns {{ waiting: boolean, wait: (ask: () => Promise<number | false>) => void, stop: () => void }}
 */
export function useArrival({ patience, onLate, close }) {
    const services = { iot: useService("iot"), orm: useService("orm") };
    const action = useService("action");
    const notification = useService("notification");
    const arrival = useState({ waiting: false, wait, stop });
    let current = null;

    async function arrive(id) {
        const [box] = await services.orm.read("iot.box", [id], ["display_name"]);
        notification.add(_t("%s is connected.", box.display_name), { type: "success" });
        close();
        await action.doAction({
            type: "ir.actions.act_window",
            res_model: "iot.box",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    function wait(ask) {
        stop();
        arrival.waiting = true;
        current = new Arrival(services.iot, ask, {
            patience,
            onArrived: (id) => (stop(), arrive(id)),
            onLate: () => (stop(), onLate()),
        });
    }

    function stop() {
        current?.stop();
        current = null;
        arrival.waiting = false;
    }

    onWillUnmount(stop);
    return arrival;
}

class Arrival {
    constructor(iot, ask, { patience, onArrived, onLate }) {
        Object.assign(this, { ask, onArrived, stopped: false, asking: false });
        this.stopBus = iot.on("iot.box", () => this.look());
        this.late = patience && browser.setTimeout(onLate, patience);
        this.look();
    }

    async look() {
        if (this.asking || this.stopped) {
            return;
        }
        this.asking = true;
        browser.clearTimeout(this.next);
        // What Odoo cannot say at this moment it says the next time.
        const id = await this.ask().catch(() => false);
        this.asking = false;
        if (this.stopped) {
            return;
        }
        if (id) {
            this.onArrived(id);
        } else {
            this.next = browser.setTimeout(() => this.look(), EVERY);
        }
    }

    stop() {
        this.stopped = true;
        this.stopBus();
        browser.clearTimeout(this.next);
        browser.clearTimeout(this.late);
    }
}
