/** "Reset Linked Printers": what this browser prints without asking, and how to make it ask again. */
import { linkedReports, unlink } from "@iot/reports/linked";
import { Workstation } from "@iot/reports/workstation_field";
import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { registry } from "@web/core/registry";

export class LinkedPrinters extends Component {
    static template = "iot.LinkedPrinters";
    static components = { Dialog, Workstation };
    static props = { close: Function };

    setup() {
        this.state = useState({ reports: linkedReports() });
    }

    namesOf({ printers }) {
        return printers.map((printer) => printer.name).join(", ");
    }

    unlink(report) {
        unlink(report.id);
        this.state.reports = linkedReports();
    }
}

registry.category("actions").add("iot_linked_printers", (env) => {
    env.services.dialog.add(LinkedPrinters);
});
