// JSON as it was written: no number is rounded, no key moved, nothing spelled anew on its way through a page.
// It refuses what the daemon refuses, in the same words, and says where.

const DEEPEST = 32;
const LONGEST_STRING = 64 * 1024;
/** The depth of a text that comes from the daemon: no limit holds for it. */
const TRUSTED = -Infinity;

/** Why a text is no JSON that the daemon takes, and where: line and column count from 1. */
export class JSONFault extends Error {
    constructor(sentence, text, offset) {
        super(sentence);
        this.offset = Math.min(offset, text.length);
        const before = text.slice(0, this.offset).split("\n");
        this.line = before.length;
        this.column = before.at(-1).length + 1;
    }

    /** The place and what is wrong there. */
    get words() {
        return `line ${this.line}, column ${this.column}: ${this.message}`;
    }
}

/**
 * Reads one value: `{kind, start, end}`, its place in the text, and for an object or array its `entries`
 * (`{key, raw, value}`; an array's have no key). `depth` is how deep the text will stand in a message.
 */
export function parse(text, depth = 0) {
    const reader = new Reader(text, depth === TRUSTED ? Infinity : LONGEST_STRING);
    reader.space();
    if (reader.at === text.length) throw reader.fault("the text is empty");
    const value = reader.value(depth);
    reader.space();
    if (reader.at < text.length) throw reader.fault("there is more text after the value");
    return value;
}

/** The fault of a text, or `null`. */
export function faultOf(text, depth = 0) {
    try {
        parse(text, depth);
        return null;
    } catch (error) {
        if (error instanceof JSONFault) return error;
        throw error;
    }
}

/** The fields of an object, each as it was written; of a repeated key, nobody gets that far. */
export function fields(text) {
    const value = parse(text, TRUSTED);
    if (value.kind !== "object") throw new JSONFault("this must be a JSON object", text, value.start);
    return new Map(value.entries.map(({ key, value }) => [key, text.slice(value.start, value.end)]));
}

/** The same text on one line, with a space where it helps the eye. */
export function compact(text, value = parse(text, TRUSTED)) {
    if (!value.entries) return text.slice(value.start, value.end);
    const [open, close] = value.kind === "object" ? "{}" : "[]";
    const parts = value.entries.map((entry) => label(entry) + compact(text, entry.value));
    return open + parts.join(", ") + close;
}

/** The same text in lines of about so many characters. */
export function pretty(text, width = 60, value = parse(text, TRUSTED), indent = "") {
    const short = compact(text, value);
    if (!value.entries?.length || indent.length + short.length <= width) return short;
    const [open, close] = value.kind === "object" ? "{}" : "[]";
    const inner = indent + "  ";
    const lines = value.entries.map((entry) => inner + label(entry) + pretty(text, width, entry.value, inner));
    return `${open}\n${lines.join(",\n")}\n${indent}${close}`;
}

const label = (entry) => (entry.raw === undefined ? "" : entry.raw + ": ");

class Reader {
    constructor(text, longestString) {
        this.text = text;
        this.longestString = longestString;
        this.at = 0;
    }

    fault(sentence, offset = this.at) {
        const isOver = offset >= this.text.length && this.text.trim() !== "";
        return new JSONFault(isOver ? "the text ends in the middle of a value" : sentence, this.text, offset);
    }

    space() {
        while (" \n\r\t".includes(this.text[this.at] ?? "x")) this.at += 1;
    }

    value(depth) {
        const start = this.at;
        switch (this.text[this.at]) {
            case "{": return this.group("object", "}", depth + 1);
            case "[": return this.group("array", "]", depth + 1);
            case '"':
                this.string();
                return { kind: "string", start, end: this.at };
            default: return this.plain();
        }
    }

    group(kind, close, depth) {
        if (depth > DEEPEST) throw this.fault(`values are nested deeper than ${DEEPEST}`);
        const start = this.at;
        const entries = [];
        const keys = new Set();
        this.at += 1;
        this.space();
        if (this.text[this.at] !== close) {
            do {
                this.space();
                entries.push(kind === "object" ? this.field(keys, depth) : { value: this.value(depth) });
                this.space();
            } while (this.takes(","));
            if (this.text[this.at] !== close) throw this.fault(`a comma or ${close} is missing here`);
        }
        this.at += 1;
        return { kind, start, end: this.at, entries };
    }

    field(keys, depth) {
        const start = this.at;
        if (this.text[start] !== '"') throw this.fault("a key in double quotes must stand here");
        const raw = this.string();
        const key = JSON.parse(raw);
        if (keys.has(key)) throw this.fault(`the key "${key}" stands twice in one object`, start);
        keys.add(key);
        this.space();
        if (!this.takes(":")) throw this.fault("a colon is missing after the key");
        this.space();
        return { key, raw, value: this.value(depth) };
    }

    takes(sign) {
        if (this.text[this.at] !== sign) return false;
        this.at += 1;
        return true;
    }

    string() {
        const start = this.at;
        this.at += 1;
        while (this.text[this.at] !== '"') {
            if (this.at >= this.text.length) throw this.fault("");
            if (this.text[this.at] === "\\") this.escape();
            else if (this.text[this.at] < " ") throw this.fault("a control character must be escaped inside a string");
            else this.at += 1;
        }
        this.at += 1;
        const raw = this.text.slice(start, this.at);
        const most = this.longestString;
        if (raw.length > most / 3 && new TextEncoder().encode(raw).length - 2 > most) {
            throw this.fault(`a string is longer than ${most} bytes`, start + 1);
        }
        return raw;
    }

    escape() {
        // One sign, a whole pair of surrogates, or four digits that are no half of one.
        const pair = /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}/y;
        const single = /\\(?:["\\/bfnrt]|u(?![dD][89a-fA-F])[\da-fA-F]{4})/y;
        pair.lastIndex = single.lastIndex = this.at;
        const found = pair.exec(this.text) ?? single.exec(this.text);
        if (!found) throw this.fault("this escape is not one of JSON's");
        this.at += found[0].length;
    }

    plain() {
        const start = this.at;
        const word = /[^\s,:{}[\]"]*/y;
        word.lastIndex = start;
        const [text] = word.exec(this.text);
        this.at += text.length;
        if (/^(?:true|false|null)$/.test(text)) return { kind: text === "null" ? "null" : "bool", start, end: this.at };
        if (!/^-?\d/.test(text)) throw this.fault("a value must stand here", start);
        if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) || !Number.isFinite(Number(text))) {
            throw this.fault("this is no number of JSON, or too large for one", start);
        }
        return { kind: "number", start, end: this.at };
    }
}
