import CLinux
import CMosquitto
import ExerciseModel
import Glibc

/// Why the library did not do what it was asked to.
enum MosquittoFault: Error, Equatable {
    case outOfMemory
    /// The files for TLS cannot be used.
    case tls
    /// The library reports this errno.
    case system(errno: Int32)
    /// The library reports this code of its own.
    case library(code: Int32)
}

/// What became of a publish when the call returned.
enum Handover: Equatable {
    /// The library has it, under this number. A connection that broke meanwhile is told by `isBroken`.
    case handed(mid: UInt16)
    /// QoS 0: it is with the kernel.
    case written
    /// It can never be sent: the code of MQTT 5 that says why.
    case unfit(code: UInt8)
}

/// The single owner of a `struct mosquitto *`: one attempt to connect and the connection that comes of it.
///
/// Used on one thread only. A handle is never connected twice, because the library keeps messages, numbers and limits
/// of the broker over a reconnect.
final class MosquittoHandle {
    private let mosquitto: OpaquePointer
    private let post: MosquittoPost
    private let speaksFive: Bool
    /// Content type and payload format, the same for every message with a body; `nil` under MQTT 3.1.1.
    private var plain: OpaquePointer?
    /// Whether a write met a closed connection.
    private(set) var isBroken = false
    /// Whether something may be there to read without the socket saying so again: the last read stopped before it had
    /// everything, or whoever reads held back since.
    var hasUnread = false
    /// What the broker takes.
    private(set) var limits = BrokerLimits()

    private static let libraryIsReady: Bool = mosquitto_lib_init() == MOSQ_ERR_SUCCESS.rawValue

    /// Makes a client that is not connected yet; what is wrong with TLS is told to `complaints`.
    init(
        _ settings: BrokerSettings, _ profile: LinkProfile, _ complaints: TLSComplaints
    ) throws(MosquittoFault) {
        guard Self.libraryIsReady, let pointer = mosquitto_new(profile.clientID, profile.cleanStart, nil) else {
            throw .outOfMemory
        }
        mosquitto = pointer
        post = MosquittoPost(complaints)
        speaksFive = settings.version == .five
        post.attach(to: pointer)
        post.listen(settings.caFile != nil, to: pointer)
        let version = speaksFive ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311
        mosquitto_int_option(pointer, MOSQ_OPT_PROTOCOL_VERSION, version)
        mosquitto_int_option(pointer, MOSQ_OPT_TCP_NODELAY, 1)
        // The windows are ours to keep: the library would queue without limit behind a smaller one of its own.
        mosquitto_int_option(pointer, MOSQ_OPT_SEND_MAXIMUM, 65_535)
        mosquitto_int_option(pointer, MOSQ_OPT_RECEIVE_MAXIMUM, 65_535)
        if speaksFive { plain = Self.plainProperties() }
        try introduce(settings, profile)
    }

    deinit {
        mosquitto_property_free_all(&plain)
        mosquitto_destroy(mosquitto)
    }

    /// The socket, −1 when it is closed.
    var socket: Int32 { mosquitto_socket(mosquitto) }
    /// Whether something waits for room in the socket.
    var wantsWrite: Bool { mosquitto_want_write(mosquitto) }

    /// Connects with a blocking call to an address that is known to answer, and sends CONNECT.
    func connect(to address: String, port: UInt16, sessionExpiry: UInt32) throws(MosquittoFault) {
        var properties: OpaquePointer?
        defer { mosquitto_property_free_all(&properties) }
        if speaksFive, sessionExpiry > 0 {
            let identifier = Int32(MQTT_PROP_SESSION_EXPIRY_INTERVAL.rawValue)
            mosquitto_property_add_int32(&properties, identifier, sessionExpiry)
        }
        try check(mosquitto_connect_bind_v5(mosquitto, address, Int32(port), Self.keepalive, nil, properties))
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
    }

    /// What is wrong with TLS, once something is.
    var complaint: String? { post.complaints.sentence }

    /// Takes note of what the broker said of itself when it let us in.
    func keep(to limits: BrokerLimits) {
        self.limits = limits
        post.listen(false, to: mosquitto)
    }

