public import Dabiao
import Foundation

extension BundleSource {
    /// The ending of a packed bundle's name.
    public static let packedExtension = "dabiao"

    /// Reads a bundle from its folder, or from a file that `plugin pack` wrote.
    ///
    /// - Throws: as ``init(directory:)`` and ``PackedBundle/unpack(_:)``.
    public init(path: String) throws(DabiaoError) {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
            self = try PackedBundle.unpack(PackedBundle.read(path))
        } else {
            try self.init(directory: path)
        }
    }
}
