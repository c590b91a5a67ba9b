package import ExerciseModel
package import Orchestration

/// What the log of one exercise adds up to.
package enum LogFold {
    /// Why a log cannot be folded.
    package enum Fault: Error, Equatable, Sendable {
        case store(EventStoreError)
        case record(ExerciseID, position: Int64, FactCodec.Fault)
    }

    /// Folds every record that `read` gives, first to last; a log without any gives the state before all events.
    package static func state(
        of id: ExerciseID, by codec: FactCodec,
        _ read: ((EventRecord) -> Bool) throws(EventStoreError) -> Void
    ) throws(Fault) -> ExerciseState {
        var state = ExerciseState(id: id)
        var fault: Fault?
        do throws(EventStoreError) {
            try read { record in
                do throws(FactCodec.Fault) {
                    state.apply(try codec.event(record))
                    return true
                } catch {
                    fault = .record(id, position: record.position, error)
                    return false
                }
            }
        } catch {
            throw .store(error)
        }
        if let fault { throw fault }
        return state
    }
}
