import ExerciseModel
import ScenarioFiles
import Testing

@testable import Commands

/// What a played simulation says, and when.
@Suite struct SimulationPlayerTests {
    @Test func `it registers under its id and name`() {
        let player = SimulationPlayer(PlayedSimulation(id: Self.crane, name: "Cranes"), session: "s")

        #expect(texts(player.connect()) == [#"{"type":"register","id":"crane_sim","name":"Cranes"}"#])
    }

    @Test func `a command without an answer of its own is completed at once`() {
        var player = registered([:])

        #expect(texts(player.hear(Self.command("lift"), at: Self.second(5))) == [Self.completed])
        #expect(player.deadline == .never)
    }

    @Test func `an answer comes after its time, and progress until then`() {
        var player = registered(["lift": PlayedAnswer(after: 3_000_000, progress: 1_000_000)])

        #expect(texts(player.hear(Self.command("lift"), at: Self.second(0))) == [])
        #expect(player.deadline == Self.second(1))
        #expect(texts(player.act(at: Self.second(2))) == [Self.progress, Self.progress])
        #expect(texts(player.act(at: Self.second(3))) == [Self.completed])
        #expect(player.deadline == .never)
    }

    @Test func `its times run faster by the rate`() {
        let answer = PlayedAnswer(after: 30_000_000)
        var player = registered(["*": answer], rate: Rate(thousandths: 60_000) ?? .one)

        _ = player.hear(Self.command("lift"), at: Self.second(1))

        #expect(player.deadline == WallInstant(microseconds: 1_500_000))
    }

