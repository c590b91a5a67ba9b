import ExerciseHost
import ExerciseModel
import MQTTGateway
import Testing

@Suite(.timeLimit(.minutes(2))) struct TwoDaemonsTests {
    @Test func `two daemons share a broker, each with an exercise of its own`() throws {
        let mosquitto = try MosquittoProcess()
        let daemons = try ["harbour", "coast"].map { id in
            var exercise = SampleExercise(duration: 60, teams: ["blue"], injects: SampleExercise.row(3, every: 0.1))
            exercise.id = id
            let work = try Workplace(exercise, broker: mosquitto, environment: ["INSTANCE_ID": "at-\(id)"])
            return (
                work: work, daemon: try work.start("serve"),
                recorder: try FeedRecorder(mosquitto.port, exercise: id, name: id)
            )
        }
        for (_, _, recorder) in daemons {
            #expect(recorder.waits(for: "initialized"))
            #expect(try recorder.command("start").word == "running")
        }

        for (_, daemon, recorder) in daemons {
            #expect(Patience.watch { recorder.feed("blue").map(\.id) == ["blue-1", "blue-2", "blue-3"] })
            #expect(!daemon.tells("rival_seen") && !daemon.tells("broker_lost"))
            #expect(try daemon.terminate() == 0)
        }
    }

    @Test func `the silent daemon takes over when the other dies, and that one is silent when it is back`() throws {
        let mosquitto = try MosquittoProcess()
        let exercise = SampleExercise(
            duration: 600, teams: ["blue"], injects: [SampleExercise.Inject(id: "1", time: nil)])
        let work = try Workplace(exercise, broker: mosquitto)
        let north = try work.start("serve", with: ["INSTANCE_ID": "north"])
        let recorder = try FeedRecorder(mosquitto.port)
        #expect(recorder.waits(for: "initialized"))
        #expect(Patience.watch { !recorder.notes("timer").isEmpty })
        let south = try work.start("serve", with: ["INSTANCE_ID": "south", "DATABASE_URL": "south.db"])
        #expect(south.waits(for: "rival_seen"))
        #expect(try recorder.command("start").word == "running")

        north.kill()

        #expect(south.waits(for: "rival_gone", atMost: 25))
        #expect(Patience.watch { Self.teller(recorder) == "south" })
        // South has a log of its own, in which nothing has begun.
        #expect(try recorder.command("start").word == "running")
        let back = try work.start("serve", with: ["INSTANCE_ID": "north"])
        #expect(back.waits(for: "rival_seen"))
        let count = recorder.notes("timer").count
        #expect(Patience.watch { recorder.notes("timer").count >= count + 3 })
        #expect(Self.tellers(recorder.notes("timer").suffix(3)) == ["south"])
        #expect(try recorder.command("deliver", #""inject":"blue-1""#).isAccepted)
        #expect(recorder.outcomes().count == 3)
        #expect(try back.terminate() == 0)
        #expect(try south.terminate() == 0)
    }

    private static func teller(_ recorder: FeedRecorder) -> String? {
        recorder.notes("timer").last?.object?["instance"]?.string
    }

    private static func tellers(_ notes: some Sequence<FeedRecorder.Note>) -> Set<String> {
        Set(notes.compactMap { $0.object?["instance"]?.string })
    }
}
