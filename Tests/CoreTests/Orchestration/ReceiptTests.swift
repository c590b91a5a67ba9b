import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

@Suite struct ReceiptTests {
    private let harbour = ExerciseID(trusted: "harbour")
    private let blue = TeamID(trusted: "blue")

    /// Running, with `a` and `b` at 10 s on their way.
    private func underway(_ change: (inout ExercisePlan) -> Void = { _ in }) -> ExerciseStage {
        let injects = [
            PlanBuilder.inject("a", at: 10), PlanBuilder.inject("b", at: 10), PlanBuilder.inject("c", at: 900),
        ]
        var stage = ExerciseStage(PlanBuilder.plan(injects, change))
        stage.order("start")
        stage.pass(10)
        return stage
    }

    /// The same with receipts as the proof, each awaited for 30 s.
    private func awaiting() -> ExerciseStage {
        var stage = underway { plan in
            plan.delivery.proof = .receipt
            plan.delivery.retries = 1
        }
        stage.settle()
        return stage
    }

    private var errors: String { Topic.teamError(harbour, blue) }

    @Test(arguments: ["received", "seen", "acknowledged", "responded"])
    func `each status is recorded, and with it that the team has the inject`(status: String) {
        var stage = underway()
        stage.clear()
        stage.receive("a", status)
        #expect(
            stage.facts == ["10.0 inject.delivered blue/a #1 try 1", "10.0 receipt.recorded blue/a #1"])
        #expect(stage.delivery("a")?.receipt?.rawValue == status)
    }

    @Test func `the furthest stays, and the same again is no news`() {
        var stage = underway()
        stage.settle()
        stage.clear()
        for status in ["seen", "received", "seen", "acknowledged"] { stage.receive("a", status) }
        #expect(stage.facts("receipt").count == 2)
        #expect(stage.delivery("a")?.receipt == .acknowledged)
        #expect(stage.state.ledger.teams[0].seen == 1)
    }

    @Test func `all responses are kept, also those of a lower status`() {
        var stage = underway()
        stage.settle()
        stage.receive("a", "responded", rest: #","response":{"text":"we \u00e9vacuate"}"#)
        stage.receive("a", "seen", rest: #","response":null"#)
        stage.receive("a", "seen", rest: #","response":[1.50]"#)
        let responses = stage.events.compactMap { event -> String? in
            guard case .receiptRecorded(_, let receipt) = event.fact else { return nil }
            return receipt.response.map { String(decoding: $0.bytes, as: UTF8.self) }
        }
        #expect(responses == [#"{"text":"we \u00e9vacuate"}"#, "null", "[1.50]"])
        #expect(stage.delivery("a")?.receipt == .responded)
    }

    @Test(arguments: [.unanswered, .unheard, .refused(code: 0x87, reason: "no")] as [DeliveryOutcome])
    func `it ends a wait for a further attempt, and heals what failed or was unheard`(outcome: DeliveryOutcome) {
        var stage = underway()
        stage.settle(outcome)
        stage.receive("a", "received")
        #expect(stage.states("a") == ["delivered"])
        stage.settleAll()
        stage.pass(60)
        #expect(stage.sent == ["blue/a #1 try 1", "blue/b #2 try 1"])
    }

    @Test func `a receipt that is quicker than the broker settles, and the lane waits for the broker`() {
        var stage = underway()
        stage.receive("a", "received")
        #expect(stage.sent == ["blue/a #1 try 1"])
        stage.clear()
        stage.settle(.unanswered)
        #expect(stage.facts == [])
        #expect(stage.sent == ["blue/b #2 try 1"])
        #expect(stage.states("a", "b") == ["delivered", "released"])
    }

    @Test func `what was never sent, or waits behind another, is rejected without effect`() {
        var stage = underway()
        stage.clear()
        for inject in ["b", "c", "z"] { stage.receive(inject, "received") }
        #expect(
            stage.facts == [
                "10.0 receipt.rejected blue/b it was never sent", "10.0 receipt.rejected blue/c it was never sent",
                "10.0 receipt.rejected blue/z the team's timeline has no such inject",
            ])
        #expect(stage.states("b", "c") == ["released", "scheduled"])
        #expect(stage.published(errors).count == 3)
    }

    @Test func `what a hand sends again behind others was sent before, and its receipt counts`() {
        var stage = underway()
        stage.settle(.refused(code: 0x87, reason: "no"))
        stage.say(#"{"command":"retry","inject":"a","team":"blue"}"#)
        stage.receive("a", "received")
        #expect(stage.states("a") == ["delivered"])
    }

    @Test func `one of an old run is logged without effect`() {
        var stage = underway()
        stage.settleAll()
        stage.order("reset")
        stage.order("start")
        stage.pass(10)
        stage.clear()
        stage.receive("a", "seen", rest: #","seq":1"#)
        #expect(stage.facts == ["10.0 receipt.rejected blue/a number 1 is not of this run"])
        stage.receive("a", "seen", rest: #","seq":3"#)
        #expect(stage.states("a") == ["delivered"])
    }

    @Test(
        arguments: [
            "{", "[]", "7", #"{"status":"seen"}"#, #"{"id":7,"status":"seen"}"#, #"{"id":"a"}"#,
            #"{"id":"a","status":"delivered"}"#, #"{"id":"a","status":"seen","seq":"1"}"#,
            #"{"id":"a","status":"seen","seq":1.5}"#, #"{"id":"a/b","status":"seen"}"#,
        ])
    func `what is no receipt is rejected, and its team is told why`(json: String) throws {
        var stage = underway()
        stage.clear()
        stage.hear(Topic.receipt(harbour, blue), json)
        #expect(stage.events.map { FactCodec.type(of: $0.fact) } == [.receiptRejected])
        let told = try #require(stage.published(errors).first)
        #expect(told.hasPrefix(#"{"request":"receipt","#) && told.contains(#""code":"invalid_command""#))
        stage.hear(Topic.receipt(harbour, TeamID(trusted: "green")), json)
        stage.hear(Topic.receipt(harbour, blue), "")
        #expect(stage.events.count == 1)
    }

    @Test func `a controller records the receipt of a team that answered another way`() {
        var stage = underway()
        let receipt = #"{"command":"receipt","inject":"a","team":"blue","status":"acknowledged"}"#
        #expect(stage.say(receipt) == "accepted")
        #expect(stage.delivery("a")?.receipt == .acknowledged)
        #expect(
            stage.command(receipt.replacing("\"a\"", with: "\"c\""))
                == .refused(.conflict, message: "'c' for 'blue' is scheduled: it was never sent"))
        #expect(stage.say(receipt.replacing("blue", with: "green")) == "unknown_team")
        #expect(stage.say(receipt.replacing("acknowledged", with: "published")) == "invalid_command")
        stage.order("stop")
        #expect(stage.say(receipt.replacing("acknowledged", with: "responded")) == "accepted")
    }

    @Test func `with receipts as proof the broker's word is not enough`() {
        let stage = awaiting()
        #expect(stage.states("a", "b") == ["published (no receipt yet)", "released"])
        #expect(stage.facts("inject.published") == ["10.0 inject.published blue/a #1 try 1"])
        let rows = WaitingList(stage.state, now: stage.clock.now).rows
        #expect(rows.map(\.state) == ["published", "queued"])
    }

    @Test func `without a receipt it is sent again, and after the last attempt it has failed`() {
        var stage = awaiting()
        stage.pass(30)
        #expect(stage.sent == ["blue/a #1 try 1", "blue/a #1 try 2"])
        stage.settle()
        stage.pass(30)
        #expect(stage.states("a") == ["failed (no receipt from the team after 2 attempts)"])
        #expect(stage.sent.last == "blue/b #2 try 1")
        stage.receive("a", "received")
        #expect(stage.states("a") == ["delivered"])
    }

    @Test func `a receipt in time settles it, and the next one goes`() {
        var stage = awaiting()
        stage.pass(29)
        stage.receive("a", "received")
        #expect(stage.states("a", "b") == ["delivered", "released"])
        #expect(stage.sent == ["blue/a #1 try 1", "blue/b #2 try 1"])
    }

    @Test func `an outage spends no attempt, and a restart gives a receipt its whole time again`() {
        var stage = awaiting()
        stage.loseLink()
        stage.pass(300)
        #expect(stage.states("a") == ["published (no receipt yet)"])
        stage.restart(row: stage.rows.last)
        stage.receive("a", "seen")
        #expect(stage.states("a") == ["delivered"])
        stage = awaiting()
        stage.pass(29)
        stage.restart(row: stage.rows.last)
        stage.take(.attending)
        stage.pass(29)
        #expect(stage.sent == ["blue/a #1 try 1"])
        stage.pass(1)
        #expect(stage.sent == ["blue/a #1 try 1", "blue/a #1 try 2"])
    }

    @Test func `another daemon's exercise hears no receipt here`() {
        var stage = underway()
        stage.hear("/whitecell/alpha/status", #"{"status":"online"}"#)
        stage.hear(
            Topic.timer(harbour), #"{"timestamp":"2026-01-15T10:00:10.000Z","instance":"alpha"}"#)
        stage.clear()
        stage.receive("a", "seen")
        #expect(stage.facts == [])
    }
}
