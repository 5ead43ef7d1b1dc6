import { OutcomeLine, Running, testProps, useActions } from "@iot/device_test/parts";
import { Component, onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";

/** Milliseconds from one picture of the preview to the next, at least. */
export const PACE = 1000;
/** Milliseconds after which a preview that was forgotten ends. */
export const FORGOTTEN = 3 * 60 * 1000;
/** Dots across a picture of the preview. */
const SMALL = 640;

export class CameraTest extends Component {
    static template = "iot.CameraTest";
    static components = { OutcomeLine, Running };
    static props = { ...testProps };

    setup() {
        const { state, run } = useActions({ picture: null, live: false });
        Object.assign(this, { state, run });
        this.preview = 0;
        onWillUnmount(() => this.stop());
    }

    async take() {
        await this.run(_t("Taking a picture…"), () => this.ask());
    }

    async ask(params) {
        const outcome = await this.props.device.action("picture", params);
        if (outcome.ok && outcome.value.picture) {
            const { picture, width, height } = outcome.value;
            this.state.picture = { src: `data:image/jpeg;base64,${picture}`, width, height };
        }
        return outcome;
    }

    async toggle() {
        if (this.state.live) {
            this.stop();
        } else {
            await this.show();
        }
    }

    /** Pictures for as long as somebody looks; the first that fails is the last. */
    async show() {
        const preview = ++this.preview;
        const until = Date.now() + FORGOTTEN;
        Object.assign(this.state, { live: true, outcome: null });
        while (preview === this.preview && Date.now() < until) {
            const since = Date.now();
            const outcome = await this.ask({ width: SMALL });
            if (preview !== this.preview) {
                return;
            }
            if (!outcome.ok) {
                Object.assign(this.state, { outcome, seconds: (Date.now() - since) / 1000 });
                break;
            }
            await this.pause(PACE - (Date.now() - since));
        }
        if (preview === this.preview) {
            this.stop();
        }
    }

    pause(milliseconds) {
        return new Promise((resolve) => {
            this.resume = resolve;
            this.timer = browser.setTimeout(resolve, Math.max(0, milliseconds));
        });
    }

    stop() {
        this.preview++;
        this.state.live = false;
        browser.clearTimeout(this.timer);
        this.resume?.();
    }
}
