// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "OnsetBenchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "Onset", path: "..")],
  targets: [
    .executableTarget(
      name: "OnsetBenchmarks",
      dependencies: [.product(name: "Onset", package: "Onset")]
    ),
    .executableTarget(
      name: "OnsetAccuracy",
      dependencies: [.product(name: "Onset", package: "Onset")]
    ),
  ],
  swiftLanguageModes: [.v6]
)
