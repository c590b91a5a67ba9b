import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import ScenarioRules
import Testing

@Suite struct DeedTests {
    private func stage(_ rules: Rule...) -> ExerciseStage {
        var stage = ExerciseStage(rules[0], rules.count > 1 ? rules[1] : Rules.rule("other"))
        stage.register("crane", on: 1)
        stage.clear()
        return stage
    }

    private func variable(_ name: String, _ stage: ExerciseStage) -> String? {
        stage.state.variables[name].map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test func `an inject that a rule delivers has the event's correlation id`() {
        var stage = stage(Rules.rule("fire", Rules.deliver("m")))
        let position = stage.report("fire", on: 1)
        #expect(stage.sent == ["blue/m #1 try 1"])
        #expect(stage.sagas == ["on-fire completed"])
        #expect(stage.events.filter { $0.position > position }.allSatisfy { $0.root == position })
    }

    @Test func `an inject that was sent before counts as delivered, and goes out no more`() {
        var stage = stage(Rules.rule("fire", Rules.deliver("m")))
        for _ in 0..<2 { stage.report("fire", on: 1) }
        #expect(stage.sent == ["blue/m #1 try 1"])
        #expect(stage.sagas == ["on-fire completed", "on-fire completed"])
    }

    @Test func `an inject that is not there, or in a status that forbids it, fails the step and undoes the rest`() {
        let change: (inout Rule) -> Void = { $0.when.phases = [.running, .stopped] }
        var stage = stage(
            Rules.rule("fire", Rules.set("n", "1"), Rules.deliver("ghost"), change: change),
            Rules.rule("late", Rules.deliver("m"), change: change))
        stage.report("fire", on: 1)
        #expect(stage.sagas == ["on-fire compensated"])
        #expect(variable("n", stage) == nil)
        stage.order("stop")
        stage.report("late", on: 1)
        #expect(stage.sagas.last == "on-late failed")
    }

    @Test func `an inject for a team that has it not fails the step`() {
        var stage = stage(Rules.rule("fire", Rules.deliver("m", "ghost")))
        stage.report("fire", on: 1)
        #expect(stage.sagas == ["on-fire failed"])
    }

    @Test func `a variable is set back to what it was`() {
        var stage = stage(
            Rules.rule("fire", Rules.set("n", #""${event.payload.n}""#)),
            Rules.rule("both", Rules.set("n", "3"), Rules.send("crane", "stop")))
        stage.report("fire", on: 1, #"{"n":"old"}"#)
        stage.report("both", on: 1)
        #expect(variable("n", stage) == "3")
        stage.answer("failed", 1, on: 1)
        #expect(variable("n", stage) == #""old""#)
        #expect(stage.sagas == ["on-fire completed", "on-both compensated"])
    }

    @Test func `a variable that somebody else has set since stays as it is`() {
        var stage = stage(
            Rules.rule("fire", Rules.set("n", #""${event.payload.n}""#)),
            Rules.rule("both", Rules.set("n", "3"), Rules.send("crane", "stop")))
        stage.report("both", on: 1)
        stage.report("fire", on: 1, #"{"n":4}"#)
        stage.answer("failed", 1, on: 1, saga: "\(stage.state.sagas.all[0].id)")
        #expect(variable("n", stage) == "4")
        #expect(stage.sagas == ["on-both compensated", "on-fire completed"])
    }

    @Test func `an undo that sets another variable sets that one`() {
        var set = Rules.send("crane", "stop")
        set.undo = .set("undone", Rules.template("true"))
        var stage = stage(Rules.rule("fire", set, Rules.send("crane", "more")))
        stage.report("fire", on: 1)
        stage.answer("completed", 0, on: 1, rest: #","output":{"before":7}"#)
        stage.answer("failed", 1, on: 1)
        #expect(variable("undone", stage) == "true")
    }

    @Test func `a rule's last command takes effect once its saga is completed, and comes of it`() {
        var stage = stage(Rules.rule("fire", Rules.set("n", "1"), Rules.control(#"{"command":"reset"}"#)))
        let position = stage.report("fire", on: 1)
        let types = stage.events.map { FactCodec.type(of: $0.fact).rawValue }
        #expect(types.suffix(6).prefix(3) == ["step.completed", "saga.ended", "command.accepted"])
        #expect(stage.state.run == 2)
        let given = stage.events.first { if case .commandAccepted = $0.fact { true } else { false } }
        #expect(given?.root == position)
        #expect(given?.actor == "rule:saga_\(position + 1)")
    }

    @Test func `a rule's command that is refused fails its step`() {
        var stage = stage(
            Rules.rule("fire", Rules.control(#"{"command":"resume"}"#), Rules.send("crane", "stop")))
        stage.report("fire", on: 1)
        #expect(stage.sagas == ["on-fire failed"])
        #expect(stage.state.sagas.all[0].reason?.contains("running already") == true)
    }

    @Test(arguments: [#""stop""#, #""reset","sagas":"abandon""#])
    func `a rule cannot end the run in the middle of a saga, whatever its references become`(command: String) {
        var stage = stage(
            Rules.rule("fire", Rules.control("{\"command\":\(command)}"), Rules.send("crane", "stop")))
        stage.report("fire", on: 1)
        #expect(stage.state.clock.status == .running)
        #expect(stage.state.run == 1)
        #expect(stage.sagas == ["on-fire failed"])
    }

    @Test func `a rule that resumes has the events looked at that waited`() {
        var pause = Rules.control(#"{"command":"pause"}"#)
        pause.undo = .control(Rules.template(#"{"command":"resume"}"#))
        let both = Stage([Rules.send("crane", "wait"), pause])
        var stage = stage(
            Rules.rule("halt") { $0.then = [both] }, Rules.rule("fire", Rules.publish("wind", "1")))
        stage.report("halt", on: 1)
        stage.report("fire", on: 1)
        #expect(stage.sagas == ["on-halt in_progress"])
        stage.answer("failed", 0, on: 1)
        #expect(stage.state.clock.status == .running)
        #expect(stage.sagas == ["on-halt compensated", "on-fire completed"])
    }

    @Test func `what a rule publishes goes out below world`() {
        var stage = stage(Rules.rule("fire", Rules.publish("wind", #""${event.payload.n}""#, retain: true)))
        stage.report("fire", on: 1, #"{"n":4}"#)
        #expect(stage.publications.filter(\.retain).map(\.topic).contains("/exercise/harbour/world/wind"))
        #expect(stage.published("/exercise/harbour/world/wind") == ["4"])
    }

    @Test(arguments: [true, false]) func `what a rule publishes while the broker is away is not lost`(retain: Bool) {
        var stage = stage(Rules.rule("fire", Rules.publish("wind", #""${event.payload.n}""#, retain: retain)))
        stage.loseLink()
        for n in 4...5 { stage.report("fire", on: 1, "{\"n\":\(n)}") }
        #expect(stage.published("/exercise/harbour/world/wind") == [])
        stage.restart(row: nil)
        stage.take(.attending)
        #expect(stage.published("/exercise/harbour/world/wind") == (retain ? ["5"] : ["4", "5"]))
        stage.loseLink()
        stage.take(.attending)
        #expect(stage.published("/exercise/harbour/world/wind") == (retain ? ["5", "5"] : ["4", "5"]))
    }

    @Test(arguments: [true, false]) func `a new run begins with an empty world`(attending: Bool) {
        var stage = stage(Rules.rule("fire", Rules.publish("wind", "4", retain: true)))
        stage.report("fire", on: 1)
        if !attending { stage.loseLink() }
        stage.order("reset")
        if !attending { stage.take(.attending) }
        #expect(stage.published("/exercise/harbour/world/wind") == ["4", ""])
        stage.loseLink()
        stage.take(.attending)
        #expect(stage.published("/exercise/harbour/world/wind") == ["4", ""])
    }
}
