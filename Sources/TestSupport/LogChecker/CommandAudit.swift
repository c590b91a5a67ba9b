import ExerciseModel

/// Holds every answer to the log and to the answers before it (I1).
struct CommandAudit {
    private(set) var violations: [Violation] = []
    private let walk: LogWalk
    private var firstAnswers: [String: String] = [:]

    init(_ exchanges: [Observations.Exchange], _ walk: LogWalk) {
        self.walk = walk
        for exchange in exchanges { audit(exchange) }
    }

    private mutating func complain(_ sentence: String) { violations.append(Violation("I1", sentence)) }

    private mutating func audit(_ exchange: Observations.Exchange) {
        guard let bytes = exchange.answer else {
            if exchange.mustBeAnswered { complain("no answer to \(String(decoding: exchange.command, as: UTF8.self))") }
            return
        }
        guard let answer = try? JSONObject(bytes[...]), let isAccepted = answer["accepted"]?.bool else {
            return complain("an answer is no result")
        }
        guard let command = try? JSONObject(exchange.command[...]) else {
            if isAccepted { complain("what is no JSON was accepted") }
            return
        }
        let isRehearsal = command["dry_run"]?.bool == true
        let code = answer["error"]?.object?["code"]?.string
        if isAccepted, !isRehearsal { auditAcceptance(answer, command) }
        guard let id = command["id"]?.string, !isRehearsal, code != "store_unavailable", code != "retained_command"
        else { return }
        auditRepetition(id, command, answer)
    }

    private mutating func auditAcceptance(_ answer: JSONObject, _ command: JSONObject) {
        let position = answer["position"]?.integer ?? 0
        guard let logged = walk.accepted[position], logged.data["command"]?.string == command["command"]?.string,
            logged.data["id"]?.string == command["id"]?.string
        else { return complain("the log does not have the accepted command at \(position)") }
    }

    /// The same command under the same id gets the same outcome; `effects` and who was first are told once.
    private mutating func auditRepetition(_ id: String, _ command: JSONObject, _ answer: JSONObject) {
        guard let logged = walk.commands[id], let wanted = try? JSONObject(Array(logged.text("content").utf8)[...])
        else { return }
        let outcome = text(of: answer, but: ["effects", "effects_total", "changed_before"])
        guard text(of: command, but: ["id", "timestamp"]) == text(of: wanted, but: []) else {
            // Arguments are looked at before the id is (`contract.md` 1).
            let code = answer["error"]?.object?["code"]?.string ?? ""
            guard !["conflict", "invalid_command", "unknown_command"].contains(code) else { return }
            return complain("'\(id)' was used for two commands, and the other was answered \(outcome)")
        }
        if let first = firstAnswers[id], first != outcome {
            complain("'\(id)' was answered \(first) first and \(outcome) later")
        }
        firstAnswers[id] = outcome
    }

    private func text(of object: JSONObject, but idle: Set<String>) -> String {
        object.fields.filter { !idle.contains(object.name(of: $0)) }
            .map { "\(object.name(of: $0)):\(String(decoding: $0.value.bytes, as: UTF8.self))" }.sorted()
            .joined(separator: ",")
    }
}
