import ExerciseModel

/// What is counted over a whole trial: messages, events, and what was said that should not have been.
struct TrialTally {
    private struct Report: Equatable {
        var type: String
        var payload: JSONText
        var position: Int64
    }

    /// What should not have been said: the first of it, and how many more there were.
    private struct Excess {
        var fault: (_ others: Int) -> TrialFault
        var text: [UInt8]
        var others = 0
    }

    private var eventCount = 0
    private var namelessCount = 0
    private var named: [String: Report] = [:]
    private var misdone: Excess?
    private var unasked: Excess?

    /// Something that a daemon refuses.
    mutating func refuse(_ words: String, _ text: [UInt8]) {
        Self.add({ .refused(words, others: $0) }, text, to: &misdone)
    }

    /// Something that a daemon takes, if it comes.
    mutating func doubt(_ words: String, _ text: [UInt8]) {
        Self.add({ .unsure(words, others: $0) }, text, to: &misdone)
    }

    /// An answer to nothing.
    mutating func answerUnasked(_ words: String, _ text: [UInt8]) {
        Self.add({ .unasked(words, others: $0) }, text, to: &unasked)
    }

    /// An event; gives its position, `nil` for one whose name was another's.
    mutating func take(_ type: String, _ payload: JSONText, _ id: String?, _ text: [UInt8]) -> Int64? {
        if let id, let known = named[id] {
            guard known.type == type, known.payload.slice.saysSame(as: payload.slice) else {
                refuse("the event_id '\(id)' was used before for another event", text)
                return nil
            }
            return known.position
        }
        eventCount += 1
        let position = Int64(eventCount)
        if let id { named[id] = Report(type: type, payload: payload, position: position) } else { namelessCount += 1 }
        return position
    }

    /// What came of all that was said.
    var findings: [Finding] {
        var notes = eventCount == 0 ? [] : ["\(eventCount) event\(eventCount == 1 ? "" : "s") among it"]
        if namelessCount > 0 {
            notes.append("\(namelessCount) without event_id: one that is sent again after a cut counts twice")
        }
        return [
            Finding(.messages, Self.result(misdone, notes)), Finding(.unasked, Self.result(unasked, [])),
        ]
    }

    private static func add(_ fault: @escaping (Int) -> TrialFault, _ text: [UInt8], to excess: inout Excess?) {
        if excess == nil { excess = Excess(fault: fault, text: text) } else { excess?.others += 1 }
    }

    private static func result(_ excess: Excess?, _ notes: [String]) -> Finding.Result {
        guard let excess else { return .kept(notes: notes) }
        return .broken(excess.fault(excess.others), sent: nil, got: [excess.text])
    }
}
