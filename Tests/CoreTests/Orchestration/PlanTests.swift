import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

/// Two controllers at once: the plan of a dry run, revisions, and who was first.
@Suite struct PlanTests {
    private func started() -> ExerciseStage {
        var stage = ExerciseStage(at: 10, 20, 40, teams: ["blue", "red"])
        stage.order("start")
        return stage
    }

    /// What a dry run of a command gives.
    private func acceptance(_ stage: inout ExerciseStage, _ json: String) throws -> Acceptance {
        let outcome = stage.command(json.dropLast() + #","dry_run":true}"#)
        guard case .accepted(let acceptance) = outcome else { throw Unexpected(outcome: outcome) }
        return acceptance
    }

    private struct Unexpected: Error { var outcome: CommandResult.Outcome? }

    private let hold = #"{"command":"hold","inject":"b","reason":"x"}"#

    @Test(
        arguments: [
            #"{"command":"hold","inject":"b","reason":"x"}"#, #"{"command":"move","inject":"b","to":0}"#,
            #"{"command":"move","inject":"b","to":25,"ripple":true}"#, #"{"command":"skip","reason":"x"}"#,
            #"{"command":"deliver","inject":"c"}"#, #"{"command":"pause"}"#, #"{"command":"seek","to":30}"#,
        ])
    func `a plan holds while the command would do the same, however much time passes`(json: String) throws {
        var stage = started()
        let before = stage.state
        let plan = try #require(try acceptance(&stage, json).plan)
        #expect(stage.state == before)
        stage.pass(5)
        #expect(stage.say(json.dropLast() + #","plan":"\#(plan)"}"#) == "accepted")
    }

    @Test func `a plan is refused when the world has moved, and hears who was first`() throws {
        var stage = started()
        let plan = try #require(try acceptance(&stage, hold).plan)
        stage.pass(3)
        stage.say(#"{"command":"skip","inject":"b","team":"red","reason":"x","by":"Bob"}"#)
        #expect(
            stage.command(hold.dropLast() + #","plan":"\#(plan)"}"#)
                == .refused(
                    .conflict,
                    message: "the command would now do something else than the plan says; "
                        + "the last hand on it: skip by Bob, 2026-01-15T10:00:03.000Z"))
        #expect(stage.states("b") == ["scheduled"])
    }

    @Test func `a refused plan does nothing, and under its id stays refused`() throws {
        var stage = started()
        let wrong = hold.dropLast() + #","plan":"0123456789abcdef","id":"x"}"#
        #expect(stage.say(String(wrong)) == "conflict")
        #expect(stage.states("b") == ["scheduled"])
        #expect(stage.say(String(wrong)) == "conflict")
    }

    @Test func `a revision that was shown guards against a second hand`() throws {
        var stage = started()
        let revision = try #require(try acceptance(&stage, hold).revision)
        let guarded = #"{"command":"move","inject":"b","to":30,"if_revision":\#(revision)}"#
        #expect(stage.say(guarded) == "accepted")
        let now = stage.state.revision(of: InjectID(trusted: "b"))
        #expect(now > revision)
        #expect(
            stage.command(guarded)
                == .refused(
                    .conflict,
                    message: "'b' has changed: its revision is \(now), not \(revision); "
                        + "the last hand on it: move by a controller, 2026-01-15T10:00:00.000Z"))
        #expect(stage.say(#"{"command":"pause","if_revision":0}"#) == "invalid_command")
        #expect(stage.say(#"{"command":"hold","inject":"b","reason":"x","if_revision":-1}"#) == "invalid_command")
    }

    @Test func `the last writer wins, and is told who changed it before`() {
        var stage = started()
        stage.say(#"{"command":"hold","inject":"b","reason":"x","by":"Ada"}"#)
        let position = stage.state.hand(on: InjectID(trusted: "b"))?.position
        guard case .accepted(let acceptance) = stage.command(#"{"command":"move","inject":"b","to":30,"by":"Bob"}"#)
        else {
            Issue.record("refused")
            return
        }
        #expect(acceptance.before?.command == "hold")
        #expect(acceptance.before?.by == "Ada")
        #expect(acceptance.before?.position == position)
        stage.order("reset")
        #expect(stage.state.hand(on: InjectID(trusted: "b")) == nil)
    }

    @Test func `a restart remembers who was first`() {
        var stage = started()
        stage.say(#"{"command":"hold","inject":"b","reason":"x","by":"Ada"}"#)
        stage.restart(row: stage.rows.last)
        #expect(stage.state.hand(on: InjectID(trusted: "b"))?.by == "Ada")
    }

    @Test(
        arguments: [
            #"{"command":"noduff","message":"x"}"#, #"{"command":"hold","reason":"x"}"#,
            #"{"command":"add","inject":{"id":"n","time":0,"type":"t","content":1},"teams":["red"]}"#,
            #"{"command":"tick","inject":"a"}"#, #"{"command":"stop"}"#, #"{"command":"reset"}"#,
        ])
    func `a dry run changes nothing, and asks nothing of the outside but its answer`(json: String) throws {
        var stage = started()
        let before = stage.state
        stage.clear()
        _ = try acceptance(&stage, json)
        #expect(stage.state == before)
        #expect(stage.deliveries == [])
        #expect(stage.publications.map(\.topic) == [Topic.result(before.id)])
        #expect(!stage.effects.contains(.order(.withdraw(before.id))))
    }
}
