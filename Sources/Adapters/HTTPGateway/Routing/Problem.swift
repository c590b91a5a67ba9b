package import ExerciseModel

/// Why a request was not answered as asked: a problem document (RFC 9457).
package struct Problem: Equatable, Sendable {
    /// What kind of problem; the word is its `code`.
    package enum Code: String, CaseIterable, Sendable {
        case invalidRequest = "invalid_request"
        case notAuthorized = "not_authorized"
        case notFound = "not_found"
        case methodNotAllowed = "method_not_allowed"
        case requestTimeout = "request_timeout"
        case tooLarge = "too_large"
        case misdirectedRequest = "misdirected_request"
        case upgradeRequired = "upgrade_required"
        case headerTooLarge = "header_too_large"
        case brokerUnavailable = "broker_unavailable"
        case storeUnavailable = "store_unavailable"
        case overloaded

        /// The HTTP status.
        package var status: Int {
            switch self {
            case .invalidRequest: 400
            case .notAuthorized: 403
            case .notFound: 404
            case .methodNotAllowed: 405
            case .requestTimeout: 408
            case .tooLarge: 413
            case .misdirectedRequest: 421
            case .upgradeRequired: 426
            case .headerTooLarge: 431
            case .brokerUnavailable, .storeUnavailable, .overloaded: 503
            }
        }

        /// What HTTP calls the status.
        var title: String {
            switch status {
            case 400: "Bad Request"
            case 403: "Forbidden"
            case 404: "Not Found"
            case 405: "Method Not Allowed"
            case 408: "Request Timeout"
            case 413: "Content Too Large"
            case 421: "Misdirected Request"
            case 426: "Upgrade Required"
            case 431: "Request Header Fields Too Large"
            default: "Service Unavailable"
            }
        }
    }

    package var code: Code
    /// One sentence that names the place and the mend.
    package var detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    /// The problem as a document, with further members.
    package func answer(_ members: (inout JSONWriter) -> Void = { _ in }) -> Answer {
        let body = JSONWriter.object { writer in
            writer.field("type", "about:blank")
            writer.field("title", code.title)
            writer.field("status", code.status)
            writer.field("code", code.rawValue)
            writer.field("detail", detail)
            members(&writer)
        }
        return Answer(status: code.status, contentType: "application/problem+json", body: body)
    }
}
