import ExerciseModel
import LogChecker
import Testing

/// A checker that cannot fail is worthless: each of these logs is wrong in one place.
@Suite struct LogCheckerTests {
    @Test func `a log in which all is right has no violation`() {
        #expect(LogChecker.violations(in: HandMadeLog().seen) == [])
    }

    @Test func `I1 a command that acts twice is seen`() {
        var log = HandMadeLog()
        log.add("command.accepted", at: 5, #"{"id":"c1","command":"start","content":"{\"command\":\"start\"}"}"#)
        #expect(log.broken == ["I1"])
    }

    @Test func `I1 an acceptance that the log does not have is seen`() {
        var log = HandMadeLog()
        log.exchange(#"{"command":"stop","id":"c2"}"#, #"{"id":"c2","accepted":true,"position":5}"#)
        #expect(log.broken == ["I1"])
    }

    @Test func `I1 a command without an answer is seen`() {
        var log = HandMadeLog()
        log.exchange(#"{"command":"stop"}"#, nil)
        #expect(log.broken == ["I1"])
    }

    @Test func `I1 another answer to a repetition is seen`() {
        var log = HandMadeLog()
        log.exchange(
            #"{"command":"start","id":"c1"}"#, #"{"id":"c1","accepted":true,"status":"paused","position":4}"#)
        #expect(log.broken == ["I1"])
    }

    @Test func `I2 a message without a release is seen`() {
        var log = HandMadeLog()
        let payload = log.message("blue", "spare", seq: 3, position: 12)
        log.publish("/exercise/island/team/blue/feed", Array(payload.utf8), committed: 13)
        #expect(log.broken == ["I2"])
    }

    @Test func `I2 a message that left before its release was durable is seen`() {
        var log = HandMadeLog()
        log.seen.published[1].committed = 7
        #expect(log.broken == ["I2"])
    }

    @Test func `I2 a further attempt that nobody decided is seen`() {
        var log = HandMadeLog()
        let payload = log.message("blue", "first", seq: 1, position: 6)
            .replacing("\"attempt\":1", with: "\"attempt\":2")
        log.publish("/exercise/island/team/blue/feed", Array(payload.utf8), committed: 13)
        #expect(log.broken == ["I2"])
    }

    @Test func `I8 a gap in the positions is seen`() {
        var log = HandMadeLog()
        log.seen.records.remove(at: 2)
        #expect(log.broken.contains("I8"))
    }

    @Test func `I8 a run that changes without a reset is seen`() {
        var log = HandMadeLog()
        log.seen.records[12].run = 2
        #expect(log.broken == ["I8"])
    }

    @Test func `I9 an inject that stays on its way is seen`() {
        var log = HandMadeLog()
        log.seen.records.removeLast()
        #expect(log.broken == ["I9"])
    }

    @Test func `I9 a held inject that no list names is seen, and one that is named is not`() {
        var log = HandMadeLog()
        log.add("inject.failed", at: 5, position: 13, #"{"team":"red","inject":"last","seq":1,"reason":"no"}"#)
        #expect(log.broken == ["I9"])
        log.rest(
            waiting:
                #"{"kind":"inject","id":"last","team":"red","state":"failed","reason":"no","since":"","buttons":[]}"#)
        #expect(log.broken == [])
    }

    @Test func `I9 a row of the waiting list without a reason is seen`() {
        var log = HandMadeLog()
        log.rest(waiting: #"{"kind":"broker","id":"broker","state":"away","reason":"","since":"","buttons":[]}"#)
        #expect(log.broken == ["I9"])
    }

    @Test func `I9 a message that the broker hangs up at for ever is seen`() {
        var log = HandMadeLog()
        log.seen.records.removeLast()
        log.seen.rest = nil
        for _ in 0..<3 { log.add("broker.lost", at: 5, #"{"in_flight":[{"team":"red","seq":1}]}"#) }
        #expect(log.broken == ["I9"])
    }

    @Test func `I9 a further attempt that comes late is seen, unless the daemon was held up`() {
        var log = HandMadeLog()
        log.seen.rest = nil
        log.seen.records.removeLast()
        log.add(
            "inject.attempt_failed", at: 5,
            #"{"team":"red","inject":"last","seq":1,"attempt":1,"since_us":1000000,"retry_at_us":2000000}"#)
        log.add("inject.retried", at: 5, #"{"team":"red","inject":"last","seq":1,"attempt":2,"cause":"schedule"}"#)
        log.seen.committedAt = log.seen.records.map { $0.position * 3_000_000 }
        #expect(log.broken == ["I9"])
        log.seen.disturbances = [40_000_000...41_000_000]
        #expect(log.broken == [])
    }

    @Test func `I10 a release before its time is seen`() {
        var log = HandMadeLog()
        log.add("inject.released", at: 1, position: 8, HandMadeLog.released("blue", "second", seq: 2, due: 2))
        #expect(log.broken.contains("I10"))
    }

    @Test func `I10 a release during a pause is seen`() {
        var log = HandMadeLog()
        log.add("clock.paused", at: 1, position: 7, #"{"wall_us":2000000}"#)
        log.add("inject.released", at: 1, position: 8, HandMadeLog.released("blue", "second", seq: 2, due: 2))
        #expect(log.broken.contains("I10"))
    }

    @Test func `I10 an inject that is released twice in a run is seen`() {
        var log = HandMadeLog()
        log.add("inject.released", at: 2, position: 8, HandMadeLog.released("blue", "first", seq: 2, due: 1))
        #expect(log.broken.contains("I10"))
    }

    @Test func `I10 an inject that is sent beyond its grace is seen`() {
        var log = HandMadeLog()
        log.add(
            "inject.released", at: 1.9, position: 6, HandMadeLog.released("blue", "first", seq: 1, due: 1, late: 900))
        #expect(log.broken.contains("I10"))
    }

    @Test func `I10 an inject that is given up within its grace is seen`() {
        var log = HandMadeLog()
        log.add("inject.held", at: 2.1, position: 8, #"{"team":"blue","inject":"second","reason":"late"}"#)
        #expect(log.broken.contains("I10"))
    }

    @Test func `I10 exercise time that falls or passes ENDEX is seen`() {
        var log = HandMadeLog()
        log.add("note.recorded", at: 0.5, position: 9, #"{"text":""}"#)
        #expect(log.broken.contains("I10"))
        log = HandMadeLog()
        log.add("clock.completed", at: 5.1, position: 11, #"{"wall_us":6100000}"#)
        #expect(log.broken.contains("I10"))
    }

    @Test func `I10 a clock that shows another time than its rate gives is seen`() {
        var log = HandMadeLog()
        log.add("clock.completed", at: 5, position: 11, #"{"wall_us":5500000}"#)
        #expect(log.broken == ["I10"])
    }

    @Test func `I10 what is due at ENDEX and stays behind, or goes out after it, is seen`() {
        var log = HandMadeLog()
        log.seen.records.swapAt(9, 10)
        for place in [9, 10] { log.seen.records[place].position = Int64(place) + 1 }
        #expect(log.broken.contains("I10"))
    }

    @Test func `I10 an inject that the end leaves neither sent nor skipped is seen`() {
        var log = HandMadeLog()
        log.add("note.recorded", at: 5, position: 12, #"{"text":""}"#)
        #expect(log.broken == ["I10"])
    }

    @Test func `I11 two messages of one lane in flight are seen`() {
        var log = HandMadeLog()
        log.seen.traffic.remove(at: 1)
        #expect(log.broken == ["I11"])
    }

    @Test func `I11 a suspect that is sent beside others is seen`() {
        var log = HandMadeLog()
        log.seen.rest = nil
        log.seen.records.removeLast()
        let (blue, red) = (Observations.FeedNumber(team: "blue", seq: 2), Observations.FeedNumber(team: "red", seq: 1))
        for _ in 0..<2 { log.add("broker.lost", at: 5, #"{"in_flight":[{"team":"red","seq":1}]}"#) }
        log.add("broker.connected", at: 5, "{}")
        log.seen.traffic += [.handed(blue, committed: 15), .handed(red, committed: 15)]
        #expect(log.broken == ["I11"])
        log.seen.traffic.removeLast(2)
        log.seen.traffic += [.handed(red, committed: 15), .handed(blue, committed: 15)]
        #expect(log.broken == ["I11"])
    }

    @Test func `I12 another team's message is seen, sent or taken`() {
        var log = HandMadeLog()
        log.seen.published[2].topic = "/exercise/island/team/blue/feed"
        #expect(log.broken.contains("I12"))
        log = HandMadeLog()
        log.seen.received[2].team = "blue"
        #expect(log.broken.contains("I12"))
    }

    @Test func `I13 a step that the ledger does not allow is seen`() {
        var log = HandMadeLog()
        log.add("inject.delivered", at: 5, #"{"team":"blue","inject":"spare","seq":3,"attempt":1}"#)
        #expect(log.broken.contains("I13"))
    }

    @Test func `I13 an inject that no plan holds is seen`() {
        var log = HandMadeLog()
        log.add("inject.skipped", at: 5, #"{"team":"red","inject":"first","reason":"late"}"#)
        #expect(log.broken.contains("I13"))
    }

    @Test func `I13 figures that do not add up are seen`() {
        var log = HandMadeLog()
        let figures =
            #"{"injects_scheduled":4,"injects_delivered":2,"injects_failed":0,"injects_pending":0,"injects_held":0,"#
            + #""injects_unheard":0,"injects_waiting":0,"events_logged":13}"#
        log.publish("/exercise/island/monitoring", Array(figures.utf8), committed: 13)
        #expect(log.broken == ["I13"])
    }

    @Test func `feed: a number that is used twice is seen`() {
        var log = HandMadeLog()
        log.add("inject.released", at: 2, position: 8, HandMadeLog.released("blue", "second", seq: 1, due: 2))
        #expect(log.broken.contains("feed"))
    }

    @Test func `feed: content that is not the author's, byte for byte, is seen`() {
        var log = HandMadeLog()
        let payload = Array(log.message("blue", "first", seq: 1, position: 6).replacing("1.50", with: "1.5").utf8)
        log.seen.published[0].payload = payload
        log.seen.received[0].payload = payload
        #expect(log.broken == ["feed"])
    }

    @Test func `feed: an inject that went out before an earlier one is seen`() {
        var log = HandMadeLog()
        log.seen.published.removeFirst()
        log.seen.received.removeFirst()
        log.seen.steadyTeams = []
        #expect(log.broken == ["feed"])
    }

    @Test func `feed: a delivery that the broker never acknowledged is seen`() {
        var log = HandMadeLog()
        log.seen.acknowledged.remove(Observations.FeedNumber(team: "red", seq: 1))
        #expect(log.broken == ["feed"])
    }

    @Test func `feed: a client that was there and holds too little is seen, unless the broker lost it`() {
        var log = HandMadeLog()
        log.seen.received.removeLast()
        #expect(log.broken == ["feed"])
        log.seen.excused.insert(Observations.FeedNumber(team: "red", seq: 1))
        #expect(log.broken == [])
    }
}
