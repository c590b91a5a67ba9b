import ExerciseControl
import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import LogChecker
import Orchestration

extension Life {
    /// Starts the daemon over what the store holds, and has it load what the disk holds.
    func boot() {
        daemon += 1
        let identity = HostIdentity(
            instance: InstanceID(trusted: "mike"), version: "1", bootID: "boot-\(machine.boots)")
        let started = Host(store: store, codec: codec, identity: identity, burst: burst)
        host = started
        seen.disturbances.append(diedAt...now)
        headBeforeTurn = store.heads().first?.position ?? 0
        stalledUntil = now
        resetIdleness()
        beginLink()
        do throws(LogFold.Fault) {
            let outcome = try started.restore(exercise, now: moment)
            noteCommits()
            post(.load(versions[disk].loaded, changed: ["exercises/island.yaml"]))
            for (_, effect) in outcome?.effects ?? [] { perform(effect, before: nil) }
            handOver()
        } catch {
            if case .record = error { violations.append(Violation("I7", "the log cannot be read: \(error)")) }
            host = nil
            die()
        }
    }

    /// One turn of the host, or as much of one as it lives to see.
    func turn() {
        guard let host else { return }
        let inputs = inbox
        inbox = []
        counters.turns += 1
        if crashPoint == .beforeCommit { return die() }
        if !inputs.isEmpty { resetIdleness() }
        let commands = commandsAsked(inputs)
        let (wasWhole, wasContested) = (host.storeFault == nil, isContested)
        headBeforeTurn = store.heads().first?.position ?? 0
        let outcome = host.turn(inputs, now: moment)
        // Where the exercise comes to another daemon or back in the turn, some commands were that one's to answer.
        // A turn that the store lost leaves no events to tell it by: then it may be wherever the rival spoke.
        let rivalSpoke = inputs.contains { input in
            guard case .report(.heard(let message)) = input else { return false }
            return message.topic == Topic.timer(exercise) || message.topic.hasPrefix("/whitecell/")
        }
        let isLost = wasWhole && host.storeFault != nil
        let changesHands =
            isLost && rivalSpoke
            || outcome.events.contains { event in
                switch event.fact {
                case .rivalSeen, .rivalGone: true
                default: false
                }
            }
        asked = changesHands ? [] : commands.overBroker
        noteRuleOrders(outcome.events)
        noteCommits()
        if inputs.isEmpty, outcome.events.isEmpty { watchIdleness() }
        if !wasWhole || host.storeFault != nil { seen.disturbances.append(now - 5_000_000...now) }
        if wasWhole, host.storeFault != nil { counters.outages += 1 }
        if !wasWhole, host.storeFault == nil, host.exercise(exercise)?.state.clock.status == .running {
            violations.append(Violation("I10", "the store works again and the clock runs on"))
        }
        if crashPoint == .afterCommit, !outcome.events.isEmpty { return die() }
        let isDoomed = crashPoint == .amongEffects && outcome.effects.count > 1
        isDying = isDoomed
        defer { isDying = false }
        let last = isDoomed ? Int(random.number(0...Int64(outcome.effects.count - 1))) : outcome.effects.count
        for (place, (_, effect)) in outcome.effects.prefix(last).enumerated() {
            perform(effect, before: place + 1 < outcome.effects.count ? outcome.effects[place + 1].effect : nil)
        }
        handOver()
        if isDoomed { return die() }
        let answers =
            wasContested || isContested || changesHands ? commands.local : commands.overBroker + commands.local
        for index in answers { seen.exchanges[index].mustBeAnswered = true }
        if counters.turns % 512 == 0 { compareReplay() }
    }

    private func noteCommits() {
        let head = Int(store.heads().first?.position ?? 0)
        while seen.committedAt.count < head { seen.committedAt.append(now) }
    }

    private func resetIdleness() { idleTurns = (now, 0) }

    /// A wake that leads to the next wake at once would never end.
    private func watchIdleness() {
        if now > idleTurns.at + 50_000 { idleTurns = (now, 0) }
        idleTurns.count += 1
        if idleTurns.count > 20 { give(up: "the host asks to be woken again and again at one instant") }
    }

    /// The commands that must be answered, in order: those that came over the broker, and the others.
    private func commandsAsked(_ inputs: [HostInput]) -> (overBroker: [Int], local: [Int]) {
        var (indices, local) = ([Int](), [Int]())
        for input in inputs {
            switch input {
            case .report(.heard(let message)) where message.topic == Topic.control(exercise):
                seen.exchanges.append(Observations.Exchange(command: message.payload))
                if CommandDraw.asksForAnswer(message.payload) { indices.append(seen.exchanges.count - 1) }
            case .exercise(_, .command(let payload, .local(let number, _))):
                seen.exchanges.append(Observations.Exchange(command: payload))
                exchangeOfCaller[number] = seen.exchanges.count - 1
                if CommandDraw.asksForAnswer(payload) { local.append(seen.exchanges.count - 1) }
            default: break
            }
        }
        return (indices, local)
    }

