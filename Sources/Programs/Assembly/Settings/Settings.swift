package import ExerciseModel
package import HTTPGateway
package import MQTTGateway
package import ScenarioFiles

/// All settings, checked.
package struct Settings: Equatable, Sendable {
    /// Where the store's file is.
    package var store: String
    package var broker: BrokerChoice
    package var http: HTTPPlace
    /// Whether a port was asked for; where none was, another may be as good.
    package var asksForPort: Bool
    package var instance: InstanceID?
    /// Rules that make an exercise by themselves; `nil` where none are named.
    package var scenarioFile: String?
    /// Where a simulation belongs that names no exercise.
    package var standardExercise: ExerciseID
    package var delivery: DeliverySettings
    package var caps: ExerciseCaps
    package var search: TimelineSearch
    package var logLevel: String
    /// `json` or `text`; `nil` for text on a terminal, else JSON.
    package var logFormat: String?

    /// Whose broker the exercises run on.
    package enum BrokerChoice: Equatable, Sendable {
        /// One that the daemon starts itself, on this port, or from 1883 on where none was asked for; we speak this
        /// version with it.
        case own(port: UInt16?, version: BrokerSettings.Version = .five)
        case external(BrokerSettings)
    }

    /// Checks the words that were given.
    package init(_ values: SettingValues) throws(SettingFault) {
        store = try Settings.storePath(values)
        broker = try Settings.brokerChoice(values)
        http = try Settings.httpPlace(values)
        asksForPort = values[.port] != nil
        instance = try Settings.instance(values)
        scenarioFile = values[.scenarioFile]
        standardExercise = try Settings.standardExercise(values)
        delivery = try Settings.delivery(values)
        caps = ExerciseCaps()
        caps.duration = try values.integer(.maxDuration, in: 1...10_000_000) ?? caps.duration
        caps.teams = Int(try values.integer(.maxTeams, in: 1...100_000) ?? Int64(caps.teams))
        caps.injects = Int(try values.integer(.maxInjects, in: 1...10_000_000) ?? Int64(caps.injects))
        search = TimelineSearch(
            timelineStorage: values[.timelineStorage], mediaStorage: values[.mediaStorage])
        let levels = ["trace", "debug", "info", "notice", "warning", "error", "critical"]
        logLevel = try values.choice(.logLevel, of: levels) ?? "info"
        logFormat = try values.choice(.logFormat, of: ["json", "text"])
    }

    private static func storePath(_ values: SettingValues) throws(SettingFault) -> String {
        let word = values[.database] ?? "scenarios.db"
        if word.hasPrefix("postgres://") || word.hasPrefix("postgresql://") {
            throw SettingFault(
                .database, "PostgreSQL is not supported by this version: name a file, as in sqlite:scenarios.db")
        }
        guard word.hasPrefix("sqlite:") else { return word }
        var path = word.dropFirst("sqlite:".count)
        if path.hasPrefix("//") { path = path.dropFirst(2) }
        guard !path.isEmpty else { throw SettingFault(.database, "'\(word)' names no file") }
        return String(path)
    }

    private static func httpPlace(_ values: SettingValues) throws(SettingFault) -> HTTPPlace {
        var place = HTTPPlace()
        place.host = values[.host] ?? place.host
        place.port = try values.integer(.port, in: 0...65_535).map(UInt16.init) ?? place.port
        place.isInsecure = try values.flag(.insecure) ?? place.isInsecure
        place.names = (values[.allowedHosts] ?? "").split { $0 == "," || $0 == " " }.map(String.init)
        return place
    }

    private static func instance(_ values: SettingValues) throws(SettingFault) -> InstanceID? {
        guard let word = values[.instance] else { return nil }
        guard let instance = InstanceID(word) else {
            throw SettingFault(.instance, "'\(word)' must be 1 to 64 letters, digits, - or _")
        }
        return instance
    }

    private static func standardExercise(_ values: SettingValues) throws(SettingFault) -> ExerciseID {
        let word = values[.standardExercise] ?? "default"
        guard let exercise = ExerciseID(word) else {
            throw SettingFault(.standardExercise, "'\(word)' must be 1 to 64 letters, digits, - or _")
        }
        return exercise
    }

    private static func delivery(_ values: SettingValues) throws(SettingFault) -> DeliverySettings {
        var delivery = DeliverySettings()
        delivery.qos = UInt8(try values.integer(.qos, in: 0...2) ?? Int64(delivery.qos))
        delivery.precision =
            try values.integer(.precision, in: 1...60_000).map { $0 * 1_000 } ?? delivery.precision
        delivery.timeout =
            try values.integer(.deliveryTimeout, in: 10...600_000).map { $0 * 1_000 } ?? delivery.timeout
        delivery.retryDelay =
            try values.integer(.retryDelay, in: 0...3_600).map { $0 * 1_000_000 } ?? delivery.retryDelay
        delivery.retries = Int(try values.integer(.retries, in: 0...1_000) ?? Int64(delivery.retries))
        return delivery
    }
}
