/// An exercise as its files describe it, checked: what the root machine runs.
package struct ExercisePlan: Equatable, Sendable {
    package var id: ExerciseID
    package var title: String
    package var description: String
    package var scenarioID: String?
    /// The instant of ENDEX; `nil` when the exercise has none.
    package var duration: ExerciseInstant?
    package var onRestart: RestartPolicy
    /// The longest gap that `continue` bridges, in microseconds of wall time.
    package var maxGap: Int64
    package var late: LatePolicy
    /// Microseconds of wall time.
    package var grace: Int64
    package var delivery: DeliverySettings
    package var publishEvents: Bool
    package var teams: [Team]
    package var timelines: [Timeline]
    package var objectives: [Objective]
    /// What a rehearsal of the exercise is held to.
    package var expectations: [Expectation]
    /// What a rehearsal of its rules is held to.
    package var reactions: [Reaction] = []
    /// Empty when the file declares none; any may register then.
    package var simulations: [Simulation] = []
    package var scenario = Scenario()
    /// The values that variables of the rules begin with.
    package var variables: [String: JSONText] = [:]

    package init(
        id: ExerciseID, title: String = "", description: String = "", scenarioID: String? = nil,
        duration: ExerciseInstant? = nil, onRestart: RestartPolicy = .pause, maxGap: Int64 = 3_600_000_000,
        late: LatePolicy = .hold, grace: Int64 = 60_000_000, delivery: DeliverySettings = DeliverySettings(),
        publishEvents: Bool = false, teams: [Team] = [], timelines: [Timeline] = [], objectives: [Objective] = [],
        expectations: [Expectation] = []
    ) {
        self.id = id
        self.title = title
        self.description = description
        self.scenarioID = scenarioID
        self.duration = duration
        self.onRestart = onRestart
        self.maxGap = maxGap
        self.late = late
        self.grace = grace
        self.delivery = delivery
        self.publishEvents = publishEvents
        self.teams = teams
        self.timelines = timelines
        self.objectives = objectives
        self.expectations = expectations
    }
}

/// What a restart does with a clock that was running (`semantics.md` 1).
package enum RestartPolicy: String, CaseIterable, Sendable {
    /// Stand at the last instant that was written.
    case pause
    /// Add the time since, up to the longest gap.
    case `continue`
}

/// A team and the timeline it is sent.
package struct Team: Equatable, Sendable {
    package var id: TeamID
    package var name: String
    package var timeline: TimelineID
    /// `#rrggbb`, or `nil`.
    package var color: String?

    package init(id: TeamID, name: String, timeline: TimelineID, color: String? = nil) {
        self.id = id
        self.name = name
        self.timeline = timeline
        self.color = color
    }
}

/// A list of injects in the order of their file; several teams may share it.
package struct Timeline: Equatable, Sendable {
    package var id: TimelineID
    package var injects: [Inject]

    package init(id: TimelineID, injects: [Inject]) {
        self.id = id
        self.injects = injects
    }
}

/// What an exercise is held for.
package struct Objective: Equatable, Sendable {
    package var id: String
    package var title: String

    package init(id: String, title: String) {
        self.id = id
        self.title = title
    }
}

/// That a team is sent an inject at an instant: what `rehearse` and `check` hold an exercise to.
package struct Expectation: Equatable, Sendable {
    package var at: ExerciseInstant
    package var team: TeamID
    package var inject: InjectID

    package init(at: ExerciseInstant, team: TeamID, inject: InjectID) {
        self.at = at
        self.team = team
        self.inject = inject
    }
}

/// How the injects of an exercise are delivered: its file's word, else the settings' (`contract.md` 4).
package struct DeliverySettings: Equatable, Sendable {
    /// What counts as delivered.
    package var proof: DeliveryProofWanted = .broker
    /// 0, 1 or 2; `MQTT_QOS_LEVEL`.
    package var qos: UInt8 = 1
    /// `MAX_RETRY_ATTEMPTS`.
    package var retries = 3
    /// Microseconds; `RETRY_DELAY_SECONDS`.
    package var retryDelay: Int64 = 5_000_000
    /// Whether the pause between attempts doubles, with jitter.
    package var exponential = false
    /// Microseconds without an answer from the broker; `DELIVERY_TIMEOUT_MS`.
    package var timeout: Int64 = 5_000_000
    /// Microseconds a team has for its receipt under `proof: receipt`.
    package var receiptTimeout: Int64 = 30_000_000
    /// Microseconds an inject may be late before it is called late; `TIMER_PRECISION_MS`.
    package var precision: Int64 = 100_000

    package init() {}
}

/// The proof that an exercise asks for before it calls an inject delivered.
package enum DeliveryProofWanted: String, CaseIterable, Sendable {
    /// The broker's acknowledgement.
    case broker
    /// The receipt of the team's client.
    case receipt
}

/// The files of an exercise, byte for byte: what `exercise.loaded` keeps and a restart runs from.
package struct SourceFiles: Equatable, Sendable {
    /// One file: its path as it was named, and its bytes.
    package struct File: Equatable, Sendable {
        package var path: String
        package var bytes: [UInt8]

        package init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    /// The exercise's own file.
    package var exercise: File
    /// The timelines by name, in the order in which the teams name them first.
    package var timelines: [TimelineFile]
    /// The rules' own file; `nil` when they stand in the exercise's, or there are none.
    package var scenario: File?

    /// Every file.
    package var all: [File] { [exercise] + timelines.map(\.file) + (scenario.map { [$0] } ?? []) }

    /// A timeline's name and its file.
    package struct TimelineFile: Equatable, Sendable {
        package var id: TimelineID
        package var file: File

        package init(id: TimelineID, file: File) {
            self.id = id
            self.file = file
        }
    }

    package init(exercise: File, timelines: [TimelineFile], scenario: File? = nil) {
        self.exercise = exercise
        self.timelines = timelines
        self.scenario = scenario
    }
}
