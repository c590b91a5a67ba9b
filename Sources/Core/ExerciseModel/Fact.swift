/// What happened, in the model's words; the past tense of everything that the log can hold.
package enum Fact: Equatable, Sendable {
    indirect case exerciseLoaded(LoadedExercise)
    /// A daemon took the exercise up: at its first loading and after each restart.
    case exerciseOpened(instance: InstanceID, version: String, bootID: String, wall: WallInstant)
    /// A new run began; the event's run is the new one.
    case exerciseReset
    /// The files on disk are no longer those that run.
    case filesChanged(paths: [String])

    case clockStarted(wall: WallInstant)
    case clockPaused(wall: WallInstant)
    case clockResumed(wall: WallInstant)
    case clockRateChanged(Rate, wall: WallInstant)
    /// The event's exercise time is where the clock stood; `to` is where it stands now.
    case clockSought(to: ExerciseInstant, wall: WallInstant)
    case clockStopped(wall: WallInstant)
    case clockCompleted(wall: WallInstant)
    indirect case clockRecovered(ClockRecovery)
    /// The calendar clock jumped by so many milliseconds against the boot-time clock.
    case clockJumped(milliseconds: Int64)

    /// The broker hears us and the exercise may publish.
    case brokerAttending
    case brokerLost(reason: String, inFlight: [FlightName])
    /// Another daemon publishes on this exercise.
    case rivalSeen(InstanceID)
    case rivalGone(InstanceID)
    case teamOnline(TeamID, client: String?)
    case teamOffline(TeamID, client: String?)

    case injectQueued(InjectTarget, QueueReason, dueRunning: Int64, byHand: Bool)
    case injectHeld(InjectTarget, HoldReason, lateMilliseconds: Int64)
    case injectSkipped(InjectTarget, SkipReason)
    /// It is back on its schedule, as if nothing had kept it: a hold was lifted, or a seek has it ahead again.
    case injectRescheduled(InjectTarget)
    /// It has a time, or another time than before.
    case injectPlanned(InjectTarget, at: ExerciseInstant, PlanCause)
    /// A controller put an inject into the exercise while it ran.
    indirect case injectAdded(Inject, teams: [TeamID])
    case injectReleased(InjectTarget, Release)
    /// A controller had a delivered inject sent again, under the same number.
    case injectRepeated(InjectTarget, seq: Int64)
    case injectRepeatSettled(InjectTarget, seq: Int64, outcome: String)
    /// The broker has it, and the exercise waits for the team's receipt.
    case injectPublished(InjectTarget, seq: Int64, attempt: Int, receiptBy: WallInstant)
    case injectDelivered(InjectTarget, Proof)
    indirect case injectAttemptFailed(InjectTarget, FailedAttempt)
    case injectRetried(InjectTarget, Retry)
    case injectUnheard(InjectTarget, seq: Int64, attempt: Int)
    case injectFailed(InjectTarget, seq: Int64, attempt: Int, reason: String)

    indirect case receiptRecorded(InjectTarget, Receipt)
    /// A receipt that says nothing we can believe, and why; `inject` as it was named.
    case receiptRejected(TeamID, inject: String, reason: String)
    /// A team asked for what it was sent before, and got it.
    case replaySent(TeamID, Replay)
    case replayRejected(TeamID, reason: String)
    /// An expected action was seen, or rated.
    indirect case actionTicked(InjectID, Tick)
    /// The deadline of an expected action passed and nobody had seen it.
    case actionOverdue(InjectTarget, action: Int)

    /// A real emergency: the exercise stands and sends nothing.
    case noDuffDeclared(message: String, by: String?)
    case noDuffCleared(by: String?)

    case simulation(SimulationFact)
    case saga(SagaID, SagaFact)
    /// A variable of the rules has a value, or (`nil`) none any more.
    case variableSet(String, JSONText?)
    /// What a rule says to the world, on a topic below `/world/`.
    indirect case worldPublished(WorldMessage)
    /// A controller is asked; the step of a saga waits for the answer until then.
    indirect case approvalRequested(Approval)
    /// `agreed` is false for a no.
    case approvalAnswered(String, agreed: Bool, by: String?, reason: String?)

    indirect case commandAccepted(CommandRecord)
    indirect case commandRefused(CommandRecord, code: RefusalCode, message: String)
    /// An answer was asked for on a topic where it may not go (`contract.md` 1, Response topics).
    case responseTopicRefused(topic: String)
    case noteRecorded(text: String)
}

extension Fact {
    /// The one delivery that it is about; `nil` for a fact about several or none.
    package var target: InjectTarget? {
        switch self {
        case .injectQueued(let target, _, _, _), .injectHeld(let target, _, _), .injectSkipped(let target, _),
            .injectRescheduled(let target), .injectPlanned(let target, _, _), .injectReleased(let target, _),
            .injectRepeated(let target, _), .injectRepeatSettled(let target, _, _),
            .injectPublished(let target, _, _, _), .injectDelivered(let target, _),
            .injectAttemptFailed(let target, _), .injectRetried(let target, _), .injectUnheard(let target, _, _),
            .injectFailed(let target, _, _, _), .receiptRecorded(let target, _), .actionOverdue(let target, _):
            target
        default: nil
        }
    }
}

/// An inject on its way to one team.
package struct InjectTarget: Hashable, Sendable {
    package var team: TeamID
    package var inject: InjectID

    package init(team: TeamID, inject: InjectID) {
        self.team = team
        self.inject = inject
    }
}

