import ExerciseModel
import ExerciseTestKit
import ScenarioRules
import Testing

@Suite struct RuleBookTests {
    @Test func `rules match by type, sender and payload, in the order of the file`() {
        var stage = RuleStage([
            rule("any", RuleTrigger(eventType: EventPattern("*"))),
            rule("whole", RuleTrigger(eventType: EventPattern("crane.jammed"))),
            rule("other", RuleTrigger(eventType: EventPattern("crane.free"))),
            rule("begin", RuleTrigger(eventType: EventPattern("crane.*"), from: SimulationID(trusted: "crane"))),
            rule(
                "where",
                RuleTrigger(
                    eventType: EventPattern("crane.jammed"), condition: .field(["load"], .greater(json("3"))))),
        ])
        #expect(
            stage.report("crane.jammed", payload: #"{"load":4}"#)
                == .evaluated([fires("any"), fires("whole"), fires("begin"), fires("where")]))
        #expect(
            stage.report("crane.jammed", from: "port", payload: #"{"load":3}"#)
                == .evaluated([fires("any"), fires("whole")]))
        #expect(stage.report("crane") == .evaluated([fires("any")]))
        #expect(stage.report("crane.") == .evaluated([fires("any"), fires("begin")]))
        #expect(stage.report("crane.jammed.x", from: "port") == .evaluated([fires("any")]))
    }

