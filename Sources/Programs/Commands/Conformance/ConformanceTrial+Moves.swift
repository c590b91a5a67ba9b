import ExerciseModel

/// How the script is carried out.
extension ConformanceTrial {
    /// Carries out moves, and opens checks, until something is to be awaited.
    mutating func goOn(at now: WallInstant) {
        doing = .idle
        while case .idle = doing {
            guard isThere else {
                doing = .awaiting(until: now.adding(microseconds: subject.absence))
                return
            }
            if let move = moves.popFirst() {
                begin(move, at: now)
            } else {
                if isOpen { find(.kept(notes: notes)) }
                openNext()
            }
        }
    }

    private mutating func openNext() {
        guard let part = parts.popFirst() else { return end() }
        (check, notes, sent, got, isOpen) = (part.check, [], nil, [], true)
        if let obstacle = part.obstacle { return find(.skipped(obstacle)) }
        for needed in check.needs where !findings.contains(where: { $0.check == needed && $0.isKept }) {
            return find(.skipped("not before it \(needed.title)"))
        }
        moves = part.moves[...]
    }

    private mutating func begin(_ move: TrialScript.Move, at now: WallInstant) {
        switch move {
        case .ask(let ask):
            (sent, got, hearing) = (ask.message, [], Hearing(since: now))
            book.note(ask.command)
            mayStillAnswer.remove(ask.command.id)
            for _ in 0..<ask.copies { deeds.append(.say(.command, ask.message)) }
            doing = .asking(ask, until: now.adding(microseconds: subject.patience))
        case .command(let command):
            mayStillAnswer.insert(command.id)
            book.note(command)
            deeds.append(.say(.command, command.message))
        case .say(let message): deeds.append(.say(.error, message))
        case .cut:
            (isThere, online, offline) = (false, nil, nil)
            deeds.append(.cut)
            doing = .returning(until: now.adding(microseconds: subject.absence))
        case .online: settlePresence(true, until: now.adding(microseconds: subject.patience))
        case .offline: settlePresence(false, until: now.adding(microseconds: subject.patience))
        case .ping: doing = .pinging(until: now.adding(microseconds: subject.patience))
        }
    }

    /// The present check is broken; the next one waits for whoever is gone.
    mutating func fail(_ fault: TrialFault, at now: WallInstant) {
        // It has been blamed once: a late answer is not one too many.
        if case .asking(let ask, _) = doing { mayStillAnswer.insert(ask.command.id) }
        find(.broken(fault, sent: sent, got: got))
        moves = []
        goOn(at: now)
    }

    /// Judges what it has said of its presence, or waits for it.
    private mutating func settlePresence(_ isOnline: Bool, until: WallInstant) {
        guard let presence = isOnline ? online : offline else {
            doing = .presenting(isOnline, until: until)
            return
        }
        doing = .idle
        guard let flaw = presence.flaw else { return }
        got = [presence.text]
        find(.broken(.presence(flaw), sent: nil, got: got))
        moves = []
    }

    /// The connection cannot be cut.
    mutating func leaveUncut(_ reason: String, at now: WallInstant) {
        guard case .returning = doing else { return }
        isThere = true
        moves = []
        find(.skipped(reason))
        goOn(at: now)
    }

    /// Nobody is there to go on with.
    mutating func giveUp() {
        if hasCome {
            let reason = isRegistered ? "it is gone" : "it has not registered"
            for part in parts {
                check = part.check
                find(.skipped(reason))
            }
        }
        parts = []
        end()
    }

    private mutating func end() {
        doing = .over
        guard isRegistered else { return }
        for finding in tally.findings {
            check = finding.check
            find(finding.result)
        }
    }

    private var isRegistered: Bool { findings.first?.isKept == true }
}
