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
    /// Where the password was read from: what other programs are told in its place.
    package var passwordFile: String?
    /// PEM file of the authorities that may have signed the broker's certificate; TLS is spoken when it is given.
    package var caFile: String?
    /// PEM file of our own certificate; goes with `keyFile`.
    package var certFile: String?
    package var keyFile: String?
    /// Whether it is meant that another machine is spoken with openly.
    package var isInsecure: Bool

    package init(
        host: String, port: UInt16 = 1_883, version: Version = .five, username: String? = nil, password: String? = nil,
        passwordFile: String? = nil, caFile: String? = nil, certFile: String? = nil, keyFile: String? = nil,
        isInsecure: Bool = false
    ) {
        self.host = host
        self.port = port
        self.version = version
        self.username = username
        self.password = password
        self.passwordFile = passwordFile
        self.caFile = caFile
        self.certFile = certFile
        self.keyFile = keyFile
        self.isInsecure = isInsecure
    }

    /// Who can read what is said.
    package enum Security: Equatable, Sendable {
        case tls
        /// It never leaves this machine.
        case loopback
        /// Everybody on the way.
        case open
    }

    package var security: Security { caFile != nil ? .tls : isLoopback ? .loopback : .open }

    private var isLoopback: Bool {
        host == "localhost" || host == "::1"
            || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
    }

    /// `host:port`, as reasons name the broker.
    package var place: String { host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
