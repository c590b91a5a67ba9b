import ExerciseModel
import Testing

@Suite struct ControlMessageTests {
    private func read(_ text: String, retained: Bool = false) -> ControlMessage.Reading {
        ControlMessage.read(Array(text.utf8), retained: retained)
    }

    private func order(_ text: String) -> ControlCommand.Order? {
        guard case .command(let command) = read(text) else { return nil }
        return command.order
    }

    private func refusal(_ text: String, retained: Bool = false) -> RefusalCode? {
        guard case .refused(let result, _) = read(text, retained: retained),
            case .refused(let code, _) = result.outcome
        else { return nil }
        return code
    }

    @Test(
        arguments: [
            (#"{"command":"start"}"#, .start), (#"{"command":"pause"}"#, .pause), (#"{"command":"resume"}"#, .resume),
            (#"{"command":"stop"}"#, .stop), (#"{"command":"reset"}"#, .reset(abandon: false)),
            (#"{"command":"speed","rate":2.5}"#, Rate(thousandths: 2_500).map { .speed($0) }),
            (#"{"command":"speed","rate":0.1}"#, Rate(thousandths: 100).map { .speed($0) }),
            (#"{"command":"speed","rate":1e3}"#, Rate(thousandths: 1_000_000).map { .speed($0) }),
            (#"{"command":"seek","to":90.5}"#, .seek(to: ExerciseInstant(milliseconds: 90_500), skipped: nil)),
            (#"{"command":"seek","to":0,"skipped":"fire"}"#, .seek(to: .zero, skipped: .fire)),
            (
                #"{"command":"deliver","inject":"a.1","teams":["blue","red","blue"],"again":true}"#,
                .deliver(
                    InjectID(trusted: "a.1"), teams: [TeamID(trusted: "blue"), TeamID(trusted: "red")], again: true)
            ),
            (#"{"command":"deliver","inject":"a"}"#, .deliver(InjectID(trusted: "a"), teams: nil, again: false)),
            (#"{"command":"retry","failure":"blue.7"}"#, .retry(.failure("blue.7"))),
            (
                #"{"command":"retry","inject":"a","team":"blue"}"#,
                .retry(.inject(InjectID(trusted: "a"), TeamID(trusted: "blue")))
            ),
            (#"{"command":"note","text":"They found it."}"#, .note("They found it.")),
        ] as [(String, ControlCommand.Order?)])
    func `each command is read with its arguments`(text: String, wanted: ControlCommand.Order?) {
        #expect(order(text) == wanted)
        #expect(wanted != nil)
    }

    @Test func `what a command says of itself is kept`() {
        let text = #"{"timestamp":"2026-01-15T10:00:00Z","by":"Ann","reason":"lunch","id":"c1","command":"pause"}"#
        let record = CommandRecord(
            id: "c1", command: "pause", content: #"{"by":"Ann","command":"pause","reason":"lunch"}"#, by: "Ann",
            reason: "lunch", sentAt: "2026-01-15T10:00:00Z")
        #expect(read(text) == .command(ControlCommand(record: record, order: .pause)))
    }

    @Test func `a timestamp of any kind is kept and never checked`() {
        guard case .command(let command) = read(#"{"command":"pause","timestamp":17}"#) else {
            Issue.record("the command was refused")
            return
        }
        #expect(command.record.sentAt == "17")
    }

    @Test(arguments: ["", #"{"accepted":true,"command":"start"}"#, #"{"command":"start","mirrored":true}"#])
    func `what is no command is ignored, retained or not`(text: String) {
        #expect(read(text) == .nothing)
        #expect(read(text, retained: true) == .nothing)
    }

    /// Each message would fail every later check as well.
    @Test func `checks stand in the contract's order`() {
        let long = String(repeating: "x", count: Limits.controlMessage)
        #expect(refusal(#"{"command":7,"x":"\#(long)"#, retained: true) == .tooLarge)
        #expect(refusal(#"{"command":7,"x""#, retained: true) == .invalidJSON)
        #expect(refusal("[1]", retained: true) == .invalidJSON)
        #expect(refusal(#"{"command":7,"x":\#(String(repeating: "[", count: 40))"#) == .invalidJSON)
        #expect(refusal(#"{"command":"dance","id":7}"#, retained: true) == .retainedCommand)
        #expect(refusal(#"{"id":7}"#) == .invalidCommand)
        #expect(refusal(#"{"command":"dance","id":7,"teams":[]}"#) == .unknownCommand)
        #expect(refusal(#"{"command":"deliver","inject":"no such","again":1}"#) == .invalidCommand)
        #expect(refusal(#"{"command":"deliver","inject":"no such","teams":"blue"}"#) == .invalidCommand)
        #expect(refusal(#"{"command":"retry","inject":"no such"}"#) == .invalidCommand)
        #expect(refusal(#"{"command":"deliver","inject":"no such","id":""}"#) == .invalidCommand)
        #expect(refusal(#"{"command":"deliver","inject":"no such"}"#) == .unknownInject)
        #expect(refusal(#"{"command":"retry","inject":"a","team":"no/such"}"#) == .unknownTeam)
    }

    @Test func `a string beyond its cap is too large, not bad JSON`() {
        let text = String(repeating: "x", count: Limits.string)
        #expect(order(#"{"command":"note","text":"\#(text)"}"#) == .note(text))
        #expect(refusal(#"{"command":"note","text":"\#(text)x"}"#) == .tooLarge)
    }

    @Test(arguments: [
        #"{"command":"speed"}"#, #"{"command":"speed","rate":"2"}"#, #"{"command":"speed","rate":0.0999}"#,
        #"{"command":"speed","rate":1001}"#, #"{"command":"speed","rate":-1}"#, #"{"command":"seek"}"#,
        #"{"command":"seek","to":-1}"#, #"{"command":"seek","to":1e300}"#, #"{"command":"seek","to":1,"skipped":"x"}"#,
        #"{"command":"deliver"}"#, #"{"command":"deliver","inject":7}"#,
        #"{"command":"deliver","inject":"a","teams":[]}"#,
        #"{"command":"deliver","inject":"a","teams":[1]}"#, #"{"command":"retry"}"#, #"{"command":"note"}"#,
        #"{"command":"note","text":""}"#, #"{"command":"pause","id":7}"#, #"{"command":"pause","by":7}"#,
        #"{"command":"pause","reason":7}"#, #"{"command":"pause","dry_run":"yes"}"#, #"{"command":"pause","plan":7}"#,
        #"{"command":"pause","if_revision":"1"}"#, #"{"command":"hold","inject":"a"}"#,
        #"{"command":"hold","inject":"a","reason":" "}"#, #"{"command":"hold","team":"blue","reason":"x"}"#,
        #"{"command":"skip","inject":"a"}"#, #"{"command":"move","inject":"a"}"#, #"{"command":"move","to":7}"#,
        #"{"command":"move","inject":"a","to":7,"ripple":1}"#, #"{"command":"noduff"}"#,
        #"{"command":"noduff","message":""}"#, #"{"command":"receipt","inject":"a","team":"blue"}"#,
        #"{"command":"receipt","inject":"a","team":"blue","status":"delivered"}"#, #"{"command":"tick"}"#,
        #"{"command":"tick","inject":"a","rating":"X"}"#, #"{"command":"tick","inject":"a","action":0}"#,
        #"{"command":"add","teams":["blue"]}"#, #"{"command":"add","inject":{"id":"x"},"teams":["blue"]}"#,
        #"{"command":"add","inject":{"id":"x","type":"sms","content":1,"time":5}}"#,
        #"{"command":"add","inject":{"id":"x","type":"sms","content":1,"time":5,"manual":true},"teams":["blue"]}"#,
        #"{"command":"add","inject":{"id":"x","type":"sms","content":1,"time":"5"},"teams":["blue"]}"#,
        #"{"command":"add","inject":{"id":"x y","type":"sms","content":1,"time":5},"teams":["blue"]}"#,
        #"{"command":"add","inject":{"id":"x","type":"sms","content":1,"time":5,"colour":"red"},"teams":["blue"]}"#,
    ])
    func `a missing or bad argument is an invalid command`(text: String) {
        #expect(refusal(text) == .invalidCommand)
    }

    @Test func `ids have 1 to 256 bytes`() {
        let id = String(repeating: "é", count: 128)
        #expect(order(#"{"command":"pause","id":"\#(id)"}"#) == .pause)
        #expect(refusal(#"{"command":"pause","id":"\#(id)x"}"#) == .invalidCommand)
    }

    @Test func `a refusal says who and what, and names the byte of bad JSON`() {
        #expect(
            read(#"{"command":"dance","id":"c1"}"#)
                == .refused(
                    CommandResult(
                        id: "c1", command: "dance",
                        outcome: .refused(.unknownCommand, message: "there is no command 'dance'")),
                    record: CommandRecord(
                        id: "c1", command: "dance", content: #"{"command":"dance"}"#, by: nil, reason: nil)))
        #expect(
            read("{,")
                == .refused(
                    CommandResult(
                        id: nil, command: nil, outcome: .refused(.invalidJSON, message: "this is no JSON (byte 2)")),
                    record: nil))
    }

    @Test func `a dry run that is refused leaves nothing for the log`() {
        guard case .refused(_, let record) = read(#"{"command":"speed","id":"c1","dry_run":true}"#) else {
            Issue.record("the command was taken")
            return
        }
        #expect(record == nil)
    }

    @Test func `two spellings of one command have one content`() {
        func content(_ text: String) -> String? {
            guard case .command(let command) = read(text) else { return nil }
            return command.record.content
        }
        let first = content(#"{"command":"seek","to":5,"id":"a","timestamp":"x"}"#)
        #expect(first == content(#" { "to":5,"command":"seek","id":"b"}"#))
        #expect(first != content(#"{"command":"seek","to":6}"#))
    }
}
