/// `GET` of a page, or of a file that pages load: kept by browsers, and asked for anew each time.
package enum AssetRoute {
    /// What a page may load and do: nothing but what this daemon serves, and no text becomes markup or a program.
    static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ].joined(separator: "; ")

    /// The route of a file.
    package static func route(_ asset: WebAsset) -> Route {
        Route("GET", asset.path) { inquiry in answer(asset, knownTags: inquiry.head.fields["if-none-match"] ?? []) }
    }

    private static func answer(_ asset: WebAsset, knownTags: [String]) -> Answer {
        let isKnown = knownTags.contains { holds(asset.tag, in: $0) }
        var answer = Answer(
            status: isKnown ? 304 : 200, contentType: asset.contentType, body: isKnown ? [] : asset.bytes)
        answer.caching = "no-cache"
        answer.fields = [
            Answer.Field("ETag", asset.tag), Answer.Field("Content-Security-Policy", policy),
            Answer.Field("Referrer-Policy", "no-referrer"),
        ]
        return answer
    }

    /// Whether `If-None-Match` names a tag: `*`, or a list in which a tag may be marked as weak (RFC 9110, 13.1.2).
    private static func holds(_ tag: String, in list: String) -> Bool {
        let tags = list.split(separator: ",").map { $0.trimmingPrefix { $0 == " " } }
        return tags.contains { $0.trimmingPrefix("W/").prefix { $0 != " " } == tag || $0.first == "*" }
    }
}
