package import ExerciseModel

extension Timetable {
    /// How many injects fall into each of equal spans.
    package struct Load: Equatable, Sendable {
        /// Where the first span begins.
        package var start: ExerciseInstant
        /// Microseconds of a span; the last one may be shorter.
        package var span: Int64
        package var counts: [Int]

        package var total: Int { counts.reduce(0, +) }

        /// The span with the most injects, the first of several; `nil` when there are none at all.
        package var busiest: (from: ExerciseInstant, to: ExerciseInstant, injects: Int)? {
            guard let most = counts.max(), most > 0, let place = counts.firstIndex(of: most) else { return nil }
            let from = start.microseconds + Int64(place) * span
            return (ExerciseInstant(microseconds: from), ExerciseInstant(microseconds: from + span), most)
        }
    }

    /// A silence: nothing is sent between these instants.
    package struct Silence: Equatable, Sendable {
        package var from: ExerciseInstant
        package var to: ExerciseInstant

        package init(from: ExerciseInstant, to: ExerciseInstant) {
            self.from = from
            self.to = to
        }

        /// Microseconds.
        package var length: Int64 { to.microseconds - from.microseconds }
    }

    /// The load of one team, or of all together, in spans of so many microseconds from the start on.
    package func load(of team: TeamID? = nil, span: Int64) -> Load {
        let whole = max(0, end.microseconds - start.microseconds)
        // An inject at the very end belongs to the last span, unless a new one begins there.
        var counts = [Int](repeating: 0, count: max(1, Int((whole + span - 1) / span)))
        for entry in team.map(entries(of:)) ?? entries {
            guard let released = entry.released else { continue }
            let place = Int((released.microseconds - start.microseconds) / span)
            counts[min(max(0, place), counts.count - 1)] += 1
        }
        return Load(start: start, span: span, counts: counts)
    }

    /// The span by which people speak of the load: a minute, or five, or whatever makes at most 60 of them.
    package var naturalSpan: Int64 {
        let whole = end.microseconds - start.microseconds
        let seconds: [Int64] = [5, 60, 300, 1_800, 3_600, 7_200, 14_400, 43_200]
        return (seconds.first { whole <= $0 * 60_000_000 } ?? 86_400) * 1_000_000
    }

    /// The silences of one team, or of all together, that last at least so many microseconds, in order; the start and
    /// the end of the table bound them as injects do.
    package func silences(of team: TeamID? = nil, atLeast threshold: Int64) -> [Silence] {
        let instants = (team.map(entries(of:)) ?? entries).compactMap(\.released)
        return zip([start] + instants, instants + [end]).map { Silence(from: $0, to: $1) }
            .filter { $0.length >= max(1, threshold) }
    }

    /// The longest silence of one team, or of all together, the first of several; `nil` in a table without length.
    package func longestSilence(of team: TeamID? = nil) -> Silence? {
        let silences = silences(of: team, atLeast: 1)
        let longest = silences.map(\.length).max()
        return silences.first { $0.length == longest }
    }
}
