/// Reads the data of one record into a fact; `nil` wherever a field is missing or of another kind.
struct FactReader {
    let object: JSONObject

    func fact(_ type: FactType) -> Fact? {
        switch type {
        case .injectReleased: released()
        case .injectDelivered: delivered()
        case .injectQueued: queued()
        case .injectHeld:
            zip(target, text("reason").flatMap { HoldReason(name: $0, note: text("note")) }, integer("late_ms"))
                .map(Fact.injectHeld)
        case .injectSkipped:
            zip(target, text("reason").flatMap { SkipReason(name: $0, note: text("note")) }).map(Fact.injectSkipped)
        case .injectRescheduled: target.map(Fact.injectRescheduled)
        case .injectPlanned:
            zip(target, time("time"), text("cause").flatMap(PlanCause.init)).map(Fact.injectPlanned)
        case .injectAdded: added()
        case .injectPublished: published()
        case .injectRepeated: zip(target, integer("seq")).map(Fact.injectRepeated)
        case .injectRepeatSettled:
            zip(target, integer("seq"), text("outcome")).map(Fact.injectRepeatSettled)
        case .injectAttemptFailed: attemptFailed()
        case .injectRetried: retried()
        case .injectUnheard: zip(target, integer("seq"), attempt).map(Fact.injectUnheard)
        case .injectFailed:
            if let target, let seq = integer("seq"), let attempt, let reason = text("reason") {
                .injectFailed(target, seq: seq, attempt: attempt, reason: reason)
            } else {
                nil
            }
        default: clockFact(type) ?? teamFact(type) ?? ruleFact(type) ?? otherFact(type)
        }
    }

    private func clockFact(_ type: FactType) -> Fact? {
        switch type {
        case .clockStarted: wall.map(Fact.clockStarted)
        case .clockPaused: wall.map(Fact.clockPaused)
        case .clockResumed: wall.map(Fact.clockResumed)
        case .clockStopped: wall.map(Fact.clockStopped)
        case .clockCompleted: wall.map(Fact.clockCompleted)
        case .clockRateChanged:
            zip(object["rate"]?.scaled(digits: 3).flatMap(Rate.init(thousandths:)), wall)
                .map(Fact.clockRateChanged)
        case .clockSought: zip(time("to"), wall).map(Fact.clockSought)
        case .clockRecovered: recovered()
        case .clockJumped: integer("by_ms").map(Fact.clockJumped)
        default: nil
        }
    }

    private func otherFact(_ type: FactType) -> Fact? {
        switch type {
        case .exerciseOpened: opened()
        case .exerciseReset: .exerciseReset
        case .filesChanged:
            object["paths"]?.array.map { .filesChanged(paths: $0.compactMap(\.string)) }
        case .noteRecorded: text("text").map(Fact.noteRecorded)
        case .commandAccepted: command.map(Fact.commandAccepted)
        case .commandRefused:
            zip(command, text("code").flatMap(RefusalCode.init), text("message")).map(Fact.commandRefused)
        case .responseTopicRefused: text("topic").map(Fact.responseTopicRefused)
        case .brokerConnected: .brokerAttending
        case .brokerLost: lost()
        case .rivalSeen: text("instance").map { .rivalSeen(InstanceID(trusted: $0)) }
        case .rivalGone: text("instance").map { .rivalGone(InstanceID(trusted: $0)) }
        case .teamOnline: team.map { .teamOnline($0, client: text("client")) }
        case .teamOffline: team.map { .teamOffline($0, client: text("client")) }
        default: nil
        }
    }

    private func released() -> Fact? {
        guard let target, let seq = integer("seq"), let time = time("time"), let lateness = integer("late_ms"),
            let late = object["late"]?.bool, let byHand = object["by_hand"]?.bool
        else { return nil }
        let release = Release(seq: seq, exerciseTime: time, lateness: lateness, late: late, byHand: byHand)
        return .injectReleased(target, release)
    }

    private func published() -> Fact? {
        guard let target, let seq = integer("seq"), let attempt, let receiptBy = integer("receipt_by_us") else {
            return nil
        }
        return .injectPublished(
            target, seq: seq, attempt: attempt, receiptBy: WallInstant(microseconds: receiptBy))
    }

    private func delivered() -> Fact? {
        guard let target, let seq = integer("seq"), let attempt, let latency = integer("latency_ms"),
            let kind = text("proof").flatMap(Proof.Kind.init)
        else { return nil }
        return .injectDelivered(target, Proof(seq: seq, attempt: attempt, kind: kind, latency: latency))
    }

    private func queued() -> Fact? {
        guard let target, let reason = text("reason").flatMap(QueueReason.init), let due = integer("due_running_us"),
            let byHand = object["by_hand"]?.bool
        else { return nil }
        return .injectQueued(target, reason, dueRunning: due, byHand: byHand)
    }

