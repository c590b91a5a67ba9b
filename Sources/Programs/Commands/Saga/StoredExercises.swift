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

    /// The one of this name; a failure when there is none.
    func known(_ name: String) throws -> ExerciseID {
        guard let id = ExerciseID(name) else { throw Failure(.usage, "'\(name)' is no id of an exercise") }
        guard try all().contains(id) else { throw Failure(.refused, "the store \(path) has no exercise '\(id)'") }
        return id
    }

    /// What its log adds up to.
    func state(of id: ExerciseID) throws -> ExerciseState {
        var state = ExerciseState(id: id)
        var fault: (Int64, FactCodec.Fault)?
        do throws(EventStoreError) {
            try reader.read(id, after: 0) { record in
                do throws(FactCodec.Fault) {
                    state.apply(try ExerciseSource.codec.event(record))
                    return true
                } catch {
                    fault = (record.position, error)
                    return false
                }
            }
        } catch {
            throw Failure(.store, "\(path): \(error.sentence)")
        }
        if let (position, fault) = fault {
            throw Failure(.store, "\(path): the log of '\(id)' cannot be read at position \(position): \(fault)")
        }
        return state
    }
}
