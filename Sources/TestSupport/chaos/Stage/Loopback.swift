import Glibc

/// TCP on 127.0.0.1.
enum Loopback {
    /// A port on which nobody listens.
    static func freePort() throws(TrialFault) -> UInt16 {
        let descriptor = newSocket()
        defer { close(descriptor) }
        var port: UInt16 = 0
        let status = withAddress(&port) { address, length in
            var length = length
            return bind(descriptor, address, length) == 0 ? getsockname(descriptor, address, &length) : -1
        }
        guard status == 0 else { throw TrialFault("no free port: \(String(cString: strerror(errno)))") }
        return port
    }

    /// A connection; `nil` when nobody takes it.
    static func connect(_ port: UInt16) -> Int32? {
        let descriptor = newSocket()
        var port = port
        let status = withAddress(&port) { Glibc.connect(descriptor, $0, $1) }
        if status == 0 { return descriptor }
        close(descriptor)
        return nil
    }

    /// Whether somebody listens on a port.
    static func answers(_ port: UInt16) -> Bool {
        guard let descriptor = connect(port) else { return false }
        close(descriptor)
        return true
    }

    private static func newSocket() -> Int32 {
        socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    }

    /// Calls with the address of a port, and takes back the port that stands there afterwards.
    private static func withAddress(
        _ port: inout UInt16, _ call: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        return status
    }
}
