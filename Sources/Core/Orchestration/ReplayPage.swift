import ExerciseControl
import ExerciseModel

/// What a team was sent in this run after a number, as far as one answer goes.
struct ReplayPage {
    /// Injects in one answer: a quarter of the window, so that a replay never keeps what is due.
    static let size = Limits.window / 4

    private let team: Int
    /// By number.
    private let slots: [DeliverySlot]
    private let more: Bool
    /// Numbers beyond the one asked for, as far as the page goes, that were released and never delivered.
    private let missing: [Int64]
    let replay: Replay

    /// The number after which a request asks; `nil` when it is none.
    static func after(_ payload: [UInt8]) -> Int64? {
        guard let object = try? JSONObject(payload[...]) else { return nil }
        guard let value = object["after"] else { return 0 }
        guard let after = value.integer, after >= 0 else { return nil }
        return after
    }

    init(of team: Int, after: Int64, in state: ExerciseState) {
        let ledger = state.ledger.teams[team]
        let sent = ledger.deliveries.indices.filter { ledger.deliveries[$0].seq > after }
            .sorted { ledger.deliveries[$0].seq < ledger.deliveries[$1].seq }
        let delivered = sent.filter { ledger.deliveries[$0].state == .delivered }
        let page = delivered.prefix(ReplayPage.size)
        let end = delivered.count > page.count ? page.last.map { ledger.deliveries[$0].seq } ?? 0 : .max
        self.team = team
        slots = page.map { DeliverySlot(team: team, place: $0) }
        more = delivered.count > page.count
        missing = sent.filter { ledger.deliveries[$0].state != .delivered && ledger.deliveries[$0].seq <= end }
            .map { ledger.deliveries[$0].seq }
        replay = Replay(
            after: after, first: page.first.map { ledger.deliveries[$0].seq } ?? 0,
            last: page.last.map { ledger.deliveries[$0].seq } ?? 0, count: page.count)
    }

    /// The injects, marked as replayed, and the message that ends them.
    func messages(_ state: ExerciseState) -> [[UInt8]] {
        slots.map { slot in
            OutgoingInject.encode(
                state.ledger.inject(at: slot), state.ledger.delivery(at: slot), team: state.ledger.teams[team].id,
                run: state.run, exercise: state.id, isReplay: true)
        } + [end]
    }

    private var end: [UInt8] {
        JSONWriter.object { writer in
            writer.field("replay", "end")
            if replay.count > 0 {
                writer.field("first", replay.first)
                writer.field("last", replay.last)
            } else {
                writer.null("first")
                writer.null("last")
            }
            writer.field("more", more)
            writer.key("missing")
            writer.openArray()
            for seq in missing { writer.value(seq) }
            writer.closeArray()
        }
    }
}