    private func attemptFailed() -> Fact? {
        guard let target, let seq = integer("seq"), let attempt, let error = text("error"),
            let unheard = object["unheard"]?.bool, let since = integer("since_us"),
            let retryAt = integer("retry_at_us"),
            let next = text("next_attempt_at").flatMap(CalendarText.instant)
        else { return nil }
        let failure = FailedAttempt(
            seq: seq, attempt: attempt, error: error, unheard: unheard, since: WallInstant(microseconds: since),
            retryAt: WallInstant(microseconds: retryAt), nextAttemptAt: next)
        return .injectAttemptFailed(target, failure)
    }

    private func retried() -> Fact? {
        guard let target, let seq = integer("seq"), let attempt,
            let cause = text("cause").flatMap(Retry.Cause.init)
        else { return nil }
        return .injectRetried(target, Retry(seq: seq, attempt: attempt, cause: cause))
    }

    private func recovered() -> Fact? {
        guard let policy = text("policy").flatMap(RestartPolicy.init), let time = time("time"), let wall,
            let running = integer("running_us"), let due = integer("due_meanwhile"), let sentence = text("sentence")
        else { return nil }
        return .clockRecovered(
            ClockRecovery(
                policy: policy, exerciseTime: time, wall: wall, running: running, down: integer("down_ms"),
                due: Int(due), sentence: sentence))
    }

    private func opened() -> Fact? {
        guard let instance = text("instance"), let version = text("version"), let boot = text("boot_id"), let wall
        else { return nil }
        return .exerciseOpened(
            instance: InstanceID(trusted: instance), version: version, bootID: boot, wall: wall)
    }

    private func lost() -> Fact? {
        let flights = object["in_flight"]?.array?.allOrNothing { flight -> FlightName? in
            guard let object = flight.object, let team = object["team"]?.string, let seq = object["seq"]?.integer
            else { return nil }
            return FlightName(team: TeamID(trusted: team), seq: seq)
        }
        return zip(text("reason"), flights).map(Fact.brokerLost)
    }

    /// The files of `exercise.loaded` and the settings it was loaded with.
    func files() -> (SourceFiles, DeliverySettings)? {
        guard let exercise = object["exercise"]?.object.flatMap(file), let timelines = object["timelines"]?.array,
            let defaults = object["delivery"]?.object.flatMap(settings)
        else { return nil }
        var found: [SourceFiles.TimelineFile] = []
        for timeline in timelines {
            guard let fields = timeline.object, let id = fields["id"]?.string, let file = file(fields) else {
                return nil
            }
            found.append(SourceFiles.TimelineFile(id: TimelineID(trusted: id), file: file))
        }
        var scenario: SourceFiles.File?
        if let written = object["scenario"] {
            guard let file = written.object.flatMap(file) else { return nil }
            scenario = file
        }
        return (SourceFiles(exercise: exercise, timelines: found, scenario: scenario), defaults)
    }

    private func file(_ fields: JSONObject) -> SourceFiles.File? {
        zip(fields["path"]?.string, fields["text"]?.string).map {
            SourceFiles.File(path: $0, bytes: Array($1.utf8))
        }
    }

    private func settings(_ fields: JSONObject) -> DeliverySettings? {
        guard let proof = fields["proof"]?.string.flatMap(DeliveryProofWanted.init),
            let qos = fields["qos"]?.integer, let retries = fields["retries"]?.integer,
            let retryDelay = fields["retry_delay_us"]?.integer, let exponential = fields["exponential"]?.bool,
            let timeout = fields["timeout_us"]?.integer,
            let receiptTimeout = fields["receipt_timeout_us"]?.integer,
            let precision = fields["precision_us"]?.integer
        else { return nil }
        var settings = DeliverySettings()
        (settings.proof, settings.qos, settings.retries) = (proof, UInt8(clamping: qos), Int(retries))
        (settings.retryDelay, settings.exponential, settings.timeout) = (retryDelay, exponential, timeout)
        (settings.receiptTimeout, settings.precision) = (receiptTimeout, precision)
        return settings
    }

    private var command: CommandRecord? {
        zip(text("command"), text("content")).map {
            CommandRecord(
                id: text("id"), command: $0, content: $1, by: text("by"), reason: text("reason"),
                sentAt: text("timestamp"), status: text("status").flatMap(ClockStatus.init))
        }
    }

    var team: TeamID? { text("team").map(TeamID.init(trusted:)) }

    var target: InjectTarget? {
        zip(team, text("inject")).map { InjectTarget(team: $0, inject: InjectID(trusted: $1)) }
    }

    private var attempt: Int? { integer("attempt").map(Int.init) }

    private var wall: WallInstant? { integer("wall_us").map(WallInstant.init(microseconds:)) }

    private func time(_ key: StaticString) -> ExerciseInstant? {
        object[key]?.scaled(digits: 6).map(ExerciseInstant.init(microseconds:))
    }

    func text(_ key: StaticString) -> String? { object[key]?.string }

    func integer(_ key: StaticString) -> Int64? { object[key]?.integer }
}

/// Both, or `nil` when one is missing.
func zip<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
    guard let first, let second else { return nil }
    return (first, second)
}

/// All three, or `nil` when one is missing.
func zip<First, Second, Third>(
    _ first: First?, _ second: Second?, _ third: Third?
) -> (First, Second, Third)? {
    guard let first, let second, let third else { return nil }
    return (first, second, third)
}
