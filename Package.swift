// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
]

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// A library of the product: design.md's module table says what it may import; `LayoutTests` checks it.
func module(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
    name: "dabiao",
    products: [
        .executable(name: "dabiaod", targets: ["dabiaod"]),
        .executable(name: "dabiaoctl", targets: ["dabiaoctl"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        module("Dabiao", []),
        module("Digest", ["COpenSSL"]),
        module("RuleEngine", ["Dabiao", "Digest", grdb]),
        module("SectorKit", ["Dabiao", "Digest", "RuleEngine", yams]),
        module("DabiaoStore", ["Dabiao", "Digest", grdb]),
        module("Varlink", ["CPeer", nioCore, nioPosix, logging]),
        module("DabiaoControl", ["Dabiao", "Varlink"], resources: [.embedInCode("Interfaces")]),
        module(
            "DabiaoDaemon",
            [
                "Dabiao", "Digest", "RuleEngine", "SectorKit", "DabiaoStore", "Varlink", "DabiaoControl", "CSystemd",
                logging,
            ]),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "CPeer"),
        .executableTarget(
            name: "dabiaod",
            dependencies: ["Dabiao", "DabiaoDaemon", arguments, logging, lifecycle, unixSignals], swiftSettings: strict),
        .executableTarget(
            name: "dabiaoctl",
            dependencies: ["DabiaoControl", "SectorKit", "Dabiao", "Digest", "Varlink", arguments],
            swiftSettings: strict),
        .executableTarget(
            name: "dabiao-benchmark",
            dependencies: ["Dabiao", "RuleEngine", "SectorKit", "DabiaoStore", "DabiaoDaemon", grdb, arguments],
            path: "Tests/Benchmark", exclude: ["rules.json", "other-engines.py", "control.c", "control-server.py"],
            swiftSettings: strict),
        .target(
            name: "FuzzEntries", dependencies: ["Dabiao", "RuleEngine", "SectorKit"], path: "Tests/Fuzz/Entries",
            swiftSettings: strict),
        tests("FuzzTests", ["FuzzEntries"]),
        tests("DabiaoTests", ["Dabiao"]),
        tests("RuleEngineTests", ["RuleEngine", "DabiaoStore", "DabiaoDaemon", "Dabiao", grdb]),
        tests("SectorKitTests", ["SectorKit", "RuleEngine", "Dabiao"]),
        tests("DabiaoStoreTests", ["DabiaoStore", "Dabiao", grdb]),
        .testTarget(
            name: "VarlinkTests", dependencies: ["Varlink", "DabiaoControl", nioCore, nioPosix, logging],
            exclude: ["Interfaces/Released"], swiftSettings: strict),
        tests(
            "DabiaoDaemonTests",
            [
                "DabiaoDaemon", "DabiaoStore", "DabiaoControl", "Varlink", "SectorKit", "RuleEngine", "Dabiao", logging,
                grdb,
            ]),
        tests("LayoutTests", []),
        .testTarget(
            name: "EndToEndTests", dependencies: [grdb], exclude: ["every-method.py", "hostile.py"],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

// Only with libFuzzer's own `main` is it a program: Tests/fuzz.sh builds it.
if Context.environment["DABIAO_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "dabiao-fuzz", dependencies: ["FuzzEntries"], path: "Tests/Fuzz/Driver",
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}
