package import Glibc

/// A value that several threads share, reached only while its lock is held.
///
/// The lock is a plain pthread mutex, which the thread sanitizer understands.
package final class Guarded<Value: Sendable>: @unchecked Sendable {
    // `@unchecked`: `value` is touched only between lock and unlock.
    @usableFromInline let lock: UnsafeMutablePointer<pthread_mutex_t>
    @usableFromInline var value: Value

    package init(_ value: Value) {
        self.value = value
        lock = .allocate(capacity: 1)
        lock.initialize(to: pthread_mutex_t())
        let status = pthread_mutex_init(lock, nil)
        precondition(status == 0, "a mutex with default attributes can always be made")
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    /// Runs the closure with the lock held; it must not lock the same value again.
    @inlinable package func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return try body(&value)
    }
}
