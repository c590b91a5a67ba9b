import ExerciseModel

/// A trial of one simulation: it plays the daemon's side of the protocol, check after check, without clock or
/// connection.
struct ConformanceTrial {
    /// What it hears of the simulation.
    enum News: Equatable {
        case registered
        /// An event or an answer, and its text.
        case said(SimulationMessage, [UInt8])
        /// What a daemon would refuse, and its text; the sender has been told.
        case misspoke(String, [UInt8])
        /// What counts, but might as well have got lost, and its text.
        case unsure(String, [UInt8])
        /// Somebody was there to no purpose.
        case visited(String)
        case left(reason: String)
        case ponged
        case presence(TrialPresence)
        /// What was to be cut cannot be.
        case uncut(String)

        /// Another simulation, whose id was perhaps meant.
        static func visited(by other: SimulationID) -> News {
            .visited("'\(other)' did: give the id that is meant, here or there")
        }
    }

    /// What it wants done.
    enum Deed: Equatable {
        case say(TrialSaying, [UInt8])
        /// The connection is to go without a goodbye.
        case cut
        case found(Finding)
    }

    /// How it ended.
    enum Outcome: Equatable {
        case kept, broken
        /// It never came; the words say who did.
        case absent(String)
    }

    enum Doing {
        case awaiting(until: WallInstant)
        /// Ready for the next move.
        case idle
        case asking(TrialAsk, until: WallInstant)
        /// It has answered; an answer more than was asked for is one too many.
        case settling(TrialAsk, until: WallInstant)
        case returning(until: WallInstant)
        case pinging(until: WallInstant)
        /// Its word that it is online, or offline, is awaited.
        case presenting(Bool, until: WallInstant)
        case over
    }

    /// What has come since a command was asked.
    struct Hearing {
        var since = WallInstant.never
        var answers: [AnswerBook.Entry] = []
        var hasProgress = false
        var events: Set<String> = []
    }

    let subject: TrialSubject
    private(set) var findings: [Finding] = []
    var parts: ArraySlice<TrialScript.Part>
    var moves: ArraySlice<TrialScript.Move> = []
    var check = ConformanceCheck.registers
    /// Whether nothing has been found yet of the present check.
    var isOpen = true
    var doing: Doing
    var isThere = false
    /// Whether somebody came who is, or should be, the simulation.
    var hasCome = false
    /// What it has said of its presence since it was cut off last.
    var online: TrialPresence?
    var offline: TrialPresence?
    var book = AnswerBook()
    var hearing = Hearing()
    /// What was reported while each command was carried out first.
    var reported: [String: Set<String>] = [:]
    /// The commands that are not asked about now, to which one answer more may come.
    var mayStillAnswer: Set<String> = []
    var tally = TrialTally()
    var notes: [String] = []
    var sent: [UInt8]?
    var got: [[UInt8]] = []
    var visitor: String?
    var deeds: [Deed] = []

    init(_ subject: TrialSubject, at now: WallInstant) {
        self.subject = subject
        parts = TrialScript.parts(for: subject)[...]
        doing = .awaiting(until: now.adding(microseconds: subject.absence))
    }

    /// When it acts by itself next.
    var deadline: WallInstant {
        switch doing {
        case .awaiting(let until), .asking(_, let until), .settling(_, let until), .returning(let until),
            .pinging(let until), .presenting(_, let until):
            until
        case .idle, .over: .never
        }
    }

    /// How it ended; `nil` while it goes on.
    var outcome: Outcome? {
        guard case .over = doing else { return nil }
        guard hasCome else { return .absent(visitor ?? "nobody did") }
        return findings.contains(where: \.isBroken) ? .broken : .kept
    }

    /// Takes what happened.
    mutating func hear(_ news: News, at now: WallInstant) -> [Deed] {
        switch news {
        case .registered: come(at: now)
        case .left(let reason): leave(reason, at: now)
        case .said(let message, let text): take(message, text, at: now)
        case .misspoke(let words, let text): misspeak(words, text, at: now)
        case .unsure(let words, let text): tally.doubt(words, text)
        case .visited(let words): visitor = words
        case .ponged: if case .pinging = doing { goOn(at: now) }
        case .presence(let presence): present(presence, at: now)
        case .uncut(let reason): leaveUncut(reason, at: now)
        }
        return takeDeeds()
    }

    /// Does what is due.
    mutating func act(at now: WallInstant) -> [Deed] {
        guard now >= deadline else { return [] }
        switch doing {
        case .awaiting: giveUp()
        case .asking:
            fail(now < lastCall ? .silence(subject.patience) : .endless(Self.longest * subject.patience), at: now)
        case .settling(let ask, _): judge(ask, at: now)
        case .returning:
            fail(.notBack(subject.absence), at: now)
            giveUp()
        case .pinging: fail(.noPong(subject.patience), at: now)
        case .presenting(let isOnline, _):
            let words = "no '\(isOnline ? "online" : "offline")' came within"
            fail(.presence("\(words) \(TimeSpelling.text(inSeconds: subject.patience))"), at: now)
        case .idle, .over: break
        }
        return takeDeeds()
    }

    /// Something is found of the present check.
    mutating func find(_ result: Finding.Result) {
        isOpen = false
        let finding = Finding(check, result)
        findings.append(finding)
        deeds.append(.found(finding))
    }

    private mutating func takeDeeds() -> [Deed] {
        defer { deeds = [] }
        return deeds
    }
}
