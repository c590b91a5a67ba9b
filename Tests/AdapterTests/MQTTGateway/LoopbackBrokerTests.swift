import ExerciseHost
import ExerciseModel
import Orchestration
import ExerciseTestKit
import Testing

struct LoopbackBrokerTests {
    @Test(arguments: MessageBrokerContract.allCases)
    func `keeps to the contract of the port`(_ clause: MessageBrokerContract) throws {
        try clause.check(on: LoopbackBench())
    }

    @Test func `a refused exercise is not attended, and the other one is`() {
        let bench = LoopbackBench()
        let (harbour, coast) = (ExerciseID(trusted: "harbour"), ExerciseID(trusted: "coast"))
        bench.loopback.refuse(harbour, reason: "not allowed")

        bench.broker.perform([.attend(harbour), .attend(coast)])

        #expect(bench.log.reports == [.refused(harbour, reason: "not allowed"), .attending(coast)])
    }

    @Test func `an attempt left in silence ends once, as the test says`() {
        let bench = LoopbackBench()
        bench.loopback.answerAll(with: .silence)
        bench.broker.perform([.deliver(.sample(1))])

        bench.loopback.settle(.sample(1), .unanswered)
        bench.loopback.settle(.sample(1), .unheard)

        #expect(bench.log.outcomes == [SettledAttempt(token: .sample(1), outcome: .unanswered)])
    }
}

private struct LoopbackBench: BrokerBench {
    let loopback = LoopbackBroker { Moment(wall: WallInstant(microseconds: 7), utc: UTCInstant(milliseconds: 8)) }
    let log = ReportLog()

    init() { loopback.report { [log] in log.append($0) } }

    var broker: any MessageBroker { loopback }
    func listen(on topic: String) { loopback.listen(on: topic) }
    func received(on topic: String) -> [[UInt8]] {
        loopback.published.filter { $0.topic == topic }.map(\.payload)
    }
    func publish(_ publication: Publication) {
        loopback.hear(
            HeardMessage(topic: publication.topic, payload: publication.payload, retained: publication.retain))
    }
    func hang() { loopback.answerAll(with: .silence) }
    func breakDown() { loopback.lose(reason: "the broker closed the connection") }
    func comeBack() {
        loopback.answerAll(with: nil)
        loopback.restore()
    }
    func wait(until condition: () -> Bool) -> Bool { condition() }
}
