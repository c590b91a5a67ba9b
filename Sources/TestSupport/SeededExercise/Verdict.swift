package import ExerciseModel
package import LogChecker

/// What became of one simulated life.
package struct Verdict: Sendable {
    package var seed: UInt64
    package var violations: [Violation] = []
    package var counters = LifeCounters()
    /// The same for the same seed, whatever the machine.
    package var digest: UInt64 = 0
    package var records: [EventRecord] = []
    package var received: [Observations.Received] = []

    /// Whether every promise was kept.
    package var passed: Bool { violations.isEmpty }
}

/// How much happened in a life, or in many.
package struct LifeCounters: Equatable, Sendable {
    package var events = 0
    package var turns = 0
    package var released = 0
    package var delivered = 0
    package var messages = 0
    package var commands = 0
    package var crashes = 0
    package var losses = 0
    package var outages = 0
    package var rivals = 0
    /// Events that simulations said, and those of them in the log.
    package var said = 0
    package var reports = 0
    package var sagas = 0
    package var steps = 0
    /// Simulations that went or died.
    package var departures = 0
    /// Virtual seconds.
    package var seconds: Int64 = 0

    package init() {}

    /// Adds up two counts.
    package static func += (sum: inout Self, more: Self) {
        sum.events += more.events
        sum.turns += more.turns
        sum.released += more.released
        sum.delivered += more.delivered
        sum.messages += more.messages
        sum.commands += more.commands
        sum.crashes += more.crashes
        sum.losses += more.losses
        sum.outages += more.outages
        sum.rivals += more.rivals
        sum.said += more.said
        sum.reports += more.reports
        sum.sagas += more.sagas
        sum.steps += more.steps
        sum.departures += more.departures
        sum.seconds += more.seconds
    }
}

/// A digest that follows from the bytes alone (FNV-1a).
struct Digest {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    }

    mutating func add(_ number: Int64) {
        for shift in stride(from: Int64(0), to: 64, by: 8) {
            add(CollectionOfOne(UInt8(truncatingIfNeeded: number >> shift)))
        }
    }
}
