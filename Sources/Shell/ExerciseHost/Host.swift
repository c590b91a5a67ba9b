package import ExerciseModel
package import Orchestration

/// Runs all exercises: lets each decide on what has come in, makes all of it durable in one transaction, and only then
/// says what the outside is to do. It has no thread of its own and reads no clock.
package final class Host {
    private let store: any EventStore
    private let codec: FactCodec
    package let identity: HostIdentity
    private let burst: Int
    private var exercises: [ExerciseID: Seat] = [:]
    private var order: [ExerciseID] = []
    private var outage: StoreOutage?
    private var calendar: CalendarWatch?
    private var sockets = SocketDesk()
    /// How many transactions the store has taken.
    package private(set) var commits: Int64 = 0

    /// Of a burst of injects each turn passes `burst` in each exercise, at most, or fewer that cannot leave at once.
    package init(store: any EventStore, codec: FactCodec, identity: HostIdentity, burst: Int = 128) {
        self.store = store
        self.codec = codec
        self.identity = identity
        self.burst = burst
    }

    /// Where an exercise stands still: looking at one in a dictionary would copy the whole of it, event by event.
    private final class Seat {
        var exercise: Exercise
        /// What the broker answered while a burst leaves; it is taken in when the last of it that could leave has left.
        var answers: [Input] = []

        init(_ exercise: Exercise) { self.exercise = exercise }

        func takeAnswers() -> [Input] {
            guard !answers.isEmpty else { return [] }
            defer { answers = [] }
            return answers
        }
    }

    /// What a turn asks of the outside, and what it made durable.
    package struct Outcome {
        package var effects: [(exercise: ExerciseID, effect: Effect)] = []
        package var events: [Event] = []

        package init() {}
    }

    /// The exercises that are loaded, in the order in which they came.
    package var loaded: [ExerciseID] { order }

    /// One exercise as it is now.
    package func exercise(_ id: ExerciseID) -> Exercise? { exercises[id]?.exercise }

    /// The figures of every exercise, in the order in which they came.
    package func figures(at now: Moment) -> [ExerciseFigures] {
        order.compactMap { id in exercises[id].map { ExerciseFigures($0.exercise, now: now) } }
    }

    /// The next instant at which a turn is due.
    package var nextWake: WallInstant {
        if let outage { return outage.nextTry }
        return exercises.values.reduce(.never) { min($0, $1.exercise.nextWake) }
    }

    /// Until when a turn is better put off: when time alone decides something within so many microseconds, a turn
    /// begun before that would make it wait for a sync. `nil` when there is no such instant, or something is due now;
    /// the rest of a burst can wait as well.
    package func respite(at now: WallInstant, atMost microseconds: Int64) -> WallInstant? {
        guard outage == nil else { return nil }
        let next = exercises.values.reduce(WallInstant.never) {
            $1.exercise.isBehind ? $0 : min($0, $1.exercise.nextDecision)
        }
        return next > now && next <= now.adding(microseconds: microseconds) ? next : nil
    }

    /// Why nothing can be made durable; `nil` when it can.
    package var storeFault: EventStoreError? { outage?.fault }

    /// Takes up an exercise from its log; gives nothing when there is none. Durable when it returns.
    package func restore(_ id: ExerciseID, now: Moment) throws(LogFold.Fault) -> Outcome? {
        guard let exercise = try fold(id) else { return nil }
        add(exercise)
        do throws(EventStoreError) {
            let row = try store.clockRow(of: id)
            return try commit([(id, open(id, row: row, now: now))])
        } catch {
            throw .store(error)
        }
    }

    /// Takes in a batch and turns it into what is to be done; everything in it is durable when it returns.
    package func turn(_ inputs: [HostInput], now: Moment) -> Outcome {
        if outage != nil { return turnWithoutStore(inputs, now: now) }
        var steps: [(ExerciseID, Step)] = []
        watchCalendar(now, &steps)
        for input in inputs { take(input, now: now, &steps) }
        for id in order { wake(id, now: now, &steps) }
        for id in order { takeAnswers(id, now: now, &steps) }
        do throws(EventStoreError) {
            return try commit(steps)
        } catch {
            let outcome = lose(error, steps, now: now)
            for input in inputs where input.bringsFiles { _ = outage?.take(input) }
            return outcome
        }
    }

    private func take(_ input: HostInput, now: Moment, _ steps: inout [(ExerciseID, Step)]) {
        switch input {
        case .exercise(let id, let input):
            if exercises[id] == nil { return refuseUnknown(id, input, &steps) }
            handle(id, input, now: now, &steps)
        case .load(let loaded, let changed):
            let id = loaded.plan.id
            if exercises[id] != nil { return handle(id, .filesRead(loaded, changed: changed), now: now, &steps) }
            add(new(loaded, now: now))
            steps.append((id, open(id, row: nil, now: now)))
        case .socket(let report):
            switch sockets.read(report, loaded: order, standard: identity.standardExercise) {
            case .input(let id, let input): handle(id, input, now: now, &steps)
            case .orders(let orders): steps.append((identity.standardExercise, Step(orders)))
            }
        case .report(let report):
            for (id, input) in route(report) { handle(id, input, now: now, &steps) }
        }
    }

    /// What a report of the broker means, and for whom.
    private func route(_ report: BrokerReport) -> [(ExerciseID, Input)] {
        switch report {
        case .attending(let id): [(id, .attending)]
        case .refused(let id, let reason): [(id, .attendanceRefused(reason: reason))]
        case .settled(let token, let outcome, let at): [(token.exercise, .settled(token, outcome, at: at))]
        case .lost(let reason, let inFlight):
            order.map { id in (id, .linkLost(reason: reason, inFlight: inFlight.filter { $0.exercise == id })) }
        case .heard(let message):
            switch HeardTopic(message.topic) {
            case .control(let id), .timer(let id), .presence(let id, _), .receipt(let id, _), .replay(let id, _),
                .simulation(let id, _, _):
                [(id, .heard(message))]
            case .instanceStatus: order.map { ($0, .heard(message)) }
            case nil: []
            }
        }
    }

    /// A caller inside the program waits for its answer even when there is no such exercise.
    private func refuseUnknown(_ id: ExerciseID, _ input: Input, _ steps: inout [(ExerciseID, Step)]) {
        guard case .command(_, .local(let number, _)) = input else { return }
        var step = Step()
        let outcome = CommandResult.Outcome.refused(.unknownExercise, message: "there is no exercise '\(id)' here")
        step.effects.append(.answer(number, CommandResult(id: nil, command: nil, outcome: outcome)))
        steps.append((id, step))
    }

    private func handle(
        _ id: ExerciseID, _ input: Input, now: Moment, _ steps: inout [(ExerciseID, Step)]
    ) {
        guard let seat = exercises[id] else { return }
        if case .settled = input, seat.exercise.isRushing(at: now) { return seat.answers.append(input) }
        for answer in seat.takeAnswers() { steps.append((id, seat.exercise.handle(answer, now: now))) }
        steps.append((id, seat.exercise.handle(input, now: now)))
    }

    private func takeAnswers(_ id: ExerciseID, now: Moment, _ steps: inout [(ExerciseID, Step)]) {
        guard let seat = exercises[id], !seat.exercise.isRushing(at: now) else { return }
        for answer in seat.takeAnswers() { steps.append((id, seat.exercise.handle(answer, now: now))) }
    }

    private func wake(_ id: ExerciseID, now: Moment, _ steps: inout [(ExerciseID, Step)]) {
        guard let seat = exercises[id], seat.exercise.nextWake <= now.wall else { return }
        steps.append((id, seat.exercise.handle(.wake, now: now)))
    }

    private func open(_ id: ExerciseID, row: ClockRow?, mustStand: Bool = false, now: Moment) -> Step {
        var opening = Opening(
            instance: identity.instance, version: identity.version, bootID: identity.bootID, row: row)
        opening.mustStand = mustStand
        return exercises[id]?.exercise.handle(.opened(opening), now: now) ?? Step()
    }

    private func new(_ loaded: LoadedExercise, now: Moment) -> Exercise {
        Exercise(loading: loaded, instance: identity.instance, bootID: identity.bootID, burst: burst, now: now)
    }

    private func add(_ exercise: Exercise) {
        let id = exercise.state.id
        if exercises.updateValue(Seat(exercise), forKey: id) == nil { order.append(id) }
    }

    /// The exercise that its log adds up to, or `nil` without a log.
    private func fold(_ id: ExerciseID) throws(LogFold.Fault) -> Exercise? {
        let state = try LogFold.state(of: id, by: codec) { body throws(EventStoreError) in
            try store.read(id, after: 0, body)
        }
        guard state.position > 0 else { return nil }
        return Exercise(state: state, instance: identity.instance, bootID: identity.bootID, burst: burst)
    }

    /// Makes the steps durable; what they ask of the outside may be done from then on.
    private func commit(_ steps: [(ExerciseID, Step)]) throws(EventStoreError) -> Outcome {
        var outcome = Outcome()
        var batch = CommitBatch()
        for (id, step) in steps {
            outcome.events += step.events
            for event in step.events {
                let record = FactCodec.record(event)
                batch.records.append(record)
                publish(record, event, &outcome)
            }
            if let row = step.clockRow {
                batch.clocks.removeAll { $0.exercise == id }
                batch.clocks.append(row)
            }
            for effect in step.effects { outcome.effects.append((id, effect)) }
        }
        if !batch.isEmpty {
            try store.commit(batch)
            commits += 1
        }
        return outcome
    }

    private func publish(_ record: EventRecord, _ event: Event, _ outcome: inout Outcome) {
        guard let seat = exercises[event.exercise], seat.exercise.state.loaded?.plan.publishEvents == true,
            seat.exercise.state.link == .attending
        else { return }
        let publication = Publication(topic: Topic.event(event.exercise), payload: record.json, qos: 1)
        outcome.effects.append((event.exercise, .order(.publish(publication))))
    }
}

