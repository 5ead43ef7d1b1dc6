import { deviceTests } from "@iot/device_test/device_test";
import { after, beforeEach, expect, test } from "@odoo/hoot";
import { Component, xml } from "@odoo/owl";
import { mountView } from "@web/../tests/web_test_helpers";
import { defineIotModels, mockIot } from "../mock_iot";

defineIotModels();

const FORM = `<form><sheet><field name="name"/><widget name="iot_device_test"/></sheet></form>`;

beforeEach(() => {
    mockIot();
});

function openForm(resId) {
    return mountView({ type: "form", resModel: "iot.device", resId, arch: FORM });
}

test("each kind of device has its own test", async () => {
    await openForm(7);
    expect("section[aria-label=Test] button:contains(Print Test Page)").toHaveCount(1);
    expect(".alert").toHaveCount(0);
});

test("a kind without a test shows nothing", async () => {
    const camera = deviceTests.get("camera");
    deviceTests.remove("camera");
    after(() => deviceTests.add("camera", camera));
    await openForm(10);
    expect(".o_iot_device_test").toHaveCount(0);
});

test("another addon may bring the test of a kind", async () => {
    class OtherTest extends Component {
        static template = xml`<span class="o_camera" t-esc="props.device.id"/>`;
        static props = ["*"];
    }
    const ours = deviceTests.get("camera");
    deviceTests.add("camera", OtherTest, { force: true });
    after(() => deviceTests.add("camera", ours, { force: true }));
    await openForm(10);
    expect(".o_iot_device_test .o_camera").toHaveText("10");
});
