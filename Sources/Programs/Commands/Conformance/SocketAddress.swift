import CLinux
import Glibc

/// TCP at a host's addresses.
enum SocketAddress {
    /// A socket that listens there without waiting for whoever comes, and its port; `nil` when it cannot.
    static func listen(host: String, port: UInt16) -> (descriptor: Int32, port: UInt16)? {
        first(host, port, SOCK_NONBLOCK.rawValue) { descriptor, entry in
            var yes: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
            return bind(descriptor, entry.ai_addr, entry.ai_addrlen) == 0 && Glibc.listen(descriptor, 16) == 0
        }.map { ($0, self.port(of: $0)) }
    }

    /// A connection, made within 5 s; `nil` when there is none to be had.
    static func connect(host: String, port: UInt16) -> Int32? {
        first(host, port, 0) { descriptor, entry in
            var patience = timeval(tv_sec: 5, tv_usec: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
            var yes: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
            return Glibc.connect(descriptor, entry.ai_addr, entry.ai_addrlen) == 0
        }
    }

    /// The first address's socket with which it can be done.
    private static func first(
        _ host: String, _ port: UInt16, _ flags: UInt32, _ body: (Int32, addrinfo) -> Bool
    ) -> Int32? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0 else { return nil }
        defer { freeaddrinfo(found) }
        var next = found
        while let entry = next?.pointee {
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | flags)
            let descriptor = socket(entry.ai_family, kind, 0)
            if descriptor >= 0 {
                if body(descriptor, entry) { return descriptor }
                close(descriptor)
            }
            next = entry.ai_next
        }
        return nil
    }

    private static func port(of descriptor: Int32) -> UInt16 {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(descriptor, $0, &length) }
            // The port stands at the same place in both families.
            return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                UInt16(bigEndian: $0.pointee.sin_port)
            }
        }
    }
}
