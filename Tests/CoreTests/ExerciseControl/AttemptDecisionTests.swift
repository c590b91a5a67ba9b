import ExerciseControl
import ExerciseModel
import ExerciseTestKit
import Testing

@Suite struct AttemptDecisionTests {
    private func released(_ injects: String..., change: (inout ExercisePlan) -> Void = { _ in }) -> LedgerStage {
        var stage = LedgerStage(change)
        for inject in injects { stage.release(inject) }
        return stage
    }

    @Test(arguments: [(true, Proof.Kind.broker), (false, .unverified)])
    func `an acknowledgement delivers, with the proof that was had`(verified: Bool, kind: Proof.Kind) {
        var stage = released("a")
        stage.now += 0.25
        #expect(
            stage.settle(.acknowledged(verified: verified))
                == .injectDelivered(stage.target("a"), Proof(seq: 1, attempt: 1, kind: kind, latency: 250)))
    }

    @Test func `a calendar that jumped back makes no negative latency`() {
        var stage = released("a")
        stage.now -= 10
        #expect(
            stage.settle(.acknowledged(verified: true))
                == .injectDelivered(stage.target("a"), Proof(seq: 1, attempt: 1, kind: .broker, latency: 0)))
    }

    @Test(arguments: [0x87, 0x90, 0x95, 0x99] as [UInt8])
    func `a refusal that cannot heal fails at once`(code: UInt8) {
        var stage = released("a")
        #expect(
            stage.settle(.refused(code: code, reason: "no way"))
                == .injectFailed(stage.target("a"), seq: 1, attempt: 1, reason: "no way"))
    }

    @Test func `everything else is retried so many times, so far apart, then failed`() {
        var stage = released("a")
        var facts: [Fact?] = []
        for outcome in [DeliveryOutcome.refused(code: 0x97, reason: "quota"), .unanswered, .unanswered, .unanswered] {
            facts.append(stage.settle(outcome))
            stage.now += 5
            stage.retryDue()
        }
        func failed(_ attempt: Int, _ error: String, at second: Double) -> Fact {
            .injectAttemptFailed(
                stage.target("a"),
                FailedAttempt(
                    seq: 1, attempt: attempt, error: error, unheard: false,
                    since: WallInstant(microseconds: Int64(second * 1_000_000)),
                    retryAt: WallInstant(microseconds: Int64((second + 5) * 1_000_000)),
                    nextAttemptAt: UTCInstant(milliseconds: Int64((second + 5) * 1_000))))
        }
        let silence = "the broker did not answer in time"
        #expect(
            facts == [
                failed(1, "quota", at: 1_000), failed(2, silence, at: 1_005), failed(3, silence, at: 1_010),
                .injectFailed(stage.target("a"), seq: 1, attempt: 4, reason: silence),
            ])
    }

    @Test func `a retry is not due before its time`() {
        var stage = released("a")
        stage.settle(.unanswered)
        #expect(stage.ledger.nextRetry == stage.wall.adding(microseconds: 5_000_000))
        stage.now += 4.999999
        #expect(stage.ledger.decideRetries(at: stage.wall, settings: stage.settings) == [])
        stage.now += 0.000001
        #expect(
            stage.ledger.decideRetries(at: stage.wall, settings: stage.settings)
                == [.injectRetried(stage.target("a"), Retry(seq: 1, attempt: 2, cause: .schedule))])
        stage.retryDue()
        #expect(stage.ledger.nextRetry == .never)
    }

    @Test func `pauses that grow double with jitter over their upper half, the same on replay`() {
        func pauses() -> [Int64] {
            var stage = released("a") {
                ($0.delivery.exponential, $0.delivery.retries, $0.delivery.retryDelay) = (true, 12, 1_000_000)
            }
            return (0..<12).map { _ in
                stage.settle(.unanswered)
                let pause = stage.ledger.nextRetry.microseconds - stage.wall.microseconds
                stage.now += Double(pause) / 1_000_000 + 0.000001
                stage.retryDue()
                return pause
            }
        }
        let first = pauses()
        for (index, pause) in first.enumerated() {
            let full = min(Int64(1_000_000) << Int64(index), 300_000_000)
            #expect((full / 2...full).contains(pause))
        }
        #expect(first == pauses())
        #expect(Set(first.prefix(8).enumerated().map { $1 * 256 >> Int64($0) }).count > 1)
    }

    @Test func `an inject that nobody hears is tried for 30 seconds, then set aside`() {
        var stage = released("a")
        var seconds: [Double] = []
        while stage.delivery("a").state != .unheard, seconds.count < 20 {
            seconds.append(stage.now - 1_000)
            stage.settle(.unheard)
            stage.now = max(stage.now, Double(min(stage.ledger.nextRetry.microseconds, 2_000_000_000)) / 1_000_000)
            stage.retryDue()
        }
        #expect(seconds == [0, 5, 10, 15, 20, 25, 30])
        #expect(
            [stage.delivery("a").reason, "\(stage.delivery("a").attempt)"] == [
                "nobody is subscribed to the team's feed", "7",
            ])
    }

    @Test func `silence spends no attempts of the other kind`() {
        var stage = released("a") { $0.delivery.retries = 1 }
        for outcome in [DeliveryOutcome.unheard, .unheard, .unanswered] {
            stage.settle(outcome)
            stage.now += 5
            stage.retryDue()
        }
        #expect(stage.delivery("a").state == .released)
        stage.settle(.unanswered)
        #expect(stage.delivery("a").state == .failed)
    }

    @Test func `after one unheard inject the team's next ones are tried once each`() {
        var stage = released("a", "b", "c")
        stage.fold(.injectUnheard(stage.target("a"), seq: 1, attempt: 7))
        #expect(stage.settle(.unheard) == .injectUnheard(stage.target("b"), seq: 2, attempt: 1))
        stage.settle(.acknowledged(verified: true))
        stage.release("m")
        stage.settle(.unheard)
        #expect(stage.delivery("m").state == .retrying)
    }

    @Test func `presence brings unheard injects back in the order of their numbers, with patience anew`() {
        var stage = released("b", "a", "c")
        for inject in ["b", "a"] {
            stage.fold(.injectUnheard(stage.target(inject), seq: stage.delivery(inject).seq, attempt: 7))
        }
        let back = stage.ledger.decidePresence(team: 0)
        #expect(
            back == [
                .injectRetried(stage.target("b"), Retry(seq: 1, attempt: 2, cause: .presence)),
                .injectRetried(stage.target("a"), Retry(seq: 2, attempt: 2, cause: .presence)),
            ])
        for fact in back { stage.fold(fact) }
        #expect(stage.lane() == ["c", "b", "a"])
        stage.settle(.unheard)
        #expect(stage.delivery("c").state == .retrying)
    }

    @Test func `who comes while the last attempt is at the broker gets another, though nobody heard that one`() {
        var stage = released("a")
        stage.settle(.unheard)
        stage.now += 29
        stage.retryDue()
        stage.now += 2
        stage.fold(.teamOnline(LedgerStage.blue, client: nil))
        stage.settle(.unheard)
        #expect(stage.delivery("a").state == .retrying)
    }

    @Test func `presence does not wait for the pause of an inject that nobody heard`() {
        var stage = released("a")
        stage.settle(.unheard)
        #expect(
            stage.ledger.decidePresence(team: 0)
                == [.injectRetried(stage.target("a"), Retry(seq: 1, attempt: 2, cause: .presence))])
        stage.retryDue()
        #expect(stage.ledger.decidePresence(team: 1) == [])
    }

    @Test func `a message that is there at two losses in a row is a suspect, and given up at the third`() {
        var stage = released("a", "b")
        let flights = [FlightName(team: LedgerStage.blue, seq: 1)]
        for _ in 0..<2 {
            #expect(stage.ledger.decideLoss(flights) == [])
            stage.fold(.brokerLost(reason: "gone", inFlight: flights))
        }
        #expect(stage.delivery("a").isSuspect)
        #expect(
            stage.ledger.decideLoss(flights) == [
                .injectFailed(
                    stage.target("a"), seq: 1, attempt: 1,
                    reason: "poison: the broker hung up three times while it was being sent")
            ])
    }

    @Test func `a loss that finds others at the broker clears it`() {
        var stage = released("a")
        stage.release("a", "red")
        let blue = FlightName(team: LedgerStage.blue, seq: 1)
        let red = FlightName(team: TeamID(trusted: "red"), seq: 1)
        for flight in [blue, red, blue] { stage.fold(.brokerLost(reason: "gone", inFlight: [flight])) }
        #expect(!stage.delivery("a").isSuspect)
        #expect(!stage.delivery("a", "red").isSuspect)
    }

    @Test func `a loss that finds nothing counts for nothing`() {
        var stage = released("a")
        let flight = FlightName(team: LedgerStage.blue, seq: 1)
        stage.fold(.brokerLost(reason: "gone", inFlight: [flight]))
        stage.fold(.brokerLost(reason: "gone", inFlight: []))
        stage.fold(.brokerLost(reason: "gone", inFlight: [flight]))
        #expect(stage.delivery("a").isSuspect)
        #expect(stage.ledger.decideLoss([FlightName(team: LedgerStage.blue, seq: 9)]) == [])
    }

    @Test func `a repetition ends with its first answer`() {
        var stage = released("a")
        stage.settle(.acknowledged(verified: true))
        stage.fold(.injectRepeated(stage.target("a"), seq: 1))
        #expect(
            stage.settle(.unanswered)
                == .injectRepeatSettled(stage.target("a"), seq: 1, outcome: "the broker did not answer in time"))
    }

    @Test func `after a restart what waited is tried at once, and patience begins anew`() {
        var stage = released("a")
        stage.settle(.unheard)
        stage.now = 20
        stage.fold(
            .exerciseOpened(instance: InstanceID(trusted: "host-1"), version: "1", bootID: "other", wall: stage.wall))
        #expect(stage.ledger.nextRetry == stage.wall)
        #expect(stage.delivery("a").unheardSince == stage.wall)
    }
}
