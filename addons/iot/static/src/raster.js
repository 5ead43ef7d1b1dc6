/**
 * From a canvas to what a printer takes: rows of 1-bit pixels, most significant bit left, 1 = black, zlib, base64.
 *
 * Strokes are cut at the middle between the lightest and the darkest pixel around, so text stays sharp whatever
 * its colour; areas of an even grey are dithered, so logos keep their shades.
 */
import { base64, hex, sha256 } from "@iot/seal";
import { WIRE } from "@iot/wire";

/** Grey values at or beyond these are plain black or white; JPEG noise around white paper stays white. */
const BLACK = 16;
const WHITE = 240;
/** Difference within three by three pixels from which they are a stroke and not an area. */
const CONTRAST = 64;

const BAYER = bayer(3);

function bayer(order) {
    let cells = [[0]];
    for (let i = 0; i < order; i++) {
        const double = (add) => cells.map((row) => row.map((cell) => 4 * cell + add));
        const [a, b, c, d] = [double(0), double(2), double(3), double(1)];
        cells = [...a.map((row, y) => [...row, ...b[y]]), ...c.map((row, y) => [...row, ...d[y]])];
    }
    const levels = cells.length ** 2;
    return cells.map((row) => Uint8Array.from(row, (cell) => ((cell + 0.5) / levels) * 255));
}

/**
 * @typedef {{ width: number, height: number, rows: Uint8Array }} Raster
 * @typedef {{ width: number, height: number, data: ArrayLike<number> }} Picture RGBA, as ImageData
 * @typedef {{ format: string, width: number, height: number, data: string, digest: string, size: number }} Document
 */

/**
 * @param {Picture} picture
 * @returns {Raster}
 */
export function toRaster(picture) {
    const { width, height } = picture;
    const grey = toGrey(picture);
    const stride = Math.ceil(width / 8);
    const rows = new Uint8Array(stride * height);
    for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
            const value = grey[y * width + x];
            if (value < WHITE && (value <= BLACK || value < cut(grey, width, height, x, y))) {
                rows[y * stride + (x >> 3)] |= 0x80 >> (x & 7);
            }
        }
    }
    return { width, height, rows };
}

/** What is transparent is paper. */
function toGrey({ width, height, data }) {
    const grey = new Uint8Array(width * height);
    for (let i = 0, at = 0; i < grey.length; i++, at += 4) {
        const light = (299 * data[at] + 587 * data[at + 1] + 114 * data[at + 2]) / 1000;
        grey[i] = 255 - ((255 - light) * data[at + 3]) / 255;
    }
    return grey;
}

/** The grey value below which the pixel at (x, y) is black. */
function cut(grey, width, height, x, y) {
    let low = 255;
    let high = 0;
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
            const value = grey[v * width + u];
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
    }
    return high - low >= CONTRAST ? (low + high) / 2 : BAYER[y & 7][x & 7];
}

/**
 * @param {Raster} raster
 * @returns {Promise<Document>} as wire.Document; the same raster always gives the same document
 */
export async function toDocument({ width, height, rows }) {
    const { MAX_ROW_BYTES, MAX_ROWS } = WIRE.limits;
    if (!width || !height || width > MAX_ROW_BYTES * 8 || height > MAX_ROWS) {
        throw new RangeError(`A page of ${width} by ${height} dots cannot be printed`);
    }
    const bytes = await deflate(rows);
    return {
        format: "raster",
        width,
        height,
        data: base64(bytes),
        digest: hex(sha256(bytes)),
        size: bytes.length,
    };
}

async function deflate(bytes) {
    const stream = new CompressionStream("deflate");
    const writer = stream.writable.getWriter();
    const [, packed] = await Promise.all([
        writer.write(bytes).then(() => writer.close()),
        collect(stream.readable.getReader()),
    ]);
    return packed;
}

async function collect(reader) {
    const parts = [];
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
        parts.push(part.value);
    }
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
        all.set(part, at);
        at += part.length;
    }
    return all;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {Raster}
 */
export function rasterOf(canvas) {
    return toRaster(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height));
}

/**
 * Show on `canvas`, dot for dot, what the printer gets.
 *
 * @param {Raster} raster
 * @param {HTMLCanvasElement} canvas
 */
export function paint({ width, height, rows }, canvas) {
    Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    const image = context.createImageData(width, height);
    const stride = Math.ceil(width / 8);
    for (let i = 0; i < width * height; i++) {
        const x = i % width;
        const black = rows[((i - x) / width) * stride + (x >> 3)] & (0x80 >> (x & 7));
        image.data.fill(black ? 0 : 255, 4 * i, 4 * i + 3);
        image.data[4 * i + 3] = 255;
    }
    context.putImageData(image, 0, 0);
}
