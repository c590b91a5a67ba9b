package import ExerciseModel

/// Everything that was seen of one exercise from the outside: what the checker judges, and all that it knows.
package struct Observations: Sendable {
    /// The log, in the order of the store.
    package var records: [EventRecord] = []
    /// What the files of the exercise say, under the text of the exercise's own file.
    package var plans: [String: PlannedExercise] = [:]
    package var published: [Published] = []
    package var received: [Received] = []
    package var exchanges: [Exchange] = []
    /// The way of each message between the gateway and the broker, in order.
    package var traffic: [Traffic] = []
    /// What the broker acknowledged with success.
    package var acknowledged: Set<FeedNumber> = []
    /// What the broker, or a QoS that promises nothing, lost after an acknowledgement.
    package var excused: Set<FeedNumber> = []
    /// What teams, or controllers for them, ever said of an inject, true or not.
    package var claims: Set<Claim> = []
    package var simulations = SimulationTraffic()
    /// Teams whose client was subscribed all along.
    package var steadyTeams: Set<String> = []
    /// When each position became durable, in microseconds of one clock; empty when nobody looked.
    package var committedAt: [Int64] = []
    /// When the daemon was away, held up or without its store, on the same clock.
    package var disturbances: [ClosedRange<Int64>] = []
    /// How it stood when everything had come to rest; `nil` when it was not run to its end.
    package var rest: Rest?

    package init() {}

    /// The team that an answer on this topic is for; `nil` where answers to teams do not go.
    package static func teamAnswered(on topic: String) -> String? {
        let levels = topic.split(separator: "/").map(String.init)
        if levels.count == 2, levels[0] == "answers" { return levels[1] }
        return levels.count == 6 && levels[2] == "team" && levels[4] == "reply" ? levels[3] : nil
    }

    /// An exercise as its author wrote it.
    package struct PlannedExercise: Sendable {
        /// Milliseconds of exercise time; `nil` without ENDEX.
        package var duration: Int64?
        /// Microseconds beyond which a release is late.
        package var precision: Int64
        package var injects: [PlannedInject]
        /// Whether an inject counts as delivered only when its team says so.
        package var wantsReceipts = false
        /// Microseconds that a team has for its receipt.
        package var receiptTimeout: Int64 = 0
        /// What becomes of a late inject that says nothing itself: `fire`, `hold` or `skip`.
        package var late = "hold"
        /// Microseconds for one that says nothing itself.
        package var grace: Int64 = 0

        package init(duration: Int64?, precision: Int64, injects: [PlannedInject]) {
            self.duration = duration
            self.precision = precision
            self.injects = injects
        }
    }

    /// What an inject waits for.
    package struct Trigger: Sendable {
        package var inject: String
        /// How far it must have come: `published` to `responded`.
        package var milestone: String
        /// Microseconds of exercise time.
        package var delay: Int64

        package init(inject: String, milestone: String, delay: Int64) {
            self.inject = inject
            self.milestone = milestone
            self.delay = delay
        }
    }

    /// That a team has an inject, or did more with it.
    package struct Claim: Hashable, Sendable {
        package var team: String
        package var inject: String
        package var status: String

        package init(team: String, inject: String, status: String) {
            self.team = team
            self.inject = inject
            self.status = status
        }
    }

    /// One inject for one team.
    package struct PlannedInject: Sendable {
        package var team: String
        package var inject: String
        /// Milliseconds of exercise time; `nil` for one that a hand releases.
        package var due: Int64?
        /// Its place in the timeline.
        package var place: Int
        /// `fire`, `hold` or `skip`.
        package var late: String
        /// Microseconds of wall time.
        package var grace: Int64
        package var content: [UInt8]
        /// `nil` for one that waits for no other.
        package var after: Trigger?
        /// Microseconds of exercise time from the release to each deadline of an expected action; `nil` without one.
        package var deadlines: [Int64?] = []

        package init(
            team: String, inject: String, due: Int64?, place: Int, late: String, grace: Int64, content: [UInt8]
        ) {
            self.team = team
            self.inject = inject
            self.due = due
            self.place = place
            self.late = late
            self.grace = grace
            self.content = content
        }
    }

    /// A message of the daemon, and the last position that was durable when it left.
    package struct Published: Sendable {
        package var topic: String
        package var payload: [UInt8]
        package var committed: Int64
        /// The last position that was durable before the turn in which it left.
        package var before: Int64

        package init(topic: String, payload: [UInt8], committed: Int64, before: Int64? = nil) {
            self.topic = topic
            self.payload = payload
            self.committed = committed
            self.before = before ?? committed
        }
    }

    /// A message on a team's feed as its client took it, repetitions included.
    package struct Received: Sendable {
        package var team: String
        package var payload: [UInt8]
        package var at: WallInstant

        package init(team: String, payload: [UInt8], at: WallInstant) {
            self.team = team
            self.payload = payload
            self.at = at
        }
    }

    /// A command that reached the daemon, and its answer if there was one.
    package struct Exchange: Sendable {
        package var command: [UInt8]
        package var answer: [UInt8]?
        /// Whether the daemon lived on to answer.
        package var mustBeAnswered: Bool

        package init(command: [UInt8], answer: [UInt8]? = nil, mustBeAnswered: Bool = false) {
            self.command = command
            self.answer = answer
            self.mustBeAnswered = mustBeAnswered
        }
    }

    /// The number of an inject in a team's feed.
    package struct FeedNumber: Hashable, Sendable {
        package var team: String
        package var seq: Int64

        package init(team: String, seq: Int64) {
            self.team = team
            self.seq = seq
        }
    }

    /// What happened between the gateway and the broker.
    package enum Traffic: Sendable {
        /// With the last position that was durable then.
        case handed(FeedNumber, committed: Int64)
        case settled(FeedNumber)
        /// The link, the daemon or the run is gone, and with it what was in flight.
        case forgotten
    }

    /// The end, some time after the last fault.
    package struct Rest: Sendable {
        /// The waiting list as published.
        package var waiting: [UInt8]
        package var utc: UTCInstant
        /// Microseconds of exercise time.
        package var exerciseTime: Int64
        /// Milliseconds after which nothing may be on its way any more.
        package var bound: Int64
        /// Teams whose client is there.
        package var online: Set<String>
        /// Simulations that are there, and have been told that they are registered.
        package var simulations: Set<String> = []
        /// By the clock that the daemon waits by; `nil` when nobody looked.
        package var wall: WallInstant?

        package init(
            waiting: [UInt8], utc: UTCInstant, exerciseTime: Int64, bound: Int64, online: Set<String>
        ) {
            self.waiting = waiting
            self.utc = utc
            self.exerciseTime = exerciseTime
            self.bound = bound
            self.online = online
        }
    }
}
