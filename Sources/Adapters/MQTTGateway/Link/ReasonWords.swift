import CMosquitto
import Glibc

/// Sentences a controller understands, for the codes of MQTT and of the library.
enum ReasonWords {
    /// Why the broker would not take a message or a subscription (a reason code of MQTT 5 of 0x80 and above).
    static func refusal(_ code: UInt8) -> String {
        switch code {
        case 0x83: "the broker has a reason of its own"
        case 0x87: "the broker's access rules do not allow this topic"
        case 0x8F: "the broker takes this topic filter for invalid"
        case 0x90: "the topic is invalid"
        case 0x91: "the packet number is in use"
        case 0x95: "the message is larger than the broker takes"
        case 0x97: "a quota of the broker is used up"
        case 0x99: "the text is not valid UTF-8"
        case 0x9A: "the broker does not retain messages"
        case 0x9B: "the broker does not offer this quality of service"
        default: "refused with code 0x\(String(code, radix: 16, uppercase: true))"
        }
    }

    /// Why the broker would not let us in (CONNACK of MQTT 5, or 1 to 5 of MQTT 3.1.1).
    static func greeting(_ code: Int32) -> String {
        switch code {
        case 1, 0x84: "the broker does not speak this version of MQTT (setting MQTT_PROTOCOL)"
        case 2, 0x85: "the broker refused our client id"
        case 3, 0x88: "the broker is not available"
        case 4, 5, 0x86, 0x87: refusedUser
        case 0x89: "the broker is busy"
        case 0x8A: "the broker has banned us"
        case 0x97: "a quota of the broker is used up"
        case 0x9A: "the broker does not retain our last will"
        case 0x9B: "the broker does not offer the quality of service of our last will"
        case 0x9C, 0x9D: "the broker sends us to another server"
        case 0x9F: "the broker takes no further connections for now"
        default: "the broker refused the connection with code 0x\(String(code, radix: 16, uppercase: true))"
        }
    }

    /// Why the connection ended: the broker's reason from 128 on, an error code of the library below.
    static func ending(_ code: Int32) -> String {
        switch code {
        case 0x8B: "the broker is shutting down"
        case 0x8D: "the broker heard nothing from us for too long"
        case Int32(MQTT_RC_SESSION_TAKEN_OVER.rawValue): takenOver
        case 0x95: "the broker hung up: a message is larger than it takes"
        case 0x97: "the broker hung up: a quota is used up"
        case 0x98: "the broker hung up by order of its administrator"
        case 128...: "the broker hung up with code 0x\(String(code, radix: 16, uppercase: true))"
        case MOSQ_ERR_KEEPALIVE.rawValue: silent
        case MOSQ_ERR_TLS.rawValue: "TLS with the broker failed"
        case MOSQ_ERR_PROTOCOL.rawValue, MOSQ_ERR_MALFORMED_PACKET.rawValue: "the broker does not keep to MQTT"
        default: closed
        }
    }

    static let refusedUser =
        "the broker refused the user name or password: check MQTT_USERNAME and MQTT_PASSWORD_FILE"
    static let closedAtOnce = "the broker closed the connection at once: does it demand TLS (MQTT_CA_FILE)?"
    static let takenOver = "another client took over our session"
    static let closed = "the broker closed the connection"
    static let silent = "the broker has stopped answering"

    /// Why there is no address to connect to.
    static func unknownHost(_ host: String, _ words: String) -> String {
        "the host name \(host) cannot be resolved (MQTT_BROKER_HOST): \(words)"
    }

    /// Neither the resolver nor the broker has answered yet.
    static func slow(_ settings: BrokerSettings) -> String {
        "no connection to \(settings.place) after 4 s: its name is still being looked up, or it does not answer"
    }

    /// Why a TCP connection could not be made.
    static func unreachable(_ settings: BrokerSettings, errno code: Int32) -> String {
        switch code {
        case ECONNREFUSED: "connection refused by \(settings.place)"
        case ETIMEDOUT: "no answer from \(settings.place)"
        case ENETUNREACH, EHOSTUNREACH: "no way to \(settings.place)"
        case EPROTO:
            "\(settings.place) cut the TLS connection off before it said why: its log knows, and MQTT_CERT_FILE is the "
                + "likeliest cause"
        default: "cannot connect to \(settings.place): \(String(cString: strerror(code)))"
        }
    }
}
