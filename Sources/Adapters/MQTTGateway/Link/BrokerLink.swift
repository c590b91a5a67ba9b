import ExerciseHost
import ExerciseModel

/// What happened on a link in one turn, in this order: it came up, it brought events, it went down.
struct LinkTurn {
    /// What the broker takes, when the link has come up.
    var cameUp: BrokerLimits?
    var events: [MosquittoEvent] = []
    /// The reason, when an attempt to connect has failed or the link is lost.
    var wentDown: String?
}

/// One connection to the broker over its whole life: it rests, reaches, greets, is up, and starts again.
///
/// Used on the thread of its loop only. It makes a new handle for each attempt.
final class BrokerLink {
    private enum State {
        case resting(until: WallInstant)
        /// A thread of its own looks the broker up and connects; it is told once when that takes long.
        case approaching(Approach, until: WallInstant)
        /// CONNECT is sent, CONNACK has not come.
        case greeting(MosquittoHandle, until: WallInstant)
        case up(MosquittoHandle)
    }

    /// Whether nothing is read for now.
    var isHeld = false

    private let settings: BrokerSettings
    private var profile: LinkProfile
    private var state = State.resting(until: WallInstant(microseconds: 0))
    private var watched: Int32 = -1
    private var nextTick = WallInstant.never
    private var pause = ReconnectPause()

    init(_ settings: BrokerSettings, _ profile: LinkProfile) {
        self.settings = settings
        self.profile = profile
    }

    /// The connection while it is up.
    var open: MosquittoHandle? {
        if case .up(let handle) = state { handle } else { nil }
    }

    /// When the next turn is due at the latest.
    var deadline: WallInstant {
        switch state {
        case .resting(let until), .approaching(_, let until): until
        case .greeting(_, let until): min(until, nextTick)
        case .up(let handle): handle.hasUnread && !isHeld ? WallInstant(microseconds: 0) : nextTick
        }
    }

    /// Takes one turn.
    func serve(_ poller: Poller, at now: WallInstant) -> LinkTurn {
        switch state {
        case .resting(let until):
            guard now >= until else { return LinkTurn() }
            return reach(poller, at: now)
        case .approaching(let approach, let until):
            if let arrival = approach.take() { return greet(arrival, poller, at: now) }
            guard now >= until else { return LinkTurn() }
            state = .approaching(approach, until: .never)
            return LinkTurn(wentDown: ReasonWords.slow(settings))
        case .greeting(let handle, let until):
            let turn = exchange(handle, poller, at: now)
            guard turn.cameUp == nil, turn.wentDown == nil, now >= until else { return turn }
            return end("the broker does not answer (no CONNACK in 3 s)", poller, at: now)
        case .up(let handle): return exchange(handle, poller, at: now)
        }
    }

    /// Lets go of a connection that is of no use any more; the next attempt comes after a pause.
    func drop(_ reason: String, _ poller: Poller, at now: WallInstant) { _ = end(reason, poller, at: now) }

    /// Tells the poller what the connection waits for; to be called at the end of a turn.
    func watch(_ poller: Poller) {
        switch state {
        case .resting, .approaching: return
        case .greeting(let handle, _), .up(let handle):
            guard handle.socket >= 0 else { return }
            watched = handle.socket
            poller.watch(watched, reading: !isHeld, writing: handle.wantsWrite)
        }
    }

    /// Takes leave of the broker for good.
    func close(_ poller: Poller) {
        open?.disconnect()
        release(poller)
        state = .resting(until: .never)
    }

    private func reach(_ poller: Poller, at now: WallInstant) -> LinkTurn {
        let approach = Approach(settings, profile, bell: poller)
        do throws(LoopFault) {
            try approach.begin()
            state = .approaching(approach, until: now.adding(microseconds: 4_000_000))
            return LinkTurn()
        } catch {
            return end(error.description, poller, at: now)
        }
    }

    private func greet(_ arrival: Approach.Arrival, _ poller: Poller, at now: WallInstant) -> LinkTurn {
        switch arrival {
        case .failed(let reason): return end(reason, poller, at: now)
        case .connected(let handle):
            state = .greeting(handle, until: now.adding(microseconds: 3_000_000))
            nextTick = now.adding(microseconds: 1_000_000)
            return LinkTurn()
        }
    }

    private func exchange(_ handle: MosquittoHandle, _ poller: Poller, at now: WallInstant) -> LinkTurn {
        var turn = LinkTurn()
        // The poller is not asked about what comes meanwhile, and says nothing of it when there is room again.
        if isHeld { handle.hasUnread = true }
        let isReady = poller.isReady(handle.socket) || handle.hasUnread
        if isReady, !isHeld { turn.events = handle.read() }
        if isReady, handle.wantsWrite { handle.write() }
        if now >= nextTick {
            nextTick = now.adding(microseconds: 1_000_000)
            handle.tick()
        }
        turn.events += handle.takeEvents()
        var reason: String?
        var greeting: Int32 = 0
        for event in turn.events {
            switch event {
            case .greeted(code: 0, let limits):
                state = .up(handle)
                handle.keep(to: limits)
                pause.cameUp(at: now)
                turn.cameUp = limits
            case .greeted(let code, _):
                greeting = code
                spareWill(code)
            case .closed(let code):
                reason = greeting == 0 ? ReasonWords.ending(code) : ReasonWords.greeting(greeting)
            default: break
            }
        }
        if reason == nil, handle.isBroken || handle.socket < 0 { reason = ReasonWords.closed }
        if let reason { turn.wentDown = end(handle.complaint ?? plain(reason), poller, at: now).wentDown }
        return turn
    }

    /// A broker that demands TLS hangs up without a word on whoever speaks none.
    private func plain(_ reason: String) -> String {
        guard case .greeting = state, settings.caFile == nil, reason == ReasonWords.closed else { return reason }
        return ReasonWords.closedAtOnce
    }

    /// A broker that cannot keep the last will as it is gets the next one as it takes it.
    private func spareWill(_ code: Int32) {
        if code == 0x9B { profile.will?.qos = 0 }
        if code == 0x9A { profile.will?.retain = false }
    }

    private func end(_ reason: String, _ poller: Poller, at now: WallInstant) -> LinkTurn {
        release(poller)
        // Fighting for a session would throw out the other client, which comes back, and so on.
        let rest = reason == ReasonWords.takenOver ? 30_000_000 : pause.next(at: now)
        state = .resting(until: now.adding(microseconds: rest))
        return LinkTurn(wentDown: reason)
    }

    /// Forgets the descriptor before its number can be used again, then lets go of the connection.
    private func release(_ poller: Poller) {
        poller.forget(watched)
        watched = -1
        nextTick = .never
        state = .resting(until: .never)
    }
}
