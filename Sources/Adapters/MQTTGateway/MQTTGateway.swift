package import ExerciseHost
package import ExerciseModel
package import Orchestration

/// The broker port on libmosquitto: two connections to one broker, on one thread of their own.
///
/// The publishing link (`whitecell-{instance}-feed`) begins clean, so that commands sent while we were away never run;
/// it carries the deliveries, hears `/control`, `/timer` and the other instances, and leaves the last will. The
/// session link (`whitecell-{instance}`) hears the teams' presence and outlives us by a day.
package final class MQTTGateway: MessageBroker {
    private let settings: BrokerSettings
    private let instance: InstanceID
    private let version: String
    private let running = Guarded<Running?>(nil)

    /// Prepares a gateway; it connects when it knows where to report to.
    package init(_ settings: BrokerSettings, instance: InstanceID, version: String) {
        self.settings = settings
        self.instance = instance
        self.version = version
    }

    deinit { orderStop() }

    /// Connects, and keeps connecting; a broker that cannot be reached is a report, never an error. When the process
    /// may have no further thread or descriptor, that is the one report.
    package func report(
        to handler: @escaping @Sendable ([BrokerReport]) -> Void, backlog: @escaping @Sendable () -> Int
    ) {
        let loop = GatewayLoop(settings, instance, version: version, handler, backlog: backlog)
        do throws(LoopFault) {
            let thread = try LoopThread(name: "mqtt", work: loop)
            running.withLock { $0 = Running(loop: loop, thread: thread) }
        } catch {
            handler([.lost(reason: error.description, inFlight: [])])
        }
    }

    /// Connects, and lets nobody wait.
    package func report(to handler: @escaping @Sendable ([BrokerReport]) -> Void) {
        report(to: handler, backlog: { 0 })
    }

    /// Hands the orders to the loop's thread; those given before `report(to:)` are lost.
    package func perform(_ orders: [BrokerOrder]) {
        guard let running = running.withLock({ $0 }) else { return }
        running.loop.inbox.withLock { $0.orders += orders }
        running.thread.wake()
    }

    /// How many publications were dropped because 10,000 waited.
    package var dropped: Int { running.withLock { $0 }?.loop.dropped.withLock { $0 } ?? 0 }

    /// Why the broker cannot be used now; `nil` while it can.
    package var absence: String? {
        running.withLock { $0 }.map { $0.loop.absence.withLock { $0 } } ?? "not connected yet"
    }

    /// Says `offline`, waits until the broker has it, and hangs up; all of it within a second. What is not settled
    /// then is reported no more.
    package func stop() { _ = orderStop()?.thread.join(within: 1_000_000) }

    @discardableResult private func orderStop() -> Running? {
        guard let running = running.withLock({ $0.take() }) else { return nil }
        running.loop.inbox.withLock { $0.stops = true }
        running.thread.wake()
        return running
    }

    private struct Running: Sendable {
        let loop: GatewayLoop
        let thread: LoopThread
    }
}
