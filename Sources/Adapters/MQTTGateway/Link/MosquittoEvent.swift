import CMosquitto
import ExerciseModel
import Glibc

/// What libmosquitto told us in a callback.
enum MosquittoEvent {
    /// CONNACK with this code; how many publishes the broker takes unanswered.
    case greeted(code: Int32, receiveMaximum: Int)
    /// The connection is closed: an error code of the library, or from 128 on the broker's reason.
    case closed(code: Int32)
    /// PUBACK or PUBCOMP with this code; at QoS 0 the message was written.
    case answered(mid: UInt16, code: UInt8)
    case subscribed(mid: UInt16, codes: [UInt8])
    case unsubscribed(mid: UInt16)
    case heard(HeardMessage)
}

/// Where the callbacks of one connection leave their events, on the thread of its loop.
final class MosquittoPost {
    var events: [MosquittoEvent] = []

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
}

// Free functions, because what C calls must belong to no actor. Every pointer dies when they return.

private func post(_ event: MosquittoEvent, to raw: UnsafeMutableRawPointer?) {
    guard let raw else { return }
    Unmanaged<MosquittoPost>.fromOpaque(raw).takeUnretainedValue().events.append(event)
}

private func postGreeted(
    _: OpaquePointer?, raw: UnsafeMutableRawPointer?, code: Int32, _: Int32, properties: OpaquePointer?
) {
    var maximum: UInt16 = 65_535
    mosquitto_property_read_int16(properties, Int32(MQTT_PROP_RECEIVE_MAXIMUM.rawValue), &maximum, false)
    post(.greeted(code: code, receiveMaximum: Int(maximum)), to: raw)
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
    var heard = HeardMessage(topic: String(cString: topic), payload: Array(payload), retained: message.retain)
    if properties != nil {
        heard.responseTopic = MessageProperties.responseTopic(in: properties)
        heard.correlation = MessageProperties.correlation(in: properties)
    }
    post(.heard(heard), to: raw)
}
