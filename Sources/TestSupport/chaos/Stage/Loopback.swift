import Glibc

/// TCP on 127.0.0.1.
enum Loopback {
    /// A port on which nobody listens, and from which the kernel starts no connections: a client that tries a port of
    /// those while the broker is away may find itself at the other end.
    static func freePort() throws(TrialFault) -> UInt16 {
        for _ in 1...100 {
            let descriptor = newSocket()
            defer { close(descriptor) }
            let port = UInt16.random(in: 20_000..<32_000)
            if withAddress(port, { bind(descriptor, $0, $1) }) == 0 { return port }
        }
        throw TrialFault("no port of 20000 to 31999 is free: \(String(cString: strerror(errno)))")
    }

    /// A connection; `nil` when nobody takes it.
    static func connect(_ port: UInt16) -> Int32? {
        let descriptor = newSocket()
        if withAddress(port, { Glibc.connect(descriptor, $0, $1) }) == 0 { return descriptor }
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

    /// Calls with the address of a port.
    private static func withAddress(_ port: UInt16, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
