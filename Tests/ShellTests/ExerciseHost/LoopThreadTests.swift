import ExerciseHost
import ExerciseModel
import Glibc
import Testing

/// Work that answers each turn from a list, and rings at each.
private final class ListedWork: LoopWork {
    private let answers: Guarded<[WallInstant?]>
    private let turns = Guarded<[WallInstant]>([])
    let turned: Poller

    init(_ answers: [WallInstant?]) throws {
        self.answers = Guarded(answers)
        turned = try Poller()
    }

    /// When each turn was taken.
    var taken: [WallInstant] { turns.withLock { $0 } }

    func turn(_ poller: Poller) -> WallInstant? {
        turns.withLock { $0.append(SystemClock.wall()) }
        let answer = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        turned.ring()
        return answer
    }
}

@Suite(.timeLimit(.minutes(1))) struct LoopThreadTests {
    private let patience: Int64 = 20_000_000

    @Test(arguments: [true, false]) func `a thread takes a turn at its deadline, not before`(precise: Bool) throws {
        let deadline = SystemClock.wall().adding(microseconds: 30_000)
        let work = try ListedWork([deadline, nil])
        let thread = try LoopThread(name: "test", precise: precise, work: work)
        #expect(thread.join(within: patience))
        #expect(work.taken.count == 2)
        #expect(work.taken[1] >= deadline)
    }

    @Test(arguments: [true, false]) func `a thread takes a turn when it is rung, from any thread`(precise: Bool) throws
    {
        let work = try ListedWork([.never, nil])
        let thread = try LoopThread(name: "a name of more than 15 bytes", precise: precise, work: work)
        #expect(work.turned.wait(atMost: patience))
        thread.wake()
        #expect(thread.join(within: patience))
    }

    /// The timer rings once: it must be set again even when the next deadline is the same.
    @Test(arguments: [true, false]) func `a deadline that has passed already comes at once, however often it is named`(
        precise: Bool
    ) throws {
        let past = WallInstant(microseconds: 1)
        let work = try ListedWork([past, past, past, past, nil])
        let thread = try LoopThread(name: "test", precise: precise, work: work)
        #expect(thread.join(within: patience))
        #expect(work.taken.count == 5)
    }

    @Test func `a thread that runs on does not end`() throws {
        let work = try ListedWork([.never, .never, nil])
        let thread = try LoopThread(name: "test", precise: true, work: work)
        #expect(!thread.join(within: 1_000))
        thread.wake()
        thread.wake()
        while !thread.join(within: 10_000) { thread.wake() }
    }

    @Test func `a poller that is rung before it sleeps does not sleep`() throws {
        let poller = try Poller()
        poller.ring()
        poller.ring()
        #expect(poller.wait(atMost: patience))
        #expect(!poller.wait(atMost: 0))
        #expect(!poller.wait(atMost: -5))
    }

    @Test func `a poller tells which descriptor is ready, until it forgets it`() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let poller = try Poller()
        poller.watch(ends[0], writing: false)
        poller.watch(ends[0], writing: false)
        #expect(write(ends[1], "x", 1) == 1)
        #expect(poller.wait(atMost: patience))
        #expect([poller.isReady(ends[0]), poller.isReady(ends[1])] == [true, false])
        poller.forget(ends[0])
        poller.forget(ends[0])
        #expect(!poller.wait(atMost: 0))
        for end in ends { close(end) }
    }

    @Test func `the clocks of the machine go on`() {
        let first = SystemClock.now()
        let second = SystemClock.now()
        #expect(second.wall >= first.wall)
        #expect(first.utc.milliseconds > 1_700_000_000_000)
    }
}
