import ArgumentParser
import Assembly

/// The settings that every daemon takes; each flag has a variable of the same name in capitals.
struct SettingsOptions: ParsableArguments {
    @OptionGroup(title: "Store") var store: StoreOptions
    @OptionGroup(title: "Broker") var broker: BrokerOptions
    @OptionGroup(title: "Delivery") var delivery: DeliveryOptions
    @OptionGroup(title: "HTTP") var http: HTTPOptions
    @OptionGroup(title: "Simulations") var simulations: SimulationOptions
    @OptionGroup(title: "Log lines") var log: LogOptions

    /// All settings, checked; a bad one is a usage error.
    func settings() throws -> Settings {
        var flags = store.flags.merging(broker.flags) { first, _ in first }
        flags.merge(delivery.flags) { first, _ in first }
        flags.merge(http.flags) { first, _ in first }
        flags.merge(simulations.flags) { first, _ in first }
        flags.merge(log.flags) { first, _ in first }
        return try SettingsOptions.settings(flags)
    }

    /// Settings from some flags, the environment and `.env`.
    static func settings(_ flags: [Setting: String]) throws -> Settings {
        do {
            return try Settings(values(flags))
        } catch {
            throw Failure(.usage, error.description)
        }
    }

    static func values(_ flags: [Setting: String]) -> SettingValues {
        SettingValues(
            flags: flags, environment: ProcessEnvironment.settings(), dotenv: ProcessEnvironment.dotenv())
    }
}

/// Where the log of the exercises is kept.
struct StoreOptions: ParsableArguments {
    @Option(name: .customLong("database-url"), help: "The store: a path, or sqlite:PATH. [default: scenarios.db]")
    var database: String?

    var flags: [Setting: String] { [:].setting(.database, database) }
}

/// Which broker is used.
struct BrokerOptions: ParsableArguments {
    @Option(
        name: .customLong("mqtt-broker-host"),
        help: "The broker's host. [default: a broker of our own on loopback]")
    var host: String?
    @Option(name: .customLong("mqtt-broker-port"), help: "The broker's port. [default: 1883]")
    var port: String?
    @Option(name: .customLong("mqtt-protocol"), help: "5 or 3.1.1. [default: 5]")
    var version: String?
    @Option(name: .customLong("mqtt-username"), help: "The user name at the broker.")
    var username: String?
    @Option(name: .customLong("mqtt-password-file"), help: "A file of mode 0600 that holds the password.")
    var passwordFile: String?
    @Option(name: .customLong("mqtt-ca-file"), help: "Authorities of the broker's certificate; turns TLS on.")
    var caFile: String?
    @Option(name: .customLong("mqtt-cert-file"), help: "Our certificate.")
    var certFile: String?
    @Option(name: .customLong("mqtt-key-file"), help: "The key of our certificate, a file of mode 0600.")
    var keyFile: String?
    @Flag(help: "Go without TLS where other machines read along: to their broker, or on an address of ours.")
    var insecure = false

    var flags: [Setting: String] {
        [:].setting(.brokerHost, host).setting(.brokerPort, port).setting(.mqttProtocol, version)
            .setting(.username, username).setting(.passwordFile, passwordFile).setting(.caFile, caFile)
            .setting(.certFile, certFile).setting(.keyFile, keyFile).setting(.insecure, insecure ? "true" : nil)
    }
}

/// Where HTTP is served.
struct HTTPOptions: ParsableArguments {
    @Option(help: "The address that HTTP is served on. [default: 127.0.0.1]")
    var host: String?
    @Option(help: "The port; 0 takes any that is free. [default: 3000]")
    var port: String?
    @Option(help: "Further names, separated by commas, that a request may give as its Host.")
    var allowedHosts: String?

    var flags: [Setting: String] {
        [:].setting(.host, host).setting(.port, port).setting(.allowedHosts, allowedHosts)
    }
}

/// What simulations find.
struct SimulationOptions: ParsableArguments {
    @Option(help: "Rules that serve loads as an exercise 'default'. [default: scenarios/example.yaml, where it is]")
    var scenarioFile: String?
    @Option(help: "The exercise of simulations that name none. [default: default, else the only one]")
    var defaultExercise: String?

    var flags: [Setting: String] {
        [:].setting(.scenarioFile, scenarioFile).setting(.standardExercise, defaultExercise)
    }
}

/// How injects are delivered where the exercise does not say it itself.
struct DeliveryOptions: ParsableArguments {
    @Option(name: .customLong("mqtt-qos-level"), help: "0, 1 or 2. [default: 1]")
    var qos: String?
    @Option(name: .customLong("timer-precision-ms"), help: "How late is late. [default: 100]")
    var precision: String?
    @Option(name: .customLong("delivery-timeout-ms"), help: "The wait for the broker's answer. [default: 5000]")
    var timeout: String?
    @Option(name: .customLong("retry-delay-seconds"), help: "The pause between attempts. [default: 5]")
    var retryDelay: String?
    @Option(name: .customLong("max-retry-attempts"), help: "Attempts after the first. [default: 3]")
    var retries: String?
    @Option(name: .customLong("max-exercise-duration"), help: "Seconds. [default: 604800]")
    var maxDuration: String?
    @Option(name: .customLong("max-teams-per-exercise"), help: "[default: 1000]")
    var maxTeams: String?
    @Option(name: .customLong("max-injects-per-timeline"), help: "[default: 100000]")
    var maxInjects: String?
    @Option(name: .customLong("media-storage-path"), help: "{exercise}/timelines below it is searched.")
    var media: String?
    @Option(name: .customLong("timeline-storage-path"), help: "Where timelines are looked for first.")
    var timelines: String?
    @Option(name: .customLong("instance-id"), help: "The daemon's name. [default: host and store]")
    var instance: String?

    var flags: [Setting: String] {
        [:].setting(.qos, qos).setting(.precision, precision).setting(.deliveryTimeout, timeout)
            .setting(.retryDelay, retryDelay).setting(.retries, retries).setting(.maxDuration, maxDuration)
            .setting(.maxTeams, maxTeams).setting(.maxInjects, maxInjects).setting(.mediaStorage, media)
            .setting(.timelineStorage, timelines).setting(.instance, instance)
    }
}

/// What is logged on stderr, and how.
struct LogOptions: ParsableArguments {
    @Option(name: .customLong("log-level"), help: "trace … critical. [default: info]")
    var level: String?
    @Option(name: .customLong("log-format"), help: "text or json. [default: text on a terminal, else json]")
    var format: String?

    var flags: [Setting: String] { [:].setting(.logLevel, level).setting(.logFormat, format) }
}

extension [Setting: String] {
    fileprivate func setting(_ setting: Setting, _ word: String?) -> Self {
        var copy = self
        copy[setting] = word
        return copy
    }
}
