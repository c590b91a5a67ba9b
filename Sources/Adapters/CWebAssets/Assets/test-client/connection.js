// One socket that comes back by itself: after a cut it tries again, each time after a longer pause.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;

/** What the codes of RFC 6455, 7.4.1 mean to whoever reads them here. */
const CODES = new Map([
    [1000, "closed by the daemon"],
    [1001, "the daemon stops"],
    [1002, "what was sent broke the protocol"],
    [1005, "closed without a code"],
    [1006, "cut without a goodbye"],
    [1008, "closed by the daemon"],
    [1009, "a message was too large"],
    [1011, "the daemon failed"],
]);

export class Connection {
    /** `off`, `connecting`, `open`, `pausing` until the next try, or `ended` for good. */
    state = "off";
    /** Why it is not open: a sentence, and the close code where there was one. */
    reason = "";
    code = null;
    /** Tries since it was last at home, and when the next one comes. */
    tries = 0;
    nextAt = 0;

    #socket = null;
    #timer = null;
    #url = "";
    #owner;

    /** The owner has `opened()`, `heard(text)`, `closed(reason, code)` and `changed()`. */
    constructor(owner) {
        this.#owner = owner;
    }

    /** Connects, and stays connected from now on. */
    open(url) {
        this.#drop();
        this.#url = url;
        this.tries = 0;
        this.#connect();
    }

    /** Hangs up and stays away. */
    close(state = "off", reason = "") {
        this.#drop();
        this.code = null;
        this.#become(state, reason);
    }

    /** Hangs up, where it was connected or about to be, and tries again after the pause. */
    retry(reason) {
        if (!this.#socket) return;
        this.#drop();
        this.#lost(null, reason);
    }

    /** Tries at once instead of after the pause. */
    hurry() {
        if (this.state === "pausing") this.#connect();
    }

    /** The next cut is the first again. */
    settle() {
        this.tries = 0;
    }

    /** Sends; answers whether there was a connection to send on. */
    say(text) {
        if (this.state !== "open") return false;
        this.#socket.send(text);
        return true;
    }

    #connect() {
        clearTimeout(this.#timer);
        this.tries += 1;
        let socket;
        try {
            socket = new WebSocket(this.#url);
        } catch (error) {
            this.#become("ended", `this address cannot be connected to: ${error.message}`);
            return;
        }
        this.#socket = socket;
        let isOpen = false;
        socket.onopen = () => {
            isOpen = true;
            this.#become("open", "");
            this.#owner.opened();
        };
        socket.onmessage = ({ data }) => this.#owner.heard(data);
        socket.onclose = ({ code, reason }) => {
            this.#lost(code, isOpen ? reason || (CODES.get(code) ?? "closed") : "the daemon does not answer");
        };
        this.#become("connecting", this.reason);
    }

    #lost(code, reason) {
        this.#socket = null;
        clearTimeout(this.#timer);
        this.code = code;
        const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.tries - 1));
        this.nextAt = Date.now() + pause;
        this.#timer = setTimeout(() => this.#connect(), pause);
        this.#become("pausing", reason);
        this.#owner.closed(reason, code);
    }

    #drop() {
        clearTimeout(this.#timer);
        if (!this.#socket) return;
        this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
        this.#socket.close(1000);
        this.#socket = null;
    }

    #become(state, reason) {
        this.state = state;
        this.reason = reason;
        this.#owner.changed();
    }
}
