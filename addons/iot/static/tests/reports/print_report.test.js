import { followed, remember } from "@iot/reports/followed";
import { linkedReports } from "@iot/reports/linked";
import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    defineModels,
    getService,
    makeServerError,
    models,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { download } from "@web/core/network/download";
import { user } from "@web/core/user";
import { WebClient } from "@web/webclient/webclient";
import { stand } from "@iot/reports/workstation";
import { defineIotModels, mockIot } from "../mock_iot";

class IotJob extends models.Model {
    _name = "iot.job";
}

defineIotModels();
defineModels([IotJob]);

const LASER = { id: 7, name: "Laser", box: "Office", online: true };
const LABELS = { id: 11, name: "Labels", box: "Stock", online: false };
const ACTION = {
    type: "ir.actions.report",
    id: 70,
    report_name: "sale.order",
    report_type: "qweb-pdf",
    name: "Order",
    context: { active_ids: [3, 4] },
};

let iot, report, answer, asked;

beforeEach(() => {
    iot = mockIot();
    report = { id: 70, name: "Order", rule: "", printers: [LASER, LABELS] };
    asked = [];
    answer = ({ args: [, devices, , , key] }) => devices.map((id) => jobOf(id, key));
    patchWithCleanup(user, { hasGroup: async () => true });
    patchWithCleanup(download, { _download: async () => expect.step("download") });
    onRpc("/report/check_wkhtmltopdf", () => "ok");
    onRpc("ir.actions.report", "printers_of", ({ args }) => {
        expect.step(`printers of ${args[0]}`);
        asked.push(args.slice(1));
        return report;
    });
    onRpc("ir.actions.report", "print_on", (call) => {
        expect.step(["print", ...call.args.slice(0, 4)]);
        return answer(call);
    });
    onRpc("iot.job", "outcome_of", () => false);
    onRpc("iot.job", "action_cancel", ({ args }) => {
        expect.step(`cancel ${args[0]}`);
        return true;
    });
});

function jobOf(device_id, key, values = {}) {
    return { job_id: device_id + 100, key: `${key}-${device_id}`, device_id, state: "queued", ...values };
}

async function print(action = {}) {
    await mountWithCleanup(WebClient);
    return doPrint(action);
}

async function doPrint(action = {}) {
    let ended = false;
    getService("action")
        .doAction({ ...ACTION, ...action }, { onClose: () => expect.step("closed") })
        .then(() => (ended = true));
    await animationFrame();
    await animationFrame();
    return () => ended;
}

async function choose(...names) {
    for (const name of names) {
        await click(`.o_iot_select_printers label:contains(${name})`);
    }
    await animationFrame();
    await click(".o_iot_select_printers footer button:contains(Print)");
    await animationFrame();
    await animationFrame();
}

const PRINTED = ["print", [70], [7], [3, 4], null];

test("the first print asks, the next ones do not", async () => {
    const ended = await print();
    expect(".o_iot_select_printers .modal-title").toHaveText("Select Printers");
    expect(".o_iot_select_printers .form-check").toHaveCount(2);
    expect(".o_iot_select_printers input:checked").toHaveCount(0);
    expect(".o_iot_select_printers .form-check:contains(Labels) .badge").toHaveText("Not connected");
    expect(".o_iot_select_printers footer button:contains(Print)").not.toBeEnabled();
    expect(ended()).toBe(false);
    await choose("Laser");
    expect.verifySteps(["printers of 70", PRINTED, "closed"]);
    expect(".o_iot_select_printers").toHaveCount(0);
    expect(linkedReports()).toEqual([
        { id: 70, name: "Order", printers: [{ id: 7, name: "Laser" }] },
    ]);
    await doPrint();
    expect.verifySteps(["printers of 70", PRINTED, "closed"]);
    expect(".o_iot_select_printers").toHaveCount(0);
});

test("a printer that is not the report's any more is not used: the next print asks", async () => {
    await print();
    await choose("Laser");
    report = { ...report, printers: [LABELS] };
    await doPrint();
    expect(".o_iot_select_printers .form-check").toHaveCount(1);
    expect.verifySteps(["printers of 70", PRINTED, "closed", "printers of 70"]);
});

