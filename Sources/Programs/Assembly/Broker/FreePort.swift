import Glibc

/// Looks for a TCP port on loopback that nobody listens on.
enum FreePort {
    /// Whether a server could listen there now.
    static func isFree(_ port: UInt16) -> Bool {
        withSocket(port) { descriptor, address, size in
            bind(descriptor, address, size) == 0 && listen(descriptor, 1) == 0
        }
    }

    /// Whether a server takes connections there.
    static func isOpen(_ port: UInt16) -> Bool {
        withSocket(port) { connect($0, $1, $2) == 0 }
    }

    private static func withSocket(
        _ port: UInt16, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool
    ) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// Claims a port that is free against every other daemon that wants one at this moment; the claim is a descriptor
    /// and ends with it. `nil` for a port that is taken or claimed.
    static func claim(_ port: UInt16) -> Int32? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        // A name that begins with a zero byte stands in no folder: the kernel takes it back with the process.
        let name = [0] + Array("whitecell-broker-\(port)".utf8)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let size = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let isOurs = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) == 0 }
        }
        guard isOurs, isFree(port) else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// Claims the first free port from one on; `nil` when the next hundred are taken.
    static func claimFirst(from port: UInt16) -> (port: UInt16, claim: Int32)? {
        for port in port..<(port < 65_436 ? port + 100 : 65_535) {
            if let claim = claim(port) { return (port, claim) }
        }
        return nil
    }
}
