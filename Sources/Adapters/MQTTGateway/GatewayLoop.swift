import ExerciseHost
import Orchestration
import ExerciseModel

/// What the thread of the gateway does: two links to one broker, the outbox of the first, and who is attended.
final class GatewayLoop: LoopWork, @unchecked Sendable {
    // `@unchecked`: all but what is `Guarded` is touched on the loop's thread only.
    let inbox = Guarded(GatewayOrders())
    /// How many publications were dropped because too many waited.
    let dropped = Guarded(0)
    /// Why the broker cannot be used; `nil` while both connections stand.
    let absence = Guarded<String?>("not connected yet")

    private enum Standing {
        /// Nothing has been reported yet: what was ordered waits for the first connection.
        case starting
        case up
        /// The loss is reported: what is ordered before the next connection is forgotten.
        case away(reason: String, since: WallInstant)
    }

    private let handler: @Sendable ([BrokerReport]) -> Void
    private let backlog: @Sendable () -> Int
    private let status: InstanceStatus
    private let isVerified: Bool
    private let feed: BrokerLink
    private let session: BrokerLink
    private var outbox = Outbox()
    private var attendance = Attendance()
    private var standing = Standing.starting
    private var reports: [BrokerReport] = []
    private var stopBy: WallInstant?
    private var hasMore = false

    /// Deliveries and publications handed over between two looks at the broker's answers: more would only make them
    /// wait in the socket while its PUBACKs pile up.
    private static let burst = 32
    /// Bytes heard that nobody has looked at above which a link is read no further: whoever floods us waits, in the
    /// broker. Little, because injects and their PUBACKs stand behind it; the link that brings PUBACKs is held last.
    private static let tide = (session: 1 << 14, feed: 1 << 16)
    /// Microseconds after which it is looked whether a link may be read again.
    private static let ebb: Int64 = 2_000

    init(
        _ settings: BrokerSettings, _ instance: InstanceID, version: String,
        _ handler: @escaping @Sendable ([BrokerReport]) -> Void, backlog: @escaping @Sendable () -> Int
    ) {
        self.handler = handler
        self.backlog = backlog
        status = InstanceStatus(instance: instance, version: version)
        isVerified = settings.version == .five
        let name = "whitecell-\(instance.text)"
        feed = BrokerLink(
            settings, LinkProfile(clientID: name + "-feed", cleanStart: true, will: status.publication(online: false)))
        session = BrokerLink(settings, LinkProfile(clientID: name, cleanStart: false, sessionExpiry: 86_400))
    }

    func turn(_ poller: Poller) -> WallInstant? {
        let now = SystemClock.now()
        let waiting = backlog()
        (session.isHeld, feed.isHeld) = (waiting > Self.tide.session, waiting > Self.tide.feed)
        serve(.feed, poller, at: now.wall)
        serve(.session, poller, at: now.wall)
        takeOrders(at: now)
        release(at: now)
        expire(poller, at: now)
        let count = outbox.dropped
        if count > 0 { dropped.withLock { $0 = count } }
        let isDone = isStopped(at: now.wall)
        if isDone {
            feed.close(poller)
            session.close(poller)
        }
        feed.watch(poller)
        session.watch(poller)
        if !reports.isEmpty {
            handler(reports)
            reports.removeAll(keepingCapacity: true)
        }
        return isDone ? nil : deadline(at: now.wall)
    }

    private func link(_ side: Attendance.Side) -> BrokerLink { side == .feed ? feed : session }

    private func serve(_ side: Attendance.Side, _ poller: Poller, at now: WallInstant) {
        let turn = link(side).serve(poller, at: now)
        if let limits = turn.cameUp { cameUp(side, limits, at: now) }
        if !turn.events.isEmpty {
            let heardAt = SystemClock.now()
            for event in turn.events { take(event, side, at: heardAt) }
        }
        if let reason = turn.wentDown { wentDown(side, reason, at: now) }
    }

    private func cameUp(_ side: Attendance.Side, _ limits: BrokerLimits, at now: WallInstant) {
        if side == .feed, let handle = feed.open {
            outbox.receiveMaximum = limits.receiveMaximum
            _ = handle.subscribe(to: [Topic.everyInstanceStatus], hearsItself: false)
            if stopBy == nil { outbox.order(status.publication(online: true)) }
        }
        guard feed.open != nil, session.open != nil else { return }
        standing = .up
        absence.withLock { $0 = nil }
        for exercise in attendance.exercises { subscribe(exercise, at: now) }
    }

    private func wentDown(_ side: Attendance.Side, _ reason: String, at now: WallInstant) {
        attendance.reset()
        absence.withLock { $0 = reason }
        let inFlight = outbox.forget(linkIsGone: side == .feed)
        if case .away(reason, let since) = standing, inFlight.isEmpty, now < since.adding(microseconds: 10_000_000) {
            return
        }
        standing = .away(reason: reason, since: now)
        reports.append(.lost(reason: reason, inFlight: inFlight))
    }

