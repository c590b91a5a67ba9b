import ExerciseModel
import ExerciseTestKit
import LogChecker

/// Draws the plans of one exercise: its files may change on disk while it lives.
struct PlanDraw {
    static let exercise = ExerciseID(trusted: "island")

    /// One version of the files, as the core and as the checker know it.
    struct Version {
        var loaded: LoadedExercise
        var planned: Observations.PlannedExercise

        /// The text of the exercise's own file.
        var text: String { String(decoding: loaded.files.exercise.bytes, as: UTF8.self) }
    }

    private var random: SeededRandom
    private var rules: RuleDraw

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        rules = RuleDraw(seed: seed &- 1)
    }

    /// Who plays in the exercise.
    var cast: [SimulationID] { rules.cast }

    mutating func versions() -> [Version] {
        let count = random.chance(250) ? Int(random.number(2...3)) : 1
        return (0..<count).map { version($0) }
    }

    private mutating func version(_ number: Int) -> Version {
        let duration = random.chance(150) ? nil : random.number(10...300) * 1_000
        let names = ["blue", "orange", "red", "green"].shuffled(using: &random).prefix(Int(random.number(1...4)))
        let timelines = (0..<Int(random.number(1...Int64(names.count)))).map { timeline($0, duration) }
        let teams = names.map {
            Team(id: TeamID(trusted: $0), name: $0, timeline: random.pick(timelines).id)
        }
        var plan = ExercisePlan(id: PlanDraw.exercise, teams: teams, timelines: timelines)
        plan.duration = duration.map { ExerciseInstant(milliseconds: $0) }
        plan.onRestart = random.chance(500) ? .pause : .continue
        plan.maxGap = random.pick([60_000_000, 3_600_000_000])
        plan.late = random.pick([.fire, .hold, .skip])
        plan.grace = random.pick([0, 500_000, 5_000_000, 60_000_000])
        plan.publishEvents = random.chance(200)
        plan.delivery = delivery()
        rules.complete(&plan)
        let file = SourceFiles.File(path: "exercises/island.yaml", bytes: Array("island \(number)".utf8))
        let loaded = LoadedExercise(
            files: SourceFiles(exercise: file, timelines: []), defaults: plan.delivery, plan: plan)
        return Version(loaded: loaded, planned: planned(plan))
    }

    private mutating func delivery() -> DeliverySettings {
        var settings = DeliverySettings()
        settings.qos = random.chance(80) ? 0 : 1
        settings.retries = Int(random.number(0...3))
        settings.retryDelay = random.number(2...50) * 100_000
        settings.exponential = random.chance(300)
        settings.timeout = random.number(10...50) * 100_000
        if random.chance(300) { settings.proof = .receipt }
        settings.receiptTimeout = random.number(5...80) * 100_000
        return settings
    }

    private mutating func timeline(_ number: Int, _ duration: Int64?) -> Timeline {
        let count = random.chance(100) ? random.number(20...40) : random.number(0...12)
        var last: Int64 = 0
        let injects = (0..<count).map { place in
            var inject = Inject(
                id: InjectID(trusted: "inject-\(number).\(place)"), type: "mail",
                content: JSONText(trusted: Array(#"{"subject":"n° \#(place)","n":1.50}"#.utf8)[...]),
                schedule: schedule(&last, duration), late: random.pick([nil, nil, .fire, .hold, .skip]),
                grace: random.pick([nil, nil, 0, 200_000, 10_000_000]))
            if place > 0, random.chance(200) { inject.schedule = .after(trigger(number, before: place)) }
            if random.chance(150) { inject.details = details() }
            return inject
        }
        return Timeline(id: TimelineID(trusted: "timeline-\(number)"), injects: injects)
    }

    private mutating func trigger(_ number: Int, before place: Int64) -> InjectTrigger {
        InjectTrigger(
            inject: InjectID(trusted: "inject-\(number).\(random.number(0...place - 1))"),
            milestone: random.pick([.published, .delivered, .delivered, .received, .seen, .responded]),
            delay: random.pick([0, 0, 1_500_000, random.number(0...20_000_000)]))
    }

    private mutating func details() -> InjectDetails {
        let actions = (0...random.number(0...1)).map { number in
            ExpectedAction(text: "do \(number)", deadline: random.chance(800) ? random.number(0...60_000_000) : nil)
        }
        return InjectDetails(expectedActions: actions)
    }

    private mutating func schedule(_ last: inout Int64, _ duration: Int64?) -> InjectSchedule {
        switch random.number(0...19) {
        case 0...1: return .manual
        case 2...3: return .at(.zero)
        case 4...6: return .at(ExerciseInstant(milliseconds: duration ?? 60_000))
        case 7...9: break
        case 10...14: last = random.number(0...(duration ?? 300_000) / 1_000) * 1_000
        default: last = random.number(0...(duration ?? 300_000))
        }
        return .at(ExerciseInstant(milliseconds: last))
    }

    private func planned(_ plan: ExercisePlan) -> Observations.PlannedExercise {
        let injects = plan.teams.flatMap { team in
            (plan.timelines.first { $0.id == team.timeline }?.injects ?? []).enumerated().map { place, inject in
                var due: Int64?
                if case .at(let instant) = inject.schedule { due = instant.milliseconds }
                var planned = Observations.PlannedInject(
                    team: team.id.text, inject: inject.id.text, due: due, place: place,
                    late: (inject.late ?? plan.late).rawValue, grace: inject.grace ?? plan.grace,
                    content: Array(inject.content.bytes))
                if case .after(let trigger) = inject.schedule {
                    planned.after = Observations.Trigger(
                        inject: trigger.inject.text, milestone: trigger.milestone.rawValue, delay: trigger.delay)
                }
                planned.deadlines = inject.details?.expectedActions.map(\.deadline) ?? []
                return planned
            }
        }
        var planned = Observations.PlannedExercise(
            duration: plan.duration?.milliseconds, precision: plan.delivery.precision, injects: injects)
        planned.wantsReceipts = plan.delivery.proof == .receipt
        planned.receiptTimeout = plan.delivery.receiptTimeout
        (planned.late, planned.grace) = (plan.late.rawValue, plan.grace)
        return planned
    }
}
