import ArgumentParser
import Assembly
import EventStoreSQLite
import Glibc

/// `whitecell backup FILE`.
struct BackupVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the store into one file, while the daemon runs or not, and verify the copy.",
        discussion: """
            The copy holds all exercises as they are at one instant and is a store itself: \
            whitecell log EXERCISE --database-url FILE reads it.
            """)

    @Argument(help: "The copy.") var file: String
    @Flag(help: "Take the place of a file that is there.") var force = false
    @OptionGroup(title: "Store") var store: StoreOptions

    func run() throws {
        let signals = Signals()
        let settings = try SettingsOptions.settings(store.flags)
        var signal: Int32?
        let verdicts: [LogVerdict]
        do {
            verdicts = try StoreBackup(of: settings.store, at: file).make(replacing: force) {
                signal = signal ?? signals.take()
                return signal == nil
            }
        } catch {
            switch error {
            case .exists, .isTheStore, .isNoFile: throw Failure(.refused, "\(file): \(error.sentence)")
            case .store: throw Failure(.store, "\(settings.store): \(error.sentence)")
            case .full, .unwritable: throw Failure(.store, "\(file): \(error.sentence)")
            case .interrupted:
                Output.error("whitecell: \(file): \(error.sentence)")
                throw Failure(signal: signal ?? SIGINT)
            }
        }
        let isWhole = VerifyVerb.tell(verdicts)
        Output.line("\(settings.store) is copied to \(file)")
        guard isWhole else { throw ExitCode(ExitStatus.refused.rawValue) }
    }
}