    private func subscribe(_ exercise: ExerciseID, at now: WallInstant) {
        guard let feed = feed.open, let session = session.open else { return }
        let heardOnFeed = [Topic.control(exercise), Topic.timer(exercise)]
        let onFeed = feed.subscribe(to: heardOnFeed, hearsItself: false)
        let onSession = session.subscribe(
            to: Topic.everyTeam(exercise) + Topic.everySimulation(exercise), hearsItself: false)
        attendance.asked(exercise, on: .feed, mid: onFeed, at: now)
        attendance.asked(exercise, on: .session, mid: onSession, at: now)
    }

    private func take(_ event: MosquittoEvent, _ side: Attendance.Side, at now: Moment) {
        switch event {
        case .greeted, .closed: return
        case .answered(let mid, let code):
            guard side == .feed, let settled = outbox.answered(mid, at: now.wall) else { return }
            reports.append(.settled(settled.token, outcome(code, qos: settled.qos), at: now))
        case .subscribed(let mid, let codes):
            follow(attendance.subscribed(mid, codes: codes, on: side, at: now.wall), side, at: now.wall)
        case .unsubscribed(let mid): follow(attendance.signed(mid, on: side, at: now.wall), side, at: now.wall)
        case .heard(let message):
            attendance.noteHeard(on: side)
            reports.append(.heard(message))
        }
    }

    private func follow(_ next: Attendance.Next, _ side: Attendance.Side, at now: WallInstant) {
        switch next {
        case .nothing: return
        case .askForSign(let exercise):
            guard let handle = link(side).open else { return }
            attendance.asked(exercise, on: side, mid: handle.askForSign(), at: now)
        case .attending(let exercise): reports.append(.attending(exercise))
        case .refused(let exercise, let code):
            reports.append(.refused(exercise, reason: ReasonWords.refusal(code)))
        }
    }

    private func outcome(_ code: UInt8, qos: UInt8) -> DeliveryOutcome {
        switch code {
        case 0x10: .unheard
        case 0x80...: .refused(code: code, reason: ReasonWords.refusal(code))
        default: .acknowledged(verified: isVerified && qos > 0)
        }
    }

    private func takeOrders(at now: Moment) {
        let taken = inbox.withLock { $0.take() }
        if taken.stops, stopBy == nil {
            stopBy = now.wall.adding(microseconds: 800_000)
            outbox.order(status.publication(online: false))
        }
        for order in taken.orders {
            switch (order, standing) {
            case (.attend(let exercise), _):
                if attendance.add(exercise) { subscribe(exercise, at: now.wall) }
            case (.withdraw(let exercise), _): outbox.withdraw(exercise)
            case (.deliver, .away): continue
            case (.deliver(let delivery), _): outbox.order(delivery)
            case (.publish(let publication), .up): outbox.order(publication)
            case (.publish(let publication), _): if publication.isLasting { outbox.order(publication) }
            }
        }
    }

    private func release(at now: Moment) {
        hasMore = false
        guard let handle = feed.open, session.open != nil || stopBy != nil else { return }
        var isGathering = false
        defer { if isGathering { handle.gather(false) } }
        for round in 0..<Self.burst {
            // The first one leaves at once, since it is often the only one; the others share segments.
            if round == 1 {
                isGathering = true
                handle.gather(true)
            }
            guard !handle.wantsWrite, !handle.isBroken, let next = outbox.next() else { return }
            let outgoing = next.fitting(handle.limits)
            switch outgoing {
            case .publication(let publication):
                if case .handed(let mid) = handle.publish(publication) {
                    outbox.handed(outgoing, mid: mid, at: now.wall)
                }
            case .delivery(let delivery):
                switch handle.publish(delivery) {
                case .handed(let mid): outbox.handed(outgoing, mid: mid, at: now.wall)
                case .written:
                    reports.append(.settled(delivery.token, .acknowledged(verified: false), at: now))
                case .unfit(let code):
                    let refusal = DeliveryOutcome.refused(code: code, reason: ReasonWords.refusal(code))
                    reports.append(.settled(delivery.token, refusal, at: now))
                }
            }
        }
        hasMore = true
    }

    private func expire(_ poller: Poller, at now: Moment) {
        // What has not been read cannot be missed.
        let expiry = feed.isHeld ? Ledger.Expiry() : outbox.expire(at: now.wall)
        for token in expiry.unanswered { reports.append(.settled(token, .unanswered, at: now)) }
        for side in Attendance.Side.allCases {
            let link = link(side)
            let isSilent = side == .feed && expiry.isSilent || !link.isHeld && now.wall >= attendance.deadline(side)
            guard isSilent || link.open?.isBroken == true else { continue }
            let reason = isSilent ? ReasonWords.silent : ReasonWords.closed
            link.drop(reason, poller, at: now.wall)
            wentDown(side, reason, at: now.wall)
        }
    }

    private func isStopped(at now: WallInstant) -> Bool {
        guard let stopBy else { return false }
        return feed.open == nil || outbox.hasPublishedAll || now >= stopBy
    }

    private func deadline(at now: WallInstant) -> WallInstant {
        if hasMore { return now }
        if session.isHeld || feed.isHeld { return now.adding(microseconds: Self.ebb) }
        let limits = [
            session.deadline, outbox.deadline, attendance.deadline(.feed), attendance.deadline(.session),
            stopBy ?? .never,
        ]
        return limits.reduce(feed.deadline, min)
    }
}
