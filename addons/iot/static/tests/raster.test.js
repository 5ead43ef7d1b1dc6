import { paint, rasterOf, toDocument, toRaster } from "@iot/raster";
import { bytesOf, hex, sha256 } from "@iot/seal";
import { describe, expect, test } from "@odoo/hoot";

describe.current.tags("headless");

const WHITE = [255, 255, 255, 255];
const BLACK = [0, 0, 0, 255];
const CLEAR = [0, 0, 0, 0];

/** A picture of one row per list of colours. */
function picture(rows) {
    return { width: rows[0].length, height: rows.length, data: rows.flat(2) };
}

/** A picture of one grey. */
function grey(value, width = 64, height = 64) {
    const pixel = [value, value, value, 255];
    return picture(Array.from({ length: height }, () => Array(width).fill(pixel)));
}

function countBlack({ rows }) {
    return rows.reduce((sum, byte) => sum + byte.toString(2).replaceAll("0", "").length, 0);
}

async function inflate(data) {
    const stream = new DecompressionStream("deflate");
    const writer = stream.writable.getWriter();
    writer.write(Uint8Array.from(atob(data), (c) => c.charCodeAt(0)));
    writer.close();
    const reader = stream.readable.getReader();
    const bytes = [];
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
        bytes.push(...part.value);
    }
    return bytes;
}

test("the leftmost pixel is the highest bit, and a row ends with white", () => {
    const row = [BLACK, WHITE, WHITE, WHITE, WHITE, WHITE, WHITE, BLACK, BLACK, BLACK];
    const { width, height, rows } = toRaster(picture([row, row.map(() => WHITE)]));
    expect([width, height]).toEqual([10, 2]);
    expect([...rows]).toEqual([0b10000001, 0b11000000, 0, 0]);
});

test("what is transparent is paper", () => {
    expect([...toRaster(picture([[CLEAR, BLACK, CLEAR, CLEAR]])).rows]).toEqual([0b01000000]);
});

test("colours count as bright as they look", () => {
    const yellow = [255, 255, 0, 255];
    const blue = [0, 0, 255, 255];
    const row = [yellow, yellow, WHITE, WHITE, WHITE, blue, blue, blue];
    const { rows } = toRaster(picture(Array(8).fill(row)));
    expect(rows[4] & 0b00000111).toBe(0b00000111);
    expect(rows[4] & 0b00111000).toBe(0);
});

test("the edge of a stroke is cut in the middle", () => {
    const edge = (value) => [value, value, value, 255];
    const row = (value) => [
        WHITE,
        WHITE,
        edge(value),
        BLACK,
        edge(255 - value),
        WHITE,
        WHITE,
        WHITE,
    ];
    expect([...toRaster(picture([row(200)])).rows]).toEqual([0b00011000]);
    expect([...toRaster(picture([row(100)])).rows]).toEqual([0b00110000]);
});

test("thin grey text is not lost", () => {
    const faint = [150, 150, 150, 255];
    const row = [WHITE, WHITE, WHITE, faint, WHITE, WHITE, WHITE, WHITE];
    expect([...toRaster(picture(Array(3).fill(row))).rows]).toEqual(Array(3).fill(0b00010000));
});

test("an even grey keeps its shade", () => {
    for (const value of [32, 64, 128, 192, 224]) {
        const share = countBlack(toRaster(grey(value))) / 64 ** 2;
        expect(Math.abs(share - (1 - value / 255))).toBeLessThan(0.02);
    }
});

test("nearly white is white and nearly black is black", () => {
    expect(countBlack(toRaster(grey(242)))).toBe(0);
    expect(countBlack(toRaster(grey(14)))).toBe(64 ** 2);
});

test("a document holds the rows, packed, and names them", async () => {
    const raster = toRaster(grey(128, 20, 30));
    const document = await toDocument(raster);
    expect(await inflate(document.data)).toEqual([...raster.rows]);
    const bytes = Uint8Array.from(atob(document.data), (c) => c.charCodeAt(0));
    expect(document).toEqual({
        format: "raster",
        width: 20,
        height: 30,
        data: document.data,
        digest: hex(sha256(bytes)),
        size: bytes.length,
    });
    expect(await toDocument(raster)).toEqual(document);
});

test("what no printer takes is refused", async () => {
    for (const [width, height] of [
        [0, 10],
        [10, 0],
        [4097, 1],
        [8, 24001],
    ]) {
        await expect(toDocument({ width, height, rows: new Uint8Array(1) })).rejects.toThrow(
            RangeError
        );
    }
});

test("a painted raster reads as itself", () => {
    const rows = sha256(bytesOf("some pattern")).slice(0, 24);
    const canvas = document.createElement("canvas");
    paint({ width: 24, height: 8, rows }, canvas);
    expect([canvas.width, canvas.height]).toEqual([24, 8]);
    expect([...rasterOf(canvas).rows]).toEqual([...rows]);
});
