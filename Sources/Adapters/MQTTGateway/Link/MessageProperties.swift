import CMosquitto
import Glibc

/// What the properties of a message say (MQTT 5, 3.3.2.3), copied out of the library's memory.
enum MessageProperties {
    static func responseTopic(in properties: OpaquePointer?) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        mosquitto_property_read_string(properties, Int32(MQTT_PROP_RESPONSE_TOPIC.rawValue), &text, false)
        guard let text else { return nil }
        defer { free(text) }
        return String(cString: text)
    }

    static func correlation(in properties: OpaquePointer?) -> [UInt8]? {
        var data: UnsafeMutableRawPointer?
        var count: UInt16 = 0
        let found = mosquitto_property_read_binary(
            properties, Int32(MQTT_PROP_CORRELATION_DATA.rawValue), &data, &count, false)
        guard found != nil else { return nil }
        defer { free(data) }
        return Array(UnsafeRawBufferPointer(start: data, count: data == nil ? 0 : Int(count)))
    }
}

/// Properties made of arbitrary bytes by the library and read back as those of a message are: what a fuzzer holds on to.
package struct SampleProperties {
    package let responseTopic: String?
    package let correlation: [UInt8]?

    /// A response topic that is no UTF-8, or holds a zero, the library refuses; then there is none.
    package init(responseTopic: [UInt8], correlation: [UInt8]) {
        var list: OpaquePointer?
        let topic = responseTopic.map(CChar.init(bitPattern:)) + [0]
        mosquitto_property_add_string(&list, Int32(MQTT_PROP_RESPONSE_TOPIC.rawValue), topic)
        mosquitto_property_add_binary(
            &list, Int32(MQTT_PROP_CORRELATION_DATA.rawValue), correlation, UInt16(clamping: correlation.count))
        self.responseTopic = MessageProperties.responseTopic(in: list)
        self.correlation = MessageProperties.correlation(in: list)
        mosquitto_property_free_all(&list)
    }
}
