import Foundation
import OnsetCore
import OnsetModels
import OnsetPlanning
import OnsetSchemes
import Testing

/// A real model that tests plan for: exported from PyTorch, kept small.
struct FixtureModel {
  let file: ONNXModel
  let network: Network

  /// Reads a model from the test target's fixtures.
  init(_ name: String) throws {
    try self.init(
      path: try #require(Bundle.module.path(forResource: "Fixtures/\(name)", ofType: "onnx")))
  }

  private init(path: String) throws {
    file = try ONNXModel(contentsOf: path)
    network = try file.network()
  }

  /// The demo's model: convolutions with BatchNorm, groups, residual blocks, attention.
  static func hybrid() throws -> FixtureModel {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try FixtureModel(path: root.appendingPathComponent("Examples/hybrid.onnx").path)
  }

  /// Plans for the model.
  func plan(
    _ family: String, seed: UInt64 = 0, selection: TensorSelection = TensorSelection()
  ) throws -> Plan {
    try Planner(network).plan(family: family, seed: seed, selection: selection)
  }
}

extension Plan {
  /// The entry of a name.
  func entry(_ name: String) throws -> PlanEntry {
    try #require(entries.first { $0.name.text == name }, "no entry \(name)")
  }

  /// The intended standard deviation of a tensor.
  func deviation(_ name: String) throws -> Double {
    try #require(try entry(name).expectation()).standardDeviation
  }
}
