import { DirectPath } from "@iot/direct";
import { Wish } from "@iot/iot_service";
import { PathClosed } from "@iot/path";
import { Tickets } from "@iot/tickets";
import { after, beforeEach, describe, expect, test } from "@odoo/hoot";
import { advanceTime } from "@odoo/hoot-mock";
import { MockBox, plugIn } from "./mock_box";
import { MockOdoo, ticketOf } from "./mock_odoo";

describe.current.tags("headless");

const PAGE = { format: "raster", width: 8, height: 1, data: "eJz7DwABAQEA", digest: "", size: 9 };

let box, odoo, direct;

beforeEach(() => {
    box = new MockBox();
    odoo = new MockOdoo();
    odoo.methods["iot.device/ticket"] = () => ticketOf(box);
    const tickets = new Tickets(odoo.orm, "db/2");
    after(() => tickets.close());
    direct = new DirectPath(tickets);
});

function paths() {
    return box.requests.map(({ path }) => path);
}

test("a job goes to the box, with all that it needs", async () => {
    plugIn(box);
    const outcome = await direct.perform(
        new Wish(7, "print", { copies: 2 }, { document: PAGE, key: "wish-0001" })
    );
    expect(outcome).toMatchObject({ key: "wish-0001", state: "done", path: "direct" });
    expect(box.done).toHaveLength(1);
    const [job] = box.done;
    expect(job).toMatchObject({
        type: "perform",
        key: "wish-0001",
        device: "printer-1",
        action: "print",
        params: { cut: true, copies: 2 },
        document: PAGE,
    });
    expect(job.deadline - box.now()).toBeWithin(118, 120);
    expect(paths()).toEqual(["/status", "/api/perform"]);
});

test("the settings of the printer hold unless the wish says otherwise, also once they change", async () => {
    plugIn(box);
    let settings = { image: "column", scale: 80 };
    odoo.methods["iot.device/ticket"] = () => {
        const ticket = ticketOf(box);
        ticket.devices[7].params = settings;
        return ticket;
    };
    await direct.perform(new Wish(7, "print", { scale: 50 }, { document: PAGE }));
    const label = { label_width: 0, label_height: 0, turn: 0 };
    const declared = { cut: true, copies: 1, width: 0, dpi: 0, duplex: false, tray: "", ...label };
    expect(box.done[0].params).toEqual({ ...declared, image: "column", scale: 50 });
    settings = { image: "raster", scale: 90 };
    await direct.tickets.renew(7);
    await direct.perform(new Wish(7, "print", {}, { document: PAGE }));
    expect(box.done[1].params).toEqual({ ...declared, image: "raster", scale: 90 });
});

test("a box that answered lately is not looked for again", async () => {
    plugIn(box);
    await direct.perform(new Wish(7, "drawer"));
    await direct.perform(new Wish(7, "drawer"));
    expect(paths()).toEqual(["/status", "/api/perform", "/api/perform"]);
    await advanceTime(30000);
    await direct.perform(new Wish(7, "drawer"));
    expect(paths().slice(3)).toEqual(["/status", "/api/perform"]);
});

test("the first address where the box itself answers is taken", async () => {
    const stranger = new MockBox({ address: "http://192.168.1.9:8069", serial: "another" });
    const addresses = ["http://10.0.0.1:8069", stranger.address, box.address];
    odoo.methods["iot.device/ticket"] = () => ticketOf(box, { addresses });
    plugIn(stranger, box);
    expect(await direct.perform(new Wish(7, "drawer"))).toMatchObject({ state: "done" });
    expect(stranger.done).toHaveLength(0);
});

test("a box that does not answer is given up within 700 ms, and not tried again for 10 s", async () => {
    plugIn(box);
    box.network = "mute";
    const first = direct.perform(new Wish(7, "drawer"));
    await advanceTime(700);
    await expect(first).rejects.toThrow(PathClosed);
    await expect(direct.perform(new Wish(7, "drawer"))).rejects.toThrow(PathClosed);
    expect(paths()).toEqual(["/status"]);
    box.network = "up";
    await advanceTime(10000);
    expect(await direct.perform(new Wish(7, "drawer"))).toMatchObject({ state: "done" });
});

test("when there is no other way, a box that was missed is tried again at once", async () => {
    plugIn(box);
    box.network = "down";
    await expect(direct.perform(new Wish(7, "drawer"))).rejects.toThrow(PathClosed);
    box.network = "up";
    expect(await direct.perform(new Wish(7, "drawer"), { patient: true })).toMatchObject({
        state: "done",
    });
});

test("a job that takes its time is asked for until it ended", async () => {
    plugIn(box);
    box.ending = { state: "queued", code: "", value: {} };
    const wish = new Wish(7, "print", {}, { document: PAGE });
    const answer = box.answer.bind(box);
    box.answer = (path, ...rest) => {
        if (box.requests.length === 5) {
            box.end(wish.key, { state: "failed", code: "paper_out" });
        }
        return answer(path, ...rest);
    };
    expect(await direct.perform(wish)).toMatchObject({ state: "failed", code: "paper_out" });
    expect(paths()).toEqual([
        "/status",
        "/api/perform",
        "/api/inquire",
        "/api/inquire",
        "/api/inquire",
    ]);
});

