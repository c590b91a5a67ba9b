import ExerciseModel

/// Judges the log of an exercise and what was seen of it from the outside; knows nothing of how the daemon works.
package enum LogChecker {
    /// Every promise that was broken (`quality.md` 2), in the order in which it was found.
    package static func violations(in observations: Observations) -> [Violation] {
        let walk = LogWalk(observations)
        var found = walk.violations
        found += CommandAudit(observations.exchanges, walk).violations
        found += FeedAudit(observations, walk).violations
        found += LaneAudit(observations.traffic, walk.suspicions, window: Limits.window).violations
        found += ReceiptAudit(observations, hasSuspects: !walk.suspicions.isEmpty).violations
        found += PromptnessAudit(observations).violations
        found += ToldAudit(observations, walk).violations
        found += SaidAudit(observations).violations
        let sagas = SagaClockAudit(observations)
        found += sagas.violations
        if let rest = observations.rest {
            found += RestAudit(rest, walk).violations
            found += SagaRestAudit(rest, walk, sagas).violations
        }
        return found
    }
}
