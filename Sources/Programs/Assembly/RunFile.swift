package import ExerciseModel
import Glibc
package import MQTTGateway

/// `{store}.run`: what a running daemon tells the other commands about itself (`contract.md` 4).
package struct RunFile: Equatable, Sendable {
    package var pid: Int32
    /// Without the password: only the path of its file stands here.
    package var broker: BrokerSettings
    package var httpHost: String
    package var httpPort: UInt16
    package var instance: String
    package var exercises: [ExerciseID]

    package init(
        pid: Int32, broker: BrokerSettings, httpHost: String, httpPort: UInt16, instance: String,
        exercises: [ExerciseID]
    ) {
        self.pid = pid
        self.broker = broker
        self.broker.password = nil
        self.httpHost = httpHost
        self.httpPort = httpPort
        self.instance = instance
        self.exercises = exercises
    }

    /// The path beside a store.
    package static func path(ofStore store: String) -> String { store + ".run" }

    /// Reads the file of a daemon that still runs; `nil` when there is none.
    package static func read(besideStore store: String) -> RunFile? {
        guard let text = TextFile.read(path(ofStore: store)),
            let object = try? JSONObject(ArraySlice(text.utf8)),
            let pid = object["pid"]?.integer.flatMap(Int32.init(exactly:)), kill(pid, 0) == 0 || errno == EPERM,
            let broker = object["broker"]?.object.flatMap(BrokerSettings.init),
            let http = object["http"]?.object, let httpHost = http["host"]?.string,
            let httpPort = http["port"]?.integer.flatMap(UInt16.init(exactly:)),
            let instance = object["instance"]?.string
        else { return nil }
        let exercises = (object["exercises"]?.array ?? []).compactMap { $0.string.flatMap(ExerciseID.init) }
        return RunFile(
            pid: pid, broker: broker, httpHost: httpHost, httpPort: httpPort, instance: instance, exercises: exercises)
    }

    /// Writes the file; a daemon that cannot is still a daemon.
    package func write(besideStore store: String) -> Bool {
        let bytes = JSONWriter.object { writer in
            writer.field("pid", Int64(pid))
            writer.key("broker")
            broker.write(&writer)
            writer.key("http")
            writer.openObject()
            writer.field("host", httpHost)
            writer.field("port", Int64(httpPort))
            writer.closeObject()
            writer.field("instance", instance)
            writer.key("exercises")
            writer.openArray()
            for exercise in exercises { writer.value(exercise.text) }
            writer.closeArray()
        }
        return TextFile.replace(RunFile.path(ofStore: store), with: bytes)
    }

    /// Takes the file away.
    package static func remove(besideStore store: String) { unlink(path(ofStore: store)) }
}

extension BrokerSettings {
    /// What a run file says of the broker; `nil` when that is not enough to reach it.
    init?(_ object: JSONObject) {
        guard let host = object["host"]?.string, let port = object["port"]?.integer.flatMap(UInt16.init(exactly:))
        else {
            return nil
        }
        self.init(
            host: host, port: port, version: object["protocol"]?.string.flatMap(Version.init) ?? .five,
            username: object["username"]?.string, passwordFile: object["password_file"]?.string,
            caFile: object["ca_file"]?.string, certFile: object["cert_file"]?.string,
            keyFile: object["key_file"]?.string, isInsecure: object["insecure"]?.bool ?? false)
    }

    /// Secrets by the path of their file only, and paths so that they hold in every folder.
    func write(_ writer: inout JSONWriter) {
        writer.openObject()
        writer.field("host", host)
        writer.field("port", Int64(port))
        writer.field("protocol", version.rawValue)
        writer.field("username", ifPresent: username)
        writer.field("password_file", ifPresent: passwordFile.map(TextFile.absolute))
        writer.field("ca_file", ifPresent: caFile.map(TextFile.absolute))
        writer.field("cert_file", ifPresent: certFile.map(TextFile.absolute))
        writer.field("key_file", ifPresent: keyFile.map(TextFile.absolute))
        if isInsecure { writer.field("insecure", true) }
        writer.closeObject()
    }
}
