import ExerciseModel
import HTTPGateway
import Testing

@Suite struct RouteTableTests {
    private let table = RouteTable([
        Route("GET", "/") { _ in Answer(body: Array("home".utf8)) },
        Route("GET", "/exercises/{exercise}/teams/{team}") { inquiry in
            Answer(body: Array("\(inquiry.names["exercise"] ?? "") \(inquiry.names["team"] ?? "")".utf8))
        },
        Route("POST", "/exercises/{exercise}/control") { _ in Answer(status: 201, body: []) },
    ])

    private func answer(_ method: String, _ target: String) async -> Answer {
        await table.answer(RequestHead(method: method, target: target, host: "localhost:3000"))
    }

    @Test func `a path finds its route and what stands at its names`() async {
        #expect(await answer("GET", "/").body == Array("home".utf8))
        #expect(await answer("GET", "/exercises/harbour/teams/blue?after=3").body == Array("harbour blue".utf8))
        #expect(await answer("POST", "/exercises/harbour/control").status == 201)
    }

    @Test(arguments: ["/nothing", "//", "/exercises//teams/blue", "/exercises/harbour/teams/blue/", "/exercises"])
    func `a path that nobody declared is not found`(_ path: String) async {
        #expect(await answer("GET", path) == Problem(.notFound, "there is nothing at \(path)").answer())
    }

    @Test func `a method that nobody declared is named with those that were`() async {
        let got = await answer("DELETE", "/")
        let post = await answer("GET", "/exercises/harbour/control")

        #expect(got.status == 405)
        #expect(got.fields == [Answer.Field("Allow", "GET, HEAD")])
        #expect(post.fields == [Answer.Field("Allow", "POST")])
    }

    @Test func `HEAD is answered as GET`() async {
        #expect(await answer("HEAD", "/") == answer("GET", "/"))
    }

    @Test func `a problem is a document of RFC 9457, and nothing is to be cached or guessed at`() {
        let problem = Problem(.tooLarge, "a body has at most 5 bytes").answer { $0.field("limit", 5) }

        #expect(
            String(decoding: problem.body, as: UTF8.self) == """
                {"type":"about:blank","title":"Content Too Large","status":413,"code":"too_large",\
                "detail":"a body has at most 5 bytes","limit":5}
                """)
        #expect(
            problem.allFields == [
                Answer.Field("Content-Type", "application/problem+json"), Answer.Field("Cache-Control", "no-store"),
                Answer.Field("X-Content-Type-Options", "nosniff"),
            ])
    }
}
