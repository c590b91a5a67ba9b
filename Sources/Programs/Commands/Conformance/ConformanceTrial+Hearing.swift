import ExerciseModel

/// What is made of what the simulation says and does.
extension ConformanceTrial {
    /// However much progress it reports: so many times the patience that it has for an answer.
    static let longest: Int64 = 10

    var lastCall: WallInstant { hearing.since.adding(microseconds: Self.longest * subject.patience) }

    mutating func come(at now: WallInstant) {
        isThere = true
        switch doing {
        case .awaiting:
            if !hasCome {
                hasCome = true
                find(.kept(notes: []))
            }
            goOn(at: now)
        case .returning: goOn(at: now)
        case .idle, .asking, .settling, .pinging, .presenting: fail(.secondConnection, at: now)
        case .over: break
        }
    }

    mutating func leave(_ reason: String, at now: WallInstant) {
        isThere = false
        switch doing {
        case .awaiting, .returning, .over: break
        case .idle, .asking, .settling, .pinging, .presenting: fail(.ended(reason: reason), at: now)
        }
    }

    mutating func misspeak(_ words: String, _ text: [UInt8], at now: WallInstant) {
        switch doing {
        case .awaiting where !hasCome:
            hasCome = true
            got = [text]
            fail(.noRegistration(words), at: now)
            return giveUp()
        case .returning:
            got = [text]
            return fail(.noRegistration(words), at: now)
        case .asking:
            // Most likely it was to be the answer.
            got.append(text)
            return fail(.refused(words, others: 0), at: now)
        default: tally.refuse(words, text)
        }
    }

    mutating func present(_ presence: TrialPresence, at now: WallInstant) {
        if presence.isOnline { online = presence } else { offline = presence }
        guard case .presenting(presence.isOnline, _) = doing else { return }
        moves = [presence.isOnline ? .online : .offline] + moves
        goOn(at: now)
    }

    mutating func take(_ message: SimulationMessage, _ text: [UInt8], at now: WallInstant) {
        switch message {
        case .register: break
        case .event(let type, let payload, let id):
            hearing.events.insert(type)
            guard let position = tally.take(type, payload, id, text), let id else { return }
            let reply = SimulationReply.accepted(id: id, position: position, .evaluated([]), waits: nil)
            deeds.append(.say(.accepted, reply))
        case .answer(let answer): take(answer, text, at: now)
        }
    }

    private mutating func take(_ answer: StepAnswer, _ text: [UInt8], at now: WallInstant) {
        let id: String
        do throws(ForeignAnswer) {
            id = try book.command(of: answer)
        } catch {
            guard case .asking = doing else { return tally.answerUnasked(error.words, text) }
            got.append(text)
            return fail(.foreign(error.words), at: now)
        }
        let isOver = answer.kind != .progress
        switch doing {
        case .asking(let ask, _) where ask.command.id == id && !isOver:
            hearing.hasProgress = true
            doing = .asking(ask, until: min(lastCall, now.adding(microseconds: subject.patience)))
        case .settling(let ask, _) where ask.command.id == id && !isOver && hearing.answers.count < ask.most:
            doing = .settling(ask, until: min(lastCall, now.adding(microseconds: subject.patience)))
        case .asking(let ask, _) where ask.command.id == id, .settling(let ask, _) where ask.command.id == id && isOver:
            note(answer, text, to: ask, at: now)
        case _ where mayStillAnswer.contains(id):
            guard isOver else { return }
            mayStillAnswer.remove(id)
            if let before = book[id], !answer.isSame(as: before.answer) {
                return tally.answerUnasked("another answer to '\(id)' than before", text)
            }
            book.keep(AnswerBook.Entry(answer: answer, text: text, after: 0), to: id)
        default:
            tally.answerUnasked(isOver ? "another answer to '\(id)'" : "progress for '\(id)', which was over", text)
        }
    }

    private mutating func note(_ answer: StepAnswer, _ text: [UInt8], to ask: TrialAsk, at now: WallInstant) {
        let after = now.microseconds - hearing.since.microseconds
        hearing.answers.append(AnswerBook.Entry(answer: answer, text: text, after: after))
        got.append(text)
        let (count, copies) = (hearing.answers.count, ask.copies)
        guard count <= ask.most else { return judge(ask, at: now) }
        // The answer to a further copy may take as long as the first.
        let wait = subject.aftermath + (count < copies ? after : 0)
        doing = .settling(ask, until: now.adding(microseconds: wait))
    }

    mutating func judge(_ ask: TrialAsk, at now: WallInstant) {
        let id = ask.command.id
        let before = book[id]
        // A further copy may take longer than is waited for here.
        if hearing.answers.count < ask.most { mayStillAnswer.insert(id) }
        if let fault = ask.fault(in: hearing.answers, before: before) { return fail(fault, at: now) }
        let isFirst = check == .answers
        notes += ask.notes(on: hearing, before: before, reported: reported[id] ?? [], isFirst: isFirst)
        if let first = hearing.answers.first { book.keep(first, to: id) }
        if reported[id] == nil { reported[id] = hearing.events }
        goOn(at: now)
    }
}
