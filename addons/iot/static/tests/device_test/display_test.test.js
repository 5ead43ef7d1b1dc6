import { beforeEach, expect, test } from "@odoo/hoot";
import { click, edit } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mountView } from "@web/../tests/web_test_helpers";
import { IotDevice, defineIotModels, mockIot } from "../mock_iot";

defineIotModels();

let iot;

beforeEach(() => {
    IotDevice._records = [
        { id: 20, name: "Wall", kind: "display", box_id: 1, box_online: true, is_screen: true },
        { id: 21, name: "Pole", kind: "display", box_id: 1, box_online: true },
    ];
    iot = mockIot();
});

async function open(resId) {
    const arch = `<form><sheet><widget name="iot_device_test"/></sheet></form>`;
    await mountView({ type: "form", resModel: "iot.device", resId, arch });
    return iot.device(resId);
}

async function type(label, text) {
    await click(`label:contains(${label}) input`);
    await edit(text, { confirm: false });
    await animationFrame();
}

async function press(words) {
    await click(`button:contains(${words})`);
    await animationFrame();
}

const wishes = (device) => device.wishes.map(({ name, params }) => [name, params]);

test("a screen shows a page, and goes back to its own", async () => {
    const screen = await open(20);
    await type("Page", " https://shop.example/menu ");
    await press("Show");
    expect(".o_iot_outcome .o_iot_sentence").toHaveText("Done.");
    await press("Back to Its Page");
    expect(wishes(screen)).toEqual([
        ["show", { url: "https://shop.example/menu" }],
        ["show", { url: "" }],
    ]);
});

test("what is no page of the web is refused", async () => {
    const screen = await open(20);
    for (const url of ["javascript:alert(1)", "file:///etc/passwd", "shop", "data:text/html,x"]) {
        await type("Page", url);
        await press("Show");
        expect(".o_iot_complaint[role=alert]").toHaveText(
            "A page of the web begins with http:// or https://."
        );
    }
    expect(wishes(screen)).toEqual([]);
    await type("Page", "http://10.0.0.2:8069/");
    await press("Show");
    expect(".o_iot_complaint").toHaveCount(0);
    expect(wishes(screen)).toHaveLength(1);
});

test("without a page there is nothing to show", async () => {
    await open(20);
    expect("button[type=submit]").toHaveProperty("disabled", true);
    await type("Page", "https://shop.example");
    expect("button[type=submit]").toHaveProperty("disabled", false);
});

test("a line display shows two lines", async () => {
    const display = await open(21);
    await type("Upper Line", "Coffee");
    await type("Lower Line", "2,50 €");
    await press("Show");
    expect(wishes(display)).toEqual([["text", { lines: "Coffee\n2,50 €" }]]);
});
