import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

/// What a team was sent and missed: replays on request.
@Suite struct MissedInjectTests {
    private let harbour = ExerciseID(trusted: "harbour")
    private var feed: String { Topic.feed(harbour, TeamID(trusted: "blue")) }

    /// Running, with so many injects delivered to blue.
    private func delivered(_ count: Int) -> ExerciseStage {
        let injects = (0..<count).map { PlanBuilder.inject("i\($0)", at: 1) } + [PlanBuilder.inject("z", at: 900)]
        var stage = ExerciseStage(PlanBuilder.plan(injects, teams: ["blue", "red"]))
        stage.order("start")
        stage.pass(1)
        stage.settleAll()
        return stage
    }

    /// The numbers of a page, then its end.
    private func page(_ stage: ExerciseStage, on topic: String) -> [String] {
        stage.published(topic).map { text in
            let object = try? JSONObject(Array(text.utf8)[...])
            let isReplay = object?["replayed"]?.bool == true
            return object?["seq"]?.integer.map { "\($0)\(isReplay ? "" : " not replayed")" } ?? text
        }
    }

    @Test func `a team gets again what it was sent after a number, in order, as it was`() throws {
        var stage = delivered(3)
        let first = try #require(stage.deliveries.first { $0.token.team.text == "blue" && $0.token.seq == 2 })
        stage.clear()
        stage.ask(after: 1)
        #expect(
            page(stage, on: feed) == [
                "2", "3", #"{"replay":"end","first":2,"last":3,"more":false,"missing":[]}"#,
            ])
        let again = stage.published(feed)[0]
        #expect(again == String(decoding: first.payload, as: UTF8.self).dropLast() + #","replayed":true}"#)
        #expect(stage.facts == ["1.0 replay.sent blue"])
    }

    @Test func `a page holds 50, and says that there is more`() {
        var stage = delivered(120)
        stage.clear()
        stage.ask(after: 0)
        #expect(page(stage, on: feed).last == #"{"replay":"end","first":1,"last":50,"more":true,"missing":[]}"#)
        #expect(page(stage, on: feed).count == 51)
        stage.clear()
        stage.ask(after: 100)
        #expect(page(stage, on: feed).last == #"{"replay":"end","first":101,"last":120,"more":false,"missing":[]}"#)
        stage.clear()
        stage.ask(after: 120)
        #expect(page(stage, on: feed) == [#"{"replay":"end","first":null,"last":null,"more":false,"missing":[]}"#])
    }

    @Test func `numbers that never came are named, and what nobody heard goes out again`() {
        var stage = ExerciseStage(at: 1, 1, 1)
        stage.order("start")
        stage.pass(1)
        stage.settle(.refused(code: 0x87, reason: "no"))
        stage.settle()
        stage.settle(.unheard)
        stage.clear()
        stage.ask(after: 0)
        #expect(
            page(stage, on: feed) == [
                "2", #"{"replay":"end","first":2,"last":2,"more":false,"missing":[1,3]}"#,
            ])
        #expect(stage.sent == ["blue/c #3 try 2"])
        #expect(stage.facts == ["1.0 replay.sent blue", "1.0 inject.retried blue/c #3 try 2"])
    }

    @Test(arguments: ["answers/blue", "/exercise/harbour/team/blue/reply/7", "tablets/7/in"])
    func `it goes to the topic that the request names, with its correlation`(topic: String) {
        var stage = delivered(2)
        stage.clear()
        stage.ask(after: 0, responseTopic: topic)
        #expect(page(stage, on: topic).count == 3)
        #expect(stage.publications.filter { $0.topic == topic }.allSatisfy { $0.correlation == [7] && !$0.retain })
        #expect(page(stage, on: feed) == [])
    }

    @Test(
        arguments: [
            "/exercise/harbour/team/red/feed", "/exercise/harbour/team/red/reply/1", "/exercise/harbour/control",
            "/exercise/harbour/control/reply/1", "/exercise/other/team/blue/reply/1", "/whitecell/host-5/status",
            "/exercise/harbour/team/blue/reply/", "$SYS/broker", "a/+", "#",
        ])
    func `nobody borrows the daemon's rights by a response topic`(topic: String) {
        var stage = delivered(2)
        stage.clear()
        stage.ask(after: 0, responseTopic: topic)
        #expect(stage.published(topic) == [])
        #expect(page(stage, on: feed).count == 3)
        #expect(stage.events.map { FactCodec.type(of: $0.fact) } == [.responseTopicRefused, .replaySent])
    }

    @Test(arguments: ["{", "[]", #"{"after":-1}"#, #"{"after":"1"}"#, #"{"after":1.5}"#])
    func `what is no request is refused, and the team is told why`(json: String) {
        var stage = delivered(1)
        stage.clear()
        stage.hear(Topic.replay(harbour, TeamID(trusted: "blue")), json)
        #expect(stage.facts("replay").count == 1)
        #expect(page(stage, on: feed) == [])
        let told = stage.published(Topic.teamError(harbour, TeamID(trusted: "blue")))
        #expect(told.count == 1 && told[0].contains(#""request":"replay""#))
    }

    @Test func `a client gone wild gets 20 a second, and costs the others nothing`() {
        var stage = delivered(1)
        stage.clear()
        for _ in 0..<25 { stage.ask(after: 9) }
        stage.ask(after: 9, team: "red")
        #expect(stage.facts("replay.sent").count == 21)
        #expect(stage.facts("replay.rejected").count == 5)
        let told = stage.published(Topic.teamError(harbour, TeamID(trusted: "blue")))
        #expect(told.allSatisfy { $0.contains(#""code":"rate_limited""#) })
        stage.pass(1)
        stage.ask(after: 9)
        #expect(stage.facts("replay.sent").count == 22)
    }

    @Test func `only the current run is replayed`() {
        var stage = delivered(2)
        stage.order("reset")
        stage.order("start")
        stage.clear()
        stage.ask(after: 0)
        #expect(page(stage, on: feed) == [#"{"replay":"end","first":null,"last":null,"more":false,"missing":[]}"#])
    }

    @Test func `what a team asked while nobody could answer is answered when somebody can`() {
        var stage = delivered(2)
        stage.restart(row: stage.rows.last)
        stage.clear()
        stage.ask(after: 0)
        stage.ask(after: 1)
        #expect(stage.published(feed) == [])
        stage.take(.attending)
        #expect(page(stage, on: feed).first == "2")
        stage.clear()
        stage.take(.attending)
        #expect(stage.published(feed) == [])
    }

    @Test func `in a pause and after the end replays go on`() {
        var stage = delivered(2)
        stage.order("pause")
        stage.clear()
        stage.ask(after: 0)
        stage.order("stop")
        stage.ask(after: 0)
        #expect(page(stage, on: feed).count == 6)
    }
}
