/// The arguments of one command, each read with its own complaint.
struct Arguments {
    var object: JSONObject
    var command: String

    /// Microseconds, 115 days: more than any exercise lasts, and far from what would overflow.
    static let longest: Int64 = 10_000_000_000_000

    func invalid(_ message: String) -> Refusal {
        Refusal(.invalidCommand, message)
    }

    func missing(_ name: String) -> Refusal { invalid("'\(command)' needs \"\(name)\"") }

    func text(_ key: StaticString) throws(Refusal) -> String? {
        guard let value = object[key] else { return nil }
        guard let text = value.string else { throw invalid("\"\(key)\" must be a string") }
        return text
    }

    func flag(_ key: StaticString) throws(Refusal) -> Bool {
        guard let value = object[key] else { return false }
        guard let flag = value.bool else { throw invalid("\"\(key)\" must be true or false") }
        return flag
    }

    func rate() throws(Refusal) -> Rate {
        guard let value = object["rate"] else { throw missing("rate") }
        guard let thousandths = value.scaled(digits: 3), let rate = Rate(thousandths: thousandths) else {
            throw invalid("\"rate\" must be a number from 0.1 to 1000")
        }
        return rate
    }

    func instant(_ key: StaticString) throws(Refusal) -> ExerciseInstant {
        guard let value = object[key] else { throw missing("\(key)") }
        guard let microseconds = value.scaled(digits: 6), (0...Arguments.longest).contains(microseconds) else {
            throw invalid("\"\(key)\" must be a number of seconds since STARTEX")
        }
        return ExerciseInstant(microseconds: microseconds)
    }

    func policy(_ key: StaticString) throws(Refusal) -> LatePolicy? {
        guard let text = try text(key) else { return nil }
        guard let policy = LatePolicy(rawValue: text) else {
            throw invalid("\"\(key)\" must be \"fire\", \"skip\" or \"hold\"")
        }
        return policy
    }

    func needed(_ key: StaticString) throws(Refusal) -> String {
        guard let text = try text(key) else { throw missing("\(key)") }
        return text
    }

    /// A list of at least one text, each named once; `nil` when it is left out.
    func list(_ key: StaticString) throws(Refusal) -> [String]? {
        guard let value = object[key] else { return nil }
        let texts = value.array?.map(\.string) ?? []
        let names = texts.compactMap { $0 }
        guard !names.isEmpty, names.count == texts.count else {
            throw invalid("\"\(key)\" must be a list of at least one name")
        }
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    func inject(_ text: String) throws(Refusal) -> InjectID {
        guard let inject = InjectID(text) else {
            throw Refusal(.unknownInject, "there is no inject '\(text.prefix(64))'")
        }
        return inject
    }

    func team(_ text: String) throws(Refusal) -> TeamID {
        guard let team = TeamID(text) else {
            throw Refusal(.unknownTeam, "there is no team '\(text.prefix(64))'")
        }
        return team
    }

    func teams(_ texts: [String]?) throws(Refusal) -> [TeamID]? {
        guard let texts else { return nil }
        var teams: [TeamID] = []
        for text in texts { teams.append(try team(text)) }
        return teams
    }

    func teamIfNamed() throws(Refusal) -> TeamID? {
        guard let text = try text("team") else { return nil }
        return try team(text)
    }

    /// Words that a person must write: there, and more than white space.
    func words(_ key: StaticString) throws(Refusal) -> String {
        let text = try needed(key)
        guard text.utf8.contains(where: { $0 > 0x20 }) else { throw missing("\(key)") }
        return text
    }

    func milestone(_ key: StaticString) throws(Refusal) -> Milestone {
        let text = try needed(key)
        guard let milestone = Milestone(rawValue: text), Milestone.receipts.contains(milestone) else {
            throw invalid("\"\(key)\" must be \"received\", \"seen\", \"acknowledged\" or \"responded\"")
        }
        return milestone
    }

    func rating(_ key: StaticString) throws(Refusal) -> Rating? {
        guard let text = try text(key) else { return nil }
        guard let rating = Rating(rawValue: text) else {
            throw invalid("\"\(key)\" must be \"P\", \"S\", \"M\" or \"U\"")
        }
        return rating
    }

    /// A count from 1; 1 when it is left out.
    func ordinal(_ key: StaticString) throws(Refusal) -> Int {
        guard let value = object[key] else { return 1 }
        guard let number = value.integer, (1...10_000).contains(number) else {
            throw invalid("\"\(key)\" must be a number from 1")
        }
        return Int(number)
    }

    func saga() throws(Refusal) -> SagaID {
        let text = try needed("saga")
        guard let saga = SagaID(text) else {
            throw Refusal(.unknownSaga, "there is no saga '\(text.prefix(64))'")
        }
        return saga
    }

    func abandonsSagas() throws(Refusal) -> Bool {
        guard let text = try text("sagas") else { return false }
        guard text == "abandon" else { throw invalid("\"sagas\" must be \"abandon\", or be left out") }
        return true
    }

    func revision(_ key: StaticString) throws(Refusal) -> Int64? {
        guard let value = object[key] else { return nil }
        guard let number = value.integer, number >= 0 else {
            throw invalid("\"\(key)\" must be the revision that was shown, a whole number")
        }
        return number
    }
}
