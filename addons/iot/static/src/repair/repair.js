/** The repair card on a device's form: what is wrong and how to mend it, for as long as it is wrong. */
import { LiveRecord } from "@iot/live_record";
import { CopyButton } from "@web/core/copy_button/copy_button";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const FIELDS = ["sentence", "repair", "repair_command"];

export class RepairCard extends LiveRecord {
    static template = "iot.RepairCard";
    static components = { CopyButton };
    static props = { ...standardWidgetProps };
    static model = "iot.device";

    setup() {
        this.orm = useService("orm");
        this.reading = new KeepLast();
        super.setup();
    }

    /** Only the card is read: what the user is writing on the form stays. */
    async learn() {
        const id = this.followed;
        const [news] = await this.reading.add(this.orm.silent.read("iot.device", [id], FIELDS));
        if (id === this.followed && news) {
            super.learn(news);
        }
    }

    get sentence() {
        return this.value("sentence") || "";
    }

    get steps() {
        return this.value("repair") || "";
    }

    get command() {
        return this.value("repair_command") || "";
    }
}

export const repairCard = {
    component: RepairCard,
    fieldDependencies: FIELDS.map((name) => ({ name, type: "text" })),
};

registry.category("view_widgets").add("iot_repair", repairCard);
