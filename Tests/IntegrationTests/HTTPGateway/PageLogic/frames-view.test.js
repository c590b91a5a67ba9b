import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameLog } from "../assets/test-client/frames-view.js";

/** A log of frames, each of so many characters. */
function log(...lengths) {
    const log = new FrameLog();
    for (const length of lengths) log.add({ text: "x".repeat(length) });
    return log;
}

test("the last five hundred frames are kept", () => {
    const some = log(...Array(500).fill(1));
    assert.deepEqual([some.frames.length, some.isCut], [500, false]);
    const more = log(2, ...Array(500).fill(1));
    assert.deepEqual([more.frames.length, more.frames[0].text, more.isCut], [500, "x", true]);
});

test("long frames are kept whole, and fewer of them", () => {
    const long = log(1, ...Array(5).fill(1024 * 1024), 2);
    assert.deepEqual(long.frames.map(({ text }) => text.length), [1024 * 1024, 1024 * 1024, 1024 * 1024, 2]);
    for (let number = 0; number < 496; number += 1) long.add({ text: "" });
    assert.equal(long.frames.length, 500);
});
