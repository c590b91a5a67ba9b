import EventStoreSQLite
package import ExerciseHost
package import ExerciseModel
import Glibc
package import HTTPGateway
package import Logging
package import MQTTGateway
package import Orchestration

/// The whole of it, wired: a store, a broker, the host on its thread, and the log lines.
package final class Daemon: @unchecked Sendable {
    // `@unchecked`: everything is set before the host's thread starts, and guarded from then on.
    package let settings: Settings
    package let identity: HostIdentity
    /// Where the broker is, our own or another's.
    package let broker: BrokerSettings
    package let isOwnBroker: Bool
    /// The exercises as they stood when the host's thread started.
    package private(set) var initial: [ExerciseState] = []

    /// Where HTTP is served.
    package let http: HTTPGateway

    private let store: SQLiteEventStore
    private let host: Host
    private let ownBroker: OwnBroker?
    private let gateway: MQTTGateway
    private let sockets = SimulationSockets()
    private let logger: Logger
    private let source: ExerciseSource
    private var first: [Host.Outcome] = []
    private let thread = Guarded<HostThread?>(nil)
    private let journal = Guarded<EventJournal?>(nil)
    private let answers = Guarded<[UInt64: @Sendable (CommandResult) -> Void]>([:])
    private let answerNumber = Guarded<UInt64>(0)
    private let current = Guarded<[ExerciseID: LoadedExercise]>([:])

    /// The version of the program.
    package static let version = "0.1.0"

    /// Why a daemon could not be started.
    package enum Fault: Error, Sendable, CustomStringConvertible {
        case store(EventStoreError, path: String)
        case http(HTTPGateway.Fault)
        case ownBroker(OwnBroker.Fault)
        case restore(LogFold.Fault)
        case loop(LoopFault)

        package var description: String {
            switch self {
            case .store(.locked(let text), let path):
                "another daemon runs on the store \(path) (\(text)): talk to it with 'whitecell control', or give "
                    + "this one a store of its own with DATABASE_URL (--database-url)"
            case .store(let fault, let path): "\(path): \(fault.sentence)"
            case .http(let fault): fault.description
            case .ownBroker(let fault): fault.description
            case .restore(.store(let fault)): fault.sentence
            case .restore(.record(let exercise, let position, let fault)):
                "the log of '\(exercise)' cannot be read at position \(position): \(fault)"
            case .loop(let fault): fault.description
            }
        }
    }

    /// Opens the store, finds or starts the broker, and listens for HTTP; no exercise runs yet.
    package init(_ settings: Settings, logger: Logger) throws(Fault) {
        self.settings = settings
        self.logger = logger
        source = ExerciseSource(settings)
        let storeID: String
        do throws(EventStoreError) {
            store = try SQLiteEventStore(path: settings.store)
            storeID = try store.storeID()
        } catch {
            throw .store(error, path: settings.store)
        }
        let instance = settings.instance ?? InstanceID(trusted: "\(ProcessEnvironment.hostLabel())-\(storeID)")
        identity = HostIdentity(
            instance: instance, version: Daemon.version, bootID: ProcessEnvironment.bootID(),
            standardExercise: settings.standardExercise)
        host = Host(store: store, codec: ExerciseSource.codec, identity: identity)
        switch settings.broker {
        case .external(let settings): (broker, ownBroker) = (settings, nil)
        case .own(let port, let version):
            do throws(OwnBroker.Fault) {
                let own = try OwnBroker(port: port) { logger.error("own_broker", metadata: ["reason": .string($0)]) }
                (broker, ownBroker) = (BrokerSettings(host: "127.0.0.1", port: own.port, version: version), own)
            } catch {
                throw .ownBroker(error)
            }
        }
        isOwnBroker = ownBroker != nil
        gateway = MQTTGateway(broker, instance: instance, version: Daemon.version)
        do throws(HTTPGateway.Fault) {
            let view = Daemon.view(identity, gateway, thread, current)
            http = try HTTPGateway(settings.http, view, sockets: sockets, logger: logger)
        } catch {
            ownBroker?.stop()
            throw .http(error)
        }
    }

    private static func view(
        _ identity: HostIdentity, _ gateway: MQTTGateway, _ thread: Guarded<HostThread?>,
        _ current: Guarded<[ExerciseID: LoadedExercise]>
    ) -> DaemonView {
        DaemonView(
            identity: identity, started: SystemClock.now(), now: { SystemClock.now() },
            exerciseCount: { current.withLock { $0.count } }, brokerAbsence: { gateway.absence },
            inspect: { done in thread.withLock { $0 }?.inspect(done) })
    }

    /// The exercises that have a log.
    package func known() throws(Fault) -> [ExerciseID] {
        do throws(EventStoreError) {
            return try store.heads().map(\.exercise)
        } catch {
            throw .store(error, path: settings.store)
        }
    }

    /// Takes an exercise up from its log; gives how it stands, or `nil` when it has none. Before `start`.
    package func restore(_ id: ExerciseID) throws(Fault) -> ExerciseState? {
        do throws(LogFold.Fault) {
            guard let outcome = try host.restore(id, now: SystemClock.now()) else { return nil }
            first.append(outcome)
        } catch {
            throw .restore(error)
        }
        return host.exercise(id)?.state
    }

    /// Takes an exercise up from its log, or else from its files; names files that differ from the log's. Before `start`.
    package func load(_ loaded: LoadedExercise) throws(Fault) -> ExerciseState {
        if let state = try restore(loaded.plan.id) {
            if state.loaded?.files != loaded.files {
                turn(.load(loaded, changed: changed(from: state.loaded, to: loaded)))
            }
        } else {
            turn(.load(loaded, changed: []))
        }
        return host.exercise(loaded.plan.id)?.state ?? ExerciseState(id: loaded.plan.id)
    }

    /// Starts everything; `feed` hears committed events on the host's thread.
    package func start(feed: @escaping @Sendable ([Event]) -> Void = { _ in }) throws(Fault) {
        initial = host.loaded.compactMap { host.exercise($0)?.state }
        current.withLock { current in
            for state in initial { current[state.id] = state.loaded }
        }
        do throws(LoopFault) {
            let journal = try EventJournal(logger: logger, plans: initial.map(\.plan))
            self.journal.withLock { $0 = journal }
            let surroundings = HostThread.Surroundings(
                feed: { [weak self] events in
                    self?.remember(events)
                    feed(events)
                    journal.take(events)
                },
                answer: { [weak self] number, result in
                    self?.answers.withLock { $0.removeValue(forKey: number) }?(result)
                },
                readFiles: { [weak self] id in self?.readFiles(id) },
                storeFault: { [logger] fault in Daemon.tell(fault, logger) })
            let thread = HostThread(
                host: host, broker: gateway, simulations: sockets, surroundings: surroundings)
            self.thread.withLock { $0 = thread }
            try thread.start(with: first)
        } catch {
            throw .loop(error)
        }
        let file = RunFile(
            pid: getpid(), broker: broker, httpHost: settings.http.host, httpPort: http.port,
            instance: identity.instance.text, exercises: initial.map(\.id))
        if !file.write(besideStore: settings.store) {
            logger.warning("run_file", metadata: ["path": .string(RunFile.path(ofStore: settings.store))])
        }
    }

    /// Gives a command to an exercise as somebody inside the program; the outcome comes on the host's thread.
    package func command(
        _ exercise: ExerciseID, _ payload: [UInt8], origin: String,
        _ done: @escaping @Sendable (CommandResult) -> Void
    ) {
        let number = answerNumber.withLock { number in
            number += 1
            return number
        }
        answers.withLock { $0[number] = done }
        thread.withLock { $0 }?.post([.exercise(exercise, .command(payload, .local(number, origin: origin)))])
    }

    /// Ends everything in order: no further request, no further turn, then the broker's connection, then the store.
    package func stop() {
        http.stop(within: 1_000_000)
        _ = thread.withLock { $0 }?.stop(within: 2_000_000)
        gateway.stop()
        journal.withLock { $0 }?.close(within: 2_000_000)
        store.close()
        RunFile.remove(besideStore: settings.store)
        ownBroker?.stop()
    }

    private func turn(_ input: HostInput) { first.append(host.turn([input], now: SystemClock.now())) }

    private func changed(from old: LoadedExercise?, to new: LoadedExercise) -> [String] {
        let before = (old?.files.all ?? []).map(\.bytes)
        return new.files.all
            .filter { !before.contains($0.bytes) }.map(\.path)
    }

    private func remember(_ events: [Event]) {
        for event in events {
            if case .exerciseLoaded(let loaded) = event.fact {
                current.withLock { $0[event.exercise] = loaded }
            }
        }
    }

    private func readFiles(_ id: ExerciseID) {
        guard let loaded = current.withLock({ $0[id] }), let (new, changed) = source.changes(since: loaded) else {
            return
        }
        thread.withLock { $0 }?.post([.exercise(id, .filesRead(new, changed: changed))])
    }

    private static func tell(_ fault: EventStoreError?, _ logger: Logger) {
        if let fault {
            logger.critical("store_unavailable", metadata: ["reason": .string(fault.sentence)])
        } else {
            logger.notice("store_available")
        }
    }
}
