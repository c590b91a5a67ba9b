import Glibc

/// Waiting for what another process or thread does, for a limited time.
enum Patience {
    /// Looks each millisecond whether the condition holds, at most so many seconds; answers whether it does.
    static func wait(atMost seconds: Double = 10, until condition: () -> Bool) -> Bool {
        var looks = Int(seconds * 1_000)
        while !condition() {
            guard looks > 0 else { return false }
            looks -= 1
            usleep(1_000)
        }
        return true
    }
}
