import ExerciseModel
import Testing

/// The short way from a log's bytes to a fact, against the general one.
@Suite struct WrittenObjectTests {
    private let codec = FactCodec { _, _ in nil }
    private let target = InjectTarget(team: TeamID(trusted: "red"), inject: InjectID(trusted: "mail-1"))

    private func read(_ type: String, _ data: String) -> Fact? {
        let record = EventRecord(
            exercise: ExerciseID(trusted: "e"), position: 1, run: 1, type: type, schema: 1, id: "1",
            exerciseTime: .zero, at: UTCInstant(milliseconds: 0), actor: "clock", causation: nil, correlation: "e-1",
            data: Array(data.utf8))
        return try? codec.event(record).fact
    }

    private func release(_ time: Int64, lateness: Int64 = 0) -> Fact {
        .injectReleased(
            target,
            Release(
                seq: 7, exerciseTime: ExerciseInstant(microseconds: time), lateness: lateness, late: lateness > 100,
                byHand: false))
    }

    @Test(arguments: [0, 1, 330_000_000, 12_345_678, 999_999_999_999_999])
    func `a release comes back as it was written`(time: Int64) {
        let encoded = FactCodec.encode(release(time, lateness: time / 1_000_000))
        #expect(
            read(encoded.type, String(decoding: encoded.data, as: UTF8.self))
                == release(time, lateness: time / 1_000_000))
    }

    @Test func `a delivery comes back as it was written`() {
        let fact = Fact.injectDelivered(target, Proof(seq: 7, attempt: 2, kind: .unverified, latency: -3))
        let encoded = FactCodec.encode(fact)
        #expect(read(encoded.type, String(decoding: encoded.data, as: UTF8.self)) == fact)
    }

    @Test(arguments: [
        #"{"inject":"mail-1","team":"red","seq":7,"time":1.5,"late_ms":0,"late":false,"by_hand":false}"#,
        #"{ "team":"red","inject":"mail-1","seq":7,"time":1.5,"late_ms":0,"late":false,"by_hand":false}"#,
        #"{"team":"r\u0065d","inject":"mail-1","seq":7,"time":1.5,"late_ms":0,"late":false,"by_hand":false}"#,
        #"{"team":"red","inject":"mail-1","seq":7,"time":1.5e0,"late_ms":0,"late":false,"by_hand":false}"#,
        #"{"team":"red","inject":"mail-1","seq":7,"time":1.5,"late_ms":0,"late":false,"by_hand":false,"new":1}"#,
    ])
    func `what is laid down otherwise is read all the same`(data: String) {
        #expect(read("inject.released", data) == release(1_500_000))
    }

    @Test(arguments: [
        #"{"team":"red","inject":"mail-1","seq":7,"time":1.5,"late_ms":0,"late":false,"by_hand":false"#,
        #"{"team":"red","inject":"mail-1","seq":7,"time":1.5,"late_ms":0,"late":false,"by_hand":false}}"#,
        #"{"team":"red","inject":"mail-1","seq":7,"time":,"late_ms":0,"late":false,"by_hand":false}"#,
        #"{"team":"red","inject":"mail-1","seq":"7","time":1.5,"late_ms":0,"late":false,"by_hand":false}"#,
        #"{"team":"red"#, "{", "",
    ])
    func `what is no release is none`(data: String) {
        #expect(read("inject.released", data) == nil)
    }
}
