import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Orchestration
import Testing

@Suite struct ReplayTests {
    private func replayed(_ play: RandomPlay) throws -> [Event] {
        let plan = play.stage.state.plan
        let codec = FactCodec { _, _ in plan }
        return try play.stage.events.map { try codec.event(FactCodec.record($0)) }
    }

    private func play(_ seed: UInt64) -> RandomPlay {
        var play = RandomPlay(seed: seed)
        for _ in 0..<120 { play.step() }
        return play
    }

    @Test(arguments: 0..<200) func `the log gives the same state and the same machines`(seed: UInt64) throws {
        let play = play(seed)
        let events = try replayed(play)
        #expect(events == play.stage.events)
        var state = ExerciseState(id: play.stage.state.id)
        var (clock, ledger, desk) = (ExerciseClock(), DeliveryLedger(), ControlDesk())
        for event in events {
            state.apply(event)
            clock.apply(event.fact, at: event.exerciseTime)
            ledger.apply(event)
            desk.apply(event)
            if case .exerciseLoaded(let loaded) = event.fact {
                clock.load(duration: loaded.plan.duration)
                ledger.load(loaded.plan)
            }
        }
        #expect(state == play.stage.state)
        #expect(clock == state.clock)
        #expect(ledger == state.ledger)
        #expect(desk == state.desk)
    }

    @Test(arguments: 200..<300) func `the ledger adds up and positions are dense, at every step`(seed: UInt64) {
        var play = RandomPlay(seed: seed)
        for _ in 0..<120 {
            play.step()
            let ledger = play.stage.state.ledger
            #expect(ledger.counts.scheduled == ledger.teams.reduce(0) { $0 + $1.deliveries.count })
            for state in DeliveryState.allCases {
                #expect(ledger.counts[state] == ledger.slots(in: [state]).count)
                for team in ledger.teams {
                    #expect(team.counts[state] == team.deliveries.count { $0.state == state })
                }
            }
            for team in ledger.teams {
                #expect(team.seen == team.deliveries.count { ($0.receipt ?? .received) >= .seen })
                #expect(team.counts.late == team.deliveries.count { $0.late })
            }
            #expect(ledger.counts.late == ledger.teams.reduce(0) { $0 + $1.counts.late })
            #expect(ledger.setAside == Set(ledger.slots(in: [.held, .unheard, .failed])))
            let inLanes = ledger.teams.indices.flatMap { team in
                ledger.teams[team].lane.all.filter { !$0.isRepeat }.map { DeliverySlot(team: team, place: $0.place) }
            }
            #expect(Set(inLanes) == Set(ledger.slots(in: [.released, .published, .retrying])))
            #expect(inLanes.count == Set(inLanes).count)
        }
        #expect(play.stage.events.map(\.position) == Array(1...Int64(play.stage.events.count)))
    }

    @Test(arguments: 300..<400) func `nothing is early, nothing fires in a pause, no number is used twice`(seed: UInt64)
    {
        let play = play(seed)
        var numbers: Set<String> = []
        var running = false
        var letGo: Set<Int64> = []
        for event in play.stage.events {
            switch event.fact {
            case .clockStarted, .clockResumed: running = true
            case .clockPaused, .clockStopped, .clockCompleted, .exerciseReset: running = false
            case .clockRecovered(let recovery): running = recovery.policy == .continue
            case .commandAccepted(let record) where record.command == "release": letGo.insert(event.position)
            case .injectReleased(let target, let release):
                #expect(numbers.insert("\(target.team) \(release.seq)").inserted)
                #expect(running || release.byHand || letGo.contains(event.causation ?? 0))
                #expect(event.exerciseTime >= release.exerciseTime)
            default: break
            }
        }
    }
}