extension Host {
    /// Nothing more is accepted, and every command in the batch is told so; what was decided never happened.
    private func lose(_ fault: EventStoreError, _ steps: [(ExerciseID, Step)], now: Moment) -> Outcome {
        outage = StoreOutage(fault: fault, since: now)
        var outcome = Outcome()
        for (id, step) in steps {
            for effect in step.effects {
                if let refusal = StoreOutage.refusal(instead: effect, fault) { outcome.effects.append((id, refusal)) }
            }
        }
        return outcome
    }

    /// Refuses what comes in, and tries the store again when it is time; every exercise is then taken up anew.
    private func turnWithoutStore(_ inputs: [HostInput], now: Moment) -> Outcome {
        var outcome = Outcome()
        for input in inputs {
            if case .socket(let report) = input {
                tell(
                    sockets.refuse(
                        report, loaded: order, standard: identity.standardExercise, storeFault?.sentence ?? ""),
                    &outcome)
            }
            outcome.effects += outage?.take(input) ?? []
        }
        guard let outage, now.wall >= outage.nextTry else { return outcome }
        for id in order {
            do throws(LogFold.Fault) {
                let restored = try restoreStanding(id, now: now)
                outcome.events += restored.events
                outcome.effects += restored.effects
            } catch {
                self.outage?.postpone(now)
                return outcome
            }
        }
        self.outage = nil
        tell(sockets.closeAll(), &outcome)
        let loads = turn(outage.loads, now: now)
        outcome.events += loads.events
        outcome.effects += loads.effects
        return outcome
    }

    private func tell(_ orders: [SimulationOrder], _ outcome: inout Outcome) {
        outcome.effects += orders.map { (identity.standardExercise, .simulation($0)) }
    }

    /// Takes an exercise up again after an outage of the store, its clock standing, whatever `on_restart` says; one
    /// whose loading never became durable is loaded again.
    private func restoreStanding(_ id: ExerciseID, now: Moment) throws(LogFold.Fault) -> Outcome {
        if let exercise = try fold(id) {
            add(exercise)
        } else if let loaded = exercises[id]?.exercise.state.loaded {
            add(new(loaded, now: now))
        }
        do throws(EventStoreError) {
            var step = open(id, row: try store.clockRow(of: id), mustStand: true, now: now)
            step.effects.insert(.order(.withdraw(id)), at: 0)
            return try commit([(id, step)])
        } catch {
            throw .store(error)
        }
    }

    private func watchCalendar(_ now: Moment, _ steps: inout [(ExerciseID, Step)]) {
        let jump = calendar?.jump(at: now)
        calendar = CalendarWatch(now)
        guard let jump else { return }
        for id in order { handle(id, .clockJumped(milliseconds: jump), now: now, &steps) }
    }
}
