import ExerciseModel

/// Which rules an event type may concern: a tree of the bytes of their patterns, so that what a rule costs an event that
/// is not its own does not grow with the number of rules.
struct RuleIndex: Equatable, Sendable {
    private struct Node: Equatable {
        var edges: [Edge] = []
        /// The places of rules whose pattern ends here, whole.
        var exact: [Int] = []
        /// The places of rules whose pattern ends here with a `*`.
        var beginning: [Int] = []
    }

    private struct Edge: Equatable {
        var byte: UInt8
        var node: Int
    }

    private var nodes = [Node()]

    init(_ rules: [Rule]) {
        for (place, rule) in rules.enumerated() {
            switch rule.when.eventType {
            case .exactly(let text): nodes[node(of: text)].exact.append(place)
            case .beginning(let text): nodes[node(of: text)].beginning.append(place)
            }
        }
    }

    private mutating func node(of text: String) -> Int {
        var node = 0
        for byte in text.utf8 {
            if let next = nodes[node].edges.first(where: { $0.byte == byte }) {
                node = next.node
            } else {
                nodes.append(Node())
                nodes[node].edges.append(Edge(byte: byte, node: nodes.count - 1))
                node = nodes.count - 1
            }
        }
        return node
    }

    /// The places of the rules whose pattern an event type fits, in file order.
    func rules(for type: String) -> [Int] {
        var (node, found) = (0, nodes[0].beginning)
        for byte in type.utf8 {
            guard let edge = nodes[node].edges.first(where: { $0.byte == byte }) else { return found }
            node = edge.node
            found = merged(found, nodes[node].beginning)
        }
        return merged(found, nodes[node].exact)
    }

    private func merged(_ left: [Int], _ right: [Int]) -> [Int] {
        if right.isEmpty { return left }
        return left.isEmpty ? right : (left + right).sorted()
    }
}
