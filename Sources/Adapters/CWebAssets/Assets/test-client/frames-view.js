// Everything that went over the socket, and what happened to the socket itself.
import { beforeNextFrame, byID, element, setText } from "../element.js";

const MOST_FRAMES = 500;
const MOST_CHARACTERS = 4 * 1024 * 1024;
const LONGEST_SHOWN = 2_000;
const SAID_FOR = 4_000;
const SIGNS = { out: "→", in: "←", note: "·" };
const NAMES = { out: "sent", in: "received", note: "connection" };

/** The last frames, whole, as many as there is room for. */
export class FrameLog {
    frames = [];
    /** Whether there were more. */
    isCut = false;
    #characters = 0;

    add(frame) {
        this.frames.push(frame);
        this.#characters += frame.text.length;
        while (this.frames.length > MOST_FRAMES || this.#characters > MOST_CHARACTERS) {
            this.#characters -= this.frames.shift().text.length;
            this.isCut = true;
        }
    }
}

export class FramesView {
    #log = new FrameLog();
    /** How many of the last ones are not in the list yet. */
    #fresh = 0;
    #list = byID("frame-list");
    #silence = null;
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
            this.#log = new FrameLog();
            this.#fresh = 0;
            this.#list.replaceChildren();
            this.#summarize();
        });
        byID("copy").addEventListener("click", async () => {
            const isCopied = await copy(this.#log.frames.map(line).join("\n") + "\n");
            this.#say(isCopied ? "copied" : "the browser does not let this page copy");
        });
    }

    /** Notes a frame that went `out` or came `in`, or a `note` on the connection. */
    add(direction, text) {
        this.#log.add({ direction, text, at: new Date() });
        this.#fresh += 1;
        this.#draw();
    }

    #show() {
        const list = this.#list;
        const { frames } = this.#log;
        list.append(...frames.slice(Math.max(0, frames.length - this.#fresh)).map(item));
        this.#fresh = 0;
        while (list.childElementCount > frames.length) list.firstChild.remove();
        this.#follow();
        this.#summarize();
    }

    #follow() {
        if (this.#follows) this.#list.scrollTop = this.#list.scrollHeight;
    }

    /** Says what came of copying, for a while. */
    #say(words) {
        clearTimeout(this.#silence);
        setText(byID("copied"), words);
        this.#silence = setTimeout(() => setText(byID("copied"), ""), SAID_FOR);
    }

    #summarize() {
        const count = this.#log.frames.length;
        const most = this.#log.isCut ? `the last ${count}` : `${count}`;
        setText(byID("frames-summary"), count ? most : "");
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
