import ExerciseModel
import Foundation
import Testing

@Suite struct CommandLineTests {
    private static let exercise = SampleExercise(
        duration: 60, teams: ["blue", "orange"],
        injects: [SampleExercise.Inject(id: "1", time: 1), SampleExercise.Inject(id: "hand", time: nil)])

    @Test func `check says what is fine and what is not`() throws {
        let work = try Workplace(Self.exercise)
        try work.write("bad.yaml", "exercise:\n  id: bad\n  duration: 10m\n  teams:\n    - {id: a/b, timeline: none}\n")

        let fine = try work.run("check", "exercises/harbour.yaml")
        let bad = try work.run("check", "bad.yaml")
        let json = try work.run("check", "--format", "json", "bad.yaml")

        #expect(fine.status == 0)
        #expect(fine.output.contains("exercises/harbour.yaml: 'harbour' is fine: 2 teams, 2 timelines, 4 injects"))
        #expect(bad.status == 1)
        #expect(bad.output.contains("bad.yaml:5:"))
        #expect(json.status == 1)
        #expect(json.output.hasPrefix(#"{"errors":"#))
    }

    /// Command lines and their exit statuses.
    private static let ends: [(line: String, status: Int32)] = [
        ("fly", 2), ("check", 2), ("run", 2), ("run exercises/harbour.yaml --rate 0", 2),
        ("run exercises/harbour.yaml --new --continue", 2), ("control a/b start", 2), ("log a/b", 2),
        ("verify --head zero", 2), ("serve --mqtt-qos-level 3", 2), ("control harbour speed fast", 2),
        ("log --after x harbour", 2), ("run nowhere.yaml", 1), ("serve nowhere.yaml", 1), ("log harbour", 74),
        ("verify", 74), ("--help", 0), ("--version", 0), ("control --help", 0),
    ]

    @Test(arguments: ends)
    func `each end has its status`(_ line: String, _ status: Int32) throws {
        let work = try Workplace(Self.exercise)
        let arguments = line.split(separator: " ").map(String.init)

        let ending = try WhiteCellProcess(arguments, in: work.folder, environment: work.environment).wait()

        #expect(ending.status == status)
        #expect((status == 0) == ending.errors.isEmpty || status == 1)
        #expect(!(ending.output + ending.errors).isEmpty)
    }

    @Test func `control gives commands to a running daemon and shows what becomes of them`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)
        let daemon = try work.start("serve")
        #expect(daemon.waits(for: "broker_connected"))
        func control(_ words: String...) throws -> WhiteCellProcess.Ending {
            try WhiteCellProcess(["control", "harbour"] + words, in: work.folder, environment: work.environment).wait()
        }

        let started = try control("start")
        let again = try control("start")
        let note = try control("note", "tea is ready")
        let unknown = try control("deliver", "nothing")
        let json = try control("pause", "reason=fire alarm", "--format", "json")
        let dry = try control("deliver", "blue-hand", "dry_run=true")

        #expect(started.status == 0)
        #expect(started.output.hasPrefix("start: done, the exercise is running (position "))
        #expect(again == Self.refused("start: invalid_transition: the exercise is running already"))
        #expect(note.status == 0)
        #expect(unknown == Self.refused("deliver: unknown_inject: there is no inject 'nothing' in this exercise"))
        #expect(try JSONObject(Array(json.output.dropLast().utf8)[...])["status"]?.string == "paused")
        #expect(dry.output.contains("  blue-hand goes out: blue\n"))
        #expect(try daemon.terminate() == 0)
        let commands = try work.log().filter { $0.type == "command.accepted" }
        #expect(commands.count == 3)
        #expect(commands.allSatisfy { $0.actor == "mqtt:ada" })
    }

    @Test func `control says what is missing where nobody answers`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)

        let alone = try work.run("control", "harbour", "start")
        mosquitto.kill()
        let cut = try work.run("control", "harbour", "start")

        #expect(alone.status == 69)
        #expect(
            alone.errors
                == "whitecell: no daemon runs the exercise 'harbour' on this broker: start one with 'whitecell serve'\n"
        )
        #expect(cut.status == 69)
        #expect(
            cut.errors
                == "whitecell: the broker cannot be reached: connection refused by 127.0.0.1:\(mosquitto.port)\n")
    }

    @Test func `log and verify show what the store holds`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)
        let ran = try work.run("run", "exercises/harbour.yaml", "--rate", "100")
        #expect(ran.status == 0)
        let records = try work.log()

        let text = try work.run("log", "harbour")
        let tail = try work.run("log", "harbour", "--after", "\(records.count - 2)")
        let json = try work.run("log", "harbour", "--format", "json")
        let other = try work.run("log", "fair")
        let verdict = try work.run("verify")

        let lines = Self.lines(text)
        #expect(lines.count == records.count)
        #expect(lines.first?.hasPrefix("      1  T+00:00   ") == true)
        #expect(Self.lines(tail) == lines.suffix(2))
        #expect(json.output == records.map { String(decoding: $0.json, as: UTF8.self) + "\n" }.joined())
        #expect(other.status == 1)
        #expect(other.errors == "whitecell: the store scenarios.db has no exercise 'fair'\n")
        #expect(verdict.status == 0)
        let head = try #require(verdict.output.firstMatch(of: /harbour: whole, head (\d+:[0-9a-f]+)\n/)).output.1
        #expect(head.hasPrefix("\(records.count):"))
        #expect(try work.run("verify", "--head", String(head)).status == 0)
        let wrong = head.dropLast() + (head.hasSuffix("0") ? "1" : "0")
        #expect(try work.run("verify", "--head", String(wrong)).status == 1)
    }

    @Test func `serve takes the folder's exercises, and refuses two of one name`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)
        try work.write("exercises/twin.yaml", Self.exercise.yaml)

        let ending = try work.run("serve")

        #expect(
            ending
                == Self.refused(
                    "whitecell: exercises/twin.yaml and exercises/harbour.yaml both name their exercise 'harbour'"))
    }

    private static func lines(_ ending: WhiteCellProcess.Ending) -> [String] {
        ending.output.split(separator: "\n").map(String.init)
    }

    private static func refused(_ line: String) -> WhiteCellProcess.Ending {
        WhiteCellProcess.Ending(status: 1, output: "", errors: line + "\n")
    }
}
