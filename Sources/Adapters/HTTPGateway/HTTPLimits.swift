/// What a request may be (`quality.md` 4).
package struct HTTPLimits: Equatable, Sendable {
    /// Bytes of all header fields together, and of a body.
    package var header = 16 << 10
    package var body = 1 << 20
    /// Microseconds for the head of a request, counted from the connection or the last answer, and for its body.
    package var read: Int64 = 15_000_000
    /// Microseconds that the host's thread has to give its figures.
    package var figures: Int64 = 1_000_000
    /// Microseconds for which figures are given again.
    package var freshness: Int64 = 250_000

    package init() {}
}
