import ExerciseModel
import Testing

@testable import MQTTGateway

struct LedgerTests {
    @Test func `one message that the broker passes over is unanswered, and the link lives`() {
        var ledger = Ledger.holding([1: 0, 2: 10])
        _ = ledger.answer(2, at: .at(20))

        #expect(ledger.expire(at: .at(1_000)) == Ledger.Expiry(unanswered: [.sample(1)]))
    }

    @Test func `a broker that answers nothing for the time limit is silent`() {
        var ledger = Ledger.holding([1: 0, 2: 10])

        #expect(ledger.expire(at: .at(999)) == Ledger.Expiry())
        #expect(ledger.expire(at: .at(1_000)) == Ledger.Expiry(isSilent: true))
        #expect(ledger.inFlight == [.sample(1), .sample(2)])
    }

    @Test func `when a broker stops in the middle of a burst, no message of it is blamed`() {
        var ledger = Ledger.holding([1: 0, 2: 1, 3: 2])
        _ = ledger.answer(1, at: .at(30))

        #expect(ledger.expire(at: .at(1_002)) == Ledger.Expiry())
        #expect(ledger.deadline == .at(1_030))
        #expect(ledger.expire(at: .at(1_030)) == Ledger.Expiry(isSilent: true))
    }

    @Test func `a message waits twice its limit at most while the broker goes on answering earlier ones`() {
        var ledger = Ledger.holding([1: 0, 2: 1, 3: 2])
        _ = ledger.answer(1, at: .at(900))
        _ = ledger.expire(at: .at(1_500))
        _ = ledger.answer(2, at: .at(1_800))

        #expect(ledger.expire(at: .at(2_001)) == Ledger.Expiry())
        #expect(ledger.expire(at: .at(2_002)) == Ledger.Expiry(unanswered: [.sample(3)]))
    }

    @Test func `a late answer changes nothing, and frees the number`() {
        var ledger = Ledger.holding([1: 0, 2: 10])
        _ = ledger.answer(2, at: .at(20))
        _ = ledger.expire(at: .at(1_000))
        #expect(ledger.count == 1)

        #expect(ledger.answer(1, at: .at(2_000)) == nil)
        #expect(ledger.count == 0)
    }

    @Test func `a second answer to the same number means nothing`() {
        var ledger = Ledger.holding([1: 0])

        #expect(ledger.answer(1, at: .at(1))?.token == .sample(1))
        #expect(ledger.answer(1, at: .at(2)) == nil)
    }

    @Test func `a number given out while in use is counted, and its first holder forgotten`() {
        var ledger = Ledger.holding([1: 0])
        ledger.hand(.sample(2), mid: 1, qos: 1, timeout: 1_000, at: .at(5))

        #expect(ledger.collisions == 1)
        #expect(ledger.inFlight == [.sample(2)])
    }
}

extension Ledger {
    /// Messages of QoS 1 with a limit of 1,000 µs: number, which is also the one in the feed, and instant of handing.
    static func holding(_ messages: KeyValuePairs<UInt16, Int64>) -> Ledger {
        var ledger = Ledger()
        for (mid, instant) in messages {
            ledger.hand(.sample(Int64(mid)), mid: mid, qos: 1, timeout: 1_000, at: .at(instant))
        }
        return ledger
    }
}
