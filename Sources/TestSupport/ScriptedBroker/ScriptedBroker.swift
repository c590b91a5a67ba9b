package import ExerciseHost
import Glibc

/// A broker of MQTT 5 on the loopback that misbehaves as a script says: what mosquitto cannot be made to do.
///
/// It retains nothing and hands everything on at QoS 0.
package final class ScriptedBroker: Sendable {
    package let port: UInt16
    /// May be changed at any time.
    package let script: Guarded<Script>
    private let desk: BrokerDesk
    private let thread: LoopThread

    /// Why there is no broker.
    package enum Fault: Error {
        case noSocket(errno: Int32)
        case noThread(LoopFault)
    }

    /// Listens on a free port.
    package init(_ script: Script = Script()) throws(Fault) {
        self.script = Guarded(script)
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 ? getsockname(listener, $0, &length) : -1
            }
        }
        guard status == 0, listen(listener, 64) == 0 else { throw .noSocket(errno: errno) }
        port = UInt16(bigEndian: address.sin_port)
        desk = BrokerDesk(listener: listener, script: self.script)
        do {
            thread = try LoopThread(name: "scripted", work: desk)
        } catch {
            throw .noThread(error)
        }
    }

    deinit {
        desk.orders.withLock { $0.isClosed = true }
        thread.wake()
    }

    /// How many connections were made, those that said nothing included.
    package var connectionCount: Int { desk.record.withLock { $0.connections } }
    /// How many PINGREQs came.
    package var pingCount: Int { desk.record.withLock { $0.pings } }
    /// Everything that was published, in the order in which it came.
    package var published: [Published] { desk.record.withLock { $0.published } }

    /// What was published on a topic, in order.
    package func published(on topic: String) -> [Published] { published.filter { $0.topic == topic } }

    /// Hands a message to all who have subscribed to its topic.
    package func publish(_ topic: String, _ text: String) {
        desk.orders.withLock { $0.messages.append((topic, Array(text.utf8))) }
        thread.wake()
    }

    /// Hangs up on everybody.
    package func hangUp() {
        desk.orders.withLock { $0.hangsUp = true }
        thread.wake()
    }
}
