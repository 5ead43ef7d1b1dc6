import { FORGOTTEN, PACE } from "@iot/device_test/camera_test";
import { beforeEach, expect, test } from "@odoo/hoot";
import { click, queryOne } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { mountView } from "@web/../tests/web_test_helpers";
import { defineIotModels, mockIot } from "../mock_iot";

defineIotModels();

let camera, view;

beforeEach(async () => {
    camera = mockIot().device(10);
    camera.outcome = () => taken(camera.wishes.length);
    const arch = `<form><sheet><widget name="iot_device_test"/></sheet></form>`;
    view = await mountView({ type: "form", resModel: "iot.device", resId: 10, arch });
});

function taken(number) {
    const value = { picture: btoa(`picture ${number}`), width: 1280, height: 720 };
    return { state: "done", ok: true, code: "", sentence: "Done.", path: "direct", value };
}

const REFUSED = {
    state: "failed",
    ok: false,
    code: "offline",
    sentence: "It is unplugged.",
    path: "direct",
    value: {},
};

function shown() {
    return atob(queryOne(".o_iot_picture img").dataset.src.split(",")[1]);
}

async function settle() {
    await advanceTime(0);
    await animationFrame();
}

test("a picture is taken and shown", async () => {
    expect(".o_iot_picture").toHaveCount(0);
    const answer = new Deferred();
    camera.outcome = () => answer;
    await click("button:contains(Take Picture)");
    await animationFrame();
    expect(".o_iot_running").toHaveText("Taking a picture…");
    expect("button:contains(Take Picture)").toHaveAttribute("disabled");
    answer.resolve(taken(1));
    await settle();
    expect(shown()).toBe("picture 1");
    expect(".o_iot_picture figcaption").toHaveText("1280 × 720");
    expect(".o_iot_sentence").toHaveText("Done.");
    expect(camera.wishes).toEqual([{ name: "picture", params: {}, options: {} }]);
});

test("a camera that takes none says why", async () => {
    camera.outcome = () => REFUSED;
    await click("button:contains(Take Picture)");
    await settle();
    expect(".o_iot_sentence").toHaveText("It is unplugged.");
    expect(".o_iot_picture").toHaveCount(0);
});

test("nothing is taken unless somebody asks", async () => {
    await advanceTime(10 * PACE);
    expect(camera.wishes).toHaveLength(0);
});

test("the preview shows one picture after another until it is stopped", async () => {
    await click("button:contains(Live Preview)");
    await settle();
    expect(shown()).toBe("picture 1");
    await advanceTime(PACE);
    await animationFrame();
    expect(shown()).toBe("picture 2");
    expect(camera.wishes[1].params).toEqual({ width: 640 });
    await click("button:contains(Stop)");
    await animationFrame();
    await advanceTime(5 * PACE);
    expect(camera.wishes).toHaveLength(2);
    expect("button:contains(Live Preview)").toHaveCount(1);
});

test("the preview ends when the form is left", async () => {
    await click("button:contains(Live Preview)");
    await settle();
    view.__owl__.app.destroy();
    await advanceTime(5 * PACE);
    expect(camera.wishes).toHaveLength(1);
});

test("the next picture is not asked for before this one has come", async () => {
    const answer = new Deferred();
    camera.outcome = () => answer;
    await click("button:contains(Live Preview)");
    await advanceTime(5 * PACE);
    expect(camera.wishes).toHaveLength(1);
    answer.resolve(taken(1));
    await settle();
    expect(camera.wishes).toHaveLength(2);
});

test("the preview ends with the first picture that fails", async () => {
    await click("button:contains(Live Preview)");
    await settle();
    camera.outcome = () => REFUSED;
    await advanceTime(PACE);
    await animationFrame();
    expect(".o_iot_sentence").toHaveText("It is unplugged.");
    expect("button:contains(Live Preview)").toHaveCount(1);
    await advanceTime(5 * PACE);
    expect(camera.wishes).toHaveLength(2);
});

test("a preview that was forgotten ends", async () => {
    await click("button:contains(Live Preview)");
    await settle();
    await advanceTime(FORGOTTEN + PACE);
    await animationFrame();
    const asked = camera.wishes.length;
    await advanceTime(5 * PACE);
    expect(camera.wishes).toHaveLength(asked);
    expect("button:contains(Live Preview)").toHaveCount(1);
});