test("several printers at once, each with its own outcome", async () => {
    let key;
    answer = ({ args }) => {
        key = args[4];
        return [7, 11].map((id) => jobOf(id, key));
    };
    await print();
    await choose("Laser", "Labels");
    expect.verifySteps(["printers of 70", ["print", [70], [7, 11], [3, 4], null], "closed"]);
    expect(".o_notification").toHaveCount(2);
    expect(".o_notification:contains(Printing “Order” on Laser…)").toHaveCount(1);
    expect(".o_notification:contains(Labels cannot be reached: “Order” waits for it.)").toHaveCount(1);
    iot.say("iot.outcome", jobOf(7, key, { state: "done" }));
    iot.say("iot.outcome", jobOf(11, key, { state: "sent" }));
    await animationFrame();
    expect(".o_notification:contains(“Order” was printed on Laser.)").toHaveCount(1);
    expect(".o_notification:contains(“Order” was sent to Labels, which cannot tell)").toHaveCount(1);
    expect(".o_notification").toHaveCount(2);
    expect(iot.callbacks.size).toBe(0);
});

test("whoever cancels prints nothing and is asked again", async () => {
    await print();
    await click(".o_iot_select_printers footer button:contains(Cancel)");
    await animationFrame();
    expect.verifySteps(["printers of 70", "closed"]);
    await doPrint();
    expect(".o_iot_select_printers").toHaveCount(1);
    expect.verifySteps(["printers of 70"]);
});

test("a file instead, straight from the question", async () => {
    await print();
    await click(".o_iot_select_printers footer button:contains(Download)");
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["printers of 70", "download", "closed"]);
    expect(linkedReports()).toEqual([]);
});

test("a report that failed says why, and can be downloaded instead", async () => {
    answer = ({ args }) => [jobOf(7, args[4], { state: "failed", code: "paper_out", sentence: "No paper." })];
    await print();
    await choose("Laser");
    expect(".o_notification .o_notification_content").toHaveText("“Order” on Laser: No paper.");
    expect.verifySteps(["printers of 70", PRINTED, "closed"]);
    await click(".o_notification button:contains(Download instead)");
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["download"]);
    expect(".o_notification").toHaveCount(0);
});

test("a backup that printed it is named, and why it did", async () => {
    const instead = { printer: "Spare", because: "The printer is out of paper." };
    answer = ({ args }) => [jobOf(7, args[4], { state: "done", instead })];
    await print();
    await choose("Laser");
    expect(".o_notification .o_notification_content").toHaveText(
        "“Order” was printed on Spare instead of Laser: The printer is out of paper."
    );
    expect.verifySteps(["printers of 70", PRINTED, "closed"]);
});

test("what waits for its printer can be downloaded instead: then it is not printed as well", async () => {
    await print();
    await choose("Labels");
    expect.verifySteps(["printers of 70", ["print", [70], [11], [3, 4], null], "closed"]);
    await click(".o_notification button:contains(Download instead)");
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["cancel 111", "download"]);
    expect(".o_notification").toHaveCount(0);
    expect(iot.callbacks.size).toBe(0);
});

test("a printer that takes long is named", async () => {
    await print();
    await choose("Laser");
    await advanceTime(31000);
    expect(".o_notification").toHaveCount(1);
    expect(".o_notification").toHaveText(/Laser has not printed “Order” yet\./);
    expect(".o_notification button:contains(Download instead)").toHaveCount(1);
    expect.verifySteps(["printers of 70", PRINTED, "closed"]);
});

test("an outcome that the bus lost is asked for", async () => {
    onRpc("iot.job", "outcome_of", ({ args }) => ({ ...jobOf(7, "k"), key: args[0], state: "done" }));
    await print();
    await choose("Laser");
    await advanceTime(2500);
    await animationFrame();
    expect(".o_notification").toHaveText(/“Order” was printed on Laser\./);
    expect.verifySteps(["printers of 70", PRINTED, "closed"]);
});

test("what the printer cannot take is refused in words, and not remembered", async () => {
    answer = () => {
        throw makeServerError({ type: "UserError", message: "A receipt printer takes no PDF." });
    };
    const ended = await print();
    await choose("Laser");
    expect(".o_notification .o_notification_content").toHaveText("A receipt printer takes no PDF.");
    expect(linkedReports()).toEqual([]);
    expect(ended()).toBe(true);
    await click(".o_notification button:contains(Download instead)");
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["printers of 70", PRINTED, "closed", "download"]);
});

