import ExerciseModel
import Testing

@testable import Commands

@Suite struct ResultTextTests {
    private func result(_ json: String) throws -> JSONObject { try JSONObject(ArraySlice(json.utf8)) }

    private static func effect(_ type: String, _ data: String) -> String { #"{"type":"\#(type)","data":{\#(data)}}"# }

    @Test func `what was done to several teams is one line, after who was there first`() throws {
        let effects = ["blue", "orange"].map { team in
            Self.effect("inject.planned", #""team":"\#(team)","inject":"it-07","time":2700.0,"cause":"moved""#)
        }
        let result = try result(
            #"{"id":"1","command":"move","accepted":true,"status":"running","position":42,"changed_before":"#
                + #"{"command":"move","by":"Ann","at":"2026-01-15T10:05:32.120Z","position":7},"#
                + #""effects":[\#(effects.joined(separator: ","))]}"#)

        #expect(
            ResultText.accepted("move", result) == [
                "move: done, the exercise is running (position 42)",
                "  Ann had moved it at 10:05:32",
                "  it-07 is due at T+45:00: blue, orange",
            ])
        #expect(
            ResultText.line("move", result)
                == "move: Ann had moved it at 10:05:32; it-07 is due at T+45:00: blue, orange")
    }

    @Test func `a dry run tells what would be done, and how to do just that`() throws {
        let effect = Self.effect("inject.skipped", #""team":"blue","inject":"it-07","reason":"hand","note":"too late""#)
        let result = try result(
            #"{"id":"1","command":"skip","accepted":true,"status":"running","position":42,"plan":"ab","revision":3,"#
                + #""effects":[\#(effect)]}"#)

        #expect(
            ResultText.accepted("skip", result) == [
                "skip: would be done, nothing has been (plan ab, revision 3)",
                "  it-07 is skipped (too late): blue",
                "  the same with plan=ab does just this, or is refused if anything has changed",
            ])
        #expect(ResultText.plan(result) == "it-07 is skipped (too late): blue")
    }

    @Test func `a long list is counted`() throws {
        let effects = (1...20).map { Self.effect("inject.held", #""team":"a","inject":"i\#($0)","reason":"late""#) }
        let result = try result(
            #"{"accepted":true,"status":"paused","position":1,"effects":[\#(effects.joined(separator: ","))],"#
                + #""effects_total":500}"#)

        let lines = ResultText.accepted("hold", result)

        #expect(lines.count == 15)
        #expect(lines[13] == "  and 8 more, which 'whitecell log' shows")
        #expect(lines[14] == "  and 480 more")
        #expect(ResultText.line("hold", result).hasPrefix("hold: 20 changes: i1 is held (late): a; i2 "))
    }

    @Test(arguments: [
        ("clock.paused", #""wall_us":1"#, "the clock stands"),
        ("clock.rate_changed", #""rate":0.5"#, "the rate is now 0.5"),
        ("clock.sought", #""to":3900.0"#, "the clock goes to T+1:05:00"),
        ("inject.added", #""teams":["a","b"],"inject":{"id":"x-1"}"#, "x-1 is added: a, b"),
        ("action.ticked", #""inject":"i","action":2,"team":"a","rating":"S""#, "action 2 of i was seen, rated S: a"),
        ("receipt.recorded", #""team":"a","inject":"i","seq":1,"status":"seen""#, "i is recorded as seen: a"),
        ("noduff.declared", #""message":"fire""#, "NO DUFF: fire"),
        ("something.new", #""team":"a","inject":"i""#, "something.new i: a"),
    ])
    func `an effect has words`(_ type: String, _ data: String, _ line: String) throws {
        let effect = try result(#"{"effects":[\#(Self.effect(type, data))]}"#)

        #expect(EffectText.lines(effect["effects"]?.array ?? []) == [line])
    }

    @Test func `a refusal has its code and its words`() throws {
        let result = try result(#"{"accepted":false,"error":{"code":"conflict","message":"NO\u001bDUFF"}}"#)

        #expect(ResultText.refused("resume", result) == "resume: conflict: NO\u{FFFD}DUFF")
    }
}
