import ExerciseModel
import LogChecker
import Testing

/// What the log must keep of simulations: each of these logs but the first is wrong in one place.
@Suite struct SimulationCheckerTests {
    private static let stages =
        #"[[{"send_to":"crane","undo":{"send_to":"crane"}}],[{"send_to":"port","undo":{"send_to":"port"}}],"#
        + #"[{"send_to":"media"}]]"#
    private static let fires = #""matches":[{"rule":"r","fires":true}]"#

    /// A saga of three steps whose last fails, and whose first two are undone.
    private let good: [(String, String)] = [
        ("simulation.event", #"{"rules":"evaluated",\#(fires)}"#),
        ("saga.started", #"{"saga":"saga_2","rule":"r","event":1,"granted":true,"stages":\#(stages)}"#),
        step("dispatched", 0, rest: #","attempt":1,"params":{}"#), step("completed", 0),
        step("dispatched", 1, rest: #","attempt":1,"params":{}"#), step("completed", 1),
        step("dispatched", 2, rest: #","attempt":1,"params":{}"#),
        step("failed", 2, rest: #","cause":"answered""#),
        ("saga.compensating", #"{"saga":"saga_2"}"#),
        step("dispatched", 1, "undo", rest: #","attempt":1,"params":{}"#), step("completed", 1, "undo"),
        step("dispatched", 0, "undo", rest: #","attempt":1,"params":{}"#), step("completed", 0, "undo"),
        ("saga.ended", #"{"saga":"saga_2","state":"compensated"}"#),
    ]

    private static func step(
        _ type: String, _ index: Int, _ phase: String = "do", rest: String = ""
    ) -> (String, String) {
        ("step.\(type)", #"{"saga":"saga_2","step":\#(index),"phase":"\#(phase)"\#(rest)}"#)
    }

    private func broken(_ log: [(String, String)]) -> [String] {
        var audit = SimulationAudit()
        return log.enumerated().flatMap { index, event in
            audit.violations(
                EventRecord(
                    exercise: ExerciseID(trusted: "island"), position: Int64(index + 1), run: 1, type: event.0,
                    schema: 1, id: "", exerciseTime: .zero, at: UTCInstant(milliseconds: 0), actor: "rules",
                    causation: nil, correlation: "", data: Array(event.1.utf8))
            ).map(\.invariant)
        }
    }

    /// The good log with these places changed.
    private func changed(_ change: (inout [(String, String)]) -> Void) -> [String] {
        var log = good
        change(&log)
        return broken(log)
    }

    @Test func `a saga that is undone breaks nothing`() { #expect(broken(good) == []) }

    @Test func `I2 a step before its saga, and after its end, is seen`() {
        #expect(broken([good[2]]).contains("I2"))
        #expect(changed { $0.append(good[12]) } == ["I2"])
        #expect(changed { $0.append(("step.answer_ignored", #"{"saga":"saga_2","step":0,"phase":"do"}"#)) } == [])
    }

    @Test func `I2 a stage that begins too soon is seen`() { #expect(changed { $0.remove(at: 3) }.contains("I2")) }

    @Test func `I3 other parameters at a further attempt are seen`() {
        let again = Self.step("dispatched", 0, rest: #","attempt":2,"params":{"n":1}"#)
        #expect(changed { $0.insert(again, at: 3) } == ["I3"])
    }

    @Test func `I4 a simulation that two sagas hold is seen`() {
        let other = #"{"saga":"saga_4","rule":"r","event":3,"granted":true,"stages":[[{"send_to":"port"}]]}"#
        #expect(broken(good.prefix(2) + [good[0], ("saga.started", other)]) == ["I4"])
        let waiting = other.replacing("true", with: "false")
        #expect(broken(good.prefix(2) + [good[0], ("saga.started", waiting)]) == [])
    }

    @Test func `I5 an undo in the order of the doing is seen`() {
        #expect(changed { $0.swapAt(9, 11) }.contains("I5"))
    }

    @Test func `I5 an undo of what was never sent is seen`() {
        #expect(changed { $0.removeSubrange(4...7) }.contains("I5"))
    }

    @Test func `I6 a rule that fires twice, or has no saga, is seen`() {
        #expect(changed { $0.insert(good[1], at: 2) }.contains("I6"))
        #expect(changed { $0.remove(at: 1) }.contains("I6"))
    }

    @Test func `I6 an event that overtakes one that waits is seen`() {
        let queued = ("simulation.event", #"{"rules":"queued"}"#)
        let quiet = ("simulation.event", #"{"rules":"evaluated"}"#)
        #expect(broken([queued, quiet]) == ["I6"])
        #expect(broken([queued, queued, ("rules.evaluated", #"{"event":2,"matches":[]}"#)]) == ["I6"])
        #expect(broken([queued, ("rules.passed_over", #"{"event":1}"#), quiet]) == [])
    }

    @Test func `I6 an event that still waits when the run ends is seen`() {
        #expect(broken([("simulation.event", #"{"rules":"queued"}"#), ("exercise.reset", "{}")]) == ["I6"])
    }
}
