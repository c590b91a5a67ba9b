import ExerciseModel

extension InjectIndex {
    /// Checks what names an inject: each `after` and each expectation.
    func checkReferences(of draft: ExerciseDraft, faults: FaultList) {
        for entry in entries where !entry.triggers.isEmpty || !entry.deadlines.isEmpty {
            let teams = draft.plan.teams.filter { $0.timeline == entry.timeline }.map(\.id.text)
            _ = InjectChains(entry, end: draft.end, faults: faults) { trigger, number, site in
                refuse(trigger, of: entry.injects[number], at: site, in: entry, teams: teams, faults)
            }
        }
        guard !draft.expectations.isEmpty else { return }
        let numbers = Dictionary(entries.map { ($0.timeline, $0.numbers) }) { first, _ in first }
        for reading in draft.expectations where numbers[reading.timeline]?[reading.expectation.inject] == nil {
            guard let entry = entries.first(where: { $0.timeline == reading.timeline }) else { continue }
            check(reading, in: entry, faults)
        }
    }

    private func refuse(
        _ trigger: InjectTrigger, of inject: Inject, at site: Site, in entry: Entry, teams: [String],
        _ faults: FaultList
    ) {
        let message = "inject '\(inject.id)' waits for '\(trigger.inject)', which is "
        guard let other = self.site(of: trigger.inject) else {
            let near = near(trigger.inject, butNot: inject.id, in: entry, faults)
            return faults.error(
                site, message + "nowhere", label: "it would never go out",
                help: near ?? "name an inject of this timeline")
        }
        faults.error(
            site, message + "not in its timeline",
            label: teams.isEmpty ? "" : "never sent to \(teams.count == 1 ? "team" : "teams") \(teams.shown())",
            notes: [(other.site, "it stands in timeline '\(other.timeline)'")],
            help: "put it into this timeline as well, or wait for another")
    }

    private func check(_ reading: ExpectationReading, in entry: Entry, _ faults: FaultList) {
        let (inject, team) = (reading.expectation.inject, reading.expectation.team)
        guard !entry.broken.contains(inject) else { return }
        guard let other = site(of: inject) else {
            return faults.error(
                reading.inject, "there is no inject '\(inject)'", label: "not in timeline '\(entry.timeline)'",
                help: near(inject, in: entry, faults) ?? "name an inject of that timeline")
        }
        faults.error(
            reading.inject, "team '\(team)' is never sent inject '\(inject)'",
            label: "not in timeline '\(entry.timeline)'",
            notes: [(other.site, "it stands in timeline '\(other.timeline)'")],
            help: "name a team of that timeline, or put it into '\(entry.timeline)' as well")
    }

    private func near(
        _ id: InjectID, butNot own: InjectID? = nil, in entry: Entry, _ faults: FaultList
    ) -> String? {
        // The more faults, the shorter the search: a large file with every name wrong is told of in a moment.
        let names = entry.injects.prefix(40_000 / (faults.errors + 1)).compactMap { $0.id == own ? nil : $0.id.text }
        return EditDistance.nearest(to: id.text, among: names).map { "did you mean '\($0)'?" }
    }
}
