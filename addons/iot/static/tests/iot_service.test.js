import { IotService, Wish } from "@iot/iot_service";
import { after, beforeEach, expect, test } from "@odoo/hoot";
import { advanceTime, Deferred, tick } from "@odoo/hoot-mock";
import { allowTranslations, getService, makeMockEnv } from "@web/../tests/web_test_helpers";
import { defineBusModels } from "@bus/../tests/bus_test_helpers";
import { MockBox, plugIn, until } from "./mock_box";
import { MockOdoo, ticketOf } from "./mock_odoo";

let box, odoo, iot;

beforeEach(() => {
    allowTranslations();
    box = new MockBox();
    odoo = new MockOdoo();
    odoo.methods["iot.device/ticket"] = () => ticketOf(box);
    odoo.methods["iot.device/watch"] = 0;
    odoo.methods["iot.device/perform"] = (ids, key) => {
        const job = box.jobs.get(key);
        return (
            job || {
                key,
                state: "done",
                code: "",
                sentence: "As Odoo says.",
                value: {},
                path: "relay",
            }
        );
    };
    iot = new IotService({}, odoo);
    after(() => iot.tickets.close());
});

test("directly if the box answers", async () => {
    plugIn(box);
    const outcome = await iot.device(7).action("drawer");
    expect(outcome).toMatchObject({ state: "done", ok: true, path: "direct", sentence: "Done." });
    expect(odoo.callsOf("perform")).toHaveLength(0);
});

test("through Odoo if it does not", async () => {
    plugIn();
    const outcome = await iot.device(7).action("drawer");
    expect(outcome).toMatchObject({
        state: "done",
        ok: true,
        path: "relay",
        sentence: "Done. As Odoo says.",
    });
});

test("without Odoo, directly: the ticket is still valid", async () => {
    plugIn(box);
    await iot.device(7).action("drawer");
    odoo.network = "down";
    expect(await iot.device(7).action("drawer")).toMatchObject({ ok: true, path: "direct" });
    expect(box.done).toHaveLength(2);
});

test("a lost answer: the same key goes through Odoo, and the device works once", async () => {
    plugIn(box);
    box.loseAnswer = true;
    const outcome = await iot.device(7).action("drawer", {}, { key: "wish-0001" });
    expect(outcome).toMatchObject({ key: "wish-0001", state: "done", path: "direct" });
    expect(odoo.callsOf("perform").map(([, key]) => key)).toEqual(["wish-0001"]);
    expect(box.done.map(({ key }) => key)).toEqual(["wish-0001"]);
});

test("every wish has a key of its own, and the one given is kept", async () => {
    plugIn(box);
    const device = iot.device(7);
    const keys = [await device.action("drawer"), await device.action("drawer")].map(
        ({ key }) => key
    );
    expect(keys[0]).not.toBe(keys[1]);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    const again = await device.action("drawer", {}, { key: keys[0] });
    expect(again.key).toBe(keys[0]);
    expect(box.done).toHaveLength(2);
});

test("a wish that is under way is not made twice", async () => {
    plugIn();
    const answer = new Deferred();
    odoo.methods["iot.device/perform"] = () => answer;
    const wishes = [0, 1].map(() => iot.device(7).action("drawer", {}, { key: "wish-0001" }));
    answer.resolve({ key: "wish-0001", state: "done" });
    expect(await wishes[0]).toBe(await wishes[1]);
    expect(odoo.callsOf("perform")).toHaveLength(1);
});

test("neither path is open: said in words, and nothing was done", async () => {
    plugIn(box);
    await iot.device(7).action("drawer");
    box.network = odoo.network = "down";
    const outcome = await iot.device(7).action("drawer");
    expect(outcome).toMatchObject({ state: "unknown", code: "no_answer", ok: false, path: "" });
    const later = await iot.device(7).action("drawer");
    expect(later).toMatchObject({ state: "failed", code: "unreachable", ok: false, path: "" });
    expect(later.sentence).toMatch(/Neither the IoT system nor Odoo can be reached/);
});

test("the box comes back while Odoo is away", async () => {
    plugIn(box);
    await iot.device(7).action("drawer");
    box.network = odoo.network = "down";
    await iot.device(7).action("drawer");
    box.network = "up";
    expect(await iot.device(7).action("drawer")).toMatchObject({ ok: true, path: "direct" });
});

test("a reason is said in words", async () => {
    plugIn(box);
    box.ending = { state: "failed", code: "paper_out", value: {} };
    expect(await iot.device(7).action("drawer")).toMatchObject({
        state: "failed",
        ok: false,
        code: "paper_out",
        sentence: "The printer is out of paper. Load paper and print again.",
    });
});

test("a page that failed directly reaches Odoo with its content, to be repeated there", async () => {
    plugIn(box);
    box.ending = { state: "failed", code: "paper_out", value: {} };
    const document = { format: "raster", width: 8, height: 1, data: "eJwDAAAAAAE=" };
    const outcome = await iot.device(7).action("print", {}, { document });
    expect(outcome).toMatchObject({ ok: false, code: "paper_out", path: "direct" });
    await tick();
    expect(odoo.callsOf("perform")).toHaveLength(0);
    const [args] = odoo.callsOf("record");
    expect([args[1], args[4]]).toEqual([outcome.key, document]);
});

test("a page that came out directly reaches Odoo with its content, by one message", async () => {
    plugIn(box);
    const document = { format: "raster", width: 8, height: 1, data: "eJwDAAAAAAE=" };
    const { key, path } = await iot.device(7).action("print", {}, { document });
    expect(path).toBe("direct");
    await iot.device(7).action("drawer");
    await tick();
    expect(odoo.callsOf("perform")).toHaveLength(0);
    expect(odoo.callsOf("keep")).toEqual([[[7], key, {}, document, "done"]]);
});

