/** Badges that follow a box or a device while they are on the screen. */
import { LiveRecord } from "@iot/live_record";
import { reasonOf } from "@iot/sentences";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

class StatusField extends LiveRecord {
    static template = "iot.StatusField";
    static props = { ...standardFieldProps };
}

export class BoxStatusField extends StatusField {
    static model = "iot.box";

    get badge() {
        return this.value("online")
            ? { label: _t("Online"), className: "text-bg-success" }
            : { label: _t("Offline"), className: "text-bg-300" };
    }
}

const HEALTH_CLASSES = {
    connected: "text-bg-success",
    connecting: "text-bg-info",
    fault: "text-bg-warning",
    lost: "text-bg-300",
};

export class DeviceStatusField extends StatusField {
    static model = "iot.device";

    /** A device is online if it is connected to a box that is; so one that is connected tells of its box. */
    learn({ online, ...news }) {
        super.learn(news.health === "connected" ? { box_online: online, ...news } : news);
    }

    get badge() {
        const health = this.value("health");
        const boxOnline = this.value("box_online");
        if (boxOnline === false && health !== "lost") {
            return {
                label: _t("IoT System Offline"),
                className: "text-bg-300",
                title: _t("The last known state of the device was “%s”.", this.labelOf(health)),
            };
        }
        return {
            label: this.labelOf(health),
            className: HEALTH_CLASSES[health],
            title: reasonOf(this.value("code")),
        };
    }

    labelOf(health) {
        const { selection } = this.props.record.fields[this.props.name];
        return selection.find(([value]) => value === health)?.[1] || "";
    }
}

export const boxStatusField = {
    component: BoxStatusField,
    displayName: _t("IoT system status"),
    supportedTypes: ["boolean"],
    isEmpty: () => false,
};

export const deviceStatusField = {
    component: DeviceStatusField,
    displayName: _t("IoT device status"),
    supportedTypes: ["selection"],
    fieldDependencies: [
        { name: "code", type: "char" },
        { name: "box_online", type: "boolean" },
    ],
};

registry.category("fields").add("iot_box_status", boxStatusField);
registry.category("fields").add("iot_device_status", deviceStatusField);
