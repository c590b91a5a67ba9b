/// What a team says of an inject that it was sent.
package struct Receipt: Equatable, Sendable {
    package var seq: Int64
    /// One of `Milestone.receipts`.
    package var milestone: Milestone
    /// What the team answered, as JSON; `nil` when nothing.
    package var response: JSONText?

    package init(seq: Int64, milestone: Milestone, response: JSONText? = nil) {
        self.seq = seq
        self.milestone = milestone
        self.response = response
    }
}

/// What a team was sent again on its own request.
package struct Replay: Equatable, Sendable {
    /// The number after which it asked.
    package var after: Int64
    /// The first and last number that went out; 0 when none did.
    package var first: Int64
    package var last: Int64
    package var count: Int

    package init(after: Int64, first: Int64, last: Int64, count: Int) {
        self.after = after
        self.first = first
        self.last = last
        self.count = count
    }
}

/// What an evaluator saw of an expected action.
package struct Tick: Equatable, Sendable {
    /// The inject's expected actions count from 1.
    package var action: Int
    /// The team that did it; `nil` for all that have the inject.
    package var team: TeamID?
    package var rating: Rating?
    package var text: String?

    package init(action: Int, team: TeamID? = nil, rating: Rating? = nil, text: String? = nil) {
        self.action = action
        self.team = team
        self.rating = rating
        self.text = text
    }
}

/// How well an action was done, in HSEEP's letters.
package enum Rating: String, CaseIterable, Sendable {
    case performed = "P"
    case performedWithSomeChallenges = "S"
    case performedWithMajorChallenges = "M"
    case unableToPerform = "U"
}
