import ExerciseControl
import ExerciseModel
import Orchestration

/// What `run` shows: a live line, a line for each thing that happens, a summary.
enum ProgressText {
    /// Seconds that something may wait before it is shown.
    private static let patience: Int64 = 5

    /// The live line, cut to the terminal's width.
    static func live(_ view: ExerciseView, at now: Moment, columns: Int) -> String {
        let state = view.state
        let time = state.clock.time(at: now.wall)
        let counts = state.ledger.counts
        var parts = [clock(state, time)]
        if let next = view.next(after: time), state.clock.status == .running {
            let seconds = (next.due.microseconds - time.microseconds) / state.clock.rate.thousandths / 1_000
            parts.append("next \(next.inject) in \(countdown(seconds)) → \(names(next.teams))")
        }
        parts.append("delivered \(counts[.delivered]) of \(counts.scheduled)")
        parts.append("late \(counts.late)")
        let waiting = counts[.held] + counts[.queued] + counts.underway
        parts.append("waiting \(waiting)\(oldest(state, at: now))")
        parts.append("failed \(counts[.failed] + counts[.unheard])")
        parts.append(broker(state.link))
        return String(parts.joined(separator: " │ ").prefix(max(20, columns - 1)))
    }

    /// What has waited longest, once somebody should look at it.
    private static func oldest(_ state: ExerciseState, at now: Moment) -> String {
        let row = WaitingList(state, now: now).rows.first { $0.kind == "inject" && $0.state != "waiting" }
        guard let row, case let age = (now.utc.milliseconds - row.since.milliseconds) / 1_000, age >= patience else {
            return ""
        }
        let name = [row.team?.text, row.id].compactMap { $0 }.joined(separator: " ")
        let reason = row.reason == row.state ? "" : " (\(TerminalText.cut(TerminalText.plain(row.reason), to: 40)))"
        return ": \(name) \(row.state) for \(NumberText.age(seconds: age))\(reason)"
    }

    private static func clock(_ state: ExerciseState, _ time: ExerciseInstant) -> String {
        let mark =
            switch state.clock.status {
            case .running: "▶"
            case .paused: "‖"
            case .initialized: "·"
            case .stopped, .completed: "■"
            }
        let end = state.clock.duration == .never ? "" : " / \(ClockText.formatted(state.clock.duration))"
        let rate = state.clock.rate == .one ? "" : " ×\(NumberText.decimal(thousandths: state.clock.rate.thousandths))"
        let status = state.clock.status == .running ? "" : " \(state.clock.status.rawValue)"
        return "\(mark) \(ClockText.formatted(time))\(end)\(rate)\(status)"
    }

    private static func countdown(_ seconds: Int64) -> String {
        let rest = seconds % 60
        return seconds < 3_600
            ? "\(seconds / 60):\(rest < 10 ? "0" : "")\(rest)" : "\(seconds / 3_600) h \(seconds / 60 % 60) min"
    }

    private static func names(_ teams: [TeamID]) -> String {
        teams.count > 4 ? "\(teams.count) teams" : teams.map(\.text).joined(separator: ", ")
    }

    private static func broker(_ link: LinkState) -> String {
        switch link {
        case .attending: "broker ok"
        case .away(let reason): "broker away: \(reason)"
        case .contested(let rival): "another daemon: \(rival)"
        }
    }

    /// The line for an event; `nil` for one that says nothing to a person who watches.
    static func line(_ event: Event, types: [InjectID: String]) -> String? {
        words(event.fact, types).map { team, what in line(event, team, what) }
    }

    /// The time of an event, a team and words.
    static func line(_ event: Event, _ team: TeamID?, _ what: String) -> String {
        let time = ClockText.formatted(event.exerciseTime)
        return time + String(repeating: " ", count: max(1, 10 - time.count)) + padded(team) + what
    }

    private static func padded(_ team: TeamID?) -> String {
        guard let team else { return "" }
        return team.text + String(repeating: " ", count: max(1, 9 - team.text.count))
    }

