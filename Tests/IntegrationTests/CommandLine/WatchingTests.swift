import ExerciseModel
import Foundation
import Glibc
import Testing

@Suite struct WatchingTests {
    private static let exercise = SampleExercise(
        duration: 60, teams: ["blue"],
        injects: [SampleExercise.Inject(id: "1", time: 50), SampleExercise.Inject(id: "hand", time: nil)])

    @Test func `waiting and watch show a running exercise, and nothing of a dead daemon`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)
        let daemon = try work.start("serve")
        #expect(daemon.waits(for: "broker_connected"))

        let calm = try work.run("waiting", "harbour")
        let held = try work.run("control", "harbour", "hold", "blue-1", "reason=not yet")
        var table = calm
        #expect(
            try Patience.watch {
                table = try work.run("waiting", "harbour")
                return table.output.contains("held")
            })
        let json = try work.run("waiting", "harbour", "--format", "json")
        let seen = try work.run("watch", "harbour")
        daemon.kill()
        let dead = try work.run("waiting", "harbour")
        let gone = try work.run("watch", "harbour", "--once")

        #expect(calm.output == "harbour: nothing waits\n")
        #expect(held.output.hasSuffix("  blue-1 is held (not yet): blue\n"))
        let lines = table.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 3)
        #expect(lines[1].contains(" inject  blue-1  blue  held "))
        #expect(lines[2] == "  whitecell control harbour release blue-1 team=blue")
        #expect(json.output.hasPrefix(#"{"timestamp":"#))
        #expect(seen.output.hasPrefix("· T+00:00 / 01:00  0.0 %  initialized  harbour\n"))
        #expect(seen.output.contains("[release]"))
        #expect([calm, table, json, seen].allSatisfy { $0.status == 0 && $0.errors.isEmpty })
        #expect(dead.status == 69)
        #expect(dead.output.isEmpty)
        #expect(dead.errors.contains("is gone: start it again"))
        #expect(gone.status == 69)
    }

    @Test func `waiting says when there is no daemon or no broker`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)

        let alone = try work.run("waiting", "harbour")
        mosquitto.kill()
        let cut = try work.run("watch", "harbour")

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

    @Test func `backup copies the store of a running daemon, with the head that verify gives`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)
        let daemon = try work.start("serve")
        #expect(daemon.waits(for: "broker_connected"))
        #expect(try work.run("control", "harbour", "note", "before").status == 0)

        let made = try work.run("backup", "copy.db")
        let again = try work.run("backup", "copy.db")
        let forced = try work.run("backup", "copy.db", "--force")
        let nowhere = try work.run("backup", "none/copy.db")
        let verdict = try work.run("verify", "--database-url", "copy.db")

        #expect(made.status == 0)
        #expect(made.output == verdict.output + "scenarios.db is copied to copy.db\n")
        #expect(verdict.output.contains("harbour: whole, head "))
        #expect(again.status == 1)
        #expect(again.errors == "whitecell: copy.db: a file of that name is there: name another, or say --force\n")
        #expect(forced.status == 0)
        #expect(nowhere.status == 74)
        #expect(try work.log(store: "copy.db").contains { $0.type == "note.recorded" })
        #expect(try daemon.terminate() == 0)
    }

    @Test(.enabled("mounting a small file system needs root") { SmallDisk.isPossible })
    func `a backup that finds no room says so and leaves nothing`() throws {
        let disk = try #require(SmallDisk(megabytes: 1))
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)
        let daemon = try work.start("serve")
        #expect(daemon.waits(for: "broker_connected"))
        disk.fill()

        let full = try work.run("backup", "\(disk.folder.path)/copy.db")

        #expect(full.status == 74)
        #expect(
            full.errors
                == "whitecell: \(disk.folder.path)/copy.db: no room for the copy: its disk is full, nothing was kept\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.folder.path) == ["filler"])
        #expect(try daemon.terminate() == 0)
    }

    @Test func `add takes an inject from its file`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)
        try work.write("extra.json", #"{"id": "extra", "manual": true, "type": "sms", "content": {"n":  1.50}}"# + "\n")
        let daemon = try work.start("serve")
        #expect(daemon.waits(for: "broker_connected"))

        let dry = try work.run("control", "harbour", "add", "extra.json", "teams=blue", "dry_run=true")
        let added = try work.run("control", "harbour", "add", "extra.json", "teams=blue")

        #expect(dry.output.hasPrefix("add: would be done, nothing has been (plan "))
        #expect(added.output.hasSuffix("  extra is added: blue\n"))
        #expect(try daemon.terminate() == 0)
        let data = try #require(try work.log().first { $0.type == "inject.added" }?.data)
        #expect(String(decoding: data, as: UTF8.self).contains(#"{"n":  1.50}"#))
    }
}
