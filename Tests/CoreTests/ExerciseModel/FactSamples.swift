import ExerciseModel

/// At least one fact of each kind, with every optional field there once and missing once.
enum FactSamples {
    static let blue = TeamID(trusted: "blue")
    static let target = InjectTarget(team: blue, inject: InjectID(trusted: "inject-004"))
    static let wall = WallInstant(microseconds: 123_456_789)

    static let all: [Fact] = exercise + clock + link + injects + teams + rules + commands

    /// The plan that the files of `loaded` make.
    static let plan = ExercisePlan(id: ExerciseID(trusted: "harbour"))

    private static let exercise: [Fact] = [
        .exerciseLoaded(LoadedExercise(files: files, defaults: settings, plan: plan)),
        .exerciseLoaded(LoadedExercise(files: filesWithScenario, defaults: settings, plan: plan)),
        .exerciseOpened(
            instance: InstanceID(trusted: "host-1"), version: "1.0.0", bootID: "5f1c-boot", wall: wall),
        .exerciseReset, .filesChanged(paths: ["exercises/harbour.yaml", "a \"b\".json"]), .filesChanged(paths: []),
    ]

    private static var files: SourceFiles {
        SourceFiles(
            exercise: SourceFiles.File(path: "exercises/harbour.yaml", bytes: Array("exercise:\n  id: härbour\n".utf8)),
            timelines: [
                SourceFiles.TimelineFile(
                    id: TimelineID(trusted: "blue-standard"),
                    file: SourceFiles.File(path: "timelines/blue.json", bytes: Array("{\"injects\":[]}\r\n\u{0}".utf8)))
            ])
    }

    private static var filesWithScenario: SourceFiles {
        var files = files
        files.scenario = SourceFiles.File(path: "exercises/scenarios/harbour.yaml", bytes: Array("scenario:\n".utf8))
        return files
    }

    private static var settings: DeliverySettings {
        var settings = DeliverySettings()
        (settings.proof, settings.qos, settings.retries, settings.exponential) = (.receipt, 2, 5, true)
        (settings.retryDelay, settings.timeout, settings.receiptTimeout, settings.precision) = (1, 2, 3, 4)
        return settings
    }

    private static let clock: [Fact] =
        [
            .clockStarted(wall: wall), .clockPaused(wall: wall), .clockResumed(wall: wall),
            .clockSought(to: ExerciseInstant(microseconds: 90_000_001), wall: wall), .clockStopped(wall: wall),
            .clockCompleted(wall: wall), .clockRecovered(recovery(down: 4_200)), .clockRecovered(recovery(down: nil)),
            .clockJumped(milliseconds: -3_600_000),
        ] + [Rate(thousandths: 2_500)].compactMap { $0.map { .clockRateChanged($0, wall: wall) } }

    private static func recovery(down: Int64?) -> ClockRecovery {
        ClockRecovery(
            policy: .continue, exerciseTime: ExerciseInstant(microseconds: 332_120_001), wall: wall,
            running: 400_000_000, down: down, due: 3, sentence: "The clock goes on.")
    }

    private static let link: [Fact] = [
        .brokerAttending, .brokerLost(reason: "it hung up", inFlight: [FlightName(team: blue, seq: 17)]),
        .brokerLost(reason: "", inFlight: []), .rivalSeen(InstanceID(trusted: "host-2")),
        .rivalGone(InstanceID(trusted: "host-2")), .teamOnline(blue, client: "tablet 1"),
        .teamOnline(blue, client: nil), .teamOffline(blue, client: "tablet 1"), .teamOffline(blue, client: nil),
    ]

