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
        var words: String
        var text: [UInt8]
        var others = 0
    }

    private var eventCount = 0
    private var namelessCount = 0
    private var named: [String: Report] = [:]
    private var refused: Excess?
    private var unasked: Excess?

    /// Something that a daemon refuses.
    mutating func refuse(_ words: String, _ text: [UInt8]) { Self.add(words, text, to: &refused) }

    /// An answer to nothing.
    mutating func answerUnasked(_ words: String, _ text: [UInt8]) { Self.add(words, text, to: &unasked) }

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
            Finding(.messages, Self.result(refused, notes) { .refused($0, others: $1) }),
            Finding(.unasked, Self.result(unasked, []) { .unasked($0, others: $1) }),
        ]
    }

    private static func add(_ words: String, _ text: [UInt8], to excess: inout Excess?) {
        if excess == nil { excess = Excess(words: words, text: text) } else { excess?.others += 1 }
    }

    private static func result(
        _ excess: Excess?, _ notes: [String], _ fault: (String, Int) -> TrialFault
    ) -> Finding.Result {
        guard let excess else { return .kept(notes: notes) }
        return .broken(fault(excess.words, excess.others), sent: nil, got: [excess.text])
    }
}
