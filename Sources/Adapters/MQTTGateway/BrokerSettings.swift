/// Where the broker is and how we introduce ourselves (`contract.md` 4).
package struct BrokerSettings: Equatable, Sendable {
    /// The protocol that is spoken, `MQTT_PROTOCOL`.
    package enum Version: String, Equatable, Sendable {
        case five = "5"
        case threeOneOne = "3.1.1"
    }

    package var host: String
    package var port: UInt16
    package var version: Version
    package var username: String?
    package var password: String?
    /// PEM file of the authorities that may have signed the broker's certificate; TLS is spoken when it is given.
    package var caFile: String?
    /// PEM file of our own certificate; goes with `keyFile`.
    package var certFile: String?
    package var keyFile: String?

    package init(
        host: String, port: UInt16 = 1_883, version: Version = .five, username: String? = nil, password: String? = nil,
        caFile: String? = nil, certFile: String? = nil, keyFile: String? = nil
    ) {
        self.host = host
        self.port = port
        self.version = version
        self.username = username
        self.password = password
        self.caFile = caFile
        self.certFile = certFile
        self.keyFile = keyFile
    }

    /// `host:port`, as reasons name the broker.
    var place: String { host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