test("a request that got lost is repeated under its key", async () => {
    const keys = [];
    answer = ({ args: [, , , , key] }) => {
        keys.push(key);
        if (keys.length === 1) {
            return new Response("", { status: 502 });
        }
        return [jobOf(7, key, { state: "done" })];
    };
    await print();
    await choose("Laser");
    await advanceTime(1100);
    await animationFrame();
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
    expect(".o_notification").toHaveText(/“Order” was printed on Laser\./);
    expect.verifySteps(["printers of 70", PRINTED, PRINTED, "closed"]);
});

test("the options of a wizard take the place of records", async () => {
    await print({ id: undefined, data: { quantity: 2 }, report_type: "qweb-text" });
    await choose("Laser");
    expect.verifySteps(["printers of sale.order", ["print", [70], [7], null, { quantity: 2 }], "closed"]);
});

describe("printing rules", () => {
    test("a rule prints at once, and the browser remembers nothing", async () => {
        report = { ...report, rule: "print", printers: [LABELS] };
        await print();
        expect(".o_iot_select_printers").toHaveCount(0);
        expect.verifySteps(["printers of 70", ["print", [70], [11], [3, 4], null], "closed"]);
        expect(linkedReports()).toEqual([]);
    });

    test("a rule wins over what the browser remembers", async () => {
        await print();
        await choose("Laser");
        report = { ...report, rule: "print", printers: [LABELS] };
        await doPrint();
        const toLabels = ["print", [70], [11], [3, 4], null];
        expect.verifySteps(["printers of 70", PRINTED, "closed", "printers of 70", toLabels, "closed"]);
        expect(linkedReports()[0].printers).toEqual([{ id: 7, name: "Laser" }]);
    });

    test("a rule that asks does so each time", async () => {
        await print();
        await choose("Laser");
        report = { ...report, rule: "ask", printers: [LABELS] };
        await doPrint();
        expect(".o_iot_select_printers p").toHaveText("Where should “Order” be printed?");
        await choose("Labels");
        await doPrint();
        expect(".o_iot_select_printers").toHaveCount(1);
        const toLabels = ["print", [70], [11], [3, 4], null];
        expect.verifySteps([
            ...["printers of 70", PRINTED, "closed"],
            ...["printers of 70", toLabels, "closed", "printers of 70"],
        ]);
        expect(linkedReports()[0].printers).toEqual([{ id: 7, name: "Laser" }]);
    });

    test("rules hear of the records and of the workstation", async () => {
        report = { ...report, rule: "print", printers: [LASER] };
        await print();
        stand({ id: 5, name: "Packing desk 2" });
        await doPrint({ data: { quantity: 2 } });
        expect(asked).toEqual([
            [[3, 4], null],
            [null, 5],
        ]);
        const options = ["print", [70], [7], null, { quantity: 2 }];
        expect.verifySteps(["printers of 70", PRINTED, "closed", "printers of 70", options, "closed"]);
    });
});

describe("left to Odoo", () => {
    test("a report without printers", async () => {
        report = false;
        await print();
        expect.verifySteps(["printers of 70", "download", "closed"]);
    });

    test("a user who may not print", async () => {
        patchWithCleanup(user, { hasGroup: async () => false });
        await print();
        expect.verifySteps(["download", "closed"]);
    });
});

describe("loaded anew", () => {
    test("a tab goes on telling what becomes of its prints", async () => {
        const what = { report: "Order", printer: LASER, action: ACTION };
        onRpc("iot.job", "outcome_of", ({ args }) =>
            jobOf(7, "k", { key: args[0], state: "failed", code: "paper_out", sentence: "No paper." })
        );
        remember(jobOf(7, "k"), what);
        await mountWithCleanup(WebClient);
        await animationFrame();
        expect(".o_notification .o_notification_content").toHaveText("“Order” on Laser: No paper.");
        expect(followed()).toEqual([]);
        await click(".o_notification button:contains(Download instead)");
        await animationFrame();
        await animationFrame();
        expect.verifySteps(["download"]);
    });

    test("what has ended is told once", async () => {
        await print();
        await choose("Laser");
        expect(followed().map(({ what }) => what.report)).toEqual(["Order"]);
        const [{ job }] = followed();
        iot.say("iot.outcome", { ...job, state: "done" });
        await animationFrame();
        expect(followed()).toEqual([]);
        expect.verifySteps(["printers of 70", PRINTED, "closed"]);
    });
});
