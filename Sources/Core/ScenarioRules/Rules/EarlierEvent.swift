package import ExerciseModel

/// What an event's id says of it.
package enum EarlierEvent: Equatable, Sendable {
    /// It has none, or one that is new.
    case none
    /// It was reported before, and is in the log at this position; what the rules made of it, as far as an answer
    /// says it: without the matches.
    case same(position: Int64, RuleVerdict)
    /// Its simulation has used the id for something else.
    case conflict
}
