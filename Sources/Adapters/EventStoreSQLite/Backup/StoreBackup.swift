package import ExerciseHost
import GRDB
import Glibc

/// A copy of a store in one file, as the store is at one instant, made while a daemon goes on writing.
package struct StoreBackup {
    /// Why there is no copy; what was half written is gone.
    package enum Fault: Error, Equatable {
        /// A file of that name is there.
        case exists
        /// The copy would take the place of what is copied.
        case isTheStore
        /// A folder or a device has that name, which no copy takes the place of.
        case isNoFile
        case interrupted
        /// The copy cannot be written.
        case unwritable(String)
        /// There is no room for the copy.
        case full
        /// The store itself cannot be read.
        case store(EventStoreError)
    }

    /// Pages between two looks at whether the copy is still wanted.
    private static let portion: CInt = 1_024

    private let store: String
    private let file: String
    /// What is copied to, until it is whole: a copy that stands under its name was verified.
    private let draft: String

    /// Names what is copied, and to where.
    package init(of store: String, at file: String) {
        (self.store, self.file) = (store, file)
        draft = "\(file).\(getpid()).part"
    }

    /// Copies and walks the chains of the copy, which alone gets mode 0600; `isWanted` is asked now and then.
    package func make(replacing: Bool, while isWanted: @escaping () -> Bool = { true }) throws(Fault) -> [LogVerdict] {
        try checkPlace(replacing)
        let source: DatabaseQueue
        do { source = try StoreFile.openForReading(path: store, busyWait: 5) } catch { throw .store(error) }
        defer { try? source.close() }
        defer { for tail in ["", "-journal", "-wal", "-shm"] { unlink(draft + tail) } }
        try create()
        try copy(source, isWanted)
        let verdicts = try verified()
        guard rename(draft, file) == 0 else { throw .unwritable(String(cString: strerror(errno))) }
        return verdicts
    }

    private func checkPlace(_ replacing: Bool) throws(Fault) {
        var (one, other) = (stat(), stat())
        guard stat(file, &other) == 0 else { return }
        guard other.st_mode & S_IFMT == S_IFREG else { throw .isNoFile }
        if stat(store, &one) == 0, one.st_dev == other.st_dev, one.st_ino == other.st_ino { throw .isTheStore }
        guard replacing else { throw .exists }
    }

    private func create() throws(Fault) {
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unwritable(String(cString: strerror(errno))) }
        close(descriptor)
    }

    private func copy(_ source: DatabaseQueue, _ isWanted: @escaping () -> Bool) throws(Fault) {
        do {
            let target = try DatabaseQueue(path: draft)
            defer { try? target.close() }
            try target.writeWithoutTransaction { copy in
                try source.inDatabase { db in
                    // One read transaction around all portions: what a daemon commits meanwhile begins nothing anew.
                    try db.inTransaction(.deferred) {
                        _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM exercise")
                        try db.backup(to: copy, pagesPerStep: Self.portion) { _ in
                            guard isWanted() else { throw Fault.interrupted }
                        }
                        return .commit
                    }
                }
                // One file without others beside it; a daemon that opens it goes back to a write-ahead log.
                try copy.execute(sql: "PRAGMA journal_mode = DELETE")
            }
        } catch let fault as Fault {
            throw fault
        } catch {
            switch StoreFault.error(error) {
            case .full: throw .full
            case let other: throw .unwritable(other.sentence)
            }
        }
    }

    private func verified() throws(Fault) -> [LogVerdict] {
        do {
            let reader = try SQLiteEventReader(path: draft)
            defer { reader.close() }
            return try reader.verifyAll()
        } catch {
            throw .unwritable("the copy cannot be read back: \(error.sentence)")
        }
    }
}

extension StoreBackup.Fault {
    /// The sentence for a person.
    package var sentence: String {
        switch self {
        case .exists: "a file of that name is there: name another, or say --force"
        case .isTheStore: "that is the store itself"
        case .isNoFile: "that is no ordinary file"
        case .interrupted: "interrupted, nothing was kept"
        case .unwritable(let reason): "cannot be written: \(reason)"
        case .full: "no room for the copy: its disk is full, nothing was kept"
        case .store(let error): error.sentence
        }
    }
}
