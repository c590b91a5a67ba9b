import Assembly
import MQTTGateway

/// Finds the broker of a running daemon: as the settings say, else as the daemon wrote it beside its store.
enum BrokerPlace {
    static func find(store: StoreOptions, broker: BrokerOptions) throws -> BrokerSettings {
        let flags = store.flags.merging(broker.flags) { first, _ in first }
        let settings = try SettingsOptions.settings(flags)
        switch settings.broker {
        case .external(let settings): return settings
        case .own(let port, let version):
            guard let running = RunFile.read(besideStore: settings.store) else {
                return BrokerSettings(host: "127.0.0.1", port: port ?? 1_883, version: version)
            }
            do {
                return try Settings.checked(running.broker)
            } catch {
                throw Failure(.usage, error.description)
            }
        }
    }
}
