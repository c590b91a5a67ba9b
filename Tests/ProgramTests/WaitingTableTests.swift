import ExerciseModel
import Testing

@testable import Commands

@Suite struct WaitingTableTests {
    private static let harbour = HarbourEvents.id

    private func message(_ rows: String..., total: Int? = nil) throws -> WaitingMessage {
        let list = rows.joined(separator: ",")
        return try #require(
            WaitingMessage(Array(#"{"timestamp":"x","total":\#(total ?? rows.count),"waiting":[\#(list)]}"#.utf8)))
    }

    @Test func `each row is followed by the command that is its button`() throws {
        let message = try message(WatchStage.follower, WatchStage.held, total: 5)

        #expect(
            WaitingTable.lines(message, of: Self.harbour, at: HarbourEvents.startex, flags: ["--database-url", "a b"])
                == [
                    "age   kind    id     team  state    until  reason",
                    "12 s  inject  it-01  blue  held     -      late",
                    "  whitecell control harbour release it-01 team=blue --database-url 'a b'",
                    "-     inject  it-03  blue  waiting  -      after it-01 is seen; it is held",
                    "and 3 more",
                ])
    }

    @Test func `rows are cut to the terminal, commands are not`() throws {
        let lines = WaitingTable.lines(
            try message(WatchStage.held), of: Self.harbour, at: HarbourEvents.startex, columns: 20)

        #expect(
            lines == [
                "age   kind    id   …", "12 s  inject  it-01…", "  whitecell control harbour release it-01 team=blue",
            ])
    }

    @Test func `nothing that waits is said`() throws {
        #expect(
            WaitingTable.lines(try message(), of: Self.harbour, at: HarbourEvents.startex)
                == ["harbour: nothing waits"])
    }

    @Test(arguments: [
        (#"{"command":"retry","inject":"it-01","team":"blue"}"#, "retry inject=it-01 team=blue"),
        (#"{"command":"deliver","inject":"it-01","teams":["blue","orange"]}"#, "deliver it-01 teams=blue,orange"),
        (
            #"{"command":"skip","inject":"it-01","team":"blue","reason":"not needed any more"}"#,
            "skip it-01 team=blue 'reason=not needed any more'"
        ),
        (#"{"command":"tick","inject":"it-01","action":2,"team":"blue"}"#, "tick it-01 action=2 team=blue"),
        (#"{"command":"clear_noduff"}"#, "clear_noduff"),
        (#"{"command":"note","text":"it's $(x)"}"#, #"note 'it'\''s $(x)'"#),
        (#"{"command":"note","text":"a=b"}"#, "note text=a=b"),
    ])
    func `a button is a line to paste`(_ json: String, _ words: String) throws {
        let line = try #require(ButtonLine(JSONText(trusted: ArraySlice(json.utf8))))

        #expect(line.line(for: Self.harbour) == "whitecell control harbour \(words)")
    }

    @Test func `what is no list is none`() {
        #expect(WaitingMessage(Array("{}".utf8)) == nil)
        #expect(WaitingMessage([]) == nil)
    }
}
