// The page: one simulation, one connection, and what is seen of both.
import { CommandsView } from "./commands-view.js";
import { Connection } from "./connection.js";
import { ConnectionView } from "./connection-view.js";
import { EventsView } from "./events-view.js";
import { FramesView } from "./frames-view.js";
import { read, registration } from "./messages.js";
import { keepConnected, keepSettings, readSettings, wasConnected } from "./settings.js";
import { Simulation } from "./simulation.js";

/** Refusals of a registration that pass by themselves. */
const PASSING = ["overloaded", "store_unavailable"];

class TestClient {
    #settings = readSettings();
    #isRegistered = false;
    /** Whether it was registered since somebody connected. */
    #wasRegistered = false;
    /** As whom, and in which exercise. */
    #identity = "";
    /** What the last loss was, so that a long absence is noted once. */
    #loss = "";

    #frames = new FramesView();
    #connection = new Connection(this);
    #simulation = new Simulation({
        say: (text) => this.#isRegistered && this.#say(text),
        changed: (command) => {
            this.#commands.changed(command);
            // At once: in a tab that is not looked at nothing is drawn, and the clock is slow.
            this.#showTitle();
        },
    });
    #bar = new ConnectionView(
        {
            connect: (names) => this.#connect(names),
            disconnect: () => this.#disconnect(),
            hurry: () => this.#connection.hurry(),
            edited: () => this.#keep(this.#bar.names),
        }, this.#settings);
    #events = new EventsView(
        (type, payload, id, tell) => this.#simulation.report(type, payload, id, tell), () => this.#bar.names.id);
    #commands = new CommandsView(this.#simulation, this.#settings, (auto) => this.#keep(auto));

    constructor() {
        this.changed();
        setInterval(() => this.#tick(), 500);
        document.addEventListener("visibilitychange", () => {
            if (!document.hidden) this.#connection.hurry();
        });
        // No page sees the daemon's pings, so that a network that dies silently would leave this one registered.
        addEventListener("offline", () => this.#connection.retry("the browser has no network"));
        addEventListener("online", () => this.#connection.hurry());
        if (wasConnected(this.#settings)) this.#connect(this.#settings);
    }

    opened() {
        const { id } = this.#bar.names;
        this.#loss = "";
        this.#frames.add("note", "connected");
        this.#say(registration(id, `${id} (test client)`));
    }

    heard(text) {
        this.#frames.add("in", text);
        const message = read(text);
        switch (message?.type) {
            case "registered":
                this.#isRegistered = this.#wasRegistered = true;
                this.#connection.settle();
                this.changed();
                return this.#simulation.registered();
            case "accepted": return this.#simulation.accepted(message);
            case "command": return this.#simulation.take(message);
            case "error": return this.#refused(message);
        }
    }

    closed(reason, code) {
        this.#isRegistered = false;
        const loss = code === null ? "hung up" : `closed, ${code}: ${reason}`;
        if (loss !== this.#loss) this.#frames.add("note", loss);
        this.#loss = loss;
    }

    changed() {
        const { state } = this.#connection;
        if (state !== "open") this.#isRegistered = false;
        this.#bar.show(this.#isRegistered ? "registered" : state, this.#connection);
        this.#events.isRegistered = this.#isRegistered;
        this.#showTitle();
    }

    #connect(names) {
        this.#keep(names);
        keepConnected(names);
        this.#wasRegistered = false;
        const identity = `${names.exercise}/${names.id}`;
        if (identity !== this.#identity) {
            this.#identity = identity;
            this.#simulation.become();
            this.#commands.changed();
        }
        const scheme = location.protocol === "https:" ? "wss:" : "ws:";
        const query = names.exercise ? `?exercise=${encodeURIComponent(names.exercise)}` : "";
        this.#connection.open(`${scheme}//${location.host}/ws${query}`);
    }

    #disconnect() {
        keepConnected(null);
        this.#frames.add("note", "disconnected by hand");
        this.#connection.close();
    }

    #refused({ code, sentence }) {
        const words = `${code}: ${sentence}`;
        if (this.#isRegistered && code !== "replaced") {
            this.#bar.refuse(code, sentence);
            return this.#simulation.refused(sentence);
        }
        // Who was replaced must not take the place back by itself, or two would take turns for ever. Who was registered
        // before will be again: the daemon may just have started.
        const passes = code !== "replaced" && (this.#wasRegistered || PASSING.includes(code));
        if (passes) return this.#connection.retry(words);
        keepConnected(null);
        this.#connection.close("ended", words);
    }

    #say(text) {
        const isOut = this.#connection.say(text);
        if (isOut) this.#frames.add("out", text);
        return isOut;
    }

    #keep(settings) {
        Object.assign(this.#settings, settings);
        keepSettings(this.#settings);
    }

    #tick() {
        if (this.#connection.state === "pausing") this.changed();
        this.#commands.tick();
        this.#showTitle();
    }

    /** What a tab in the background is looked for: who it is, whether it is there, what waits in it. */
    #showTitle() {
        const waiting = this.#simulation.waiting.length;
        const marks = `${waiting ? `(${waiting}) ` : ""}${this.#isRegistered ? "" : "○ "}`;
        document.title = `${marks}${this.#bar.names.id || "Test client"} · WhiteCell`;
    }
}

new TestClient();
