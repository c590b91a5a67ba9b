import ExerciseModel

/// The id of a failure record: the team and the number of the inject in its feed, `blue.17`.
struct FailureName {
    var team: TeamID
    var seq: Int64

    init(team: TeamID, seq: Int64) {
        self.team = team
        self.seq = seq
    }

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let team = TeamID(String(parts[0])), let seq = Int64(parts[1]), seq > 0 else {
            return nil
        }
        self.init(team: team, seq: seq)
    }

    var text: String { "\(team.text).\(seq)" }
}
