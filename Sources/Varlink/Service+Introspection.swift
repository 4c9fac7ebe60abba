#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// `org.varlink.service`: what every service tells about itself.
extension Service {
    static let introspection = "org.varlink.service"

    func introspectionHandler(_ method: Substring) -> Handler? {
        switch method {
        case "GetInfo": Handler(body: .constant(info))
        case "GetInterfaceDescription":
            .method { (request: DescriptionRequest, _) in
                guard let description = description(of: request.interface) else {
                    throw VarlinkError.interfaceNotFound(request.interface)
                }
                return DescriptionReply(description: description)
            }
        default: nil
        }
    }

    var encodedInfo: Data {
        let info = ServiceInfo(
            vendor: vendor, product: product, version: version, url: url,
            interfaces: [Self.introspection] + interfaces.map(\.name))
        // Strings always can be JSON.
        return (try? Wire.object(info)) ?? Wire.emptyObject
    }

    private func description(of interface: String) -> String? {
        if interface == Self.introspection { return Self.introspectionDescription }
        return interfaces.first { $0.name == interface }?.description
    }

    static let introspectionDescription = """
        # What every Varlink service tells about itself.
        interface org.varlink.service

        # Who made the service, and the interfaces it offers.
        method GetInfo() -> (
          vendor: string,
          product: string,
          version: string,
          url: string,
          interfaces: []string
        )

        # The definition of one interface.
        method GetInterfaceDescription(interface: string) -> (description: string)

        # The service has no such interface.
        error InterfaceNotFound (interface: string)

        # The interface has no such method.
        error MethodNotFound (method: string)

        # The interface declares the method, but the service does not implement it.
        error MethodNotImplemented (method: string)

        # A parameter is missing or not of its declared type.
        error InvalidParameter (parameter: string)

        # The method replies several times: call it with "more".
        error ExpectedMore ()

        """
}

/// The reply of `org.varlink.service.GetInfo`.
public struct ServiceInfo: Codable, Sendable, Hashable {
    public let vendor: String
    public let product: String
    public let version: String
    public let url: String
    public let interfaces: [String]
}

private struct DescriptionRequest: Codable { let interface: String }

private struct DescriptionReply: Codable { let description: String }
