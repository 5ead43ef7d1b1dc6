import { addressOf, lookAround, lookAt, sameCode, typeCode } from "@iot/connect/lan";
import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { advanceTime } from "@odoo/hoot-mock";
import { MockBox, plugIn } from "../mock_box";

describe.current.tags("headless");

let box;

beforeEach(() => {
    box = new MockBox();
    box.status = {
        identifier: "1",
        name: "Box",
        paired: false,
        server: null,
        code: { text: "ABCD2345", expires: 0 },
    };
});

test("a box tells who it is", async () => {
    plugIn(box);
    expect(await lookAt(box.address)).toEqual({
        address: box.address,
        identifier: "1",
        name: "Box",
        paired: false,
        server: "",
        code: "ABCD2345",
    });
});

test("a box that hides its code is found all the same", async () => {
    plugIn(box);
    box.status = { identifier: "1", paired: true, server: "https://odoo.example", code: null };
    expect(await lookAt(box.address)).toMatchObject({ name: "1", paired: true, code: "" });
});

test("what is no box is no box", async () => {
    plugIn(box);
    box.status = { version: 1 };
    expect(await lookAt(box.address)).toBe(null);
    box.network = "down";
    expect(await lookAt(box.address)).toBe(null);
    box.network = "mute";
    const found = lookAt(box.address);
    await advanceTime(2500);
    expect(await found).toBe(null);
});

test("a box with two addresses is one box, and those to connect come first", async () => {
    const again = new MockBox({ address: "http://iotbox.local:8069" });
    const other = new MockBox({ address: "http://192.168.1.30:8069", serial: "2" });
    again.status = box.status;
    plugIn(other, box, again);
    const found = await lookAround([
        other.address,
        box.address,
        again.address,
        "http://10.0.0.1:8069",
    ]);
    expect(found.map(({ address }) => address)).toEqual([box.address, other.address]);
});

test("a box is handed its token with its code", async () => {
    plugIn(box);
    await typeCode(box.address, "abcd-2345", "iot1.token");
    const [{ path, method, body }] = box.requests;
    expect([method, path]).toEqual(["POST", "/setup/code"]);
    expect(JSON.parse(body)).toEqual({
        type: "typed_code",
        code: "abcd-2345",
        token: "iot1.token",
    });
    box.refusals["/setup/code"] = [{ code: "bad_code" }];
    await expect(typeCode(box.address, "wrong", "iot1.token")).rejects.toThrow("bad_code");
});

test("a code is the same however it was typed", () => {
    expect(sameCode("abcd-2345", "ABCD 2345")).toBe(true);
    expect(sameCode("ABCD2345", "ABCD2346")).toBe(false);
    expect(sameCode("", "")).toBe(false);
});

test("addresses as people write them", () => {
    const meant = {
        "192.168.1.20": "http://192.168.1.20:8069",
        " iotbox.local ": "http://iotbox.local:8069",
        "192.168.1.20:8070": "http://192.168.1.20:8070",
        "http://192.168.1.20": "http://192.168.1.20:8069",
        "http://192.168.1.20:80/": "http://192.168.1.20",
        "https://box.example/": "https://box.example",
        "HTTPS://box.example:8443/home": "https://box.example:8443",
        "http://": null,
        "": null,
        "two words": null,
    };
    for (const [typed, address] of Object.entries(meant)) {
        expect(addressOf(typed)).toBe(address, { message: typed });
    }
});
