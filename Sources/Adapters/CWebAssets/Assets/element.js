// Elements from plain values. Whatever comes from outside becomes text, never markup.

/** An element with these properties (`class`, `on…` handlers, attributes) around texts and other elements. */
export function element(name, properties = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
        if (typeof value === "function") made.addEventListener(key.slice(2), value);
        else if (typeof value === "boolean") made.toggleAttribute(key, value);
        else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
}

/** The element of this page with an id. */
export const byID = (id) => document.getElementById(id);

/** Sets a text where it differs, so that nobody who reads or selects it is disturbed. */
export function setText(target, text) {
    if (target.textContent !== text) target.textContent = text;
}

/** Has something done once before the next picture, however often it is asked for. */
export function beforeNextFrame(draw) {
    let isAsked = false;
    return () => {
        if (isAsked) return;
        isAsked = true;
        requestAnimationFrame(() => {
            isAsked = false;
            draw();
        });
    };
}
