import Foundation

/// Certificates and keys of a test's own, made by openssl: two authorities, servers good and bad, two clients.
final class Certificates {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("whitecell-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let made = try ChildProcess(
            "/bin/sh", ["-euc", Self.script], in: folder, environment: ["PATH": "/usr/bin:/bin"])
        guard try made.wait() == 0 else { throw Fault.notMade(made.errors) }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    enum Fault: Error {
        case notMade(String)
    }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// Lines of mosquitto's configuration: a listener that shows this server's certificate.
    func listener(_ server: String = "server", _ further: String...) -> [String] {
        let files = [
            "cafile \(path("ca.pem"))", "certfile \(path("\(server).pem"))", "keyfile \(path("\(server).key"))",
        ]
        return files + further
    }

    private static let script = """
        authority() {
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout $1.key -out $1.pem \
                -subj "/CN=$1" -days 30
        }
        certificate() {
            openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout $1.key -out $1.csr -subj "/CN=$1"
            echo "subjectAltName=$4" >$1.ext
            openssl x509 -req -in $1.csr -CA $2.pem -CAkey $2.key -CAcreateserial -days $3 -out $1.pem -extfile $1.ext
        }
        authority ca
        authority stranger
        certificate server ca 30 IP:127.0.0.1,DNS:localhost
        certificate elsewhere ca 30 DNS:elsewhere.example
        certificate expired ca -1 IP:127.0.0.1
        certificate client ca 30 DNS:client
        certificate intruder stranger 30 DNS:intruder
        openssl ec -in client.key -aes128 -passout pass:word -out locked.key
        chmod 600 *.key
        """
}
