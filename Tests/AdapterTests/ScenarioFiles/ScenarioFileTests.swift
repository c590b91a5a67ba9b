import ExerciseModel
import ScenarioFiles
import Testing

/// Scenarios on the disk.
struct ScenarioFileTests {
    private static let exercise = Authored.exercise + "  variables: {level: 1}\n  scenario: rules/harbour.yaml\n"

    private static let rules = """
        scenario:
          rules:
            - {when: {event_type: a}, then: [{deliver: a}, {set: level, value: "${vars.level}0"}]}

        """

    private func read(_ path: String) -> CheckedExercise {
        ExerciseFiles.read(path: path, defaults: DeliverySettings(), caps: ExerciseCaps(), search: TimelineSearch())
    }

    private func check(_ path: String) -> CheckedFile {
        ExerciseFiles.check(path: path, defaults: DeliverySettings(), caps: ExerciseCaps(), search: TimelineSearch())
    }

    @Test func `rules are looked for beside the exercise and kept byte for byte`() throws {
        try Scratch.with { root in
            try root.write("e/e.yaml", Self.exercise)
            try root.write("e/timelines/blue.json", Authored.timeline)
            try root.write("e/rules/harbour.yaml", Self.rules)
            let checked = read(root.path("e/e.yaml"))
            let files = try #require(checked.files)
            try root.remove("e/rules/harbour.yaml")
            #expect(checked.diagnostics == [])
            #expect(
                files.scenario
                    == SourceFiles.File(path: root.path("e/rules/harbour.yaml"), bytes: Array(Self.rules.utf8)))
            #expect(ExerciseFiles.compile(files, defaults: DeliverySettings(), caps: ExerciseCaps()) == checked)
        }
    }

    @Test func `rules that are not there, or are none, are named with their place`() throws {
        try Scratch.with { root in
            try root.write("e.yaml", Self.exercise)
            try root.write("timelines/blue.json", Authored.timeline)
            let absent = read(root.path("e.yaml")).diagnostics
            try root.write("rules/harbour.yaml", "rules: []\n")
            let other = read(root.path("e.yaml")).diagnostics
            let empty = root.path("rules/harbour.yaml")
            #expect(
                absent == [
                    Diagnostic(
                        severity: .error, file: root.path("e.yaml"), line: 7, column: 13, length: 18,
                        message: "the scenario cannot be read", label: empty,
                        notes: [.init(message: "there is no such file")],
                        help: "name its file relative to this one")
                ])
            #expect(
                other == [
                    Diagnostic(
                        severity: .error, file: empty, line: 1, column: 1, length: 5,
                        message: "a scenario file has no key 'rules' at its top",
                        help: "write 'scenario:' and indent it below")
                ])
        }
    }

    @Test func `a scenario checked by itself asks nothing of an exercise; loaded alone it has none`() throws {
        try Scratch.with { root in
            try root.write("rules.yaml", Self.rules)
            let alone = check(root.path("rules.yaml"))
            let loaded = read(root.path("rules.yaml"))
            guard case .scenario(let scenario) = alone else { return #expect(Bool(false), "\(alone)") }
            #expect(scenario.plan?.scenario.rules.count == 1)
            #expect(alone.diagnostics == [])
            #expect(loaded.diagnostics.map(\.message) == ["there is no inject 'a'"])
        }
    }

    @Test func `faults of a scenario stand behind those of the exercise and its timelines`() throws {
        try Scratch.with { root in
            try root.write("e.yaml", Self.exercise + "  titel: x\n")
            try root.write("timelines/blue.json", #"{"injects": [{"id": "b"}]}"#)
            try root.write("rules/harbour.yaml", "scenario:\n  rules: [{when: {event_type: \"\"}, then: []}]\n")
            let checked = read(root.path("e.yaml"))
            let order = checked.diagnostics.map { String($0.file.dropFirst(root.path("").utf8.count)) }
            let (timeline, rules) = ("timelines/blue.json", "rules/harbour.yaml")
            #expect(order == ["e.yaml", timeline, timeline, timeline, rules, rules])
        }
    }
}
