import ExerciseHost
import ExerciseModel
import ExerciseTestKit
import LogChecker
import Orchestration

extension Life {
    func happen(_ happening: Happening) {
        switch happening {
        case .arrive(let flight): arrive(flight)
        case .answer(let flight, let outcome): answered(flight, outcome)
        case .expire(let flight): expire(flight)
        case .hangUp: if !isCalm { tearDown("the broker hung up") }
        case .reconnect(let link): reconnect(link)
        case .subscribed(let link): subscribed(link)
        case .clientTurns(let team): clientTurns(team)
        case .presence(let team, let generation): tellPresence(team, generation)
        case .clientSays(let team, let topic, let payload, let responseTopic):
            clientSays(team, topic, payload, responseTopic)
        case .clientAsks(let team): clientAsks(team)
        case .command: if !isCalm { command() }
        case .crash: crash()
        case .restart(let life): if life == daemon { restart() }
        case .storeFails:
            if !isCalm { store.failCommits(Int(random.number(1...5)), with: .full("no space left on device")) }
        case .daemonStalls: stallDaemon()
        case .brokerStalls: stallBroker()
        case .rivalTurns: if !isCalm { rivalTurns() }
        case .rivalSpeaks: rivalSpeaks()
        case .filesChange: if !isCalm { disk = Int(random.number(0...Int64(versions.count - 1))) }
        case .filesRead(let life):
            guard life == daemon else { return }
            post(.exercise(exercise, .filesRead(versions[disk].loaded, changed: ["exercises/island.yaml"])))
        case .calendarJumps: if !isCalm { machine.calendarShift += random.number(-3_600_000...3_600_000) }
        case .simulation(let place, let happening): happen(happening, to: place)
        case .calm: calmDown()
        }
    }

    private func crash() {
        guard !isCalm, host != nil else { return }
        crashPoint = random.pick([.beforeCommit, .afterCommit, .afterCommit, .amongEffects, .amongEffects])
    }

    private func stallDaemon() {
        guard !isCalm else { return }
        stalledUntil = now + random.number(100_000...random.pick([2_000_000, 150_000_000]))
        seen.disturbances.append(now...stalledUntil)
    }

    private func stallBroker() {
        guard !isCalm else { return }
        if random.chance(500) {
            broker.stalledUntil = now + random.number(500_000...random.pick([4_000_000, 30_000_000]))
        } else {
            broker.awayUntil = now + random.number(500_000...random.pick([4_000_000, 120_000_000]))
            loseBrokerConnections()
            tearDown("the broker is gone")
        }
    }

    private func clientTurns(_ team: Int) {
        if isCalm, clients[team].isSubscribed { return }
        clients[team].generation += 1
        clients[team].isSubscribed.toggle()
        let delay = random.number(0...(clients[team].isSubscribed || isCalm ? 200_000 : 5_000_000))
        agenda.plan(.presence(team: team, generation: clients[team].generation), at: now + delay)
        guard !clients[team].isSteady, !isCalm else { return }
        agenda.plan(.clientTurns(team: team), at: now + random.number(20_000...random.pick([2_000_000, 60_000_000])))
    }

    private func tellPresence(_ team: Int, _ generation: Int) {
        guard generation == clients[team].generation else { return }
        let status = clients[team].isSubscribed ? "online" : "offline"
        let payload = Array("{\"status\":\"\(status)\",\"client\":\"page\"}".utf8)
        clients[team].presence = payload
        for _ in 0..<(random.chance(100) ? 2 : 1) { hear(Topic.presence(exercise, clients[team].team), payload) }
        if clients[team].isSubscribed, random.chance(700) { clientAsks(team) }
    }

    private func command() {
        guard let host else { return }
        let (payload, retained) = commands.next(host.exercise(exercise)?.state)
        noteClaim(payload)
        if broker.hears, random.chance(700) { return hear(Topic.control(exercise), payload, retained: retained) }
        callers += 1
        post(.exercise(exercise, .command(payload, .local(callers, origin: "cli"))))
    }

    private func rivalTurns() {
        rival.isActive.toggle()
        if rival.isActive {
            rival.name = random.pick(["alpha", "zulu"])
            counters.rivals += 1
        } else if random.chance(400) {
            // It is killed, and its will has not come yet.
            return
        }
        rival.status = Array("{\"status\":\"\(rival.isActive ? "online" : "offline")\",\"version\":\"1\"}".utf8)
        if let status = rival.status { hear("/whitecell/\(rival.name)/status", status) }
        if rival.isActive { rivalSpeaks() }
    }

    private func rivalSpeaks() {
        guard rival.isActive else { return }
        let at = UTCInstant(milliseconds: moment.utc.milliseconds + random.number(-1_000...1_000))
        rival.timer = Array(
            "{\"current\":3,\"timestamp\":\"\(CalendarText.text(at))\",\"instance\":\"\(rival.name)\"}".utf8)
        if let timer = rival.timer { hear(Topic.timer(exercise), timer) }
        agenda.plan(.rivalSpeaks, at: now + random.number(500_000...5_000_000))
    }

    /// What the broker has retained of the other daemon.
    func tellRival() {
        if let status = rival.status { hear("/whitecell/\(rival.name)/status", status) }
        if let timer = rival.timer { hear(Topic.timer(exercise), timer) }
    }

    /// No fault any more: the broker is there, every client comes, the daemon runs.
    private func calmDown() {
        (isCalm, broker.calmSince, crashPoint) = (true, now, nil)
        (stalledUntil, broker.stalledUntil, broker.awayUntil) = (now, now, now)
        (broker.trouble, broker.poison) = (0, nil)
        store.failCommits(0, with: .full(""))
        if rival.isActive {
            rival.isActive = false
            rival.status = Array("{\"status\":\"offline\"}".utf8)
            tellRival()
        }
        for team in clients.indices { clientTurns(team) }
        for place in simulations.indices { happen(.turns, to: place) }
        if broker.isUp, !broker.hears { tearDown("the broker was mended") }
        agenda.plan(.reconnect(link: broker.link), at: now + 100_000)
        if host == nil { agenda.plan(.restart(life: daemon), at: now + 1_000) }
    }
}
