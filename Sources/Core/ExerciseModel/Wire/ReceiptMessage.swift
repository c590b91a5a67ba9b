/// Reads what a team's client says of an inject (`contract.md` 1): `{"id", "status"}` and, if it likes, `seq` and
/// `response`.
package struct ReceiptMessage: Equatable, Sendable {
    /// As it was named.
    package var inject: String
    package var milestone: Milestone
    package var seq: Int64?
    package var response: JSONText?

    /// Why a message is no receipt.
    package struct Refusal: Error, Equatable, Sendable {
        package var inject: String
        package var reason: String
    }

    /// Reads one message of the receipts' topic.
    package static func read(_ payload: [UInt8]) -> Result<ReceiptMessage, Refusal> {
        guard payload.count <= Limits.receipt else {
            return .failure(Refusal(inject: "", reason: "a receipt holds at most \(Limits.receipt) bytes"))
        }
        let object: JSONObject
        do throws(JSONFault) {
            object = try JSONObject(payload[...])
        } catch {
            return .failure(Refusal(inject: "", reason: "\(error.sentence) (byte \(error.offset + 1))"))
        }
        guard let inject = object["id"]?.string else {
            return .failure(Refusal(inject: "", reason: "a receipt needs the \"id\" of the inject"))
        }
        guard let status = object["status"]?.string, let milestone = Milestone(rawValue: status),
            Milestone.receipts.contains(milestone)
        else {
            let known = Milestone.receipts.map(\.rawValue).joined(separator: ", ")
            return .failure(Refusal(inject: inject, reason: "the \"status\" of a receipt is one of \(known)"))
        }
        if let seq = object["seq"], seq.integer == nil {
            return .failure(Refusal(inject: inject, reason: "the \"seq\" of a receipt is a whole number"))
        }
        return .success(
            ReceiptMessage(
                inject: inject, milestone: milestone, seq: object["seq"]?.integer, response: object["response"]?.text))
    }
}
