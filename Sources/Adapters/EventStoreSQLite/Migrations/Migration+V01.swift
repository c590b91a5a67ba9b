import GRDB

extension Migration {
    /// The log, the exercises' numbers, the clocks and the store's own name.
    ///
    /// An event's key is its exercise's number and its position in one integer, `number << 40 | position`: one tree
    /// holds the rows, each log lies in one piece, and appending writes no second tree for the order. Our own events
    /// are named by their position and need no row in the index of outside ids.
    static let v01Events = Migration(version: 1) { db in
        try db.execute(
            sql: """
                PRAGMA application_id = \(StoreFile.applicationID);

                CREATE TABLE store (id TEXT NOT NULL) STRICT;

                CREATE TABLE exercise (
                    number INTEGER PRIMARY KEY,
                    id TEXT NOT NULL UNIQUE
                ) STRICT;

                CREATE TABLE event (
                    key INTEGER PRIMARY KEY,
                    exercise INTEGER AS (key >> 40),
                    position INTEGER AS (key & 1099511627775),
                    run INTEGER NOT NULL,
                    type TEXT NOT NULL,
                    schema INTEGER NOT NULL,
                    event_id TEXT NOT NULL,
                    exercise_time INTEGER NOT NULL,
                    at INTEGER NOT NULL,
                    actor TEXT NOT NULL,
                    causation INTEGER,
                    correlation TEXT NOT NULL,
                    epoch INTEGER NOT NULL,
                    hash BLOB NOT NULL,
                    data TEXT NOT NULL
                ) STRICT;

                CREATE UNIQUE INDEX event_of_source ON event (exercise, run, actor, event_id)
                    WHERE event_id <> CAST(position AS TEXT);

                CREATE TABLE clock (
                    exercise INTEGER PRIMARY KEY,
                    run INTEGER NOT NULL,
                    boot_id TEXT NOT NULL,
                    wall INTEGER NOT NULL,
                    utc INTEGER NOT NULL,
                    exercise_time INTEGER NOT NULL,
                    rate INTEGER NOT NULL,
                    position INTEGER NOT NULL
                ) STRICT;
                """)
        try db.execute(sql: "INSERT INTO store (id) VALUES (?)", arguments: [drawnID()])
    }

    private static func drawnID() -> String {
        var source = SystemRandomNumberGenerator()
        let digits = String(UInt32.random(in: 0..<0x100_0000, using: &source), radix: 16)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }
}
