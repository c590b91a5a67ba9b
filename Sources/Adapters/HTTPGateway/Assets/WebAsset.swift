import CWebAssets

/// A file of the pages, as it lies in the program.
package struct WebAsset: Sendable {
    /// Where it is served.
    package var path: String
    package var contentType: String
    package var bytes: [UInt8]
    /// The same as long as the bytes are, quotes included.
    package let tag: String

    /// A file, and the tag that follows from its bytes.
    package init(path: String, contentType: String, bytes: [UInt8]) {
        self.path = path
        self.contentType = contentType
        self.bytes = bytes
        // FNV-1a: it tells one build's file from another's, and protects nothing.
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        tag = "\"\(String(hash, radix: 16))\""
    }

    /// All files that the program holds.
    package static var all: [WebAsset] {
        var assets: [WebAsset] = []
        while let asset = web_asset_at(assets.count)?.pointee {
            assets.append(
                WebAsset(
                    path: String(cString: asset.path), contentType: String(cString: asset.content_type),
                    bytes: Array(UnsafeBufferPointer(start: asset.bytes, count: asset.count))))
        }
        return assets
    }
}
