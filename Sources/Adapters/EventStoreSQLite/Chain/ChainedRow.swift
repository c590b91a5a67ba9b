import ExerciseModel

/// The bytes of one row as the chain hashes them, kept in one buffer that the insert binds its texts from.
///
/// `hash = SHA-256(previous hash ‖ field ‖ field …)`. The previous hash is 32 bytes; before position 1 it is the
/// SHA-256 of the exercise's id. The fields follow in this order: position, run, type, schema, event id, exercise time
/// (µs), instant (ms since 1970), actor, causation, correlation, epoch, data. Each is its length in bytes as a
/// big-endian unsigned 32-bit number, and then its bytes: a number is 8 bytes, big-endian, two's complement; a text is
/// its UTF-8; a causation that is NULL has the length 0xFFFFFFFF and no bytes.
final class ChainedRow {
    private var buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 16)
    private var count = 0

    /// The texts of the row that was filled in last, valid until the next one.
    private(set) var type = UnsafeRawBufferPointer(start: nil, count: 0)
    private(set) var id = UnsafeRawBufferPointer(start: nil, count: 0)
    private(set) var actor = UnsafeRawBufferPointer(start: nil, count: 0)
    private(set) var correlation = UnsafeRawBufferPointer(start: nil, count: 0)
    private(set) var data = UnsafeRawBufferPointer(start: nil, count: 0)

    deinit { buffer.deallocate() }

    /// Lays the record down behind the hash that it follows on.
    func fill(with record: EventRecord, after previous: ChainHash) {
        reserve(for: record)
        withUnsafeBytes(of: previous) { buffer.copyMemory(from: $0) }
        count = 32
        put(record.position)
        put(record.run)
        type = put(record.type)
        put(Int64(record.schema))
        id = put(record.id)
        put(record.exerciseTime.microseconds)
        put(record.at.milliseconds)
        actor = put(record.actor)
        if let causation = record.causation { put(causation) } else { putLength(.max) }
        correlation = put(record.correlation)
        put(record.epoch)
        data = record.data.withUnsafeBytes { put(bytes: $0) }
    }

    /// The hash of the row that was filled in last.
    func hash() -> ChainHash { ChainHash(of: UnsafeRawBufferPointer(rebasing: buffer[..<count])) }

    private func reserve(for record: EventRecord) {
        let texts =
            record.type.utf8.count + record.id.utf8.count + record.actor.utf8.count + record.correlation.utf8.count
        let needed = 32 + 12 * 4 + 7 * 8 + texts + record.data.count
        guard needed > buffer.count else { return }
        buffer.deallocate()
        buffer = .allocate(byteCount: needed * 2, alignment: 16)
    }

    private func put(_ value: Int64) {
        putLength(8)
        buffer.storeBytes(of: value.bigEndian, toByteOffset: count, as: Int64.self)
        count += 8
    }

    private func put(_ text: String) -> UnsafeRawBufferPointer {
        var text = text
        return text.withUTF8 { put(bytes: UnsafeRawBufferPointer($0)) }
    }

    private func put(bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        putLength(UInt32(bytes.count))
        let place = UnsafeMutableRawBufferPointer(rebasing: buffer[count..<count + bytes.count])
        place.copyMemory(from: bytes)
        count += bytes.count
        return UnsafeRawBufferPointer(place)
    }

    private func putLength(_ length: UInt32) {
        buffer.storeBytes(of: length.bigEndian, toByteOffset: count, as: UInt32.self)
        count += 4
    }
}
