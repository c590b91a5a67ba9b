import Foundation
import Glibc
import Testing

// One after another: two of them want port 1883.
@Suite(.serialized) struct OwnBrokerTests {
    private static let exercise = SampleExercise(
        duration: 60, teams: ["blue"], injects: SampleExercise.row(100, every: 0.2))

    @Test func `the broker of our own is gone with a daemon that was killed`() throws {
        let (work, daemon, port) = try served()
        let broker = try #require(ProcessTable.children(of: daemon.pid, named: "mosquitto").first)

        daemon.kill()

        #expect(Patience.watch { !ProcessTable.isAlive(broker) })
        #expect(Patience.watch { !Loopback.answers(port) })
        withExtendedLifetime(work) {}
    }

    @Test func `the broker of our own is started again when it is killed`() throws {
        let (work, daemon, port) = try served()
        let recorder = try FeedRecorder(port)
        #expect(recorder.waits(for: "initialized"))
        try recorder.command("start")
        #expect(Patience.watch { recorder.feed("blue").count >= 2 })
        let broker = try #require(ProcessTable.children(of: daemon.pid, named: "mosquitto").first)
        let before = recorder.feed("blue").count

        kill(broker, SIGKILL)

        #expect(Patience.watch { recorder.feed("blue").count >= before + 3 })
        #expect(ProcessTable.children(of: daemon.pid, named: "mosquitto") != [broker])
        #expect(Patience.watch { daemon.errors.contains("the broker on port \(port) ended and is started again") })
        #expect(try daemon.terminate() == 0)
        withExtendedLifetime(work) {}
    }

    @Test func `after a clean end neither broker nor run file is left`() throws {
        let (work, daemon, port) = try served()
        let file = work.folder.appendingPathComponent("scenarios.db.run").path
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        let broker = try #require(ProcessTable.children(of: daemon.pid, named: "mosquitto").first)

        #expect(try daemon.terminate() == 0)

        #expect(mode == 0o600)
        #expect(!FileManager.default.fileExists(atPath: file))
        #expect(!ProcessTable.isAlive(broker))
        #expect(!Loopback.answers(port))
        let names = try FileManager.default.contentsOfDirectory(atPath: work.folder.path)
        #expect(!names.contains { $0.hasPrefix("whitecell-broker-") })
    }

    @Test func `where 1883 is taken the next free port is used and told, and the other verbs find it`() throws {
        // Another program of this machine may hold it, and may let it go meanwhile.
        let listener = Listener(port: 1_883)
        let work = try Workplace(Self.exercise)
        let daemon = try work.start("serve")
        #expect(Patience.watch { daemon.output.contains("start one:") })
        let place = try #require(daemon.output.firstMatch(of: /broker of our own at 127\.0\.0\.1:(\d+)/))
        let port = try #require(UInt16(place.output.1))

        #expect((listener == nil ? 1_883...1_982 : 1_884...1_982).contains(port))
        #expect(try work.run("control", "harbour", "start").status == 0)
        #expect(try daemon.terminate() == 0)
        withExtendedLifetime(listener) {}
    }

    @Test func `daemons that start at the same moment have a broker each`() throws {
        let works = try (1...4).map { _ in try Workplace(Self.exercise) }
        let daemons = try works.map { try $0.start("serve") }
        for daemon in daemons { #expect(Patience.watch { daemon.output.contains("start one:") }) }

        let ports = daemons.compactMap { $0.output.firstMatch(of: /broker of our own at 127\.0\.0\.1:(\d+)/)?.output.1 }

        #expect(Set(ports).count == daemons.count)
        #expect(daemons.allSatisfy { $0.waits(for: "broker_connected") && !$0.tells("own_broker") })
        for daemon in daemons { #expect(try daemon.terminate() == 0) }
        withExtendedLifetime(works) {}
    }

    @Test func `a taken port that was asked for is refused with both ways out`() throws {
        let mosquitto = try MosquittoProcess()
        let work = try Workplace(Self.exercise, environment: ["MQTT_BROKER_PORT": "\(mosquitto.port)"])

        for verb in [["serve"], ["run", "exercises/harbour.yaml"]] {
            let ending = try WhiteCellProcess(verb, in: work.folder, environment: work.environment).wait()
            #expect(ending.status == 69)
            #expect(
                ending.errors == """
                    whitecell: port \(mosquitto.port) is taken: set MQTT_BROKER_HOST=127.0.0.1 to use the broker there, \
                    or another MQTT_BROKER_PORT for one of our own

                    """)
        }
    }

    /// A daemon with a broker of its own on a port that was free.
    private func served() throws -> (Workplace, WhiteCellProcess, UInt16) {
        let port = try Loopback.freePort()
        let work = try Workplace(Self.exercise, environment: ["MQTT_BROKER_PORT": "\(port)"])
        let daemon = try work.start("serve")
        #expect(daemon.waits(for: "broker_connected"))
        #expect(Patience.watch { daemon.output.contains("start one:") })
        return (work, daemon, port)
    }
}

/// Somebody who listens on a port of the loopback and says nothing.
private final class Listener {
    private let descriptor: Int32

    /// `nil` where somebody listens already.
    init?(port: UInt16) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isBound, listen(descriptor, 1) == 0 else { return nil }
    }

    deinit { close(descriptor) }
}