test("a page that came out while Odoo is away is none the worse for it", async () => {
    await iot.device(7).action("drawer");
    plugIn(box);
    odoo.network = "down";
    const document = { format: "raster", width: 8, height: 1, data: "eJwDAAAAAAE=" };
    expect(await iot.device(7).action("print", {}, { document })).toMatchObject({
        ok: true,
        path: "direct",
    });
    await tick();
});

test("what Odoo refuses is the caller's to see", async () => {
    plugIn();
    odoo.methods["iot.device/perform"] = () => {
        throw new Error("AccessError");
    };
    await expect(iot.device(7).action("drawer")).rejects.toThrow("AccessError");
});

test("a wish that makes no sense is not sent", async () => {
    plugIn(box);
    await expect(iot.device(7).action("explode")).rejects.toThrow('No device can "explode"');
    await expect(iot.device(7).action("print")).rejects.toThrow("with a document");
    await expect(iot.device(7).action("drawer", {}, { document: {} })).rejects.toThrow(
        "without a document"
    );
    expect(odoo.calls).toHaveLength(0);
});

test("a wish has the time of its action, or the time it is given", async () => {
    expect(new Wish(7, "drawer").remaining()).toBeWithin(14, 15);
    const wish = new Wish(7, "drawer", {}, { deadline: 3 });
    await advanceTime(1000);
    expect(wish.remaining()).toBeWithin(1, 2);
    await advanceTime(5000);
    expect(wish.remaining()).toBe(0);
});

test("a document is worth printing for a day, a receipt for two minutes", () => {
    const lives = { pdf: 86400, text: 600, raw: 600, raster: 120, png: 120, ticket: 120 };
    for (const [format, seconds] of Object.entries(lives)) {
        const wish = new Wish(7, "print", {}, { document: { format } });
        expect(wish.remaining()).toBeWithin(seconds - 1, seconds);
    }
});

test("what a document is for says how long, where that is said", () => {
    for (const [purpose, seconds] of Object.entries({ kitchen: 600, document: 86400 })) {
        const wish = new Wish(7, "print", {}, { document: { format: "raster", purpose } });
        expect(wish.remaining()).toBeWithin(seconds - 1, seconds);
        wish.settle({ life: 1800 });
        expect(wish.remaining()).toBeWithin(1799, 1800);
    }
    const document = { format: "raster", purpose: "cake" };
    expect(() => new Wish(7, "print", {}, { document })).toThrow();
});

test("the settings of a printer say how long, unless the wish does; a drawer has its own time", () => {
    const document = { format: "raster" };
    for (const [wish, seconds] of [
        [new Wish(7, "print", {}, { document }), 1800],
        [new Wish(7, "print", {}, { document, deadline: 5 }), 5],
        [new Wish(7, "drawer"), 15],
    ]) {
        wish.settle({ life: 1800 });
        expect(wish.remaining()).toBeWithin(seconds - 1, seconds);
    }
});

test("the printer's own time goes with the wish, on both paths", async () => {
    const { 7: printer } = ticketOf(box).devices;
    odoo.methods["iot.device/ticket"] = () =>
        ticketOf(box, { devices: { 7: { ...printer, life: 1800, ask_after: 60 } } });
    const document = { type: "document", format: "text", data: "T2Rvbw==" };
    plugIn(box);
    await iot.device(7).action("print", {}, { document });
    expect(box.done[0].deadline - box.now()).toBeWithin(1795, 1800);
    expect(box.done[0].ask_after).toBe(60);
    plugIn();
    iot.direct.reached.clear();
    await iot.device(7).action("print", {}, { document });
    expect(odoo.callsOf("perform")[0][5]).toBeWithin(1795, 1800);
});

test("all who listen share one connection, and the last one closes it", async () => {
    plugIn(box);
    const device = iot.device(7);
    expect(device).toBe(iot.device(7));
    const heard = [];
    const hear = ({ value }) => heard.push(value.text);
    const stops = [device.listen(hear), device.listen(hear)];
    await until(() => device.state.path === "direct");
    expect(box.sockets.size).toBe(1);
    box.tell({ id: "1", device: "printer-1", name: "scan", value: { text: "code" } });
    await until(() => heard.length === 2);
    expect(heard).toEqual(["code", "code"]);
    stops[0]();
    stops[0]();
    expect(box.sockets.size).toBe(1);
    stops[1]();
    await until(() => box.sockets.size === 0);
});

test("the state of a device is known while one listens", async () => {
    plugIn();
    const device = iot.device(7);
    const stop = device.listen(() => {});
    await advanceTime(10);
    odoo.say("iot.device", {
        id: 7,
        health: "fault",
        code: "cover_open",
        state: { paper: "ok" },
        online: false,
    });
    expect(device.state).toMatchObject({
        path: "relay",
        health: "fault",
        code: "cover_open",
        online: false,
    });
    expect(device.state.values).toEqual({ paper: "ok" });
    odoo.say("iot.event", { device_id: 7, id: "1", name: "state", value: { paper: "low" }, at: 0 });
    expect(device.state.values).toEqual({ paper: "low" });
    expect(device.state.health).toBe("fault");
    stop();
});

test("the service is started with the others", async () => {
    defineBusModels();
    await makeMockEnv();
    expect(getService("iot").device(7).id).toBe(7);
});
