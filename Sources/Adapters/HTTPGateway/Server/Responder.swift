import ExerciseModel
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Between hummingbird's values and our own.
struct Responder: Sendable {
    let door: RequestDoor
    let table: RouteTable
    let now: @Sendable () -> Moment

    /// Answers one request.
    @concurrent func respond(_ request: Request, _ writer: consuming ResponseWriter) async throws {
        let head = RequestHead(request.head)
        let answer = if let refusal = door.refusal(head) { refusal.answer() } else { await table.answer(head) }
        let response = Responder.head(answer, at: now())
        let isHead = head.method == "HEAD"
        try await writer.write(
            response: response, body: isHead ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        )
    }

    /// The header of an answer.
    static func head(_ answer: Answer, at now: Moment) -> HTTPResponse {
        var fields = HTTPFields()
        for field in answer.allFields {
            if let name = HTTPField.Name(field.name) { fields.append(HTTPField(name: name, value: field.value)) }
        }
        // What has not changed has no body, and its length would be taken for that of the file.
        if answer.status != 304 { fields[.contentLength] = String(answer.body.count) }
        fields[.date] = HTTPDate.text(now.utc)
        return HTTPResponse(status: HTTPResponse.Status(code: answer.status), headerFields: fields)
    }
}

extension RequestHead {
    init(_ request: HTTPRequest) {
        self.init(method: request.method.rawValue, target: request.path ?? "", host: request.authority)
        for field in request.headerFields { fields[field.name.canonicalName, default: []].append(field.value) }
    }
}
