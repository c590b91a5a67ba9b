// The commands, the newest first, each with what can be answered to it.
import { beforeNextFrame, byID, element, setText } from "../element.js";
import { compact, faultOf, pretty } from "../json-text.js";
import { delayOf } from "./settings.js";

const LONGEST_SHOWN = 4_000;
/** Parameters beyond this may have to be scrolled, on a phone at least. */
const LINES_IN_SIGHT = 6;
const CHARACTERS_IN_SIGHT = 250;
/** A click so soon after the list has moved was meant for another command. */
const SETTLING = 350;

export class CommandsView {
    #simulation;
    #cards = new Map();
    #changed = new Set();
    #movedAt = 0;
    #list = byID("command-list");
    #draw = beforeNextFrame(() => this.#show());

    /** `edited(auto)` is called when what answers by itself is set otherwise. */
    constructor(simulation, { mode, delay, text }, edited) {
        this.#simulation = simulation;
        byID("forget").addEventListener("click", () => {
            simulation.forget();
            this.#draw();
        });
        this.#wireAuto(mode, delay, text, edited);
        this.#show();
    }

    /** A command has come or was answered, or all are forgotten. */
    changed(command) {
        if (command) this.#changed.add(command.key);
        this.#draw();
    }

    /** Time has passed: what counts seconds counts on. */
    tick() {
        for (const command of this.#simulation.waiting) this.#cards.get(command.key)?.count();
    }

    #show() {
        const { commands } = this.#simulation;
        for (const [key, card] of this.#cards) {
            // After a forgetting the same name is another command.
            if (commands.get(key) === card.command) continue;
            card.root.remove();
            this.#cards.delete(key);
        }
        for (const [key, command] of commands) {
            if (this.#cards.has(key)) continue;
            const card = new Card(command, this.#simulation, (event, act) => this.#act(card, event, act));
            this.#cards.set(key, card);
            this.#list.prepend(card.root);
            this.#movedAt = performance.now();
        }
        for (const key of this.#changed) this.#cards.get(key)?.tell();
        this.#changed.clear();
        this.#summarize(commands.size, this.#simulation.waiting.length);
    }

    /** Does what a click or a key asks for. A key answers one command after the other without leaving the fields. */
    #act(card, event, act) {
        event.preventDefault();
        const isPointer = event.detail > 0;
        if (isPointer && performance.now() - this.#movedAt < SETTLING) return;
        act();
        if (isPointer || card.command.state === "waiting") return;
        const next = this.#simulation.waiting.at(-1);
        const target = next ? this.#cards.get(next.key)?.output : byID("commands-title");
        target?.focus();
    }

    #summarize(all, waiting) {
        setText(byID("commands-summary"), all ? `${waiting} to answer, ${all - waiting} answered` : "");
        byID("no-commands").hidden = all > 0;
        byID("forget").disabled = all === 0;
        byID("waiting-count").hidden = waiting === 0;
        setText(byID("waiting-count"), String(waiting));
    }

    #wireAuto(mode, delay, text, edited) {
        const [modeField, delayField, textField] = [byID("auto-mode"), byID("auto-delay"), byID("auto-text")];
        [modeField.value, delayField.value, textField.value] = [mode, String(delay), text];
        const read = (isDone) => {
            const mode = modeField.value;
            const delay = delayOf(delayField.value);
            const text = textField.value.trim();
            byID("auto").dataset.mode = mode;
            setText(byID("auto-text-name"), mode === "fail" ? "reason" : "output");
            textField.placeholder = mode === "fail" ? "none" : "JSON, or nothing";
            const fault = mode === "complete" && text ? faultOf(text, 1) : null;
            const words = delay === null ? "after: whole milliseconds" : fault ? `output, ${fault.words}` : "";
            setText(byID("auto-fault"), mode === "off" ? "" : words);
            const auto = { mode, delay: delay ?? 0, text };
            if (words === "" || mode === "off") {
                this.#simulation.setAuto(auto);
                return auto;
            }
            // While somebody types, the last good setting holds; one that is left as no good answers nothing.
            if (isDone) this.#simulation.setAuto({ ...auto, mode: "off" });
            return null;
        };
        for (const kind of ["input", "change"]) {
            byID("auto").addEventListener(kind, () => {
                const auto = read(kind === "change");
                if (auto) edited(auto);
            });
        }
        byID("auto").addEventListener("submit", (event) => event.preventDefault());
        read(true);
    }
}

/** One command on the page. It is built once; answering changes what it says and takes its fields away. */
class Card {
    /** `act(event, deed)` does the deed that an event asks for, if it is meant. */
    constructor(command, simulation, act) {
        this.command = command;
        this.output = element("input", {
            class: "code", "aria-label": "Output, JSON", placeholder: "output: JSON, or nothing", spellcheck: "false",
            autocapitalize: "none",
        });
        this.reason = element("input", { "aria-label": "Reason", placeholder: "reason, or nothing" });
        this.retryable = element("input", { type: "checkbox" });
        this.fault = element("p", { class: "fault", "aria-live": "polite" });
        this.status = element("p", { class: "status" });
        this.meta = element("p", { class: "meta code quiet" });
        this.params = element("pre", { class: "code" });
        const complete = (event) => act(event, () => this.#complete(simulation));
        const fail = (event) => act(event, () => {
            simulation.fail(command, this.reason.value.trim(), this.retryable.checked);
        });
        const goOn = (event) => act(event, () => simulation.progress(command));
        const more = button("Still working", goOn);
        more.title = "step.progress: the time limit begins anew";
        const title = `command-${command.serial}`;
        this.forms = element("div", { class: "answers", role: "group", "aria-labelledby": title },
            line("completed", complete, this.output, button("Completed", complete), more),
            line("failed", fail, this.reason,
                element("label", { class: "tick", title: "Another attempt may do better" },
                    this.retryable, " retryable"),
                button("Failed", fail)),
            this.fault);
        this.root = element("li", { class: "command" },
            element("h3", { id: title },
                ...(command.isUndo ? [element("span", { class: "undo" }, "undo"), " "] : []),
                command.command, " ", element("time", {}, new Date(command.firstAt).toLocaleTimeString("en-GB"))),
            this.params, this.meta, this.status, this.forms);
        this.tell();
    }

    /** The command has changed. */
    tell() {
        const isWaiting = this.command.state === "waiting";
        this.forms.hidden = !isWaiting;
        setText(this.params, shown(this.command.params, isWaiting));
        const { textContent: text } = this.params;
        const isLong = text.length > CHARACTERS_IN_SIGHT || text.split("\n").length > LINES_IN_SIGHT;
        this.params.tabIndex = isLong ? 0 : -1;
        setText(this.meta, meta(this.command));
        this.count();
    }

    /** Time has passed. */
    count() {
        const { command } = this;
        const isWaiting = command.state === "waiting";
        const left = command.limit === undefined ? null : command.heardAt + command.limit - Date.now();
        this.root.dataset.state = !isWaiting ? command.state : left !== null && left < 0 ? "late" : "waiting";
        setText(this.status, isWaiting ? waitingWords(command, left) : answeredWords(command));
    }

    #complete(simulation) {
        const output = this.output.value.trim();
        const fault = output && faultOf(output, 1);
        setText(this.fault, fault ? `output, ${fault.words}` : "");
        if (!fault) return simulation.complete(this.command, output);
        this.output.focus();
        this.output.setSelectionRange(fault.offset, fault.offset + 1);
    }
}

/** A form of one line; Enter in its field does what its button does. */
const line = (name, submit, ...children) =>
    element("form", { class: name, novalidate: true, onsubmit: submit }, ...children);

const button = (words, onclick) => element("button", { type: "button", onclick }, words);

function shown(params, isWhole) {
    const rest = params.length - LONGEST_SHOWN;
    if (rest > 0) return `${params.slice(0, LONGEST_SHOWN)}… ${rest} characters more`;
    return isWhole ? pretty(params) : compact(params);
}

function meta({ saga, step, attempt, id, correlation }) {
    const parts = [`${saga} step ${step}`, `attempt ${attempt}`];
    if (id !== undefined) parts.push(`command_id ${id}`);
    if (correlation !== undefined) parts.push(`correlation_id ${correlation}`);
    return parts.join(" · ");
}

function waitingWords({ times, progressed, dueAt, plan }, left) {
    const parts = [];
    if (left === null) parts.push("Waiting for an answer");
    else if (left < 0) parts.push(`Too late: the time limit passed ${seconds(-left)} ago`);
    else parts.push(`Waiting for an answer: ${seconds(left)} left`);
    if (dueAt !== null) parts.push(`answers ${plan} by itself in ${seconds(Math.max(0, dueAt - Date.now()))}`);
    if (times > 1) parts.push(`came ${times} times`);
    if (progressed) parts.push(`said ${progressed} × that it goes on`);
    return parts.join(" · ");
}

function answeredWords({ state, by, said, isLate, isOut, repeats, answeredAt, firstAt }) {
    const outcome = state === "completed" ? "✓ Completed" : "✕ Failed";
    const parts = [`${outcome} by ${by} after ${precise(answeredAt - firstAt)}${said ? `: ${said}` : ""}`];
    if (isLate) parts.push("too late: the time limit had passed");
    if (repeats) parts.push(`↻ came again ${repeats === 1 ? "once" : `${repeats} times`}, answered the same again`);
    if (!isOut) parts.push("not sent: goes out when the command comes again");
    return parts.join(" · ");
}

const seconds = (milliseconds) => `${Math.ceil(milliseconds / 1000)} s`;

const precise = (milliseconds) =>
    (milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`);
