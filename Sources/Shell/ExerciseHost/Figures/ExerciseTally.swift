package import ExerciseModel

/// What an exercise's committed events add up to since the process started. Nothing in it ever goes down, whatever a
/// `reset` begins anew.
package struct ExerciseTally: Equatable, Sendable {
    /// The last committed position of the log.
    package private(set) var position: Int64 = 0
    package private(set) var commandsAccepted: Int64 = 0
    package private(set) var commandsRefused: Int64 = 0
    package private(set) var released: Int64 = 0
    package private(set) var held: Int64 = 0
    package private(set) var skipped: Int64 = 0
    package private(set) var attemptsFailed: Int64 = 0
    package private(set) var brokerLosses: Int64 = 0
    /// What simulations reported.
    package private(set) var reported: Int64 = 0
    /// Messages of simulations that were not taken, answers that changed nothing included.
    package private(set) var messagesRefused: Int64 = 0
    /// Attempts at steps of sagas.
    package private(set) var stepsDispatched: Int64 = 0
    package private(set) var sagasEnded: [SagaState: Int64] = [:]
    package private(set) var teams: [TeamID: Team] = [:]
    /// From the release to the proof.
    package private(set) var latency = DurationBuckets()
    /// From due to released; what a hand releases is due at once.
    package private(set) var lateness = DurationBuckets()

    private var isOnBroker = false

    /// How the injects of one team ended.
    package struct Team: Equatable, Sendable {
        package var delivered: Int64 = 0
        package var failed: Int64 = 0
        package var unheard: Int64 = 0

        package init(delivered: Int64 = 0, failed: Int64 = 0, unheard: Int64 = 0) {
            self.delivered = delivered
            self.failed = failed
            self.unheard = unheard
        }
    }

    package init() {}

    /// Counts a committed event.
    package mutating func count(_ event: Event) {
        position = max(position, event.position)
        switch event.fact {
        case .commandAccepted: commandsAccepted += 1
        case .commandRefused: commandsRefused += 1
        case .injectHeld: held += 1
        case .injectSkipped: skipped += 1
        case .injectReleased(_, let release):
            released += 1
            if !release.byHand { lateness.add(release.lateness) }
        case .injectDelivered(let target, let proof):
            teams[target.team, default: Team()].delivered += 1
            latency.add(proof.latency)
        case .injectAttemptFailed(_, let attempt): if !attempt.unheard { attemptsFailed += 1 }
        case .injectUnheard(let target, _, _): teams[target.team, default: Team()].unheard += 1
        case .injectFailed(let target, _, _, _): teams[target.team, default: Team()].failed += 1
        case .simulation(.reported): reported += 1
        case .simulation(.refused), .saga(_, .answerIgnored): messagesRefused += 1
        case .saga(_, .stepDispatched): stepsDispatched += 1
        case .saga(_, .ended(let end)): sagasEnded[end.state, default: 0] += 1
        case .brokerAttending: isOnBroker = true
        case .brokerLost:
            // A broker that stays away is told of again and again.
            if isOnBroker { brokerLosses += 1 }
            isOnBroker = false
        default: break
        }
    }
}
