import { rasterOf } from "@iot/raster";
import { testPage } from "@iot/test_page";
import { beforeEach, expect, test } from "@odoo/hoot";
import { allowTranslations } from "@web/../tests/web_test_helpers";

beforeEach(() => allowTranslations());

function page(name, width = 576) {
    return rasterOf(testPage("Shop counter", name, width, "11/21/2026 10:00:00"));
}

test("the same page for the same arguments, another for another name", () => {
    expect([...page("Printer").rows]).toEqual([...page("Printer").rows]);
    expect([...page("Printer").rows]).not.toEqual([...page("Printer 2").rows]);
});

test("the page fills the width of the paper, whatever it is", () => {
    for (const width of [384, 576, 832]) {
        const { rows, width: drawn } = page("Printer", width);
        const stride = width / 8;
        expect(drawn).toBe(width);
        expect(rows[0] & 0x80).toBe(0x80);
        expect(rows[stride - 1] & 0x01).toBe(0x01);
    }
});

test("the page is neither empty nor black", () => {
    const { rows, width, height } = page("Printer");
    const black = rows.reduce((sum, byte) => sum + byte.toString(2).replaceAll("0", "").length, 0);
    expect(black / (width * height)).toBeWithin(0.05, 0.5);
});