/// An attempt that was at the broker when the link fell.
package struct FlightName: Equatable, Sendable {
    package var team: TeamID
    package var seq: Int64

    package init(team: TeamID, seq: Int64) {
        self.team = team
        self.seq = seq
    }
}

/// An exercise as it was loaded: its files byte for byte, what the settings said then, and the plan they make.
package struct LoadedExercise: Equatable, Sendable {
    package var files: SourceFiles
    package var defaults: DeliverySettings
    package var plan: ExercisePlan

    package init(files: SourceFiles, defaults: DeliverySettings, plan: ExercisePlan) {
        self.files = files
        self.defaults = defaults
        self.plan = plan
    }
}

/// Where a restart found the clock again (`semantics.md` 1).
package struct ClockRecovery: Equatable, Sendable {
    /// What was done: `pause` stands, `continue` adds the time since.
    package var policy: RestartPolicy
    /// Where the clock stands, or, when it goes on, the instant it has at `wall`.
    package var exerciseTime: ExerciseInstant
    package var wall: WallInstant
    /// Microseconds of wall time for which the clock has run in this run.
    package var running: Int64
    /// Milliseconds for which no daemon ran; `nil` when neither clock can tell.
    package var down: Int64?
    /// How many deliveries came due meanwhile.
    package var due: Int
    /// The one sentence that a controller reads.
    package var sentence: String

    package init(
        policy: RestartPolicy, exerciseTime: ExerciseInstant, wall: WallInstant, running: Int64, down: Int64?,
        due: Int, sentence: String
    ) {
        self.policy = policy
        self.exerciseTime = exerciseTime
        self.wall = wall
        self.running = running
        self.down = down
        self.due = due
        self.sentence = sentence
    }
}

/// Why a due inject has not entered its lane.
package enum QueueReason: String, CaseIterable, Sendable {
    case brokerAway = "broker away"
    case otherDaemon = "another daemon runs this exercise"
    case noDuff = "NO DUFF"
    case clockStands = "the clock stands"
}

/// How an inject entered its lane.
package struct Release: Equatable, Sendable {
    package var seq: Int64
    /// The planned instant; for a release by hand the instant of the release.
    package var exerciseTime: ExerciseInstant
    /// Milliseconds of wall time between due and released; 0 by hand.
    package var lateness: Int64
    package var late: Bool
    package var byHand: Bool

    package init(seq: Int64, exerciseTime: ExerciseInstant, lateness: Int64, late: Bool, byHand: Bool) {
        self.seq = seq
        self.exerciseTime = exerciseTime
        self.lateness = lateness
        self.late = late
        self.byHand = byHand
    }
}

/// That an inject was delivered, and how we know.
package struct Proof: Equatable, Sendable {
    /// What was had: `broker`, or `unverified` at QoS 0 and under MQTT 3.1.1, or the `receipt` of the team.
    package enum Kind: String, CaseIterable, Sendable { case broker, unverified, receipt }

    package var seq: Int64
    package var attempt: Int
    package var kind: Kind
    /// Milliseconds from the release to the proof.
    package var latency: Int64

    package init(seq: Int64, attempt: Int, kind: Kind, latency: Int64) {
        self.seq = seq
        self.attempt = attempt
        self.kind = kind
        self.latency = latency
    }
}

/// An attempt that came to nothing and will be followed by another.
package struct FailedAttempt: Equatable, Sendable {
    package var seq: Int64
    package var attempt: Int
    package var error: String
    /// Nobody was subscribed: not a failure of ours, and counted by time instead of attempts.
    package var unheard: Bool
    /// When the attempt came to nothing.
    package var since: WallInstant
    package var retryAt: WallInstant
    package var nextAttemptAt: UTCInstant

    package init(
        seq: Int64, attempt: Int, error: String, unheard: Bool, since: WallInstant, retryAt: WallInstant,
        nextAttemptAt: UTCInstant
    ) {
        self.seq = seq
        self.attempt = attempt
        self.error = error
        self.unheard = unheard
        self.since = since
        self.retryAt = retryAt
        self.nextAttemptAt = nextAttemptAt
    }
}

/// A further attempt.
package struct Retry: Equatable, Sendable {
    /// What brought it about.
    package enum Cause: String, CaseIterable, Sendable {
        case schedule, hand, presence, replay
        /// No receipt came in its time.
        case receipt
    }

    package var seq: Int64
    package var attempt: Int
    package var cause: Cause

    package init(seq: Int64, attempt: Int, cause: Cause) {
        self.seq = seq
        self.attempt = attempt
        self.cause = cause
    }
}

/// A control command as the log keeps it.
package struct CommandRecord: Equatable, Sendable {
    /// The caller's id; `nil` when it gave none.
    package var id: String?
    package var command: String
    /// The arguments in a canonical spelling, by which a repetition is told from a conflict.
    package var content: String
    /// Who says to have sent it.
    package var by: String?
    package var reason: String?
    /// The caller's `timestamp`: kept, never checked.
    package var sentAt: String?
    /// The status of the exercise after it; `nil` for a refused one.
    package var status: ClockStatus?

    package init(
        id: String?, command: String, content: String, by: String?, reason: String?, sentAt: String? = nil,
        status: ClockStatus? = nil
    ) {
        self.id = id
        self.command = command
        self.content = content
        self.by = by
        self.reason = reason
        self.sentAt = sentAt
        self.status = status
    }
}

/// The status of an exercise (`contract.md` 1).
package enum ClockStatus: String, CaseIterable, Sendable {
    case initialized, running, paused, stopped, completed
}
