import ExerciseModel

/// One entry of `expect` and where it stands.
struct ExpectationReading {
    let expectation: Expectation
    /// The timeline of its team.
    let timeline: TimelineID
    /// The whole entry, and the name of the inject in it.
    let site: Site
    let inject: Site

    /// Reads an entry; `nil` when a fault was noted.
    init?(_ node: Node, in section: Section, of draft: ExerciseDraft) {
        guard let entry = Section(node, .expectation, in: section.source, faults: section.faults) else { return nil }
        if entry["at"] == nil { entry.missing("at", help: "write 'at: \"T+05:30\"'") }
        let at = entry.point("at")
        if let at, let node = entry["at"] {
            draft.end.check(at, "this is expected", at: entry.site(node), faults: section.faults)
        }
        let team = Self.team(entry, of: draft)
        let inject = entry.identifier("inject", InjectID.self)
        guard let at, let team, let inject, let injectNode = entry["inject"] else { return nil }
        expectation = Expectation(at: ExerciseInstant(microseconds: at), team: team.id, inject: inject)
        timeline = team.timeline
        site = entry.site(node)
        self.inject = entry.site(injectNode)
    }

    private static func team(_ entry: Section, of draft: ExerciseDraft) -> Team? {
        guard let id = entry.identifier("team", TeamID.self), let node = entry["team"] else { return nil }
        // A team with a fault of its own is none of the plan's.
        guard !draft.teams.contains(id) else { return draft.plan.teams.first { $0.id == id } }
        let names = draft.teams.map(\.text).sorted()
        let near = EditDistance.nearest(to: id.text, among: names)
        entry.faults.error(
            entry.site(node), "the exercise has no team '\(id.text)'",
            help: near.map { "did you mean '\($0)'?" } ?? (names.isEmpty ? nil : "it has: " + names.shown()))
        return nil
    }
}

extension [String] {
    /// The words with commas, the last of a long list only counted.
    func shown() -> String {
        let most = 12
        let words = prefix(most).joined(separator: ", ")
        return count > most ? words + " and \(count - most) more" : words
    }
}
