import ExerciseControl
package import ExerciseModel

extension Timetable {
    /// A reaction that the rehearsal did not bear out.
    package struct BrokenReaction: Equatable, Sendable {
        /// Its number in the plan's list, from 0.
        package var number: Int
        package var reaction: Reaction
        package var consequence: Consequence
        /// The number of the first command that is not as expected, from 0; `nil` when the event was not taken, or all
        /// came and a rule ended otherwise than well all the same.
        package var command: Int?
    }

    /// The plan's reactions that do not hold: to the event come just these commands, in this order, and every rule is
    /// completed unless one of its commands is to fail, or it is one of them.
    package func broken(_ reactions: [Reaction]) -> [BrokenReaction] {
        zip(reactions, consequences).enumerated().compactMap { number, pair in
            let (reaction, consequence) = pair
            let command = reaction.difference(from: consequence.commands)
            guard command != nil || consequence.absence != nil || reaction.surprise(in: consequence) != nil else {
                return nil
            }
            return BrokenReaction(
                number: number, reaction: reaction, consequence: consequence,
                command: consequence.absence == nil ? command : nil)
        }
    }
}

extension Reaction {
    /// The number of the first command that is not as expected, or is too many; `nil` when all are as expected.
    fileprivate func difference(from found: [Command]) -> Int? {
        let first = zip(commands, found).enumerated().first { !$0.element.0.isMet(by: $0.element.1) }?.offset
        return first ?? (commands.count == found.count ? nil : min(commands.count, found.count))
    }

    /// What came to another end than it should, though nothing of it was to fail.
    fileprivate func surprise(in consequence: Consequence) -> Consequence.Played? {
        consequence.sagas.first { $0.words != nil && fails.isDisjoint(with: $0.commands.map(\.command)) }
    }
}

extension Reaction.Command {
    fileprivate func isMet(by found: Reaction.Command) -> Bool {
        isSent(to: found.simulation, found.command) && difference(from: found) == nil
    }

    /// What is different in the parameters, where they are looked at.
    fileprivate func difference(from found: Reaction.Command) -> ValueDifference? {
        guard let params, let other = found.params else { return nil }
        return ValueDifference(expected: params, found: other)
    }
}

extension Timetable.BrokenReaction {
    private var expected: Reaction.Command? {
        command.flatMap { reaction.commands.indices.contains($0) ? reaction.commands[$0] : nil }
    }

    private var found: Reaction.Command? {
        command.flatMap { consequence.commands.indices.contains($0) ? consequence.commands[$0] : nil }
    }

    /// What is wrong in one sentence, without its place in a file.
    package var sentence: String {
        let event = "'\(reaction.event.type)' at \(TimeSpelling.text(ofPoint: reaction.at.microseconds))"
        guard let command else {
            return "\(event) "
                + (consequence.absence ?? reaction.surprise(in: consequence)?.words.map { "comes, but \($0)" } ?? "")
        }
        let place = "\(event): command \(command + 1)"
        switch (expected, found) {
        case (let expected?, let found?):
            if expected.isSent(to: found.simulation, found.command), let other = expected.difference(from: found) {
                return "\(place), \(expected.words), \(other.words)"
            }
            return "\(place) is \(found.words), not \(expected.words)"
        case (let expected?, nil): return "\(place), \(expected.words), does not come"
        case (_, let found?): return "\(place), \(found.words), is not expected"
        case (nil, nil): return place
        }
    }

    /// What explains it, in sentences: the commands that came, and what became of the rules that send this one.
    package func reasons(_ rules: [Rule]) -> [String] {
        guard command != nil else { return [] }
        return came + idle(rules).map { "rule '\($0.id)' sends it, and \(whyIdle($0))" } + sender
            + consequence.sagas.compactMap(\.words)
    }

    /// Whether nothing comes where something is expected, since no rule that sends it was carried out.
    package func isUnanswered(_ rules: [Rule]) -> Bool {
        found == nil && !idle(rules).isEmpty
    }

    private var came: [String] {
        let most = 12
        let names = consequence.commands.map(\.command)
        let more = names.count > most ? " and \(names.count - most) more" : ""
        return names.isEmpty ? [] : ["what follows is: " + names.prefix(most).joined(separator: ", ") + more]
    }

    /// The rules that send what was expected, if none of them was carried out.
    private func idle(_ rules: [Rule]) -> [Rule] {
        guard let expected else { return [] }
        let senders = rules.filter { $0.sends(expected) }
        return senders.contains { rule in consequence.sagas.contains { $0.rule == rule.id } } ? [] : senders
    }

    private func whyIdle(_ rule: Rule) -> String {
        let (event, when) = (reaction.event, rule.when)
        guard when.eventType.matches(event.type) else { return "listens to '\(when.eventType.text)'" }
        if let from = when.from, from != event.from { return "listens to '\(from)' alone" }
        switch consequence.verdict {
        case .notRun(let reason): return "does not look at the event: \(reason)"
        case .evaluated(let matches), .queued(let matches):
            if matches.contains(where: { $0.rule == rule.id }) { return "does not fire: \(when.restraints)" }
            return when.phases.contains(.running)
                ? "the payload does not meet its 'where'" : "does not look at events while the exercise is running"
        case nil: return "hears nothing of it"
        }
    }

    /// The rule that sends what was not expected.
    private var sender: [String] {
        guard expected == nil, let command else { return [] }
        var first = 0
        for saga in consequence.sagas {
            first += saga.commands.count
            if command < first { return ["rule '\(saga.rule)' sends it"] }
        }
        return []
    }
}

extension Rule {
    /// Whether it sends this command when all goes well, or in an undo.
    fileprivate func sends(_ wanted: Reaction.Command) -> Bool {
        then.flatMap(\.actions).contains { action in
            [action.deed, action.undo].contains { deed in
                guard case .send(let simulation, let command, _) = deed else { return false }
                return wanted.isSent(to: simulation, command)
            }
        }
    }
}

extension Reaction.Command {
    fileprivate var words: String { "'\(command)' to '\(simulation)'" }
}

extension Consequence.Played {
    /// How it ended, unless all went well.
    fileprivate var words: String? {
        guard let end else { return "rule '\(rule)' is not done with it" }
        guard end.state != .completed else { return nil }
        return "rule '\(rule)' ends \(end.state.rawValue)" + (end.reason.map { ": \($0)" } ?? "")
    }
}

extension RuleTrigger {
    /// What may keep a rule from firing that matches.
    fileprivate var restraints: String {
        var words: [String] = []
        if count > 1 {
            let span = within.map { " within \(TimeSpelling.text(ofLength: $0))" } ?? ""
            words.append("it takes \(count) events\(span)")
        }
        if once { words.append("it fires once") }
        if let cooldown { words.append("it rests \(TimeSpelling.text(ofLength: cooldown)) after it has fired") }
        return words.joined(separator: ", ")
    }
}
