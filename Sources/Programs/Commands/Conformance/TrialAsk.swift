import ExerciseModel

/// A command of a trial, and what its answer must be.
struct TrialAsk: Equatable {
    enum Expectation: Equatable { case completed, failed, asBefore }

    var command: SimulationCommand
    var expects: Expectation
    /// So often it is sent at once; each may be answered.
    var copies = 1
    /// Whether it was sent before and may be answered for that as well.
    var isOwed = false
    /// Whether it carries keys that nobody knows.
    var hasUnknownKeys = false

    /// So many answers may come.
    var most: Int { isOwed ? copies + 1 : copies }

    /// The message.
    var message: [UInt8] {
        guard hasUnknownKeys else { return command.message }
        return command.message.dropLast()
            + Array(#","x_unknown":{"text":"Größe \"N3\" 起重机","list":[1,-0.5e3,null]}}"#.utf8)
    }

    /// What is wrong with the answers; `before` is the first ever given to this command.
    func fault(in answers: [AnswerBook.Entry], before: AnswerBook.Entry?) -> TrialFault? {
        guard answers.count <= most else { return .tooMany(answers.count, most: most) }
        for entry in answers {
            switch (expects, entry.answer.kind) {
            case (.completed, .failed(let reason, _)): return .failed(reason: reason)
            case (.failed, .completed): return .completed
            default: break
            }
            if let before = before ?? answers.first, !entry.answer.isSame(as: before.answer) {
                return .otherAnswer(before: String(decoding: before.text, as: UTF8.self))
            }
        }
        return nil
    }
}

extension TrialAsk {
    /// What is asked for, not demanded, and what looks as if the command was carried out more than once.
    func notes(
        on hearing: ConformanceTrial.Hearing, before: AnswerBook.Entry?, reported: Set<String>, isFirst: Bool
    ) -> [String] {
        var notes: [String] = []
        for entry in hearing.answers.prefix(1) {
            if isFirst, entry.answer.commandID == nil {
                notes.append("it does not echo command_id, which tells a late answer from the next one's")
            }
            if expects == .failed, case .failed(let reason, let isRetryable) = entry.answer.kind {
                if (reason ?? "").isEmpty { notes.append("the failure has no reason, which controllers would read") }
                if isRetryable { notes.append("it is retryable: the exercise tries it again") }
            }
        }
        let times = hearing.answers.map(\.after)
        let longest = before?.after ?? times.first ?? 0
        let latest = before == nil ? (times.last ?? 0) - longest : times.last ?? 0
        if expects == .asBefore, hearing.hasProgress || Self.isLong(latest, beside: longest) {
            notes.append("it took its time again: was it done twice?")
        } else if copies > 1, before == nil, Self.isLong(latest, beside: longest) {
            notes.append("the second answer took as long again: was it done twice?")
        }
        let again = reported.intersection(hearing.events).sorted()
        if expects == .asBefore, !again.isEmpty {
            notes.append("it reported \(again.joined(separator: ", ")) again: was it done twice?")
        }
        return notes
    }

    /// Whether a time that matters is much of another.
    private static func isLong(_ time: Int64, beside longest: Int64) -> Bool {
        longest > 1_000_000 && time > longest / 2
    }
}

extension StepAnswer {
    /// Whether it says the same; what may be tried again may come out otherwise.
    func isSame(as before: StepAnswer) -> Bool {
        switch (before.kind, kind) {
        case (.failed(_, retryable: true), _), (.failed(_, retryable: false), .failed(_, retryable: false)): true
        case (.completed(let left), .completed(let right)):
            switch (left, right) {
            case (let left?, let right?): left.slice.saysSame(as: right.slice)
            default: left == right
            }
        default: false
        }
    }
}
