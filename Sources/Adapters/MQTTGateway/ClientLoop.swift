import ExerciseHost
import ExerciseModel

/// What the thread of a client does: one link, its outbox and its subscriptions.
final class ClientLoop: LoopWork, @unchecked Sendable {
    /// What other threads ask for.
    struct Orders: Sendable {
        var topics: [String] = []
        var publications: [Publication] = []
        var stops = false
    }

    // `@unchecked`: all but `inbox` is touched on the loop's thread only.
    let inbox = Guarded(Orders())

    private let handler: @Sendable ([MQTTClient.Report]) -> Void
    private let link: BrokerLink
    private var outbox = Outbox()
    private var topics: [String] = []
    private var awaited: [UInt16: [String]] = [:]
    private var reports: [MQTTClient.Report] = []
    private var stopBy: WallInstant?
    private var hasMore = false

    init(
        _ settings: BrokerSettings, _ profile: LinkProfile,
        _ handler: @escaping @Sendable ([MQTTClient.Report]) -> Void
    ) {
        self.handler = handler
        link = BrokerLink(settings, profile)
    }

    func turn(_ poller: Poller) -> WallInstant? {
        let now = SystemClock.wall()
        let turn = link.serve(poller, at: now)
        if let limits = turn.cameUp {
            outbox.receiveMaximum = limits.receiveMaximum
            reports.append(.connected)
            subscribe(topics)
        }
        for event in turn.events { take(event, at: now) }
        if let reason = turn.wentDown { wentDown(reason) }
        takeOrders(at: now)
        release(at: now)
        let isSilent = outbox.expire(at: now).isSilent
        if isSilent || link.open?.isBroken == true {
            let reason = isSilent ? ReasonWords.silent : ReasonWords.closed
            link.drop(reason, poller, at: now)
            wentDown(reason)
        }
        let isDone = stopBy.map { outbox.hasPublishedAll || now >= $0 } ?? false
        if isDone { link.close(poller) }
        link.watch(poller)
        if !reports.isEmpty {
            handler(reports)
            reports.removeAll(keepingCapacity: true)
        }
        return isDone ? nil : hasMore ? now : min(link.deadline, outbox.deadline, stopBy ?? .never)
    }

    private func take(_ event: MosquittoEvent, at now: WallInstant) {
        switch event {
        case .greeted, .closed, .unsubscribed: return
        case .answered(let mid, let code):
            guard outbox.answered(publication: mid, at: now) else { return }
            guard code >= 0x80 else { return reports.append(.published(isHeard: code != 0x10)) }
            reports.append(.unpublished(topic: nil, reason: ReasonWords.refusal(code)))
        case .subscribed(let mid, let codes):
            guard let topics = awaited.removeValue(forKey: mid) else { return }
            for (topic, code) in zip(topics, codes) where code >= 0x80 {
                reports.append(.refused(topic: topic, reason: ReasonWords.refusal(code)))
            }
            reports.append(.subscribed(topics))
        case .heard(let message): reports.append(.heard(message))
        }
    }

    private func wentDown(_ reason: String) {
        awaited = [:]
        outbox.loseUnanswered()
        reports.append(.lost(reason: reason))
    }

    private func subscribe(_ wanted: [String]) {
        guard let handle = link.open, !wanted.isEmpty else { return }
        awaited[handle.subscribe(to: wanted, hearsItself: true)] = wanted
    }

    private func takeOrders(at now: WallInstant) {
        let taken = inbox.withLock { orders in
            defer { orders = Orders(stops: orders.stops) }
            return orders
        }
        if !taken.topics.isEmpty {
            topics += taken.topics
            subscribe(taken.topics)
        }
        for publication in taken.publications where publication.qos > 0 || link.open != nil {
            outbox.order(publication)
        }
        if taken.stops, stopBy == nil { stopBy = now.adding(microseconds: 800_000) }
    }

    private func release(at now: WallInstant) {
        hasMore = false
        guard let handle = link.open else { return }
        for _ in 0..<32 {
            guard !handle.wantsWrite, !handle.isBroken,
                case .publication(let publication)? = outbox.next()?.fitting(handle.limits)
            else { return }
            switch handle.publish(publication) {
            case .handed(let mid): outbox.handed(.publication(publication), mid: mid, at: now)
            case .written: continue
            case .unfit(let code):
                reports.append(.unpublished(topic: publication.topic, reason: ReasonWords.refusal(code)))
            }
        }
        hasMore = true
    }
}
