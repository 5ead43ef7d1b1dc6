/** The card for a browser that keeps Odoo away from the local network: only there, and only while it does. */
import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

export class BlockedCard extends Component {
    static template = "iot.BlockedCard";
    static props = { ...standardWidgetProps };

    setup() {
        this.iot = useService("iot");
        this.state = useState({ block: "" });
        this.looking = new KeepLast();
        onWillStart(() => void this.look(this.props.record));
        onWillUpdateProps(({ record }) => record.resId !== this.looked && this.look(record));
    }

    /** The form does not wait for it. A box that Odoo misses, too, is no matter of this browser. */
    look({ resId, data }) {
        this.looked = resId;
        this.state.block = "";
        const looking = resId && data.box_online ? this.iot.blockedBy(resId) : Promise.resolve("");
        this.looking.add(looking).then((block) => (this.state.block = block));
    }
}

export const blockedCard = {
    component: BlockedCard,
    fieldDependencies: [{ name: "box_online", type: "boolean" }],
};

registry.category("view_widgets").add("iot_blocked", blockedCard);
