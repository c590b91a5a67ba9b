// What a simulation says and is told, letter by letter (docs/simulations.md). JSON that somebody wrote goes out as
// it was written.
import { fields } from "../json-text.js";

/** It says who it is. */
export const registration = (id, name) => message("register", [["id", quote(id)], ["name", quote(name)]]);

/** It reports something; without an id nothing comes back. */
export function report(type, payload, id) {
    const further = [["event_type", quote(type)]];
    if (payload.trim() !== "") further.push(["payload", payload.trim()]);
    if (id) further.push(["event_id", quote(id)]);
    return message("event", further);
}

/** That a command was carried out; `output` is JSON text or empty. */
export const completion = (command, output) => answer("step.completed", command, output && [["output", output.trim()]]);

/** That it was not. */
export function failure(command, reason, isRetryable) {
    const further = [];
    if (reason) further.push(["reason", quote(reason)]);
    if (isRetryable) further.push(["retryable", "true"]);
    return answer("step.failed", command, further);
}

/** That it takes longer: the time limit begins anew. */
export const progress = (command) => answer("step.progress", command);

/** A message of the daemon, or `null` where there is nothing to be read. */
export function read(text) {
    let found;
    try {
        found = fields(text);
    } catch {
        return null;
    }
    const value = (key) => (found.has(key) ? JSON.parse(found.get(key)) : undefined);
    switch (value("type")) {
        case "registered": return { type: "registered" };
        case "event.accepted":
            return {
                type: "accepted", id: value("event_id"), position: value("position"), rules: value("rules"),
                reason: value("reason"),
            };
        case "error": return { type: "error", code: value("code") ?? "error", sentence: value("status") ?? "" };
        case "command":
            return {
                type: "command", command: String(value("command")), params: found.get("params") ?? "{}",
                saga: String(value("saga_id")), step: found.get("step_id") ?? "null", id: value("command_id"),
                attempt: value("attempt") ?? 1, isUndo: value("phase") === "undo", limit: value("deadline_ms"),
                correlation: value("correlation_id"),
            };
        default: return null;
    }
}

function answer(type, command, further) {
    const own = [["saga_id", quote(command.saga)], ["step_id", command.step]];
    if (command.id !== undefined) own.push(["command_id", quote(command.id)]);
    return message(type, [...own, ...(further || [])]);
}

const quote = (text) => JSON.stringify(text);

function message(type, further) {
    return `{${[["type", quote(type)], ...further].map(([key, value]) => `"${key}":${value}`).join(",")}}`;
}
