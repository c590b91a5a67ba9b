import ExerciseModel
import Testing

@testable import Commands

/// A trial's manners on the topics of a simulation.
@Suite struct BrokerFrontTests {
    private static let exercise = ExerciseID(trusted: "harbour")
    private static let online = Array(#"{"status":"online"}"#.utf8)
    private static let offline = Array(#"{"status":"offline"}"#.utf8)
    private static let answer = Array(#"{"type":"step.completed","saga_id":"saga_1","step_id":0}"#.utf8)

    private static let said = SimulationMessage.answer(StepAnswer(saga: "saga_1", step: 0, .completed(output: nil)))

    private static func heard(
        _ topic: String, _ payload: [UInt8], of simulation: String = "crane_sim", retained: Bool = false, qos: UInt8 = 1
    ) -> HeardMessage {
        HeardMessage(
            topic: "/exercise/harbour/simulation/\(simulation)/\(topic)", payload: payload, retained: retained, qos: qos
        )
    }

    private static func front(registered: Bool = true, seesRetain: Bool = true) -> BrokerFront {
        var front = BrokerFront(exercise, TrialStage.crane, seesRetain: seesRetain)
        if registered { _ = front.hear(heard("register", Array("{}".utf8))) }
        return front
    }

    private static func presence(_ isOnline: Bool, _ flaw: String? = nil) -> ConformanceTrial.News {
        .presence(TrialPresence(isOnline: isOnline, flaw: flaw, text: isOnline ? online : offline))
    }

    @Test func `a registration is answered each time, and tells that it is there once`() {
        var front = Self.front(registered: false)
        let registration = Self.heard("register", Array(#"{"name":"Cranes"}"#.utf8))
        let reply = BrokerFront.Reply(saying: .registered, message: SimulationReply.registered)

        #expect(front.hear(registration) == .init(replies: [reply], news: [.registered]))
        #expect(front.hear(registration) == .init(replies: [reply]))
    }

    @Test func `an answer before the registration is refused`() {
        var front = Self.front(registered: false)
        let words = "'crane_sim' must register first"
        let reply = BrokerFront.Reply(saying: .error, message: SimulationReply.error(.invalidCommand, words))

        #expect(
            front.hear(Self.heard("step", Self.answer))
                == .init(replies: [reply], news: [.misspoke(words, Self.answer)]))
    }

    @Test func `a message at QoS 0 is heard and blamed`() {
        var front = Self.front()
        let words = "QoS 0 on /exercise/harbour/simulation/crane_sim/step"

        #expect(
            front.hear(Self.heard("step", Self.answer, qos: 0))
                == .init(news: [.unsure(words, Self.answer), .said(Self.said, Self.answer)]))
    }

    @Test func `a word in the wrong place is blamed, our own are not heard`() {
        var front = Self.front()
        let topic = "/exercise/harbour/simulation/crane_sim/answer"
        let words = "'\(topic)' is no topic of a simulation: it speaks on register, event, step and presence"

        #expect(front.hear(Self.heard("answer", Self.answer)) == .init(news: [.misspoke(words, Self.answer)]))
        #expect(front.hear(Self.heard("command", Self.answer)) == .init())
    }

    @Test func `another simulation's registration says who was there`() {
        var front = Self.front()

        #expect(
            front.hear(Self.heard("register", Array("{}".utf8), of: "net_sim"))
                == .init(news: [.visited("'net_sim' did: give the id that is meant, here or there")]))
        #expect(front.hear(Self.heard("step", Self.answer, of: "net_sim")) == .init())
    }

    @Test func `the presence of one that was cut off brings it back, a late answer does not`() {
        var front = Self.front()

        front.cut()

        #expect(front.hear(Self.heard("step", Self.answer)) == .init(news: [.said(Self.said, Self.answer)]))
        #expect(front.hear(Self.heard("presence", Self.offline, retained: true)) == .init(news: [Self.presence(false)]))
        #expect(
            front.hear(Self.heard("presence", Self.online, retained: true))
                == .init(news: [Self.presence(true), .registered]))
        #expect(
            front.hear(Self.heard("presence", Self.offline, retained: true))
                == .init(news: [Self.presence(false), .left(reason: "its client went offline")]))
    }

    @Test func `a presence that was left at the broker is not taken for that of whoever comes`() {
        var front = Self.front(registered: false)
        let left = Self.heard("presence", Self.online, retained: true)
        let words = "it says that it is online, but has not registered: have it register"

        #expect(front.hear(left) == .init(news: [.visited(words)]))
        front.plug()
        #expect(front.hear(Self.heard("register", Array("{}".utf8))).news == [.registered])
    }

    @Test func `the presence before the registration counts, through the cable and at the broker itself`() {
        var (plugged, other) = (Self.front(registered: false), Self.front(registered: false))
        let online = Self.heard("presence", Self.online, retained: true)
        let words = "it says that it is online, but has not registered: have it register"

        plugged.plug()
        #expect(plugged.hear(online) == .init(news: [Self.presence(true), .visited(words)]))

        _ = other.hear(online)
        #expect(other.hear(Self.heard("register", Array("{}".utf8))).news == [Self.presence(true), .registered])
    }

    @Test func `a presence that is not retained is blamed where that can be seen`() {
        var (five, older) = (Self.front(), Self.front(seesRetain: false))
        let flaw = "it is not retained, and is lost on whoever comes later"

        #expect(five.hear(Self.heard("presence", Self.online)) == .init(news: [Self.presence(true, flaw)]))
        #expect(older.hear(Self.heard("presence", Self.online)) == .init(news: [Self.presence(true)]))
        #expect(
            older.hear(Self.heard("presence", Self.online, qos: 0))
                == .init(news: [Self.presence(true, "it has QoS 0, and may get lost")]))
    }

    @Test func `a presence without a status is refused, an empty one passed over`() {
        var front = Self.front()
        let words = #"a presence is {"status":"online"} or "offline""#

        #expect(
            front.hear(Self.heard("presence", Array("online".utf8)))
                == .init(news: [.misspoke(words, Array("online".utf8))]))
        #expect(front.hear(Self.heard("presence", [])) == .init())
    }
}
