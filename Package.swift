// swift-tools-version: 6.2

import PackageDescription

// .ci/run sets this; elsewhere a newer compiler's new warning is no reason not to build.
let strictness: [SwiftSetting] = Context.environment["VOUCHERD_WARNINGS"] == "errors" ? [.treatAllWarnings(as: .error)] : []

let commonSettings: [SwiftSetting] =
    strictness + [
        .swiftLanguageMode(.v6),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
        .enableUpcomingFeature("ExistentialAny"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
        .enableUpcomingFeature("MemberImportVisibility"),
        // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
        .enableUpcomingFeature("InternalImportsByDefault"),
    ]

// `make fuzz` sets this and builds voucherd-fuzz in a scratch path of its own: instrumented for libFuzzer, with every check that a release build drops.
let isFuzzing = Context.environment["VOUCHERD_FUZZING"] == "1"
let instrumentation: [SwiftSetting] = isFuzzing ? [.unsafeFlags(["-sanitize=fuzzer", "-enable-testing", "-assert-config", "Debug"])] : []
let settings = commonSettings + instrumentation

// A module imports only modules named above it.
let package = Package(
    name: "voucherd",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "voucherd", targets: ["voucherd"])
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // Money, dates, working days and the dated programme file: pure.
        .target(name: "Programme", dependencies: [.product(name: "Yams", package: "Yams")], swiftSettings: settings),

        // Record types declared once: columns, formats, merge words, CSV. Pure.
        .target(name: "Records", dependencies: ["Programme"], swiftSettings: settings),

        // Versions, field groups, sides, conflicts: pure.
        .target(name: "Merging", dependencies: ["Programme", "Records"], swiftSettings: settings),

        // The regulation, one file per chapter and one value per rule: pure.
        .target(name: "Rules", dependencies: ["Programme", "Records", "Merging"], swiftSettings: settings),

        // The calls that change files, into which the simulator injects faults.
        .target(name: "FileCalls", swiftSettings: settings),

        // Zipped BagIt bags over libarchive, and SSHSIG signatures.
        .systemLibrary(name: "CLibArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .target(
            name: "Bags",
            dependencies: ["Programme", "FileCalls", "CLibArchive", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings
        ),

        // The one call of SQLite's that GRDB does not make and Swift cannot.
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),

        // The SQLite store: schema, migrations, queries.
        .target(
            name: "Store",
            dependencies: [
                "Programme", "Records", "Merging", "Rules", "FileCalls", "CSQLite", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),

        // Intake, clerk and publisher.
        .target(
            name: "Centre",
            dependencies: [
                "Programme", "Records", "Merging", "Rules", "FileCalls", "Bags", "Store",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings
        ),

        // The district's side: pack a batch, open a bundle, its own small store.
        .target(
            name: "Office",
            dependencies: ["Programme", "Records", "Merging", "FileCalls", "Bags", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: settings
        ),

        // A synthetic city with its ground truth.
        .target(name: "Sample", dependencies: ["Programme", "Records", "Bags", "Office"], swiftSettings: settings),

        // Seasons of many offices and the centre in one process, with faults.
        .target(
            name: "Simulation",
            dependencies: [
                "Programme", "Records", "Merging", "Rules", "FileCalls", "Bags", "Store", "Centre", "Office", "Sample",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),

        .executableTarget(
            name: "voucherd",
            dependencies: [
                "Programme", "Records", "Merging", "Rules", "Bags", "Store", "Centre", "Office", "Sample", "Simulation",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),

        // What test targets share: temporary folders, other programs, the built program, a small city.
        .target(
            name: "TestSupport",
            dependencies: ["Programme", "Records", "Bags", "Store", "Centre", .product(name: "Logging", package: "swift-log")],
            path: "Tests/TestSupport",
            // Read by what is built for preloading.
            exclude: ["Preload"],
            swiftSettings: settings
        ),

        .testTarget(name: "ProgrammeTests", dependencies: ["Programme"], resources: [.copy("Fixtures")], swiftSettings: settings),
        .testTarget(name: "RecordsTests", dependencies: ["Records", "TestSupport"], resources: [.copy("Fixtures")], swiftSettings: settings),
        .testTarget(name: "MergingTests", dependencies: ["Merging", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "RulesTests", dependencies: ["Programme", "Records", "Rules"], resources: [.copy("Fixtures")], swiftSettings: settings),
        .testTarget(name: "BagsTests", dependencies: ["Bags", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "OfficeTests",
            dependencies: [
                "Programme", "Records", "Merging", "Rules", "Bags", "Store", "Centre", "Office", "Simulation", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "CentreTests",
            dependencies: [
                "Programme", "Records", "Merging", "Rules", "Bags", "Store", "Centre", "Office", "Sample", "Simulation", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["FileCalls", "Bags", "Centre", "Simulation", "TestSupport"],
            swiftSettings: settings
        ),
        // Hostile input: the corpus, and what it costs.
        .testTarget(
            name: "HostileTests",
            dependencies: ["Programme", "Records", "Bags", "Store", "Centre", "TestSupport"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "CrashTests",
            dependencies: ["Programme", "Bags", "Centre", "TestSupport", .product(name: "Logging", package: "swift-log")],
            // Built by the tests themselves, for preloading.
            exclude: ["Preload"],
            swiftSettings: settings
        ),
        // What comes from outside the process: full and failing disks, limits, clocks, mounts.
        .testTarget(
            name: "FaultTests",
            dependencies: ["Programme", "Bags", "Centre", "TestSupport"],
            // Built by the tests themselves, for preloading.
            exclude: ["Preload"],
            swiftSettings: settings
        ),
        // How files come to the inbox: real programs and a real daemon.
        .testTarget(
            name: "TransportTests",
            dependencies: ["Programme", "Bags", "Store", "Centre", "TestSupport"],
            swiftSettings: settings
        ),
        .testTarget(name: "SampleTests", dependencies: ["Programme", "Sample", "Bags", "Merging"], swiftSettings: settings),
    ]
)

if isFuzzing {
    package.targets += [
        .systemLibrary(name: "CLibFuzzer", path: "Fuzzing/CLibFuzzer"),
        .executableTarget(
            name: "voucherd-fuzz",
            dependencies: ["Programme", "Records", "Bags", "CLibFuzzer"],
            path: "Fuzzing/voucherd-fuzz",
            swiftSettings: settings,
            linkerSettings: [.unsafeFlags(["-use-ld=lld", "-Xlinker", Context.environment["VOUCHERD_FUZZER_LIBRARY"] ?? "", "-lstdc++"])]
        ),
    ]
}
