import Dabiao

/// `org.dabiao.Upload`: files of the caller, in chunks.
public enum UploadInterface {
    public static let name = "org.dabiao.Upload"
    public static let append = Method<AppendRequest, AppendReply>(name, "Append", needs: .submit)

    /// Bytes of one chunk that fit a message with base64 and framing around them.
    public static let chunk = 2 * 1024 * 1024

    public struct AppendRequest: Codable, Hashable, Sendable {
        /// The upload to append to; nil begins a new one.
        public let upload: String?
        /// Base64.
        public let data: String

        public init(upload: String?, data: String) {
            self.upload = upload
            self.data = data
        }
    }

    public struct AppendReply: Codable, Hashable, Sendable {
        public let upload: String
        public let size: Int

        public init(upload: String, size: Int) {
            self.upload = upload
            self.size = size
        }
    }
}
