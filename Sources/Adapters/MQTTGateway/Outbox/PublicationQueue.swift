import ExerciseModel

/// Publications that wait, in order; a replaceable one gives its place to a newer one on the same topic.
struct PublicationQueue {
    /// How many may wait; beyond it the oldest is dropped.
    static let capacity = 10_000

    /// How many were dropped because too many waited.
    private(set) var dropped = 0
    private var items: [Publication?] = []
    private var head = 0
    /// How many have left `items` at its front, so that a place keeps its number.
    private var departed = 0
    private var replaceable: [String: Int] = [:]

    var first: Publication? { head < items.count ? items[head] : nil }
    var isEmpty: Bool { head == items.count }

    mutating func append(_ publication: Publication) {
        if publication.replaceable, let place = replaceable[publication.topic] {
            items[place - departed] = publication
            return
        }
        if items.count - head == Self.capacity, popFirst() != nil { dropped += 1 }
        replaceable[publication.topic] = publication.replaceable ? departed + items.count : nil
        items.append(publication)
    }

    mutating func popFirst() -> Publication? {
        guard let publication = first else { return nil }
        items[head] = nil
        if replaceable[publication.topic] == departed + head { replaceable[publication.topic] = nil }
        head += 1
        if head == items.count || head >= 1_024 && head * 2 >= items.count {
            items.removeSubrange(0..<head)
            departed += head
            head = 0
        }
        return publication
    }

    /// Forgets all but what is kept while the broker is away.
    mutating func keepOnlyLasting() {
        var kept = PublicationQueue()
        kept.dropped = dropped
        while let publication = popFirst() {
            if publication.isLasting { kept.append(publication) }
        }
        self = kept
    }
}

extension Publication {
    /// Whether it is kept while the broker is away.
    var isLasting: Bool { replaceable && qos == 1 }
}
