// Everything that went over the socket, and what happened to the socket itself.
import { beforeNextFrame, byID, element, setText } from "../element.js";

const MOST_FRAMES = 500;
const LONGEST_SHOWN = 2_000;
const SIGNS = { out: "→", in: "←", note: "·" };
const NAMES = { out: "sent", in: "received", note: "connection" };

export class FramesView {
    #frames = [];
    #fresh = [];
    #list = byID("frame-list");
    /** Whether the newest is to be seen, as long as nobody scrolls up to read. */
    #follows = true;
    #draw = beforeNextFrame(() => this.#show());

    constructor() {
        const list = this.#list;
        list.addEventListener("scroll", () => {
            this.#follows = list.scrollHeight - list.scrollTop - list.clientHeight < 8;
        });
        new ResizeObserver(() => this.#follow()).observe(list);
        byID("clear").addEventListener("click", () => {
            this.#frames = [];
            this.#fresh = [];
            this.#list.replaceChildren();
            this.#summarize("");
        });
        byID("copy").addEventListener("click", async () => {
            const isCopied = await copy(this.#frames.map(line).join("\n") + "\n");
            this.#summarize(isCopied ? "copied" : "the browser does not let this page copy");
        });
    }

    /** Notes a frame that went `out` or came `in`, or a `note` on the connection. */
    add(direction, text) {
        const frame = { direction, text, at: new Date() };
        this.#frames.push(frame);
        this.#fresh.push(frame);
        if (this.#frames.length > MOST_FRAMES) this.#frames.shift();
        if (this.#fresh.length > MOST_FRAMES) this.#fresh.shift();
        this.#draw();
    }

    #show() {
        const list = this.#list;
        list.append(...this.#fresh.map(item));
        this.#fresh = [];
        while (list.childElementCount > MOST_FRAMES) list.firstChild.remove();
        this.#follow();
        this.#summarize("");
    }

    #follow() {
        if (this.#follows) this.#list.scrollTop = this.#list.scrollHeight;
    }

    #summarize(words) {
        const count = this.#frames.length;
        const most = count === MOST_FRAMES ? `the last ${count}` : `${count}`;
        setText(byID("frames-summary"), words || (count ? most : ""));
    }
}

function item({ direction, text, at }) {
    const rest = text.length - LONGEST_SHOWN;
    const shown = rest > 0 ? `${text.slice(0, LONGEST_SHOWN)}… ${rest} characters more are copied` : text;
    return element("li", { "data-direction": direction },
        element("time", {}, clock(at)), " ",
        element("span", { class: "sign", role: "img", "aria-label": NAMES[direction] }, SIGNS[direction]), " ",
        element("span", { class: "text" }, shown));
}

const line = ({ direction, text, at }) => `${at.toISOString()} ${SIGNS[direction]} ${text}`;

/** The time of day with milliseconds. */
function clock(at) {
    return `${at.toLocaleTimeString("en-GB")}.${String(at.getMilliseconds()).padStart(3, "0")}`;
}

/** Off the loopback without TLS a browser has no clipboard; selecting and copying works there as well. */
async function copy(text) {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        const area = element("textarea", { class: "aside", "aria-hidden": "true" });
        area.value = text;
        document.body.append(area);
        area.select();
        const isCopied = document.execCommand("copy");
        area.remove();
        return isCopied;
    }
}
