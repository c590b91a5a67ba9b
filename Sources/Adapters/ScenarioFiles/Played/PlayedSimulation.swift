package import ExerciseModel

/// A simulation that is played from a file, for rehearsals and demonstrations: what it answers, and what it reports by
/// itself. Times are microseconds.
package struct PlayedSimulation: Equatable, Sendable {
    package var id: SimulationID
    package var name: String
    package var door: SimulationDoor
    /// By command; the one of `*` is for all others. A command without an answer is completed at once.
    package var answers: [String: PlayedAnswer]
    /// Whether it remembers no command, and so does a repeated one again.
    package var forgets: Bool
    package var events: [PlayedEvent]

    package init(
        id: SimulationID, name: String, door: SimulationDoor = .websocket, answers: [String: PlayedAnswer] = [:],
        forgets: Bool = false, events: [PlayedEvent] = []
    ) {
        self.id = id
        self.name = name
        self.door = door
        self.answers = answers
        self.forgets = forgets
        self.events = events
    }

    /// The answer to any command that has none of its own.
    package static let anyCommand = "*"
}

/// How a command is answered.
package struct PlayedAnswer: Equatable, Sendable {
    /// What is said in the end.
    package enum Outcome: Equatable, Sendable {
        case completed(output: JSONText?)
        case failed(reason: String, retryable: Bool)
        case never
    }

    package var outcome: Outcome
    /// From the command to the outcome.
    package var after: Int64
    /// From one `step.progress` to the next until then; `nil` for none.
    package var progress: Int64?
    /// How often it is so before the command is completed at once; `nil` for ever.
    package var times: Int?

    package init(
        _ outcome: Outcome = .completed(output: nil), after: Int64 = 0, progress: Int64? = nil, times: Int? = nil
    ) {
        self.outcome = outcome
        self.after = after
        self.progress = progress
        self.times = times
    }
}

/// What a simulation reports by itself.
package struct PlayedEvent: Equatable, Sendable {
    /// From the beginning to the first.
    package var at: Int64
    package var type: String
    package var payload: JSONText?
    /// From one to the next; `nil` when it is reported once.
    package var every: Int64?
    /// How often it is reported; `nil` without end.
    package var times: Int?

    package init(at: Int64, type: String, payload: JSONText? = nil, every: Int64? = nil, times: Int? = 1) {
        self.at = at
        self.type = type
        self.payload = payload
        self.every = every
        self.times = times
    }
}
