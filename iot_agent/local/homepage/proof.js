/** Proofs of the owner and of ticket holders. A page on plain HTTP has no crypto.subtle, so SHA-256 stands here (FIPS 180-4). */

const ROUND = constants(64, 3);
const START = constants(8, 2);

/** The first 32 bits of the fractions of the roots of the first primes. */
function constants(count, root) {
    const found = [];
    for (let n = 2; found.length < count; n++) {
        if (!found.some(([prime]) => n % prime === 0)) {
            const value = root === 2 ? Math.sqrt(n) : Math.cbrt(n);
            found.push([n, Math.floor((value % 1) * 2 ** 32) >>> 0]);
        }
    }
    return Uint32Array.from(found, ([, fraction]) => fraction);
}

const turn = (word, bits) => (word >>> bits) | (word << (32 - bits));

function compress(state, words) {
    for (let i = 16; i < 64; i++) {
        const early = words[i - 15];
        const late = words[i - 2];
        const s0 = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
        const s1 = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
        words[i] = words[i - 16] + s0 + words[i - 7] + s1;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
        const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
        const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + words[i]) | 0;
        const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
        const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [a, b, c, d, e, f, g, h] = [(t1 + t2) | 0, a, b, c, (d + t1) | 0, e, f, g];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] += word));
}

/** SHA-256 of bytes, as bytes. */
export function sha256(bytes) {
    const padded = new Uint8Array(((bytes.length + 8) >> 6) * 64 + 64);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
    view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
    const state = START.slice();
    const words = new Uint32Array(64);
    for (let at = 0; at < padded.length; at += 64) {
        for (let i = 0; i < 16; i++) {
            words[i] = view.getUint32(at + 4 * i);
        }
        compress(state, words);
    }
    const digest = new DataView(new ArrayBuffer(32));
    state.forEach((word, i) => digest.setUint32(4 * i, word));
    return new Uint8Array(digest.buffer);
}

/** HMAC-SHA-256 (RFC 2104) of bytes under a key of bytes. */
export function hmac(key, bytes) {
    const block = new Uint8Array(64);
    block.set(key.length > 64 ? sha256(key) : key);
    const inner = Uint8Array.from([...block.map((byte) => byte ^ 0x36), ...bytes]);
    return sha256(Uint8Array.from([...block.map((byte) => byte ^ 0x5c), ...sha256(inner)]));
}

const encode = (text) => new TextEncoder().encode(text);
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The secret that an owner code stands for. */
export function ownerSecret(code) {
    const typed = code.toUpperCase().replace(/[- \t]/g, "");
    return hex(sha256(encode(`iot owner ${typed}`)));
}

/** The IoT-Proof header of a request; `at` is the box's time in seconds. */
export function prove(secret, method, path, body, at) {
    const when = at.toFixed(3);
    const nonce = hex(crypto.getRandomValues(new Uint8Array(12)));
    const canonical = ["iot", method, path, when, nonce, hex(sha256(encode(body)))].join("\n");
    return `${when}:${nonce}:${hex(hmac(encode(secret), encode(canonical)))}`;
}
