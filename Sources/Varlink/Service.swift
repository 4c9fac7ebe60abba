/// What a server offers: a few words about itself, interfaces, and a handler for each of their methods.
///
/// `org.varlink.service` is always among the interfaces.
public struct Service: Sendable {
    public let vendor: String
    public let product: String
    public let version: String
    public let url: String

    /// Makes the reply of an error that is not a `VarlinkError`. By default it tells the caller nothing but that
    /// something failed: errors of the inside are not for strangers.
    public var errorMapper: @Sendable (any Error) -> VarlinkError = { _ in
        VarlinkError("org.varlink.service.InternalError")
    }

    /// Told of each call after it has been answered, with the error it was answered with.
    public var observe: (@Sendable (Call, VarlinkError?) -> Void)?

    private(set) var interfaces: [Interface] = []
    private var handlers: [String: Handler] = [:]
    /// The reply of `GetInfo`: what everybody asks first, and what never changes.
    private(set) var info = Wire.emptyObject

    public init(vendor: String, product: String, version: String, url: String) {
        self.vendor = vendor
        self.product = product
        self.version = version
        self.url = url
        info = encodedInfo
    }

    /// - Parameter methods: a handler by method name, for example `"Add"`.
    /// - Throws: `ServiceError` unless each declared method has a handler, each handler a declared method, and the
    ///   interface is new.
    public mutating func add(_ interface: Interface, methods: [String: Handler]) throws {
        guard interface.name != Self.introspection, !interfaces.contains(where: { $0.name == interface.name }) else {
            throw ServiceError.interfaceTwice(interface.name)
        }
        let declared = Set(interface.methods.map(\.name))
        let missing = declared.subtracting(methods.keys).sorted()
        guard missing.isEmpty else { throw ServiceError.withoutHandler(interface: interface.name, methods: missing) }
        let undeclared = Set(methods.keys).subtracting(declared).sorted()
        guard undeclared.isEmpty else { throw ServiceError.undeclared(interface: interface.name, methods: undeclared) }
        interfaces.append(interface)
        for (name, handler) in methods { handlers["\(interface.name).\(name)"] = handler }
        info = encodedInfo
    }

    /// - Throws: `InterfaceNotFound`, `MethodNotFound`, or `InvalidParameter` if the name is no method's name.
    func handler(of method: String) throws(VarlinkError) -> Handler {
        if let handler = handlers[method] { return handler }
        guard let dot = method.lastIndex(of: ".") else { throw .invalidParameter("method") }
        let interface = String(method[..<dot])
        if interface == Self.introspection, let handler = introspectionHandler(method[dot...].dropFirst()) {
            return handler
        }
        guard interface == Self.introspection || interfaces.contains(where: { $0.name == interface }) else {
            throw .interfaceNotFound(interface)
        }
        throw .methodNotFound(method)
    }
}

/// An interface and its handlers do not fit; a mistake in the program that adds them.
public enum ServiceError: Error, Sendable, Hashable, CustomStringConvertible {
    case interfaceTwice(String)
    case withoutHandler(interface: String, methods: [String])
    case undeclared(interface: String, methods: [String])

    public var description: String {
        switch self {
        case .interfaceTwice(let name): "the interface \(name) is there already"
        case .withoutHandler(let name, let methods):
            "methods of \(name) without a handler: \(methods.joined(separator: ", "))"
        case .undeclared(let name, let methods):
            "handlers for methods that \(name) does not declare: \(methods.joined(separator: ", "))"
        }
    }
}
