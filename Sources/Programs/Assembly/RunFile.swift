package import ExerciseModel
import Glibc

/// `{store}.run`: what a running daemon tells the other commands about itself (`contract.md` 4).
package struct RunFile: Equatable, Sendable {
    package var pid: Int32
    package var brokerHost: String
    package var brokerPort: UInt16
    package var httpHost: String
    package var httpPort: UInt16
    package var instance: String
    package var exercises: [ExerciseID]

    package init(
        pid: Int32, brokerHost: String, brokerPort: UInt16, httpHost: String, httpPort: UInt16, instance: String,
        exercises: [ExerciseID]
    ) {
        self.pid = pid
        self.brokerHost = brokerHost
        self.brokerPort = brokerPort
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
            let broker = object["broker"]?.object, let host = broker["host"]?.string,
            let port = broker["port"]?.integer.flatMap(UInt16.init(exactly:)),
            let http = object["http"]?.object, let httpHost = http["host"]?.string,
            let httpPort = http["port"]?.integer.flatMap(UInt16.init(exactly:)),
            let instance = object["instance"]?.string
        else { return nil }
        let exercises = (object["exercises"]?.array ?? []).compactMap { $0.string.flatMap(ExerciseID.init) }
        return RunFile(
            pid: pid, brokerHost: host, brokerPort: port, httpHost: httpHost, httpPort: httpPort, instance: instance,
            exercises: exercises)
    }

    /// Writes the file; a daemon that cannot is still a daemon.
    package func write(besideStore store: String) -> Bool {
        let bytes = JSONWriter.object { writer in
            writer.field("pid", Int64(pid))
            writer.key("broker")
            write(brokerHost, brokerPort, &writer)
            writer.key("http")
            write(httpHost, httpPort, &writer)
            writer.field("instance", instance)
            writer.key("exercises")
            writer.openArray()
            for exercise in exercises { writer.value(exercise.text) }
            writer.closeArray()
        }
        return TextFile.replace(RunFile.path(ofStore: store), with: bytes)
    }

    private func write(_ host: String, _ port: UInt16, _ writer: inout JSONWriter) {
        writer.openObject()
        writer.field("host", host)
        writer.field("port", Int64(port))
        writer.closeObject()
    }

    /// Takes the file away.
    package static func remove(besideStore store: String) { unlink(path(ofStore: store)) }
}
