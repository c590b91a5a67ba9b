import ExerciseHost
import GRDB

/// One step of the schema: what brings a store from the version before to this one.
struct Migration: Sendable {
    let version: Int
    let apply: @Sendable (Database) throws -> Void

    /// Every step, oldest first; a released one is never changed.
    static let all: [Migration] = [v01Events]

    /// The version that this program writes and reads.
    static var known: Int { all.last?.version ?? 0 }

    /// Applies what is newer than `version`, each step with its number in one transaction.
    static func bring(_ db: Database, from version: Int) throws(EventStoreError) {
        do {
            for step in all where step.version > version {
                try db.inTransaction(.immediate) {
                    try step.apply(db)
                    try db.execute(sql: "PRAGMA user_version = \(step.version)")
                    return .commit
                }
            }
        } catch {
            throw StoreFault.error(error)
        }
    }
}
