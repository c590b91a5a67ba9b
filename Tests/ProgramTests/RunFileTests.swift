import Assembly
import ExerciseModel
import Foundation
import MQTTGateway
import Testing

@Suite struct RunFileTests {
    private let scratch: Scratch
    private let store: String

    init() throws {
        scratch = try Scratch()
        store = scratch.path("scenarios.db")
    }

    private func sample(pid: Int32 = getpid()) -> RunFile {
        RunFile(
            pid: pid, broker: BrokerSettings(host: "127.0.0.1", port: 1_884), httpHost: "127.0.0.1", httpPort: 3_001,
            instance: "north", exercises: [ExerciseID(trusted: "harbour"), ExerciseID(trusted: "fair")])
    }

    @Test func `what a daemon writes of itself is read again`() {
        #expect(sample().write(besideStore: store))

        #expect(RunFile.read(besideStore: store) == sample())
    }

    @Test func `it stands beside the store, for its owner alone, and leaves no draft`() throws {
        #expect(sample().write(besideStore: store))

        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path) == ["scenarios.db.run"])
        #expect(scratch.mode("scenarios.db.run") == 0o600)
        let text = try String(contentsOfFile: RunFile.path(ofStore: store), encoding: .utf8)
        #expect(
            text == """
                {"pid":\(getpid()),"broker":{"host":"127.0.0.1","port":1884,"protocol":"5"},\
                "http":{"host":"127.0.0.1","port":3001},"instance":"north","exercises":["harbour","fair"]}
                """)
    }

    @Test func `all that the broker asks for stands there, but no secret`() throws {
        var file = sample()
        file.broker = BrokerSettings(
            host: "mq.example", port: 8_883, version: .threeOneOne, username: "white", password: "canary",
            passwordFile: "/run/password", caFile: "/run/ca.pem", certFile: "/run/c.pem", keyFile: "/run/c.key",
            isInsecure: true)
        #expect(file.write(besideStore: store))

        var read = RunFile.read(besideStore: store)

        #expect(try !String(contentsOfFile: RunFile.path(ofStore: store), encoding: .utf8).contains("canary"))
        read?.broker.password = "canary"
        #expect(read == file)
    }

    @Test func `its paths hold in every folder`() throws {
        var file = sample()
        file.broker.caFile = "tls/ca.pem"
        #expect(file.write(besideStore: store))

        let folder = FileManager.default.currentDirectoryPath
        #expect(RunFile.read(besideStore: store)?.broker.caFile == folder + "/tls/ca.pem")
    }

    @Test func `one of a daemon that is gone says nothing`() {
        #expect(sample(pid: .max).write(besideStore: store))

        #expect(RunFile.read(besideStore: store) == nil)
    }

    @Test(arguments: [
        "", "{", "[]", "{}", #"{"pid":1}"#, #"{"pid":1,"broker":{"host":"a","port":70000},"instance":"n"}"#,
        #"{"pid":1,"broker":{"host":"a","port":7},"http":null,"instance":"n"}"#,
    ])
    func `one that is damaged says nothing`(_ text: String) throws {
        _ = try scratch.file("scenarios.db.run", text)

        #expect(RunFile.read(besideStore: store) == nil)
    }

    @Test func `after its removal there is none`() {
        #expect(sample().write(besideStore: store))

        RunFile.remove(besideStore: store)

        #expect(scratch.mode("scenarios.db.run") == nil)
        #expect(RunFile.read(besideStore: store) == nil)
    }

    @Test func `where it cannot be written it says so`() {
        #expect(!sample().write(besideStore: scratch.path("nowhere/scenarios.db")))
    }
}
