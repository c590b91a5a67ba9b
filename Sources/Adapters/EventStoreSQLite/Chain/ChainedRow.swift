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

    /// Where the texts of a row lie in the buffer, valid until the next row is filled in.
    struct Texts {
        var type: UnsafeRawBufferPointer
        var id: UnsafeRawBufferPointer
        var actor: UnsafeRawBufferPointer
        var correlation: UnsafeRawBufferPointer
        var data: UnsafeRawBufferPointer
    }

    deinit { buffer.deallocate() }

    /// Lays the record down behind the hash that it follows on.
    @discardableResult
    func fill(with record: EventRecord, after previous: ChainHash) -> Texts {
        reserve(for: record)
        withUnsafeBytes(of: previous) { buffer.copyMemory(from: $0) }
        var fields = FieldCursor(buffer: buffer, count: 32)
        fields.put(record.position)
        fields.put(record.run)
        let type = fields.put(record.type)
        fields.put(Int64(record.schema))
        let id = fields.put(record.id)
        fields.put(record.exerciseTime.microseconds)
        fields.put(record.at.milliseconds)
        let actor = fields.put(record.actor)
        if let causation = record.causation { fields.put(causation) } else { fields.putLength(.max) }
        let correlation = fields.put(record.correlation)
        fields.put(record.epoch)
        let data = record.data.withUnsafeBytes { fields.put(bytes: $0) }
        count = fields.count
        return Texts(type: type, id: id, actor: actor, correlation: correlation, data: data)
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
}

/// Where the next field goes; a value of its own, so that no field pays for access to the row.
private struct FieldCursor {
    let buffer: UnsafeMutableRawBufferPointer
    var count: Int

    mutating func put(_ value: Int64) {
        putLength(8)
        buffer.storeBytes(of: value.bigEndian, toByteOffset: count, as: Int64.self)
        count += 8
    }

    mutating func put(_ text: String) -> UnsafeRawBufferPointer {
        var text = text
        return text.withUTF8 { put(bytes: UnsafeRawBufferPointer($0)) }
    }

    mutating func put(bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        putLength(UInt32(bytes.count))
        let place = UnsafeMutableRawBufferPointer(rebasing: buffer[count..<count + bytes.count])
        place.copyMemory(from: bytes)
        count += bytes.count
        return UnsafeRawBufferPointer(place)
    }

    mutating func putLength(_ length: UInt32) {
        buffer.storeBytes(of: length.bigEndian, toByteOffset: count, as: UInt32.self)
        count += 4
    }
}
