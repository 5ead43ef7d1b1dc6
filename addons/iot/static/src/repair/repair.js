/** The repair card on a device's form: what is wrong and how to mend it, for as long as it is wrong. */
import { Component, onWillUnmount, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const FIELDS = ["sentence", "repair"];

export class RepairCard extends Component {
    static template = "iot.RepairCard";
    static props = { ...standardWidgetProps };

    setup() {
        this.iot = useService("iot");
        this.orm = useService("orm");
        this.live = useState({ news: {}, basis: {} });
        this.follow(this.props.record.resId);
        onWillUpdateProps(
            ({ record }) => record.resId !== this.followed && this.follow(record.resId)
        );
        onWillUnmount(() => this.stop());
    }

    follow(id) {
        this.stop?.();
        this.followed = id;
        this.live.news = {};
        this.reading = new KeepLast();
        this.stop = id ? this.iot.follow("iot.device", id, () => this.read(id)) : () => {};
    }

    /** Only the card is read: what the user is writing on the form stays. */
    async read(id) {
        const [news] = await this.reading.add(this.orm.silent.read("iot.device", [id], FIELDS));
        if (id === this.followed && news) {
            this.live.basis = { ...this.props.record.data };
            this.live.news = news;
        }
    }

    /** What was read for the card counts until the record is read again and says something else than before. */
    value(name) {
        const read = this.props.record.data[name];
        const { news, basis } = this.live;
        return (name in news && read === basis[name] ? news[name] : read) || "";
    }

    get sentence() {
        return this.value("sentence");
    }

    get steps() {
        return this.value("repair");
    }
}

export const repairCard = {
    component: RepairCard,
    fieldDependencies: FIELDS.map((name) => ({ name, type: "text" })),
};

registry.category("view_widgets").add("iot_repair", repairCard);
