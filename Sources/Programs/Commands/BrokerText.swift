import MQTTGateway

/// What people are told of the broker at the start.
enum BrokerText {
    /// Whose it is, where, and how safely it is spoken with.
    static func line(_ broker: BrokerSettings, isOwn: Bool) -> String {
        let words =
            switch broker.security {
            case .loopback: ""
            case .tls: broker.certFile == nil ? " (TLS)" : " (TLS, with a certificate of ours)"
            case .open: " (INSECURE: without TLS everybody on the way reads along)"
            }
        return "\(isOwn ? "a broker of our own" : "the broker") at \(broker.place)\(words)"
    }

    /// A command that hears a topic, to be copied into a shell; a password has to be written into it.
    static func listener(_ broker: BrokerSettings, topic: String) -> String {
        var words = ["mosquitto_sub -h \(broker.host) -p \(broker.port)"]
        if broker.version == .threeOneOne { words.append("-V mqttv311") }
        if let file = broker.caFile { words.append("--cafile \(file)") }
        if let cert = broker.certFile, let key = broker.keyFile { words.append("--cert \(cert) --key \(key)") }
        if let name = broker.username { words.append("-u \(name)") }
        if broker.passwordFile != nil { words.append("-P PASSWORD") }
        return (words + ["-q 1 -v -t '\(topic)'"]).joined(separator: " ")
    }
}
