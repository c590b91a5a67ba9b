import ExerciseHost
import ExerciseModel
import Glibc

/// What happened on a link in one turn, in this order: it came up, it brought events, it went down.
struct LinkTurn {
    /// How many publishes the broker takes unanswered, when the link has come up.
    var cameUp: Int?
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
        /// A plain TCP connection is tried first.
        case reaching(Reach, until: WallInstant)
        /// CONNECT is sent, CONNACK has not come.
        case greeting(MosquittoHandle, until: WallInstant)
        case up(MosquittoHandle)
    }

    private let settings: BrokerSettings
    private let profile: LinkProfile
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
        case .resting(let until), .reaching(_, let until): until
        case .greeting(_, let until): min(until, nextTick)
        case .up: nextTick
        }
    }

    /// Takes one turn.
    func serve(_ poller: Poller, at now: WallInstant) -> LinkTurn {
        switch state {
        case .resting(let until):
            guard now >= until else { return LinkTurn() }
            return reach(poller, at: now)
        case .reaching(var reach, let until):
            if poller.isReady(reach.descriptor) {
                poller.forget(reach.descriptor)
                return follow(reach.check(), reach, until: until, poller, at: now)
            }
            guard now >= until else { return LinkTurn() }
            return end(ReasonWords.unreachable(settings, errno: ETIMEDOUT), poller, at: now)
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
        case .resting: return
        case .reaching(let reach, _):
            watched = reach.descriptor
            poller.watch(watched, writing: true)
        case .greeting(let handle, _), .up(let handle):
            guard handle.socket >= 0 else { return }
            watched = handle.socket
            poller.watch(watched, writing: handle.wantsWrite)
        }
    }

    /// Takes leave of the broker for good.
    func close(_ poller: Poller) {
        open?.disconnect()
        release(poller)
        state = .resting(until: .never)
    }

    private func reach(_ poller: Poller, at now: WallInstant) -> LinkTurn {
        guard var reach = Reach(host: settings.host, port: settings.port) else {
            return end("the host name \(settings.host) cannot be resolved", poller, at: now)
        }
        return follow(reach.begin(), reach, until: now.adding(microseconds: 2_000_000), poller, at: now)
    }

    private func follow(
        _ step: Reach.Step, _ reach: Reach, until: WallInstant, _ poller: Poller, at now: WallInstant
    ) -> LinkTurn {
        switch step {
        case .underway:
            state = .reaching(reach, until: until)
            return LinkTurn()
        case .failed(let code): return end(ReasonWords.unreachable(settings, errno: code), poller, at: now)
        case .reached(let address):
            do throws(MosquittoFault) {
                let handle = try MosquittoHandle(settings, profile)
                // A certificate is checked against the name that was given, not against what it resolves to.
                let host = settings.caFile == nil ? address : settings.host
                try handle.connect(to: host, port: settings.port, sessionExpiry: profile.sessionExpiry)
                state = .greeting(handle, until: now.adding(microseconds: 3_000_000))
                nextTick = now.adding(microseconds: 1_000_000)
                return LinkTurn()
            } catch {
                return end(words(error), poller, at: now)
            }
        }
    }

    private func exchange(_ handle: MosquittoHandle, _ poller: Poller, at now: WallInstant) -> LinkTurn {
        var turn = LinkTurn()
        let isReady = poller.isReady(handle.socket)
        if isReady { turn.events = handle.read() }
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
            case .greeted(code: 0, let maximum):
                state = .up(handle)
                pause.cameUp(at: now)
                turn.cameUp = maximum
            case .greeted(let code, _): greeting = code
            case .closed(let code):
                reason = greeting == 0 ? ReasonWords.ending(code) : ReasonWords.greeting(greeting)
            default: break
            }
        }
        if reason == nil, handle.isBroken || handle.socket < 0 { reason = ReasonWords.closed }
        if let reason { turn.wentDown = end(reason, poller, at: now).wentDown }
        return turn
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
        if case .reaching(var reach, _) = state { reach.finish() }
        state = .resting(until: .never)
    }

    private func words(_ fault: MosquittoFault) -> String {
        switch fault {
        case .outOfMemory: "the MQTT library is out of memory"
        case .tls: "TLS cannot be set up with the CA, certificate and key files given"
        case .system(let code): ReasonWords.unreachable(settings, errno: code)
        case .library(let code): ReasonWords.ending(code)
        }
    }
}
