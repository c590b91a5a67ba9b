import ExerciseHost
import ExerciseModel
import Glibc

/// What the thread of a scripted broker does.
final class BrokerDesk: LoopWork, @unchecked Sendable {
    // `@unchecked`: all but what is guarded is touched on the desk's thread only.
    let orders = Guarded(Orders())
    let record = Guarded(Record())

    struct Orders: Sendable {
        var messages: [(topic: String, payload: [UInt8])] = []
        var hangsUp = false
        var isClosed = false
    }

    struct Record: Sendable {
        var connections = 0
        var pings = 0
        var published: [Published] = []
    }

    private struct Connection {
        var incoming: [UInt8] = []
        var outgoing: [UInt8] = []
        var filters: [TopicFilter] = []
        var isSilent = false
        /// Whether to hang up once `outgoing` is written.
        var isEnding = false
    }

    private let listener: Int32
    private let script: Guarded<Script>
    private var connections: [Int32: Connection] = [:]

    init(listener: Int32, script: Guarded<Script>) {
        self.listener = listener
        self.script = script
    }

    func turn(_ poller: Poller) -> WallInstant? {
        poller.watch(listener, writing: false)
        if poller.isReady(listener) { accept(poller) }
        for descriptor in connections.keys.sorted() where poller.isReady(descriptor) { read(descriptor, poller) }
        let taken = orders.withLock { orders in
            defer { orders = Orders(isClosed: orders.isClosed) }
            return orders
        }
        for message in taken.messages { route(message.topic, message.payload, from: -1) }
        for descriptor in connections.keys.sorted() {
            if taken.hangsUp || taken.isClosed { connections[descriptor]?.isEnding = true }
            write(descriptor, poller)
        }
        guard !taken.isClosed else {
            for descriptor in [listener] + connections.keys { close(descriptor) }
            return nil
        }
        return .never
    }

    private func accept(_ poller: Poller) {
        let descriptor = Glibc.accept(listener, nil, nil)
        guard descriptor >= 0 else { return }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        connections[descriptor] = Connection()
        record.withLock { $0.connections += 1 }
        poller.watch(descriptor, writing: false)
    }

    private func end(_ descriptor: Int32, _ poller: Poller) {
        poller.forget(descriptor)
        connections[descriptor] = nil
        close(descriptor)
    }

    private func read(_ descriptor: Int32, _ poller: Poller) {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &bytes, bytes.count, 0)
            if count < 0, errno == EAGAIN { break }
            guard count > 0 else { return end(descriptor, poller) }
            connections[descriptor]?.incoming += bytes[..<count]
        }
        while connections[descriptor]?.isEnding == false, let packet = next(descriptor) { take(packet, descriptor) }
    }

    private func next(_ descriptor: Int32) -> Packet? {
        guard var connection = connections.removeValue(forKey: descriptor) else { return nil }
        defer { connections[descriptor] = connection }
        return Packet.take(from: &connection.incoming)
    }

    private func write(_ descriptor: Int32, _ poller: Poller) {
        guard let connection = connections[descriptor] else { return }
        if !connection.outgoing.isEmpty {
            let count = send(descriptor, connection.outgoing, connection.outgoing.count, Int32(MSG_NOSIGNAL))
            if count > 0 { connections[descriptor]?.outgoing.removeFirst(count) }
        }
        let isDone = connections[descriptor]?.outgoing.isEmpty ?? true
        if isDone, connection.isEnding { return end(descriptor, poller) }
        poller.watch(descriptor, writing: !isDone)
    }

    private func take(_ packet: Packet, _ descriptor: Int32) {
        guard connections[descriptor]?.isSilent == false else { return }
        let script = script.withLock { $0 }
        switch packet.kind {
        case .connect:
            let number = record.withLock { $0.connections }
            react(script.connect(number), descriptor) { code in
                Packet.packet(0x20, [0, code, UInt8(script.properties.count)] + script.properties)
            }
        case .publish: take(publish: packet, descriptor, script)
        case .pubrel: put([0x70, 2] + packet.number, descriptor)
        case .subscribe:
            let codes = packet.filters.map(script.subscribe)
            for (filter, code) in zip(packet.filters, codes) where code < 0x80 {
                connections[descriptor]?.filters.append(TopicFilter(filter))
            }
            put(Packet.packet(0x90, packet.number + [0] + codes), descriptor)
        case .unsubscribe: put([0xB0, 4] + packet.number + [0, 0x11], descriptor)
        case .pingreq:
            record.withLock { $0.pings += 1 }
            put([0xD0, 0], descriptor)
        case nil: connections[descriptor]?.isEnding = true
        }
    }

    private func take(publish packet: Packet, _ descriptor: Int32, _ script: Script) {
        let (message, number) = packet.published
        record.withLock { $0.published.append(message) }
        react(script.publish(message), descriptor) { code in
            switch message.qos {
            case 0: []
            case 1: [0x40, 3] + number + [code]
            default: [0x50, 3] + number + [code]
            }
        }
        if connections[descriptor]?.isEnding == false { route(message.topic, message.payload, from: descriptor) }
    }

    private func route(_ topic: String, _ payload: [UInt8], from sender: Int32) {
        for (descriptor, connection) in connections where descriptor != sender {
            if connection.filters.contains(where: { $0.matches(topic) }) {
                put(Packet.publish(topic, payload), descriptor)
            }
        }
    }

    private func react(_ reactions: [Script.Reaction], _ descriptor: Int32, _ answer: (UInt8) -> [UInt8]) {
        for reaction in reactions {
            switch reaction {
            case .answer(let code): put(answer(code), descriptor)
            case .bytes(let bytes): put(bytes, descriptor)
            case .fallSilent: connections[descriptor]?.isSilent = true
            case .hangUp: connections[descriptor]?.isEnding = true
            }
        }
    }

    private func put(_ bytes: [UInt8], _ descriptor: Int32) { connections[descriptor]?.outgoing += bytes }
}
