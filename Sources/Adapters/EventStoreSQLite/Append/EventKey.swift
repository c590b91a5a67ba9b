/// The integer under which an event lies in its table: the exercise's number above, the position in the low 40 bits.
enum EventKey {
    private static let bits: Int64 = 40
    /// The highest position that a key can hold.
    static let lastPosition: Int64 = (1 << bits) - 1

    static func key(number: Int64, position: Int64) -> Int64 { number << bits | position }

    /// The highest key that the exercise's log can reach.
    static func last(of number: Int64) -> Int64 { number << bits | lastPosition }

    static func position(of key: Int64) -> Int64 { key & lastPosition }
}
