package import ExerciseModel

/// The ids that simulations gave their events in this run: the same id is acted on once.
///
/// Ids are kept as keyed hashes of 128 bits, what the events said as one of 64. At least the last 500,000 ids are known;
/// whole generations of older ones are forgotten, so that a run without end does not fill the memory.
package struct ReportedEvents: Equatable, Sendable {
    /// One event.
    package struct Known: Equatable, Sendable {
        package let position: Int64
        fileprivate let content: Int
        /// The place in `reasons` of why no rule looks at it.
        fileprivate let reason: UInt8?
    }

    private struct Name: Hashable {
        var high: Int
        var low: Int
    }

    private let generation: Int
    private var newer: [Name: Known] = [:]
    private var older: [Name: Known] = [:]
    private var reasons: [String] = []

    package init(generation: Int = 500_000) { self.generation = generation }

    /// What is known under the event's id; `nil` when it has none or a new one.
    package func known(_ event: SimulationEvent) -> Known? {
        guard let id = event.id else { return nil }
        let name = name(id, of: event)
        return newer[name] ?? older[name]
    }

    /// Whether the event says what the one that is known said.
    package func isSame(_ event: SimulationEvent, _ known: Known) -> Bool { known.content == digest(event) }

    /// Why no rule looks at it; `nil` when they have, or will.
    package func reason(_ known: Known) -> String? { known.reason.map { reasons[Int($0)] } }

    /// An event is in the log at this position; `reason` is why no rule looks at it, `nil` when they have, or will.
    package mutating func note(_ event: SimulationEvent, position: Int64, notRun reason: String?) {
        guard let id = event.id else { return }
        if newer.count >= generation { (older, newer) = (newer, [:]) }
        newer[name(id, of: event)] = Known(
            position: position, content: digest(event), reason: reason.flatMap { place(of: $0) })
    }

    /// No rule looks at an event any more that waited for them.
    mutating func passOver(_ event: SimulationEvent, _ why: String) {
        guard let id = event.id, let known = known(event) else { return }
        let name = name(id, of: event)
        let passed = Known(position: known.position, content: known.content, reason: place(of: why))
        if newer[name] != nil { newer[name] = passed } else { older[name] = passed }
    }

    /// There are as many reasons as statuses in which no rule looks.
    private mutating func place(of reason: String) -> UInt8? {
        if let place = reasons.firstIndex(of: reason) { return UInt8(place) }
        guard reasons.count < 256 else { return nil }
        reasons.append(reason)
        return UInt8(reasons.count - 1)
    }

    private func name(_ id: String, of event: SimulationEvent) -> Name {
        var (high, low) = (Hasher(), Hasher())
        low.combine(1)
        for text in [event.from.text, id] {
            add(text, to: &high)
            add(text, to: &low)
        }
        return Name(high: high.finalize(), low: low.finalize())
    }

    private func digest(_ event: SimulationEvent) -> Int {
        var hasher = Hasher()
        add(event.type, to: &hasher)
        event.payload.bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        return hasher.finalize()
    }

    /// By its bytes: two strings of Swift are equal when they only look alike.
    private func add(_ text: String, to hasher: inout Hasher) {
        var text = text
        text.withUTF8 { utf8 in
            hasher.combine(utf8.count)
            hasher.combine(bytes: UnsafeRawBufferPointer(utf8))
        }
    }
}
