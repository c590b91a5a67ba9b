import ExerciseModel

extension RuleReading {
    /// Which events the rule matches; `nil` when a fault was noted.
    mutating func trigger() -> RuleTrigger? {
        guard let node = section["when"] else {
            section.missing("when", help: "write 'when: {event_type: …}'")
            return nil
        }
        guard let when = Section(node, .when, in: section.source, faults: faults) else { return nil }
        let errors = faults.errors
        let pattern = pattern(of: when)
        let from = source(of: when)
        let condition = ConditionReading.read(when)
        conditionSite = when.keySite("where")
        let count = when.whole("count", in: 1...Limits.eventCount)
        let within = when.duration("within")
        let once = when.flag("once") ?? false
        let cooldown = when.duration("cooldown")
        let phases = phases(of: when)
        warn(of: when, count: when["count"] == nil ? 1 : count, once: once)
        guard let pattern, faults.errors == errors else { return nil }
        return RuleTrigger(
            eventType: pattern, from: from, condition: condition, count: count ?? 1, within: within, once: once,
            cooldown: cooldown, phases: phases ?? [.running])
    }

    private func pattern(of when: Section) -> EventPattern? {
        guard let node = when["event_type"] else {
            when.missing("event_type", help: "write the type of the event, or \"*\" for any")
            return nil
        }
        guard let text = when.words("event_type", most: Limits.simulationName) else { return nil }
        if let star = text.utf8.firstIndex(of: UInt8(ascii: "*")), star != text.utf8.indices.last {
            var range = node.range
            if let start = when.start(of: text, in: node) {
                let at = start + text.utf8.distance(from: text.utf8.startIndex, to: star)
                range = at..<at + 1
            }
            faults.error(
                Site(source: when.source, range: range), "a '*' may stand only at the end of an event type",
                help: "write one rule for each type, or ask for the rest with 'where'")
            return nil
        }
        return EventPattern(text)
    }

    private func source(of when: Section) -> SimulationID? {
        guard let node = when["from"], !node.isNull else { return nil }
        guard node.scalar?.text != "*" else {
            faults.error(
                when.site(node), "'from' takes no '*'", help: "leave 'from' out to take events of every simulation")
            return nil
        }
        return names.simulation("from", when)
    }

    private func phases(of when: Section) -> Set<ClockStatus>? {
        guard let node = when["phase"] else { return nil }
        if node.sequence?.isEmpty ?? node.isNull {
            faults.warning(
                when.keySite("phase") ?? when.site(node), "\(section.name) can never match",
                label: "it names no status", help: "name one, or leave 'phase' out: it is 'running' then")
            return []
        }
        let words = ClockStatus.allCases.map(\.rawValue)
        let phases = Set(
            (node.sequence ?? [node]).compactMap { node in
                when.choice("phase", node, of: words).flatMap { ClockStatus(rawValue: $0) }
            })
        if phases == [.completed], names.isEndless {
            faults.warning(
                when.keySite("phase") ?? when.site(node), "\(section.name) can never match",
                label: "an exercise without ENDEX is never completed", help: "give the exercise a 'duration'")
        }
        return phases
    }

    private func warn(of when: Section, count: Int?, once: Bool) {
        if let site = when.keySite("within"), count == 1 {
            faults.warning(
                site, "'within' has no effect without a 'count' above 1",
                help: "write how many events it takes, or leave it out")
        }
        if let site = when.keySite("cooldown"), once {
            faults.warning(site, "'cooldown' has no effect beside 'once'", help: "leave one of them out")
        }
    }
}
