import Crypto
package import ExerciseModel

/// A SHA-256 value of the chain, 32 bytes.
package struct ChainHash: Hashable, Sendable, CustomStringConvertible {
    // Four words keep the value off the heap; they hold the bytes in memory order.
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// Takes bytes; `nil` unless they are 32.
    package init?(bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 32 else { return nil }
        self.init(words: bytes)
    }

    /// Takes 64 hexadecimal digits, in either case.
    package init?(hex: String) {
        let digits = hex.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 64, !digits.contains(nil) else { return nil }
        let values = digits.compactMap { $0 }
        let bytes = (0..<32).map { (place: Int) -> UInt8 in UInt8(values[2 * place] << 4 | values[2 * place + 1]) }
        self = bytes.withUnsafeBytes { ChainHash(words: $0) }
    }

    /// What the chain of an exercise begins with: the hash of its id.
    package init(startOf exercise: ExerciseID) {
        self = Array(exercise.text.utf8).withUnsafeBytes { ChainHash(of: $0) }
    }

    /// The hash of the bytes.
    init(of bytes: UnsafeRawBufferPointer) {
        var hasher = SHA256()
        hasher.update(bufferPointer: bytes)
        self = hasher.finalize().withUnsafeBytes { ChainHash(words: $0) }
    }

    private init(words bytes: UnsafeRawBufferPointer) {
        first = bytes.loadUnaligned(as: UInt64.self)
        second = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        third = bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
        fourth = bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
    }

    /// 64 hexadecimal digits in lower case.
    package var description: String {
        withUnsafeBytes(of: self) { bytes in
            bytes.reduce(into: "") { text, byte in text += (byte < 16 ? "0" : "") + String(byte, radix: 16) }
        }
    }
}
