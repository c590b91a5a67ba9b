import ExerciseHost
import GRDB
import GRDBSQLite
import Glibc

/// The one place where SQLite's result codes become the port's errors.
enum StoreFault {
    /// What the connection's last call failed with.
    static func last(on connection: OpaquePointer) -> EventStoreError {
        let errno = sqlite3_system_errno(connection)
        return error(
            code: sqlite3_extended_errcode(connection), isOutOfSpace: errno == ENOSPC || errno == EDQUOT,
            text: String(cString: sqlite3_errmsg(connection)))
    }

    /// What GRDB threw, with the file's path where the sentence would not name the place.
    static func error(_ thrown: any Error, path: String? = nil) -> EventStoreError {
        if let known = thrown as? EventStoreError { return known }
        guard let fault = thrown as? DatabaseError else { return .unavailable("\(thrown)") }
        let text = fault.message ?? "result \(fault.extendedResultCode.rawValue)"
        return error(
            code: fault.extendedResultCode.rawValue, isOutOfSpace: false, text: path.map { "\($0): \(text)" } ?? text)
    }

    private static func error(code: Int32, isOutOfSpace: Bool, text: String) -> EventStoreError {
        switch code & 0xFF {
        case SQLITE_FULL: .full(text)
        case SQLITE_IOERR, SQLITE_CANTOPEN: isOutOfSpace ? .full(text) : .unavailable(text)
        case SQLITE_BUSY: .unavailable("another program holds the store's write lock (\(text))")
        case SQLITE_CONSTRAINT: .unavailable("an event with the same id is in the log (\(text))")
        case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged(text)
        default: .unavailable(text)
        }
    }
}

extension DatabaseQueue {
    /// Runs `body` on the connection and keeps its errors typed.
    func use<T>(_ body: (Database) throws -> T) throws(EventStoreError) -> T {
        do { return try inDatabase(body) } catch { throw StoreFault.error(error) }
    }
}
