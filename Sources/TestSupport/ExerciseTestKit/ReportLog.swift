package import ExerciseHost
package import ExerciseModel

/// What a broker has reported, in order; may be filled and read from any thread.
package final class ReportLog: Sendable {
    private let entries = Guarded<[BrokerReport]>([])

    package init() {}

    /// Everything so far.
    package var reports: [BrokerReport] { entries.withLock { $0 } }

    /// Takes a batch of reports.
    package func append(_ reports: [BrokerReport]) { entries.withLock { $0 += reports } }

    /// How each settled attempt ended, in the order of the reports.
    package var outcomes: [SettledAttempt] {
        reports.compactMap {
            if case .settled(let token, let outcome, _) = $0 {
                SettledAttempt(token: token, outcome: outcome)
            } else {
                nil
            }
        }
    }

    /// The messages that were heard.
    package var heard: [HeardMessage] {
        reports.compactMap { if case .heard(let message) = $0 { message } else { nil } }
    }

    /// What was in flight at each loss of the link.
    package var losses: [[DeliveryToken]] {
        reports.compactMap { if case .lost(_, let inFlight) = $0 { inFlight } else { nil } }
    }

    /// How often an exercise was reported as attended.
    package func attendances(of exercise: ExerciseID) -> Int {
        reports.count { $0 == .attending(exercise) }
    }
}

/// An attempt and how it ended.
package struct SettledAttempt: Equatable, Sendable {
    package var token: DeliveryToken
    package var outcome: DeliveryOutcome

    package init(token: DeliveryToken, outcome: DeliveryOutcome) {
        self.token = token
        self.outcome = outcome
    }
}
