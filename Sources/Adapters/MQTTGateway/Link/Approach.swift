import ExerciseHost
import ExerciseModel

/// One attempt to come as far as CONNECT, on a thread of its own: looking a name up and connecting block, and must
/// hold up no message of another link.
final class Approach: LoopWork, Sendable {
    /// How it ended.
    enum Arrival {
        case connected(MosquittoHandle)
        case failed(reason: String)
    }

    /// The handle changes its owner: this thread has let go of it when the other takes it.
    private struct Parcel: @unchecked Sendable {
        var arrival: Arrival
    }

    private let settings: BrokerSettings
    private let profile: LinkProfile
    private let bell: Poller
    private let parcel = Guarded<Parcel?>(nil)

    /// Prepares an attempt; `bell` is rung when it has ended.
    init(_ settings: BrokerSettings, _ profile: LinkProfile, bell: Poller) {
        self.settings = settings
        self.profile = profile
        self.bell = bell
    }

    /// Starts the thread.
    func begin() throws(LoopFault) { _ = try LoopThread(name: "mqtt-reach", work: self) }

    /// The end of it, once.
    func take() -> Arrival? { parcel.withLock { $0.take() }?.arrival }

    func turn(_ poller: Poller) -> WallInstant? {
        let arrival = attempt()
        parcel.withLock { $0 = Parcel(arrival: arrival) }
        bell.ring()
        return nil
    }

    private func attempt() -> Arrival {
        switch Reach.find(host: settings.host, port: settings.port) {
        case .unknownHost(let words): return .failed(reason: ReasonWords.unknownHost(settings.host, words))
        case .failed(let code): return .failed(reason: ReasonWords.unreachable(settings, errno: code))
        case .reached(let address):
            let complaints = TLSComplaints(settings)
            do throws(MosquittoFault) {
                let handle = try MosquittoHandle(settings, profile, complaints)
                // A certificate is checked against the name that was given, not against what it resolves to.
                let host = settings.caFile == nil ? address : settings.host
                try handle.connect(to: host, port: settings.port, sessionExpiry: profile.sessionExpiry)
                return .connected(handle)
            } catch {
                return .failed(reason: complaints.sentence ?? words(error))
            }
        }
    }

    private func words(_ fault: MosquittoFault) -> String {
        switch fault {
        case .outOfMemory: "the MQTT library is out of memory"
        case .tls: TLSComplaints.unreadable(settings) ?? "TLS with \(settings.place) cannot be set up"
        case .system(let code): ReasonWords.unreachable(settings, errno: code)
        case .library(let code): ReasonWords.ending(code)
        }
    }
}