    private static let injects: [Fact] =
        [
            .injectRescheduled(target),
            .injectReleased(
                target,
                Release(
                    seq: 17, exerciseTime: ExerciseInstant(milliseconds: 300_500), lateness: 12, late: false,
                    byHand: true)),
            .injectRepeated(target, seq: 17), .injectRepeatSettled(target, seq: 17, outcome: "delivered"),
            .injectAttemptFailed(
                target,
                FailedAttempt(
                    seq: 17, attempt: 2, error: "quota exceeded", unheard: false, since: wall,
                    retryAt: wall.adding(microseconds: 5_000_000),
                    nextAttemptAt: UTCInstant(milliseconds: 1_768_471_532_120))),
            .injectUnheard(target, seq: 17, attempt: 7),
            .injectFailed(target, seq: 17, attempt: 4, reason: "not authorized"),
        ]
        + QueueReason.allCases.map { .injectQueued(target, $0, dueRunning: 300_000_000, byHand: false) }
        + [HoldReason.late, .seek, .hand("until the briefing is over")].map {
            .injectHeld(target, $0, lateMilliseconds: 61_000)
        }
        + [SkipReason.late, .seek, .endex, .stopped, .reset, .hand("no time left")].map { .injectSkipped(target, $0) }
        + Proof.Kind.allCases.map { .injectDelivered(target, Proof(seq: 17, attempt: 2, kind: $0, latency: 15)) }
        + Retry.Cause.allCases.map { .injectRetried(target, Retry(seq: 17, attempt: 3, cause: $0)) }

    private static let teams: [Fact] =
        [
            .injectPublished(target, seq: 17, attempt: 2, receiptBy: wall),
            .receiptRecorded(
                target, Receipt(seq: 17, milestone: .responded, response: JSONText(literal: #"{"choice": "b"}"#))),
            .receiptRecorded(target, Receipt(seq: 17, milestone: .seen)),
            .receiptRejected(blue, inject: "inject-009", reason: "it was never sent"),
            .replaySent(blue, Replay(after: 7, first: 8, last: 17, count: 9)),
            .replayRejected(blue, reason: "NO DUFF: nothing is sent now"),
            .actionTicked(
                target.inject, Tick(action: 2, team: blue, rating: .performedWithSomeChallenges, text: "late")),
            .actionTicked(target.inject, Tick(action: 1)),
            .actionOverdue(target, action: 1),
            .noDuffDeclared(message: "a real fire in hall 3", by: "Ann"),
            .noDuffDeclared(message: "a real fire in hall 3", by: nil),
            .noDuffCleared(by: "Ann"), .noDuffCleared(by: nil),
        ] + PlanCause.allCases.map { .injectPlanned(target, at: ExerciseInstant(microseconds: 90_000_001), $0) }
        + [addedAtOnce, addedLater, addedByHand].map { .injectAdded($0, teams: [blue, TeamID(trusted: "red")]) }

    private static let addedAtOnce = Inject(
        id: InjectID(trusted: "inject-099"), type: "sms",
        content: JSONText(literal: #"{"text": "caf\u00e9", "n": 1.50}"#),
        schedule: .at(ExerciseInstant(milliseconds: 300_500)), late: .skip, grace: 5_000_000,
        details: InjectDetails(
            title: "A word", controlNumber: "7.3", from: "the mayor",
            expectedActions: [ExpectedAction(text: "Answer", deadline: 300_000_000), ExpectedAction(text: "Log it")],
            tags: ["press"], objectives: ["O1"], attachments: ["map.png"]))
    private static let addedLater = Inject(
        id: InjectID(trusted: "inject-100"), type: "mail", content: JSONText(literal: "[]"),
        schedule: .after(InjectTrigger(inject: target.inject, milestone: .seen, delay: 90_000_000)))
    private static let addedByHand = Inject(
        id: InjectID(trusted: "inject-101"), type: "call", content: JSONText(literal: "null"), schedule: .manual)

    private static let commands: [Fact] =
        [
            .noteRecorded(text: "They found it.\n\"Well done\""),
            .responseTopicRefused(topic: "/exercise/harbour/status"),
            .commandAccepted(
                CommandRecord(
                    id: "c1", command: "pause", content: #"{"command":"pause"}"#, by: "Ann", reason: "lunch",
                    sentAt: "2026-01-15T10:00:00Z", status: .paused)),
            .commandAccepted(
                CommandRecord(id: nil, command: "stop", content: #"{"command":"stop"}"#, by: nil, reason: nil)),
        ]
        + RefusalCode.allCases.map {
            .commandRefused(
                CommandRecord(id: "c2", command: "start", content: #"{"command":"start"}"#, by: nil, reason: nil),
                code: $0, message: "the exercise is running already")
        }
}
