import { pathSentence, reasonOf, sentenceOf } from "@iot/sentences";
import { WIRE } from "@iot/wire";
import { beforeEach, expect, test } from "@odoo/hoot";
import { allowTranslations } from "@web/../tests/web_test_helpers";

beforeEach(() => allowTranslations());

test("every code, state and path of the wire has words", () => {
    for (const code of [...WIRE.codes, "unreachable"]) {
        expect(reasonOf(code)).not.toInclude(`“${code}”`, { message: code });
    }
    for (const state of WIRE.states) {
        expect(sentenceOf({ state })).not.toBe("", { message: state });
    }
    for (const path of WIRE.paths) {
        expect(pathSentence(path)).not.toBe("", { message: path });
    }
});

test("a code without words is shown as it is", () => {
    expect(reasonOf("on_fire")).toBe("The device reports “on_fire”.");
    expect(reasonOf("")).toBe("");
    expect(pathSentence("")).toBe("");
});

test("the reason says more than the state, and Odoo's sentence most", () => {
    expect(sentenceOf({ state: "failed", code: "cover_open" })).toBe(reasonOf("cover_open"));
    expect(sentenceOf({ state: "failed", code: "cover_open", sentence: "Fermez." })).toBe(
        "Fermez."
    );
    expect(sentenceOf({ state: "done", code: "paper_low" })).toBe(`Done. ${reasonOf("paper_low")}`);
});