    private func perform(_ effect: Effect, before next: Effect?) {
        switch effect {
        case .answer(let caller, let result):
            guard let index = exchangeOfCaller[caller] else { return }
            seen.exchanges[index].answer = OutgoingResult.encode(result)
            commands.noteAnswer(seen.exchanges[index])
        case .readFiles: agenda.plan(.filesRead(life: daemon), at: now + random.number(1_000...500_000))
        case .order(.publish(let publication)):
            if publication.topic == Topic.result(exercise), !answersRule(publication.payload),
                !isOverheard(publication, before: next)
            {
                noteAnswer(publication.payload)
            }
            publish(publication)
        case .order(.attend): attend()
        case .order(.withdraw): withdraw()
        case .order(.deliver(let delivery)): order(delivery)
        case .simulation(let order): perform(order)
        }
    }

    /// What callers by other doors are answered is told on the results' topic right before.
    private func isOverheard(_ publication: Publication, before next: Effect?) -> Bool {
        guard case .answer(let caller, let result) = next, OutgoingResult.encode(result) == publication.payload,
            let index = exchangeOfCaller[caller]
        else { return false }
        return CommandDraw.asksForAnswer(seen.exchanges[index].command)
    }

    /// What the rules ordered in this turn is answered on the same topic, and nobody waits for it.
    private func noteRuleOrders(_ events: [Event]) {
        ruleOrders = RuleOrders()
        for event in events where event.actor.hasPrefix("rule:") {
            switch event.fact {
            case .commandAccepted: ruleOrders.accepted.insert(event.position)
            case .commandRefused(let record, let code, let message):
                let outcome = CommandResult.Outcome.refused(code, message: message)
                ruleOrders.refusals.append(
                    OutgoingResult.encode(CommandResult(id: record.id, command: record.command, outcome: outcome)))
            default: break
            }
        }
    }

    private func answersRule(_ payload: [UInt8]) -> Bool {
        if let position = (try? JSONObject(payload[...], caps: .trusted))?["position"]?.integer {
            return ruleOrders.accepted.contains(position)
        }
        guard let place = ruleOrders.refusals.firstIndex(of: payload) else { return false }
        ruleOrders.refusals.remove(at: place)
        return true
    }

    /// An answer belongs to the oldest command of the turn that bears its id and name, or none as it does.
    private func noteAnswer(_ payload: [UInt8]) {
        let name = name(of: payload)
        guard let place = asked.firstIndex(where: { self.name(of: seen.exchanges[$0].command) == name }) else { return }
        let index = asked.remove(at: place)
        seen.exchanges[index].answer = payload
        commands.noteAnswer(seen.exchanges[index])
    }

    /// The id and the command that a command or its answer names.
    private func name(of payload: [UInt8]) -> [String?] {
        let object = try? JSONObject(payload[...])
        return [object?["id"]?.string, object?["command"]?.string]
    }

    /// Whether another daemon has the exercise, and with it the word.
    private var isContested: Bool {
        if case .contested = host?.exercise(exercise)?.state.link { return true }
        return false
    }

    /// Hands an input to the daemon, which takes it with whatever else comes within a moment.
    func post(_ input: HostInput) {
        guard host != nil else { return }
        if inbox.isEmpty { inboxDue = now + (random.chance(300) ? random.number(0...3_000) : 0) }
        inbox.append(input)
    }

    /// The process is gone; what the store has stays.
    func die() {
        if crashPoint != .beforeCommit { compareReplay() }
        counters.crashes += 1
        diedAt = now
        (host, inbox, crashPoint) = (nil, [], nil)
        store = store.survivors()
        endLink()
        loseSockets()
        let gaps: [Int64] = [10_000, 500_000, 3_000_000, 20_000_000, 90_000_000]
        let gap = isCalm ? 1_000 : random.number(1_000...random.pick(gaps))
        agenda.plan(.restart(life: daemon), at: now + gap)
    }

    func restart() {
        guard host == nil else { return }
        if random.chance(250) {
            machine.boots += 1
            machine.bootShift = random.number(5_000_000...60_000_000) - now
        }
        if random.chance(200) { machine.calendarShift += random.number(-3_600_000...3_600_000) }
        boot()
    }
}
