import { stand } from "@iot/reports/workstation";
import { Scans } from "@iot/scans/scans";
import { scanTargets } from "@iot/scans/screen";
import { after, beforeEach, expect, test } from "@odoo/hoot";
import { advanceTime, tick } from "@odoo/hoot-mock";
import { EventBus } from "@odoo/owl";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";
import { MockIot } from "../mock_iot";

const DESK = { id: 4, name: "Packing desk 1" };
const CODE = "0104006381333931\x1d21A";

let iot, lying, scanned, env, fixture;

beforeEach(() => {
    iot = new MockIot();
    lying = { 4: [9], 5: [] };
    scanned = [];
    const bus = new EventBus();
    bus.addEventListener("barcode_scanned", ({ detail }) => scanned.push(detail.barcode));
    env = { services: { barcode: { bus } } };
    patchWithCleanup(user, { hasGroup: async () => true });
    fixture = document.createElement("div");
    document.body.append(fixture);
    document.activeElement?.blur();
    return () => fixture.remove();
});

function orm() {
    const call = async (model, method, [[id]]) => {
        expect.step(`${model}/${method} ${id}`);
        return lying[id];
    };
    return { silent: { call } };
}

async function start() {
    const scans = new Scans(env, { orm: orm(), iot });
    after(() => scans.close());
    await scans.ready;
    return scans;
}

function scan(id = 9, text = CODE) {
    iot.device(id).tell({ id: `${Math.random()}`, name: "scan", value: { text } });
}

test("a scan goes to the screen of the workstation where the scanner lies", async () => {
    stand(DESK);
    await start();
    scan();
    iot.device(9).tell({ id: "s", name: "state", value: {} });
    expect(scanned).toEqual([CODE]);
    expect.verifySteps(["iot.workstation/scanners 4"]);
});

test("a browser that stands nowhere asks for nothing and hears nothing", async () => {
    await start();
    expect(iot.device(9).listeners.size).toBe(0);
    expect.verifySteps([]);
});

test("who does not use the IoT app hears nothing", async () => {
    patchWithCleanup(user, { hasGroup: async () => false });
    stand(DESK);
    await start();
    expect(iot.device(9).listeners.size).toBe(0);
    expect.verifySteps([]);
});

test("who goes to another desk leaves its scanners behind", async () => {
    stand(DESK);
    await start();
    expect(iot.device(9).listeners.size).toBe(1);
    stand({ id: 5, name: "Packing desk 2" });
    await tick();
    await tick();
    expect(iot.device(9).listeners.size).toBe(0);
    stand(null);
    expect.verifySteps(["iot.workstation/scanners 4", "iot.workstation/scanners 5"]);
});

test("a scanner that is brought to the desk is heard at once", async () => {
    stand(DESK);
    await start();
    lying[4] = [13];
    iot.say("iot.scanners", { id: 1 });
    await tick();
    await tick();
    scan(9, "old");
    scan(13, "new");
    expect(scanned).toEqual(["new"]);
    expect.verifySteps(["iot.workstation/scanners 4", "iot.workstation/scanners 4"]);
});

test("an Odoo that does not answer leaves everything as it is", async () => {
    stand(DESK);
    const scans = await start();
    scans.orm.call = () => Promise.reject(new Error("away"));
    await scans.attend();
    scan();
    expect(scanned).toEqual([CODE]);
    expect.verifySteps(["iot.workstation/scanners 4"]);
});

test("of several tabs the one that was in front last gets it", async () => {
    stand(DESK);
    const one = await start();
    const other = await start();
    expect([one.inFront, other.inFront]).toEqual([false, true]);
    scan();
    expect(scanned).toEqual([CODE]);
    one.comeForward();
    expect([one.inFront, other.inFront]).toEqual([true, false]);
    expect.verifySteps(["iot.workstation/scanners 4", "iot.workstation/scanners 4"]);
    browser.localStorage.clear();
});

test("a field with the cursor is typed into, and Enter is pressed", async () => {
    fixture.innerHTML = `<input value="a"/>`;
    const input = fixture.firstChild;
    input.setSelectionRange(1, 1);
    input.addEventListener("keydown", ({ key }) => expect.step(key));
    input.focus();
    stand(DESK);
    await start();
    scan();
    expect(input.value).toBe("a010400638133393121A");
    expect(scanned).toEqual([]);
    expect.verifySteps(["iot.workstation/scanners 4"]);
    await advanceTime(100);
    expect.verifySteps(["Enter"]);
});

test("the next code does not come before the Enter of the last one", async () => {
    fixture.innerHTML = `<input/>`;
    const input = fixture.firstChild;
    input.addEventListener("keydown", ({ key }) => {
        expect.step(`${input.value} ${key}`);
        input.value = "";
    });
    input.focus();
    stand(DESK);
    await start();
    scan(9, "12");
    scan(9, "34");
    await advanceTime(100);
    expect.verifySteps(["iot.workstation/scanners 4", "12 Enter", "34 Enter"]);
});

test("a field that leaves barcodes to the screen is told like it", async () => {
    fixture.innerHTML = `<input barcode_events="true"/>`;
    const input = fixture.firstChild;
    input.addEventListener("barcode_scanned", ({ detail }) => expect.step(detail.barcode));
    input.focus();
    stand(DESK);
    await start();
    scan(9, "4006381333931");
    expect(input.value).toBe("");
    expect(scanned).toEqual(["4006381333931"]);
    expect.verifySteps(["iot.workstation/scanners 4", "4006381333931"]);
});

test("another app may take scans first; without anybody they are lost", async () => {
    stand(DESK);
    env.services = {};
    await start();
    scan();
    scanTargets.add("till", (text) => expect.step(text) || true, { sequence: 1 });
    scan(9, "1");
    scanTargets.remove("till");
    expect(scanned).toEqual([]);
    expect.verifySteps(["iot.workstation/scanners 4", "1"]);
});
