package import ExerciseHost

/// All that one exposition is made of.
package struct Scrape: Equatable, Sendable {
    package var identity: HostIdentity
    /// `nil` when the host's thread did not answer in time.
    package var figures: HostFigures?
    package var isBrokerUp: Bool
    package var process: ProcessFigures

    package init(identity: HostIdentity, figures: HostFigures?, isBrokerUp: Bool, process: ProcessFigures) {
        self.identity = identity
        self.figures = figures
        self.isBrokerUp = isBrokerUp
        self.process = process
    }
}
