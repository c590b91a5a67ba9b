import HTTPGateway
import Testing

@Suite struct AssetRouteTests {
    private static let asset = WebAsset(path: "/assets/a.css", contentType: "text/css", bytes: Array("a{}".utf8))
    private let table = RouteTable([AssetRoute.route(Self.asset)])

    private func answer(
        _ path: String = "/assets/a.css", _ method: String = "GET", knowing tags: [String]? = nil
    ) async -> Answer {
        var head = RequestHead(method: method, target: path, host: "localhost:3000")
        head.fields["if-none-match"] = tags
        return await table.answer(head)
    }

    @Test func `a file comes with its tag, its kind and what its page may do`() async {
        let got = await answer()

        #expect(got.status == 200 && got.body == Self.asset.bytes)
        #expect(
            got.allFields == [
                Answer.Field("Content-Type", "text/css"), Answer.Field("Cache-Control", "no-cache"),
                Answer.Field("X-Content-Type-Options", "nosniff"), Answer.Field("ETag", Self.asset.tag),
                Answer.Field(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                        + "require-trusted-types-for 'script'; trusted-types 'none'"),
                Answer.Field("Referrer-Policy", "no-referrer"),
            ])
    }

    @Test(arguments: [["TAG"], ["W/TAG"], ["\"old\", TAG"], ["\"old\"", "W/\"older\" ,W/TAG"], ["*"]])
    func `who has the file already is not sent it again`(_ tags: [String]) async {
        let got = await answer(knowing: tags.map { $0.replacing("TAG", with: Self.asset.tag) })

        #expect(got.status == 304 && got.body.isEmpty)
        #expect(got.allFields.contains(Answer.Field("ETag", Self.asset.tag)))
    }

    @Test(arguments: [["\"old\""], ["TAG0"], [""], ["W/"], [","]])
    func `who has another file is sent this one`(_ tags: [String]) async {
        #expect(await answer(knowing: tags.map { $0.replacing("TAG", with: Self.asset.tag) }).status == 200)
    }

    @Test func `the tag is the bytes' alone`() {
        let other = WebAsset(path: "/b", contentType: "text/html", bytes: Self.asset.bytes)
        let changed = WebAsset(path: "/assets/a.css", contentType: "text/css", bytes: Array("b{}".utf8))

        #expect(other.tag == Self.asset.tag)
        #expect(changed.tag != Self.asset.tag)
    }

    @Test(arguments: ["/assets/b.css", "/assets/", "/assets", "/assets/a.css/", "/assets/../a.css", "/assets/%61.css"])
    func `there is no other file`(_ path: String) async {
        #expect(await answer(path).status == 404)
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS"])
    func `a file is read and nothing else`(_ method: String) async {
        let got = await answer("/assets/a.css", method)

        #expect(got.status == 405)
        #expect(got.fields == [Answer.Field("Allow", "GET, HEAD")])
    }

    @Test func `HEAD is answered as GET`() async {
        #expect(await answer("/assets/a.css?v=1", "HEAD") == answer())
    }
}