    /// Reads all that has come and answers what it meant, at most a few thousand packets at a time.
    func read() -> [MosquittoEvent] {
        hasUnread = true
        for _ in 0..<64 where hasUnread {
            let before = post.events.count
            errno = 0
            let status = mosquitto_loop_read(mosquitto, 1)
            // Once more after anything came: the library also stops when only its own wake-up pipe is full.
            hasUnread =
                status == MOSQ_ERR_SUCCESS.rawValue && socket >= 0 && (errno != EAGAIN || post.events.count > before)
        }
        // Without this a default broker's answers wait up to 40 ms for our kernel's acknowledgement; it wears off.
        setTCPOption(TCP_QUICKACK, 1)
        return takeEvents()
    }

    /// Writes what waits.
    func write() { mosquitto_loop_write(mosquitto, 1) }

    /// Holds back what is written from now on, until `false` sends it in as few segments as it takes.
    ///
    /// Without this each message of a burst is a segment of its own, and each wakes the broker.
    func gather(_ isGathering: Bool) { setTCPOption(TCP_CORK, isGathering ? 1 : 0) }

    /// Keeps the connection alive; to be called each second.
    func tick() { mosquitto_loop_misc(mosquitto) }

    /// What callbacks have left since the last time.
    func takeEvents() -> [MosquittoEvent] {
        guard !post.events.isEmpty else { return [] }
        defer { post.events.removeAll(keepingCapacity: true) }
        return post.events
    }

    /// Subscribes at QoS 1, answered by `subscribed` with this number.
    func subscribe(to filters: [String], hearsItself: Bool) -> UInt16 {
        var options = Int32(MQTT_SUB_OPT_RETAIN_AS_PUBLISHED.rawValue)
        if !hearsItself { options |= Int32(MQTT_SUB_OPT_NO_LOCAL.rawValue) }
        var texts: [UnsafeMutablePointer<CChar>?] = filters.map { strdup($0) }
        defer { for text in texts { free(text) } }
        var mid: Int32 = 0
        let status = mosquitto_subscribe_multiple(mosquitto, &mid, Int32(texts.count), &texts, 1, options, nil)
        note(status)
        return UInt16(truncatingIfNeeded: mid)
    }

    /// Asks for an answer that comes after all that the broker sent before: it leaves a topic never subscribed to.
    func askForSign() -> UInt16 {
        var mid: Int32 = 0
        note(mosquitto_unsubscribe(mosquitto, &mid, "/whitecell/sign"))
        return UInt16(truncatingIfNeeded: mid)
    }

    /// Hands a delivery to the library.
    func publish(_ delivery: Delivery) -> Handover {
        send(delivery.topic, delivery.payload, qos: delivery.qos, retain: false, delivery.payload.isEmpty ? nil : plain)
    }

    /// Hands a publication to the library.
    func publish(_ publication: Publication) -> Handover {
        let (topic, payload) = (publication.topic, publication.payload)
        guard speaksFive, publication.expiry != nil || publication.correlation != nil else {
            let properties = payload.isEmpty ? nil : plain
            return send(topic, payload, qos: publication.qos, retain: publication.retain, properties)
        }
        var properties = payload.isEmpty ? nil : Self.plainProperties()
        defer { mosquitto_property_free_all(&properties) }
        if let expiry = publication.expiry {
            mosquitto_property_add_int32(&properties, Int32(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL.rawValue), expiry)
        }
        if let data = publication.correlation {
            let identifier = Int32(MQTT_PROP_CORRELATION_DATA.rawValue)
            mosquitto_property_add_binary(&properties, identifier, data, UInt16(truncatingIfNeeded: data.count))
        }
        return send(topic, payload, qos: publication.qos, retain: publication.retain, properties)
    }

    /// Takes leave: the broker drops the will.
    func disconnect() { mosquitto_disconnect(mosquitto) }