test("a box that goes while it has the job is given up, and the wish says that it was sent", async () => {
    plugIn(box);
    box.loseAnswer = true;
    const wish = new Wish(7, "drawer");
    await expect(direct.perform(wish)).rejects.toThrow(PathClosed);
    expect(wish.sent).toBe(true);
    expect(box.done).toHaveLength(1);
});

test("one lost question is no reason to give up a job", async () => {
    plugIn(box);
    box.ending = { state: "queued", code: "", value: {} };
    const wish = new Wish(7, "drawer");
    const fetch = box.fetch.bind(box);
    let lost = 0;
    box.fetch = async (path, init) => {
        if (path === "/api/inquire") {
            box.end(wish.key, { state: "done" });
            lost += 1;
            if (lost === 1) {
                throw new TypeError("Failed to fetch");
            }
        }
        return fetch(path, init);
    };
    const outcome = direct.perform(wish);
    for (let i = 0; i < 5; i++) {
        await advanceTime(300);
    }
    expect(await outcome).toMatchObject({ state: "done" });
    expect(lost).toBe(2);
});

test("a box that stays away while it has the job is given up", async () => {
    plugIn(box);
    box.ending = { state: "queued", code: "", value: {} };
    const answer = box.answer.bind(box);
    box.answer = (...args) => {
        box.network = args[0] === "/api/perform" ? "down" : "up";
        return answer(...args);
    };
    const outcome = expect(direct.perform(new Wish(7, "drawer"))).rejects.toThrow(PathClosed);
    for (let i = 0; i < 5; i++) {
        await advanceTime(300);
    }
    await outcome;
    expect(paths()).toEqual(["/status", "/api/perform", "/api/inquire", "/api/inquire"]);
});

test("what the box says no to for good is an outcome", async () => {
    plugIn(box);
    box.refusals["/api/perform"] = [{ code: "unknown_device" }];
    const wish = new Wish(7, "drawer");
    expect(await direct.perform(wish)).toEqual({
        key: wish.key,
        state: "failed",
        code: "unknown_device",
        value: {},
        path: "direct",
    });
});

test("what another path may do better closes this one", async () => {
    plugIn(box);
    box.refusals["/api/perform"] = [{ code: "foreign_origin" }];
    const wish = new Wish(7, "drawer");
    await expect(direct.perform(wish)).rejects.toThrow(PathClosed);
    expect(wish.sent).toBe(false);
});

test("proofs and deadlines go by the clock of the box", async () => {
    plugIn(box);
    box.skew = 4000;
    box.status.now = box.now();
    expect(await direct.perform(new Wish(7, "drawer"))).toMatchObject({ state: "done" });
    expect(paths()).toEqual(["/status", "/api/perform"]);
    expect(box.done[0].deadline - box.now()).toBeWithin(13, 16);
});

test("a clock that was set meanwhile is learnt from the refusal", async () => {
    plugIn(box);
    await direct.perform(new Wish(7, "drawer"));
    box.skew = 4000;
    expect(await direct.perform(new Wish(7, "drawer"))).toMatchObject({ state: "done" });
    await direct.perform(new Wish(7, "drawer"));
    expect(paths().slice(2)).toEqual(["/api/perform", "/api/perform", "/api/perform"]);
    expect(box.done[1].deadline - box.now()).toBeWithin(13, 16);
});

test("a ticket that the box does not know is replaced once", async () => {
    plugIn(box);
    odoo.methods["iot.device/ticket"] = () => {
        const answer = ticketOf(box, { ticket: `ticket-${odoo.callsOf("ticket").length}` });
        delete box.secrets["ticket-1"];
        return answer;
    };
    expect(await direct.perform(new Wish(7, "drawer"))).toMatchObject({ state: "done" });
    expect(odoo.callsOf("ticket")).toHaveLength(2);
});

test("two refused tickets are enough", async () => {
    plugIn(box);
    box.refusals["/api/perform"] = [
        { code: "unauthorized" },
        { code: "unauthorized" },
        { code: "unauthorized" },
    ];
    await expect(direct.perform(new Wish(7, "drawer"))).rejects.toThrow(PathClosed);
    expect(box.refusals["/api/perform"]).toHaveLength(1);
});

test("without a ticket there is no direct path", async () => {
    plugIn(box);
    odoo.network = "down";
    await expect(direct.perform(new Wish(7, "drawer"))).rejects.toThrow(PathClosed);
    expect(paths()).toEqual([]);
});

test("what is too large for a message takes the other way", async () => {
    plugIn(box);
    const document = { ...PAGE, data: "A".repeat(1 << 20) };
    await expect(direct.perform(new Wish(7, "print", {}, { document }))).rejects.toThrow(
        PathClosed
    );
    expect(box.done).toHaveLength(0);
});
