import assert from "node:assert/strict";
import { test } from "node:test";
import { read, registration } from "../assets/test-client/messages.js";
import { Simulation } from "../assets/test-client/simulation.js";

/** A simulation, what it has said, and whether anybody hears it. */
function stage() {
    const stage = { said: [], isHeard: true, changed() {} };
    stage.simulation = new Simulation({
        say(text) {
            if (stage.isHeard) stage.said.push(text);
            return stage.isHeard;
        },
        changed: (command) => stage.changed(command),
    });
    stage.command = (further = {}) => {
        const own = { type: "command", command: "show", params: { a: 1 }, saga_id: "saga_4", step_id: 0 };
        const added = { command_id: "saga_4.0.do", attempt: 1, phase: "do", deadline_ms: 30_000 };
        const message = read(JSON.stringify({ ...own, ...added, ...further }));
        stage.simulation.take(message);
        return [...stage.simulation.commands.values()].at(-1);
    };
    return stage;
}

test("it says who it is as the seed's page has it", () => {
    assert.equal(registration("vr_sim", 'VR "room"'), '{"type":"register","id":"vr_sim","name":"VR \\"room\\""}');
});

test("a command waits for a hand, and its output goes out as it was typed", () => {
    const { simulation, command, said } = stage();
    const got = command();
    assert.deepEqual([got.state, said], ["waiting", []]);
    simulation.complete(got, ' {"level":1.0} ');
    assert.deepEqual(said, [
        '{"type":"step.completed","saga_id":"saga_4","step_id":0,"command_id":"saga_4.0.do","output":{"level":1.0}}',
    ]);
});

test("a command that comes again is answered the same again", () => {
    const { simulation, command, said } = stage();
    simulation.fail(command(), "no room", false);
    const got = command({ attempt: 2 });
    assert.deepEqual([got.state, got.times, got.repeats, said.length], ["failed", 2, 1, 2]);
    assert.equal(said[0], said[1]);
});

test("what may be tried again is asked for again", () => {
    const { simulation, command } = stage();
    simulation.fail(command(), "", true);
    assert.deepEqual([command({ attempt: 2 }).state, simulation.commands.size], ["waiting", 1]);
});

test("an answer that nobody heard goes out when the command comes again", () => {
    const here = stage();
    const got = here.command();
    here.isHeard = false;
    here.simulation.complete(got, "");
    assert.equal(got.isOut, false);
    here.isHeard = true;
    here.command();
    assert.deepEqual([got.isOut, here.said.length], [true, 1]);
});

test("an undo is another command than the deed", () => {
    const { simulation, command } = stage();
    command({ command_id: undefined });
    command({ command_id: undefined, phase: "undo" });
    assert.deepEqual([...simulation.commands.values()].map(({ isUndo }) => isUndo), [false, true]);
});

test("by itself it answers as it is set, at once or later, and a hand comes first", async () => {
    const here = stage();
    const { simulation, command, said } = here;
    simulation.setAuto({ mode: "complete", delay: 0, text: "" });
    command();
    simulation.setAuto({ mode: "fail", delay: 1, text: "why" });
    const later = command({ command_id: "saga_5.0.do" });
    const byHand = command({ command_id: "saga_6.0.do" });
    simulation.complete(byHand, "");
    // Were it never answered, nothing would be left to do, and the test would be over at once as failed.
    await new Promise((done) => (here.changed = (command) => command === later && done()));
    assert.equal(later.state, "failed");
    assert.deepEqual(said.map((text) => JSON.parse(text).type), ["step.completed", "step.completed", "step.failed"]);
    assert.equal(JSON.parse(said[2]).reason, "why");
    assert.deepEqual([later.by, byHand.by], ["itself", "hand"]);
});

test("switched off, what was about to be answered waits for a hand", () => {
    const { simulation, command } = stage();
    simulation.setAuto({ mode: "complete", delay: 60_000, text: "" });
    const got = command();
    simulation.setAuto({ mode: "off", delay: 0, text: "" });
    assert.deepEqual([got.state, got.dueAt], ["waiting", null]);
});

test("an event that nobody has accepted is reported again under the same id, an accepted one is not", () => {
    const { simulation, said } = stage();
    const told = [];
    simulation.report("a.b", ' {"n":1e2} ', "id-1", (event) => told.push(event.state));
    simulation.report("a.c", "", "", (event) => told.push(event.state));
    simulation.registered();
    simulation.accepted({ id: "id-1", position: 4 });
    simulation.registered();
    assert.deepEqual(said, [
        '{"type":"event","event_type":"a.b","payload":{"n":1e2},"event_id":"id-1"}',
        '{"type":"event","event_type":"a.c"}', said[0],
    ]);
    assert.deepEqual(told, ["sent", "sent", "sent", "accepted"]);
});

test("a refused event is not sent again; whom the refusal does not name is the first without an answer", () => {
    const { simulation, said } = stage();
    const events = ["id-1", "id-2", "id-3"].map((id) => {
        let latest;
        simulation.report("a.b", "1", id, (event) => (latest = event));
        return latest;
    });
    simulation.refused("the event_id 'id-2' was used before for another event");
    simulation.refused("too many events wait for resume");
    simulation.registered();
    assert.deepEqual(events.map(({ state }) => state), ["refused", "refused", "sent"]);
    assert.deepEqual(said.map((text) => JSON.parse(text).event_id), ["id-1", "id-2", "id-3", "id-3"]);
});

test("an event that is accepted after all was not the one that was refused", () => {
    const { simulation } = stage();
    let latest;
    simulation.report("a.b", "1", "id-1", (event) => (latest = event));
    simulation.refused("saga_4 does not wait for this answer");
    simulation.accepted({ id: "id-1", position: 4 });
    simulation.refused("nobody is meant");
    assert.deepEqual([latest.state, latest.position, latest.reason], ["accepted", 4, undefined]);
});

test("as another simulation it owes nothing", () => {
    const { simulation, command, said } = stage();
    command();
    simulation.report("a.b", "1", "id-1", () => {});
    simulation.become();
    simulation.registered();
    assert.deepEqual([said.length, simulation.commands.size], [1, 0]);
});

test("of what is answered the last three hundred stay, and all that waits in time", () => {
    const { simulation, command } = stage();
    const first = command({ command_id: "first" });
    for (let number = 0; number < 400; number += 1) simulation.complete(command({ command_id: `${number}` }), "");
    assert.equal(simulation.commands.size, 300);
    assert.equal(simulation.commands.get("first"), first);
});

test("what waits beyond its time limit makes room as well, the oldest first", () => {
    const { simulation, command } = stage();
    const all = Array.from({ length: 400 }, (_, number) => command({ command_id: `${number}` }));
    assert.equal(simulation.commands.size, 400);
    for (const late of all.slice(50)) late.heardAt -= 60_000;
    command({ command_id: "last" });
    const kept = [...all.slice(0, 50), ...all.slice(151)].map(({ key }) => key);
    assert.deepEqual([...simulation.commands.keys()], [...kept, "last"]);
});

test("what cannot be read is nothing", () => {
    assert.deepEqual(["", "[]", "nonsense", '{"type":"news"}', '{"type":1}'].map(read), [null, null, null, null, null]);
});
