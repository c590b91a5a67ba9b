import ExerciseModel
import Testing

@testable import Commands

@Suite struct ControlLineTests {
    @Test(arguments: [
        ("start", [], ""),
        ("speed", ["10"], #","rate":10"#),
        ("speed", ["rate=0.5"], #","rate":0.5"#),
        ("seek", ["3600", "skipped=skip", "dry_run=true"], #","to":3600,"skipped":"skip","dry_run":true"#),
        (
            "deliver", ["it-07", "teams=blue,orange", "again=false"],
            #","inject":"it-07","teams":["blue","orange"],"again":false"#
        ),
        ("retry", ["blue.17"], #","failure":"blue.17""#),
        ("retry", ["inject=it-07", "team=blue"], #","inject":"it-07","team":"blue""#),
        ("note", ["the \"harbour\" = closed"], #","text":"the \"harbour\" = closed""#),
        ("note", ["text=a=b"], #","text":"a=b""#),
        ("note", ["pump=off"], #","text":"pump=off""#),
        ("pause", ["reason=fire alarm"], #","reason":"fire alarm""#),
        ("hold", ["it-07", "reason=later"], #","inject":"it-07","reason":"later""#),
        ("noduff", ["real fire"], #","message":"real fire""#),
        ("hold", ["reason=later"], #","reason":"later""#),
        ("move", ["it-07", "to=T+1:05:30", "ripple=true"], #","inject":"it-07","to":3930.0,"ripple":true"#),
        ("seek", ["90s"], #","to":90.0"#),
        ("tick", ["it-07", "action=2", "rating=S"], #","inject":"it-07","action":2,"rating":"S""#),
        (
            "receipt", ["it-07", "team=blue", "status=responded", "response=yes"],
            #","inject":"it-07","team":"blue","status":"responded","response":"yes""#
        ),
        ("receipt", ["it-07", #"response={"a": 1}"#], #","inject":"it-07","response":{"a": 1}"#),
        (
            "add", [#"{"id": "x",  "content": 1.50}"#, "teams=blue"],
            #","inject":{"id": "x",  "content": 1.50},"teams":["blue"]"#
        ),
    ])
    func `words make a command`(_ command: String, _ words: [String], _ fields: String) throws {
        let bytes = try ControlLine.encode(
            command: command, words: words, id: "cli-1", by: "ada", at: UTCInstant(milliseconds: 0))

        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"command":"\#(command)","timestamp":"1970-01-01T00:00:00.000Z","id":"cli-1","by":"ada"\#(fields)}"#
        )
    }

    @Test(arguments: [
        ("pause", ["now"], "'now' is no argument: write name=value"),
        ("deliver", ["it-07", "blue"], "'blue' is no argument: write name=value"),
        ("speed", ["fast"], "'rate' must be a number, not 'fast'"),
        ("speed", ["rate=\"1\""], "'rate' must be a number, not '\"1\"'"),
        ("seek", [""], "'to' must be seconds or a time like T+1:05:30, not ''"),
        ("seek", ["10", "to=20"], "'to' is given twice"),
        ("note", ["text=a", "command=stop"], "'command' is given twice"),
        ("deliver", ["it-07", "again=yes"], "'again' must be true or false, not 'yes'"),
        (
            "add", ["nowhere.json"],
            "'inject' must be one inject in JSON, or a file that holds it: cannot read 'nowhere.json'"
        ),
        ("add", ["{\"id\":}"], "'inject' is no inject: this is no JSON (byte 7)"),
    ])
    func `words that make none are told why`(_ command: String, _ words: [String], _ message: String) {
        #expect(throws: ControlLine.Fault(message: message)) {
            try ControlLine.encode(
                command: command, words: words, id: "cli-1", by: nil, at: UTCInstant(milliseconds: 0))
        }
    }

    @Test func `an inject is read from its file, byte for byte`() throws {
        let text = "{\"id\": \"x\",\n \"content\": 1.50}\n"

        let bytes = try ControlLine.encode(
            command: "add", words: ["inject=x.json", "teams=blue"], id: "1", by: nil, at: UTCInstant(milliseconds: 0),
            read: { $0 == "x.json" ? text : nil })

        #expect(String(decoding: bytes, as: UTF8.self).hasSuffix(#","inject":\#(text),"teams":["blue"]}"#))
    }
}
