package import ExerciseModel

/// What rules have published below `/world/` in this run, as far as the broker may have to hear it again: it may have
/// been away, or have forgotten what it was to keep.
package struct WorldMemory: Equatable, Sendable {
    /// What the broker is to keep, by its topic; `nil` for what it must clear and has not been told.
    package private(set) var kept: [String: JSONText?] = [:]
    /// What nobody could hear, in its order.
    package private(set) var unheard: [WorldMessage] = []

    package init() {}

    /// A rule published something. Of what nobody hears only the newest is remembered.
    mutating func note(_ message: WorldMessage, isHeard: Bool) {
        if message.retain {
            kept[message.topic] = .some(message.payload)
        } else if !isHeard {
            if unheard.count == Limits.unheardWorldMessages { unheard.removeFirst() }
            unheard.append(message)
        }
    }

    /// The broker has been told all.
    mutating func hear() { (kept, unheard) = (kept.filter { $0.value != nil }, []) }

    /// A new run begins, and its world is empty.
    mutating func beginRun(isHeard: Bool) {
        unheard = []
        kept = isHeard ? [:] : kept.mapValues { _ in nil }
    }
}
