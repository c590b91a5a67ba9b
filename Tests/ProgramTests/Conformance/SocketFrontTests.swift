import ExerciseHost
import ExerciseModel
import Orchestration
import Testing

@testable import Commands

/// A trial's manners at `/ws`.
@Suite struct SocketFrontTests {
    private static let one = SocketID(1)
    private static let two = SocketID(2)
    private static let register = Array(#"{"type":"register","id":"crane_sim","name":"Cranes"}"#.utf8)
    private static let answer = Array(#"{"type":"step.completed","saga_id":"saga_1","step_id":0}"#.utf8)

    private static func front() -> SocketFront {
        var front = SocketFront(TrialStage.crane)
        _ = front.hear(.opened(one, exercise: nil))
        return front
    }

    private static func registered() -> SocketFront {
        var front = front()
        _ = front.hear(.said(one, register))
        return front
    }

    private static func error(_ code: RefusalCode, _ message: String, to socket: SocketID = one) -> SimulationOrder {
        .send(socket, SimulationReply.error(code, message))
    }

    @Test func `its registration is answered`() {
        var front = Self.front()

        #expect(
            front.hear(.said(Self.one, Self.register))
                == .init(orders: [.send(Self.one, SimulationReply.registered)], news: [.registered]))
        #expect(front.socket == Self.one)
    }

    @Test func `what comes in the place of a registration is refused, and the connection closed`() {
        var front = Self.front()
        let words = "the first message must be \"register\""

        #expect(
            front.hear(.said(Self.one, Self.answer))
                == .init(
                    orders: [Self.error(.invalidCommand, words), .close(Self.one)],
                    news: [.misspoke(words, Self.answer)]))
        #expect(front.hear(.said(Self.one, Self.register)) == .init())
    }

    @Test func `another simulation is sent away by name`() {
        var front = Self.front()
        let other = Array(#"{"type":"register","id":"net_sim"}"#.utf8)

        #expect(
            front.hear(.said(Self.one, other))
                == .init(
                    orders: [
                        Self.error(.unknownSimulation, "this trial is of 'crane_sim', not of 'net_sim'"),
                        .close(Self.one),
                    ],
                    news: [.visited("'net_sim' did: give the id that is meant, here or there")]))
    }

    @Test func `the newest registration has the place`() {
        var front = Self.registered()
        _ = front.hear(.opened(Self.two, exercise: nil))

        #expect(
            front.hear(.said(Self.two, Self.register))
                == .init(
                    orders: [
                        .send(Self.one, SimulationReply.replaced), .close(Self.one),
                        .send(Self.two, SimulationReply.registered),
                    ],
                    news: [.registered]))
        #expect(front.hear(.closed(Self.one, reason: "replaced")) == .init())
    }

    @Test func `what others say does not count while it has its connection`() {
        var front = Self.registered()
        let words = "the first message must be \"register\""
        _ = front.hear(.opened(Self.two, exercise: nil))

        #expect(
            front.hear(.said(Self.two, Self.answer))
                == .init(
                    orders: [Self.error(.invalidCommand, words, to: Self.two), .close(Self.two)],
                    news: [.visited("somebody did not register: \(words)")]))
        #expect(front.socket == Self.one)
    }

    @Test func `what it says is handed on, and a second registration refused`() {
        var front = Self.registered()
        let words = "'crane_sim' is registered on this connection already"
        let said = SimulationMessage.answer(StepAnswer(saga: "saga_1", step: 0, .completed(output: nil)))

        #expect(front.hear(.said(Self.one, Self.answer)) == .init(news: [.said(said, Self.answer)]))
        #expect(
            front.hear(.said(Self.one, Self.register))
                == .init(orders: [Self.error(.invalidCommand, words)], news: [.misspoke(words, Self.register)]))
    }

    @Test func `a binary frame is refused, and the connection goes on`() {
        var front = Self.registered()
        let words = "a message is text, not binary"

        #expect(
            front.hear(.unreadable(Self.one, .binary))
                == .init(
                    orders: [Self.error(.invalidJSON, words)],
                    news: [.misspoke(words, Array("(\(words))".utf8))]))
    }

    @Test func `its end is told once, and whoever said nothing was only there`() {
        var front = Self.registered()
        _ = front.hear(.opened(Self.two, exercise: nil))

        #expect(front.hear(.closed(Self.one, reason: "gone")) == .init(news: [.left(reason: "gone")]))
        #expect(
            front.hear(.closed(Self.two, reason: "no message within 5 s"))
                == .init(news: [.visited("somebody connected and did not register: no message within 5 s")]))
    }

    @Test func `what was cut off is heard no more`() {
        var front = Self.registered()

        #expect(front.cut() == Self.one)
        #expect(front.hear(.said(Self.one, Self.answer)) == .init())
        #expect(front.hear(.closed(Self.one, reason: "cut by us")) == .init())
    }
}
