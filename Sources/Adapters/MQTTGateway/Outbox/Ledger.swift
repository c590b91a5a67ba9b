import ExerciseModel

/// What is at the broker unanswered, by the number that the library gave it.
struct Ledger {
    /// One message at the broker.
    struct Entry {
        /// `nil` for a publication, whose outcome nobody waits for.
        var token: DeliveryToken?
        var qos: UInt8
        var alone: Bool
        var handedAt: WallInstant
        /// Microseconds.
        var timeout: Int64
        /// When to look at it again.
        var deadline: WallInstant
        /// Counts up with every message handed over.
        var order: Int
        /// Whether it is settled, and only keeps its number from being mistaken.
        var isOverdue = false
    }

    /// What the time limits say.
    struct Expiry: Equatable {
        var unanswered: [DeliveryToken] = []
        /// Whether the broker has answered nothing at all for the time limit of a message: the link is dead.
        var isSilent = false
    }

    /// Deliveries that are not settled.
    private(set) var deliveries = 0
    /// Publications that are not settled.
    private(set) var publications = 0
    /// Whether an unsettled delivery must have no other beside it.
    private(set) var holdsSuspect = false
    /// No entry has to be looked at before this instant.
    private(set) var deadline = WallInstant.never
    /// How often a number was given out while it was still in use, which the library must never do.
    private(set) var collisions = 0

    private var entries: [Entry?] = []
    private var free: [Int] = []
    /// Index into `entries` by number, −1 for none.
    private var places = [Int32](repeating: -1, count: 65_536)
    private var handings = 0
    private var lastAnswer = WallInstant(microseconds: .min)
    private var newestAnswered = -1

    /// All that counts against the broker's receive maximum.
    var count: Int { entries.count - free.count }

    mutating func hand(
        _ token: DeliveryToken?, mid: UInt16, qos: UInt8, alone: Bool = false, timeout: Int64, at now: WallInstant
    ) {
        if remove(mid) != nil { collisions += 1 }
        let entry = Entry(
            token: token, qos: qos, alone: alone, handedAt: now, timeout: timeout,
            deadline: now.adding(microseconds: timeout), order: handings)
        handings += 1
        if token == nil { publications += 1 } else { deliveries += 1 }
        if alone { holdsSuspect = true }
        deadline = min(deadline, entry.deadline)
        if let index = free.popLast() {
            entries[index] = entry
            places[Int(mid)] = Int32(index)
        } else {
            places[Int(mid)] = Int32(entries.count)
            entries.append(entry)
        }
    }

    /// Takes an answer; the entry it was for, unless that was settled before or is unknown.
    mutating func answer(_ mid: UInt16, at now: WallInstant) -> Entry? {
        guard let entry = remove(mid) else { return nil }
        if entry.qos > 0 {
            lastAnswer = max(lastAnswer, now)
            newestAnswered = max(newestAnswered, entry.order)
        }
        return entry.isOverdue ? nil : entry
    }

    /// Looks at the entries whose time limit has passed.
    ///
    /// One that the broker has passed over, or that it left unanswered for twice the limit while it answered others,
    /// is unanswered. When nothing has been answered for the limit, it is not the message: the link is dead. That
    /// covers a burst during which the broker stopped: what was handed before its last answer spends no attempt.
    mutating func expire(at now: WallInstant) -> Expiry {
        var expiry = Expiry()
        guard now >= deadline else { return expiry }
        deadline = .never
        for index in entries.indices {
            guard let entry = entries[index], !entry.isOverdue else { continue }
            let patience = max(lastAnswer, entry.handedAt).adding(microseconds: entry.timeout)
            let limit = entry.handedAt.adding(microseconds: 2 * entry.timeout)
            if now < entry.deadline {
                deadline = min(deadline, entry.deadline)
            } else if entry.order < newestAnswered || (now >= limit && now < patience) {
                settle(index)
                if let token = entry.token { expiry.unanswered.append(token) }
            } else if now >= patience {
                expiry.isSilent = true
                deadline = now
            } else {
                entries[index]?.deadline = min(patience, limit)
                deadline = min(deadline, patience, limit)
            }
        }
        return expiry
    }

    /// The deliveries that are not settled, in the order in which they were handed over.
    var inFlight: [DeliveryToken] {
        entries.compactMap { $0?.isOverdue == false ? $0 : nil }.sorted { $0.order < $1.order }.compactMap(\.token)
    }

    /// Settles everything: late answers are recognised, and mean nothing.
    mutating func settleAll() {
        for index in entries.indices where entries[index]?.isOverdue == false { settle(index) }
        deadline = .never
    }

    private mutating func remove(_ mid: UInt16) -> Entry? {
        let place = Int(places[Int(mid)])
        guard place >= 0, let entry = entries[place] else { return nil }
        if !entry.isOverdue { settle(place) }
        entries[place] = nil
        free.append(place)
        places[Int(mid)] = -1
        return entry
    }

    private mutating func settle(_ index: Int) {
        guard let entry = entries[index] else { return }
        entries[index]?.isOverdue = true
        if entry.token == nil { publications -= 1 } else { deliveries -= 1 }
        if entry.alone { holdsSuspect = false }
    }
}
