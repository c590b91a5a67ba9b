import ExerciseTestKit
import Glibc

/// One bit of an event's data in a store that nobody has open.
struct StoredBit {
    let offset: Int
    private let path: String
    private let mask: UInt8

    /// Draws one that stands in a piece of some release.
    init(_ path: String, _ random: inout SeededRandom) throws(TrialFault) {
        let bytes = Scratch.bytes(path)
        let word = Array(#""late_ms":"#.utf8)
        let places = bytes.indices.dropLast(word.count).filter {
            bytes[$0] == word[0] && bytes[$0..<$0 + word.count].elementsEqual(word)
        }
        guard !places.isEmpty else { throw TrialFault("\(path) holds no release") }
        self.path = path
        offset = random.pick(Array(places)) + Int(random.number(0...Int64(word.count - 1)))
        mask = 1 << UInt8(random.number(0...7))
    }

    /// Turns it over.
    func flip() {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        defer { close(descriptor) }
        var byte: UInt8 = 0
        guard pread(descriptor, &byte, 1, offset) == 1 else { return }
        byte ^= mask
        pwrite(descriptor, &byte, 1, offset)
    }
}