    private static func words(_ fact: Fact, _ types: [InjectID: String]) -> (TeamID?, String)? {
        switch fact {
        case .clockStarted: (nil, "STARTEX")
        case .clockPaused: (nil, "paused")
        case .clockResumed: (nil, "resumed")
        case .clockStopped: (nil, "stopped")
        case .clockCompleted: (nil, "ENDEX")
        case .exerciseReset: (nil, "reset: a new run begins")
        case .clockRecovered(let recovery): (nil, recovery.sentence)
        case .brokerLost(let reason, _): (nil, "broker away: \(reason)")
        case .brokerAttending: (nil, "broker connected")
        case .rivalSeen(let rival): (nil, "another daemon, '\(rival)', runs this exercise: nothing is published here")
        case .commandRefused(let record, _, let message): (nil, "\(record.command) refused: \(message)")
        case .noteRecorded(let text): (nil, "note: \(text)")
        case .noDuffDeclared(let message, let by): (nil, "NO DUFF: \(message)" + (by.map { " (\($0))" } ?? ""))
        case .noDuffCleared: (nil, "NO DUFF is over: resume goes on")
        case .injectAdded(let inject, let teams): (nil, "added  \(inject.id) (\(inject.type)) for \(names(teams))")
        case .actionTicked(let inject, let tick):
            (tick.team, "ticked  action \(tick.action) of \(inject)" + (tick.rating.map { ": \($0.rawValue)" } ?? ""))
        case .receiptRejected(let team, let inject, let reason): (team, "receipt for '\(inject)' refused: \(reason)")
        case .replayRejected(let team, let reason): (team, "replay refused: \(reason)")
        case .simulation(let fact): words(fact).map { (nil, $0) }
        case .saga(let saga, let fact): words(saga, fact).map { (nil, $0) }
        default: delivery(fact, types) ?? change(fact, types)
        }
    }

    /// What changes what is to come, and what teams answer; that they have or saw an inject is left to the figures.
    private static func change(_ fact: Fact, _ types: [InjectID: String]) -> (TeamID?, String)? {
        guard let target = fact.target else { return nil }
        let name = name(target, types)
        return switch fact {
        case .injectPlanned(_, let time, .moved): (target.team, "moved  \(name) to \(ClockText.formatted(time))")
        case .injectPlanned(_, let time, .after): (target.team, "planned  \(name) for \(ClockText.formatted(time))")
        case .injectRescheduled: (target.team, "back on schedule  \(name)")
        case .injectRetried(_, let retry) where retry.cause != .schedule:
            (target.team, "sent again  \(name), attempt \(retry.attempt): \(retry.cause.rawValue)")
        case .receiptRecorded(_, let receipt) where receipt.milestone > .seen:
            (target.team, "\(receipt.milestone.rawValue)  \(name)")
        case .actionOverdue(_, let action): (target.team, "overdue  action \(action) of \(name)")
        default: nil
        }
    }

    private static func name(_ target: InjectTarget, _ types: [InjectID: String]) -> String {
        "\(target.inject)" + (types[target.inject].map { " (\($0))" } ?? "")
    }

    private static func delivery(_ fact: Fact, _ types: [InjectID: String]) -> (TeamID?, String)? {
        func name(_ target: InjectTarget) -> String { self.name(target, types) }
        return switch fact {
        case .injectDelivered(let target, let proof):
            (target.team, "delivered  \(name(target)), number \(proof.seq), \(proof.latency) ms")
        case .injectReleased(let target, let release) where release.late:
            (target.team, "late by \(release.lateness) ms  \(name(target))")
        case .injectQueued(let target, let reason, _, _): (target.team, "queued  \(name(target)): \(reason.rawValue)")
        case .injectHeld(let target, let reason, _):
            (target.team, "held  \(name(target)): \(reason.note ?? reason.name)")
        case .injectSkipped(let target, let reason):
            (target.team, "skipped  \(name(target)): \(reason.note ?? reason.name)")
        case .injectAttemptFailed(let target, let failure):
            (target.team, "retrying  \(name(target)): \(failure.error)")
        case .injectUnheard(let target, _, _): (target.team, "unheard  \(name(target)): nobody is subscribed")
        case .injectFailed(let target, _, _, let reason): (target.team, "failed  \(name(target)): \(reason)")
        default: nil
        }
    }

    /// The last words of a run.
    static func summary(_ view: ExerciseView, store: String) -> String {
        let state = view.state
        let counts = state.ledger.counts
        let (latencies, unused) = (state.ledger.latencies, view.unused)
        let spare = unused == 0 ? "" : ", not called for \(unused)"
        return """
            \(state.id): \(state.clock.status.rawValue) at \(ClockText.formatted(state.clock.base)), run \(state.run)
              delivered \(counts[.delivered]) of \(counts.scheduled - unused), late \(counts.late), failed \(counts[.failed]), \
            unheard \(counts[.unheard]), held \(counts[.held]), skipped \(counts[.skipped] - unused)\(spare)
              delivered after \(latencies.percentile(50)) ms (half of them), \(latencies.percentile(99)) ms (99 of 100), \
            \(latencies.maximum) ms (the last)
              log: \(state.position) events in \(store) ('whitecell log \(state.id)' shows them)
            """
    }
}
