package import MQTTGateway

extension Settings {
    /// What another's broker may be asked for, and only another's.
    private static let ofAnother: [Setting] = [.username, .passwordFile, .caFile, .certFile, .keyFile]

    static func brokerChoice(_ values: SettingValues) throws(SettingFault) -> BrokerChoice {
        let port = try values.integer(.brokerPort, in: 1...65_535).map(UInt16.init)
        let word = try values.choice(.mqttProtocol, of: ["5", "3.1.1"])
        let version = word.flatMap(BrokerSettings.Version.init) ?? .five
        let isInsecure = try values.flag(.insecure) ?? false
        guard let host = values[.brokerHost] else {
            if let setting = ofAnother.first(where: { values[$0] != nil }) {
                throw SettingFault(setting, "goes with the broker that asks for it: set MQTT_BROKER_HOST as well")
            }
            return .own(port: port, version: version)
        }
        var broker = BrokerSettings(host: host, port: port ?? 1_883, version: version)
        (broker.username, broker.passwordFile) = (values[.username], values[.passwordFile])
        (broker.caFile, broker.certFile, broker.keyFile) = (values[.caFile], values[.certFile], values[.keyFile])
        broker.isInsecure = isInsecure
        return .external(try checked(broker))
    }

    /// Reads the password and looks whether the other files can be used; refuses to let secrets and injects travel
    /// openly unless that is meant.
    package static func checked(_ broker: BrokerSettings) throws(SettingFault) -> BrokerSettings {
        var broker = broker
        guard broker.certFile == nil || broker.keyFile != nil else {
            throw SettingFault(.certFile, "a certificate goes with its key: set MQTT_KEY_FILE as well")
        }
        guard broker.keyFile == nil || broker.certFile != nil else {
            throw SettingFault(.keyFile, "a key goes with its certificate: set MQTT_CERT_FILE as well")
        }
        guard broker.certFile == nil || broker.caFile != nil else {
            throw SettingFault(
                .certFile, "a certificate is shown over TLS, which MQTT_CA_FILE turns on: set it as well")
        }
        if let path = broker.caFile { try SecretFile.check(path, for: .caFile, isSecret: false) }
        if let path = broker.certFile { try SecretFile.check(path, for: .certFile, isSecret: false) }
        if let path = broker.keyFile { try SecretFile.check(path, for: .keyFile, isSecret: true) }
        guard broker.username != nil || broker.passwordFile == nil else {
            throw SettingFault(.passwordFile, "a password goes with a user name: set MQTT_USERNAME as well")
        }
        if let path = broker.passwordFile { broker.password = try SecretFile.read(path, for: .passwordFile) }
        guard broker.security != .open || broker.isInsecure else {
            throw SettingFault(
                .brokerHost,
                "\(broker.host) is another machine, and without TLS everybody on the way reads along: set MQTT_CA_FILE, "
                    + "or say that it is meant with INSECURE=true (--insecure)")
        }
        return broker
    }
}
