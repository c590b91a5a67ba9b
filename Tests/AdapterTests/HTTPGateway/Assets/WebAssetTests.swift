import HTTPGateway
import Testing

/// What can be told of the pages without a browser.
@Suite struct WebAssetTests {
    private let texts = Dictionary(
        uniqueKeysWithValues: WebAsset.all.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) })

    private var scripts: [String: String] { texts.filter { $0.key.hasSuffix(".js") } }

    @Test func `the test client is there with all that it loads`() {
        #expect(texts.keys.contains("/test-client"))
        #expect(scripts.count > 5)
        #expect(texts.values.allSatisfy { !$0.isEmpty })
    }

    @Test func `a file's kind follows from its name`() {
        let kinds = ["css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "/test-client": "text/html"]

        for asset in WebAsset.all {
            let ending = asset.path.split(separator: ".").last.map(String.init) ?? ""
            #expect(asset.contentType.split(separator: ";").first.map(String.init) == kinds[ending], "\(asset.path)")
        }
    }

    @Test func `whatever a page or script names is served`() {
        for (path, text) in texts {
            let named = text.matches(of: /(?:href|src)="(\/[^"]+)"/).map { String($0.output.1) }
            let imported = text.matches(of: /^import .* from "([^"]+)";$/.anchorsMatchLineEndings())
                .map { Self.resolve($0.output.1, from: path) }
            for target in named + imported { #expect(texts[target] != nil, "\(path) names \(target)") }
        }
    }

    @Test func `a page holds no program and no style of its own`() {
        for (path, text) in texts where path == "/test-client" || path.hasSuffix(".svg") {
            #expect(text.matches(of: /<style|\sstyle=|\son[a-z]+=|javascript:/).isEmpty, "\(path)")
            #expect(text.matches(of: /<script\b(?![^>]*\bsrc=)/).isEmpty, "\(path)")
        }
    }

    @Test func `no script makes markup or programs of text`() {
        let makers = /innerHTML|outerHTML|insertAdjacentHTML|setHTML|document\.write|\beval\(|new Function|srcdoc/
        for (path, text) in scripts { #expect(text.firstMatch(of: makers)?.output == nil, "\(path)") }
    }

    @Test func `what a script looks for stands in the page, once`() throws {
        let page = try #require(texts["/test-client"])
        let ids = page.matches(of: /\sid="([^"]+)"/).map { String($0.output.1) }
        let wanted = scripts.values.flatMap { $0.matches(of: /byID\("([^"]+)"\)/).map { String($0.output.1) } }
        let labelled = page.matches(of: /\s(?:for|list|aria-labelledby|aria-describedby)="([^"]+)"/)
            .map { String($0.output.1) }

        #expect(Set(ids).count == ids.count)
        #expect(wanted.count > 20)
        #expect(Set(wanted + labelled).subtracting(ids) == [])
    }

    /// `../b.js` from `/assets/client/a.js` is `/assets/b.js`.
    private static func resolve(_ target: Substring, from path: String) -> String {
        var folders = path.split(separator: "/").dropLast()
        for part in target.split(separator: "/") where part != "." {
            if part == ".." { _ = folders.popLast() } else { folders.append(part) }
        }
        return "/" + folders.joined(separator: "/")
    }
}
