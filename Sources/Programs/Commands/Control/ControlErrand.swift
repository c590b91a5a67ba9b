import ExerciseHost
import ExerciseModel
import MQTTGateway

/// One command on its way over the broker and its result on the way back.
final class ControlErrand: Sendable {
    private struct Progress {
        var isReady = false
        var isHeard = true
        var result: [UInt8]?
        var trouble: String?
    }

    private let exercise: ExerciseID
    private let client: MQTTClient
    private let progress: Guarded<Progress>
    private let poller: Poller

    /// Connects and subscribes to the results.
    init(exercise: ExerciseID, commandID: String, broker: BrokerSettings) throws {
        self.exercise = exercise
        let progress = Guarded(Progress())
        let poller = try Poller()
        self.progress = progress
        self.poller = poller
        client = try MQTTClient(broker, clientID: "whitecell-\(commandID)") { reports in
            progress.withLock { progress in
                for report in reports { ControlErrand.note(report, commandID, &progress) }
            }
            poller.ring()
        }
        client.subscribe(to: [Topic.result(exercise)])
    }

    /// Publishes the command and waits for its result; `nil` when none came in time.
    func carryOut(_ payload: [UInt8], within microseconds: Int64) -> [UInt8]? {
        defer { client.stop() }
        let deadline = SystemClock.wall().adding(microseconds: microseconds)
        guard wait(until: deadline, { $0.isReady }) else { return nil }
        client.publish([Publication(topic: Topic.control(exercise), payload: payload, qos: 1)])
        _ = wait(until: deadline) { $0.result != nil || !$0.isHeard }
        return progress.withLock { $0.result }
    }

    /// Why there is no result, and what to do.
    var whyNoAnswer: String {
        progress.withLock { progress in
            if !progress.isReady { return "the broker cannot be reached: \(progress.trouble ?? "no answer in 5 s")" }
            if !progress.isHeard {
                return "no daemon runs the exercise '\(exercise)' on this broker: start one with 'whitecell serve'"
            }
            return "no answer within 5 s: whether the command was carried out is unknown ('whitecell log "
                + "\(exercise)' tells)"
        }
    }

    private func wait(until deadline: WallInstant, _ isDone: (Progress) -> Bool) -> Bool {
        while true {
            if progress.withLock({ isDone($0) }) { return true }
            let left = deadline.microseconds - SystemClock.wall().microseconds
            guard left > 0 else { return false }
            _ = poller.wait(atMost: left)
        }
    }

    private static func note(_ report: MQTTClient.Report, _ commandID: String, _ progress: inout Progress) {
        switch report {
        case .subscribed: progress.isReady = true
        case .connected: break
        case .lost(let reason): progress.trouble = reason
        case .refused(_, let reason), .unpublished(_, let reason): progress.trouble = reason
        case .published(let isHeard): progress.isHeard = isHeard
        case .heard(let message):
            guard let object = try? JSONObject(message.payload[...], caps: .trusted),
                object["id"]?.string == commandID
            else { return }
            progress.result = message.payload
        }
    }
}
