/** Scans of the scanners that lie at this browser's workstation, brought to what is on its screen. */
import { standing, workstation } from "@iot/reports/workstation";
import { deliver } from "@iot/scans/screen";
import { newKey } from "@iot/wish";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";

/** Which of this browser's tabs was in front last: a scan is for one of them. */
const FRONT = `iot.front/${session.db}`;

export class Scans {
    constructor() {
        this.setup(...arguments);
    }

    setup(env, { orm, iot }) {
        Object.assign(this, { env, iot, orm: orm.silent });
        this.tab = newKey();
        this.stops = new Map();
        this.asked = 0;
        this.moved = () => workstation()?.id !== this.station && this.attend();
        this.ready = this.attend();
        standing.addEventListener("change", this.moved);
        browser.addEventListener("focus", () => this.comeForward());
        if (document.visibilityState === "visible") {
            this.comeForward();
        }
    }

    /** Hear nothing any more. */
    close() {
        this.asked++;
        standing.removeEventListener("change", this.moved);
        this.changes?.();
        this.stops.forEach((stop) => stop());
        this.stops.clear();
    }

    /** Listen to the scanners that lie here, and to no others. */
    async attend() {
        const asked = ++this.asked;
        const station = workstation();
        this.station = station?.id;
        const ids = station ? await this.scannersAt(station) : [];
        if (asked !== this.asked || !ids) {
            return;
        }
        for (const [id, stop] of this.stops) {
            if (!ids.includes(id)) {
                stop();
                this.stops.delete(id);
            }
        }
        for (const id of ids) {
            if (!this.stops.has(id)) {
                this.stops.set(
                    id,
                    this.iot.device(id).listen((event) => this.onEvent(event))
                );
            }
        }
    }

    /** @returns {Promise<number[] | null>} null while Odoo does not tell */
    async scannersAt({ id }) {
        try {
            if (!(await user.hasGroup("iot.group_iot_user"))) {
                return [];
            }
            this.changes ||= this.iot.on("iot.scanners", () => this.attend());
            return await this.orm.call("iot.workstation", "scanners", [[id]]);
        } catch {
            return null; // nobody asked for anything: nobody is to be told
        }
    }

    comeForward() {
        try {
            browser.localStorage.setItem(FRONT, this.tab);
        } catch {
            return; // a full or forbidden storage: every tab takes itself for the one in front
        }
    }

    get inFront() {
        const front = browser.localStorage.getItem(FRONT);
        return !front || front === this.tab;
    }

    onEvent({ name, value }) {
        if (name === "scan" && this.inFront) {
            deliver(value.text, this.env);
        }
    }
}

export const scansService = {
    dependencies: ["orm", "iot"],
    start(env, services) {
        return new Scans(env, services);
    },
};

registry.category("services").add("iot_scans", scansService);
