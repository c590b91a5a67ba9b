import ExerciseHost
import Foundation
import HTTPGateway
import Testing

@Suite struct MetricFamilyTests {
    private func lines(_ figures: HostFigures?, isBrokerUp: Bool = true) -> [Substring] {
        let process = ProcessFigures(
            startMilliseconds: 1_768_471_300_000, cpuMicroseconds: 1_250_000, residentBytes: 4_096, openFiles: 12,
            maximumFiles: 1_024)
        let scrape = Scrape(
            identity: OperationsStage.identity, figures: figures, isBrokerUp: isBrokerUp, process: process)
        return String(decoding: MetricFamily.text(scrape), as: UTF8.self).split(separator: "\n")
    }

    private func samples(_ name: String, _ figures: HostFigures? = OperationsStage.figures()) -> [Substring] {
        lines(figures).filter { $0.hasPrefix(name + "{") || $0.hasPrefix(name + " ") }
    }

    @Test func `simulations and sagas are counted`() {
        #expect(
            samples("whitecell_simulation_connected") == [
                #"whitecell_simulation_connected{exercise="harbour",simulation="crane"} 1"#
            ])
        #expect(
            samples("whitecell_simulation_messages_refused_total") == [
                #"whitecell_simulation_messages_refused_total{exercise="harbour"} 1"#
            ])
        #expect(
            samples("whitecell_sagas")
                == ["active", "waiting", "blocked"].map {
                    #"whitecell_sagas{exercise="harbour",state="\#($0)"} 0"#
                })
        #expect(samples("whitecell_sagas_ended_total").count == 5)
    }

    @Test func `each metric has its help and type before its samples`() {
        let heads = lines(OperationsStage.figures()).filter { $0.hasPrefix("#") }.map(String.init)
        let wanted = MetricFamily.all.flatMap { family in
            ["# HELP \(family.name) \(family.help)", "# TYPE \(family.name) \(family.kind.rawValue)"]
        }

        #expect(heads == wanted)
    }

    @Test func `an exercise is told as it stands`() {
        #expect(
            samples("whitecell_exercise_elapsed_seconds") == [
                #"whitecell_exercise_elapsed_seconds{exercise="harbour"} 90.0"#
            ])
        #expect(samples("whitecell_exercise_rate") == [#"whitecell_exercise_rate{exercise="harbour"} 1.0"#])
        #expect(
            samples("whitecell_deliveries").filter { !$0.hasSuffix(" 0") } == [
                #"whitecell_deliveries{exercise="harbour",state="manual"} 1"#,
                #"whitecell_deliveries{exercise="harbour",state="delivered"} 1"#,
            ])
        #expect(
            samples("whitecell_team_connected") == [#"whitecell_team_connected{exercise="harbour",team="blue"} 1"#])
        #expect(
            samples("whitecell_delivery_latency_max_seconds")
                == [#"whitecell_delivery_latency_max_seconds{exercise="harbour"} 0.007"#])
    }

    @Test func `a status is 1 and the others are 0`() {
        #expect(
            samples("whitecell_exercise_status").filter { $0.hasSuffix(" 1") } == [
                #"whitecell_exercise_status{exercise="harbour",status="running"} 1"#
            ])
        #expect(samples("whitecell_exercise_status").count == 5)
    }

    @Test func `durations stand in cumulative buckets of seconds`() {
        let bucket = samples("whitecell_delivery_latency_seconds_bucket")

        #expect(bucket[2] == #"whitecell_delivery_latency_seconds_bucket{exercise="harbour",le="0.005"} 0"#)
        #expect(bucket[3] == #"whitecell_delivery_latency_seconds_bucket{exercise="harbour",le="0.01"} 1"#)
        #expect(bucket.last == #"whitecell_delivery_latency_seconds_bucket{exercise="harbour",le="+Inf"} 1"#)
        #expect(
            samples("whitecell_delivery_latency_seconds_sum")
                == [#"whitecell_delivery_latency_seconds_sum{exercise="harbour"} 0.007"#])
        #expect(samples("whitecell_turn_duration_seconds_sum") == ["whitecell_turn_duration_seconds_sum 0.0015"])
    }

    @Test func `without figures of the host the daemon and its process are told, and nothing is invented`() {
        let told = lines(nil, isBrokerUp: false).filter { !$0.hasPrefix("#") }

        #expect(
            told == [
                #"whitecell_build_info{version="1.0.0",instance_id="host-5"} 1"#, "whitecell_host_up 0",
                "whitecell_broker_up 0", "process_start_time_seconds 1768471300.0", "process_cpu_seconds_total 1.25",
                "process_resident_memory_bytes 4096", "process_open_fds 12", "process_max_fds 1024",
            ])
    }

    @Test func `the kernel's figures of this process are there`() {
        let now = ProcessFigures.now(startMilliseconds: 5)

        #expect(now.startMilliseconds == 5)
        #expect(now.cpuMicroseconds > 0 && now.residentBytes > 1 << 20)
        #expect(now.openFiles > 2 && now.maximumFiles > now.openFiles)
    }

    @Test func `the documentation lists every metric, its type, labels and help`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("docs/operations.md"), encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `whitecell_") || $0.hasPrefix("| `process_") }

        let list = MetricFamily.all.map { family in
            let labels = family.labels.map { "`\($0)`" }.joined(separator: " ")
            return "| `\(family.name)` | \(family.kind.rawValue) | \(labels) | \(family.help) |"
        }

        #expect(
            rows.map(String.init) == list, "the table in docs/operations.md must read:\n\(list.joined(separator: "\n"))"
        )
    }
}
