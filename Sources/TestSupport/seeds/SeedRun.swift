import ExerciseHost
import Glibc
import SeededExercise

/// Lives a range of seeds on several threads.
final class SeedRun: Sendable {
    struct Report: Sendable {
        var passed = 0
        var failed: [Verdict] = []
        var counters = LifeCounters()
        var last: Verdict?
    }

    private struct Progress: Sendable {
        var next: UInt64
        var report = Report()
    }

    private let end: UInt64
    private let threads: Int
    private let progress: Guarded<Progress>

    init(_ seeds: Range<UInt64>, threads: Int) {
        end = seeds.upperBound
        self.threads = threads
        progress = Guarded(Progress(next: seeds.lowerBound))
    }

    func run() -> Report {
        SeedTrap.watch()
        var handles: [pthread_t] = []
        for _ in 1..<threads {
            var handle = pthread_t()
            let context = Unmanaged.passRetained(self).toOpaque()
            if pthread_create(&handle, nil, { enterSeedThread($0) }, context) == 0 { handles.append(handle) }
        }
        work()
        for handle in handles { pthread_join(handle, nil) }
        return progress.withLock { $0.report }
    }

    func work() {
        while let seed = take() {
            SeedTrap.begin(seed)
            let verdict = SeededExercise.run(seed: seed)
            progress.withLock { progress in
                progress.report.counters += verdict.counters
                if verdict.passed { progress.report.passed += 1 } else { progress.report.failed.append(verdict) }
                progress.report.last = verdict
            }
        }
    }

    private func take() -> UInt64? {
        progress.withLock { progress in
            guard progress.next < end else { return nil }
            defer { progress.next += 1 }
            return progress.next
        }
    }
}

private nonisolated func enterSeedThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context { Unmanaged<SeedRun>.fromOpaque(context).takeRetainedValue().work() }
    return nil
}
