/// What must hold of an event's payload (`where`).
package indirect enum Condition: Equatable, Sendable {
    /// The value at a path, `[]` for the whole payload; a number among the steps of a path counts into a list from 0.
    case field([String], Comparison)
    case all([Condition])
    case any([Condition])
    case not(Condition)

    /// What a value is held against. Numbers compare by value, texts by their bytes; kinds that differ never match.
    package enum Comparison: Equatable, Sendable {
        case equals(JSONText)
        case isIn([JSONText])
        case greater(JSONText)
        case atLeast(JSONText)
        case less(JSONText)
        case atMost(JSONText)
        case exists(Bool)
        /// A glob: `*` for any text, `?` for one character, `[set]`; the whole text must fit.
        case matches(String)
    }
}
