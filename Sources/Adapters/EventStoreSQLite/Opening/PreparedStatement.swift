import ExerciseHost
import GRDB
import GRDBSQLite

/// A statement that is compiled once, then bound, stepped and reset by its one owner.
final class PreparedStatement {
    private let connection: OpaquePointer
    let handle: OpaquePointer

    init(_ sql: String, on db: Database) throws(EventStoreError) {
        guard let connection = db.sqliteConnection else { throw .unavailable("it was closed") }
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else { throw StoreFault.last(on: connection) }
        self.connection = connection
        self.handle = handle
    }

    deinit { sqlite3_finalize(handle) }

    /// Whether the connection is inside a transaction; SQLite leaves one by itself at some failures.
    var isInsideTransaction: Bool { sqlite3_get_autocommit(connection) == 0 }

    /// Binds a number to the parameter, counted from 1.
    func bind(_ parameter: Int32, _ value: Int64) { sqlite3_bind_int64(handle, parameter, value) }

    /// Binds a number or NULL.
    func bind(_ parameter: Int32, _ value: Int64?) {
        if let value { bind(parameter, value) } else { sqlite3_bind_null(handle, parameter) }
    }

    /// Binds UTF-8 bytes, which must stay where they are until the statement was reset.
    func bind(_ parameter: Int32, text: UnsafeRawBufferPointer) throws(EventStoreError) {
        let start = text.baseAddress?.assumingMemoryBound(to: CChar.self)
        let code = sqlite3_bind_text64(handle, parameter, start, UInt64(text.count), nil, UInt8(SQLITE_UTF8))
        guard code == SQLITE_OK else { throw StoreFault.last(on: connection) }
    }

    /// Binds bytes, which must stay where they are until the statement was reset.
    func bind(_ parameter: Int32, blob: UnsafeRawBufferPointer) {
        sqlite3_bind_blob64(handle, parameter, blob.baseAddress, UInt64(blob.count), nil)
    }

    /// Goes to the next row; false at the end, where the statement is reset.
    func step() throws(EventStoreError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE:
            sqlite3_reset(handle)
            return false
        default:
            let fault = StoreFault.last(on: connection)
            sqlite3_reset(handle)
            throw fault
        }
    }

    /// Runs a statement that answers no rows, to its end: SQLite makes its automatic checkpoints only there.
    func run() throws(EventStoreError) {
        while try step() {}
    }

    /// Binds a text and goes to the first row; the text is bound for this step alone, so at most one row is read.
    func step(binding text: String, to parameter: Int32) throws(EventStoreError) -> Bool {
        var text = text
        let outcome: Result<Bool, EventStoreError> = text.withUTF8 { bytes in
            Result { () throws(EventStoreError) in
                try bind(parameter, text: UnsafeRawBufferPointer(bytes))
                return try step()
            }
        }
        return try outcome.get()
    }

    /// Leaves the rows that were not stepped to.
    func reset() { sqlite3_reset(handle) }

    /// A number of the row that the statement stands on; columns count from 0.
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    /// A number or NULL of the row that the statement stands on.
    func optionalInteger(_ column: Int32) -> Int64? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
    }

    /// The bytes of a text or a blob, valid until the next step.
    func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(handle, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }
}
