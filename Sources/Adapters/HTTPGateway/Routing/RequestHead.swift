/// The head of a request in plain values.
package struct RequestHead: Equatable, Sendable {
    package var method: String
    /// Path and query, as they were sent.
    package var target: String
    /// What `Host` says; `nil` without one.
    package var host: String?
    /// The other fields, their names in lower case.
    package var fields: [String: [String]]

    package init(method: String = "GET", target: String, host: String?, fields: [String: [String]] = [:]) {
        self.method = method
        self.target = target
        self.host = host
        self.fields = fields
    }

    /// The path without the query.
    package var path: Substring { target.prefix { $0 != "?" } }
}
