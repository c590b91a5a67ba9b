import ExerciseModel

/// What one rule has matched in this run, as far as it decides whether the next match fires.
struct RuleHistory: Equatable, Sendable {
    /// The last matches since it fired, one less than it takes at most, in the order in which they came.
    private var recent: [ExerciseInstant] = []
    private var lastFiring: ExerciseInstant?

    /// Whether a match at this instant would fire. What a seek has put behind the clock's present counts in no window
    /// and cools nothing down.
    func fires(_ trigger: RuleTrigger, at now: ExerciseInstant) -> Bool {
        if let lastFiring {
            if trigger.once { return false }
            if let cooldown = trigger.cooldown, isWithin(cooldown, lastFiring, now, openEnded: true) { return false }
        }
        guard let within = trigger.within else { return recent.count >= trigger.count - 1 }
        return recent.count { isWithin(within, $0, now, openEnded: false) } >= trigger.count - 1
    }

    /// A match counts from here on; one that fires uses up those before it.
    mutating func record(_ trigger: RuleTrigger, at now: ExerciseInstant, fires: Bool) {
        guard !fires else {
            recent = []
            lastFiring = now
            return
        }
        recent.append(now)
        if recent.count >= trigger.count { recent.removeFirst(recent.count - max(trigger.count - 1, 0)) }
    }

    private func isWithin(_ span: Int64, _ past: ExerciseInstant, _ now: ExerciseInstant, openEnded: Bool) -> Bool {
        guard past <= now else { return false }
        let passed = now.microseconds - past.microseconds
        return openEnded ? passed < span : passed <= span
    }
}
