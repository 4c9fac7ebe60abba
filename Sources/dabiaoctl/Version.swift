import Dabiao

/// The version that both programs tell.
enum Version {
    static let text = Product.version
}
