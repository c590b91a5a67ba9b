/// A pattern that a whole text must fit: `*` for any text, `?` for one character, `[abc]`, `[a-z]` and `[!a-z]` for one
/// of a set or one that is not in it. A `]` that comes first in a set, and a `-` at either end, stand for themselves, and
/// so does a `[` that nothing closes.
///
/// It goes back to the last `*` alone, since whatever an earlier one could take, that one can: the time is at most the
/// length of the text times that of the pattern.
package struct Glob: Sendable {
    private enum Piece: Sendable {
        case anyText, anyCharacter
        case character(Unicode.Scalar)
        case set([ClosedRange<Unicode.Scalar>], negated: Bool)

        func fits(_ character: Unicode.Scalar) -> Bool {
            switch self {
            case .anyText: false
            case .anyCharacter: true
            case .character(let own): own == character
            case .set(let ranges, let negated): ranges.contains { $0.contains(character) } != negated
            }
        }
    }

    private var pieces: [Piece] = []

    package init(_ pattern: String) {
        var rest = pattern.unicodeScalars[...]
        while let character = rest.popFirst() {
            switch character {
            case "*": pieces.append(.anyText)
            case "?": pieces.append(.anyCharacter)
            case "[": pieces.append(Self.set(&rest) ?? .character(character))
            default: pieces.append(.character(character))
            }
        }
    }

    /// What follows a `[`; `nil`, and nothing taken, when no `]` closes it.
    private static func set(_ text: inout Substring.UnicodeScalarView) -> Piece? {
        var rest = text
        let negated = rest.first == "!"
        if negated { rest.removeFirst() }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        var isFirst = true
        while let low = rest.popFirst() {
            if low == "]" && !isFirst {
                text = rest
                return .set(ranges, negated: negated)
            }
            isFirst = false
            let behind = rest.dropFirst()
            if rest.first == "-", let high = behind.first, high != "]" {
                rest = behind.dropFirst()
                if low <= high { ranges.append(low...high) }
            } else {
                ranges.append(low...low)
            }
        }
        return nil
    }

    /// Whether all of a text fits.
    package func matches(_ text: String) -> Bool {
        let characters = text.unicodeScalars
        var (at, piece) = (characters.startIndex, 0)
        var retry: (at: String.Index, piece: Int)?
        while at < characters.endIndex {
            if piece < pieces.count, case .anyText = pieces[piece] {
                piece += 1
                retry = (at, piece)
            } else if piece < pieces.count, pieces[piece].fits(characters[at]) {
                piece += 1
                characters.formIndex(after: &at)
            } else if let last = retry {
                at = characters.index(after: last.at)
                piece = last.piece
                retry = (at, piece)
            } else {
                return false
            }
        }
        return pieces[piece...].allSatisfy { if case .anyText = $0 { true } else { false } }
    }
}
