import assert from "node:assert/strict";
import { test } from "node:test";
import { compact, faultOf, fields, pretty } from "../assets/json-text.js";

test("a fault is named with its line and column", () => {
    const faults = [
        ['{"a":1 "b":2}', "line 1, column 8: a comma or } is missing here"],
        ['{\n  "a": 1,\n}', "line 3, column 1: a key in double quotes must stand here"],
        ['{"a":1,"a":2}', 'line 1, column 8: the key "a" stands twice in one object'],
        ['{"a":\n  maybe}', "line 2, column 3: a value must stand here"],
        ["[1,2", "line 1, column 5: the text ends in the middle of a value"],
        ["  ", "line 1, column 3: the text is empty"],
    ];
    assert.deepEqual(faults.map(([text]) => faultOf(text)?.words), faults.map(([, words]) => words));
});

test("a text is laid out without spelling anything anew", () => {
    const text = '{"n":1.50e3,"big":12345678901234567890,"e":"\\u00e9","2":[{"b":[ ]}],"1":{}}';
    assert.equal(compact(text), '{"n": 1.50e3, "big": 12345678901234567890, "e": "\\u00e9", "2": [{"b": []}], "1": {}}');
    assert.equal(pretty('{"a":[1,2],"b":{"c":"dddd"}}', 14), '{\n  "a": [1, 2],\n  "b": {\n    "c": "dddd"\n  }\n}');
});

test("the fields of a message stay as they were written", () => {
    const found = fields(' {"type" : "command", "params":{"z":1.0, "a":[ ]}} ');
    assert.deepEqual([...found], [["type", '"command"'], ["params", '{"z":1.0, "a":[ ]}']]);
    const deep = `{"params":${"[".repeat(40)}"${"x".repeat(70_000)}"${"]".repeat(40)}}`;
    assert.equal(fields(deep).get("params").length, 70_082);
    assert.throws(() => fields("[]"), /must be a JSON object/);
});
