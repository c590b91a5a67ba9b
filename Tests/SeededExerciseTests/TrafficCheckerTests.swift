import ExerciseModel
import LogChecker
import Testing

/// What simulations see, held against the log: each of these is wrong in one place.
@Suite struct TrafficCheckerTests {
    private func broken(_ change: (inout HandMadeSaga) -> Void) -> Set<String> {
        var saga = HandMadeSaga()
        change(&saga)
        return saga.broken
    }

    @Test func `a saga that is undone breaks nothing`() { #expect(HandMadeSaga().broken == []) }

    @Test func `I1 an event that is in the log more often than it was said is seen`() {
        #expect(broken { $0.seen.simulations.events = [:] } == ["I1"])
    }

    @Test func `I1 an acceptance before the event is durable, or of another event, is seen`() {
        let early = HandMadeSaga().told("crane", #"{"type":"event.accepted","event_id":"e1","position":4}"#, after: 3)
        #expect(broken { $0.seen.simulations.told[1] = early } == ["I1"])
        let other = HandMadeSaga().told("crane", #"{"type":"event.accepted","event_id":"e2","position":4}"#, after: 4)
        #expect(broken { $0.seen.simulations.told[1] = other } == ["I1"])
    }

    @Test func `I2 a command that was not decided, or another than was decided, is seen`() {
        #expect(broken { $0.seen.simulations.told[2] = $0.told("crane", $0.command(0), after: 5) } == ["I2"])
        #expect(
            broken { $0.seen.simulations.told[3] = $0.told("port", $0.command(1, attempt: 3), after: 8) } == ["I2"])
        let params = HandMadeSaga().command(0).replacing("{},", with: #"{"n":2},"#)
        #expect(broken { $0.seen.simulations.told[2] = $0.told("crane", params, after: 6) } == ["I2"])
    }

    @Test func `I2 a registration that the log does not have yet is seen`() {
        #expect(
            broken { $0.seen.simulations.told[0] = $0.told("crane", #"{"type":"registered"}"#, after: 2) } == ["I2"])
    }

    @Test func `I2 an answer that nobody gave is seen`() {
        #expect(broken { $0.seen.simulations.answers = [] } == ["I2"])
    }

    @Test func `I3 a step that is done twice is seen`() {
        #expect(broken { $0.seen.simulations.executions.append($0.seen.simulations.executions[0]) } == ["I3"])
    }

    @Test func `I3 a further attempt under another name is seen`() {
        let renamed = HandMadeSaga().command(1, attempt: 2, named: "saga_5.1.do.2")
        #expect(broken { $0.seen.simulations.told[4] = $0.told("port", renamed, after: 10) } == ["I3"])
    }

    @Test func `I3 a command whose step is settled is seen`() {
        #expect(broken { $0.seen.simulations.told.append($0.told("crane", $0.command(0), after: 9)) } == ["I3"])
    }

    @Test func `I3 an attempt whose simulation is still at it, after all, may be sent again`() {
        let again = broken { saga in
            saga.rest(after: 9)
            saga.seen.rest = nil
            saga.step("progressed", 1, #","until_us":13000000"#, at: 7.5, by: "simulation:port")
            saga.seen.simulations.told.append(saga.told("port", saga.command(1), after: 11))
        }
        #expect(again == [])
    }

    @Test func `I3 an answer of another simulation that counts is seen`() {
        let data = #"{"saga":"saga_5","step":0,"phase":"do"}"#
        let wrong = broken { saga in
            let old = saga.seen.records[6]
            saga.seen.records[6] = EventRecord(
                exercise: old.exercise, position: 7, run: 1, type: old.type, schema: 1, id: old.id,
                exerciseTime: old.exerciseTime, at: old.at, actor: "simulation:port", causation: nil,
                correlation: old.correlation, data: Array(data.utf8))
        }
        #expect(wrong == ["I3"])
    }

    @Test func `I12 a command to another simulation is seen`() {
        #expect(broken { $0.seen.simulations.told[2] = $0.told("port", $0.command(0), after: 6) } == ["I12"])
    }

    @Test func `I10 a limit that runs out early, and one that is too short, are seen`() {
        #expect(broken { $0.seen.committedAt[8] = 6_900_000 } == ["I10"])
        #expect(broken { $0.seen.committedAt[9] = 7_900_000 } == ["I10"])
    }

    @Test func `I9 a limit that runs out late is seen, unless the daemon was kept from it`() {
        #expect(broken { $0.seen.committedAt[8] = 7_100_000 } == ["I9"])
        let excused = broken {
            $0.seen.committedAt[8] = 7_100_000
            $0.seen.disturbances = [7_000_000...7_050_000]
        }
        #expect(excused == [])
    }

    @Test func `I10 a limit that was not renewed at a restart is seen`() {
        let wrong = broken { saga in
            saga.rest(after: 8)
            saga.seen.rest = nil
            saga.add("exercise.opened", #"{"wall_us":5000000}"#, at: 4)
            saga.step("failed", 1, #","cause":"timed_out","retry_at_us":9000000"#, at: 7)
        }
        #expect(wrong == ["I10"])
    }

    @Test func `I9 a saga that is not over must stand in the waiting list with a button`() {
        let row = #"{"kind":"saga","id":"saga_5","state":"dispatched","reason":"x","since":"x","buttons":[BUTTON]}"#
        let named = row.replacing("BUTTON", with: #"{"command":"saga_cancel"}"#)
        #expect(broken { $0.rest(after: 8) } == ["I9"])
        #expect(broken { $0.rest(after: 8, waiting: row.replacing("BUTTON", with: "")) } == ["I9"])
        #expect(broken { $0.rest(after: 8, waiting: named) } == [])
    }

    @Test func `I9 a blocked saga must be told with three ways out`() {
        let ways = ["saga_retry", "saga_skip", "saga_abandon"].map { #"{"command":"\#($0)"}"# }
        let row = #"{"kind":"saga","id":"saga_5","state":"blocked","reason":"x","since":"x","buttons":[BUTTONS]}"#
        let blocks: (inout HandMadeSaga, [String]) -> Void = { saga, buttons in
            saga.rest(after: 13, waiting: row.replacing("BUTTONS", with: buttons.joined(separator: ",")))
            saga.step("failed", 0, #","cause":"answered""#, phase: "undo", at: 10, by: "simulation:crane")
            saga.add("saga.blocked", #"{"saga":"saga_5","step":0,"phase":"undo"}"#, at: 10)
            saga.seen.simulations.answers.insert(.init(of: "crane", saga: "saga_5", step: 0, isCompleted: false))
        }
        #expect(broken { blocks(&$0, ways) } == [])
        #expect(broken { blocks(&$0, [ways[0], ways[2]]) } == ["I9"])
    }

    @Test func `I9 an event whose simulation never heard of it is seen`() {
        #expect(broken { $0.seen.simulations.unheard = [.init(of: "crane", id: "e2", payload: [])] } == ["I9"])
    }
}
