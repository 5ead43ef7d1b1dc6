import { beforeEach, expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mountView, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { session } from "@web/session";
import { defineIotModels, mockIot } from "../mock_iot";

const RECEIPTS = { id: 7, name: "Receipts", count: 2 };
const LABELS = { id: 11, name: "Labels", count: 1 };

defineIotModels();

let left;

beforeEach(() => {
    mockIot();
    left = [RECEIPTS, LABELS];
    patchWithCleanup(session, { iot_questions: left });
    onRpc("iot.device", "questions", () => left);
    for (const method of ["action_print_held", "action_drop_held"]) {
        onRpc("iot.device", method, ({ args }) => {
            expect.step([method, args[0]]);
            left = left.filter(({ id }) => !args[0].includes(id));
            return true;
        });
    }
});

test("the list asks for each printer by itself, and an answered one is gone", async () => {
    const arch = `<list js_class="iot_job_list"><field name="name"/></list>`;
    await mountView({ type: "list", resModel: "iot.device", arch });
    expect(queryAllTexts(".o_iot_question_banner span")).toEqual([
        "2 jobs are waiting at Receipts, which was away. Print or drop?",
        "1 job is waiting at Labels, which was away. Print or drop?",
    ]);
    await click(".o_iot_question_banner:last .btn-secondary");
    await animationFrame();
    expect.verifySteps([["action_drop_held", [11]]]);
    expect(".o_iot_question_banner").toHaveCount(1);
});

test("the form of a printer asks for that printer", async () => {
    const arch = `<form><widget name="iot_questions"/></form>`;
    await mountView({ type: "form", resModel: "iot.device", resId: 7, arch });
    expect(".o_iot_question_banner").toHaveCount(1);
    await click(".o_iot_question_banner .btn-primary");
    await animationFrame();
    expect.verifySteps([["action_print_held", [7]]]);
    expect(".o_iot_question_banner").toHaveCount(0);
});
