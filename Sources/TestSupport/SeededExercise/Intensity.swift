/// How hard a life is.
package struct Intensity: Equatable, Sendable {
    /// Seconds of faults before the calm, at most.
    package var seconds: Int64 = 420
    /// How often each kind of fault strikes, in thousandths of the ordinary.
    package var faults: Int64 = 1_000

    package init() {}

    /// What the tests and the seeds program run.
    package static let ordinary = Intensity()
    /// Nothing goes wrong.
    package static let calm = {
        var calm = Intensity()
        calm.faults = 0
        return calm
    }()
}
