/// The last position of a log and its hash, written `N:HASH`: noted outside, it shows later that the log was not cut.
package struct ChainHead: Hashable, Sendable, CustomStringConvertible {
    package var position: Int64
    package var hash: ChainHash

    package init(position: Int64, hash: ChainHash) {
        self.position = position
        self.hash = hash
    }

    /// Takes `N:HASH` with 64 hexadecimal digits.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let position = Int64(parts[0]), position >= 0,
            let hash = ChainHash(hex: String(parts[1]))
        else { return nil }
        self.init(position: position, hash: hash)
    }

    package var description: String { "\(position):\(hash)" }
}
