import {
    base64,
    bytesOf,
    hex,
    hmac,
    prove,
    randomHex,
    sha256,
} from "@iot/seal";
import { describe, expect, test } from "@odoo/hoot";

describe.current.tags("headless");

const AT = 1763700000.125;
const NONCE = "00112233445566778899aabb";
const SECRET = "5f1c secret";

test("SHA-256 of texts around the size of a block", () => {
    const digests = {
        "": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        abc: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ["a".repeat(1000)]: "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3",
        abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq:
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    };
    for (const [text, digest] of Object.entries(digests)) {
        expect(hex(sha256(bytesOf(text)))).toBe(digest);
    }
});

test("SHA-256 reads a part of a buffer and leaves it as it is", () => {
    const part = bytesOf("xxabcxx").subarray(2, 5);
    expect(hex(sha256(part))).toBe(hex(sha256(bytesOf("abc"))));
    expect(String.fromCharCode(...part)).toBe("abc");
});

test("HMAC with a key that is longer than a block", () => {
    const mark = hmac(bytesOf("k".repeat(65)), bytesOf(""));
    expect(hex(mark)).toBe("41f1c4cc3107cd5b8d92460f61032902bfdb06484eef17e861b83a5012d3b7f3");
});

test("proofs equal those of seal.py", () => {
    const marks = [
        [
            "POST",
            "/api/perform",
            '{"type":"perform","key":"é€😀"}',
            "1873dd340c9e754b26bd7e303a14cdfc5d6871944e1fc2197e87c7e8665118f9",
        ],
        [
            "GET",
            "/api/listen",
            "",
            "363c1b14c3ef5b1100b89b39232c22795654a2610fe54f84450b7da7c31cf27f",
        ],
        [
            "post",
            "/api/inquire",
            "x".repeat(1000),
            "d73e372fcde6c29a23b919cd9315e2f31d81604070f87b66bd0a9a6fbe923269",
        ],
    ];
    for (const [method, path, body, mark] of marks) {
        expect(prove(SECRET, method, path, body, AT, NONCE)).toBe(
            `1763700000.125:${NONCE}:${mark}`
        );
    }
});

test("a proof is for one request", () => {
    const [first, second] = [0, 1].map(() =>
        prove(SECRET, "POST", "/api/perform", "", AT).split(":")
    );
    expect(first[1]).not.toBe(second[1]);
    expect(first[1]).toMatch(/^[0-9a-f]{24}$/);
});

test("base64 as in documents", () => {
    const bytes = Uint8Array.of(250, 251, 252, 253, 254, 255, 0);
    expect(base64(bytes)).toBe("+vv8/f7/AA==");
});

test("large data becomes base64 too", () => {
    const bytes = new Uint8Array(100000).fill(255);
    expect(base64(bytes)).toBe("/".repeat(133332) + "/w==");
});

test("random names differ", () => {
    expect(randomHex(16)).toHaveLength(32);
    expect(randomHex(16)).not.toBe(randomHex(16));
});
