import Glibc

/// A TCP connection that is made and closed again, to learn without blocking which address of the broker answers.
///
/// libmosquitto connects with a blocking call that has no time limit; it is made only where this has succeeded.
struct Reach {
    /// How far it has come.
    enum Step: Equatable {
        /// Wait until `descriptor` is writable.
        case underway
        /// Somebody listens at this numeric address.
        case reached(address: String)
        case failed(errno: Int32)
    }

    private struct Candidate {
        var address: sockaddr_storage
        var length: socklen_t
        var family: Int32
    }

    /// The socket that is being connected, or −1.
    private(set) var descriptor: Int32 = -1
    private var candidates: [Candidate] = []
    private var current: Candidate?
    private var lastError = ECONNREFUSED

    /// Looks the host up; `nil` when its name cannot be resolved.
    init?(host: String, port: UInt16) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &first) == 0 else { return nil }
        defer { freeaddrinfo(first) }
        var next = first
        while let entry = next?.pointee {
            if let address = entry.ai_addr {
                var storage = sockaddr_storage()
                memcpy(&storage, address, Int(entry.ai_addrlen))
                candidates.append(
                    Candidate(address: storage, length: entry.ai_addrlen, family: entry.ai_family))
            }
            next = entry.ai_next
        }
        candidates.reverse()
    }

    /// Tries the next address.
    mutating func begin() -> Step {
        while let candidate = candidates.popLast() {
            finish()
            let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            descriptor = socket(candidate.family, kind, 0)
            guard descriptor >= 0 else { return .failed(errno: errno) }
            current = candidate
            var address = candidate.address
            let status = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, candidate.length)
                }
            }
            if status == 0 { return reached(candidate) }
            if errno == EINPROGRESS { return .underway }
            lastError = errno
        }
        finish()
        return .failed(errno: lastError)
    }

    /// Looks what became of the attempt, once the descriptor is writable.
    mutating func check() -> Step {
        var error: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length)
        guard error == 0, let current else {
            lastError = error
            return begin()
        }
        return reached(current)
    }

    /// Closes what is open.
    mutating func finish() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    private mutating func reached(_ candidate: Candidate) -> Step {
        finish()
        var address = candidate.address
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getnameinfo($0, candidate.length, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
            }
        }
        guard status == 0 else { return .failed(errno: EAFNOSUPPORT) }
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return .reached(address: String(decoding: bytes, as: UTF8.self))
    }
}
