import Glibc

/// What the kernel says of this process.
package struct ProcessFigures: Equatable, Sendable {
    /// Milliseconds since 1970.
    package var startMilliseconds: Int64
    package var cpuMicroseconds: Int64
    package var residentBytes: Int64
    package var openFiles: Int64
    package var maximumFiles: Int64

    package init(
        startMilliseconds: Int64 = 0, cpuMicroseconds: Int64 = 0, residentBytes: Int64 = 0, openFiles: Int64 = 0,
        maximumFiles: Int64 = 0
    ) {
        self.startMilliseconds = startMilliseconds
        self.cpuMicroseconds = cpuMicroseconds
        self.residentBytes = residentBytes
        self.openFiles = openFiles
        self.maximumFiles = maximumFiles
    }

    /// The figures now.
    package static func now(startMilliseconds: Int64) -> ProcessFigures {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        var files = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
        return ProcessFigures(
            startMilliseconds: startMilliseconds,
            cpuMicroseconds: microseconds(usage.ru_utime) + microseconds(usage.ru_stime),
            residentBytes: residentBytes(), openFiles: openFiles(),
            maximumFiles: Int64(clamping: files.rlim_cur))
    }

    private static func microseconds(_ time: timeval) -> Int64 {
        Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_usec)
    }

    /// The second number of `statm` counts resident pages.
    private static func residentBytes() -> Int64 {
        let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = max(0, read(descriptor, &bytes, bytes.count))
        let numbers = bytes[..<count].split(separator: UInt8(ascii: " "))
        guard numbers.count > 1, let pages = Int64(String(decoding: numbers[1], as: UTF8.self)) else { return 0 }
        return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
    }

    private static func openFiles() -> Int64 {
        guard let folder = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(folder) }
        var count: Int64 = 0
        while readdir(folder) != nil { count += 1 }
        // The two entries of the folder itself, and the descriptor that reads it.
        return max(0, count - 3)
    }
}
