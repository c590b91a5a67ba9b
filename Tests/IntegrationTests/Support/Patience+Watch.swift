import Glibc

extension Patience {
    /// As `wait`, but looks each 10 ms: for what is dear to look at.
    static func watch(atMost seconds: Double = 15, until condition: () throws -> Bool) rethrows -> Bool {
        var looks = Int(seconds * 100)
        while try !condition() {
            guard looks > 0 else { return false }
            looks -= 1
            usleep(10_000)
        }
        return true
    }
}
