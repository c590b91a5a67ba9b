import ExerciseModel
import Foundation
import Testing

@Suite struct StartRefusalTests {
    private static let exercise = SampleExercise(
        duration: 60, teams: ["blue"], injects: [SampleExercise.Inject(id: "1", time: nil)])

    @Test func `a second daemon on the same store is refused with both ways out`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)
        let first = try work.start("serve")
        #expect(Patience.watch { first.output.contains("start one:") })

        for verb in [["serve"], ["run", "exercises/harbour.yaml"]] {
            let ending = try WhiteCellProcess(verb, in: work.folder, environment: work.environment).wait()
            #expect(ending.status == 74)
            #expect(
                ending.errors.hasPrefix(
                    "whitecell: another daemon runs on the store scenarios.db (process \(first.pid)"))
            #expect(ending.errors.contains("'whitecell control'"))
            #expect(ending.errors.contains("DATABASE_URL (--database-url)"))
        }
        #expect(try work.run("control", "harbour", "note", "still here").status == 0)
        #expect(try first.terminate() == 0)
    }

    @Test func `a second daemon on the same exercise publishes nothing and changes nothing`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)
        let first = try work.start("serve", with: ["INSTANCE_ID": "north"])
        let recorder = try FeedRecorder(mosquitto.port)
        #expect(recorder.waits(for: "initialized"))
        #expect(Patience.watch { !recorder.notes("timer").isEmpty })

        let second = try work.start("serve", with: ["INSTANCE_ID": "south", "DATABASE_URL": "south.db"])
        #expect(second.waits(for: "rival_seen"))
        let third = try work.run(
            "run", "exercises/harbour.yaml", with: ["INSTANCE_ID": "east", "DATABASE_URL": "east.db"])
        #expect(try recorder.command("start", #""by":"ada""#).word == "running")

        #expect(third.status == 1)
        #expect(
            third.errors
                == "whitecell: another daemon, 'north', runs 'harbour' on this broker: stop it, or use another broker\n"
        )
        #expect(Patience.watch { recorder.notes("timer").contains { $0.text.contains("running") } })
        #expect(recorder.outcomes().count == 1)
        #expect(try work.log(store: "south.db").allSatisfy { !$0.type.hasPrefix("c") })
        #expect(Set(recorder.notes("timer").compactMap { $0.object?["instance"]?.string }) == ["north"])
        #expect(first.isRunning)
        #expect(try second.terminate() == 0)
        #expect(try first.terminate() == 0)
    }

    @Test func `run gives up on a broker that refuses it, serve waits`() throws {
        let passwords = try MosquittoProcess.passwordFile("whitecell", "right")
        let mosquitto = try MosquittoProcess(
            ["password_file FOLDER/passwords"], files: ["passwords": passwords], isAnonymous: false)
        let work = try Workplace(Self.exercise, broker: mosquitto)
        try work.write("password", "wrong\n")
        #expect(chmod(work.folder.appendingPathComponent("password").path, 0o600) == 0)
        work.environment.merge(["MQTT_USERNAME": "whitecell", "MQTT_PASSWORD_FILE": "password"]) { $1 }
        let daemon = try work.start("serve", with: ["DATABASE_URL": "serve.db"])

        let began = ContinuousClock.now
        let ending = try work.run("run", "exercises/harbour.yaml")

        #expect(ending.status == 69)
        #expect(ContinuousClock.now - began < .seconds(10))
        #expect(
            ending.errors.contains("whitecell: the broker cannot be used: the broker refused the user name or password")
        )
        #expect(Patience.watch { daemon.errors.contains("the broker refused the user name or password") })
        #expect(daemon.isRunning)
        #expect(try daemon.terminate() == 0)
        #expect(!ending.errors.contains("wrong") && !daemon.errors.contains("wrong"))
    }

    @Test func `a store of a newer version is refused and stays as it is`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)
        let daemon = try work.start("serve")
        #expect(daemon.waits(for: "broker_connected"))
        #expect(try daemon.terminate() == 0)
        // The version stands at byte 60 of an SQLite file, highest byte first.
        let store = work.folder.appendingPathComponent("scenarios.db")
        var bytes = try Data(contentsOf: store)
        bytes.replaceSubrange(60..<64, with: [0, 0, 0, 99])
        try bytes.write(to: store)

        for verb in [["serve"], ["run", "exercises/harbour.yaml"], ["log", "harbour"], ["verify"]] {
            let ending = try WhiteCellProcess(verb, in: work.folder, environment: work.environment).wait()
            #expect(ending.status == 74)
            #expect(ending.errors.contains("99"))
        }
        #expect(try Data(contentsOf: store) == bytes)
    }
}
