/// What a request is answered with.
package struct Answer: Equatable, Sendable {
    package var status: Int
    package var contentType: String
    /// How long a cache may keep it: not at all, unless it says otherwise.
    package var caching = "no-store"
    /// Further fields, names as they are written.
    package var fields: [Field] = []
    package var body: [UInt8]

    /// One header field.
    package struct Field: Equatable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(status: Int = 200, contentType: String = "application/json", body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// Every field but `Date` and `Content-Length`: nothing here is to be guessed at by a browser.
    package var allFields: [Field] {
        [
            Field("Content-Type", contentType), Field("Cache-Control", caching),
            Field("X-Content-Type-Options", "nosniff"),
        ] + fields
    }
}
