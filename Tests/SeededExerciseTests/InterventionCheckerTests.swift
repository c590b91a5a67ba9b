import ExerciseModel
import LogChecker
import Testing

/// The same for what controllers and teams do: each of these logs is wrong in one place.
@Suite struct InterventionCheckerTests {
    private let spare = #"{"team":"blue","inject":"spare""#
    private let feed = "/exercise/island/team/blue/feed"

    /// The log with one event more, of a command that is named or of none.
    private func log(_ type: String, _ data: String, by command: String? = nil) -> HandMadeLog {
        var log = HandMadeLog()
        log.seen.rest = nil
        if let command {
            log.add("command.accepted", at: 5, position: 12, #"{"command":"\#(command)","content":"{}"}"#)
            log.add(type, at: 5, position: 13, causation: 12, data)
        } else {
            log.add(type, at: 5, position: 12, data)
        }
        return log
    }

    @Test(
        arguments: [
            ("inject.held", #","reason":"hand"}"#, "hold"), ("inject.skipped", #","reason":"hand"}"#, "skip"),
            ("inject.planned", #","time":5.0,"cause":"moved"}"#, "move"),
            ("inject.queued", #","reason":"NO DUFF"}"#, "deliver"),
        ])
    func `I10 what only a hand may do and no hand did is seen`(type: String, rest: String, command: String) {
        let clause = "without a hand"
        func complaints(_ log: HandMadeLog) -> Int {
            LogChecker.violations(in: log.seen).count {
                $0.sentence.hasSuffix("no command of its kind") || $0.sentence.hasSuffix(clause)
            }
        }
        #expect(complaints(log(type, spare + rest)) == 1)
        #expect(complaints(log(type, spare + rest, by: "note")) == 1)
        #expect(complaints(log(type, spare + rest, by: command)) == 0)
    }

    @Test func `I10 a move into the past is seen`() {
        let log = log("inject.planned", spare + #","time":4.9,"cause":"moved"}"#, by: "move")
        #expect(LogChecker.violations(in: log.seen).contains { $0.sentence.contains("moved into the past") })
    }

    /// With `then` for blue, half a second after `first` is delivered.
    private func chained(_ planned: String) -> [String] {
        var log = HandMadeLog()
        var then = HandMadeLog.planned("blue", "then", due: nil, place: 3)
        then.after = Observations.Trigger(inject: "first", milestone: "delivered", delay: 500_000)
        log.seen.plans["plan"]?.injects.append(then)
        log.add("inject.planned", at: 1, position: 8, #"{"team":"blue","inject":"then",\#(planned),"cause":"after"}"#)
        return LogChecker.violations(in: log.seen).map(\.sentence).filter { $0.hasPrefix("'then' for 'blue' follows") }
    }

    @Test func `I10 a follower at another time than its trigger gives is seen`() {
        #expect(chained(#""time":1.5"#).isEmpty)
        #expect(chained(#""time":1.4"#).count == 1)
    }

    @Test func `I10 a follower before its trigger is seen`() {
        var log = HandMadeLog()
        var then = HandMadeLog.planned("blue", "then", due: nil, place: 3)
        then.after = Observations.Trigger(inject: "second", milestone: "seen", delay: 0)
        log.seen.plans["plan"]?.injects.append(then)
        log.add("inject.planned", at: 1, position: 8, #"{"team":"blue","inject":"then","time":1.0,"cause":"after"}"#)
        #expect(LogChecker.violations(in: log.seen).contains { $0.sentence.contains("before what it waits for") })
    }

    @Test func `I10 a release under NO DUFF is seen`() {
        var log = HandMadeLog()
        log.add("noduff.declared", at: 1, position: 7, #"{"message":"fire"}"#)
        #expect(LogChecker.violations(in: log.seen).contains { $0.sentence.hasSuffix("under NO DUFF") })
    }

    @Test func `feed: a message under NO DUFF is seen, and one that left in the turn that declared it is not`() {
        var log = log("noduff.declared", #"{"message":"fire"}"#)
        let payload = log.seen.published[0].payload
        log.publish(feed, payload, committed: 12)
        #expect(log.broken.contains("feed"))
        log.seen.published[log.seen.published.count - 1].before = 11
        #expect(!log.broken.contains("feed"))
    }

    @Test func `feed: a receipt that nobody gave is seen`() {
        let receipt = #"{"team":"blue","inject":"first","seq":1,"status":"seen"}"#
        var log = HandMadeLog()
        log.add("receipt.recorded", at: 5, receipt)
        #expect(log.broken == ["feed"])
        log.seen.claims.insert(Observations.Claim(team: "blue", inject: "first", status: "seen"))
        #expect(log.broken == [])
    }

    @Test func `feed: a delivery without the receipt that it needs is seen`() {
        var log = HandMadeLog()
        log.seen.plans["plan"]?.wantsReceipts = true
        #expect(log.broken == ["feed"])
    }

    @Test func `I13 a receipt that says nothing new is seen`() {
        var log = HandMadeLog()
        log.seen.claims = [Observations.Claim(team: "blue", inject: "first", status: "seen")]
        for _ in 0..<2 {
            log.add("receipt.recorded", at: 5, #"{"team":"blue","inject":"first","seq":1,"status":"seen"}"#)
        }
        #expect(log.broken == ["I13"])
    }

    /// A replay of both of blue's injects, as published.
    private func replayed(_ end: String, change: (inout [String]) -> Void = { _ in }) -> Set<String> {
        var log = HandMadeLog()
        log.add("replay.sent", at: 5, #"{"team":"blue","after":0,"first":1,"last":2,"count":2}"#)
        var page = [(1, "first", 6), (2, "second", 8)].map { seq, inject, position in
            String(
                log.message("blue", inject, seq: Int64(seq), position: Int64(position)).dropLast()
                    + #","replayed":true}"#)
        }
        page.append(end)
        change(&page)
        for text in page { log.publish("answers/blue", Array(text.utf8), committed: 14) }
        return log.broken
    }

    @Test func `feed: a replay that lacks an inject, is not called one or ends wrongly is seen`() {
        let end = #"{"replay":"end","first":1,"last":2,"more":false,"missing":[]}"#
        #expect(replayed(end) == [])
        #expect(replayed(end) { $0.removeFirst() } == ["feed"])
        #expect(replayed(end) { $0[0] = $0[0].replacing(#","replayed":true"#, with: "") } == ["feed"])
        #expect(replayed(end.replacing("false", with: "true")) == ["feed"])
        #expect(replayed(end.replacing("[]", with: "[3]")) == ["feed"])
    }

    @Test func `feed: a replay on another team's topic is seen`() {
        var log = HandMadeLog()
        log.publish("answers/red", log.seen.published[0].payload, committed: 13)
        #expect(log.broken.contains("I12"))
    }

    @Test func `I10 a deadline that passes in silence is seen, and one that was told or seen is not`() {
        func sentences(_ change: (inout HandMadeLog) -> Void) -> Int {
            var log = HandMadeLog()
            log.seen.plans["plan"]?.injects[0].deadlines = [1_500_000]
            change(&log)
            return LogChecker.violations(in: log.seen).count { $0.sentence.contains("in silence") }
        }
        #expect(sentences { _ in } == 1)
        #expect(
            sentences { $0.add("action.overdue", at: 5, position: 9, #"{"team":"blue","inject":"first","action":1}"#) }
                == 0)
        #expect(sentences { $0.add("action.ticked", at: 5, position: 9, #"{"inject":"first","action":1}"#) } == 0)
    }
}
