import { Wish } from "@iot/iot_service";
import { PathClosed } from "@iot/path";
import { Relay } from "@iot/relay";
import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { advanceTime, Deferred, tick } from "@odoo/hoot-mock";
import { MockOdoo } from "./mock_odoo";

describe.current.tags("headless");

let odoo, relay;

beforeEach(() => {
    odoo = new MockOdoo();
    relay = new Relay(odoo.orm, odoo.bus_service);
    odoo.methods["iot.device/perform"] = (ids, key) => ({
        key,
        state: "queued",
        code: "",
        sentence: "",
        value: {},
    });
    odoo.methods["iot.job/outcome_of"] = (key) => ({
        key,
        state: "queued",
        code: "",
        sentence: "",
        value: {},
    });
});

test("a job goes to Odoo, and its outcome comes by the bus", async () => {
    const wish = new Wish(7, "drawer", { pin: 5 }, { deadline: 15 });
    const outcome = relay.perform(wish);
    await tick();
    const [[ids, key, action, params, document, seconds]] = odoo.callsOf("perform");
    expect([ids, key, action, params, document]).toEqual([
        [7],
        wish.key,
        "drawer",
        { pin: 5 },
        null,
    ]);
    expect(seconds).toBeWithin(14, 15);
    odoo.say("iot.outcome", { key: "another", state: "failed" });
    odoo.say("iot.outcome", { key: wish.key, state: "queued" });
    odoo.say("iot.outcome", { key: wish.key, state: "done", path: "relay" });
    expect(await outcome).toMatchObject({ state: "done", path: "relay" });
    expect(odoo.callsOf("outcome_of")).toHaveLength(1);
});

test("what is too large for the bus is asked for", async () => {
    const wish = new Wish(7, "picture");
    const outcome = relay.perform(wish);
    await tick();
    odoo.methods["iot.job/outcome_of"] = (key) => ({
        key,
        state: "done",
        value: { picture: "AAAA" },
    });
    odoo.say("iot.outcome", { key: wish.key, state: "done", more: true, value: {} });
    expect(await outcome).toMatchObject({ state: "done", value: { picture: "AAAA" } });
});

test("what is too large for the bus is asked for again, not all the time", async () => {
    const wish = new Wish(7, "picture");
    const outcome = relay.perform(wish);
    await tick();
    odoo.network = "down";
    odoo.say("iot.outcome", { key: wish.key, state: "done", more: true, value: {} });
    await tick();
    await tick();
    expect(odoo.callsOf("outcome_of").length).toBeWithin(2, 3);
    odoo.network = "up";
    odoo.methods["iot.job/outcome_of"] = (key) => ({ key, state: "done", value: { picture: "A" } });
    await advanceTime(5000);
    expect(await outcome).toMatchObject({ value: { picture: "A" } });
});

test("how long a job is worth doing is for Odoo to say if nobody knows", async () => {
    odoo.methods["iot.device/perform"] = (ids, key) => ({ key, state: "done", value: {} });
    await relay.perform(new Wish(7, "drawer"));
    expect(odoo.callsOf("perform")[0][5]).toBe(null);
});

test("an outcome that is known at once is not waited for", async () => {
    odoo.methods["iot.device/perform"] = (ids, key) => ({ key, state: "done", value: {} });
    expect(await relay.perform(new Wish(7, "drawer"))).toMatchObject({ state: "done" });
});

test("a lost message of the bus does no harm", async () => {
    const wish = new Wish(7, "drawer");
    const outcome = relay.perform(wish);
    await tick();
    await advanceTime(1600);
    expect(odoo.callsOf("outcome_of")).toEqual([[wish.key], [wish.key]]);
    odoo.methods["iot.job/outcome_of"] = { key: wish.key, state: "failed", code: "cover_open" };
    await advanceTime(2100);
    expect(await outcome).toMatchObject({ state: "failed", code: "cover_open" });
});

test("Odoo may go and come back while one waits", async () => {
    const outcome = relay.perform(new Wish(7, "print", {}, { document: {} }));
    await advanceTime(1000);
    odoo.network = "down";
    await advanceTime(1000);
    await advanceTime(2500);
    odoo.network = "up";
    odoo.methods["iot.job/outcome_of"] = (key) => ({ key, state: "done" });
    await advanceTime(3500);
    expect(await outcome).toMatchObject({ state: "done" });
});

