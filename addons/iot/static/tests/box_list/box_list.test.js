import { beforeEach, expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { advanceTime } from "@odoo/hoot-mock";
import { mountView, onRpc } from "@web/../tests/web_test_helpers";
import { defineIotModels, mockIot } from "../mock_iot";

defineIotModels();

const KANBAN = `<kanban js_class="iot_box_kanban"><templates><t t-name="card"><field name="name"/></t></templates></kanban>`;
const LIST = `<list js_class="iot_box_list"><field name="name"/></list>`;

let iot;

beforeEach(() => {
    iot = mockIot();
    onRpc("iot.box", "web_search_read", () => expect.step("read"));
});

for (const [type, arch] of [
    ["kanban", KANBAN],
    ["list", LIST],
]) {
    test(`the ${type} is read again when boxes come and go, once for several`, async () => {
        const view = await mountView({ type, resModel: "iot.box", arch });
        expect.verifySteps(["read"]);
        iot.say("iot.box", { id: 3, online: true, paired: true });
        iot.say("iot.box", { id: 1, online: false });
        await advanceTime(300);
        expect.verifySteps(["read"]);
        iot.say("iot.box", { id: 3, online: true });
        view.__owl__.app.destroy();
        await advanceTime(1000);
        expect.verifySteps([]);
        expect(iot.callbacks.size).toBe(0);
    });
}

test("not while one selects boxes", async () => {
    await mountView({ type: "list", resModel: "iot.box", arch: LIST });
    expect.verifySteps(["read"]);
    await click(".o_data_row .o_list_record_selector input");
    iot.say("iot.box", { id: 1, online: false });
    await advanceTime(1000);
    expect.verifySteps([]);
});
