/// One thing that a team is sent: a mail, a tweet, a call, a sensor value.
package struct Inject: Equatable, Sendable {
    package var id: InjectID
    /// What a team's page shows it as: `mail`, `social`, `sms` and so on; free for the author.
    package var type: String
    /// The content as JSON text, byte for byte as the author wrote it.
    package var content: JSONText
    package var schedule: InjectSchedule
    /// What becomes of it when it is late beyond its grace; `nil` takes the exercise's.
    package var late: LatePolicy?
    /// How late it may be and still go out, in microseconds of wall time; `nil` takes the exercise's.
    package var grace: Int64?
    /// What a planner wrote about it; `nil` when nothing.
    package var details: InjectDetails?

    package init(
        id: InjectID, type: String, content: JSONText, schedule: InjectSchedule, late: LatePolicy? = nil,
        grace: Int64? = nil, details: InjectDetails? = nil
    ) {
        self.id = id
        self.type = type
        self.content = content
        self.schedule = schedule
        self.late = late
        self.grace = grace
        self.details = details
    }
}

/// When an inject goes out: one of the three, never two.
package enum InjectSchedule: Equatable, Sendable {
    /// At an instant of exercise time.
    case at(ExerciseInstant)
    /// By a controller's hand: a contingency inject.
    case manual
    /// So long after another inject has come so far with the same team.
    indirect case after(InjectTrigger)
}

/// What an inject that follows another waits for.
package struct InjectTrigger: Equatable, Sendable {
    package var inject: InjectID
    /// How far the other must have come.
    package var milestone: Milestone
    /// Microseconds of exercise time from there to the inject.
    package var delay: Int64

    package init(inject: InjectID, milestone: Milestone, delay: Int64 = 0) {
        self.inject = inject
        self.milestone = milestone
        self.delay = delay
    }
}

/// How far an inject has come with a team, in this order; the last four are what receipts say (`contract.md` 1).
package enum Milestone: String, CaseIterable, Comparable, Sendable {
    case published, delivered, received, seen, acknowledged, responded

    /// What a team's client, or a controller for it, may say of an inject.
    package static let receipts: [Milestone] = [.received, .seen, .acknowledged, .responded]

    private var rank: Int { Milestone.allCases.firstIndex(of: self) ?? 0 }

    package static func < (left: Milestone, right: Milestone) -> Bool { left.rank < right.rank }
}

/// What becomes of an inject that comes due and cannot be sent within its grace (`semantics.md` 1).
package enum LatePolicy: String, CaseIterable, Sendable {
    /// It is sent all the same.
    case fire
    /// A controller decides.
    case hold
    /// It is left out, and the log says so.
    case skip
}

/// What a planner notes beside an inject; nothing of it changes the delivery.
package final class InjectDetails: Equatable, Sendable {
    package let title: String?
    package let controlNumber: String?
    package let from: String?
    package let expectedActions: [ExpectedAction]
    package let tags: [String]
    package let objectives: [String]
    package let attachments: [String]

    package init(
        title: String? = nil, controlNumber: String? = nil, from: String? = nil,
        expectedActions: [ExpectedAction] = [], tags: [String] = [], objectives: [String] = [],
        attachments: [String] = []
    ) {
        self.title = title
        self.controlNumber = controlNumber
        self.from = from
        self.expectedActions = expectedActions
        self.tags = tags
        self.objectives = objectives
        self.attachments = attachments
    }

    package static func == (left: InjectDetails, right: InjectDetails) -> Bool {
        left.title == right.title && left.controlNumber == right.controlNumber && left.from == right.from
            && left.expectedActions == right.expectedActions && left.tags == right.tags
            && left.objectives == right.objectives && left.attachments == right.attachments
    }
}

/// What the players should do about an inject.
package struct ExpectedAction: Equatable, Sendable {
    package var text: String
    /// Microseconds of exercise time after the release; `nil` when none is set.
    package var deadline: Int64?

    package init(text: String, deadline: Int64? = nil) {
        self.text = text
        self.deadline = deadline
    }
}
