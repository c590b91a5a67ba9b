import ExerciseModel

/// What each replay that the log says was sent must have held.
struct ReplayFold {
    struct Page {
        var team: String
        var position: Int64
        /// The numbers that went out, in order.
        var seqs: [Int64]
        var more: Bool
        var missing: [Int64]

        /// Whether the message that ends a page tells of this one.
        func says(_ end: JSONObject) -> Bool {
            end["first"]?.integer == seqs.first && end["last"]?.integer == seqs.last && end["more"]?.bool == more
                && (end["missing"]?.array ?? []).map(\.integer) == missing
        }
    }

    private static let size = 50
    private(set) var pages: [Page] = []

    /// Folds an event; says what is wrong with it.
    mutating func fault(_ event: LoggedEvent, _ ledger: LedgerFold) -> String? {
        guard event.type == "replay.sent" else { return nil }
        let (team, after) = (event.text("team"), event.integer("after"))
        let sent = ledger.deliveries.filter { $0.plan.team == team && $0.seq > after }.sorted { $0.seq < $1.seq }
        let delivered = sent.filter { $0.state == "delivered" }.map(\.seq)
        let seqs = Array(delivered.prefix(ReplayFold.size))
        let more = delivered.count > seqs.count
        let missing = sent.filter { $0.state != "delivered" && (!more || $0.seq <= seqs.last ?? 0) }.map(\.seq)
        pages.append(Page(team: team, position: event.position, seqs: seqs, more: more, missing: missing))
        let told = [event.integer("first"), event.integer("last"), event.integer("count")]
        let wanted = [seqs.first ?? 0, seqs.last ?? 0, Int64(seqs.count)]
        return told == wanted ? nil : "the replay at \(event.position) holds \(told), not \(wanted)"
    }
}
