/** "Select Printers": where a report goes, asked the first time it is printed in this browser. */
import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";

export class SelectPrinters extends Component {
    static template = "iot.SelectPrinters";
    static components = { Dialog };
    static props = {
        close: Function,
        report: Object,
        print: Function,
        download: Function,
    };

    setup() {
        this.ticked = useState(new Set());
    }

    toggle(printer) {
        if (!this.ticked.delete(printer.id)) {
            this.ticked.add(printer.id);
        }
    }

    print() {
        const { report, print, close } = this.props;
        print(report.printers.filter((printer) => this.ticked.has(printer.id)));
        close();
    }

    download() {
        this.props.download();
        this.props.close();
    }
}

/** The answer of somebody who would rather have a file. */
export const DOWNLOAD = Symbol("download");

/**
 * @param {Object} dialog the dialog service
 * @param {import("@iot/reports/linked").LinkedReport} report
 * @returns {Promise<import("@iot/reports/linked").Printer[] | typeof DOWNLOAD>} nothing chosen: an empty list
 */
export function selectPrinters(dialog, report) {
    return new Promise((resolve) => {
        const props = { report, print: resolve, download: () => resolve(DOWNLOAD) };
        dialog.add(SelectPrinters, props, { onClose: () => resolve([]) });
    });
}
