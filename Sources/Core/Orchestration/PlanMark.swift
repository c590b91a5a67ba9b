import ExerciseModel

/// A short text for what a command would do, equal as long as it would do the same: which events, to which injects of
/// which teams, planned for when; not the instants at which they happen, nor the numbers that they would get.
enum PlanMark {
    static func text(of events: ArraySlice<Event>) -> String {
        // FNV-1a, 64 bits: it guards against a changed world, not against an enemy.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for event in events {
            for byte in line(event).utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func line(_ event: Event) -> String {
        var line = FactCodec.type(of: event.fact).rawValue
        if let target = event.fact.target { line += " \(target.team) \(target.inject)" }
        if case .injectPlanned(_, let time, let cause) = event.fact { line += " \(words(time, cause, event))" }
        if case .clockSought(let to, _) = event.fact { line += " \(to.microseconds)" }
        return line + "\n"
    }

    /// Now is now, whenever it is said, and what follows another inject comes so long after it.
    private static func words(_ time: ExerciseInstant, _ cause: PlanCause, _ event: Event) -> String {
        let ahead = time.microseconds - event.exerciseTime.microseconds
        return cause == .after || ahead == 0 ? "+\(ahead)" : "\(time.microseconds)"
    }
}
