import ExerciseModel

/// What the rules of a scenario name, held against what their exercise has.
final class ScenarioNames {
    private let draft: ExerciseDraft
    /// `nil` when the scenario is checked without the exercise that uses it: what that has is not known then.
    private let index: InjectIndex?
    private let faults: FaultList
    /// The injects of each timeline that could be read.
    private lazy var injects: [TimelineID: Set<InjectID>] = Dictionary(
        (index?.entries ?? []).map { ($0.timeline, Set($0.injects.map(\.id)).union($0.broken)) }
    ) { first, _ in first }

    /// The simulations that the exercise declares.
    private let declared: Set<SimulationID>
    private var simulations: Set<SimulationID> = []
    private var assigned: Set<String> = []
    private var read: [(variable: String, site: Site)] = []
    /// The commands that rules send, by simulation.
    private(set) var commands: [SimulationID: Set<String>] = [:]

    init(draft: ExerciseDraft, index: InjectIndex?, faults: FaultList) {
        self.draft = draft
        declared = Set(draft.simulations.map(\.id))
        self.index = index
        self.faults = faults
    }

    /// Whether the exercise is known to have no ENDEX.
    var isEndless: Bool { index != nil && draft.plan.duration == nil }

    /// The simulation under a key; notes a fault when the exercise declares others only.
    func simulation(_ key: String, _ section: Section) -> SimulationID? {
        guard let id = section.identifier(key, SimulationID.self), let node = section[key] else { return nil }
        simulations.insert(id)
        guard !declared.isEmpty, !declared.contains(id) else { return id }
        let known = draft.simulations.map(\.id.text)
        let near = nearest(to: id.text, among: known)
        faults.error(
            section.site(node), "the exercise has no simulation '\(id)'",
            help: near.map { "did you mean '\($0)'?" } ?? "it has: " + known.shown())
        return nil
    }

    /// Notes that a rule sends a command.
    func sends(_ command: String, to simulation: SimulationID) { commands[simulation, default: []].insert(command) }

    /// Notes that a rule sets a variable.
    func assigns(_ variable: String) { assigned.insert(variable) }

    /// Notes that a reference reads a variable.
    func reads(_ variable: String, at site: Site) { read.append((variable, site)) }

    /// Notes a fault when no team has an inject, or the team that is named has it not.
    func check(inject: InjectID, at site: Site, teams: [(id: TeamID, site: Site)]) {
        guard let index, draft.timelines.count == injects.count else { return }
        guard injects.values.contains(where: { $0.contains(inject) }) else {
            let near = nearest(to: inject.text, among: index.entries.lazy.flatMap(\.injects).map(\.id.text))
            return faults.error(
                site, "there is no inject '\(inject)'", label: "in no timeline of the exercise",
                help: near.map { "did you mean '\($0)'?" } ?? "name an inject of a timeline")
        }
        for team in teams {
            guard let known = draft.plan.teams.first(where: { $0.id == team.id }) else {
                refuse(team: team.id, at: team.site)
                continue
            }
            guard injects[known.timeline]?.contains(inject) == false else { continue }
            faults.error(
                team.site, "team '\(team.id)' does not have inject '\(inject)'",
                label: "not in timeline '\(known.timeline)'",
                notes: index.site(of: inject).map { [($0.site, "it stands in timeline '\($0.timeline)'")] } ?? [],
                help: "name a team of that timeline, or put it into '\(known.timeline)' as well")
        }
    }

    private func refuse(team: TeamID, at site: Site) {
        // A team with a fault of its own is none of the plan's.
        guard !draft.teams.contains(team) else { return }
        let names = draft.teams.map(\.text).sorted()
        let near = nearest(to: team.text, among: names)
        faults.error(
            site, "the exercise has no team '\(team)'",
            help: near.map { "did you mean '\($0)'?" } ?? (names.isEmpty ? nil : "it has: " + names.shown()))
    }

    /// The more faults, the shorter the search: a large file with every name wrong is told of in a moment.
    private func nearest(to word: String, among words: some Sequence<String>) -> String? {
        faults.isFull ? nil : EditDistance.nearest(to: word, among: Array(words.prefix(40_000 / (faults.errors + 1))))
    }

    /// Notes what can be told only when all rules were read.
    func finish() {
        guard index != nil else { return }
        let known = assigned.union(draft.plan.variables.keys)
        for (variable, site) in read where !known.contains(variable) {
            let near = nearest(to: variable, among: known.sorted())
            faults.error(
                site, "there is no variable \(DisplayText.quoted(variable))", label: "no rule sets it",
                help: near.map { "did you mean '\($0)'?" }
                    ?? "declare it in the exercise's 'variables', or let a rule 'set' it")
        }
        for (id, site) in draft.simulations where !simulations.contains(id) {
            faults.note(
                site, "no rule listens to simulation '\(id)' or sends to it", label: "it may register all the same")
        }
    }
}
