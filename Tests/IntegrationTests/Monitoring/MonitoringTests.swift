import Foundation
import Glibc
import Testing

@Suite struct MonitoringTests {
    private static let exercise = SampleExercise(
        duration: 60, teams: ["blue", "orange"], injects: SampleExercise.row(2, every: 0.2))

    /// A daemon that serves, and the port of its HTTP.
    private func serve(_ work: Workplace) throws -> (WhiteCellProcess, UInt16) {
        let daemon = try work.start("serve")
        return (daemon, try #require(daemon.httpPort()))
    }

    private func sample(_ port: UInt16, _ series: String) throws -> Double? {
        let text = try RawClient.ask(port, "/metrics")
        return text.split(whereSeparator: \.isNewline).first { $0.hasPrefix(series + " ") }
            .flatMap { Double($0.dropFirst(series.count + 1)) }
    }

    @Test(.enabled("tools/promtool.sh brings promtool") { Promtool.isHere })
    func `the alerts are well formed and fire when they should`() throws {
        let check = try Promtool.run(["check", "rules", "prometheus-alerts.yml"])
        let test = try Promtool.run(
            ["test", "rules", "Tests/IntegrationTests/Monitoring/prometheus-alerts.test.yml"])

        #expect(check.status == 0, "\(check.output)")
        #expect(test.status == 0, "\(test.output)")
    }

    @Test(.enabled("tools/promtool.sh brings promtool") { Promtool.isHere })
    func `the metrics of a running exercise read as Prometheus wants them`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)
        let (daemon, port) = try serve(work)
        #expect(daemon.waits(for: "broker_connected"))
        let recorder = try FeedRecorder(mosquitto.port)
        #expect(recorder.waits(for: "initialized"))
        try recorder.command("start")
        #expect(Patience.watch { recorder.feed("blue").count == 2 && recorder.feed("orange").count == 2 })
        let series = #"whitecell_injects_delivered_total{exercise="harbour",team="blue"}"#
        #expect(try Patience.watch { try sample(port, series) == 2 })

        let answer = try RawClient.ask(port, "/metrics")
        let body = answer.components(separatedBy: "\r\n\r\n").dropFirst().joined()
        let lint = try Promtool.run(["check", "metrics"], input: body)
        try recorder.command("reset")

        #expect(lint.status == 0 && lint.output.isEmpty, "\(lint.output)")
        #expect(answer.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"))
        let delivered = #"whitecell_deliveries{exercise="harbour",state="delivered"}"#
        #expect(try Patience.watch { try sample(port, delivered) == 0 })
        #expect(try sample(port, series) == 2)
        #expect(try daemon.terminate() == 0)
    }

    @Test func `a broker that is killed makes the daemon unready until it is back`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)
        let (daemon, port) = try serve(work)
        func isReady(_ status: Int) -> Bool {
            Patience.watch { (try? RawClient.ask(port, "/ready"))?.hasPrefix("HTTP/1.1 \(status)") == true }
        }
        #expect(isReady(200) && daemon.waits(for: "broker_connected"))

        mosquitto.kill()
        #expect(isReady(503))
        let answer = try RawClient.ask(port, "/ready")
        let health = try RawClient.ask(port, "/health")
        try mosquitto.start()

        #expect(answer.contains("\"code\":\"broker_unavailable\""))
        #expect(health.hasPrefix("HTTP/1.1 200"))
        #expect(isReady(200))
        #expect(try sample(port, "whitecell_broker_up") == 1)
        let losses = try Patience.watch {
            try sample(port, #"whitecell_broker_losses_total{exercise="harbour"}"#) == 1
        }
        #expect(losses, "\(daemon.errors)")
        #expect(try daemon.terminate() == 0)
    }

    @Test func `without exercises a daemon is ready with its broker`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(broker: mosquitto)
        let daemon = try work.start("serve")
        #expect(Patience.watch { daemon.output.contains("HTTP at") })
        let port = try #require(
            daemon.output.firstMatch(of: /HTTP at http:\/\/127\.0\.0\.1:(\d+)/).flatMap { UInt16($0.output.1) })

        #expect(Patience.watch { (try? RawClient.ask(port, "/ready"))?.contains("\"ready\":true") == true })
        #expect(try daemon.terminate() == 0)
    }

    @Test func `the run file names where HTTP is`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)
        let (daemon, port) = try serve(work)

        let text = try String(
            contentsOf: work.folder.appendingPathComponent("scenarios.db.run"), encoding: .utf8)

        #expect(text.contains(#""http":{"host":"127.0.0.1","port":\#(port)}"#))
        #expect(try daemon.terminate() == 0)
    }

    @Test func `serve on a taken port is refused with both ways out, and so is an address that others reach`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, broker: mosquitto)
        let (daemon, port) = try serve(work)

        let taken = try work.run("serve", with: ["PORT": "\(port)", "DATABASE_URL": "other.db"])
        let exposed = try work.run("serve", "--host", "0.0.0.0", with: ["DATABASE_URL": "other.db"])

        #expect(taken.status == 69)
        #expect(
            taken.errors == """
                whitecell: port \(port) is taken: stop what listens there (another daemon?), or give this one a port \
                of its own with PORT (--port), 0 for any

                """)
        #expect(exposed.status == 2)
        #expect(exposed.errors.contains("INSECURE=true (--insecure)"))
        #expect(try daemon.terminate() == 0)
    }

    @Test func `two runs side by side have a port each`() throws {
        let works = try [600.0, 3].enumerated().map { number, duration in
            var exercise = Self.exercise
            (exercise.id, exercise.duration) = ("side-\(number)", duration)
            let work = try Workplace(exercise)
            work.environment["PORT"] = nil
            return work
        }
        func port(_ output: String) -> Substring? {
            output.firstMatch(of: /HTTP: +http:\/\/127\.0\.0\.1:(\d+)/)?.output.1
        }
        let long = try works[0].start("run", "exercises/side-0.yaml")
        #expect(Patience.wait(atMost: 30) { port(long.output) != nil })

        let short = try works[1].start("run", "exercises/side-1.yaml", "--rate", "4").wait(atMost: 60)

        #expect(short.status == 0)
        #expect(port(short.output) != nil)
        #expect(port(short.output) != port(long.output))
        _ = try long.terminate()
        withExtendedLifetime(works) {}
    }
}
