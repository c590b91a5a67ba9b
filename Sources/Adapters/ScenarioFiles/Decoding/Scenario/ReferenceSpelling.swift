import ExerciseModel

/// A reference as it stands inside a text of a rule.
struct ReferenceSpelling {
    /// The bytes that it fills, counted in the text.
    let range: Range<Int>
    /// `nil` when it names nothing.
    let reference: TemplateReference?
    /// What is wrong with it, and how to mend it.
    let fault: (message: String, help: String)?

    /// All of a text, in their order.
    static func all(in text: String) -> [ReferenceSpelling] {
        let bytes = Array(text.utf8)
        var found: [ReferenceSpelling] = []
        var at = 0
        while at + 1 < bytes.count {
            guard bytes[at] == UInt8(ascii: "$") else {
                at += 1
                continue
            }
            if bytes[at...].starts(with: "$${".utf8) {
                at += 3
            } else if bytes[at + 1] == UInt8(ascii: "{") {
                found.append(ReferenceSpelling(bytes, at: at))
                at = found.last?.range.upperBound ?? bytes.count
            } else {
                at += 1
            }
        }
        return found
    }

    private init(_ bytes: [UInt8], at start: Int) {
        guard let close = bytes[start...].firstIndex(of: UInt8(ascii: "}")) else {
            range = start..<bytes.count
            reference = nil
            fault = ("this reference is never closed", "write '}' behind it, or '$${' for the text itself")
            return
        }
        range = start..<close + 1
        let text = String(decoding: bytes[start + 2..<close], as: UTF8.self)
        reference = TemplateReference(text)
        guard reference == nil else {
            fault = nil
            return
        }
        let near = EditDistance.nearest(
            to: text, among: ["event.event_type", "event.from", "event.event_id", "saga.id"])
        fault = (
            "there is nothing called \(DisplayText.quoted("${\(text)}"))",
            near.map { "did you mean '${\($0)}'?" } ?? "write \(TemplateReference.spellings)"
        )
    }
}
