import OnsetCore
import OnsetModels
import OnsetPlanning
import OnsetSchemes
import OnsetTestSupport
import Testing

/// Biases that PyTorch's older exporter stored once because all were zero (torch 2.13, a plain tanh
/// network of twelve 8×8 layers).
@Suite("Parameters that an exporter merged")
struct MergedParametersTests {
  @Test("share the decision that most of them ask for")
  func decision() throws {
    let entry = try FixtureModel("merged_biases").plan("auto").entry("0.bias")
    #expect(entry.mergedNames.count == 11)
    // The first layer's bias would be zero, those of the other hidden layers are random.
    #expect(try #require(try entry.expectation()).standardDeviation > 0.05)
  }

  @Test("are each written to safetensors, with draws of their own")
  func safetensors() throws {
    let model = try FixtureModel("merged_biases")
    let plan = try model.plan("auto")
    let folder = try TemporaryFolder()
    let path = folder.file("weights.safetensors")
    try InitialWeightsWriter(model: model.file, plan: plan)
      .write(to: try OutputTarget(path: path))
    let file = try SafetensorsFile(contentsOf: path)
    let names = (0..<12).flatMap { ["\(2 * $0).weight", "\(2 * $0).bias"] }
    #expect(Set(file.tensors.map(\.name)) == Set(names))
    let first = try file.tensor(named: "2.bias").doubles()
    let second = try file.tensor(named: "4.bias").doubles()
    #expect(first != second)
    #expect(first.contains { $0 != 0 })
  }
}
