import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

@Suite struct DryRunTests {
    @Test func `a dry run lists what would happen, and nothing does`() {
        var stage = ExerciseStage(at: 0, 60)
        stage.clear()
        let before = stage.state
        let outcome = stage.command(#"{"command":"start","dry_run":true,"id":"x"}"#)
        guard case .accepted(let acceptance) = outcome, let effects = acceptance.effects else {
            Issue.record("\(String(describing: outcome))")
            return
        }
        #expect(acceptance.position == before.position)
        #expect(acceptance.status == .running)
        #expect(effects.map(\.type) == ["clock.started", "inject.released"])
        #expect([stage.facts, stage.sent] == [[], []])
        #expect(stage.state == before)
        #expect(stage.say(#"{"command":"start","id":"x"}"#) == "accepted")
    }

    @Test(arguments: [
        #"{"command":"resume","dry_run":true,"id":"x"}"#, #"{"command":"speed","dry_run":true,"id":"x"}"#,
    ])
    func `a dry run that is refused does not use up its id`(json: String) {
        var stage = ExerciseStage(at: 0)
        let before = stage.state
        stage.say(json)
        #expect(stage.state == before)
        #expect(stage.say(#"{"command":"start","id":"x"}"#) == "accepted")
    }

    @Test(arguments: 0..<120) func `a dry run tells what the command then does, in any state`(seed: UInt64) {
        var play = RandomPlay(seed: seed, simulations: seed % 2 == 1)
        for _ in 0..<60 {
            play.step()
            repeat { play.stage.take(.wake) } while play.stage.exercise.isBehind
            let json = play.command()
            let before = play.stage.state
            let dry = play.stage.command(String(json.dropLast()) + #","dry_run":true}"#)
            #expect(play.stage.state == before, "\(json)")
            let real = play.stage.command(json)
            switch (dry, real) {
            case (.accepted(let planned), .accepted(let done)):
                #expect(planned.status == done.status, "\(json)")
                #expect(planned.effects == done.effects, "\(json)")
                #expect(planned.before == done.before, "\(json)")
            default: #expect(dry == real, "\(json)")
            }
        }
    }
}
