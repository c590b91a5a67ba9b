import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection } from "../assets/test-client/connection.js";

/** A connection over sockets that do nothing by themselves, and why it was lost. */
function stage() {
    const stage = { sockets: [], losses: [] };
    globalThis.WebSocket = class {
        isClosed = false;
        constructor() {
            stage.sockets.push(this);
        }
        close() {
            this.isClosed = true;
        }
    };
    stage.connection = new Connection({
        opened() {}, heard() {}, changed() {}, closed: (reason) => stage.losses.push(reason),
    });
    return stage;
}

test("without a network it hangs up, and tries again when there is one", () => {
    const { connection, sockets, losses } = stage();
    connection.open("ws://localhost/ws");
    sockets[0].onopen();
    connection.retry("no network");
    assert.deepEqual([connection.state, sockets[0].isClosed, losses], ["pausing", true, ["no network"]]);
    connection.hurry();
    assert.deepEqual([connection.state, sockets.length], ["connecting", 2]);
    connection.close();
});

test("what is not connected stays as it is", () => {
    const { connection, losses } = stage();
    connection.retry("no network");
    assert.deepEqual([connection.state, losses], ["off", []]);
});
