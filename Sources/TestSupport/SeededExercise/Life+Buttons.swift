import ExerciseHost
import ExerciseModel
import LogChecker
import Orchestration

extension Life {
    /// Every way out of what sagas wait for that the list shows is open at the end (I9): a dry run of each says so.
    func pressButtons(of host: Host) {
        guard let rest = seen.rest, host.exercise(exercise)?.state.noDuff == nil,
            let rows = (try? JSONObject(rest.waiting[...], caps: .trusted))?["waiting"]?.array
        else { return }
        for row in rows.compactMap(\.object) where ["saga", "approval", "events"].contains(row["kind"]?.string) {
            for button in row["buttons"]?.array ?? [] {
                guard let refusal = refusal(of: Array(button.bytes), host) else { continue }
                violations.append(Violation("I9", "a button of '\(row["id"]?.string ?? "")' is refused: \(refusal)"))
            }
        }
    }

    private func refusal(of button: [UInt8], _ host: Host) -> String? {
        callers += 1
        let payload = button.dropLast() + Array(",\"dry_run\":true}".utf8)
        let outcome = host.turn([.exercise(exercise, .command(payload, .local(callers, origin: "cli")))], now: moment)
        for (_, effect) in outcome.effects {
            guard case .answer(callers, let result) = effect else { continue }
            guard case .refused(_, let message) = result.outcome else { return nil }
            return "\(String(decoding: button, as: UTF8.self)): \(message)"
        }
        return "it has no answer"
    }
}
