import NIOCore

/// Runs tasks on the thread of an event loop: a request costs no change of thread, and whoever keeps the shared pool of
/// threads busy keeps nobody waiting here.
final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
