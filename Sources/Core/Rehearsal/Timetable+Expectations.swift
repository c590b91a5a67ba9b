import ExerciseControl
package import ExerciseModel

extension Timetable {
    /// An expectation that the rehearsal did not meet.
    package struct Broken: Equatable, Sendable {
        /// Its number in the list that was asked about, from 0.
        package var number: Int
        package var expectation: Expectation
        /// What the rehearsal had instead.
        package var found: Found

        /// What becomes of an expected inject.
        package enum Found: Equatable, Sendable {
            case noTeam
            /// The team's timeline does not hold it.
            case noInject
            /// It is sent at another second, or not at all.
            case other(Outcome)
        }
    }

    /// The expectations that do not hold: a team is sent its inject in the second that was named, or it is not.
    package func broken(_ expectations: [Expectation]) -> [Broken] {
        guard !expectations.isEmpty else { return [] }
        let known = Dictionary(
            entries.map { (InjectTarget(team: $0.team, inject: $0.inject), $0) }
        ) { first, _ in first }
        return expectations.enumerated().compactMap { number, expectation -> Broken? in
            let entry = known[InjectTarget(team: expectation.team, inject: expectation.inject)]
            if let released = entry?.released, released.seconds == expectation.at.seconds { return nil }
            return Broken(number: number, expectation: expectation, found: found(entry, expectation))
        }
    }

    private func found(_ entry: Entry?, _ expectation: Expectation) -> Broken.Found {
        guard let entry else { return teams.contains { $0.id == expectation.team } ? .noInject : .noTeam }
        return .other(entry.outcome)
    }
}

extension Timetable.Broken {
    /// What is wrong in one sentence, without its place in a file.
    package var sentence: String {
        let (team, inject) = (expectation.team, expectation.inject)
        let expected = "'\(team)' expects '\(inject)' at \(TimeSpelling.text(ofPoint: expectation.at.microseconds))"
        return switch found {
        case .noTeam: "\(expected), and the exercise has no such team"
        case .noInject: "\(expected), and its timeline has no such inject"
        case .other(.sent(let instant, _, _)):
            "\(expected), and gets it at \(TimeSpelling.text(ofPoint: instant.microseconds))"
        case .other(.manual): "\(expected), and only a controller's hand releases it"
        case .other(.waiting(let trigger)):
            "\(expected), and it still waits for '\(trigger.inject)' to be \(trigger.milestone.rawValue)"
        case .other(.left(let state, let reason)):
            "\(expected), and it is \(state.rawValue)" + (reason.isEmpty ? "" : " (\(reason))")
        }
    }
}
