import ExerciseModel

extension Finding {
    /// A trial as one JSON object: `simulation door kept ok failed skipped checks[] {check title result notes reason
    /// sent got wrong mend}`; messages are strings, as they were sent or came.
    static func json(_ findings: [Finding], of subject: TrialSubject, isKept: Bool) -> [UInt8] {
        let (kept, broken) = (findings.count(where: \.isKept), findings.count(where: \.isBroken))
        return JSONWriter.object { writer in
            writer.field("simulation", subject.simulation.text)
            writer.field("door", subject.door.rawValue)
            writer.field("kept", isKept)
            writer.field("ok", kept)
            writer.field("failed", broken)
            writer.field("skipped", findings.count - kept - broken)
            writer.key("checks")
            writer.openArray()
            for finding in findings { finding.write(&writer) }
            writer.closeArray()
        }
    }

    private func write(_ writer: inout JSONWriter) {
        writer.openObject()
        writer.field("check", check.rawValue)
        writer.field("title", check.title)
        switch result {
        case .kept(let notes):
            writer.field("result", "ok")
            writer.list("notes", notes)
        case .skipped(let reason):
            writer.field("result", "skipped")
            writer.field("reason", reason)
        case .broken(let fault, let sent, let got):
            writer.field("result", "failed")
            writer.field("sent", ifPresent: sent.map { String(decoding: $0, as: UTF8.self) })
            writer.list("got", got.map { String(decoding: $0, as: UTF8.self) })
            writer.field("wrong", fault.sentence)
            writer.field("mend", mend(fault))
        }
        writer.closeObject()
    }
}
