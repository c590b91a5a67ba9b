// A simulation that keeps the protocol: it answers each command once, a repeated one as before, and reports an event
// that nobody has accepted again once it is registered again. It knows nothing of the page.
import { completion, failure, progress, report } from "./messages.js";

const MOST_COMMANDS = 300;

export class Simulation {
    /**
     * Commands by `command_id`, the oldest first. When they become too many, the oldest that nobody waits for are
     * forgotten: those that are answered, and those whose time limit has passed.
     */
    commands = new Map();
    /** What answers by itself: `off`, `complete` or `fail`, after so many milliseconds, with this output or reason. */
    auto = { mode: "off", delay: 0, text: "" };

    #owner;
    /** Events by id, in the order in which they went out, until they are accepted. */
    #unaccepted = new Map();
    #count = 0;

    /** The owner has `say(text)`, which answers whether it went out, and `changed(command)`. */
    constructor(owner) {
        this.#owner = owner;
    }

    get waiting() {
        return [...this.commands.values()].filter((command) => command.state === "waiting");
    }

    /** Registered, for the first time or again. */
    registered() {
        for (const event of this.#unaccepted.values()) {
            if (event.state === "refused") continue;
            event.times += 1;
            event.state = this.#owner.say(event.message) ? "sent" : "unsent";
            event.tell(event);
        }
    }

    /** Reports an event; `tell` is called with it at once, and whenever something becomes known of it. */
    report(type, payload, id, tell) {
        const event = { id, message: report(type, payload, id), state: "unsent", times: 1, at: Date.now(), tell };
        if (this.#owner.say(event.message)) event.state = "sent";
        this.#unaccepted.delete(id);
        if (id) this.#unaccepted.set(id, event);
        tell(event);
    }

    accepted({ id, position, rules, reason }) {
        const event = this.#unaccepted.get(id);
        if (!event) return;
        this.#unaccepted.delete(id);
        Object.assign(event, { state: "accepted", position, rules, reason });
        event.tell(event);
    }

    /**
     * A refusal names no message: where its sentence holds the id of an event, it means that one, else the first that
     * has no answer yet, since answers come in the order of what was said. Where it meant an answer to a command after
     * all, the event is accepted in a moment, and is so from then on.
     */
    refused(sentence) {
        const open = [...this.#unaccepted.values()].filter(({ state }) => state === "sent");
        const event = open.find(({ id }) => sentence.includes(`'${id}'`)) ?? open[0];
        if (!event) return;
        Object.assign(event, { state: "refused", reason: sentence });
        event.tell(event);
    }

    /** A command has come, for the first time or again. */
    take(message) {
        const key = message.id ?? `${message.saga}/${message.step}/${message.isUndo ? "undo" : "do"}`;
        const known = this.commands.get(key);
        const command = known ?? this.#remember(key);
        Object.assign(command, message, { heardAt: Date.now(), times: command.times + 1 });
        if (command.state === "waiting") {
            if (command.dueAt === null) this.#answerLater(command);
        } else if (command.mayTryAgain) {
            Object.assign(command, { state: "waiting", answer: null, mayTryAgain: false });
            this.#answerLater(command);
        } else {
            command.isOut = this.#owner.say(command.answer);
            command.repeats += 1;
        }
        this.#owner.changed(command);
    }

    complete(command, output, by = "hand") {
        this.#answer(command, "completed", completion(command, output), by, output);
    }

    fail(command, reason, isRetryable, by = "hand") {
        command.mayTryAgain = isRetryable;
        this.#answer(command, "failed", failure(command, reason, isRetryable), by, reason);
    }

    /** Takes longer: the daemon's time limit begins anew, and so does the one that is shown. */
    progress(command) {
        if (!this.#owner.say(progress(command))) return;
        command.heardAt = Date.now();
        command.progressed += 1;
        this.#owner.changed(command);
    }

    /** From now on; what was going to be answered by itself waits for a hand when it is off. */
    setAuto(auto) {
        this.auto = auto;
        if (auto.mode !== "off") return;
        for (const command of this.waiting) this.#stay(command);
    }

    /** It is another simulation from now on, or takes part in another exercise. */
    become() {
        this.forget();
        this.#unaccepted.clear();
    }

    /** All commands are new from now on. */
    forget() {
        for (const command of this.commands.values()) clearTimeout(command.timer);
        this.commands.clear();
    }

    #remember(key) {
        const command = {
            key, serial: (this.#count += 1), state: "waiting", firstAt: Date.now(), heardAt: 0, times: 0, repeats: 0,
            progressed: 0, answer: null, isOut: false, mayTryAgain: false, dueAt: null, timer: null,
        };
        this.#makeRoom();
        this.commands.set(key, command);
        return command;
    }

    #makeRoom() {
        for (const command of this.commands.values()) {
            if (this.commands.size < MOST_COMMANDS) return;
            if (command.state === "waiting" && !isLate(command)) continue;
            clearTimeout(command.timer);
            this.commands.delete(command.key);
        }
    }

    #answerLater(command) {
        const { mode, delay, text } = this.auto;
        if (mode === "off") return;
        const act = () => {
            if (mode === "complete") this.complete(command, text, "itself");
            else this.fail(command, text, false, "itself");
        };
        if (delay === 0) return act();
        Object.assign(command, { dueAt: Date.now() + delay, plan: mode === "complete" ? "completed" : "failed" });
        command.timer = setTimeout(act, delay);
    }

    #stay(command) {
        clearTimeout(command.timer);
        if (command.dueAt === null) return;
        command.dueAt = null;
        this.#owner.changed(command);
    }

    #answer(command, state, message, by, said) {
        clearTimeout(command.timer);
        const outcome = { state, answer: message, by, said, isLate: isLate(command), answeredAt: Date.now() };
        Object.assign(command, outcome, { dueAt: null, isOut: this.#owner.say(message) });
        this.#owner.changed(command);
    }
}

const isLate = ({ heardAt, limit }) => limit !== undefined && Date.now() > heardAt + limit;
