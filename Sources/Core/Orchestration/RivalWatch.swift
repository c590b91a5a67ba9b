import ExerciseModel

/// Listens for another daemon on the same exercise: one whose timer is young and who says that it is online.
struct RivalWatch: Sendable {
    /// Microseconds for which a timer message counts (`contract.md` 1: it expires after 15 s).
    private static let lifetime: Int64 = 15_000_000

    private var online: Set<InstanceID> = []
    private var timer: (instance: InstanceID, heard: WallInstant)?

    init() {}

    mutating func hearStatus(of other: InstanceID, isOnline: Bool) {
        if isOnline { online.insert(other) } else { online.remove(other) }
    }

    /// A retained message may be old: its own timestamp tells.
    mutating func hearTimer(of other: InstanceID, sentAt: UTCInstant, now: Moment) {
        let age = max(0, (now.utc.milliseconds - sentAt.milliseconds) * 1_000)
        guard age < RivalWatch.lifetime else { return }
        timer = (other, now.wall.adding(microseconds: -age))
    }

    /// The other daemon, or `nil`.
    func rival(at now: Moment) -> InstanceID? {
        guard let timer, online.contains(timer.instance),
            now.wall < timer.heard.adding(microseconds: RivalWatch.lifetime)
        else { return nil }
        return timer.instance
    }

    /// When its last word loses its weight.
    var expiry: WallInstant { timer?.heard.adding(microseconds: RivalWatch.lifetime) ?? .never }
}
