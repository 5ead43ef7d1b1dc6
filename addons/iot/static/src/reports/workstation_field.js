/** "This computer is": the name of the workstation that this browser stands at. */
import { stand, workstation } from "@iot/reports/workstation";
import { Component, onWillStart, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

export class Workstation extends Component {
    static template = "iot.Workstation";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.state = useState({ name: workstation()?.name || "", names: [], saved: false });
        onWillStart(async () => {
            const known = await this.orm.searchRead("iot.workstation", [], ["name"]);
            this.state.names = known.map(({ name }) => name);
        });
    }

    get changed() {
        return this.state.name.trim() !== (workstation()?.name || "");
    }

    async stand() {
        const name = this.state.name.trim();
        const station = name ? await this.orm.call("iot.workstation", "take", [name]) : null;
        stand(station);
        Object.assign(this.state, { name: station?.name || "", saved: true });
    }
}
