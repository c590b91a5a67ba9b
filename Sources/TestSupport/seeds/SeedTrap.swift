import Glibc

/// Names the seed in which the core trapped, since a trap ends the program.
enum SeedTrap {
    /// Under which each thread keeps the seed that it lives.
    private static let current = pthreadKey()

    static func watch() {
        for number in [SIGILL, SIGTRAP, SIGSEGV, SIGABRT] { signal(number) { SeedTrap.tell($0) } }
    }

    static func begin(_ seed: UInt64) { pthread_setspecific(current, UnsafeRawPointer(bitPattern: UInt(seed) + 1)) }

    /// Runs in a signal handler: no allocation, no lock.
    private static func tell(_ number: Int32) {
        var seed = UInt(bitPattern: pthread_getspecific(current)) &- 1
        write("the program trapped; again: seeds --seed ")
        var divisor: UInt = 1
        while seed / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            var digit = UInt8(ascii: "0") + UInt8(seed / divisor)
            _ = Glibc.write(1, &digit, 1)
            (seed, divisor) = (seed % divisor, divisor / 10)
        }
        write("\n")
        signal(number, SIG_DFL)
        raise(number)
    }

    private static func write(_ text: StaticString) { _ = Glibc.write(1, text.utf8Start, text.utf8CodeUnitCount) }

    private static func pthreadKey() -> pthread_key_t {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }
}
