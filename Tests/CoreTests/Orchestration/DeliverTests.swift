import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

@Suite struct DeliverTests {
    /// Running, with `a` at 10 s and the manual `m`, for blue and red.
    private func started() -> ExerciseStage {
        var stage = ExerciseStage(
            PlanBuilder.plan([PlanBuilder.inject("a", at: 10), PlanBuilder.manual("m")], teams: ["blue", "red"]))
        stage.order("start")
        return stage
    }

    @Test func `a hand releases a scheduled inject at once, and the clock does not release it again`() {
        var stage = started()
        stage.say(#"{"command":"deliver","inject":"a","teams":["red"]}"#)
        stage.settleAll()
        stage.pass(10)
        #expect(stage.sent == ["red/a #1 try 1", "blue/a #1 try 1"])
    }

    @Test func `a hand releases what is manual, held or left out to each team that has it`() {
        var stage = started()
        stage.stall(100)
        stage.take(.wake)
        #expect(stage.states("a", "m") == ["held (late)", "manual"])
        stage.say(#"{"command":"deliver","inject":"m"}"#)
        stage.say(#"{"command":"deliver","inject":"a"}"#)
        stage.settleAll()
        #expect(stage.states("a", "m") == ["delivered", "delivered"])
        #expect(stage.states("a", "m", team: "red") == ["delivered", "delivered"])
    }

    @Test func `sent already is a conflict that says what to do`() {
        var stage = started()
        stage.say(#"{"command":"deliver","inject":"m","teams":["blue"]}"#)
        let deliver = #"{"command":"deliver","inject":"m","teams":["blue"]}"#
        #expect(stage.command(deliver) == .refused(.conflict, message: "'m' is on its way to 'blue' already"))
        stage.settle()
        #expect(
            stage.command(deliver)
                == .refused(
                    .conflict, message: "'m' was delivered to 'blue' already: say \"again\": true to repeat it"))
        stage.say(#"{"command":"deliver","inject":"m","teams":["red"]}"#)
        stage.settle(.refused(code: 0x87, reason: "no"))
        #expect(
            stage.command(#"{"command":"deliver","inject":"m","teams":["red"],"again":true}"#)
                == .refused(.conflict, message: "'m' is failed at 'red': retry it"))
    }

    @Test func `of teams that are named each must be one to send to, of all teams one is enough`() {
        var stage = started()
        stage.say(#"{"command":"deliver","inject":"m","teams":["blue"]}"#)
        #expect(stage.say(#"{"command":"deliver","inject":"m","teams":["red","blue"]}"#) == "conflict")
        #expect(stage.say(#"{"command":"deliver","inject":"m"}"#) == "accepted")
        #expect(stage.say(#"{"command":"deliver","inject":"m"}"#) == "conflict")
    }

    @Test func `again sends the same inject under the same number`() throws {
        var stage = started()
        stage.say(#"{"command":"deliver","inject":"m","teams":["blue"]}"#)
        stage.settle()
        stage.pass(7)
        stage.say(#"{"command":"deliver","inject":"m","teams":["blue"],"again":true}"#)
        stage.settle()
        #expect(stage.sent == ["blue/m #1 try 1", "blue/m #1 try 1 replayed"])
        let messages = try stage.deliveries.map { try JSONObject($0.payload[...]) }
        #expect(messages[0]["timestamp"]?.string == messages[1]["timestamp"]?.string)
        #expect(messages[0]["exerciseTime"]?.integer == messages[1]["exerciseTime"]?.integer)
        #expect(
            stage.facts("inject").suffix(2) == ["7.0 inject.repeated blue/m #1", "7.0 inject.repeat_settled blue/m #1"])
    }

    @Test func `while the broker is away a hand release waits, and goes out also in a pause`() {
        var stage = started()
        stage.loseLink()
        stage.say(#"{"command":"deliver","inject":"m","teams":["blue"]}"#)
        #expect(stage.states("m") == ["queued (broker away)"])
        stage.order("pause")
        stage.take(.attending)
        #expect(stage.sent == ["blue/m #1 try 1"])
    }

    @Test func `a failure is retried by its name`() {
        var stage = started()
        stage.pass(10)
        stage.settle(.refused(code: 0x87, reason: "not authorized"))
        #expect(stage.states("a") == ["failed (not authorized)"])
        #expect(stage.say(#"{"command":"retry","failure":"blue.1"}"#) == "accepted")
        #expect(stage.sent == ["blue/a #1 try 1", "red/a #1 try 1", "blue/a #1 try 2"])
        #expect(stage.say(#"{"command":"retry","failure":"blue.1"}"#) == "conflict")
    }

    @Test func `unheard and waiting deliveries are retried by inject and team, counted anew`() {
        var stage = started()
        stage.pass(10)
        for outcome in [DeliveryOutcome.unanswered, .unanswered] { stage.settle(outcome) }
        stage.say(#"{"command":"retry","inject":"a","team":"red"}"#)
        #expect(stage.states("a", team: "red") == ["released"])
        #expect(stage.delivery("a", "red")?.tries == 1)
        stage.pass(5)
        #expect(stage.sent.suffix(2) == ["red/a #1 try 2", "blue/a #1 try 2"])
    }

    @Test(arguments: [
        "blue.2", "green.1", "blue", "blue.0", "blue.-1", "blue.1.1", "", "a.b.c", "blue.99999999999999999999",
    ])
    func `a failure that this run does not know is unknown`(name: String) {
        var stage = started()
        stage.pass(10)
        #expect(stage.say(#"{"command":"retry","failure":"\#(name)"}"#) == "unknown_failure")
    }

    @Test func `what nobody heard at first is no failure when it is delivered`() {
        var stage = started()
        stage.pass(10)
        stage.settle(.unheard)
        stage.pass(5)
        stage.settle()
        #expect(stage.published(Topic.failure(ExerciseID(trusted: "harbour"))).isEmpty)
    }

    @Test func `each change of a failure is told`() {
        var stage = started()
        stage.pass(10)
        stage.settle(.unanswered)
        stage.settle(.refused(code: 0x87, reason: "not \"authorized\""))
        stage.pass(5)
        stage.settle()
        let told = stage.published(Topic.failure(ExerciseID(trusted: "harbour")))
        let inject = #"{"id":"a","time":10.0,"type":"mail","content":{"text":"Look at this."}}"#
        #expect(
            told == [
                #"{"id":"blue.1","team_id":"blue","inject":\#(inject),"error":"the broker did not answer in time","#
                    + #""timestamp":"2026-01-15T10:00:10.000Z","retry_count":0,"status":"pending_retry","#
                    + #""inject_id":"a","run":1,"next_attempt_at":"2026-01-15T10:00:15.000Z"}"#,
                #"{"id":"red.1","team_id":"red","inject":\#(inject),"error":"not \"authorized\"","#
                    + #""timestamp":"2026-01-15T10:00:10.000Z","retry_count":0,"status":"failed","#
                    + #""inject_id":"a","run":1,"next_attempt_at":null}"#,
                #"{"id":"blue.1","team_id":"blue","inject":\#(inject),"error":"the broker did not answer in time","#
                    + #""timestamp":"2026-01-15T10:00:15.000Z","retry_count":1,"status":"delivered","#
                    + #""inject_id":"a","run":1,"next_attempt_at":null}"#,
            ])
    }

    @Test func `what the link lost is sent again, once, with the same number and attempt`() {
        var stage = started()
        stage.pass(10)
        stage.loseLink()
        stage.take(.attending)
        stage.take(.attending)
        #expect(stage.sent == ["blue/a #1 try 1", "red/a #1 try 1", "blue/a #1 try 1", "red/a #1 try 1"])
    }

    @Test func `late and double answers change nothing`() {
        var stage = started()
        stage.pass(10)
        let old = stage.flights
        stage.loseLink()
        stage.take(.attending)
        stage.clear()
        for token in old { stage.take(.settled(token, .unanswered, at: stage.clock.now)) }
        #expect(stage.facts == [])
        let new = stage.flights
        for token in new + new { stage.take(.settled(token, .acknowledged(verified: true), at: stage.clock.now)) }
        #expect(stage.facts == ["10.0 inject.delivered blue/a #1 try 1", "10.0 inject.delivered red/a #1 try 1"])
    }

    @Test func `a suspect is sent alone`() {
        var stage = started()
        stage.pass(10)
        for _ in 0..<2 {
            stage.loseLink()
            stage.take(.attending)
        }
        #expect(stage.deliveries.map(\.alone) == [false, false, false, false, true, true])
        stage.loseLink()
        #expect(stage.delivery("a")?.state == .failed)
    }

    @Test func `presence is heard, and brings back what nobody heard`() {
        var stage = started()
        stage.pass(10)
        stage.settle(.unheard)
        stage.clear()
        let topic = Topic.presence(ExerciseID(trusted: "harbour"), TeamID(trusted: "blue"))
        for json in [#"{"status":"online","client":"tablet"}"#, #"{"status":"online","client":"tablet"}"#] {
            stage.hear(topic, json)
        }
        for json in ["{", #"{"status":7}"#, #"{"status":"asleep"}"#, #"{"status":"offline","client":"other"}"#] {
            stage.hear(topic, json)
        }
        stage.hear(topic, #"{"status":"offline","client":"tablet"}"#)
        #expect(
            stage.facts == [
                "10.0 team.online blue", "10.0 inject.retried blue/a #1 try 2", "10.0 team.offline blue",
            ])
    }
}
