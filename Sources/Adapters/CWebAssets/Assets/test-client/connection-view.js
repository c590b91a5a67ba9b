// The bar on top: who connects where, and how the connection stands.
import { byID, element, setText } from "../element.js";

/** The words of each state; `registered` is the page's own, the others the connection's. */
const WORDS = {
    off: "Not connected", connecting: "Connecting", open: "Registering", registered: "Registered",
    pausing: "Connection lost", ended: "Ended",
};
const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

export class ConnectionView {
    #id = byID("id");
    #exercise = byID("exercise");
    #isOn = false;

    /** The owner has `connect({id, exercise})`, `disconnect()`, `hurry()` and `edited()`. */
    constructor(owner, { id, exercise }) {
        this.#id.value = id;
        this.#exercise.value = exercise;
        byID("connect").addEventListener("submit", (event) => {
            event.preventDefault();
            if (this.#isOn) return owner.disconnect();
            if (this.#check()) owner.connect(this.names);
        });
        for (const field of [this.#id, this.#exercise]) {
            field.addEventListener("input", () => {
                this.#forgive();
                owner.edited();
            });
        }
        byID("hurry").addEventListener("click", () => owner.hurry());
        byID("refusal-close").addEventListener("click", () => this.#showRefusal(null));
        this.#exercise.addEventListener("focus", () => this.#listExercises(), { once: true });
    }

    get names() {
        return { id: this.#id.value.trim(), exercise: this.#exercise.value.trim() };
    }

    show(state, connection) {
        this.#isOn = ["connecting", "open", "registered", "pausing"].includes(state);
        const button = byID("connect-button");
        setText(button, this.#isOn ? "Disconnect" : "Connect");
        button.classList.toggle("main", !this.#isOn);
        this.#id.readOnly = this.#exercise.readOnly = this.#isOn;
        byID("state").dataset.state = state;
        setText(byID("state-word"), WORDS[state]);
        setText(byID("state-detail"), this.#detail(state, connection));
        byID("hurry").hidden = state !== "pausing";
    }

    /** Shows why the daemon did not take something; it stays until it is dismissed or the next one comes. */
    refuse(code, sentence) {
        this.#showRefusal({ code, sentence });
    }

    #detail(state, { reason, code, nextAt, tries }) {
        const why = code === null ? reason : `${reason} (${code})`;
        if (state === "pausing") {
            const left = Math.max(0, Math.ceil((nextAt - Date.now()) / 1000));
            return `${why}; try ${tries + 1} in ${left} s`;
        }
        if (state === "connecting" && tries > 1) return `try ${tries}`;
        return state === "ended" || state === "off" ? why : "";
    }

    #check() {
        const { id, exercise } = this.names;
        const rule = "holds letters, digits, _ and -, at most 64, and begins with a letter or digit";
        const [field, words] = !id
            ? [this.#id, "which simulation is this page to be? An id such as cyber_sim"]
            : !IDENTIFIER.test(id)
              ? [this.#id, `the id of a simulation ${rule}`]
              : exercise && !IDENTIFIER.test(exercise)
                ? [this.#exercise, `the id of an exercise ${rule}`]
                : [null, ""];
        if (!field) return true;
        field.setAttribute("aria-invalid", "true");
        field.focus();
        this.#showRefusal({ code: "Not connected", sentence: words });
        return false;
    }

    #forgive() {
        if (!this.#id.ariaInvalid && !this.#exercise.ariaInvalid) return;
        this.#id.removeAttribute("aria-invalid");
        this.#exercise.removeAttribute("aria-invalid");
        this.#showRefusal(null);
    }

    #showRefusal(refusal) {
        byID("refusal").hidden = !refusal;
        if (!refusal) return;
        setText(byID("refusal-code"), refusal.code);
        setText(byID("refusal-words"), refusal.sentence);
        setText(byID("refusal-time"), new Date().toLocaleTimeString("en-GB"));
    }

    /** Suggests the exercises that the daemon has; without an answer the field is as good as before. */
    async #listExercises() {
        try {
            const { exercises } = await (await fetch("/ready")).json();
            byID("exercises").replaceChildren(
                ...exercises.map(({ id, status }) => element("option", { value: id }, status)));
        } catch {
            byID("exercises").replaceChildren();
        }
    }
}
