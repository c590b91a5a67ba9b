/// What simulations report and what is to follow from it: the rules of an exercise, in the order of their file.
package struct Scenario: Equatable, Sendable {
    package var name: String
    package var rules: [Rule]

    package init(name: String = "", rules: [Rule] = []) {
        self.name = name
        self.rules = rules
    }
}

/// One rule: each event that it matches makes a saga of what `then` lists.
package struct Rule: Equatable, Sendable {
    /// As the file names it, else `rule-1` and so on by its place.
    package var id: RuleID
    package var when: RuleTrigger
    /// One after the other; the actions of one stage at the same time.
    package var then: [Stage]

    package init(id: RuleID, when: RuleTrigger, then: [Stage]) {
        self.id = id
        self.when = when
        self.then = then
    }
}

/// Which events a rule matches (`semantics.md` 5).
package struct RuleTrigger: Equatable, Sendable {
    package var eventType: EventPattern
    /// The simulation that must have sent it; `nil` for any.
    package var from: SimulationID?
    package var condition: Condition?
    /// How many matching events it takes, within `within`.
    package var count: Int
    /// Microseconds of exercise time; `nil` without a window.
    package var within: Int64?
    /// Whether it fires only once in a run.
    package var once: Bool
    /// Microseconds of exercise time after a firing in which it does not fire again; `nil` for none.
    package var cooldown: Int64?
    /// The statuses in which it is evaluated.
    package var phases: Set<ClockStatus>

    package init(
        eventType: EventPattern, from: SimulationID? = nil, condition: Condition? = nil, count: Int = 1,
        within: Int64? = nil, once: Bool = false, cooldown: Int64? = nil, phases: Set<ClockStatus> = [.running]
    ) {
        self.eventType = eventType
        self.from = from
        self.condition = condition
        self.count = count
        self.within = within
        self.once = once
        self.cooldown = cooldown
        self.phases = phases
    }
}

/// An event type to match: whole, or all that begin alike.
package enum EventPattern: Equatable, Sendable {
    case exactly(String)
    /// Written with a `*` at the end, which is not kept.
    case beginning(String)

    /// Reads the spelling of a file.
    package init(_ text: String) {
        self = text.hasSuffix("*") ? .beginning(String(text.dropLast())) : .exactly(text)
    }

    /// As a file spells it.
    package var text: String {
        switch self {
        case .exactly(let text): text
        case .beginning(let text): text + "*"
        }
    }

    /// Whether an event of this type is meant, by its bytes.
    package func matches(_ type: String) -> Bool {
        switch self {
        case .exactly(let text): type.utf8.elementsEqual(text.utf8)
        case .beginning(let text): type.utf8.starts(with: text.utf8)
        }
    }
}

/// A simulation that an exercise declares.
package struct Simulation: Equatable, Sendable {
    package var id: SimulationID
    package var name: String

    package init(id: SimulationID, name: String) {
        self.id = id
        self.name = name
    }
}