test("waiting has an end", async () => {
    const wish = new Wish(7, "drawer");
    const outcome = relay.perform(wish);
    for (let i = 0; i < 10; i++) {
        await advanceTime(4000);
    }
    expect(await outcome).toEqual({
        key: wish.key,
        state: "unknown",
        code: "no_answer",
        value: {},
        path: "relay",
    });
});

test("an Odoo that cannot be reached closes this path", async () => {
    odoo.network = "down";
    const wish = new Wish(7, "drawer");
    await expect(relay.perform(wish)).rejects.toThrow(PathClosed);
    expect(wish.sent).toBe(false);
});

test("an Odoo that does not answer may have the job", async () => {
    odoo.methods["iot.device/perform"] = () => new Deferred();
    const wish = new Wish(7, "drawer");
    const outcome = expect(relay.perform(wish)).rejects.toThrow(PathClosed);
    await advanceTime(10000);
    await outcome;
    expect(wish.sent).toBe(true);
});

test("an Odoo that dies over the job may have it", async () => {
    odoo.cut.add("perform");
    const wish = new Wish(7, "drawer");
    await expect(relay.perform(wish)).rejects.toThrow(PathClosed);
    expect(odoo.callsOf("perform")).toHaveLength(1);
    expect(wish.sent).toBe(true);
});

test("an Odoo behind a dead line is not given the job", async () => {
    odoo.methods["iot.job/outcome_of"] = () => new Deferred();
    const wish = new Wish(7, "drawer");
    const outcome = expect(relay.perform(wish)).rejects.toThrow(PathClosed);
    await advanceTime(4000);
    await outcome;
    expect(odoo.callsOf("perform")).toHaveLength(0);
    expect(wish.sent).toBe(false);
});

test("what Odoo refuses is thrown as it came", async () => {
    odoo.methods["iot.device/perform"] = () => {
        throw new Error("AccessError");
    };
    await expect(relay.perform(new Wish(7, "drawer"))).rejects.toThrow("AccessError");
});

test("a device is watched as long as somebody looks", async () => {
    odoo.methods["iot.device/watch"] = 0;
    const stop = relay.watch(7);
    expect(odoo.callsOf("watch")).toEqual([[[7]]]);
    await advanceTime(30000);
    expect(odoo.callsOf("watch")).toHaveLength(2);
    stop();
    await advanceTime(60000);
    expect(odoo.callsOf("watch")).toHaveLength(2);
});

test("watching goes on through a time without Odoo", async () => {
    odoo.network = "down";
    const stop = relay.watch(7);
    await advanceTime(30000);
    expect(odoo.callsOf("watch")).toHaveLength(2);
    stop();
});

test("a record is followed by all who want it, and its channel left by the last", async () => {
    const heard = (name) => ({ "iot.device": ({ health }) => expect.step(`${name} ${health}`) });
    const stops = [
        relay.follow("iot.device", 7, heard("a")),
        relay.follow("iot.device", 7, heard("b")),
    ];
    expect(odoo.channels).toEqual(["iot.device_7"]);
    odoo.say("iot.device", { id: 7, health: "lost" });
    odoo.say("iot.device", { id: 8, health: "fault" });
    expect.verifySteps(["a lost", "b lost"]);
    stops[0]();
    odoo.say("iot.device", { id: 7, health: "connected" });
    expect.verifySteps(["b connected"]);
    expect(odoo.channels).toEqual(["iot.device_7"]);
    stops[1]();
    expect(odoo.channels).toEqual([]);
});

test("boxes are followed without a channel of their own", () => {
    const stop = relay.follow("iot.box", 3, {
        "iot.box": ({ online }) => expect.step(`online ${online}`),
    });
    odoo.say("iot.box", { id: 3, online: true });
    odoo.say("iot.box", { id: 4, online: false });
    stop();
    odoo.say("iot.box", { id: 3, online: false });
    expect.verifySteps(["online true"]);
    expect(odoo.channels).toEqual([]);
});
