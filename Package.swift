// swift-tools-version: 6.2
import PackageDescription

/// The flags every Swift target is built with: the language as it will be, and no warning let through.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// Strict memory safety on top, for every target that does not speak to a C library itself.
let safe: [SwiftSetting] = strict + [.strictMemorySafety()]


let package = Package(
    name: "concierge",
    platforms: [.macOS(.v15)],
    targets: [
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "Domain", swiftSettings: safe),
        .testTarget(name: "DomainTests", dependencies: ["Domain"], swiftSettings: safe),
    ],
    swiftLanguageModes: [.v6]
)
