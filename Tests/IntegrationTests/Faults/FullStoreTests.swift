import ExerciseModel
import Foundation
import Glibc
import Testing

@Suite struct FullStoreTests {
    @Test(.enabled("mounting a small file system needs root") { SmallDisk.isPossible })
    func `on a full disk commands are refused, and the exercise comes back standing when there is room`() throws {
        let disk = try #require(SmallDisk(megabytes: 4))
        let mosquitto = try MosquittoProcess()
        let exercise = SampleExercise(duration: 120, teams: ["blue"], injects: SampleExercise.row(1_000, every: 0.1))
        let work = try Workplace(
            exercise, broker: mosquitto, environment: ["DATABASE_URL": "\(disk.folder.path)/scenarios.db"])
        let daemon = try work.start("serve")
        let recorder = try FeedRecorder(mosquitto.port)
        #expect(recorder.waits(for: "initialized"))
        try recorder.command("start")
        #expect(Patience.watch { !recorder.feed("blue").isEmpty })

        disk.fill()
        #expect(daemon.waits(for: "store_unavailable"))
        let refused = try recorder.command("note", #""text":"full""#)
        disk.empty()

        #expect(refused.word == "store_unavailable")
        #expect(daemon.waits(for: "store_available"))
        #expect(recorder.waits(for: "paused"))
        let reason = recorder.notes("status").last?.object?["reason"]?.string
        #expect(reason?.contains("the store had failed") == true)
        #expect(try recorder.command("resume").word == "running")
        #expect(try recorder.command("note", #""text":"room again""#).isAccepted)
        #expect(try daemon.terminate() == 0)
        let shown = try #require(FeedMessage.shown(recorder.feed("blue")))
        #expect(shown.map(\.seq) == Array(1...Int64(shown.count)))
        #expect(try work.run("verify").status == 0)
    }
}

/// A file system of a few megabytes in memory, mounted until the last reference goes.
private final class SmallDisk {
    let folder: URL
    private var filler: URL { folder.appendingPathComponent("filler") }

    /// Whether this process may mount.
    static var isPossible: Bool { SmallDisk(megabytes: 1) != nil }

    init?(megabytes: Int) {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("whitecell-disk-\(UUID().uuidString)")
        guard (try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)) != nil else {
            return nil
        }
        guard mount("tmpfs", folder.path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            try? FileManager.default.removeItem(at: folder)
            return nil
        }
    }

    deinit {
        umount2(folder.path, Int32(MNT_DETACH))
        try? FileManager.default.removeItem(at: folder)
    }

    /// Writes until nothing more fits.
    func fill() {
        let descriptor = open(filler.path, O_WRONLY | O_CREAT, 0o600)
        defer { close(descriptor) }
        let block = [UInt8](repeating: 0, count: 4_096)
        while write(descriptor, block, block.count) > 0 {}
    }

    /// Makes the room free again.
    func empty() { unlink(filler.path) }
}
