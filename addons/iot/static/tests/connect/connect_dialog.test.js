import { beforeEach, expect, test } from "@odoo/hoot";
import { click, edit, press, queryAllTexts, waitFor, waitForNone } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    getMockEnv,
    getService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
    serverState,
} from "@web/../tests/web_test_helpers";
import { registry } from "@web/core/registry";
import { WebClient } from "@web/webclient/webclient";
import { MockBox, plugIn } from "../mock_box";
import { defineIotModels, mockIot } from "../mock_iot";

defineIotModels();

let boxes, candidates, codes, iot, paired;

function unpaired(number, code = `ABCD234${number}`) {
    const box = new MockBox({
        address: `http://192.168.1.2${number}:8069`,
        serial: `1000000${number}`,
    });
    box.status = {
        identifier: box.serial,
        name: `Box ${number}`,
        paired: false,
        server: null,
        code: code && { text: code },
    };
    return box;
}

beforeEach(() => {
    iot = mockIot();
    boxes = [];
    candidates = () => boxes.map(({ address }) => address);
    codes = {};
    paired = {};
    onRpc("iot.pairing", "candidates", () => candidates());
    onRpc("iot.pairing", "open_token", () => ({
        token: "iot1.token",
        expires: Date.now() / 1000 + 7200,
    }));
    onRpc("iot.pairing", "result_of", ({ args }) => ({ box_id: paired[args[0]] || false }));
    onRpc(
        "iot.pairing",
        "type_code",
        ({ args }) => codes[args[0]] || { state: "unknown", box_id: false }
    );
});

/** The dialog, with these boxes on the network. */
async function open() {
    plugIn(...boxes);
    await mountWithCleanup(WebClient);
    patchWithCleanup(getService("action"), {
        doAction: async (action) => expect.step(`open ${action.res_model} ${action.res_id}`),
    });
    registry.category("actions").get("iot_connect")(getMockEnv());
    await waitFor(".o_iot_connect");
    await animationFrame();
}

function setupRequests(box) {
    return box.requests
        .filter(({ path }) => path === "/setup/code")
        .map(({ body }) => JSON.parse(body).code);
}

async function useCode(code) {
    await click("button:contains(Use Pairing Code)");
    await animationFrame();
    await click("#iot_pairing_code");
    await edit(code);
    await click(".modal-footer button:contains(Connect)");
    await animationFrame();
}

test("nothing is found: what to do is said, and the search goes on", async () => {
    await open();
    await waitFor("p:contains(Nothing was found yet)");
    expect(".modal-title").toHaveText("Searching for an IoT Box");
    expect(".o_iot_running").toHaveText("Searching the network of this computer…");
    expect(queryAllTexts(".modal-footer button")).toEqual(["Use Pairing Code"]);
    boxes.push(unpaired(1), unpaired(2));
    plugIn(...boxes);
    await advanceTime(4000);
    await waitFor(".o_iot_found");
    expect(".o_iot_found").toHaveCount(2);
});

test("one box is connected by itself, announced and opened", async () => {
    boxes = [unpaired(1)];
    await open();
    await waitFor(".o_iot_running:contains(Connecting Box 1…)");
    expect(setupRequests(boxes[0])).toEqual(["ABCD2341"]);
    paired["iot1.token"] = 1;
    iot.say("iot.box", { id: 1, online: true });
    await waitForNone(".o_iot_connect");
    await waitFor(".o_notification:contains(Shop counter is connected.)");
    expect.verifySteps(["open iot.box 1"]);
});

test("several boxes are there to choose from", async () => {
    const taken = new MockBox({ address: "http://192.168.1.29:8069", serial: "taken" });
    boxes = [taken, unpaired(1), unpaired(2)];
    await open();
    await waitFor(".o_iot_found");
    expect(queryAllTexts(".o_iot_found .fw-bold")).toEqual(["Box 1", "Box 2", "Box taken"]);
    expect(".o_iot_found:last .badge").toHaveText("Already connected");
    expect(".o_iot_found:last input").not.toBeEnabled();
    expect(".o_iot_found input:checked").toHaveValue("10000001");
    expect("fieldset legend").toHaveCount(1);
    await click(".o_iot_found input[value='10000002']");
    await click("button:contains(Connect):first");
    await waitFor(".o_iot_running:contains(Connecting Box 2…)");
    expect(setupRequests(boxes[1])).toEqual([]);
    expect(setupRequests(boxes[2])).toEqual(["ABCD2342"]);
});

