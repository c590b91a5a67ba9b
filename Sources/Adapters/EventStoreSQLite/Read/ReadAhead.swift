import ExerciseHost
import ExerciseModel

/// Reads a log on a thread of its own, a page ahead of whoever goes through it.
final class ReadAhead: LoopWork, @unchecked Sendable {
    // `@unchecked`: the thread alone touches the cursor, its owner alone the thread; what passes between them is guarded.
    /// Rows of a page: a hand-over costs tens of microseconds, a row less than one.
    private static let rows = 2_048

    private let select: EventSelect
    private var cursor: EventSelect.Cursor
    private let desk = Guarded(Desk())
    private let bell: Poller
    private var thread: LoopThread?

    private struct Desk: Sendable {
        var empty = [EventPage(), EventPage()]
        var read: [Result<EventPage, EventStoreError>] = []
        var isOver = false
    }

    /// Begins to read behind the cursor; until `stop` returns nobody else may use the statement outside its connection.
    init(_ select: EventSelect, from cursor: EventSelect.Cursor) throws(LoopFault) {
        bell = try Poller()
        self.select = select
        self.cursor = cursor
        thread = try LoopThread(name: "read ahead", work: self)
    }

    /// Waits for the next page; `nil` behind the one with which the log ended.
    func next() throws(EventStoreError) -> EventPage? {
        while true {
            let (read, isOver) = desk.withLock { desk in
                (desk.read.isEmpty ? nil : desk.read.removeFirst(), desk.isOver)
            }
            if let read { return try read.get() }
            if isOver { return nil }
            _ = bell.wait(atMost: 60_000_000)
        }
    }

    /// Gives back a page that nobody looks at any more.
    func reuse(_ page: EventPage) {
        desk.withLock { $0.empty.append(page) }
        thread?.wake()
    }

    /// Ends the thread, and waits until it has ended.
    func stop() {
        desk.withLock { $0.isOver = true }
        thread?.wake()
        while thread?.join(within: 60_000_000) == false {}
    }

    /// Fills all pages that there are.
    func turn(_ poller: Poller) -> WallInstant? {
        while let page = desk.withLock({ $0.isOver ? nil : $0.empty.popLast() }) {
            let read = filled(page)
            var isLast = true
            if case .success(let page) = read { isLast = !page.isFull }
            desk.withLock { desk in
                desk.read.append(read)
                if isLast { desk.isOver = true }
            }
            bell.ring()
        }
        return desk.withLock { $0.isOver } ? nil : .never
    }

    private func filled(_ page: consuming EventPage) -> Result<EventPage, EventStoreError> {
        do throws(EventStoreError) {
            try select.fill(&page, from: &cursor, rows: Self.rows)
            return .success(page)
        } catch {
            return .failure(error)
        }
    }
}
