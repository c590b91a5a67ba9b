extension FactCodec {
    /// The type, schema version and data of a fact.
    package static func encode(_ fact: Fact) -> Encoded {
        var writer = JSONWriter(capacity: 192)
        writer.openObject()
        let type = write(fact, &writer)
        writer.closeObject()
        return Encoded(type: type.rawValue, schema: 1, data: writer.bytes)
    }

    /// The name of a fact in the log.
    package static func type(of fact: Fact) -> FactType {
        var writer = JSONWriter(capacity: 64)
        return write(fact, &writer)
    }

    private static func write(_ fact: Fact, _ writer: inout JSONWriter) -> FactType {
        switch fact {
        case .exerciseLoaded(let loaded):
            write(loaded, &writer)
            return .exerciseLoaded
        case .exerciseOpened(let instance, let version, let bootID, let wall):
            writer.field("instance", instance.text)
            writer.field("version", version)
            writer.field("boot_id", bootID)
            return wallOnly(.exerciseOpened, wall, &writer)
        case .exerciseReset: return .exerciseReset
        case .filesChanged(let paths):
            writer.list("paths", paths)
            return .filesChanged
        case .noteRecorded(let text):
            writer.field("text", text)
            return .noteRecorded
        case .commandAccepted(let record):
            write(record, &writer)
            return .commandAccepted
        case .commandRefused(let record, let code, let message):
            write(record, &writer)
            writer.field("code", code.rawValue)
            writer.field("message", message)
            return .commandRefused
        case .responseTopicRefused(let topic):
            writer.field("topic", topic)
            return .responseTopicRefused
        default:
            return writeClock(fact, &writer) ?? writeLink(fact, &writer) ?? writeTeam(fact, &writer)
                ?? writeRule(fact, &writer) ?? writeInject(fact, &writer)
        }
    }

    private static func writeClock(_ fact: Fact, _ writer: inout JSONWriter) -> FactType? {
        switch fact {
        case .clockStarted(let wall): return wallOnly(.clockStarted, wall, &writer)
        case .clockPaused(let wall): return wallOnly(.clockPaused, wall, &writer)
        case .clockResumed(let wall): return wallOnly(.clockResumed, wall, &writer)
        case .clockStopped(let wall): return wallOnly(.clockStopped, wall, &writer)
        case .clockCompleted(let wall): return wallOnly(.clockCompleted, wall, &writer)
        case .clockRateChanged(let rate, let wall):
            writer.decimal("rate", rate.thousandths, digits: 3)
            return wallOnly(.clockRateChanged, wall, &writer)
        case .clockSought(let to, let wall):
            writer.decimal("to", to.microseconds, digits: 6)
            return wallOnly(.clockSought, wall, &writer)
        case .clockRecovered(let recovery):
            writer.field("sentence", recovery.sentence)
            writer.field("policy", recovery.policy.rawValue)
            writer.decimal("time", recovery.exerciseTime.microseconds, digits: 6)
            if let down = recovery.down { writer.field("down_ms", down) } else { writer.null("down_ms") }
            writer.field("due_meanwhile", recovery.due)
            writer.field("running_us", recovery.running)
            return wallOnly(.clockRecovered, recovery.wall, &writer)
        case .clockJumped(let milliseconds):
            writer.field("by_ms", milliseconds)
            return .clockJumped
        default: return nil
        }
    }

    private static func writeLink(_ fact: Fact, _ writer: inout JSONWriter) -> FactType? {
        switch fact {
        case .brokerAttending: return .brokerConnected
        case .brokerLost(let reason, let inFlight):
            writer.field("reason", reason)
            writer.key("in_flight")
            writer.openArray()
            for flight in inFlight {
                writer.openObject()
                writer.field("team", flight.team.text)
                writer.field("seq", flight.seq)
                writer.closeObject()
            }
            writer.closeArray()
            return .brokerLost
        case .rivalSeen(let instance):
            writer.field("instance", instance.text)
            return .rivalSeen
        case .rivalGone(let instance):
            writer.field("instance", instance.text)
            return .rivalGone
        case .teamOnline(let team, let client): return presence(.teamOnline, team, client, &writer)
        case .teamOffline(let team, let client): return presence(.teamOffline, team, client, &writer)
        default: return nil
        }
    }

    private static func writeInject(_ fact: Fact, _ writer: inout JSONWriter) -> FactType {
        switch fact {
        case .injectQueued(let target, let reason, let dueRunning, let byHand):
            write(target, &writer)
            writer.field("reason", reason.rawValue)
            writer.field("by_hand", byHand)
            writer.field("due_running_us", dueRunning)
            return .injectQueued
        case .injectHeld(let target, let reason, let late):
            write(target, &writer)
            writer.field("reason", reason.name)
            writer.field("note", ifPresent: reason.note)
            writer.field("late_ms", late)
            return .injectHeld
        case .injectSkipped(let target, let reason):
            write(target, &writer)
            writer.field("reason", reason.name)
            writer.field("note", ifPresent: reason.note)
            return .injectSkipped
        case .injectRescheduled(let target):
            write(target, &writer)
            return .injectRescheduled
        case .injectPlanned(let target, let time, let cause):
            write(target, &writer)
            writer.decimal("time", time.microseconds, digits: 6)
            writer.field("cause", cause.rawValue)
            return .injectPlanned
        case .injectAdded(let inject, let teams):
            writer.list("teams", teams.map(\.text))
            writer.key("inject")
            InjectMessage.write(inject, &writer)
            return .injectAdded
        case .injectReleased(let target, let release):
            write(target, &writer)
            writer.field("seq", release.seq)
            writer.decimal("time", release.exerciseTime.microseconds, digits: 6)
            writer.field("late_ms", release.lateness)
            writer.field("late", release.late)
            writer.field("by_hand", release.byHand)
            return .injectReleased
        default: return writeAttempt(fact, &writer)
        }
    }

    private static func writeAttempt(_ fact: Fact, _ writer: inout JSONWriter) -> FactType {
        switch fact {
        case .injectRepeated(let target, let seq):
            write(target, &writer)
            writer.field("seq", seq)
            return .injectRepeated
        case .injectRepeatSettled(let target, let seq, let outcome):
            write(target, &writer)
            writer.field("seq", seq)
            writer.field("outcome", outcome)
            return .injectRepeatSettled
        case .injectPublished(let target, let seq, let attempt, let receiptBy):
            write(target, seq: seq, attempt: attempt, &writer)
            writer.field("receipt_by_us", receiptBy.microseconds)
            return .injectPublished
        case .injectDelivered(let target, let proof):
            write(target, seq: proof.seq, attempt: proof.attempt, &writer)
            writer.field("proof", proof.kind.rawValue)
            writer.field("latency_ms", proof.latency)
            return .injectDelivered
        case .injectAttemptFailed(let target, let failure):
            write(target, seq: failure.seq, attempt: failure.attempt, &writer)
            writer.field("error", failure.error)
            writer.field("unheard", failure.unheard)
            writer.field("next_attempt_at", failure.nextAttemptAt)
            writer.field("since_us", failure.since.microseconds)
            writer.field("retry_at_us", failure.retryAt.microseconds)
            return .injectAttemptFailed
        case .injectRetried(let target, let retry):
            write(target, seq: retry.seq, attempt: retry.attempt, &writer)
            writer.field("cause", retry.cause.rawValue)
            return .injectRetried
        case .injectUnheard(let target, let seq, let attempt):
            write(target, seq: seq, attempt: attempt, &writer)
            return .injectUnheard
        case .injectFailed(let target, let seq, let attempt, let reason):
            write(target, seq: seq, attempt: attempt, &writer)
            writer.field("reason", reason)
            return .injectFailed
        default: preconditionFailure("every fact has a writer")
        }
    }

    private static func wallOnly(_ type: FactType, _ wall: WallInstant, _ writer: inout JSONWriter) -> FactType {
        writer.field("wall_us", wall.microseconds)
        return type
    }

    private static func presence(
        _ type: FactType, _ team: TeamID, _ client: String?, _ writer: inout JSONWriter
    ) -> FactType {
        writer.field("team", team.text)
        writer.field("client", ifPresent: client)
        return type
    }

    static func write(_ target: InjectTarget, _ writer: inout JSONWriter) {
        writer.field("team", target.team.text)
        writer.field("inject", target.inject.text)
    }

    private static func write(
        _ target: InjectTarget, seq: Int64, attempt: Int, _ writer: inout JSONWriter
    ) {
        write(target, &writer)
        writer.field("seq", seq)
        writer.field("attempt", attempt)
    }

    private static func write(_ record: CommandRecord, _ writer: inout JSONWriter) {
        writer.field("id", ifPresent: record.id)
        writer.field("command", record.command)
        writer.field("by", ifPresent: record.by)
        writer.field("reason", ifPresent: record.reason)
        writer.field("timestamp", ifPresent: record.sentAt)
        writer.field("content", record.content)
        writer.field("status", ifPresent: record.status?.rawValue)
    }

    private static func write(_ loaded: LoadedExercise, _ writer: inout JSONWriter) {
        writer.key("exercise")
        write(loaded.files.exercise, id: nil, &writer)
        writer.key("timelines")
        writer.openArray()
        for timeline in loaded.files.timelines { write(timeline.file, id: timeline.id, &writer) }
        writer.closeArray()
        if let scenario = loaded.files.scenario {
            writer.key("scenario")
            write(scenario, id: nil, &writer)
        }
        writer.key("delivery")
        writer.openObject()
        let settings = loaded.defaults
        writer.field("proof", settings.proof.rawValue)
        writer.field("qos", Int(settings.qos))
        writer.field("retries", settings.retries)
        writer.field("retry_delay_us", settings.retryDelay)
        writer.field("exponential", settings.exponential)
        writer.field("timeout_us", settings.timeout)
        writer.field("receipt_timeout_us", settings.receiptTimeout)
        writer.field("precision_us", settings.precision)
        writer.closeObject()
    }

    private static func write(_ file: SourceFiles.File, id: TimelineID?, _ writer: inout JSONWriter) {
        writer.openObject()
        writer.field("id", ifPresent: id?.text)
        writer.field("path", file.path)
        writer.field("text", utf8: file.bytes)
        writer.closeObject()
    }
}
