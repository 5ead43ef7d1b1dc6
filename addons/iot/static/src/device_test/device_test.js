/** The Test part of a device's form: what the device can do, tried at once and shown live. */
import { CameraTest } from "@iot/device_test/camera_test";
import { DisplayTest } from "@iot/device_test/display_test";
import { GaugeTest } from "@iot/device_test/gauge_test";
import { PedalTest } from "@iot/device_test/pedal_test";
import { PrinterTest } from "@iot/device_test/printer_test";
import { ScaleTest } from "@iot/device_test/scale_test";
import { ScannerTest } from "@iot/device_test/scanner_test";
import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** The test of each kind of device; other addons add theirs. */
export const deviceTests = registry.category("iot_device_tests");
deviceTests
    .add("printer", PrinterTest)
    .add("scale", ScaleTest)
    .add("scanner", ScannerTest)
    .add("camera", CameraTest)
    .add("gauge", GaugeTest)
    .add("display", DisplayTest)
    .add("pedal", PedalTest);

export class DeviceTest extends Component {
    static template = "iot.DeviceTest";
    static props = { ...standardWidgetProps };

    setup() {
        this.iot = useService("iot");
    }

    get test() {
        return deviceTests.get(this.props.record.data.kind, null);
    }

    get device() {
        return this.iot.device(this.props.record.resId);
    }
}

export const deviceTest = {
    component: DeviceTest,
    fieldDependencies: [
        { name: "kind", type: "selection" },
        { name: "name", type: "char" },
        { name: "state", type: "json" },
        { name: "has_drawer", type: "boolean" },
        { name: "is_screen", type: "boolean" },
        { name: "box_id", type: "many2one", relation: "iot.box" },
    ],
};

registry.category("view_widgets").add("iot_device_test", deviceTest);