test("a box that hides its code from this page is connected by typing it", async () => {
    boxes = [unpaired(1, null)];
    await open();
    await waitFor(".o_iot_found");
    await click("button:contains(Connect):first");
    await waitFor("#iot_pairing_code");
    await click("#iot_pairing_code");
    await edit("abcd-2341");
    await press("Enter");
    await waitFor(".o_iot_running:contains(code)");
    await animationFrame();
    expect(setupRequests(boxes[0])).toEqual(["abcd-2341"]);
});

test("the code of a box that knows this Odoo", async () => {
    codes["ABCD-2345"] = { state: "waiting", box_id: false };
    await open();
    await useCode("ABCD-2345");
    expect(".o_iot_running").toHaveText("Looking for the IoT system with this code…");
    codes["ABCD-2345"] = { state: "paired", box_id: 1 };
    await advanceTime(2000);
    await waitForNone(".o_iot_connect");
    expect.verifySteps(["open iot.box 1"]);
});

test("the code of a box on this network, of several", async () => {
    boxes = [unpaired(1), unpaired(2)];
    await open();
    await waitFor(".o_iot_found");
    await useCode("abcd-2342");
    await animationFrame();
    expect(setupRequests(boxes[0])).toEqual([]);
    expect(setupRequests(boxes[1])).toEqual(["abcd-2342"]);
});

test("the code of one of several boxes that hide theirs", async () => {
    boxes = [unpaired(1, null), unpaired(2, null)];
    boxes[0].refusals["/setup/code"] = [{ code: "bad_code" }];
    await open();
    await waitFor(".o_iot_found");
    await useCode("ABCD2342");
    await waitFor("button:contains(Back)");
    expect(setupRequests(boxes[0])).toEqual(["ABCD2342"]);
    expect(setupRequests(boxes[1])).toEqual(["ABCD2342"]);
    expect(".alert-danger").toHaveCount(0);
});

test("a code that nobody shows: the address is asked for", async () => {
    const far = unpaired(9);
    boxes = [far];
    candidates = () => [];
    await open();
    await useCode("ABCD2349");
    await waitFor(".alert-danger:contains(No IoT system with this code was found)");
    expect("label[for=iot_box_address]").toHaveCount(1);
    await click("#iot_box_address");
    await edit("192.168.1.77");
    await click(".modal-footer button:contains(Connect)");
    await waitFor(".alert-danger:contains(No IoT system answers at this address.)");
    await click("#iot_box_address");
    await edit("192.168.1.29");
    await click(".modal-footer button:contains(Connect)");
    await waitForNone(".alert-danger");
    await animationFrame();
    expect(setupRequests(far)).toEqual(["ABCD2349"]);
});

test("no code is no request", async () => {
    await open();
    await useCode("  ");
    expect(".alert-danger").toHaveText("Type the pairing code that the IoT system shows.");
    expect("#iot_pairing_code").toHaveAttribute("aria-describedby", "iot_pairing_code_help");
});

test("what a box answers is said in words", async () => {
    boxes = [unpaired(1), unpaired(2)];
    boxes[0].refusals["/setup/code"] = [{ code: "server_unreachable" }];
    await open();
    await waitFor(".o_iot_found");
    await click("button:contains(Connect):first");
    await waitFor(".alert-danger[role=alert]");
    expect(".alert-danger").toHaveText(/cannot reach Odoo/);
    expect(".o_iot_found").toHaveCount(2);
    await click("button:contains(Connect):first");
    await waitForNone(".alert-danger");
});

test("a box that does not come is not waited for for ever", async () => {
    boxes = [unpaired(1)];
    await open();
    await waitFor(".o_iot_running:contains(Connecting)");
    await advanceTime(61000);
    await waitFor(".alert-danger:contains(did not come)");
    expect(".o_iot_found").toHaveCount(1);
});

test("one may go back while one waits", async () => {
    boxes = [unpaired(1)];
    await open();
    await waitFor("button:contains(Back)");
    await click("button:contains(Back)");
    await waitFor(".o_iot_found");
    paired["iot1.token"] = 1;
    iot.say("iot.box", { id: 1, online: true });
    await advanceTime(2000);
    expect.verifySteps([]);
});

test("offline pairing is for developers", async () => {
    serverState.debug = "1";
    await open();
    await click("button:contains(Offline pairing)");
    await waitFor(".o_iot_offline");
    expect(".o_iot_connect").toHaveCount(0);
});

test("a closed dialog searches no more", async () => {
    let asked = 0;
    candidates = () => {
        asked += 1;
        return [];
    };
    await open();
    await waitFor("p:contains(Nothing was found yet)");
    await click(".btn-close");
    await waitForNone(".o_iot_connect");
    const before = asked;
    await advanceTime(20000);
    expect(asked).toBe(before);
    expect(iot.callbacks.size).toBe(0);
});
