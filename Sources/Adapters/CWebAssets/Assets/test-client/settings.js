// What survives a reload. The settings of a page stand in its address, so that each tab has its own and a bookmark
// holds them; recent events are kept by the browser for all tabs.

const RECENT = "whitecell.test-client.recent";
const CONNECTED = "whitecell.test-client.connected";
const MODES = ["off", "complete", "fail"];

/** `{id, exercise, mode, delay, text}` as the address says. */
export function readSettings() {
    const query = new URLSearchParams(location.search);
    const mode = query.get("auto") ?? "off";
    return {
        id: query.get("id") ?? "", exercise: query.get("exercise") ?? "", mode: MODES.includes(mode) ? mode : "off",
        delay: delayOf(query.get("delay") ?? "0") ?? 0, text: query.get("text") ?? "",
    };
}

/** Puts them into the address; what has its usual value is left out. */
export function keepSettings({ id, exercise, mode, delay, text }) {
    const query = new URLSearchParams();
    if (id) query.set("id", id);
    if (exercise) query.set("exercise", exercise);
    if (mode !== "off") query.set("auto", mode);
    if (delay !== 0) query.set("delay", delay);
    if (text) query.set("text", text);
    history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
}

/** Milliseconds as somebody typed them, or `null`. */
export const delayOf = (text) => (/^\d{1,7}$/.test(text.trim()) ? Number(text) : null);

/**
 * Whether this tab was connected when it was reloaded. It is no part of the address: a link from elsewhere must not
 * take a simulation's place by itself.
 */
export const wasConnected = ({ id, exercise }) => keep("sessionStorage", CONNECTED) === `${exercise}/${id}`;

export function keepConnected(settings) {
    keep("sessionStorage", CONNECTED, settings ? `${settings.exercise}/${settings.id}` : "");
}

/** Events that were sent before: `[{type, payload}]`, the newest first; `null` when there never were any. */
export function readRecent() {
    try {
        const kept = JSON.parse(keep("localStorage", RECENT));
        return kept.filter(({ type, payload }) => typeof type === "string" && typeof payload === "string");
    } catch {
        return null;
    }
}

export const keepRecent = (events) => keep("localStorage", RECENT, JSON.stringify(events));

/** Reads or writes one value; a browser that keeps nothing is no reason not to work. */
function keep(storage, key, value) {
    try {
        if (value === undefined) return window[storage].getItem(key);
        window[storage].setItem(key, value);
    } catch {
        return null;
    }
}
