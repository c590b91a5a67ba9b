import Glibc

/// Looks for the address at which a broker takes connections, by making one and closing it again.
///
/// libmosquitto connects with a call that has no time limit; it is made only where this has succeeded. A resolver may
/// block for as long as it likes, so this belongs on a thread that nobody waits for.
enum Reach {
    /// What was found.
    enum Finding: Equatable {
        /// Somebody listens at this numeric address.
        case reached(address: String)
        case failed(errno: Int32)
        /// The name stands for no address, in the resolver's words.
        case unknownHost(String)
    }

    /// Tries each address of the host in the resolver's order, so many milliseconds each.
    static func find(host: String, port: UInt16, patience: Int32 = 2_000) -> Finding {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, String(port), &hints, &first)
        guard status == 0 else { return .unknownHost(String(cString: gai_strerror(status))) }
        defer { freeaddrinfo(first) }
        var failure = ECONNREFUSED
        var next = first
        while let entry = next?.pointee {
            failure = trial(entry, patience: patience)
            if failure == 0 { return numeric(entry) }
            next = entry.ai_next
        }
        return .failed(errno: failure)
    }

    /// The errno of an attempt to connect, 0 for none.
    private static func trial(_ entry: addrinfo, patience: Int32) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(entry.ai_family, kind, 0)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        if connect(descriptor, entry.ai_addr, entry.ai_addrlen) == 0 { return 0 }
        guard errno == EINPROGRESS else { return errno }
        var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&wanted, 1, patience) > 0 else { return ETIMEDOUT }
        var error: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length)
        return error
    }

    private static func numeric(_ entry: addrinfo) -> Finding {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let count = socklen_t(text.count)
        guard getnameinfo(entry.ai_addr, entry.ai_addrlen, &text, count, nil, 0, NI_NUMERICHOST) == 0 else {
            return .failed(errno: EAFNOSUPPORT)
        }
        return .reached(address: String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
    }
}
