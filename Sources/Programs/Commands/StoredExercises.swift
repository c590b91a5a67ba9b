import Assembly
import EventStoreSQLite
import ExerciseHost
import ExerciseModel
import Orchestration

/// The exercises of a store, read without a daemon.
struct StoredExercises {
    private let path: String
    private let reader: SQLiteEventReader

    init(_ options: StoreOptions) throws {
        path = try SettingsOptions.settings(options.flags).store
        do throws(EventStoreError) {
            reader = try SQLiteEventStore.reader(path: path)
        } catch {
            throw Failure(.store, "\(path): \(error.sentence)")
        }
    }

    /// All that have a log.
    func all() throws -> [ExerciseID] {
        do throws(EventStoreError) {
            return try reader.heads().map(\.exercise)
        } catch {
            throw Failure(.store, "\(path): \(error.sentence)")
        }
    }

    /// The same id; a failure when the store has no such exercise.
    func known(_ id: ExerciseID) throws -> ExerciseID {
        guard try all().contains(id) else { throw Failure(.refused, "the store \(path) has no exercise '\(id)'") }
        return id
    }

    /// Gives the records of one with positions above `position`, in order, until `body` answers false.
    func read(_ id: ExerciseID, after position: Int64, _ body: (EventRecord) -> Bool) throws {
        do throws(EventStoreError) {
            try reader.read(id, after: position, body)
        } catch {
            throw Failure(.store, "\(path): \(error.sentence)")
        }
    }

    /// What its log adds up to.
    func state(of id: ExerciseID) throws -> ExerciseState {
        do throws(LogFold.Fault) {
            return try LogFold.state(of: id, by: ExerciseSource.codec) { body throws(EventStoreError) in
                try reader.read(id, after: 0, body)
            }
        } catch {
            switch error {
            case .store(let error): throw Failure(.store, "\(path): \(error.sentence)")
            case .record(_, let position, let fault):
                throw Failure(.store, "\(path): the log of '\(id)' cannot be read at position \(position): \(fault)")
            }
        }
    }
}
