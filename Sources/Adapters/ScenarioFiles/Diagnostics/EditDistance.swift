/// How far two spellings are apart, to name the word that was probably meant.
package enum EditDistance {
    /// Letters to insert, delete, replace or swap with their neighbour until one text is the other.
    package static func between(_ left: String, _ right: String) -> Int {
        let left = Array(left.unicodeScalars)
        let right = Array(right.unicodeScalars)
        var before: [Int] = []
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var next = [row + 1]
            next.reserveCapacity(right.count + 1)
            for column in 0..<right.count {
                var best = last[column] + (left[row] == right[column] ? 0 : 1)
                best = min(best, last[column + 1] + 1, next[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, before[column - 1] + 1)
                }
                next.append(best)
            }
            before = last
            last = next
        }
        return last[right.count]
    }

    /// The nearest of some words, if it is near enough to be meant: one slip in three letters, case aside.
    package static func nearest(to word: String, among words: [String]) -> String? {
        guard word.unicodeScalars.count <= 128 else { return nil }
        let wanted = word.lowercased()
        var best: (word: String, distance: Int)?
        for candidate in words {
            let longer = max(wanted.unicodeScalars.count, candidate.unicodeScalars.count)
            guard longer <= 128 else { continue }
            let distance = between(wanted, candidate.lowercased())
            guard distance <= max(longer / 3, 1), distance < best?.distance ?? .max else { continue }
            best = (candidate, distance)
        }
        return best?.word
    }
}
