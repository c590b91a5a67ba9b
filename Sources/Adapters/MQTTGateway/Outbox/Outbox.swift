import ExerciseModel

/// What is to be published on one link, and what is at the broker: queues, windows and accounts, without a socket.
struct Outbox {
    /// What is to be handed to the library next.
    enum Outgoing: Equatable {
        case delivery(Delivery)
        case publication(Publication)
    }

    /// How many publishes the broker takes unanswered.
    var receiveMaximum = 65_535
    private var deliveries = DeliveryQueue()
    private var publications = PublicationQueue()
    private var ledger = Ledger()
    private var lastWasPublication = false

    /// Publications of QoS 1 in flight at most, so that they take little of what deliveries need.
    private var publicationWindow: Int { min(50, max(1, receiveMaximum / 4)) }
    private var deliveryWindow: Int { min(Limits.window, receiveMaximum) }

    /// When `expire` has something to do.
    var deadline: WallInstant { ledger.deadline }
    /// Whether no publication waits or is unanswered.
    var hasPublishedAll: Bool { publications.isEmpty && ledger.publications == 0 }
    /// How many publications were dropped because too many waited.
    var dropped: Int { publications.dropped }

    mutating func order(_ delivery: Delivery) { deliveries.append(delivery) }
    mutating func order(_ publication: Publication) { publications.append(publication) }
    mutating func withdraw(_ exercise: ExerciseID) { deliveries.remove(exercise) }

    /// What may be handed over now: deliveries first, but under load a publication after each delivery while none is
    /// in flight, so that neither waits for ever.
    mutating func next() -> Outgoing? {
        guard ledger.count < receiveMaximum else { return popUncounted() }
        if !lastWasPublication, ledger.publications == 0, let publication = popPublication() {
            return .publication(publication)
        }
        if let delivery = popDelivery() {
            lastWasPublication = false
            return .delivery(delivery)
        }
        return popPublication().map { .publication($0) }
    }

    /// Notes that the library has it under this number.
    mutating func handed(_ outgoing: Outgoing, mid: UInt16, at now: WallInstant) {
        switch outgoing {
        case .delivery(let delivery):
            ledger.hand(
                delivery.token, mid: mid, qos: delivery.qos, alone: delivery.alone, timeout: delivery.timeout, at: now)
        case .publication(let publication):
            guard publication.qos > 0 else { return }
            ledger.hand(nil, mid: mid, qos: publication.qos, timeout: Self.publicationTimeout, at: now)
        }
    }

    /// Takes an answer; the delivery's token and QoS, when one is settled by it.
    mutating func answered(_ mid: UInt16, at now: WallInstant) -> (token: DeliveryToken, qos: UInt8)? {
        guard let entry = ledger.answer(mid, at: now), let token = entry.token else { return nil }
        return (token, entry.qos)
    }

    /// Takes an answer; whether it settles a publication.
    mutating func answered(publication mid: UInt16, at now: WallInstant) -> Bool {
        guard let entry = ledger.answer(mid, at: now) else { return false }
        return entry.token == nil
    }

    /// Forgets what was at the broker, and keeps all that waits.
    mutating func loseUnanswered() { ledger = Ledger() }

    /// Looks at the time limits.
    mutating func expire(at now: WallInstant) -> Ledger.Expiry { ledger.expire(at: now) }

    /// Forgets what was ordered, but for the publications that are kept while the broker is away; answers which
    /// deliveries were at the broker. With `linkIsGone` no late answer can come any more.
    mutating func forget(linkIsGone: Bool) -> [DeliveryToken] {
        let inFlight = ledger.inFlight
        if linkIsGone { ledger = Ledger() } else { ledger.settleAll() }
        deliveries.removeAll()
        publications.keepOnlyLasting()
        return inFlight
    }

    private mutating func popDelivery() -> Delivery? {
        guard !ledger.holdsSuspect, ledger.deliveries < deliveryWindow else { return nil }
        guard deliveries.hasOnlySuspects else { return deliveries.popNext() }
        return ledger.deliveries == 0 ? deliveries.popSuspect() : nil
    }

    private mutating func popPublication() -> Publication? {
        guard let first = publications.first else { return nil }
        guard first.qos == 0 || ledger.publications < publicationWindow else { return nil }
        lastWasPublication = true
        return publications.popFirst()
    }

    /// What needs no answer may go even when the broker takes no further publish.
    private mutating func popUncounted() -> Outgoing? {
        guard let first = publications.first, first.qos == 0 else { return nil }
        return publications.popFirst().map { .publication($0) }
    }

    /// Microseconds after which a publication gives its place in the window back.
    private static let publicationTimeout: Int64 = 5_000_000
}

extension Outbox.Outgoing {
    /// What is left of it for a broker that takes less: a lower quality of service, nothing retained.
    func fitting(_ limits: BrokerLimits) -> Self {
        switch self {
        case .delivery(var delivery):
            delivery.qos = min(delivery.qos, limits.maximumQoS)
            return .delivery(delivery)
        case .publication(var publication):
            publication.qos = min(publication.qos, limits.maximumQoS)
            publication.retain = publication.retain && limits.retains
            return .publication(publication)
        }
    }
}
