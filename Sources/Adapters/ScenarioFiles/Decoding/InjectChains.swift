import ExerciseModel

/// The injects of one timeline as they follow one another: what each waits for, and when it is due at the earliest.
struct InjectChains {
    private let entry: InjectIndex.Entry
    private let end: ExerciseEnd
    private let faults: FaultList
    /// The inject that each one waits for, by number.
    private var before: [Int?]
    /// Microseconds of exercise time, as far as times and delays are known; `nil` for what has a fault.
    private var earliest: [Int64?]

    /// Checks a timeline; `missing` notes the fault of an inject, by number, that waits for one that is not there.
    init(
        _ entry: InjectIndex.Entry, end: ExerciseEnd, faults: FaultList, missing: (InjectTrigger, Int, Site) -> Void
    ) {
        self.entry = entry
        self.end = end
        self.faults = faults
        before = Array(repeating: nil, count: entry.injects.count)
        earliest = Array(repeating: nil, count: entry.injects.count)
        if !entry.triggers.isEmpty { resolve(missing) }
        follow()
        for deadline in entry.deadlines {
            guard let instant = earliest[deadline.inject] else { continue }
            end.warn(
                instant + deadline.micros, "an expected action of \(name(deadline.inject)) is due",
                at: entry.site(deadline.range), mend: "shorten the deadline, or send the inject earlier",
                faults: faults)
        }
    }

    private mutating func resolve(_ missing: (InjectTrigger, Int, Site) -> Void) {
        let numbers = entry.numbers
        for (number, place) in entry.triggers.sorted(by: { $0.key < $1.key }) {
            guard case .after(let trigger) = entry.injects[number].schedule else { continue }
            let site = entry.site(place.inject)
            if trigger.inject == entry.injects[number].id {
                faults.error(
                    site, "\(name(number)) waits for itself", label: "it would never go out",
                    help: "name another inject, or give it a 'time'")
            } else if let other = numbers[trigger.inject] {
                before[number] = other
            } else if !entry.broken.contains(trigger.inject) {
                missing(trigger, number, site)
            }
        }
    }

    private enum Mark { case new, open, done }

    /// Walks from each inject to what it waits for, so that each is looked at once.
    private mutating func follow() {
        var marks = Array(repeating: Mark.new, count: entry.injects.count)
        for start in entry.injects.indices {
            var path: [Int] = []
            var next: Int? = start
            while let number = next, marks[number] == .new {
                marks[number] = .open
                path.append(number)
                next = before[number]
            }
            if let closing = next, marks[closing] == .open, let first = path.firstIndex(of: closing) {
                refuse(cycle: Array(path[first...]))
            }
            for number in path.reversed() {
                // Within a cycle nothing has an instant, and so nothing that follows it.
                earliest[number] = instant(of: number)
                marks[number] = .done
            }
        }
    }

    private func instant(of number: Int) -> Int64? {
        switch entry.injects[number].schedule {
        case .at(let instant): return instant.microseconds <= end.last ? instant.microseconds : nil
        case .manual: return 0
        case .after(let trigger):
            guard let other = before[number], let base = earliest[other] else { return nil }
            guard base + trigger.delay > end.last else { return base + trigger.delay }
            refuse(number, late: base + trigger.delay)
            return nil
        }
    }

    private func refuse(_ number: Int, late micros: Int64) {
        guard let place = entry.triggers[number] else { return }
        end.check(
            micros, "\(name(number)) comes", at: entry.site(place.delay ?? place.inject), earliest: true,
            notes: faults.isFull ? [] : notes(before: number), mend: "shorten the delays", faults: faults)
    }

    /// How an inject's turn comes: the first of its chain, then those nearest to it.
    private func notes(before number: Int) -> [(Site, String)] {
        var chain: [Int] = []
        var next = before[number]
        while let other = next {
            chain.append(other)
            next = before[other]
        }
        chain.reverse()
        if chain.count > Self.shown { chain.removeSubrange(1..<chain.count - Self.shown + 1) }
        return chain.map { (entry.site($0), words(of: $0)) }
    }

    private func words(of number: Int) -> String {
        let inject = entry.injects[number]
        switch inject.schedule {
        case .at(let instant): return "'\(inject.id)' is due at \(TimeSpelling.text(ofPoint: instant.microseconds))"
        case .manual: return "'\(inject.id)' is released by hand"
        case .after(let trigger):
            let delay = trigger.delay > 0 ? TimeSpelling.text(ofLength: trigger.delay) + " " : ""
            return "'\(inject.id)' comes \(delay)after '\(trigger.inject)'"
        }
    }

    private func refuse(cycle: [Int]) {
        guard let first = cycle.indices.min(by: { cycle[$0] < cycle[$1] }) else { return }
        let members = cycle[first...] + cycle[..<first]
        let names = members.map { entry.injects[$0].id.text }
        let waits = Array(zip(members, zip(names, names.dropFirst() + names.prefix(1)))).compactMap { number, names in
            entry.triggers[number].map { (entry.site($0.inject), "'\(names.0)' waits for '\(names.1)'") }
        }
        guard let start = waits.first else { return }
        let more = names.count > Self.shown ? ["… (\(names.count - Self.shown) more)"] : []
        let whole = names.prefix(Self.shown) + more + names.prefix(1)
        faults.error(
            start.0, "these injects wait for each other: \(whole.joined(separator: " → "))",
            label: start.1 + ", and none goes out", notes: Array(waits.dropFirst().prefix(Self.shown - 1)),
            help: "give one of them a 'time' or 'manual: true'")
    }

    /// Members of a chain that are shown.
    private static let shown = 12

    private func name(_ number: Int) -> String { "inject '\(entry.injects[number].id)'" }
}
