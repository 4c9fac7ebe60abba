#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Which parameter a decoding error is about.
extension DecodingError {
    /// For example `steps[2].name`; `parameters` when it is the whole.
    var parameter: String {
        var name = ""
        for key in path {
            if let index = key.intValue {
                name += "[\(index)]"
            } else {
                name += name.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
        return name.isEmpty ? "parameters" : name
    }

    /// `JSONDecoder` forgets where it was when a number does not fit its type.
    var pathLost: Bool {
        if case .dataCorrupted = self { path.isEmpty } else { false }
    }

    fileprivate var path: [any CodingKey] {
        switch self {
        case .keyNotFound(let key, let context): context.codingPath + [key]
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            context.codingPath
        @unknown default: []
        }
    }
}

extension Data {
    /// The member whose value `JSONDecoder` could not say was wrong, found by decoding again with nulls in the place
    /// of values. Long objects are not searched, since each round costs another decoding.
    func culprit<T: Decodable>(_ type: T.Type) -> String {
        let members = withUnsafeBytes { bytes in try? JSONScanner.members(of: bytes) } ?? []
        guard count <= 64 * 1024, members.count <= 32 else { return "parameters" }
        // A null is found where it stands, if that is no later than the culprit: so these are the culprit and those
        // decoded before it.
        var candidates = members.filter { failure(type, withoutValuesOf: [$0])?.pathLost != true }
        while candidates.count > 1 {
            let first = failure(type, withoutValuesOf: candidates)?.path.first?.stringValue
            guard let index = candidates.firstIndex(where: { $0.name == first }) else { return "parameters" }
            candidates.remove(at: index)
        }
        return candidates.first?.name ?? "parameters"
    }

    private func failure<T: Decodable>(_ type: T.Type, withoutValuesOf members: [JSONScanner.Member]) -> DecodingError?
    {
        var changed = Data(self)
        for member in members.reversed() { changed.replaceSubrange(member.value, with: Data("null".utf8)) }
        do {
            _ = try JSONDecoder().decode(type, from: changed)
            return nil
        } catch {
            return error as? DecodingError
        }
    }
}