    private func send(
        _ topic: String, _ payload: [UInt8], qos: UInt8, retain: Bool, _ properties: OpaquePointer?
    ) -> Handover {
        var mid: Int32 = 0
        let before = post.events.count
        let status = topic.withCString { text in
            // The library would cut the topic at a NUL.
            guard strlen(text) == topic.utf8.count else { return MOSQ_ERR_INVAL.rawValue }
            return payload.withUnsafeBytes {
                let count = Int32(clamping: $0.count)
                return mosquitto_publish_v5(
                    mosquitto, &mid, text, count, $0.baseAddress, Int32(qos), retain, properties)
            }
        }
        let number = UInt16(truncatingIfNeeded: mid)
        switch status {
        case MOSQ_ERR_SUCCESS.rawValue:
            guard qos == 0, case .answered(number, _)? = post.events.last, post.events.count > before else {
                return .handed(mid: number)
            }
            post.events.removeLast()
            return .written
        case MOSQ_ERR_PAYLOAD_SIZE.rawValue, MOSQ_ERR_OVERSIZE_PACKET.rawValue: return .unfit(code: 0x95)
        case MOSQ_ERR_INVAL.rawValue: return .unfit(code: 0x90)
        case MOSQ_ERR_MALFORMED_UTF8.rawValue: return .unfit(code: 0x99)
        case MOSQ_ERR_QOS_NOT_SUPPORTED.rawValue: return .unfit(code: 0x9B)
        case MOSQ_ERR_RETAIN_NOT_SUPPORTED.rawValue: return .unfit(code: 0x9A)
        case MOSQ_ERR_NOMEM.rawValue, MOSQ_ERR_NOT_SUPPORTED.rawValue: return .unfit(code: 0x83)
        default:
            // The connection broke under the write; at QoS 1 and 2 the library holds the message nevertheless.
            isBroken = true
            return .handed(mid: number)
        }
    }

    private func introduce(_ settings: BrokerSettings, _ profile: LinkProfile) throws(MosquittoFault) {
        if let username = settings.username {
            try check(mosquitto_username_pw_set(mosquitto, username, settings.password))
        }
        if let caFile = settings.caFile {
            let (certFile, keyFile) = (settings.certFile, settings.keyFile)
            let status = mosquitto_tls_set(mosquitto, caFile, nil, certFile, keyFile, withoutPassphrase)
            guard status == MOSQ_ERR_SUCCESS.rawValue else { throw .tls }
            // 1: the broker must show a certificate that the authorities have signed. At least TLS 1.2.
            try check(mosquitto_tls_opts_set(mosquitto, 1, "tlsv1.2", nil))
        }
        if let will = profile.will {
            let retain = will.retain
            try check(
                will.payload.withUnsafeBytes {
                    mosquitto_will_set(
                        mosquitto, will.topic, Int32($0.count), $0.baseAddress, Int32(will.qos), retain)
                })
        }
    }

    private func check(_ status: Int32) throws(MosquittoFault) {
        let code = errno
        switch status {
        case MOSQ_ERR_SUCCESS.rawValue: return
        case MOSQ_ERR_NOMEM.rawValue: throw .outOfMemory
        case MOSQ_ERR_TLS.rawValue: throw .tls
        case MOSQ_ERR_ERRNO.rawValue: throw .system(errno: code)
        default: throw .library(code: status)
        }
    }

    private func note(_ status: Int32) {
        if status != MOSQ_ERR_SUCCESS.rawValue { isBroken = true }
    }

    private func setTCPOption(_ option: Int32, _ value: Int32) {
        let descriptor = socket
        guard descriptor >= 0 else { return }
        var value = value
        setsockopt(descriptor, Int32(IPPROTO_TCP), option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func plainProperties() -> OpaquePointer? {
        var properties: OpaquePointer?
        mosquitto_property_add_byte(&properties, Int32(MQTT_PROP_PAYLOAD_FORMAT_INDICATOR.rawValue), 1)
        mosquitto_property_add_string(&properties, Int32(MQTT_PROP_CONTENT_TYPE.rawValue), "application/json")
        return properties
    }

    /// Seconds; the backstop of an idle link, since the library notices silence after twice as long.
    private static let keepalive: Int32 = 10
}

/// Gives no passphrase: OpenSSL would ask for one on the terminal. A free function, because what C calls must belong to
/// no actor.
private func withoutPassphrase(
    _: UnsafeMutablePointer<CChar>?, _: Int32, _: Int32, _: UnsafeMutableRawPointer?
) -> Int32 { 0 }
