import ExerciseModel
import Testing

@testable import MQTTGateway

struct OutboxTests {
    @Test func `exercises take turns, each in its own order`() {
        var outbox = Outbox()
        for seq in 1...3 { outbox.order(.sample(Int64(seq), exercise: "harbour")) }
        for seq in 1...2 { outbox.order(.sample(Int64(seq), exercise: "coast")) }

        let order = outbox.handAll().map { "\($0.token.exercise) \($0.token.seq)" }

        #expect(order == ["harbour 1", "coast 1", "harbour 2", "coast 2", "harbour 3"])
    }

    @Test func `at most 200 deliveries are in flight`() {
        var outbox = Outbox()
        for seq in 1...300 { outbox.order(.sample(Int64(seq))) }

        #expect(outbox.handAll().count == 200)
    }

    @Test func `the broker's receive maximum is kept, publications included`() {
        var outbox = Outbox()
        outbox.receiveMaximum = 8
        for seq in 1...10 {
            outbox.order(.sample(Int64(seq)))
            outbox.order(Publication(topic: "t", payload: [], qos: 1))
        }

        var handed: [Outbox.Outgoing] = []
        while let outgoing = outbox.next() {
            outbox.handed(outgoing, mid: UInt16(handed.count + 1), at: .at(0))
            handed.append(outgoing)
        }

        #expect(handed.count == 8)
    }

    @Test func `with a receive maximum of one, deliveries and publications take turns`() {
        var outbox = Outbox()
        outbox.receiveMaximum = 1
        for seq in 1...2 {
            outbox.order(.sample(Int64(seq)))
            outbox.order(Publication(topic: "t\(seq)", payload: [], qos: 1))
        }

        var handed: [String] = []
        while let outgoing = outbox.next() {
            let mid = UInt16(handed.count + 1)
            handed.append(outgoing.words)
            outbox.handed(outgoing, mid: mid, at: .at(0))
            _ = outbox.answered(mid, at: .at(1))
        }

        #expect(handed == ["t1", "1", "t2", "2"])
    }

    @Test func `a suspect goes alone, after all others`() {
        var outbox = Outbox()
        outbox.order(.sample(1, alone: true))
        outbox.order(.sample(2))

        #expect(outbox.handAll(from: 1).map(\.token.seq) == [2])
        _ = outbox.answered(1, at: .at(1))
        #expect(outbox.handAll(from: 2).map(\.token.seq) == [1])
        outbox.order(.sample(3))
        #expect(outbox.handAll(from: 3).isEmpty)
        _ = outbox.answered(2, at: .at(2))
        #expect(outbox.handAll(from: 3).map(\.token.seq) == [3])
    }

    @Test func `what is published of QoS 0 passes even when the broker takes no more`() {
        var outbox = Outbox()
        outbox.receiveMaximum = 1
        outbox.order(.sample(1))
        _ = outbox.handAll()
        let timer = Publication(topic: "timer", payload: [], qos: 0)
        outbox.order(timer)

        #expect(outbox.next() == .publication(timer))
    }

    @Test func `a loss forgets all but the newest replaceable publication of each topic`() throws {
        var outbox = Outbox()
        let kept = Publication(topic: "status", payload: [2], qos: 1, replaceable: true)
        outbox.order(.sample(1))
        outbox.order(.sample(2))
        let first = outbox.next()
        outbox.handed(try #require(first), mid: 1, at: .at(0))
        outbox.order(Publication(topic: "status", payload: [1], qos: 1, replaceable: true))
        outbox.order(Publication(topic: "result", payload: [], qos: 1))
        outbox.order(Publication(topic: "timer", payload: [], qos: 0, replaceable: true))
        outbox.order(kept)

        #expect(outbox.forget(linkIsGone: true) == [.sample(1)])
        #expect(outbox.next() == .publication(kept))
        #expect(outbox.next() == nil)
    }

    @Test func `after a loss of the other link a late answer changes nothing, but keeps its number until it comes`() {
        var outbox = Outbox()
        outbox.receiveMaximum = 1
        outbox.order(.sample(1))
        _ = outbox.handAll()
        _ = outbox.forget(linkIsGone: false)
        outbox.order(.sample(2))

        #expect(outbox.next() == nil)
        #expect(outbox.answered(1, at: .at(5)) == nil)
        #expect(outbox.next() == .delivery(.sample(2)))
    }

    @Test func `beyond 10,000 waiting publications the oldest is dropped and counted`() {
        var queue = PublicationQueue()
        for number in 0..<10_002 { queue.append(Publication(topic: "\(number)", payload: [], qos: 1)) }

        #expect(queue.dropped == 2)
        #expect(queue.first?.topic == "2")
    }
}

extension Outbox {
    /// Hands over all that may go, numbered from `first` on; answers the deliveries among it.
    mutating func handAll(from first: UInt16 = 1, at now: WallInstant = .at(0)) -> [Delivery] {
        var deliveries: [Delivery] = []
        var mid = first
        while let outgoing = next() {
            handed(outgoing, mid: mid, at: now)
            mid += 1
            if case .delivery(let delivery) = outgoing { deliveries.append(delivery) }
        }
        return deliveries
    }
}

extension Outbox.Outgoing {
    /// The topic of a publication, the number of a delivery.
    var words: String {
        switch self {
        case .delivery(let delivery): "\(delivery.token.seq)"
        case .publication(let publication): publication.topic
        }
    }
}