    @Test func `an output and a reason are part of the answer`() {
        var player = registered([
            "cut": PlayedAnswer(.completed(output: JSONText(literal: #"{"line":3}"#))),
            "*": PlayedAnswer(.failed(reason: "the load swings", retryable: false)),
        ])

        let deeds =
            player.hear(Self.command("cut"), at: Self.second(0))
            + player.hear(Self.command("lift", id: "b"), at: Self.second(0))

        #expect(
            texts(deeds) == [
                #"{"type":"step.completed","saga_id":"saga_1","step_id":0,"command_id":"a","output":{"line":3}}"#,
                #"{"type":"step.failed","saga_id":"saga_1","step_id":0,"command_id":"b","reason":"the load swings","#
                    + #""retryable":false}"#,
            ])
    }

    @Test func `after so many times the command is completed`() {
        var player = registered(["lift": PlayedAnswer(.failed(reason: "no", retryable: false), times: 1)])

        let first = texts(player.hear(Self.command("lift"), at: Self.second(0)))
        let second = texts(player.hear(Self.command("lift", id: "b"), at: Self.second(1)))

        #expect(first.map { $0.contains("step.failed") } == [true])
        #expect(second.map { $0.contains("step.completed") } == [true])
    }

    @Test func `a repeat is answered as before, and never twice while it is at it`() {
        var player = registered(["lift": PlayedAnswer(.failed(reason: "no", retryable: false), after: 1, times: 1)])

        _ = player.hear(Self.command("lift"), at: Self.second(0))
        let early = texts(player.hear(Self.command("lift"), at: Self.second(0)))
        let answer = texts(player.act(at: Self.second(1)))
        let late = texts(player.hear(Self.command("lift"), at: Self.second(2)))

        #expect(early == [])
        #expect(answer.count == 1)
        #expect(late == answer)
    }

    @Test func `one that forgets does a repeat again`() {
        var player = registered(
            ["lift": PlayedAnswer(.failed(reason: "no", retryable: false), times: 1)], forgets: true)

        _ = player.hear(Self.command("lift"), at: Self.second(0))

        #expect(texts(player.hear(Self.command("lift"), at: Self.second(1))) == [Self.completed])
    }

    @Test(arguments: [PlayedAnswer.Outcome.never, .failed(reason: "busy", retryable: true)])
    func `what was not done is tried anew by the next attempt`(outcome: PlayedAnswer.Outcome) {
        var player = registered(["lift": PlayedAnswer(outcome, times: 1)])

        let first = texts(player.hear(Self.command("lift"), at: Self.second(0)))

        #expect(!first.contains(Self.completed))
        #expect(texts(player.hear(Self.command("lift"), at: Self.second(1))) == [Self.completed])
    }

    @Test func `an answer that was due without a connection is given to the repeat`() {
        var player = registered(["lift": PlayedAnswer(after: 1_000_000)])

        _ = player.hear(Self.command("lift"), at: Self.second(0))
        _ = player.lose("cut")
        #expect(texts(player.act(at: Self.second(1))) == [])
        _ = player.hear(Self.welcome, at: Self.second(2))

        #expect(texts(player.hear(Self.command("lift"), at: Self.second(2))) == [Self.completed])
    }

    @Test func `a loss is shown once, until the reason is another or it was registered`() {
        var player = registered([:])

        let shown = ["cut", "refused", "refused"].map { player.lose($0) }
        _ = player.hear(Self.welcome, at: Self.second(0))

        #expect(shown == [[.show("not connected: cut")], [.show("not connected: refused")], []])
        #expect(player.lose("refused") == [.show("not connected: refused")])
    }

    @Test func `events come at their times, so often as they should`() {
        var player = registered([:], events: [PlayedEvent(at: 2_000_000, type: "gust", every: 1_000_000, times: 2)])

        player.begin(at: Self.second(10))

        #expect(player.deadline == Self.second(12))
        #expect(texts(player.act(at: Self.second(20))) == [Self.gust(1), Self.gust(2)])
        #expect(player.deadline == .never)
    }

    @Test func `events from before the beginning are left out`() {
        let once = PlayedEvent(at: 1_000_000, type: "once")
        var player = registered(
            [:], events: [once, PlayedEvent(at: 2_000_000, type: "gust", every: 2_000_000, times: 3)])

        player.begin(at: Self.second(0), elapsed: 5_000_000)

        #expect(player.deadline == Self.second(1))
        #expect(texts(player.act(at: Self.second(60))) == [Self.gust(1)])
    }

    @Test func `an event that nobody has accepted is reported again after the next registration`() {
        var player = registered([:], events: [PlayedEvent(at: 0, type: "gust", every: 1_000_000, times: 2)])
        player.begin(at: Self.second(0))

        _ = player.act(at: Self.second(1))
        _ = player.hear(Array(#"{"type":"event.accepted","event_id":"s-1","position":7}"#.utf8), at: Self.second(1))
        _ = player.lose("cut")

        #expect(texts(player.hear(Self.welcome, at: Self.second(2))) == [Self.gust(2)])
    }

    @Test(arguments: ["replaced", "unknown_simulation"])
    func `whoever has lost its place leaves for good`(code: String) {
        var player = registered([:])
        let error = #"{"type":"error","status":"no room","code":"\#(code)"}"#

        #expect(player.hear(Array(error.utf8), at: Self.second(0)) == [.leave("\(code): no room")])
    }

    @Test(arguments: ["", "[]", "{", #"{"type":7}"#, #"{"type":"command","command":"lift"}"#, #"{"type":"news"}"#])
    func `what it cannot read it does not answer`(text: String) {
        var player = registered([:])

        #expect(texts(player.hear(Array(text.utf8), at: Self.second(0))) == [])
    }
}

extension SimulationPlayerTests {
    private static let crane = SimulationID(trusted: "crane_sim")
    private static let welcome = Array(#"{"type":"registered","status":"ok"}"#.utf8)
    private static let completed = #"{"type":"step.completed","saga_id":"saga_1","step_id":0,"command_id":"a"}"#
    private static let progress = #"{"type":"step.progress","saga_id":"saga_1","step_id":0,"command_id":"a"}"#

    private static func gust(_ number: Int) -> String {
        #"{"type":"event","event_type":"gust","event_id":"s-\#(number)"}"#
    }

    private static func second(_ second: Int64) -> WallInstant { WallInstant(microseconds: second * 1_000_000) }

    private static func command(_ name: String, id: String = "a") -> [UInt8] {
        Array(
            #"{"type":"command","command":"\#(name)","params":{},"saga_id":"saga_1","step_id":0,"command_id":"\#(id)"}"#
                .utf8)
    }

    private func registered(
        _ answers: [String: PlayedAnswer], rate: Rate = .one, forgets: Bool = false, events: [PlayedEvent] = []
    ) -> SimulationPlayer {
        let simulation = PlayedSimulation(
            id: Self.crane, name: "Cranes", answers: answers, forgets: forgets, events: events)
        var player = SimulationPlayer(simulation, rate: rate, session: "s")
        _ = player.hear(Self.welcome, at: Self.second(0))
        return player
    }

    /// What it says, without the lines that it shows.
    private func texts(_ deeds: [SimulationPlayer.Deed]) -> [String] {
        deeds.compactMap { if case .say(_, let message) = $0 { String(decoding: message, as: UTF8.self) } else { nil } }
    }
}
