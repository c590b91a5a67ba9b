import Glibc

/// Texts that were read before: a type or an actor that stands in a million rows becomes one string.
struct TextCache {
    private var texts = [String](repeating: "", count: 256)

    /// The bytes as a string; what is no UTF-8 is replaced, as everywhere in Swift.
    mutating func text(_ bytes: UnsafeRawBufferPointer) -> String {
        // Up to 15 bytes lie in the string itself and cost no allocation.
        guard bytes.count > 15 else { return String(decoding: bytes, as: UTF8.self) }
        let slot = Self.slot(of: bytes)
        if Self.holds(texts[slot], bytes) { return texts[slot] }
        let text = String(decoding: bytes, as: UTF8.self)
        texts[slot] = text
        return text
    }

    private static func slot(of bytes: UnsafeRawBufferPointer) -> Int {
        let head = bytes.loadUnaligned(as: UInt64.self)
        let tail = bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self)
        let mixed = (head ^ (tail &* 0x9E37_79B9_7F4A_7C15)) &* 0xC2B2_AE3D_27D4_EB4F
        return Int(truncatingIfNeeded: mixed >> 56)
    }

    private static func holds(_ text: String, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard text.utf8.count == bytes.count, let start = bytes.baseAddress else { return false }
        return text.utf8.withContiguousStorageIfAvailable { held in
            held.baseAddress.map { memcmp($0, start, bytes.count) == 0 } ?? false
        } ?? false
    }
}
