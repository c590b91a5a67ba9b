import Glibc

/// How many connections the process may have at once.
enum ConnectionLimit {
    /// Of all kinds: the descriptor limit less a reserve for the store, the broker and log files.
    static var all: Int {
        var files = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
        return max(16, Int(clamping: files.rlim_cur) - 256)
    }

    /// Of sockets, which stay: some are left for those who ask something.
    static var sockets: Int { all - min(64, all / 4) }
}
