import ExerciseModel
import Foundation
import Testing

@Suite struct BrokerFailureTests {
    private static let count = 50

    private static let exercise = SampleExercise(
        duration: 6, settings: ["delivery: {retry_delay: 200ms}"], teams: ["blue", "orange"],
        injects: SampleExercise.row(count, every: 0.1))

    @Test func `a broker that is killed in the middle costs nobody an inject`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)
        let daemon = try work.start("serve")
        let recorder = try FeedRecorder(mosquitto.port)
        #expect(recorder.waits(for: "initialized"))
        try recorder.command("start")
        let mark = Int.random(in: 5...20)
        #expect(Patience.watch { recorder.feed("blue").count >= mark })
        mosquitto.kill()
        #expect(Patience.watch { daemon.count(of: "inject_queued") >= 8 })
        try mosquitto.start()
        #expect(recorder.waits(for: "completed"))
        #expect(Patience.watch { daemon.count(of: "inject_delivered") == 2 * Self.count })
        #expect(try daemon.terminate() == 0)

        let log = try work.log()
        let delivered = log.filter { $0.type == "inject.delivered" }.compactMap(LoggedInject.init)
        #expect(Set(delivered.map(\.name)).count == 2 * Self.count)
        #expect(delivered.count == 2 * Self.count)
        let lost = try #require(log.last { $0.type == "broker.lost" })
        #expect(String(decoding: lost.data, as: UTF8.self).contains("127.0.0.1:\(mosquitto.port)"))
        let back = try #require(log.last { $0.type == "broker.connected" })
        let queued = log.filter { $0.type == "inject.queued" }
        #expect(queued.allSatisfy { String(decoding: $0.data, as: UTF8.self).contains(#""reason":"broker away""#) })
        // What the broker acknowledged before it died may have died with it; all else has reached the teams.
        let owed = log.filter { $0.type == "inject.delivered" && $0.position > back.position }
        let received = Set(["blue", "orange"].flatMap { recorder.feed($0) }.map(\.id))
        #expect(owed.compactMap(LoggedInject.init).filter { !received.contains($0.inject) }.isEmpty)
        #expect(["blue", "orange"].allSatisfy { FeedMessage.shown(recorder.feed($0)) != nil })
    }

    @Test func `a team on its way back is tried again until it is there`() throws {
        let mosquitto = try MosquittoProcess()
        let exercise = SampleExercise(
            duration: 30, settings: ["delivery: {retry_delay: 200ms}"], teams: ["blue"],
            injects: SampleExercise.row(2, every: 0))
        let work = try Workplace(exercise, broker: mosquitto)
        let daemon = try work.start("serve")
        #expect(daemon.waits(for: "broker_connected"))
        #expect(try work.run("control", "harbour", "start").status == 0)
        #expect(Patience.watch { daemon.count(of: "inject_attempt_failed") >= 2 })

        let blue = try FeedRecorder(mosquitto.port, name: "blue")

        #expect(Patience.watch { blue.feed("blue").count == 2 })
        #expect(try daemon.terminate() == 0)
        #expect(blue.feed("blue").map(\.seq) == [1, 2])
    }

    @Test func `a broker that stops answering is noticed, and gets all again when it goes on`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(
            Self.exercise, broker: mosquitto, environment: ["DELIVERY_TIMEOUT_MS": "500"])
        let daemon = try work.start("serve")
        let recorder = try FeedRecorder(mosquitto.port)
        #expect(recorder.waits(for: "initialized"))
        try recorder.command("start")
        #expect(Patience.watch { recorder.feed("blue").count >= 5 })
        mosquitto.pause()
        #expect(daemon.waits(for: "broker_lost", atMost: 3))
        // 3 s altogether, told by the injects that come due meanwhile, ten a second for each team.
        #expect(Patience.watch { daemon.count(of: "inject_queued") >= 48 })
        mosquitto.resume()
        #expect(recorder.waits(for: "completed"))
        #expect(Patience.watch { daemon.count(of: "inject_delivered") == 2 * Self.count })
        #expect(Patience.watch { recorder.feed("orange").last?.id == "orange-\(Self.count)" })
        #expect(try daemon.terminate() == 0)

        for team in Self.exercise.teams {
            #expect(FeedMessage.shown(recorder.feed(team.id))?.map(\.id) == team.injects.map(\.id))
        }
        let lost = try #require(try work.log().first { $0.type == "broker.lost" })
        #expect(try JSONObject(lost.data[...])["in_flight"]?.array?.isEmpty == false)
    }
}

/// A delivery in the log.
private struct LoggedInject {
    var inject: String
    var name: String

    init?(_ record: EventRecord) {
        guard let data = try? JSONObject(record.data[...]), let inject = data["inject"]?.string,
            let team = data["team"]?.string
        else { return nil }
        self.inject = inject
        name = "\(team) \(inject)"
    }
}
