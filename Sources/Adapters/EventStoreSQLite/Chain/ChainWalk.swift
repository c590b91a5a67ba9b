package import ExerciseHost
package import ExerciseModel

extension SQLiteEventReader {
    /// Walks the chains of all exercises, in the order of their names.
    package func verifyAll() throws(EventStoreError) -> [LogVerdict] {
        var verdicts: [LogVerdict] = []
        for exercise in try exercises() { verdicts.append(try verify(exercise)) }
        return verdicts
    }

    /// Walks the chain of one exercise; with `expected`, a head noted earlier must be in it as well.
    package func verify(_ exercise: ExerciseID, expecting expected: ChainHead? = nil) throws(EventStoreError)
        -> LogVerdict
    {
        let clock = try clockRow(of: exercise)
        var chain = ChainWalk(exercise: exercise, expected: expected)
        do {
            try walk(exercise, after: 0) { chain.take($0) }
        } catch .damaged(let text) {
            return chain.stopped(by: text)
        }
        return chain.ended(clock: clock)
    }
}

/// The state of a walk along one chain, from its first row to the first that does not follow.
private struct ChainWalk {
    private let exercise: ExerciseID
    private let expected: ChainHead?
    private let row = ChainedRow()
    private var head: ChainHead
    private var fault: LogVerdict.Finding?

    init(exercise: ExerciseID, expected: ChainHead?) {
        self.exercise = exercise
        self.expected = expected
        head = ChainHead(position: 0, hash: ChainHash(startOf: exercise))
        compareWithExpected()
    }

    /// Takes the next row; false when it does not follow.
    mutating func take(_ entry: EventPage.Entry) -> Bool {
        guard fault == nil else { return false }
        let position = head.position + 1
        guard entry.record.position == position else {
            fault = .broken(position: position, reason: "the row is missing; the next is \(entry.record.position)")
            return false
        }
        row.fill(with: entry.record, after: head.hash)
        let hash = row.hash()
        guard hash == entry.hash else {
            fault = .broken(position: position, reason: "the row does not have the hash that stands beside it")
            return false
        }
        head = ChainHead(position: position, hash: hash)
        compareWithExpected()
        return fault == nil
    }

    /// The verdict of a walk that the file itself stopped.
    func stopped(by text: String) -> LogVerdict {
        let reason = "the file is damaged there: \(text)"
        return verdict(fault ?? .broken(position: head.position + 1, reason: reason))
    }

    /// The verdict after the last row; `clock` was read before the walk began.
    func ended(clock: ClockRow?) -> LogVerdict {
        if let fault { return verdict(fault) }
        if let expected, expected.position > head.position {
            let reason = "the log ends at \(head.position), before the head that is expected"
            return verdict(.broken(position: head.position + 1, reason: reason))
        }
        if let clock, clock.position > head.position {
            let reason = "the log ends at \(head.position), but its clock was written at \(clock.position)"
            return verdict(.broken(position: head.position + 1, reason: reason))
        }
        return verdict(.whole(head: head))
    }

    private mutating func compareWithExpected() {
        guard let expected, expected.position == head.position, expected.hash != head.hash else { return }
        fault = .broken(position: head.position, reason: "the hash is \(head.hash), not the one that is expected")
    }

    private func verdict(_ finding: LogVerdict.Finding) -> LogVerdict {
        LogVerdict(exercise: exercise, finding: finding)
    }
}
