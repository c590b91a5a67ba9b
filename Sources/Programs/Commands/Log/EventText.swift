import ExerciseModel
import Orchestration

/// A committed event as one line for a person.
enum EventText {
    /// `   17  T+05:32  10:05:32.120  inject.delivered  blue inject-042  seq 4, 12 ms`.
    static func line(_ record: EventRecord) -> String {
        let position = pad("\(record.position)", to: 7, left: true)
        let time = pad(ClockText.formatted(record.exerciseTime), to: 9)
        let clock = CalendarText.text(record.at).dropFirst(11).dropLast()
        let details = details(record)
        let type = details.isEmpty ? record.type : "\(pad(record.type, to: 21)) \(details)"
        return "\(position)  \(time) \(clock)  \(type)"
    }

    /// The same for a drawing, without columns: `17 T+05:32 inject.delivered blue inject-042 (seq 4)`.
    static func node(_ record: EventRecord) -> String {
        let words = ["\(record.position)", ClockText.formatted(record.exerciseTime), record.type, details(record)]
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }

    private static func details(_ record: EventRecord) -> String {
        guard let data = try? JSONObject(record.data[...], caps: .trusted) else { return "" }
        if record.type == "exercise.loaded" { return loaded(data) }
        let lead = ["team", "simulation", "saga", "rule", "inject", "command", "event_type", "sentence"]
        let idle: Set<String> = [
            "wall_us", "boot_id", "content", "since_us", "retry_at_us", "due_running_us", "running_us", "time",
            "until_us", "stages",
        ]
        var words = lead.compactMap { key in
            data.fields.first { data.name(of: $0) == key }?.value.string
        }
        var rest: [String] = []
        for field in data.fields {
            let name = data.name(of: field)
            guard !lead.contains(name), !idle.contains(name), field.value.kind != .null,
                field.value.bool != false, !(name == "late_ms" && data["late"]?.bool == false)
            else { continue }
            rest.append("\(name) \(field.value.string ?? String(decoding: field.value.bytes, as: UTF8.self))")
        }
        if !rest.isEmpty {
            words.append(words.isEmpty ? rest.joined(separator: ", ") : "(\(rest.joined(separator: ", ")))")
        }
        if !record.actor.isEmpty, record.type.hasPrefix("command") { words.append("by \(record.actor)") }
        return words.joined(separator: " ")
    }

    private static func loaded(_ data: JSONObject) -> String {
        let exercise = data["exercise"]?.object?["path"]?.string ?? ""
        let timelines = (data["timelines"]?.array ?? []).compactMap { $0.object?["path"]?.string }
        let scenario = data["scenario"]?.object?["path"]?.string.map { [$0] } ?? []
        return ([exercise] + timelines + scenario).joined(separator: " ")
    }

    private static func pad(_ text: String, to width: Int, left: Bool = false) -> String {
        let space = String(repeating: " ", count: max(0, width - text.count))
        return left ? space + text : text + space
    }
}
