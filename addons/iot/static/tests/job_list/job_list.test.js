import { beforeEach, expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { advanceTime } from "@odoo/hoot-mock";
import {
    defineModels,
    defineWebModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { mockIot } from "../mock_iot";

class IotJob extends models.Model {
    _name = "iot.job";

    state = fields.Char();

    _records = [{ id: 1, state: "queued" }];
}

defineWebModels();
defineModels([IotJob]);

let iot, view;

beforeEach(async () => {
    iot = mockIot();
    onRpc("iot.job", "web_search_read", () => expect.step("read"));
    const arch = `<list js_class="iot_job_list"><field name="state"/></list>`;
    view = await mountView({ type: "list", resModel: "iot.job", arch });
    expect.verifySteps(["read"]);
});

test("the list is read again when jobs end, once for several", async () => {
    iot.say("iot.outcome", { key: "1", state: "done" });
    iot.say("iot.outcome", { key: "2", state: "done" });
    await advanceTime(300);
    expect.verifySteps(["read"]);
});

test("not while one selects jobs", async () => {
    await click(".o_data_row .o_list_record_selector input");
    iot.say("iot.outcome", { key: "1", state: "done" });
    await advanceTime(1000);
    expect.verifySteps([]);
});

test("the list is read again when jobs wait for an answer", async () => {
    iot.say("iot.held", { device_id: 7 });
    await advanceTime(300);
    expect.verifySteps(["read"]);
});

test("a list that is left listens no more", async () => {
    iot.say("iot.outcome", { key: "1", state: "done" });
    view.__owl__.app.destroy();
    await advanceTime(1000);
    expect.verifySteps([]);
    expect(iot.callbacks.size).toBe(0);
});
