public import Dabiao

// A bundle together with the drop-ins on it is a bundle source too: the files of each drop-in stand under
// `amended-by/ID/`. Its content hash names the combination, and its files restore it.
extension BundleSource {
    private static let folder = "amended-by"

    /// The files of a bundle and of the drop-ins on it.
    ///
    /// - Throws: `.invalid` where together they are too large.
    func amended(by dropIns: [(id: String, source: BundleSource)]) throws(DabiaoError) -> BundleSource {
        var files = files
        for (id, source) in dropIns {
            for (path, content) in source.files { files["\(Self.folder)/\(id)/\(path)"] = content }
        }
        return try BundleSource(files: files)
    }

    /// The id of the bundle that it amends; nil where it is a bundle by itself.
    public var amendedBundle: String? { AmendmentReader.base(of: self) }

    /// The files of the bundle itself.
    public func withoutDropIns() throws(DabiaoError) -> BundleSource {
        try BundleSource(files: files.filter { !$0.key.hasPrefix("\(Self.folder)/") })
    }
}
