import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

@Suite struct NoDuffTests {
    private let harbour = ExerciseID(trusted: "harbour")
    private let declare = #"{"command":"noduff","message":"a real fire","by":"Ada"}"#

    /// Running, with `a` and `b` at 10 s, `c` at 60 s and the manual `m`, for blue.
    private func started(_ change: (inout ExercisePlan) -> Void = { _ in }) -> ExerciseStage {
        let injects = [
            PlanBuilder.inject("a", at: 10), PlanBuilder.inject("b", at: 10), PlanBuilder.inject("c", at: 60),
            PlanBuilder.manual("m"),
        ]
        var stage = ExerciseStage(PlanBuilder.plan(injects, change))
        stage.order("start")
        return stage
    }

    @Test func `it stops the clock, takes back what has not left, and says so on a retained topic`() {
        var stage = started()
        stage.pass(5)
        stage.clear()
        #expect(stage.say(declare) == "accepted")
        #expect(stage.facts == ["5.0 command.accepted noduff", "5.0 noduff.declared ", "5.0 clock.paused "])
        #expect(stage.effects.contains(.order(.withdraw(harbour))))
        let told = stage.publications.filter { $0.topic == Topic.noDuff(harbour) }
        #expect(told.map(\.retain) == [true])
        #expect(
            stage.published(Topic.noDuff(harbour)) == [
                #"{"active":true,"message":"a real fire","by":"Ada","since":"2026-01-15T10:00:05.000Z","#
                    + #""timestamp":"2026-01-15T10:00:05.000Z"}"#
            ])
        stage.pass(500)
        #expect(stage.sent == [])
        #expect(stage.time == 5)
    }

    @Test(arguments: ["initialized", "paused", "stopped", "completed"])
    func `in every other status it stands, and the status stays`(status: String) {
        var stage = ExerciseStage(at: 10, duration: 20)
        if status != "initialized" { stage.order("start") }
        if status == "completed" { stage.pass(20) }
        if status == "paused" { stage.order("pause") }
        if status == "stopped" { stage.order("stop") }
        #expect(stage.say(declare) == "accepted")
        #expect(stage.state.clock.status.rawValue == status)
        #expect(stage.say(declare) == "conflict")
        stage.order("clear_noduff")
        #expect(stage.state.clock.status.rawValue == status)
    }

    @Test(
        arguments: [
            #"{"command":"resume"}"#, #"{"command":"deliver","inject":"m"}"#,
            #"{"command":"retry","inject":"a","team":"blue"}"#, #"{"command":"release","inject":"c"}"#,
        ])
    func `what would send is a conflict, and what would not is not`(json: String) {
        var stage = started()
        stage.pass(10)
        stage.settle(.refused(code: 0x87, reason: "no"))
        stage.say(#"{"command":"hold","inject":"c","reason":"x"}"#)
        stage.pass(60)
        stage.say(declare)
        stage.clear()
        #expect(
            stage.command(json) == .refused(.conflict, message: "NO DUFF (a real fire): clear_noduff first"))
        #expect(stage.sent == [])
    }

    @Test func `before its time a held inject may be let go, since that sends nothing`() {
        var stage = started()
        stage.say(#"{"command":"hold","inject":"c","reason":"x"}"#)
        stage.say(declare)
        #expect(stage.say(#"{"command":"release","inject":"c"}"#) == "accepted")
        #expect(stage.say(#"{"command":"skip","inject":"a","reason":"x"}"#) == "accepted")
        #expect(stage.say(#"{"command":"move","inject":"b","to":1}"#) == "accepted")
        #expect(stage.say(#"{"command":"note","text":"x"}"#) == "accepted")
        #expect(stage.sent == [])
    }

    @Test func `further attempts wait, and go on when it is lifted`() {
        var stage = started()
        stage.pass(10)
        stage.settle(.unanswered)
        stage.say(declare)
        stage.pass(60)
        #expect(stage.sent == ["blue/a #1 try 1"])
        #expect(stage.exercise.nextWake > stage.clock.now.wall)
        stage.order("clear_noduff")
        #expect(stage.sent == ["blue/a #1 try 1", "blue/a #1 try 2"])
        #expect(stage.state.clock.status == .paused)
    }

    @Test func `nobody gets a replay, nor what it did not hear, until it is lifted`() {
        var stage = started()
        stage.pass(10)
        stage.settle(.unheard)
        stage.pass(40)
        stage.settle(.unheard)
        stage.pass(5)
        #expect(stage.states("a") == ["unheard (nobody is subscribed to the team's feed)"])
        stage.say(declare)
        stage.clear()
        stage.presence("online")
        stage.ask(after: 0)
        #expect(stage.sent == [])
        #expect(stage.facts == ["55.0 team.online blue", "55.0 replay.rejected blueNO DUFF: nothing is sent now"])
        #expect(stage.published(Topic.teamError(harbour, TeamID(trusted: "blue"))).count == 1)
        stage.order("clear_noduff")
        stage.settleAll()
        #expect(stage.sent == ["blue/b #2 try 1", "blue/a #1 try 3"])
    }

    @Test func `the answer to what was under way counts, and nothing is sent twice for it`() {
        var stage = started()
        stage.pass(10)
        let flight = stage.flights[0]
        stage.say(declare)
        stage.take(.settled(flight, .acknowledged(verified: true), at: stage.clock.now))
        #expect(stage.states("a", "b") == ["delivered", "released"])
        #expect(stage.sent == ["blue/a #1 try 1"])
        stage.order("clear_noduff")
        #expect(stage.sent == ["blue/a #1 try 1", "blue/b #2 try 1"])
    }

    @Test func `without an answer it goes out again when it is lifted, under the same number`() {
        var stage = started()
        stage.pass(10)
        stage.say(declare)
        stage.pass(20)
        stage.order("clear_noduff")
        #expect(stage.sent == ["blue/a #1 try 1", "blue/a #1 try 1"])
        stage.settleAll()
        #expect(stage.states("a", "b") == ["delivered", "delivered"])
    }

    @Test(arguments: [.acknowledged(verified: true), .unheard, .unanswered] as [DeliveryOutcome])
    func `a receipt under it is final, whatever the broker answers later`(outcome: DeliveryOutcome) {
        var stage = started { $0.delivery.proof = .receipt }
        stage.pass(10)
        let flight = stage.flights[0]
        stage.say(declare)
        stage.receive("a", "seen")
        stage.clear()
        stage.take(.settled(flight, outcome, at: stage.clock.now))
        #expect(stage.facts == [])
        #expect(stage.states("a") == ["delivered"])
    }

    @Test func `while the broker is away it is heard, and told when it is back`() {
        var stage = started()
        stage.loseLink()
        stage.say(declare)
        stage.clear()
        stage.take(.attending)
        #expect(stage.published(Topic.noDuff(harbour)).count == 1)
        stage.loseLink()
        stage.take(.attending)
        #expect(stage.published(Topic.noDuff(harbour)).count == 2)
        #expect(stage.sent == [])
    }

    @Test func `lifted it is told once, and then nothing is retained, also after each connect`() {
        var stage = started()
        stage.say(declare)
        stage.clear()
        stage.order("clear_noduff")
        let told = stage.publications.filter { $0.topic == Topic.noDuff(harbour) }
        #expect(told.map(\.retain) == [false, true])
        #expect(told.map { $0.payload.isEmpty } == [false, true])
        #expect(stage.published(Topic.noDuff(harbour))[0].hasPrefix(#"{"active":false"#))
        stage.clear()
        stage.take(.attending)
        #expect(stage.published(Topic.noDuff(harbour)) == [""])
        #expect(stage.say(#"{"command":"clear_noduff"}"#) == "conflict")
    }

    @Test func `it outlives a restart`() {
        var stage = started { $0.onRestart = .continue }
        stage.pass(10)
        stage.say(declare)
        stage.clear()
        stage.restart(row: stage.rows.last)
        stage.take(.attending)
        stage.pass(60)
        #expect(stage.sent == [])
        #expect(stage.published(Topic.noDuff(harbour)).count == 1)
        #expect(stage.say(#"{"command":"resume"}"#) == "conflict")
        stage.order("clear_noduff")
        #expect(stage.sent == ["blue/a #1 try 1"])
    }

    @Test func `it stands in the waiting list with the button that lifts it`() {
        var stage = started()
        stage.say(declare)
        let row = WaitingList(stage.state, now: stage.clock.now).rows.first { $0.kind == "noduff" }
        #expect(row?.reason == "a real fire (Ada)")
        #expect(row?.buttons == [JSONText(literal: #"{"command":"clear_noduff"}"#)])
    }

    @Test func `a reset under it begins a run that does not start`() {
        var stage = started()
        stage.say(declare)
        stage.order("reset")
        #expect(stage.say(#"{"command":"start"}"#) == "conflict")
        stage.order("clear_noduff")
        #expect(stage.say(#"{"command":"start"}"#) == "accepted")
    }
}
