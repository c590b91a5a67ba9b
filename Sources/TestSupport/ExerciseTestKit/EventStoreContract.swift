package import ExerciseHost
package import ExerciseModel

/// What every store behind the port must do, one promise for each case; a test runs each over each store.
package enum EventStoreContract: String, CaseIterable, Sendable {
    case keepsRecordsByteForByte
    case keepsLongDataWhole
    case readsInOrderFromAnyPosition
    case stopsReadingWhenTold
    case letsTheReaderCommitMeanwhile
    case keepsSeveralExercisesApart
    case refusesWhatDoesNotFollow
    case refusesAnOutsideIDTwice
    case replacesClockRows
    case commitsClocksAlone
    case answersForAnEmptyStore
    case survivesAFailedCommit
    case keepsItsID

    /// A fresh, empty store, and how to make its commits fail and work again.
    package struct Bench {
        package var store: any EventStore
        package var breakCommits: () throws -> Void
        package var mend: () throws -> Void

        package init(
            store: any EventStore, breakCommits: @escaping () throws -> Void, mend: @escaping () throws -> Void
        ) {
            self.store = store
            self.breakCommits = breakCommits
            self.mend = mend
        }
    }

    /// Checks the promise on a bench of its own; answers what was broken, in words.
    package func violations(on bench: Bench) throws -> [String] {
        var run = ContractRun(store: bench.store)
        switch self {
        case .keepsRecordsByteForByte: try run.keepsRecordsByteForByte()
        case .keepsLongDataWhole: try run.keepsLongDataWhole()
        case .readsInOrderFromAnyPosition: try run.readsInOrderFromAnyPosition()
        case .stopsReadingWhenTold: try run.stopsReadingWhenTold()
        case .letsTheReaderCommitMeanwhile: try run.letsTheReaderCommitMeanwhile()
        case .keepsSeveralExercisesApart: try run.keepsSeveralExercisesApart()
        case .refusesWhatDoesNotFollow: try run.refusesWhatDoesNotFollow()
        case .refusesAnOutsideIDTwice: try run.refusesAnOutsideIDTwice()
        case .replacesClockRows: try run.replacesClockRows()
        case .commitsClocksAlone: try run.commitsClocksAlone()
        case .answersForAnEmptyStore: try run.answersForAnEmptyStore()
        case .survivesAFailedCommit: try run.survivesAFailedCommit(bench)
        case .keepsItsID: try run.keepsItsID()
        }
        return run.violations
    }

    /// A record as logs hold them: an event of our own at this position.
    package static func record(
        _ position: Int64, of exercise: ExerciseID = ExerciseID(trusted: "harbour"), id: String? = nil,
        data: [UInt8] = Array(#"{"inject":"mail-1"}"#.utf8)
    ) -> EventRecord {
        EventRecord(
            exercise: exercise, position: position, run: 1, type: "inject.delivered", schema: 1,
            id: id ?? String(position), exerciseTime: ExerciseInstant(seconds: position),
            at: UTCInstant(milliseconds: 1_732_000_000_000 + position), actor: "broker",
            causation: position > 1 ? position - 1 : nil, correlation: "inject:mail-1:team-red", data: data)
    }

    /// A clock's row at this position.
    package static func clock(
        at position: Int64, of exercise: ExerciseID = ExerciseID(trusted: "harbour")
    ) -> ClockRow {
        ClockRow(
            exercise: exercise, run: 1, bootID: "6f1c2a58-1f0e-4f3b-9d7e-0d8f5b7a9c11",
            wall: WallInstant(microseconds: 5_000_000 + position), utc: UTCInstant(milliseconds: 1_732_000_000_000),
            exerciseTime: ExerciseInstant(seconds: position), rate: .one, position: position)
    }
}

/// One promise under way: the store, and what it broke so far.
private struct ContractRun {
    let store: any EventStore
    var violations: [String] = []

    private let harbour = ExerciseID(trusted: "harbour")
    private let island = ExerciseID(trusted: "island")

    init(store: any EventStore) { self.store = store }

    mutating func keepsRecordsByteForByte() throws {
        let records = [
            EventRecord(
                exercise: harbour, position: 1, run: .max, type: "a", schema: 7, id: "ü-\u{0}-𝄞", exerciseTime: .never,
                at: UTCInstant(milliseconds: -1), actor: "", causation: nil, correlation: "c", epoch: .min, data: []),
            EventRecord(
                exercise: harbour, position: 2, run: 0, type: "inject.delivered.and.more", schema: 1, id: "2",
                exerciseTime: .zero, at: UTCInstant(milliseconds: 0), actor: "mqtt:a person with a long name",
                causation: 0, correlation: "a correlation longer than fifteen bytes", epoch: 3,
                data: Array("{\"text\":\"\u{0}\u{7F}é 漢字 🌊 \\u0000\"}\n ".utf8)),
        ]
        try store.commit(CommitBatch(records: records))
        expect(try read(harbour), equals: records, "the records")
    }

    mutating func keepsLongDataWhole() throws {
        let long = (0..<1 << 20).map { UInt8(ascii: "a") + UInt8($0 % 26) }
        let records = (1...6).map { EventStoreContract.record($0, data: $0 % 2 == 0 ? long : [UInt8(ascii: "0")]) }
        try store.commit(CommitBatch(records: records))
        expect(try read(harbour) == records, equals: true, "data of 1 MiB is what it was")
    }

    mutating func readsInOrderFromAnyPosition() throws {
        let records = (1...1_000).map { EventStoreContract.record($0) }
        for start in stride(from: 0, to: 1_000, by: 100) {
            try store.commit(CommitBatch(records: Array(records[start..<start + 100])))
        }
        for position: Int64 in [-1, 0, 1, 255, 256, 257, 511, 512, 999, 1_000, 1_001, .max] {
            let expected = records.filter { $0.position > position }.map(\.position)
            expect(try read(harbour, after: position).map(\.position), equals: expected, "positions above \(position)")
        }
    }

    mutating func stopsReadingWhenTold() throws {
        try store.commit(CommitBatch(records: (1...600).map { EventStoreContract.record($0) }))
        for stop: Int64 in [1, 256, 300] {
            var seen: [Int64] = []
            try store.read(harbour, after: 0) {
                seen.append($0.position)
                return $0.position < stop
            }
            expect(seen, equals: Array(1...stop), "positions up to the answer false")
        }
    }

    mutating func letsTheReaderCommitMeanwhile() throws {
        try store.commit(CommitBatch(records: [EventStoreContract.record(1)]))
        var refusal: EventStoreError?
        try store.read(harbour, after: 0) { _ in
            refusal = commitFailure(CommitBatch(records: [EventStoreContract.record(2)]))
            return false
        }
        expect(refusal, equals: nil, "a commit inside a read")
        expect(try store.heads(), equals: [LogHead(exercise: harbour, position: 2)], "heads")
    }

    mutating func keepsSeveralExercisesApart() throws {
        let mixed = [
            EventStoreContract.record(1, of: island), EventStoreContract.record(1), EventStoreContract.record(2),
            EventStoreContract.record(2, of: island), EventStoreContract.record(3, of: island),
        ]
        try store.commit(CommitBatch(records: mixed))
        try store.commit(CommitBatch(records: [EventStoreContract.record(3)]))
        expect(
            try store.heads(),
            equals: [LogHead(exercise: harbour, position: 3), LogHead(exercise: island, position: 3)], "heads")
        expect(try read(island), equals: mixed.filter { $0.exercise == island }, "the island's log")
        expect(try read(harbour).map(\.position), equals: [1, 2, 3], "the harbour's positions")
    }

    mutating func refusesWhatDoesNotFollow() throws {
        try store.commit(CommitBatch(records: [EventStoreContract.record(1)]))
        for (positions, expected) in [([3], 2), ([1], 2), ([2, 3, 3], 4), ([0], 2)] as [([Int64], Int64)] {
            var records = positions.map { EventStoreContract.record($0) }
            records.insert(EventStoreContract.record(1, of: island), at: 0)
            let refusal = EventStoreError.outOfOrder(
                exercise: harbour, expected: expected, found: positions.last ?? 0)
            let batch = CommitBatch(records: records, clocks: [EventStoreContract.clock(at: 9)])
            expect(commitFailure(batch), equals: refusal, "the refusal of \(positions)")
            expect(try store.heads(), equals: [LogHead(exercise: harbour, position: 1)], "heads after \(positions)")
            expect(try store.clockRow(of: harbour), equals: nil, "the clock after \(positions)")
        }
        try store.commit(CommitBatch(records: [EventStoreContract.record(2)]))
    }

    mutating func refusesAnOutsideIDTwice() throws {
        try store.commit(
            CommitBatch(records: [EventStoreContract.record(1, id: "ours"), EventStoreContract.record(2)]))
        let again = CommitBatch(records: [EventStoreContract.record(3), EventStoreContract.record(4, id: "ours")])
        if case .unavailable? = commitFailure(again) {} else { violations.append("an id was taken twice") }
        let within = CommitBatch(records: (3...4).map { EventStoreContract.record($0, id: "new") })
        if case .unavailable? = commitFailure(within) {} else { violations.append("an id was taken twice in a batch") }
        expect(try store.heads(), equals: [LogHead(exercise: harbour, position: 2)], "heads")
        // An outside id that looks like a position is no obstacle to our own event there.
        try store.commit(CommitBatch(records: [EventStoreContract.record(3, id: "4"), EventStoreContract.record(4)]))
        try store.commit(CommitBatch(records: [EventStoreContract.record(1, of: island, id: "ours")]))
    }

    mutating func replacesClockRows() throws {
        let first = CommitBatch(records: [EventStoreContract.record(1)], clocks: [EventStoreContract.clock(at: 1)])
        try store.commit(first)
        expect(try store.clockRow(of: harbour), equals: EventStoreContract.clock(at: 1), "the first row")
        var next = EventStoreContract.clock(at: 2)
        next.run = 2
        next.rate = Rate(thousandths: 2_500) ?? .one
        try store.commit(CommitBatch(clocks: [EventStoreContract.clock(at: 1, of: island), next]))
        expect(try store.clockRow(of: harbour), equals: next, "the row after it")
        expect(try store.clockRow(of: island), equals: EventStoreContract.clock(at: 1, of: island), "the island's row")
    }

    mutating func commitsClocksAlone() throws {
        try store.commit(CommitBatch(clocks: [EventStoreContract.clock(at: 0)]))
        expect(try store.clockRow(of: harbour), equals: EventStoreContract.clock(at: 0), "the row")
        expect(try store.heads(), equals: [], "heads")
        try store.commit(CommitBatch(records: [EventStoreContract.record(1)]))
        expect(try store.heads(), equals: [LogHead(exercise: harbour, position: 1)], "heads")
    }

    mutating func answersForAnEmptyStore() throws {
        try store.commit(CommitBatch())
        expect(try store.heads(), equals: [], "heads")
        expect(try read(harbour), equals: [], "the records")
        expect(try store.clockRow(of: harbour), equals: nil, "the clock")
    }

    mutating func survivesAFailedCommit(_ bench: EventStoreContract.Bench) throws {
        try store.commit(
            CommitBatch(records: [EventStoreContract.record(1)], clocks: [EventStoreContract.clock(at: 1)]))
        let next = CommitBatch(
            records: [EventStoreContract.record(2), EventStoreContract.record(1, of: island)],
            clocks: [EventStoreContract.clock(at: 2)])
        try bench.breakCommits()
        switch commitFailure(next) {
        case .full?, .unavailable?: break
        case let other: violations.append("a broken store answered \(String(describing: other))")
        }
        expect(try read(harbour).map(\.position), equals: [1], "the log after the failure")
        expect(try store.clockRow(of: harbour), equals: EventStoreContract.clock(at: 1), "the clock after it")
        expect(try store.heads(), equals: [LogHead(exercise: harbour, position: 1)], "heads after it")
        try bench.mend()
        expect(commitFailure(next), equals: nil, "the same batch on the mended store")
        expect(try read(harbour).map(\.position), equals: [1, 2], "the log at the end")
        expect(try read(island).map(\.position), equals: [1], "the island's log at the end")
    }

    mutating func keepsItsID() throws {
        let id = try store.storeID()
        try store.commit(CommitBatch(records: [EventStoreContract.record(1)]))
        expect(try store.storeID(), equals: id, "the id after a commit")
        let isHexadecimal = id.allSatisfy { $0.isASCII && $0.isHexDigit && !$0.isUppercase }
        expect(id.count == 6 && isHexadecimal, equals: true, "six hexadecimal digits in '\(id)'")
    }

    private func read(_ exercise: ExerciseID, after position: Int64 = 0) throws -> [EventRecord] {
        var records: [EventRecord] = []
        try store.read(exercise, after: position) {
            records.append($0)
            return true
        }
        return records
    }

    private func commitFailure(_ batch: CommitBatch) -> EventStoreError? {
        do {
            try store.commit(batch)
            return nil
        } catch {
            return error
        }
    }

    private mutating func expect<Value: Equatable>(_ found: Value, equals expected: Value, _ what: String) {
        guard found != expected else { return }
        violations.append("\(what): found \(found), expected \(expected)")
    }
}
