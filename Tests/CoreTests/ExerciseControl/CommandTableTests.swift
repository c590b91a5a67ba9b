import ExerciseControl
import ExerciseModel
import Testing

@Suite struct CommandTableTests {
    /// i r p s c: the statuses in which each command is allowed, as the contract's table says.
    private static let table: [(String, ControlCommand.Order, String)] = [
        ("start", .start, "i"), ("pause", .pause, "r"), ("resume", .resume, "p"), ("stop", .stop, "rp"),
        ("reset", .reset(abandon: false), "irpsc"), ("speed", .speed(.one), "irp"),
        ("seek", .seek(to: .zero, skipped: nil), "irp"),
        ("deliver", .deliver(InjectID(trusted: "a"), teams: nil, again: false), "rp"),
        ("retry", .retry(.failure("blue.1")), "irpsc"), ("note", .note("x"), "irpsc"),
    ]

    private static let letters: [(ClockStatus, Character)] = [
        (.initialized, "i"), (.running, "r"), (.paused, "p"), (.stopped, "s"), (.completed, "c"),
    ]

    @Test(arguments: table) func `each command is allowed in the contract's statuses`(
        name: String, order: ControlCommand.Order, allowed: String
    ) {
        let found = CommandTableTests.letters.filter { CommandTable.refusal(order, in: $0.0) == nil }.map(\.1)
        #expect(String(found) == allowed)
    }

    @Test(arguments: [
        (ControlCommand.Order.pause, ClockStatus.paused, "the exercise is paused already"),
        (.start, .running, "the exercise is running already"), (.resume, .running, "the exercise is running already"),
        (.start, .paused, "the exercise is paused: resume it"),
        (.resume, .initialized, "the exercise has not been started: start it"),
        (.pause, .initialized, "the exercise has not been started"),
        (.start, .completed, "the exercise is completed: reset begins a new run"),
        (.stop, .stopped, "the exercise is stopped: reset begins a new run"),
    ])
    func `a refusal says what to do instead`(order: ControlCommand.Order, status: ClockStatus, sentence: String) {
        #expect(CommandTable.refusal(order, in: status) == sentence)
    }

    @Test func `five commands change the status`() {
        let changing = CommandTableTests.table.filter { CommandTable.changesStatus($0.1) }.map(\.0)
        #expect(changing == ["start", "pause", "resume", "stop", "reset"])
    }
}
