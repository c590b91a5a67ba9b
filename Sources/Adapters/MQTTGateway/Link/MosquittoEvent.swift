import CMosquitto
import ExerciseModel
import Glibc

/// What libmosquitto told us in a callback.
enum MosquittoEvent {
    /// CONNACK with this code, and what the broker says of itself.
    case greeted(code: Int32, BrokerLimits)
    /// The connection is closed: an error code of the library, or from 128 on the broker's reason.
    case closed(code: Int32)
    /// PUBACK or PUBCOMP with this code; at QoS 0 the message was written.
    case answered(mid: UInt16, code: UInt8)
    case subscribed(mid: UInt16, codes: [UInt8])
    case unsubscribed(mid: UInt16)
    case heard(HeardMessage)
}

/// What a broker takes (MQTT 5, 3.2.2.3); one that does not say takes everything.
struct BrokerLimits: Equatable {
    /// How many publishes it takes unanswered.
    var receiveMaximum = 65_535
    var maximumQoS: UInt8 = 2
    var retains = true
}

/// Where the callbacks of one connection leave their events, on the thread of its loop.
final class MosquittoPost {
    var events: [MosquittoEvent] = []
    /// What is found wrong while TLS is set up.
    let complaints: TLSComplaints

    init(_ complaints: TLSComplaints) { self.complaints = complaints }

    /// Makes libmosquitto leave its events here. The post must outlive the pointer.
    func attach(to mosquitto: OpaquePointer) {
        mosquitto_user_data_set(mosquitto, Unmanaged.passUnretained(self).toOpaque())
        mosquitto_connect_v5_callback_set(mosquitto, postGreeted)
        mosquitto_disconnect_v5_callback_set(mosquitto, postClosed)
        mosquitto_publish_v5_callback_set(mosquitto, postAnswered)
        mosquitto_subscribe_v5_callback_set(mosquitto, postSubscribed)
        mosquitto_unsubscribe_v5_callback_set(mosquitto, postUnsubscribed)
        mosquitto_message_v5_callback_set(mosquitto, postHeard)
    }

    /// Listens to the library's complaints, or no longer: it writes a line for each packet, which costs.
    func listen(_ isListening: Bool, to mosquitto: OpaquePointer) {
        mosquitto_log_callback_set(mosquitto, isListening ? postComplaint : nil)
    }
}

// Free functions, because what C calls must belong to no actor. Every pointer dies when they return.

private func post(_ event: MosquittoEvent, to raw: UnsafeMutableRawPointer?) {
    guard let raw else { return }
    Unmanaged<MosquittoPost>.fromOpaque(raw).takeUnretainedValue().events.append(event)
}

private func postGreeted(
    _: OpaquePointer?, raw: UnsafeMutableRawPointer?, code: Int32, _: Int32, properties: OpaquePointer?
) {
    var (maximum, qos, retains): (UInt16, UInt8, UInt8) = (65_535, 2, 1)
    mosquitto_property_read_int16(properties, Int32(MQTT_PROP_RECEIVE_MAXIMUM.rawValue), &maximum, false)
    mosquitto_property_read_byte(properties, Int32(MQTT_PROP_MAXIMUM_QOS.rawValue), &qos, false)
    mosquitto_property_read_byte(properties, Int32(MQTT_PROP_RETAIN_AVAILABLE.rawValue), &retains, false)
    let limits = BrokerLimits(receiveMaximum: Int(maximum), maximumQoS: qos, retains: retains != 0)
    post(.greeted(code: code, limits), to: raw)
}

private func postComplaint(
    mosquitto: OpaquePointer?, raw: UnsafeMutableRawPointer?, level: Int32, line: UnsafePointer<CChar>?
) {
    guard let raw, let line, level == MOSQ_LOG_ERR else { return }
    let complaints = Unmanaged<MosquittoPost>.fromOpaque(raw).takeUnretainedValue().complaints
    complaints.hear(String(cString: line)) { verification(of: mosquitto) }
}

/// OpenSSL's verdict on the broker's certificate, 0 for a good one. The library brings OpenSSL along; its headers need
/// not be there.
private func verification(of mosquitto: OpaquePointer?) -> Int {
    guard let connection = mosquitto_ssl_get(mosquitto), let symbol = dlsym(nil, "SSL_get_verify_result") else {
        return 0
    }
    let ask = unsafeBitCast(symbol, to: (@convention(c) (UnsafeMutableRawPointer) -> Int).self)
    return ask(connection)
}

private func postClosed(_: OpaquePointer?, raw: UnsafeMutableRawPointer?, code: Int32, _: OpaquePointer?) {
    post(.closed(code: code), to: raw)
}

private func postAnswered(
    _: OpaquePointer?, raw: UnsafeMutableRawPointer?, mid: Int32, code: Int32, _: OpaquePointer?
) {
    post(.answered(mid: UInt16(truncatingIfNeeded: mid), code: UInt8(truncatingIfNeeded: code)), to: raw)
}

private func postSubscribed(
    _: OpaquePointer?, raw: UnsafeMutableRawPointer?, mid: Int32, count: Int32, granted: UnsafePointer<Int32>?,
    _: OpaquePointer?
) {
    let codes = UnsafeBufferPointer(start: granted, count: Int(count)).map { UInt8(truncatingIfNeeded: $0) }
    post(.subscribed(mid: UInt16(truncatingIfNeeded: mid), codes: codes), to: raw)
}

private func postUnsubscribed(_: OpaquePointer?, raw: UnsafeMutableRawPointer?, mid: Int32, _: OpaquePointer?) {
    post(.unsubscribed(mid: UInt16(truncatingIfNeeded: mid)), to: raw)
}

private func postHeard(
    _: OpaquePointer?, raw: UnsafeMutableRawPointer?, message: UnsafePointer<mosquitto_message>?,
    properties: OpaquePointer?
) {
    guard let message = message?.pointee, let topic = message.topic else { return }
    let payload = UnsafeRawBufferPointer(start: message.payload, count: Int(message.payloadlen))
    var heard = HeardMessage(
        topic: String(cString: topic), payload: Array(payload), retained: message.retain, qos: UInt8(message.qos))
    if properties != nil {
        heard.responseTopic = MessageProperties.responseTopic(in: properties)
        heard.correlation = MessageProperties.correlation(in: properties)
    }
    post(.heard(heard), to: raw)
}
