extension MetricFamily {
    /// The process, under the names that every Prometheus client uses.
    static let process = [
        MetricFamily(
            "process_start_time_seconds", .gauge, help: "When the process started, in seconds since 1970."
        ) { $1.add(is: $0.process.startMilliseconds, digits: 3) },
        MetricFamily("process_cpu_seconds_total", .counter, help: "Processor time used, user and system.") {
            $1.add(is: $0.process.cpuMicroseconds, digits: 6)
        },
        MetricFamily("process_resident_memory_bytes", .gauge, help: "Memory that is resident.") {
            $1.add(is: $0.process.residentBytes)
        },
        MetricFamily("process_open_fds", .gauge, help: "Open file descriptors.") { $1.add(is: $0.process.openFiles) },
        MetricFamily("process_max_fds", .gauge, help: "The most file descriptors that may be open.") {
            $1.add(is: $0.process.maximumFiles)
        },
    ]
}
