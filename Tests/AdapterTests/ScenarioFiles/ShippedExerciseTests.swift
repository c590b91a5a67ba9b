import ExerciseModel
import Glibc
import ScenarioFiles
import Testing

/// The exercises that come with the daemon, whole and damaged.
struct ShippedExerciseTests {
    static let names = ["first-steps", "harbour", "scenarios/example"]

    private static let root = "/" + String(#filePath).split(separator: "/").dropLast(4).joined(separator: "/")

    static func path(_ name: String) -> String { root + "/exercises/\(name).yaml" }

    static func read(_ name: String) -> CheckedExercise {
        ExerciseFiles.read(
            path: path(name), defaults: DeliverySettings(), caps: ExerciseCaps(),
            search: TimelineSearch())
    }

    @Test(arguments: names)
    func `they check without an error or a warning and compile again from their bytes`(name: String) throws {
        let checked = Self.read(name)
        #expect(checked.diagnostics == [])
        let files = try #require(checked.files)
        #expect(checked.plan != nil)
        #expect(ExerciseFiles.compile(files, defaults: DeliverySettings(), caps: ExerciseCaps()) == checked)
    }

    @Test(arguments: names)
    func `damaged files give a plan or an error with a place, never a crash`(name: String) throws {
        let files = try #require(Self.read(name).files)
        Self.damage(files, times: 150)
    }

    @Test func `damaged chains and expectations give a plan or an error with a place, never a crash`() throws {
        let first = "injects:\n- {id: i0, time: 0, type: t, content: 1}\n- {id: i1, after: i0, type: t, content: 1}\n"
        let yaml = (2..<20).reduce(first) { text, number in
            let after = "{inject: i\(number / 2), state: seen, delay: 5m}"
            return text + "- {id: i\(number), after: \(after), type: t, content: 1}\n"
        }
        let json = """
            {"injects": [{"id": "i0", "time": 0, "type": "t", "content": 1}, {"id": "x", "manual": true, "type": "t", "content": 1},
              {"id": "y", "after": {"inject": "x", "state": "responded", "delay": "1:00"}, "type": "t", "content": 1},
              {"id": "z", "after": "y", "type": "t", "content": 1}]}
            """
        let exercise = """
            exercise:
              id: harbour
              duration: 2h
              teams: [{id: blue, timeline: blue}, {id: red, timeline: red}]
              expect:
                - {at: "T+05:00", team: blue, inject: i0}
                - {at: 600, team: blue, inject: i1}
                - at: 5m
                  team: red
                  inject: z
            """
        let whole = Authored.check(exercise: exercise, timelines: ["blue": yaml, "red": json])
        #expect(whole.diagnostics == [])
        Self.damage(try #require(whole.files), times: 2_000)
    }

    @Test func `scenarios check by themselves without an error or a warning`() {
        let checks = ["example", "harbour"].map { name in
            ExerciseFiles.check(
                path: Self.root + "/exercises/scenarios/\(name).yaml", defaults: DeliverySettings(),
                caps: ExerciseCaps(), search: TimelineSearch())
        }
        #expect(checks.map(\.diagnostics) == [[], []])
        #expect(checks.map(\.isFine) == [true, true])
    }

    @Test func `damaged rules give a plan or an error with a place, never a crash`() throws {
        var files = try #require(Self.read("harbour").files)
        let scenario = try #require(files.scenario)
        files.timelines = []
        files.exercise.bytes = Array("exercise: {id: harbour, scenario: rules.yaml}\n".utf8)
        files.scenario = scenario
        Self.damage(files, times: 300)
    }

    private static func damage(_ files: SourceFiles, times: Int) {
        var random = Mutation(seed: 7)
        for seed in 0..<times {
            var damaged = files
            let victim = random.next(files.all.count)
            if victim == 0 {
                random.damage(&damaged.exercise.bytes)
            } else if victim > files.timelines.count {
                if var scenario = damaged.scenario {
                    random.damage(&scenario.bytes)
                    damaged.scenario = scenario
                }
            } else {
                random.damage(&damaged.timelines[victim - 1].file.bytes)
            }
            let checked = ExerciseFiles.compile(damaged, defaults: DeliverySettings(), caps: ExerciseCaps())
            let errors = checked.diagnostics.filter { $0.severity == .error }
            #expect((checked.plan == nil) == !errors.isEmpty, "seed \(seed)")
            #expect(checked.diagnostics.allSatisfy { isInside($0, damaged) }, "seed \(seed)")
            #expect(!DiagnosticText(files: damaged).render(checked.diagnostics).contains("\u{1B}"), "seed \(seed)")
        }
    }

    private static func isInside(_ diagnostic: Diagnostic, _ files: SourceFiles) -> Bool {
        if diagnostic.severity == .note { return true }
        guard let file = files.all.first(where: { $0.path == diagnostic.file }) else { return false }
        let breaks = file.bytes.count { $0 == 0x0A || $0 == 0x0D }
        return (1...breaks + 1).contains(diagnostic.line) && (1...file.bytes.count + 1).contains(diagnostic.column)
    }
}

/// Small damage to text, the same for the same seed.
private struct Mutation {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }

    mutating func damage(_ bytes: inout [UInt8]) {
        let spice = Array("\t\n\r:-#{}[]\"'&*!|>%@`,\\0\u{0}\u{1B}\u{2028}é".utf8)
        for _ in 0...next(3) where !bytes.isEmpty {
            let at = next(bytes.count)
            switch next(4) {
            case 0: bytes[at] ^= UInt8(1 << next(8))
            case 1: bytes.insert(spice[next(spice.count)], at: at)
            case 2: bytes.removeSubrange(at..<min(at + 1 + next(40), bytes.count))
            default: bytes.insert(contentsOf: bytes[at..<min(at + 1 + next(60), bytes.count)], at: next(bytes.count))
            }
        }
    }
}
