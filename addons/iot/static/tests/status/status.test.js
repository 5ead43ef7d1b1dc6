import { beforeEach, expect, test } from "@odoo/hoot";
import { animationFrame, queryAllTexts } from "@odoo/hoot-dom";
import {
    clickSave,
    contains,
    MockServer,
    mountView,
    pagerNext,
    pagerPrevious,
} from "@web/../tests/web_test_helpers";
import { defineIotModels, mockIot } from "../mock_iot";

defineIotModels();

const BOX_KANBAN = /* xml */ `
    <kanban><templates><t t-name="card">
        <field name="name"/><field name="online" widget="iot_box_status"/>
    </t></templates></kanban>`;
const BOX_FORM = `<form><field name="online" widget="iot_box_status"/></form>`;
const DEVICE_LIST = /* xml */ `
    <list><field name="name"/><field name="health" widget="iot_device_status"/></list>`;

let iot;

beforeEach(() => {
    iot = mockIot();
});

function badges() {
    return queryAllTexts(".o_iot_status");
}

test("boxes are online or offline, and turn while one looks", async () => {
    await mountView({ type: "kanban", resModel: "iot.box", arch: BOX_KANBAN });
    expect(badges()).toEqual(["Online", "Offline"]);
    expect(".o_iot_status:first").toHaveClass("text-bg-success");
    iot.say("iot.box", { id: 1, online: false });
    iot.say("iot.box", { id: 2, online: true });
    await animationFrame();
    expect(badges()).toEqual(["Offline", "Online"]);
});

test("a screen reader hears of a change", async () => {
    await mountView({ type: "kanban", resModel: "iot.box", arch: BOX_KANBAN });
    expect(".o_iot_status[role=status]").toHaveCount(2);
});

test("a record that is read again knows best", async () => {
    await mountView({
        type: "form",
        resModel: "iot.box",
        resId: 1,
        resIds: [1, 2],
        arch: BOX_FORM,
    });
    iot.say("iot.box", { id: 1, online: false });
    await animationFrame();
    expect(badges()).toEqual(["Offline"]);
    MockServer.env["iot.box"].write([2], { online: true });
    await pagerNext();
    expect(badges()).toEqual(["Online"]);
    await pagerPrevious();
    expect(badges()).toEqual(["Online"]);
});

test("what is read later counts more than what was heard before", async () => {
    await mountView({
        type: "form",
        resModel: "iot.device",
        resId: 7,
        arch: `<form><field name="name"/><field name="health" widget="iot_device_status"/></form>`,
    });
    iot.say("iot.device", { id: 7, health: "fault", code: "" });
    await animationFrame();
    expect(badges()).toEqual(["Needs Attention"]);
    MockServer.env["iot.device"].write([7], { health: "lost" });
    await contains(".o_field_widget[name=name] input").edit("Renamed");
    await clickSave();
    expect(badges()).toEqual(["Disconnected"]);
});

test("devices say how they are, and why", async () => {
    await mountView({ type: "list", resModel: "iot.device", arch: DEVICE_LIST });
    expect(badges()).toEqual([
        "Connected",
        "Connected",
        "Disconnected",
        "IoT System Offline",
        "Needs Attention",
    ]);
    expect(".o_iot_status:last").toHaveAttribute("title", /out of paper/);
    iot.say("iot.device", { id: 11, health: "connected", code: "", online: true });
    iot.say("iot.device", { id: 7, health: "connected", code: "", online: false });
    iot.say("iot.device", { id: 9, health: "lost", code: "", online: false });
    await animationFrame();
    expect(badges()).toEqual([
        "IoT System Offline",
        "Connected",
        "Disconnected",
        "IoT System Offline",
        "Connected",
    ]);
    expect(".o_iot_status:last").not.toHaveAttribute("title", /out of paper/);
});

test("the pager takes another record along, and nothing is left behind", async () => {
    const view = await mountView({
        type: "form",
        resModel: "iot.box",
        resId: 1,
        resIds: [1, 2],
        arch: BOX_FORM,
    });
    expect([...iot.callbacks].map(({ id }) => id)).toEqual([1]);
    await pagerNext();
    expect(badges()).toEqual(["Offline"]);
    expect([...iot.callbacks].map(({ id }) => id)).toEqual([2]);
    view.__owl__.app.destroy();
    expect(iot.callbacks.size).toBe(0);
});
