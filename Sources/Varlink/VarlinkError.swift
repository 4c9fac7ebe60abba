#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// An error that crosses the socket: a name declared in an interface and its parameters.
///
/// A handler throws one to send it; a client's call throws the one it received.
public struct VarlinkError: Error, Sendable {
    /// The full name, for example `org.varlink.service.InvalidParameter`.
    public let name: String
    /// The bytes of a JSON object.
    public let parameters: Data

    /// Parameters that cannot be encoded (a number that is not finite, say) are left out: an error must not fail.
    public init(_ name: String, parameters: some Encodable = Empty()) {
        self.name = name
        self.parameters = (try? Wire.object(parameters)) ?? Wire.emptyObject
    }

    init(name: String, received parameters: Data) {
        self.name = name
        self.parameters = parameters
    }

    /// The parameters as a type.
    ///
    /// - Throws: `DecodingError` if they are not of that shape.
    public func decode<T: Decodable>(_ type: T.Type) throws -> T {
        try JSONDecoder().decode(type, from: parameters)
    }
}

extension VarlinkError: CustomStringConvertible {
    public var description: String { "\(name) \(String(decoding: parameters, as: UTF8.self))" }
}

/// The errors every service may send, declared in `org.varlink.service`.
extension VarlinkError {
    public static func interfaceNotFound(_ interface: String) -> VarlinkError {
        VarlinkError("org.varlink.service.InterfaceNotFound", parameters: ["interface": interface])
    }

    public static func methodNotFound(_ method: String) -> VarlinkError {
        VarlinkError("org.varlink.service.MethodNotFound", parameters: ["method": method])
    }

    public static func methodNotImplemented(_ method: String) -> VarlinkError {
        VarlinkError("org.varlink.service.MethodNotImplemented", parameters: ["method": method])
    }

    public static func invalidParameter(_ parameter: String) -> VarlinkError {
        VarlinkError("org.varlink.service.InvalidParameter", parameters: ["parameter": parameter])
    }

    /// The method streams its replies, and the caller did not say `more`.
    public static var expectedMore: VarlinkError { VarlinkError("org.varlink.service.ExpectedMore") }
}
