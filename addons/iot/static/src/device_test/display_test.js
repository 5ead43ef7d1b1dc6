import { OutcomeLine, Running, testProps, useActions } from "@iot/device_test/parts";
import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

const PAGES = ["http:", "https:"];

/** A screen shows a page, a line display two lines of text. */
export class DisplayTest extends Component {
    static template = "iot.DisplayTest";
    static components = { OutcomeLine, Running };
    static props = { ...testProps };

    setup() {
        const { state, run } = useActions({ url: "", complaint: "", upper: "", lower: "" });
        Object.assign(this, { state, run });
    }

    get isScreen() {
        return this.props.record.data.is_screen;
    }

    showPage() {
        const url = this.state.url.trim();
        this.state.complaint = isPage(url)
            ? ""
            : _t("A page of the web begins with http:// or https://.");
        return this.state.complaint ? undefined : this.show(url);
    }

    back() {
        this.state.complaint = "";
        return this.show("");
    }

    show(url) {
        return this.run(_t("Showing…"), () => this.props.device.action("show", { url }));
    }

    showLines() {
        const lines = `${this.state.upper}\n${this.state.lower}`;
        return this.run(_t("Showing…"), () => this.props.device.action("text", { lines }));
    }
}

function isPage(url) {
    return URL.canParse(url) && PAGES.includes(new URL(url).protocol);
}
