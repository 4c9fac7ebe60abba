import Foundation

/// Mount namespaces, which need rights that not every machine gives.
enum Mounts {
    static let unshare = URL(filePath: "/usr/bin/unshare")

    static let arePossible: Bool = {
        let process = Process()
        process.executableURL = unshare
        process.arguments = ["--mount", "mount", "--bind", "/tmp", "/tmp"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()
}