    @Test func `so many matches within a window of exercise time fire, then the count begins anew`() {
        var stage = RuleStage([rule("r", RuleTrigger(eventType: EventPattern("a"), count: 3, within: 10_000_000))])
        let matches = stage.matches("a", at: [0, 5, 11, 15, 16, 17, 18])
        #expect(
            matches == [
                counts("r"), counts("r"), counts("r"), fires("r"), counts("r"), counts("r"), fires("r"),
            ])
    }

    @Test func `without a window a count is over the whole run`() {
        var stage = RuleStage([rule("r", RuleTrigger(eventType: EventPattern("a"), count: 2))])
        let matches = stage.matches("a", at: [0, 5_000, 5_001, 9_000])
        #expect(matches == [counts("r"), fires("r"), counts("r"), fires("r")])
    }

    @Test func `a rule fires once in a run, if it says so`() {
        var stage = RuleStage([rule("r", RuleTrigger(eventType: EventPattern("a"), once: true))])
        #expect(stage.report("a") == .evaluated([fires("r")]))
        #expect(stage.report("a") == .evaluated([counts("r")]))
        stage.fold(.exerciseReset)
        #expect(stage.report("a") == .evaluated([fires("r")]))
    }

    @Test func `a rule that cools down counts and does not fire`() {
        var stage = RuleStage([
            rule("r", RuleTrigger(eventType: EventPattern("a"), count: 2, cooldown: 10_000_000))
        ])
        let matches = stage.matches("a", at: [0, 0, 5, 9, 10])
        #expect(matches == [counts("r"), fires("r"), counts("r"), counts("r"), fires("r")])
    }

    @Test func `after a seek back, what lies ahead cools nothing down and is in no window`() {
        var stage = RuleStage([
            rule("cool", RuleTrigger(eventType: EventPattern("a"), cooldown: 10_000_000)),
            rule("window", RuleTrigger(eventType: EventPattern("a"), count: 2, within: 10_000_000)),
        ])
        stage.time = 100
        #expect(stage.report("a") == .evaluated([fires("cool"), counts("window")]))
        stage.time = 95
        #expect(stage.report("a") == .evaluated([fires("cool"), counts("window")]))
        #expect(stage.report("a") == .evaluated([counts("cool"), fires("window")]))
    }

    @Test func `in a pause events wait and are looked at in their order`() {
        var stage = RuleStage([
            rule("r", RuleTrigger(eventType: EventPattern("a"), count: 2)),
            rule("always", RuleTrigger(eventType: EventPattern("a"), phases: [.running, .paused])),
        ])
        stage.status = .paused
        #expect(stage.report("a") == .queued([fires("always")]))
        #expect(stage.report("b") == .queued([]))
        stage.status = .running
        #expect(stage.report("a") == .queued([]))
        #expect(stage.book.queuedCount == 3)
        #expect(stage.drain() == [1: [counts("r")], 2: [], 3: [fires("r"), fires("always")]])
        #expect(stage.report("a") == .evaluated([counts("r"), fires("always")]))
    }

    @Test func `under NO DUFF nothing is looked at that waits for the clock`() {
        var stage = RuleStage([rule("r", RuleTrigger(eventType: EventPattern("a")))])
        stage.isNoDuff = true
        #expect(stage.report("a") == .queued([]))
        #expect(RuleBook.waitReason(in: .paused, isNoDuff: true) == "NO DUFF: the exercise stands")
        #expect(RuleBook.waitReason(in: .paused, isNoDuff: false) == "the exercise is paused")
        #expect(RuleBook.waitReason(in: .running, isNoDuff: false) == "events before it still wait")
    }

    @Test(arguments: [
        (ClockStatus.initialized, "the exercise has not started"), (.stopped, "the exercise is stopped"),
        (.completed, "the exercise is completed"),
    ])
    func `in other statuses only rules that list them look`(status: ClockStatus, reason: String) {
        var stage = RuleStage([
            rule("r", RuleTrigger(eventType: EventPattern("*"))),
            rule("here", RuleTrigger(eventType: EventPattern("a"), phases: [status])),
        ])
        stage.status = status
        #expect(stage.report("a") == .evaluated([fires("here")]))
        #expect(stage.report("b") == .notRun(reason: reason))
        #expect(stage.book.nextQueued == nil)
    }

    @Test func `an id counts once in a run, for each simulation and by its content`() {
        var stage = RuleStage([])
        stage.report("a", payload: "1", id: "e-1")
        func earlier(_ type: String, _ payload: String, from: String = "crane", id: String? = "e-1") -> EarlierEvent {
            stage.book.earlier(
                SimulationEvent(from: SimulationID(trusted: from), type: type, payload: json(payload), id: id))
        }
        #expect(earlier("a", "1") == .same(position: 1, .evaluated([])))
        #expect(earlier("a", "2") == .conflict)
        #expect(earlier("b", "1") == .conflict)
        #expect(earlier("a", "1", from: "port") == .none)
        #expect(earlier("a", "1", id: "e-2") == .none)
        #expect(earlier("a", "1", id: nil) == .none)
        stage.fold(.exerciseReset)
        #expect(earlier("a", "2") == .none)
    }

    @Test func `an event that is reported again is told what became of it`() {
        var stage = RuleStage([rule("r", RuleTrigger(eventType: EventPattern("a")))])
        let event = SimulationEvent(from: SimulationID(trusted: "crane"), type: "a", payload: json("null"), id: "e")
        stage.status = .stopped
        stage.report("a", id: "e")
        #expect(stage.book.earlier(event) == .same(position: 1, .notRun(reason: "the exercise is stopped")))
        stage.fold(.exerciseReset)
        stage.status = .paused
        stage.report("a")
        stage.report("a", id: "e")
        #expect(stage.book.earlier(event) == .same(position: 4, .queued([])))
        stage.status = .running
        _ = stage.drain()
        #expect(stage.book.earlier(event) == .same(position: 4, .evaluated([])))
    }

    @Test func `a rule is known by its id`() {
        let rules = [rule("r", RuleTrigger(eventType: EventPattern("a")))]
        #expect(RuleStage(rules).book.rule(RuleID(trusted: "r")) == rules[0])
        #expect(RuleStage(rules).book.rule(RuleID(trusted: "s")) == nil)
    }

    @Test func `the event that is looked at is known by its position`() {
        var stage = RuleStage([])
        stage.report("first")
        #expect(stage.book.event(at: 1)?.type == "first")
        stage.status = .paused
        stage.report("second")
        stage.report("third")
        #expect(stage.book.event(at: 2)?.type == "second")
        stage.fold(.simulation(.evaluated(event: 2, [])))
        #expect(stage.book.event(at: 2)?.type == "second")
        #expect(stage.book.event(at: 3)?.type == "third")
        #expect(stage.book.event(at: 1) == nil)
    }

    @Test func `ten thousand events that wait keep their order`() {
        var stage = RuleStage([])
        stage.status = .paused
        for number in 0..<10_000 { stage.report("e", payload: "\(number)") }
        stage.status = .running
        var order: [String] = []
        while let next = stage.book.nextQueued {
            order.append(String(decoding: next.event.payload.bytes, as: UTF8.self))
            stage.fold(.simulation(.evaluated(event: next.position, [])))
        }
        #expect(order == (0..<10_000).map(String.init))
    }

    @Test func `a pause has room for so many events and no more`() {
        var stage = RuleStage([])
        stage.status = .paused
        let big = SimulationEvent(
            from: SimulationID(trusted: "crane"), type: "a",
            payload: json("\"" + String(repeating: "x", count: (1 << 20) - 2) + "\""))
        for _ in 0..<255 { stage.fold(.simulation(.reported(big, .queued([])))) }
        #expect(stage.book.hasRoom(for: big))
        stage.fold(.simulation(.reported(big, .queued([]))))
        #expect(!stage.book.hasRoom(for: big))
        _ = stage.drain()
        #expect(stage.book.hasRoom(for: big))
    }

    @Test func `a replay of the log makes the same book`() {
        var random = SeededRandom(seed: 11)
        var stage = RuleStage([
            rule("r", RuleTrigger(eventType: EventPattern("a"), count: 2, within: 5_000_000)),
            rule("s", RuleTrigger(eventType: EventPattern("*"), cooldown: 3_000_000, phases: [.paused, .running])),
            rule("t", RuleTrigger(eventType: EventPattern("b"), once: true)),
        ])
        for _ in 0..<2_000 {
            stage.time += random.number(-1...2)
            switch random.number(0...20) {
            case 0: stage.status = .paused
            case 1:
                stage.status = .running
                _ = stage.drain()
            case 2: stage.fold(.exerciseReset)
            default: stage.report(random.pick(["a", "b"]), id: random.chance(500) ? "\(random.number(0...99))" : nil)
            }
        }
        #expect(stage.replayed() == stage.book)
    }
}
