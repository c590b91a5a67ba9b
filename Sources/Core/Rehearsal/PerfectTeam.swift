import ExerciseModel

/// What every team of a rehearsal says: that it is there, and, where the exercise waits for it, how far it has come with
/// an inject, at once.
struct PerfectTeam {
    private let exercise: ExerciseID
    private let teams: [TeamID]
    /// The furthest receipt of each inject that another waits for.
    private var awaited: [InjectID: Milestone] = [:]
    /// The receipt that every inject is proved by.
    private let proof: Milestone?

    init(_ plan: ExercisePlan) {
        exercise = plan.id
        teams = plan.teams.map(\.id)
        proof = plan.delivery.proof == .receipt ? .received : nil
        for inject in plan.timelines.flatMap(\.injects) {
            guard case .after(let trigger) = inject.schedule else { continue }
            awaited[trigger.inject] = max(awaited[trigger.inject] ?? .published, trigger.milestone)
        }
    }

    /// Whether anybody wants to know.
    var isAsked: Bool { proof != nil || !awaited.isEmpty }

    /// Every team's presence.
    func arrival() -> [HeardMessage] {
        teams.map { message(Topic.presence(exercise, $0)) { $0.field("status", "online") } }
    }

    /// The receipts of an inject that a team has been sent, up to the furthest that is wanted.
    func receipts(for inject: InjectID, team: TeamID) -> [HeardMessage] {
        guard let furthest = [awaited[inject], proof].compactMap({ $0 }).max() else { return [] }
        return Milestone.receipts.filter { $0 <= furthest }.map { milestone in
            message(Topic.receipt(exercise, team)) { writer in
                writer.field("id", inject.text)
                writer.field("status", milestone.rawValue)
            }
        }
    }

    private func message(_ topic: String, _ fields: (inout JSONWriter) -> Void) -> HeardMessage {
        HeardMessage(topic: topic, payload: JSONWriter.object(fields))
    }
}
