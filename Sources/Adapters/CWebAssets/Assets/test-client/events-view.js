// The form that reports events, and those that were sent before.
import { byID, element, setText } from "../element.js";
import { compact, faultOf } from "../json-text.js";
import { keepRecent, readRecent } from "./settings.js";

const MOST_RECENT = 10;
const NAME_BYTES = 256;
/** What the rules of `exercises/scenarios/example.yaml` look at, for whoever comes for the first time. */
const EXAMPLES = [
    { type: "attack.detected", payload: '{\n  "severity": 8,\n  "source_ip": "192.168.1.100"\n}' },
    { type: "attack.spreading", payload: '{\n  "severity": 9,\n  "segment": "lab-2"\n}' },
];

export class EventsView {
    #type = byID("event-type");
    #payload = byID("payload");
    #id = byID("event-id");
    #isNew = byID("new-id");
    #send;
    #rows = [];
    /** 48 bits: with an id that another page has had, an event would count as that one. */
    #session = (crypto.getRandomValues(new BigUint64Array(1))[0] >> 16n).toString(36);
    #number = 0;

    /** `send(type, payload, id, tell)` reports an event; `name()` is the simulation's id. */
    constructor(send, name) {
        this.#send = send;
        this.name = name;
        const kept = readRecent() ?? EXAMPLES;
        this.#rows = kept.map((event) => ({ ...event, sent: null }));
        this.#load(this.#rows[0] ?? EXAMPLES[0]);
        byID("event").addEventListener("submit", (event) => {
            event.preventDefault();
            this.#submit();
        });
        this.#payload.addEventListener("keydown", (event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            this.#submit();
        });
        for (const field of [this.#type, this.#payload, this.#id]) {
            field.addEventListener("input", () => this.#showFault(this.#fault()));
        }
        this.#isNew.addEventListener("change", () => this.#showID());
        this.#showID();
        this.#list();
    }

    /** The connection has changed: what is sent now gets through or not. */
    set isRegistered(is) {
        byID("event").querySelector("button").disabled = !is;
        for (const button of byID("recent").querySelectorAll(".again")) button.disabled = !is;
        this.isOn = is;
        this.#showID();
    }

    #submit() {
        const fault = this.#fault();
        this.#showFault(fault);
        if (fault) {
            fault.field.focus();
            if (fault.offset !== undefined) fault.field.setSelectionRange(fault.offset, fault.offset + 1);
            return;
        }
        if (this.isOn) this.#report(this.#type.value.trim(), this.#payload.value);
    }

    /** What is wrong with the form: a sentence and the field, or `null`. */
    #fault() {
        const size = (field) => new TextEncoder().encode(field.value.trim()).length;
        if (size(this.#type) === 0) return { field: this.#type, words: "an event needs a type" };
        for (const field of [this.#type, this.#id]) {
            if (size(field) > NAME_BYTES) return { field, words: `this has at most ${NAME_BYTES} bytes` };
        }
        if (this.#payload.value.trim() === "") return null;
        const fault = faultOf(this.#payload.value, 1);
        return fault && { field: this.#payload, words: `payload, ${fault.words}`, offset: fault.offset };
    }

    #showFault(fault) {
        setText(byID("event-fault"), fault?.words ?? "");
        for (const field of [this.#type, this.#payload, this.#id]) {
            if (fault?.field === field) field.setAttribute("aria-invalid", "true");
            else field.removeAttribute("aria-invalid");
        }
    }

    #report(type, payload) {
        const id = this.#isNew.checked ? this.#nextID() : this.#id.value.trim();
        if (this.#isNew.checked) this.#number += 1;
        this.#showID();
        const known = this.#rows.findIndex((row) => row.type === type && short(row.payload) === short(payload));
        const row = known < 0 ? { type } : this.#rows.splice(known, 1)[0];
        row.payload = payload;
        this.#rows.unshift(row);
        this.#rows.length = Math.min(this.#rows.length, MOST_RECENT);
        keepRecent(this.#rows.map(({ type, payload }) => ({ type, payload })));
        this.#list();
        this.#send(type, payload, id, (sent) => this.#showOutcome(row, sent));
    }

    #nextID() {
        return `${this.name() || "event"}-${this.#session}-${this.#number + 1}`;
    }

    #showID() {
        const isNew = this.#isNew.checked;
        this.#id.readOnly = isNew;
        if (isNew) this.#id.value = this.#nextID();
        else if (this.#id.value === this.#nextID()) this.#id.value = "";
    }

    #load({ type, payload }) {
        this.#type.value = type;
        this.#payload.value = payload;
        this.#showFault(null);
    }

    #list() {
        byID("event-types").replaceChildren(
            ...[...new Set(this.#rows.map(({ type }) => type))].map((type) => element("option", { value: type })));
        byID("recent").replaceChildren(...this.#rows.map((row) => this.#item(row)));
        this.isRegistered = this.isOn ?? false;
    }

    #item(row) {
        row.outcome = element("small", { class: "outcome" });
        if (row.sent) this.#showOutcome(row, row.sent);
        const edit = () => {
            this.#load(row);
            this.#payload.focus();
        };
        return element("li", {},
            element("button", { type: "button", class: "load", title: "Put it into the form", onclick: edit },
                element("b", {}, row.type),
                element("span", { class: "code quiet" }, short(row.payload) || "no payload")),
            element("button", { type: "button", class: "again", onclick: () => this.#report(row.type, row.payload) },
                "Send again"),
            row.outcome);
    }

    #showOutcome(row, sent) {
        row.sent = sent;
        row.outcome.dataset.state = sent.state;
        setText(row.outcome, outcome(sent));
    }
}

const short = (payload) => (faultOf(payload) ? payload.trim() : compact(payload));

/** What became of an event, in words. */
function outcome({ id, state, position, rules, reason, times, at }) {
    const time = new Date(at).toLocaleTimeString("en-GB");
    const again = times > 1 ? `, sent ${times} times` : "";
    switch (state) {
        case "accepted": {
            const accepted = `✓ ${time} accepted at ${position}${again}`;
            if (!rules) return accepted;
            const verdict = rules === "queued" ? "rules look later" : "rules do not look";
            return `${accepted}; ${verdict}: ${reason ?? "nobody says why"}`;
        }
        case "refused": return `✕ ${time} refused: ${reason}`;
        case "unsent": return `○ ${time} not sent: ${id ? "goes out when the connection is back" : "no connection"}`;
        default: return id ? `… ${time} sent${again}, no answer yet` : `→ ${time} sent; no event_id, no answer`;
    }
}
