import { OutcomeLine, Running, testProps, useActions } from "@iot/device_test/parts";
import { paint, rasterOf, toDocument } from "@iot/raster";
import { testPage, USUAL_WIDTH } from "@iot/test_page";
import { Component, useRef } from "@odoo/owl";
import { formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;

export class PrinterTest extends Component {
    static template = "iot.PrinterTest";
    static components = { OutcomeLine, Running };
    static props = { ...testProps };

    setup() {
        const { state, run } = useActions({ page: false });
        Object.assign(this, { state, run });
        this.preview = useRef("preview");
    }

    print() {
        return this.run(_t("Printing…"), async () => {
            const raster = rasterOf(this.draw());
            paint(raster, this.preview.el);
            this.state.page = true;
            return this.props.device.action("print", {}, { document: await toDocument(raster) });
        });
    }

    openDrawer() {
        return this.run(_t("Opening the cash drawer…"), () => this.props.device.action("drawer"));
    }

    draw() {
        const { box_id, name, state } = this.props.record.data;
        const now = formatDateTime(DateTime.now());
        return testPage(box_id.display_name, name, state?.width || USUAL_WIDTH, now);
    }
}
