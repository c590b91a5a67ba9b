import ExerciseModel

/// What a command does, in words: one line for the same thing done to several teams.
enum EffectText {
    /// A line for each kind of effect on each inject, in the order in which they come.
    static func lines(_ effects: [JSONSlice]) -> [String] {
        var order: [String] = []
        var teams: [String: [String]] = [:]
        for effect in effects {
            guard let object = effect.object, let type = object["type"]?.string, let data = object["data"]?.object
            else {
                continue
            }
            let words = words(type, data)
            if teams[words] == nil { order.append(words) }
            teams[words, default: []] += team(type, data)
        }
        return order.map { words in
            let names = teams[words] ?? []
            return names.isEmpty ? words : "\(words): \(names.joined(separator: ", "))"
        }
    }

    private static func team(_ type: String, _ data: JSONObject) -> [String] {
        if type == "inject.added" { return data["teams"]?.array?.compactMap(\.string) ?? [] }
        return data["team"]?.string.map { [$0] } ?? []
    }

    private static func words(_ type: String, _ data: JSONObject) -> String {
        let inject = data["inject"]?.string ?? ""
        switch type {
        case "clock.started": return "the clock starts"
        case "clock.paused": return "the clock stands"
        case "clock.resumed": return "the clock goes on"
        case "clock.stopped": return "the exercise is stopped"
        case "clock.completed": return "ENDEX"
        case "clock.rate_changed": return "the rate is now \(text(data["rate"]))"
        case "clock.sought": return "the clock goes to \(time(data["to"]))"
        case "exercise.reset": return "a new run begins"
        case "inject.added": return "\(data["inject"]?.object?["id"]?.string ?? "an inject") is added"
        case "inject.planned": return "\(inject) is due at \(time(data["time"]))"
        case "inject.rescheduled": return "\(inject) is back on schedule"
        case "inject.released": return "\(inject) goes out"
        case "inject.repeated": return "\(inject) goes out again"
        case "inject.retried": return "\(inject) is tried again"
        case "inject.held": return "\(inject) is held (\(reason(data)))"
        case "inject.skipped": return "\(inject) is skipped (\(reason(data)))"
        case "inject.queued": return "\(inject) waits (\(reason(data)))"
        case "receipt.recorded": return "\(inject) is recorded as \(data["status"]?.string ?? "answered")"
        case "action.ticked": return ticked(inject, data)
        case "note.recorded": return "noted"
        case "noduff.declared": return "NO DUFF: \(data["message"]?.string ?? "")"
        case "noduff.cleared": return "NO DUFF is lifted"
        case "saga.cancelling": return "\(saga(data)) is cancelled (\(reason(data)))"
        case "saga.compensating": return "\(saga(data)) is undone"
        case "saga.ended": return "\(saga(data)) ends \(data["state"]?.string ?? "")"
        case "step.retried": return "\(step(data)) is tried again"
        case "step.skipped": return "\(step(data)) is passed over (\(reason(data)))"
        case "step.completed": return "\(step(data)) is done"
        case "step.failed": return "\(step(data)) has failed (\(reason(data)))"
        case "approval.answered": return data["agreed"]?.bool == true ? "approved" : "rejected (\(reason(data)))"
        default: return inject.isEmpty ? type : "\(type) \(inject)"
        }
    }

    private static func saga(_ data: JSONObject) -> String { data["saga"]?.string ?? "a saga" }

    private static func step(_ data: JSONObject) -> String {
        let undo = data["phase"]?.string == "undo" ? "the undo of " : ""
        return "\(undo)step \(data["step"]?.integer ?? 0) of \(saga(data))"
    }

    private static func ticked(_ inject: String, _ data: JSONObject) -> String {
        let rating = data["rating"]?.string.map { ", rated \($0)" } ?? ""
        return "action \(data["action"]?.integer ?? 1) of \(inject) was seen\(rating)"
    }

    private static func reason(_ data: JSONObject) -> String {
        data["note"]?.string ?? data["reason"]?.string ?? "no reason given"
    }

    private static func time(_ value: JSONSlice?) -> String {
        value?.scaled(digits: 6).map(TimeSpelling.text(ofPoint:)) ?? "?"
    }

    private static func text(_ value: JSONSlice?) -> String {
        guard let thousandths = value?.scaled(digits: 3) else { return "?" }
        return NumberText.decimal(thousandths: thousandths)
    }
}
