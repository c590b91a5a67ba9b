import EventStoreSQLite
import ExerciseModel
import Foundation

/// A folder of a test's own, with exercises, a store and the program run in it; it goes with the last reference.
final class Workplace {
    let folder: URL
    /// The broker that is used; none lets the program start its own.
    let broker: MosquittoProcess?
    /// Settings that each start gets.
    var environment: [String: String]

    init(
        _ exercise: SampleExercise? = nil, broker: MosquittoProcess? = nil, environment: [String: String] = [:]
    ) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("whitecell-work-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.broker = broker
        // Daemons of several tests run at once: each takes a port that is free.
        self.environment = environment.merging(["PORT": "0"]) { own, _ in own }
        if let broker {
            self.environment["MQTT_BROKER_HOST"] = "127.0.0.1"
            self.environment["MQTT_BROKER_PORT"] = "\(broker.port)"
        }
        if let exercise { try write(exercise) }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Writes an exercise and its timelines.
    func write(_ exercise: SampleExercise) throws {
        try write("exercises/\(exercise.id).yaml", exercise.yaml)
        for team in exercise.teams {
            try write("timelines/\(team.id).json", SampleExercise.timeline(team.injects))
        }
    }

    /// Writes a file below the folder.
    func write(_ path: String, _ text: String) throws {
        let file = folder.appendingPathComponent(path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }

    /// Starts the program.
    func start(_ arguments: String..., with further: [String: String] = [:]) throws -> WhiteCellProcess {
        try WhiteCellProcess(arguments, in: folder, environment: environment.merging(further) { _, new in new })
    }

    /// Runs the program to its end.
    func run(_ arguments: String..., with further: [String: String] = [:]) throws -> WhiteCellProcess.Ending {
        try WhiteCellProcess(arguments, in: folder, environment: environment.merging(further) { _, new in new }).wait()
    }

    /// The log of an exercise as the store has it now.
    func log(of exercise: String = "harbour", store: String = "scenarios.db") throws -> [EventRecord] {
        let reader = try SQLiteEventStore.reader(path: folder.appendingPathComponent(store).path)
        defer { reader.close() }
        var records: [EventRecord] = []
        try reader.read(ExerciseID(trusted: exercise), after: 0) {
            records.append($0)
            return true
        }
        return records
    }
}
