import CMosquitto
import Glibc

/// What the library and OpenSSL find wrong while TLS is set up, as one sentence that names the setting and the mend.
///
/// They say it in log lines only, and of a certificate that does not verify just that: why stands in the connection,
/// which is gone when the call returns. So it is asked for while the line is written.
final class TLSComplaints {
    /// The first complaint: what follows are its consequences.
    private(set) var sentence: String?
    private let settings: BrokerSettings

    init(_ settings: BrokerSettings) { self.settings = settings }

    /// Takes a line of the library's log; `verification` gives OpenSSL's result for the broker's certificate.
    func hear(_ line: String, verification: () -> Int) {
        guard sentence == nil else { return }
        sentence = library(line) ?? Self.reasonCode(in: line).flatMap { openSSL($0, verification()) }
    }

    /// The first file of the settings that cannot be opened, in words; `nil` when all can.
    static func unreadable(_ settings: BrokerSettings) -> String? {
        let files = [
            ("MQTT_CA_FILE", settings.caFile), ("MQTT_CERT_FILE", settings.certFile),
            ("MQTT_KEY_FILE", settings.keyFile),
        ]
        for case (let setting, let path?) in files where access(path, R_OK) != 0 {
            return "\(setting): \(path) cannot be read: \(String(cString: strerror(errno)))"
        }
        return nil
    }

    /// The number in `OpenSSL Error[0]: error:0A000086:SSL routines::…` without the part that names OpenSSL's module.
    static func reasonCode(in line: String) -> Int? {
        guard let start = line.ranges(of: "error:").first?.upperBound else { return nil }
        return Int(line[start...].prefix { $0.isHexDigit }, radix: 16).map { $0 & 0x7F_FFFF }
    }

    private func library(_ line: String) -> String? {
        if line.contains("host name verification failed") {
            return "the broker's certificate is not made out to '\(settings.host)': set MQTT_BROKER_HOST to a name "
                + "that it holds, or have it made out to this one"
        }
        if line.contains("Unable to load CA certificates") {
            return "MQTT_CA_FILE: \(settings.caFile ?? "") holds no certificates (PEM)"
        }
        if line.contains("Unable to load client certificate") {
            return "MQTT_CERT_FILE: \(settings.certFile ?? "") holds no certificate (PEM)"
        }
        if line.contains("Unable to load client key file") {
            return
                "MQTT_KEY_FILE: \(settings.keyFile ?? "") holds no key that can be used (PEM, no passphrase), or not "
                + "the one of MQTT_CERT_FILE"
        }
        if line.contains("certificate/key are inconsistent") {
            return "MQTT_KEY_FILE: \(settings.keyFile ?? "") is not the key of MQTT_CERT_FILE"
        }
        return nil
    }

    /// Reasons of OpenSSL 3 (`sslerr.h`): 1,000 and more are alerts that the broker sent.
    private func openSSL(_ reason: Int, _ verification: Int) -> String? {
        switch reason {
        case 134: certificate(verification)
        case 267: "no TLS is spoken at \(settings.place): set MQTT_BROKER_PORT to the broker's TLS port"
        case 294: "the broker hung up during the TLS handshake: is \(settings.place) its TLS port (MQTT_BROKER_PORT)?"
        case 258, 1_070: "the broker speaks no TLS of version 1.2 or newer"
        case 1_116: demandsCertificate
        case 1_040: settings.certFile == nil ? demandsCertificate : "the broker refused the TLS handshake"
        case 1_045: refused("it has expired")
        case 1_048: refused("the broker does not know the authority that signed it")
        case 1_042, 1_043, 1_044, 1_046, 1_049, 1_051: refused("the broker does not say why")
        default: nil
        }
    }

    private var demandsCertificate: String {
        "the broker demands a certificate of ours: set MQTT_CERT_FILE and MQTT_KEY_FILE"
    }

    private func refused(_ why: String) -> String {
        guard let file = settings.certFile else { return demandsCertificate }
        return "the broker refused our certificate, MQTT_CERT_FILE \(file): \(why)"
    }

    /// Results of OpenSSL's verification (`x509_vfy.h`).
    private func certificate(_ verification: Int) -> String {
        switch verification {
        case 9: "the broker's certificate is not valid yet: look at this machine's clock"
        case 10: "the broker's certificate has expired: have it renewed, or look at this machine's clock"
        case 18, 19, 20, 21:
            "the broker's certificate is not signed by an authority in MQTT_CA_FILE \(settings.caFile ?? ""): name the "
                + "file of the one that signed it"
        case 23: "the broker's certificate has been revoked"
        case 26: "the broker's certificate is not made for a server"
        default: "the broker's certificate cannot be verified (OpenSSL's reason \(verification))"
        }
    }
}
