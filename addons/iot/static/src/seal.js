/**
 * What the browser needs of seal.py: hashes, and the proof that it holds a ticket's secret.
 *
 * Written out in full because `crypto.subtle` does not exist on a page served over plain HTTP from another
 * machine, which is how many shops reach their Odoo. Sources: FIPS 180-4 (SHA-256), RFC 2104 (HMAC).
 */

const ROUND = Uint32Array.from([
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
const START = Uint32Array.from([
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);
const BLOCK = 64;

const encoder = new TextEncoder();

/**
 * @param {string} text
 * @returns {Uint8Array} its UTF-8 bytes
 */
export function bytesOf(text) {
    return encoder.encode(text);
}

/**
 * @param {Uint8Array} data
 * @returns {Uint8Array} the 32 bytes of its SHA-256
 */
export function sha256(data) {
    const state = START.slice();
    const words = new Uint32Array(64);
    const whole = data.length - (data.length % BLOCK);
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    for (let at = 0; at < whole; at += BLOCK) {
        mix(state, words, view, at);
    }
    const tail = padding(data.subarray(whole), data.length);
    const tailView = new DataView(tail.buffer);
    for (let at = 0; at < tail.length; at += BLOCK) {
        mix(state, words, tailView, at);
    }
    const digest = new DataView(new ArrayBuffer(32));
    state.forEach((word, index) => digest.setUint32(4 * index, word));
    return new Uint8Array(digest.buffer);
}

function padding(rest, length) {
    const tail = new Uint8Array(rest.length < BLOCK - 8 ? BLOCK : 2 * BLOCK);
    tail.set(rest);
    tail[rest.length] = 0x80;
    const view = new DataView(tail.buffer);
    view.setUint32(tail.length - 8, Math.floor(length / 2 ** 29));
    view.setUint32(tail.length - 4, length << 3);
    return tail;
}

function mix(state, w, view, at) {
    for (let i = 0; i < 16; i++) {
        w[i] = view.getUint32(at + 4 * i);
    }
    for (let i = 16; i < 64; i++) {
        const x = w[i - 15];
        const y = w[i - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0;
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, index) => (state[index] += word));
}

/**
 * @param {Uint8Array} key
 * @param {Uint8Array} data
 * @returns {Uint8Array} HMAC-SHA-256
 */
export function hmac(key, data) {
    const short = key.length > BLOCK ? sha256(key) : key;
    const inner = new Uint8Array(BLOCK + data.length);
    const outer = new Uint8Array(BLOCK + 32);
    inner.fill(0x36, 0, BLOCK);
    outer.fill(0x5c, 0, BLOCK);
    short.forEach((byte, index) => {
        inner[index] ^= byte;
        outer[index] ^= byte;
    });
    inner.set(data, BLOCK);
    outer.set(sha256(inner), BLOCK);
    return sha256(outer);
}

/**
 * @param {Uint8Array} bytes
 * @returns {string} lower-case hexadecimal
 */
export function hex(bytes) {
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {Uint8Array} bytes
 * @returns {string} base64, as a Document carries it
 */
export function base64(bytes) {
    let binary = "";
    for (let at = 0; at < bytes.length; at += 0x8000) {
        binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    }
    return btoa(binary);
}

/**
 * @param {number} [length=12]
 * @returns {string} random hexadecimal of that many bytes
 */
export function randomHex(length = 12) {
    return hex(crypto.getRandomValues(new Uint8Array(length)));
}

/**
 * The IoT-Proof header of a ticket's holder.
 *
 * @param {string} secret
 * @param {string} method
 * @param {string} path without query
 * @param {string} body as it is sent
 * @param {number} at seconds, by the box's clock
 * @param {string} [nonce] used once
 * @returns {string}
 */
export function prove(secret, method, path, body, at, nonce = randomHex()) {
    const when = at.toFixed(3);
    const text = ["iot", method.toUpperCase(), path, when, nonce, hex(sha256(bytesOf(body)))].join(
        "\n"
    );
    return `${when}:${nonce}:${hex(hmac(bytesOf(secret), bytesOf(text)))}`;
}
