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

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let nioWebSocket = Target.Dependency.product(name: "NIOWebSocket", package: "swift-nio")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")

let package = Package(
    name: "concierge",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "concierge", targets: ["ConciergeCommand"]),
        .executable(name: "concierge-emulator", targets: ["ConciergeEmulator"]),
        .executable(name: "concierge-bench", targets: ["ConciergeBench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(
            url: "https://github.com/apple/swift-configuration",
            from: "1.4.0",
            traits: ["YAML", "CommandLineArguments"]
        ),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "CEpoll"),
        .target(name: "Postgres", dependencies: ["CLibPQ", "CEpoll"], swiftSettings: strict),
        .target(name: "Domain", swiftSettings: safe),
        .target(name: "Store", dependencies: ["Postgres", "Domain", "StrictJSON", crypto], swiftSettings: safe),
        .target(name: "Language", swiftSettings: safe),
        .target(name: "AIEngine", dependencies: ["Language", "Domain", httpClient, nioCore], swiftSettings: safe),
        .target(name: "Triage", dependencies: ["Language", "Domain", "AIEngine"], swiftSettings: safe),
        .target(name: "StrictJSON", swiftSettings: safe),
        .target(
            name: "Channels",
            dependencies: ["StrictJSON", "Domain", httpClient, nioCore, crypto],
            swiftSettings: safe
        ),
        .target(
            name: "Sessions",
            dependencies: ["Store", "Postgres", "Domain", jwt, crypto, cryptoExtras, logging, metrics, lifecycle],
            swiftSettings: safe
        ),
        .target(
            name: "Conversations",
            dependencies: ["Store", "Postgres", "Domain", logging, lifecycle],
            swiftSettings: safe
        ),
        .target(
            name: "Events",
            dependencies: ["Store", "Postgres", "Domain", logging, metrics, lifecycle],
            swiftSettings: safe
        ),
        .target(
            name: "Routing",
            dependencies: [
                "Store", "Postgres", "Domain", "Language", "Triage", "AIEngine", "Channels", logging, metrics,
                lifecycle,
            ],
            swiftSettings: safe
        ),
        .target(
            name: "API",
            dependencies: [
                "Routing", "Triage", "Language", "Conversations", "Sessions", "Events", "Channels", "Store", "Postgres",
                "Domain", "StrictJSON", hummingbird, hummingbirdCore, logging, coreMetrics, metrics, lifecycle, crypto,
                nioCore,
                nioHTTP1, nioHTTPTypes, nioHTTPTypesHTTP1, nioWebSocket, httpTypes,
            ],
            resources: [.embedInCode("Resources")],
            swiftSettings: safe
        ),
        .executableTarget(
            name: "ConciergeCommand",
            dependencies: [
                "API", "Routing", "Conversations", "Sessions", "Events", "Store", "Postgres", "Domain", "AIEngine",
                "Channels", hummingbird, httpClient, logging, metrics, coreMetrics, lifecycle, arguments, configuration,
                yams, nioCore,
            ],
            resources: [.copy("Resources")],
            swiftSettings: safe
        ),
        .executableTarget(
            name: "ConciergeEmulator",
            dependencies: ["Domain", hummingbird, httpClient, crypto, arguments, logging, nioCore],
            swiftSettings: safe
        ),
        .executableTarget(
            name: "ConciergeBench",
            dependencies: [
                "CEpoll", "API", "Routing", "Triage", "Store", "Postgres", "Domain", "AIEngine", "Channels",
                hummingbird,
                httpClient,
                logging,
                arguments, histogram, crypto, nioCore,
            ],
            swiftSettings: safe
        ),
        .target(
            name: "TestSupport",
            dependencies: ["Postgres", "Store", "Domain"],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        .target(name: "PortSupport", path: "Tests/PortSupport", swiftSettings: strict),
        .target(
            name: "ContractSupport",
            dependencies: ["StrictJSON", yams, httpClient, nioCore, nioHTTP1],
            path: "Tests/ContractSupport",
            swiftSettings: strict
        ),
        .testTarget(name: "StrictJSONTests", dependencies: ["StrictJSON"], swiftSettings: safe),
        .testTarget(
            name: "SessionsTests",
            dependencies: ["Sessions", "Store", "Postgres", "Domain", "TestSupport", jwt, crypto, logging, lifecycle],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ConversationsTests",
            dependencies: ["Conversations", "Store", "Postgres", "Domain", "TestSupport", logging],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EventsTests",
            dependencies: ["Events", "Store", "Postgres", "Domain", "TestSupport", logging],
            swiftSettings: strict
        ),
        .testTarget(name: "PostgresTests", dependencies: ["Postgres", "PortSupport"], swiftSettings: strict),
        .testTarget(name: "DomainTests", dependencies: ["Domain"], swiftSettings: safe),
        .testTarget(name: "StoreTests", dependencies: ["Store", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "TriageTests",
            dependencies: ["Triage", "AIEngine", "Language", "Domain", "TestSupport"],
            swiftSettings: safe
        ),
        .testTarget(name: "AIEngineTests", dependencies: ["AIEngine", "Domain", hummingbird], swiftSettings: safe),
        .testTarget(name: "ChannelsTests", dependencies: ["Channels", "Domain", hummingbird], swiftSettings: safe),
        .testTarget(
            name: "EmulatorTests",
            dependencies: [
                "ConciergeEmulator", "Channels", "Domain", hummingbird, httpClient, logging, lifecycle, nioCore,
            ],
            swiftSettings: safe
        ),
        .testTarget(name: "RoutingTests", dependencies: ["Routing", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "APITests",
            dependencies: [
                "API", "Routing", "Conversations", "Sessions", "Events", "Channels", "AIEngine", "Store", "Postgres",
                "Domain", "StrictJSON", "TestSupport", "ContractSupport", hummingbird, httpTypes, coreMetrics, logging,
                lifecycle, crypto, httpClient, nioCore, nioPosix, nioHTTP1, nioWebSocket, nioEmbedded, yams,
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ProgramTests",
            dependencies: [
                "ConciergeCommand", "TestSupport", "PortSupport", "ContractSupport", "StrictJSON", httpClient, nioCore,
                nioHTTP1,
                nioPosix, nioWebSocket, crypto, logging,
            ],
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)
