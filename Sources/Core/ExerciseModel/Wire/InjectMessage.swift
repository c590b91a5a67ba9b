/// A whole inject as JSON: as a controller adds it to a running exercise, and as the log keeps it.
///
/// The keys are those of a timeline file (`semantics.md` 6); the content stays byte for byte as it was written.
enum InjectMessage {
    private static let known: Set<String> = [
        "id", "time", "manual", "after", "type", "content", "title", "control_number", "from", "expected_action",
        "late", "grace", "tags", "objectives", "attachments",
    ]

    /// Reads an inject; the refusal names what is wrong with it.
    static func read(_ value: JSONSlice) throws(Refusal) -> Inject {
        guard let object = value.object else {
            throw Refusal(.invalidCommand, "\"inject\" must be a whole inject: id, time, type and content")
        }
        let fields = Arguments(object: object, command: "an inject")
        for field in object.fields where !known.contains(object.name(of: field)) {
            throw fields.invalid("an inject has no \"\(object.name(of: field).prefix(64))\"")
        }
        guard let id = InjectID(try fields.needed("id")) else {
            throw fields.invalid(
                "\"id\" may hold letters, digits, _ - and ., 64 at most, and begins with a letter or digit")
        }
        let type = try fields.words("type")
        guard let content = object["content"] else { throw fields.missing("content") }
        guard content.bytes.count <= Limits.content else {
            throw Refusal(.tooLarge, "the content of an inject holds at most \(Limits.content) bytes")
        }
        return Inject(
            id: id, type: type, content: content.text, schedule: try schedule(fields),
            late: try fields.policy("late"), grace: try fields.length("grace"), details: try details(fields))
    }

    private static func schedule(_ fields: Arguments) throws(Refusal) -> InjectSchedule {
        let manual = try fields.flag("manual")
        let (time, after) = (fields.object["time"], fields.object["after"])
        guard (manual ? 1 : 0) + (time == nil ? 0 : 1) + (after == nil ? 0 : 1) == 1 else {
            throw fields.invalid("an inject needs one of \"time\", \"manual\": true and \"after\"")
        }
        if let after { return .after(try trigger(after, fields)) }
        if time != nil, let micros = try fields.length("time", asPoint: true) {
            return .at(ExerciseInstant(microseconds: micros))
        }
        return .manual
    }

    private static func trigger(
        _ value: JSONSlice, _ fields: Arguments
    ) throws(Refusal) -> InjectTrigger {
        if let name = value.string { return InjectTrigger(inject: try fields.inject(name), milestone: .delivered) }
        guard let object = value.object else {
            throw fields.invalid("\"after\" must be {\"inject\", \"state\", \"delay\"}")
        }
        let after = Arguments(object: object, command: "after")
        let name = try after.needed("inject")
        let state = try after.text("state") ?? Milestone.delivered.rawValue
        guard let milestone = Milestone(rawValue: state) else {
            let known = Milestone.allCases.map(\.rawValue).joined(separator: ", ")
            throw after.invalid("\"state\" must be one of \(known)")
        }
        let delay = try after.length("delay") ?? 0
        return InjectTrigger(inject: try after.inject(name), milestone: milestone, delay: delay)
    }

    private static func details(_ fields: Arguments) throws(Refusal) -> InjectDetails? {
        let details = InjectDetails(
            title: try fields.text("title"), controlNumber: try fields.text("control_number"),
            from: try fields.text("from"), expectedActions: try actions(fields), tags: try fields.list("tags") ?? [],
            objectives: try fields.list("objectives") ?? [], attachments: try fields.list("attachments") ?? [])
        return details == InjectDetails() ? nil : details
    }

    /// One expected action, or a list of them.
    private static func actions(_ fields: Arguments) throws(Refusal) -> [ExpectedAction] {
        guard let value = fields.object["expected_action"] else { return [] }
        var actions: [ExpectedAction] = []
        for element in value.array ?? [value] {
            guard let object = element.object else {
                throw fields.invalid("\"expected_action\" must be {\"text\", \"deadline\"}, or a list of them")
            }
            let action = Arguments(object: object, command: "an expected action")
            actions.append(ExpectedAction(text: try action.words("text"), deadline: try action.length("deadline")))
        }
        return actions
    }

    /// Writes an inject; `read` gives the same again.
    static func write(_ inject: Inject, _ writer: inout JSONWriter) {
        writer.openObject()
        writer.field("id", inject.id.text)
        switch inject.schedule {
        case .at(let time): writer.decimal("time", time.microseconds, digits: 6)
        case .manual: writer.field("manual", true)
        case .after(let trigger):
            writer.key("after")
            writer.openObject()
            writer.field("inject", trigger.inject.text)
            writer.field("state", trigger.milestone.rawValue)
            writer.decimal("delay", trigger.delay, digits: 6)
            writer.closeObject()
        }
        writer.field("type", inject.type)
        writer.field("content", inject.content)
        writer.field("late", ifPresent: inject.late?.rawValue)
        if let grace = inject.grace { writer.decimal("grace", grace, digits: 6) }
        if let details = inject.details { write(details, &writer) }
        writer.closeObject()
    }

    private static func write(_ details: InjectDetails, _ writer: inout JSONWriter) {
        writer.field("title", ifPresent: details.title)
        writer.field("control_number", ifPresent: details.controlNumber)
        writer.field("from", ifPresent: details.from)
        if !details.expectedActions.isEmpty {
            writer.key("expected_action")
            writer.openArray()
            for action in details.expectedActions {
                writer.openObject()
                writer.field("text", action.text)
                if let deadline = action.deadline { writer.decimal("deadline", deadline, digits: 6) }
                writer.closeObject()
            }
            writer.closeArray()
        }
        if !details.tags.isEmpty { writer.list("tags", details.tags) }
        if !details.objectives.isEmpty { writer.list("objectives", details.objectives) }
        if !details.attachments.isEmpty { writer.list("attachments", details.attachments) }
    }
}

extension Arguments {
    /// A number of seconds, or a time as authors write it; in microseconds, `nil` when it is left out.
    func length(_ key: StaticString, asPoint: Bool = false) throws(Refusal) -> Int64? {
        guard let value = object[key] else { return nil }
        guard let text = value.string else {
            guard let micros = value.scaled(digits: 6), (0...Arguments.longest).contains(micros) else {
                throw invalid("\"\(key)\" must be a number of seconds, \"90s\" or \"1:05:30\"")
            }
            return micros
        }
        do throws(TimeSpelling.Fault) {
            return asPoint ? try TimeSpelling.point(text) : try TimeSpelling.length(text)
        } catch {
            throw invalid("\"\(key)\": \(error.rawValue); write seconds, \"90s\" or \"1:05:30\"")
        }
    }
}
