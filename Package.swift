// swift-tools-version: 6.2

import PackageDescription

// MARK: - Targets, from the ground up
//
// A target depends only on targets above it in this file; the folders under `Sources` show the same
// order. Third-party packages enter at the edges only: protobuf in `OnsetModels`, YAML in
// `OnsetPlanning`, argument parsing in the command.

let kernels: [Target] = [
  .target(name: "COnsetKernels"),
  .systemLibrary(
    name: "COnsetBLAS",
    pkgConfig: "openblas",
    providers: [.apt(["libopenblas-dev", "liblapacke-dev"]), .brew(["openblas"])]
  ),
]

let libraries: [Target] = [
  .target(name: "OnsetCore"),
  .target(
    name: "OnsetLinearAlgebra",
    dependencies: ["OnsetCore", "COnsetBLAS"],
    linkerSettings: [
      .linkedLibrary("openblas", .when(platforms: [.linux])),
      .linkedLibrary("lapacke", .when(platforms: [.linux])),
      .linkedFramework("Accelerate", .when(platforms: [.macOS])),
    ]
  ),
  .target(name: "OnsetRandom", dependencies: ["OnsetCore", "COnsetKernels"]),
  .target(
    name: "OnsetTheory", dependencies: ["OnsetCore", "OnsetLinearAlgebra", "COnsetKernels"]),
  .target(
    name: "OnsetSchemes",
    dependencies: ["OnsetCore", "OnsetLinearAlgebra", "OnsetRandom", "OnsetTheory"]
  ),
  .target(
    name: "OnsetTensor", dependencies: ["OnsetCore", "OnsetLinearAlgebra", "COnsetKernels"]),
  .target(
    name: "OnsetModels",
    dependencies: [
      "OnsetCore",
      .product(name: "SwiftProtobuf", package: "swift-protobuf"),
    ],
    exclude: ["ONNX/onnx.proto"]
  ),
  .target(
    name: "OnsetPropagation",
    dependencies: [
      "OnsetCore", "OnsetRandom", "OnsetTheory", "OnsetTensor", "OnsetModels", "OnsetSchemes",
    ]
  ),
  .target(
    name: "OnsetPlanning",
    dependencies: [
      "OnsetCore", "OnsetRandom", "OnsetTensor", "OnsetTheory", "OnsetSchemes", "OnsetModels",
      "OnsetPropagation",
      .product(name: "Yams", package: "Yams"),
    ]
  ),
  .target(
    name: "OnsetReport",
    dependencies: ["OnsetCore", "OnsetTheory", "OnsetModels", "OnsetPlanning", "OnsetSchemes"]
  ),
  .target(
    name: "Onset",
    dependencies: [
      "OnsetCore", "OnsetLinearAlgebra", "OnsetRandom", "OnsetTheory", "OnsetSchemes",
      "OnsetTensor", "OnsetModels", "OnsetPropagation", "OnsetPlanning", "OnsetReport",
    ]
  ),
]

let command: [Target] = [
  .executableTarget(
    name: "OnsetCLI",
    dependencies: [
      "Onset",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ]
  )
]

let tests: [Target] = [
  .target(
    name: "OnsetTestSupport",
    dependencies: ["OnsetCore"],
    path: "Tests/OnsetTestSupport"
  ),
  .testTarget(name: "OnsetCoreTests", dependencies: ["OnsetCore"]),
  .testTarget(
    name: "OnsetLinearAlgebraTests",
    dependencies: ["OnsetLinearAlgebra", "OnsetTestSupport"]
  ),
  .testTarget(
    name: "OnsetRandomTests",
    dependencies: ["OnsetRandom", "COnsetKernels", "OnsetTestSupport"]
  ),
  .testTarget(
    name: "OnsetTheoryTests",
    dependencies: ["OnsetTheory", "OnsetLinearAlgebra", "COnsetKernels", "OnsetTestSupport"],
    resources: [.copy("Fixtures")]
  ),
  .testTarget(
    name: "OnsetSchemesTests",
    dependencies: ["OnsetSchemes", "OnsetTestSupport"],
    resources: [.copy("Fixtures")]
  ),
  .testTarget(
    name: "OnsetTensorTests",
    dependencies: ["OnsetTensor", "COnsetKernels", "OnsetTestSupport"]
  ),
  .testTarget(
    name: "OnsetModelsTests",
    dependencies: ["OnsetModels", "OnsetTestSupport"],
    resources: [.copy("Fixtures")]
  ),
  .testTarget(
    name: "OnsetPropagationTests",
    dependencies: ["OnsetPropagation", "OnsetTestSupport"],
    resources: [.copy("Fixtures")]
  ),
  .testTarget(
    name: "OnsetPlanningTests",
    dependencies: ["OnsetPlanning", "OnsetTestSupport"],
    resources: [.copy("Fixtures")]
  ),
  .testTarget(
    name: "OnsetReportTests",
    dependencies: ["OnsetReport", "OnsetTheory", "OnsetTestSupport"]
  ),
  .testTarget(name: "OnsetTests", dependencies: ["Onset"]),
  .testTarget(
    name: "OnsetCLITests",
    dependencies: ["OnsetCLI", "OnsetModels", "OnsetTestSupport"]
  ),
]

let package = Package(
  name: "Onset",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Onset", targets: ["Onset"]),
    .executable(name: "onset", targets: ["OnsetCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: kernels + libraries + command + tests,
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system && target.name != "COnsetKernels" {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ]
}
