import ExerciseModel
import Testing

@testable import Commands

/// Whether a simulation that breaks the protocol is found out, by the name of what it breaks.
@Suite struct ConformanceTrialTests {
    @Test func `one that keeps the protocol passes every check`() {
        let trial = TrialStage.played(ActedSimulation())

        #expect(trial.outcome == .kept)
        #expect(
            trial.checks(\.isKept) == [
                .registers, .answers, .repeat, .overlap, .unknownKeys, .unknownMessage, .error, .unknownCommand,
                .failure, .undo, .undoRepeat, .undoUnseen, .ping, .comeback, .memory, .owed, .messages, .unasked,
            ])
    }

    @Test(arguments: ActedSimulation.Vice.allCases)
    func `each vice is found by the checks that it breaks`(vice: ActedSimulation.Vice) {
        let trial = TrialStage.played(ActedSimulation(vice))

        #expect(trial.broken == Self.broken[vice])
        #expect(trial.outcome == .broken)
    }

    @Test func `what is broken names what was sent and what came`() {
        let trial = TrialStage.played(ActedSimulation(.forgets))

        let sent =
            #"{"type":"command","command":"lift","params":{},"saga_id":"saga_1","step_id":0,"#
            + #""command_id":"saga_1.0.do","attempt":2,"phase":"do","deadline_ms":10000,"correlation_id":"saga_1"}"#
        #expect(
            trial.result(of: .repeat)
                == .broken(
                    .otherAnswer(before: Self.lifted(1)), sent: Array(sent.utf8), got: [Array(Self.lifted(2).utf8)]))
    }

    @Test func `what cannot be tried is skipped with the reason`() {
        let trial = TrialStage.played(ActedSimulation()) { ($0.undo, $0.fails) = (nil, nil) }

        #expect(trial.outcome == .kept)
        #expect(trial.result(of: .failure) == .skipped("name a command that can only fail with --fails"))
        #expect(trial.result(of: .undo) == .skipped("name what takes the command back with --undo"))
    }

    @Test func `one that does not answer is asked no further, but pinged and cut off`() {
        let trial = TrialStage.played(ActedSimulation(.neverAnswers))

        #expect(trial.result(of: .answers) == .broken(.silence(10_000_000), sent: Self.firstCommand, got: []))
        #expect(trial.checks(\.isKept) == [.registers, .ping, .comeback, .messages, .unasked])
        #expect(trial.result(of: .memory) == .skipped("not before it answers a command once, in time"))
    }

    @Test func `one that stays away is not waited for twice`() {
        let trial = TrialStage.played(ActedSimulation(.staysAway))

        #expect(trial.result(of: .comeback) == .broken(.notBack(60_000_000), sent: nil, got: []))
        #expect(trial.result(of: .memory) == .skipped("it is gone"))
    }

    @Test func `one that never comes is not judged`() {
        var stage = TrialStage(ActedSimulation())

        stage.hear(.visited("'net_sim' did"))
        stage.run()

        #expect(stage.trial.outcome == .absent("'net_sim' did"))
        #expect(stage.trial.findings == [])
    }

    @Test func `what might have got lost counts, and is blamed in the end`() {
        var stage = TrialStage(ActedSimulation())

        stage.hear(.unsure("QoS 0", Array("{}".utf8)))
        stage.begin()
        stage.run()

        #expect(stage.trial.broken == [.messages])
        #expect(
            stage.trial.result(of: .messages)
                == .broken(.unsure("QoS 0", others: 0), sent: nil, got: [Array("{}".utf8)]))
    }

    @Test func `a first message that is no registration ends it`() {
        var stage = TrialStage(ActedSimulation())

        stage.hear(.misspoke("no", Array("{}".utf8)))

        #expect(stage.trial.outcome == .broken)
        #expect(
            stage.trial.findings.first
                == Finding(.registers, .broken(.noRegistration("no"), sent: nil, got: [Array("{}".utf8)])))
    }

    @Test func `progress gives it more time`() {
        var simulation = ActedSimulation()
        (simulation.pace, simulation.progresses) = (25_000_000, true)

        #expect(TrialStage.played(simulation).broken == [])
    }

    @Test func `the second copy of a command may take its time, and say so`() {
        var simulation = ActedSimulation()
        (simulation.pace, simulation.copyPace, simulation.progresses) = (1_500_000, 4_000_000, true)

        let trial = TrialStage.played(simulation)

        #expect(trial.broken == [])
        #expect(
            trial.result(of: .overlap)
                == .kept(notes: ["the second answer took as long again: was it done twice?"]))
    }

    @Test func `the answer to the second copy may come when something else is tried`() {
        var simulation = ActedSimulation()
        (simulation.pace, simulation.copyPace) = (300_000, 2_000_000)

        let trial = TrialStage.played(simulation)

        #expect(trial.outcome == .kept)
    }

    @Test func `a reason of a failure is asked for, not demanded`() {
        var simulation = ActedSimulation()
        simulation.givesReasons = false

        let trial = TrialStage.played(simulation)

        let note = "the failure has no reason, which controllers would read"
        #expect(trial.outcome == .kept)
        #expect(trial.result(of: .unknownCommand) == .kept(notes: [note]))
        #expect(trial.result(of: .failure) == .kept(notes: [note]))
    }

    @Test func `without command_id it is only told what would be better`() {
        var simulation = ActedSimulation()
        simulation.echoes = false

        let trial = TrialStage.played(simulation)

        #expect(trial.outcome == .kept)
        #expect(
            trial.result(of: .answers)
                == .kept(notes: ["it does not echo command_id, which tells a late answer from the next one's"]))
    }

    @Test func `what looks like a second execution is asked about`() {
        var simulation = ActedSimulation()
        (simulation.pace, simulation.repeatsPace, simulation.reportsWhatItDoes) = (2_000_000, true, true)

        let trial = TrialStage.played(simulation)

        #expect(
            trial.result(of: .repeat)
                == .kept(notes: [
                    "it took its time again: was it done twice?", "it reported lift.done again: was it done twice?",
                ]))
        #expect(trial.result(of: .overlap) == .kept(notes: []))
    }

    @Test(
        arguments: [
            ("", "", []), (nil, "", [.presence]), ("no", "", [.presence]), ("", nil, [.lastWill]),
            ("", "no", [.lastWill]),
        ] as [(String?, String?, [ConformanceCheck])])
    func `over MQTT its presence is judged as well`(online: String?, will: String?, broken: [ConformanceCheck]) {
        var simulation = ActedSimulation()
        (simulation.door, simulation.online, simulation.will) = (.mqtt, online, will)

        let trial = TrialStage.played(simulation) { $0.door = .mqtt }

        #expect(trial.broken == broken)
        #expect(
            trial.findings.map(\.check) == [
                .registers, .presence, .answers, .repeat, .overlap, .unknownKeys, .error, .unknownCommand, .failure,
                .undo, .undoRepeat, .undoUnseen, .comeback, .lastWill, .memory, .owed, .messages, .unasked,
            ])
    }

    @Test func `what cannot be cut off is not tried over a cut`() {
        var simulation = ActedSimulation()
        simulation.hasOwnCable = true

        let trial = TrialStage.played(simulation)

        #expect(trial.outcome == .kept)
        #expect(trial.checks { !$0.isKept } == [.comeback, .memory, .owed])
        #expect(trial.result(of: .comeback) == .skipped("not here"))
    }

    @Test func `what is said after the end changes nothing`() {
        var stage = TrialStage(ActedSimulation())
        stage.run()

        stage.hear(.registered)

        #expect(stage.trial.outcome == .absent("nobody did"))
        #expect(stage.trial.deadline == .never)
    }

    private static let broken: [ActedSimulation.Vice: [ConformanceCheck]] = [
        .neverAnswers: [.answers], .goesOnForEver: [.answers], .fails: [.answers],
        .answersTwice: [.answers], .answersTwiceLate: [.repeat], .answersByItself: [.unasked],
        .namesAnotherSaga: [.answers], .namesAnotherStep: [.answers], .namesAnotherCommand: [.answers],
        .answersNonsense: [.answers],
        .forgets: [.repeat, .overlap, .undoRepeat, .memory], .forgetsOnceCut: [.memory],
        .answersCopiesOtherwise: [.overlap], .answersCopiesLateAndOtherwise: [.unasked],
        .hangsUpOnRepeat: [.repeat, .overlap, .failure, .undoRepeat, .memory, .owed],
        .hangsUpOnUnknownKeys: [.unknownKeys], .hangsUpOnUnknownMessage: [.unknownMessage], .hangsUpOnError: [.error],
        .hangsUpOnUnknownCommand: [.unknownCommand], .isSilentOnUnknownCommand: [.unknownCommand],
        .completesUnknownCommand: [.unknownCommand],
        .failsUndo: [.undo, .undoUnseen], .forgetsUndo: [.undoRepeat], .failsUndoOfNothing: [.undoUnseen],
        .ignoresPing: [.ping], .staysAway: [.comeback], .comesBackWithoutRegistration: [.comeback],
        .owesForEver: [.owed], .usesAnEventIDTwice: [.messages], .saysNonsense: [.messages],
        .connectsTwice: [.overlap],
    ]

    private static let firstCommand = Array(
        (#"{"type":"command","command":"lift","params":{},"saga_id":"saga_1","step_id":0,"#
            + #""command_id":"saga_1.0.do","attempt":1,"phase":"do","deadline_ms":10000,"correlation_id":"saga_1"}"#)
            .utf8)

    private static func lifted(_ count: Int) -> String {
        #"{"type":"step.completed","saga_id":"saga_1","step_id":0,"command_id":"saga_1.0.do","output":{"count":\#(count)}}"#
    }
}
